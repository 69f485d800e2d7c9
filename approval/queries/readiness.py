"""What still keeps the next step of a case shut, whoever asks: the guards' own reasons."""

from collections.abc import Collection
from dataclasses import dataclass

from ..language import Text
from ..versions import Version
from ..workflow.definition import HERE, Action, Requirement
from ..workflow.facts import Actor, Case
from ..workflow.guards import GUARDS

_WHICH_WAY = frozenset({"product", "product_not"})


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that the case could take, and what is missing for it."""

    action: Action
    missing: tuple[Text, ...]


def ahead(
    version: Version, case: Case, actor: Actor, *, body: str | None = None, aside: Collection[str] = ()
) -> list[Ahead]:
    """The steps forward from here that are this body's (nobody's where none is named), for this kind of product.

    ``aside`` names guards that are not looked at, such as being on an agenda already.
    """
    return [
        Ahead(action, _missing(version, case, actor, action, aside))
        for action in version.workflow.stage(case.stage).actions
        if action.tone == "go"
        and action.to != (HERE,)
        and action.body == body
        and _this_way(case, actor, action)
    ]


def _this_way(case: Case, actor: Actor, action: Action) -> bool:
    """Whether the product goes this way at all (a micro-course ends with the Senior Management Team)."""
    return not any(GUARDS[r.name](case, actor, r.value) for r in action.requires if r.name in _WHICH_WAY)


def _missing(
    version: Version, case: Case, actor: Actor, action: Action, aside: Collection[str]
) -> tuple[Text, ...]:
    reasons = (_why(version, case, actor, r) for r in action.requires if r.name not in aside)
    return tuple(why for why in reasons if why)


def _why(version: Version, case: Case, actor: Actor, requirement: Requirement) -> Text | None:
    """The guard's reason; where a form is not complete, which form."""
    why = GUARDS[requirement.name](case, actor, requirement.value)
    form = version.forms.get(str(requirement.value)) if requirement.name == "form_complete" else None
    if why is None or form is None:
        return why
    return Text(en=f"{form.title.en}: {why.en}", fr=f"{form.title.fr}\u00a0: {why.fr}")
