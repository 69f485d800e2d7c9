"""What a packet shows of each item of an agenda: which texts, which documents, what is asked, who asked what.

Plain values, so that a packet can keep them: it is made from these and never from what the tables say later.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..calendar import local_day
from ..desk import Desk
from ..digests import digest
from ..forms.limits import as_date
from ..language import Text, same
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion, Question
from ..models.minutes import MeetingDocument
from ..models.proposals import Proposal, Revision
from ..models.records import Event
from ..models.reviews import Condition, Evidence
from ..versions import Version
from .chamber import REMOVED
from .defaults import usual_motion
from .packet_papers import attachments_of, frozen_texts, pair, papers_of, people_of
from .usual_motions import CONSENT, MINUTES, RATIFY

Shown = dict[str, Any]
"""One item as a packet keeps it: JSON, with ``digest`` over all that it tells, but not its number and its event."""

DECIDE = Text(
    en="The {body} is asked to decide on “{title}” ({reference}).",
    fr="L’instance «\u00a0{body}\u00a0» est appelée à se prononcer sur «\u00a0{title}\u00a0» ({reference}).",
)
RECEIVE = Text(
    en="To receive “{title}” for information.", fr="Recevoir «\u00a0{title}\u00a0» à titre d’information."
)

PAPER = Text(en="Minutes", fr="Procès-verbal")


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """The items in their order."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.result != REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()


def contents_of_meeting(desk: Desk, meeting: Meeting) -> list[Shown]:
    """Every item of the agenda as a packet would show it now."""
    return [_shown(desk, meeting, item, number) for number, item in enumerate(agenda_of(meeting), 1)]


def _shown(desk: Desk, meeting: Meeting, item: AgendaItem, number: int) -> Shown:
    name = meeting.body.on(meeting.held_on).name
    proposal = db.session.get(Proposal, item.proposal_id) if item.proposal_id else None
    about = _of_case(desk, meeting.body, item, proposal, name) if proposal else _of_business(item)
    asked = _drafted(item) or about.pop("ask", None) or pair(same(""))
    shown: Shown = {
        "item": item.id,
        "kind": item.kind,
        "part": item.part if item.pulled_at is None else "discussion",
        "in_camera": item.in_camera or bool(item.ground),
        "ground": pair(_ground(meeting, item.ground)),
        **about,
        "ask": asked,
        "questions": _questions(item),
    }
    told = {key: value for key, value in shown.items() if key != "event"}
    return {**shown, "digest": digest(told), "number": number}


# ── a case ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_case(desk: Desk, body: Body, item: AgendaItem, proposal: Proposal, name: Text) -> Shown:
    version = desk.versions[proposal.digest]
    last = db.session.scalars(
        select(Event).where(Event.proposal_id == proposal.id).order_by(Event.seq.desc()).limit(1)
    ).one()
    frozen = frozen_texts(proposal)
    papers = papers_of(version, proposal, body.key)
    printed = {form for d, _ in papers for form in d.forms}
    return {
        "proposal": proposal.id,
        "reference": proposal.reference,
        "language": proposal.language,
        "title": pair(same(proposal.title or proposal.reference)),
        "stage": pair(version.workflow.stage(proposal.stage).title),
        "event": last.id,
        "conditions": _conditions(proposal),
        "decided": _decided(proposal),
        "content": last.content_digest,
        "ask": _usual(item, proposal, frozen, name, version),
        "people": people_of(version, proposal),
        "papers": [
            {"event": event, "name": d.name, "title": pair(d.title), "language": proposal.language}
            for d, event in papers
        ],
        "attachments": list(attachments_of(version, frozen, printed)),
    }


def _conditions(proposal: Proposal) -> list[Shown]:
    """How each condition stands, for a later packet to know what changed; the brief tells them from the events."""
    rows = db.session.scalars(
        select(Condition)
        .options(selectinload(Condition.shown).joinedload(Evidence.attachment))
        .where(Condition.proposal_id == proposal.id)
        .order_by(Condition.number)
    )
    return [
        {
            "number": c.number,
            "text": c.text,
            "owner": c.owner,
            "evidence": [
                {"text": e.text, "link": e.link, "file": e.attachment.digest if e.attachment else ""}
                for e in c.shown
            ],
            "closed": c.closed_at is not None,
            "waived": c.waived,
        }
        for c in rows
    ]


def _decided(proposal: Proposal) -> list[str]:
    """Every binding decision so far, by its hash."""
    bound = select(Event.hash).where(Event.proposal_id == proposal.id, Event.body.is_not(None))
    return list(db.session.scalars(bound.order_by(Event.seq)))


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────


def _usual(
    item: AgendaItem, proposal: Proposal, frozen: Mapping[str, Revision], name: Text, version: Version
) -> dict[str, str]:
    """The motion of the briefing note, or the usual words."""
    note = next((r.answers for f, r in frozen.items() if "motion" in version.forms[f].fields()), {})
    if note.get("motion"):
        return pair(same(str(note["motion"])))
    effective, review = as_date(note.get("effective_date")), as_date(note.get("review_date"))
    if effective and review:
        hours = next(
            (r.answers["hours_total"] for r in frozen.values() if r.answers.get("hours_total")), None
        )
        return {lang: usual_motion(proposal.title, hours, effective, review, lang) for lang in ("en", "fr")}
    words = RECEIVE if item.part == "information" else DECIDE
    return pair(words.format(body=name, title=proposal.title or "", reference=proposal.reference))


def _drafted(item: AgendaItem) -> dict[str, str] | None:
    """The motion as it was drafted for the meeting."""
    text = db.session.scalars(
        select(Motion.text)
        .where(Motion.item_id == item.id, Motion.kind == "main", Motion.state != "withdrawn")
        .order_by(Motion.id)
        .limit(1)
    ).first()
    return pair(same(text)) if text else None


def _of_business(item: AgendaItem) -> Shown:
    """Other business: its title, and for another meeting's minutes their newest copy."""
    title = Text(en=item.title_en, fr=item.title_fr or item.title_en)
    shown: Shown = {"title": pair(title), "papers": [], "attachments": []}
    if item.kind == "business":
        return {**shown, "ask": pair(CONSENT)} if item.part == "consent" else shown
    lower = Text(en=title.en[:1].lower() + title.en[1:], fr=title.fr[:1].lower() + title.fr[1:])
    words = MINUTES if item.kind == "minutes" else RATIFY
    made = db.session.scalars(
        select(MeetingDocument)
        .where(
            MeetingDocument.meeting_id == item.about_id,
            MeetingDocument.name == "minutes",
            MeetingDocument.retracted_at.is_(None),
        )
        .order_by(MeetingDocument.entry_id.desc())
        .limit(1)
    ).first()
    papers = [{"entry": made.entry_id, "name": "minutes", "title": pair(PAPER)}] if made else []
    return {**shown, "ask": pair(words.format(title=lower)), "papers": papers}


def _questions(item: AgendaItem) -> list[Shown]:
    """Asked before the meeting, with the answers given by now."""
    rows = db.session.scalars(
        select(Question).where(Question.item_id == item.id).order_by(Question.asked_at, Question.id)
    )
    return [
        {
            "text": q.text,
            "by": q.asked_by.name,
            "on": local_day(q.asked_at).isoformat(),
            "answer": q.answer,
            "answered_by": q.answered_by.name if q.answered_by else "",
        }
        for q in rows
    ]


def _ground(meeting: Meeting, ground: str) -> Text:
    """The words of a ground for closing an item, from the body's list of that day."""
    for one in meeting.body.on(meeting.held_on).closed_grounds:
        if one.get("name") == ground:
            return Text(en=one["en"], fr=one["fr"])
    return same(ground)
