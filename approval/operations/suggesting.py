"""Ask people about links that the system finds between them and a case, when the case reaches the body that decides.

Nobody is barred by it. Whoever is asked says whether it is a conflict before they score, vote or confirm.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..models.bodies import Body
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.records import Event
from ..models.reviews import Conflict
from ..queries.facts import facts_of
from ..queries.parties import delegates
from ..queries.people import holders
from ..versions import Version
from ..workflow.facts import Case
from ..workflow.links import LINKS, SUGGESTED
from ..workflow.rules import unsaid
from .recording import Happening, enqueue, record

OFFICE = "office"
"""The kind of body in which an office decides alone: only that office is asked."""


def suggest_at_arrival(desk: Desk, proposal: Proposal, now: datetime) -> None:
    """Ask whoever decides, votes or minutes where the case is now. Inside the caller's transaction."""
    version = desk.versions[proposal.digest]
    deciding = {a.body for a in version.workflow.stage(proposal.stage).actions if a.body}
    if not deciding:
        return
    case = facts_of(desk, proposal, now)
    if case.ties:
        sitting = {case.alternates.get(body, body) for body in deciding}
        suggest(version, proposal, case, _sitting(version, proposal, sitting, now), now)


def suggest(
    version: Version, proposal: Proposal, case: Case, people: Iterable[Person], now: datetime
) -> Event | None:
    """Ask those of them whom something links to the case and who were not asked about it; the event, if anybody was.

    Inside the caller's transaction.
    """
    asked = {p: found for p in people if (found := unsaid(case, p)) and not _asked(case, p, found)}
    if not asked:
        return None
    for person, found in asked.items():
        _keep(proposal, person, found, now)
    db.session.flush()
    said = {
        "people": [
            {"id": p.id, "name": p.name, "found": [k for k in LINKS if k in found]}
            for p, found in asked.items()
        ]
    }
    texts = version.workflow.texts
    event = record(proposal, Happening("suggest_conflict", None, now, said=said, texts=texts))
    for person in asked:
        enqueue(event, "mail", f"notice:{person.id}", now, person=person.id)
    return event


def _asked(case: Case, person: Person, found: frozenset[str]) -> bool:
    on_record = case.conflicts.get(person.id)
    return on_record is not None and on_record.status == SUGGESTED and found <= on_record.found


def _keep(proposal: Proposal, person: Person, found: frozenset[str], now: datetime) -> None:
    """What was found now beside what was found before; an answer or ruling about the earlier stays in its event."""
    row = conflict_of(proposal, person.id)
    if row is None:
        row = Conflict(
            proposal_id=proposal.id, person_id=person.id, kind="", description="", declared_at=now, found=""
        )
        db.session.add(row)
    row.status, row.bars, row.ruled_at, row.answered_at = SUGGESTED, False, None, None
    row.found = written({*row.found.split(), *found})


def conflict_of(proposal: Proposal, person: int) -> Conflict | None:
    """What is on record of this person's conflict in the case: one row, whatever became of it."""
    mine = (Conflict.proposal_id == proposal.id, Conflict.person_id == person)
    return db.session.scalar(select(Conflict).where(*mine))


def written(found: Iterable[str]) -> str:
    """Kinds of links as a row keeps them: in their order, with spaces between."""
    wanted = set(found)
    return " ".join(kind for kind in LINKS if kind in wanted)


def _sitting(version: Version, proposal: Proposal, bodies: Iterable[str], now: datetime) -> list[Person]:
    """Everyone who takes part in deciding at this stage, delegates included."""
    today = local_day(now)
    stage = version.workflow.stage(proposal.stage)
    kinds = {b.key: b.kind for b in db.session.scalars(select(Body).where(Body.key.in_(sorted(bodies))))}
    deciding = {r for a in stage.actions if a.body for r in (*a.by, *a.recorded_by)}
    people: dict[int, Person] = {}
    for body, kind in kinds.items():
        offices = [
            o for r in version.workflow.roles if r.name in deciding and r.body == body for o in r.offices
        ]
        named = offices if kind == OFFICE else []
        for person in (*holders(body, named, today), *(p for p, _ in delegates(body, named, today))):
            people[person.id] = person
    return sorted(people.values(), key=lambda p: (p.name, p.id))
