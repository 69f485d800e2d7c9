"""Make the next version of a workflow in the browser: a step inserted, words changed; looked at before it is used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import tomlkit

from ..desk import Desk
from ..language import Text, same
from ..queries import NotFound
from ..queries.people import body_by_key
from ..versions import Version, read_version
from ..workflow.bundle import Bundle
from ..workflow.checks_on_load import WorkflowError
from ..workflow.facts import Actor
from ..workflow.inserting import MAIN, insert
from ..workflow.phrases import Phrase
from ..workflow.step_plan import NewStep, Unfit
from ..workflow.wording import Wording, replace_words
from .administering import insist_administrator

INSERTED = Text(
    en="{name} inserted between “{after}” and “{before}”",
    fr="étape «\u00a0{name}\u00a0» insérée entre «\u00a0{after}\u00a0» et «\u00a0{before}\u00a0»",
)
NOTHING_FOUND = Text(
    en="These words stand nowhere in the workflow: nothing would change",
    fr="Ces termes ne figurent nulle part dans le processus\u00a0: rien ne changerait",
)
REWORDED = Text(en="words changed", fr="termes modifiés")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A version as it would be, or everything that keeps it from being one."""

    base: Version
    what: Text
    bundle: Bundle = field(default_factory=dict)
    version: Version | None = None
    problems: Sequence[Text] = ()
    """What the checks of a file say is English: it names places in the file."""


@dataclass(frozen=True, slots=True)
class StepWish:
    """What an administrator says of a step to insert."""

    after: str
    before: str
    body: str
    title: Text
    phrase: Phrase


def newest_of(desk: Desk, actor: Actor, digest: str) -> Version:
    """The version, where it is the newest of its workflow: only that one is revised. Raises NotFound."""
    insist_administrator(actor)
    known: Mapping[str, Version] = desk.versions
    try:
        version = known[digest]
    except KeyError:
        raise NotFound(digest) from None
    if desk.versions.newest(version.workflow.id).digest != digest:
        raise NotFound(digest)
    return version


def draft_step(desk: Desk, actor: Actor, digest: str, wish: StepWish, name: Text) -> Drafted:
    """The version with the step in it; ``name`` is what the body is called. Nothing is kept. Raises NotFound."""
    base = newest_of(desk, actor, digest)
    body = body_by_key(wish.body)
    step = NewStep(
        after=wish.after,
        before=wish.before,
        body=body.key,
        name=name,
        phrase=wish.phrase,
        title=wish.title,
        offices=tuple(str(o["name"]) for o in body.offices),
    )
    titles = {s.name: s.title for s in base.workflow.stages}
    what = INSERTED.format(name=name, after=titles.get(wish.after, ""), before=titles.get(wish.before, ""))
    try:
        bundle = insert(base.bundle, base.workflow, step)
    except Unfit as error:
        return Drafted(base, what, problems=error.problems)
    return _drafted(base, what, bundle)


def draft_words(desk: Desk, actor: Actor, digest: str, wishes: Sequence[Wording]) -> Drafted:
    """The version with other words in it. Nothing is kept. Raises NotFound."""
    base = newest_of(desk, actor, digest)
    bundle = dict(replace_words(base.bundle, wishes))
    if bundle == base.bundle:
        return Drafted(base, REWORDED, problems=[NOTHING_FOUND])
    document = tomlkit.parse(bundle[MAIN])
    document["version"] = base.workflow.version + 1
    bundle[MAIN] = tomlkit.dumps(document)
    return _drafted(base, REWORDED, bundle)


def _drafted(base: Version, what: Text, bundle: Bundle) -> Drafted:
    try:
        return Drafted(base, what, bundle, read_version(bundle))
    except WorkflowError as error:
        return Drafted(base, what, bundle, problems=[same(p) for p in error.problems])
