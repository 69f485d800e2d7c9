"""What in the rows of a case would show that somebody is linked to it: its partners, team, money, head, earlier authors."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..language import LANGUAGES
from ..models.proposals import Paper
from ..settings import Settings
from ..workflow.links import Tie, domain_of, plain
from .around import Around

_PARTS = {
    "team_lead": "team_member",
    "team_member": "team_member",
    "sponsor": "sponsor",
    "quality_reviewer": "quality",
}
"""By part on the case: the link it is. Proposers are out of the case anyway."""


def ties_of(
    near: Around, papers: Sequence[Paper], events: Iterable[Any], settings: Settings
) -> tuple[Tie, ...]:
    """Everything a person of a deciding body is compared with."""
    parts = (Tie(_PARTS[role], person=int(person)) for person, role, _ in near["part"] if role in _PARTS)
    authors = (Tie("author", person=int(person)) for person, role, _ in near["past"] if role == "co_proposer")
    team = (Tie("team_member", person=int(p or 0), address=address) for address, p, _ in near["member"])
    budgets = (Tie("resource", name=owner) for owner, _, _ in near["budget"] if owner)
    confirmed = (
        Tie("resource", person=e.actor_id) for e in events if e.action == "confirm_resource" and e.actor_id
    )
    told = (tie for paper in papers if paper.person_id is None for tie in _written(paper.answers, settings))
    return tuple(dict.fromkeys((*parts, *authors, *team, *budgets, *confirmed, *told)))


def _written(answers: Mapping[str, Any], settings: Settings) -> Iterator[Tie]:
    """What the case's own texts say. Where everybody of the institution has an address, that tells nothing."""
    for row in _rows(answers.get("partners")):
        address, organisation = _words(row, "contact_email"), _words(row, "organisation")
        domain = domain_of(address)
        yield Tie(
            "partner",
            address=address.lower(),
            domain="" if domain == domain_of(settings.contact) else domain,
            name=_words(row, "contact_name"),
            organisation="" if _is_own(organisation, settings) else organisation,
        )
    for name in ("resources_needed", "resources_asked"):
        for row in _rows(answers.get(name)):
            if owner := _words(row, "owner"):
                yield Tie("resource", name=owner)
    head = answers.get("head_support")
    if isinstance(head, dict) and (name := _words(head, "name")):
        yield Tie("head", name=name, address=_words(head, "email").lower())


def _is_own(organisation: str, settings: Settings) -> bool:
    return plain(organisation) in {plain(settings.institution.in_(lang)) for lang in LANGUAGES}


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _words(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
