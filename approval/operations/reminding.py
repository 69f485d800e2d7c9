"""Remind people of a case that nobody moves, and then ask what becomes of it. The system acts, by itself.

Each reminder is an event of its case, with the system as its actor, and its letters are jobs of that event: so a job
has one cause (ENGINEERING.md, I7), the record says what was sent and when, and the event's key, one for a case, a
last activity and a declared day, lets each happen once however many workers look and however long none did.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..language import Text, format_day
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.records import ASKED, Event
from ..queries.facts import load
from ..queries.idle import REMINDED, left_quiet, reminded_on, since_then
from ..queries.parties import people_with
from ..queries.people import actor_of
from ..queries.visibility import may_open
from ..versions import Version
from ..workflow.facts import Case
from .recording import Happening, enqueue, record

_log = logging.getLogger(__name__)

QUIET = Text(
    en="Nothing has happened in this case since {day}, for {days} days. It waits for you.",
    fr="Rien ne s’est passé dans ce dossier depuis le {day}, soit depuis {days} jours. Il vous attend.",
)
CHOOSE = Text(
    en=(
        "Nothing has happened in this case since {day}, for {days} days, and reminders have gone out. "
        "Please choose: let it go on, put it on hold, or close it."
    ),
    fr=(
        "Rien ne s’est passé dans ce dossier depuis le {day}, soit depuis {days} jours, malgré des rappels. "
        "À vous de choisir\u00a0: le poursuivre, le mettre en suspens ou le clore."
    ),
)


def remind_due(desk: Desk, now: datetime) -> int:
    """Send every reminder that is due; how many. For the worker: each is its own transaction.

    Safe to repeat and to run twice at once. Of several that came due while no worker ran, the last is sent.
    """
    waiting = list(left_quiet(desk.versions, local_day(now)))
    return sum(_tried(desk, case, now) for case in waiting)


def reminder(event: Event) -> Text | None:
    """What a letter adds to the name of a reminder; nothing for other events."""
    if event.action not in {REMINDED, ASKED}:
        return None
    said = event.statement.said if event.statement else {}
    day = date.fromisoformat(str(said.get("since")))
    words = CHOOSE if said.get("choice") else QUIET
    return words.format(
        day=Text(en=format_day(day, "en"), fr=format_day(day, "fr")), days=str(said.get("days"))
    )


def _tried(desk: Desk, case: int, now: datetime) -> bool:
    """Whether it was reminded of. A case that cannot be must not keep the others, and every letter, waiting."""
    try:
        return _remind(desk, case, now)
    except Exception:  # noqa: BLE001  the log tells which; it is tried again at the next look
        db.session.rollback()
        _log.exception("case %s could not be looked at for reminders", case)
        return False


def _remind(desk: Desk, case: int, now: datetime) -> bool:
    """What is due now, once the case is locked: another worker, or a person, may have come first."""
    with transaction():
        proposal = db.session.scalars(
            select(Proposal).where(Proposal.id == case).with_for_update(of=Proposal)
        ).one()
        version = desk.versions[proposal.digest]
        loaded, today = load(desk, proposal, now), local_day(now)
        idle, quiet = version.workflow.stage(proposal.stage).idle, loaded.case.quiet
        if idle is None or quiet is None or quiet.asked or proposal.on_hold or proposal.closed_at is not None:
            return False
        reminded = reminded_on(since_then(loaded.papers, loaded.events))
        step = idle.step(quiet.since, reminded, today)
        if step is None:
            return False
        asks = step == idle.ask
        asked = replace(loaded.case, quiet=replace(quiet, asked=True))
        told = _choosers(version, proposal, asked, today) if asks else []
        since, days = quiet.since.isoformat(), (today - quiet.since).days
        said = {"step": step, "days": days, "since": since, "choice": bool(told)}
        texts, key = version.workflow.texts, f"idle:{proposal.id}:{since}:{step}"
        action = ASKED if asks else REMINDED
        event = record(proposal, Happening(action, None, now, said=said, texts=texts, key=key))
        for person in told or _readers(version, proposal, {proposal.holder or ""}, today):
            enqueue(event, "mail", f"notice:{person.id}", now, person=person.id)
        return True


def _choosers(version: Version, proposal: Proposal, asked: Case, today: date) -> list[Person]:
    """Who may choose: those to whom the rules leave a choice open, once the question is asked."""
    choices = {a.name for a in version.workflow.choices_at(proposal.stage)}

    def may(person: Person) -> bool:
        verdicts = version.engine.verdicts(asked, actor_of(person, today))
        return any(v.open for v in verdicts if v.action.name in choices)

    roles = version.workflow.choosers[proposal.stage]
    return [person for person in _readers(version, proposal, roles, today) if may(person)]


def _readers(version: Version, proposal: Proposal, roles: Collection[str], today: date) -> Iterable[Person]:
    """Each holder of these roles who may open the case."""
    known = {r.name for r in version.workflow.roles}
    found: dict[int, Person] = {}
    for role in sorted(set(roles) & known):
        found |= {p.id: p for p in people_with(version.workflow, proposal, role, today)}
    this = select(Proposal.id).where(Proposal.id == proposal.id)
    return [
        p for _, p in sorted(found.items()) if db.session.scalar(this.where(may_open(actor_of(p, today))))
    ]
