"""What follows an event after the commit: documents to make, letters to draft, people to tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from string import Formatter
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms.display import said as words
from ..language import Text, format_day, same
from ..models.bodies import Body
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Proposal
from ..models.records import Event, Letter
from ..models.reviews import Condition
from ..queries.facts import names_of
from ..queries.parties import parties
from ..queries.standing import actor_in_words
from ..versions import Version
from ..workflow.definition import Action
from .heads import ask_head
from .recording import enqueue_all


def follow(
    desk: Desk, version: Version, proposal: Proposal, action: Action, event: Event, now: datetime
) -> None:
    """Put on record what is to be done about an event. Nothing is done here."""
    to = version.letters[action.letter].to if action.letter else ()
    roles = dict.fromkeys((*action.notify, *to, *(("proposer",) if action.letter else ())))
    people = parties(version.workflow, proposal, roles, local_day(now))
    lang = proposal.language
    papers = [("render", f"{n}:{lang}", {"document": n, "language": lang}) for n in action.documents]
    # one notice for each person of the roles to be told, and for those new conditions name; never to the one who acted
    told = dict.fromkeys(p.id for role in action.notify for p in people[role])
    told |= dict.fromkeys(_named_in_conditions(action, event))
    notices = [("mail", f"notice:{n}", {"person": n}) for n in told if n != event.actor_id]
    enqueue_all(event, [*papers, *notices], now)
    if action.letter and action.effect == "retract":
        _correct(desk, version, proposal, action, event, people, now)
    elif action.letter:
        _draft_letter(desk, version, proposal, action, event, people, now)
    if action.freezes:
        ask_head(desk, proposal, event, now)


def _named_in_conditions(action: Action, event: Event) -> list[int]:
    """Owners and signers of the conditions that came of it; only what can impose one is asked about."""
    said = event.statement.said if event.statement else {}
    if not (action.imposes or said.get("conditions")):
        return []
    rows = db.session.execute(
        select(Condition.owner_id, Condition.signer_id).where(Condition.event_id == event.id)
    )
    return sorted({person for row in rows for person in row if person})


def _correct(
    desk: Desk,
    version: Version,
    proposal: Proposal,
    action: Action,
    event: Event,
    parts: Mapping[str, Sequence[Person]],
    now: datetime,
) -> None:
    """Where the letter of a retracted decision had left, everyone who had it gets a correction, at once."""
    decided = db.session.scalar(
        select(Event.id)
        .where(
            Event.proposal_id == proposal.id,
            Event.body.is_not(None),
            Event.from_stage.in_(names_of(proposal.id, event.to_stage)),
            Event.seq < event.seq,
        )
        .order_by(Event.seq.desc())
        .limit(1)
    )
    had = db.session.scalars(
        select(Letter).where(Letter.event_id == decided, Letter.sent_at.is_not(None))
    ).all()
    if not had:
        return
    _draft_letter(desk, version, proposal, action, event, parts, now)
    db.session.flush()
    drafted = db.session.scalars(select(Letter).where(Letter.event_id == event.id)).one()
    known = {str(one.get("email")): one for letter in had for one in letter.recipients}
    drafted.recipients, drafted.leaves_at = list(known.values()), now


def _draft_letter(
    desk: Desk,
    version: Version,
    proposal: Proposal,
    action: Action,
    event: Event,
    parts: Mapping[str, Sequence[Person]],
    now: datetime,
) -> None:
    """A letter from its declared words. It leaves when the retraction window closes, or sooner by hand."""
    name = action.letter or ""
    declared, lang = version.letters[name], proposal.language
    people = {p.id: p for role in declared.to for p in parts[role]}
    body = db.session.scalar(select(Body).where(Body.key == action.body)) if action.body else None
    author = next(iter(parts["proposer"]), None)
    values = _values(desk, version, proposal, action, event, body, author, now)
    filled = {k: v.in_(lang) for k, v in values.items()}
    db.session.add(
        Letter(
            proposal_id=proposal.id,
            event_id=event.id,
            name=name,
            language=lang,
            recipients=[{"id": p.id, "name": p.name, "email": p.email} for p in people.values()],
            subject=fill(declared.subject.in_(lang), filled),
            body=fill(declared.body.in_(lang), filled).strip(),
            leaves_at=now + timedelta(hours=body.on(local_day(now)).retraction_hours if body else 0),
        )
    )


def _values(
    desk: Desk,
    version: Version,
    proposal: Proposal,
    action: Action,
    event: Event,
    body: Body | None,
    author: Person | None,
    now: datetime,
) -> dict[str, Text]:
    said: dict[str, Any] = event.statement.said if event.statement else {}
    form = version.forms.get(action.asks or "")

    def answer(*names: str) -> Text:
        found = next((n for n in names if form and said.get(n)), "")
        return (
            Text(en=words(form, said, found, "en"), fr=words(form, said, found, "fr"))
            if form and found
            else same("")
        )

    stage = version.workflow.stage(event.to_stage)
    conditions = [r for r in said.get("conditions") or [] if isinstance(r, dict)]
    listed = "\n".join(f"{n}. {r.get('text', '')}" for n, r in enumerate(conditions, 1))
    none = Text(en="None", fr="Aucune")
    return {
        "title": same(proposal.title),
        "reference": same(proposal.reference),
        "proposer": same(author.name if author else ""),
        "body_name": body.on(local_day(now)).name if body else desk.settings.institution,
        "decision_date": Text(en=format_day(local_day(now), "en"), fr=format_day(local_day(now), "fr")),
        "rationale": answer("rationale", "reason", "message", "missing"),
        "conditions": same(listed) if listed else none,
        "resubmit_by": answer("resubmit_by", "resubmit_on"),
        "next_step": stage.awaits or stage.title,
        "link": same(f"{desk.settings.base_url}/proposals/{proposal.reference}"),
        "institution": desk.settings.institution,
        "signatory": actor_in_words(event),
    }


def fill(pattern: str, values: dict[str, str]) -> str:
    """``{name}`` replaced by its value and nothing else: no attribute, index or format of it is reached."""
    parts = Formatter().parse(pattern)
    return "".join(text + (values.get(name, "{" + name + "}") if name else "") for text, name, _, _ in parts)
