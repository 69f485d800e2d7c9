"""What follows an event after the commit: documents to make, letters to draft, people to tell."""

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
from ..queries.parties import people_with
from ..queries.standing import actor_in_words
from ..versions import Version
from ..workflow.definition import Action
from .recording import enqueue


def follow(
    desk: Desk, version: Version, proposal: Proposal, action: Action, event: Event, now: datetime
) -> None:
    """Put on record what is to be done about an event. Nothing is done here."""
    for name in action.documents:
        enqueue(
            event, "render", f"{name}:{proposal.language}", now, document=name, language=proposal.language
        )
    if action.letter:
        draft_letter(desk, version, proposal, action, event, now)
    tell(version, proposal, action, event, now)


def tell(version: Version, proposal: Proposal, action: Action, event: Event, now: datetime) -> None:
    """One notice for each person of the roles to be told; never to the one who acted."""
    told: dict[int, Person] = {}
    for role in action.notify:
        told |= {p.id: p for p in people_with(version.workflow, proposal, role, local_day(now))}
    for person in told.values():
        if person.id != event.actor_id:
            enqueue(event, "mail", f"notice:{person.id}", now, person=person.id)


def draft_letter(
    desk: Desk, version: Version, proposal: Proposal, action: Action, event: Event, now: datetime
) -> None:
    """A letter from its declared words. It leaves when the retraction window closes, or sooner by hand."""
    name = action.letter or ""
    declared, lang = version.letters[name], proposal.language
    today = local_day(now)
    people = {p.id: p for role in declared.to for p in people_with(version.workflow, proposal, role, today)}
    body = db.session.scalar(select(Body).where(Body.key == action.body)) if action.body else None
    values = _values(desk, version, proposal, action, event, body, now)
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
            leaves_at=now + timedelta(hours=body.on(today).retraction_hours if body else 0),
        )
    )


def _values(
    desk: Desk,
    version: Version,
    proposal: Proposal,
    action: Action,
    event: Event,
    body: Body | None,
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
    author = next(iter(people_with(version.workflow, proposal, "proposer", local_day(now))), None)
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
