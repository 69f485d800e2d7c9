"""What a packet shows of each item of an agenda: which texts, which documents, what is asked, who asked what.

Plain values, so that a packet can keep them: it is made from these and never from what the tables say later.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..digests import digest
from ..forms.definition import Form
from ..forms.limits import as_date
from ..language import Text, format_day, same
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting, Motion, Question
from ..models.minutes import MeetingDocument
from ..models.people import Person
from ..models.proposals import Assignment, Attachment, Proposal, Revision
from ..models.records import Document, Event, Job
from ..models.reviews import TeamMember
from ..versions import Version
from ..workflow.definition import Document as Declared
from .defaults import usual_motion

Shown = dict[str, Any]
"""One item as a packet keeps it: JSON, with ``digest`` over everything but its number."""

FIRST = ("briefing", "text", "decision", "form", "assessment")
"""In which order the papers of a case stand: the note, the text decided upon, the records, reports."""
DECIDE = Text(
    en="That the {body} decide on “{title}” as shown here.",
    fr="Que l’instance {body} se prononce sur «\u00a0{title}\u00a0» tel que présenté ici.",
)
RECEIVE = Text(
    en="To receive “{title}” for information.", fr="Recevoir «\u00a0{title}\u00a0» à titre d’information."
)
MINUTES = Text(
    en="That the minutes of the meeting of {day} be approved.",
    fr="Que le procès-verbal de la réunion du {day} soit adopté.",
)
RATIFY = Text(
    en="That the decisions taken on {day} be ratified.", fr="Que les décisions prises le {day} soient ratifiées."
)
TEAM = Text(en="Advisory team", fr="Équipe consultative")


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """The items in their order."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()


def contents_of_meeting(desk: Desk, meeting: Meeting) -> list[Shown]:
    """Every item of the agenda as a packet would show it now."""
    return [_shown(desk, meeting, item, number) for number, item in enumerate(agenda_of(meeting), 1)]


def _shown(desk: Desk, meeting: Meeting, item: AgendaItem, number: int) -> Shown:
    name = meeting.body.on(meeting.held_on).name
    proposal = db.session.get(Proposal, item.proposal_id) if item.proposal_id else None
    about = _of_case(desk, meeting.body, item, proposal, name) if proposal else _of_business(item)
    asked = _drafted(item) or about.pop("ask", None) or _pair(same(""))
    shown: Shown = {
        "item": item.id,
        "kind": item.kind,
        "part": item.part,
        "in_camera": item.in_camera,
        "ground": _pair(_ground(meeting, item.ground)),
        **about,
        "ask": asked,
        "questions": _questions(item),
    }
    return {**shown, "digest": digest(shown), "number": number}


# ── a case ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_case(desk: Desk, body: Body, item: AgendaItem, proposal: Proposal, name: Text) -> Shown:
    version = desk.versions[proposal.digest]
    last = db.session.scalars(
        select(Event).where(Event.proposal_id == proposal.id).order_by(Event.seq.desc()).limit(1)
    ).one()
    frozen = _frozen(proposal)
    papers = papers_of(version, proposal, body.key)
    printed = {form for d, _ in papers for form in d.forms}
    return {
        "proposal": proposal.id,
        "reference": proposal.reference,
        "language": proposal.language,
        "title": _pair(same(proposal.title or proposal.reference)),
        "stage": _pair(version.workflow.stage(proposal.stage).title),
        "event": last.id,
        "content": last.content_digest,
        "ask": _usual(item, proposal, frozen, name, version),
        "people": _people(version, proposal),
        "papers": [{"event": event, "name": d.name, "title": _pair(d.title)} for d, event in papers],
        "attachments": list(_attachments(version, frozen, printed)),
    }


def papers_of(version: Version, proposal: Proposal, body: str) -> list[tuple[Declared, int]]:
    """The newest document of each name that members of the body may read, with the event it is of.

    Of the texts a case was about only the last: the full proposal takes the place of the concept.
    """
    members = {r.name for r in version.workflow.roles if r.body == body}
    newest = _newest(proposal)
    open_to = [
        d
        for d in version.workflow.documents
        if d.layout != "letter" and set(d.readers) & members and d.name in newest
    ]
    texts = [d for d in open_to if _rank(version, d) == "text"]
    kept = [d for d in open_to if d not in texts[:-1]]
    kept.sort(key=lambda d: (FIRST.index(_rank(version, d)), -newest[d.name]))
    return [(d, newest[d.name]) for d in kept]


def _rank(version: Version, declared: Declared) -> str:
    of_text = declared.layout in {"form", "proposal"} and set(declared.forms) & set(version.workflow.texts)
    return "text" if of_text else declared.layout


def _newest(proposal: Proposal) -> dict[str, int]:
    """By name of a document: the last event that made it or will, and was not taken back."""
    ordered = db.session.execute(
        select(Event.id, Job.subject)
        .join(Event, Event.id == Job.event_id)
        .where(Event.proposal_id == proposal.id, Job.kind == "render")
    )
    made = db.session.execute(
        select(Document.event_id, Document.name, Document.retracted_at).where(
            Document.proposal_id == proposal.id
        )
    ).all()
    taken_back = {(event, name) for event, name, retracted in made if retracted}
    every = {(event, subject.partition(":")[0]) for event, subject in ordered} | {(e, n) for e, n, _ in made}
    return {name: event for event, name in sorted(every - taken_back)}


def _frozen(proposal: Proposal) -> dict[str, Revision]:
    rows = db.session.scalars(
        select(Revision).where(Revision.proposal_id == proposal.id).order_by(Revision.number)
    )
    return {r.form: r for r in rows}


def _people(version: Version, proposal: Proposal) -> list[Shown]:
    """Who has a part in the case, role by role in the order of the workflow, then the team."""
    rows = db.session.execute(
        select(Assignment.role, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.proposal_id == proposal.id, Assignment.until.is_(None))
        .order_by(Assignment.id)
    ).all()
    found = [
        {"label": _pair(role.title), "names": names}
        for role in version.workflow.roles
        if role.on_case and role.name not in HIDDEN and (names := [n for r, n in rows if r == role.name])
    ]
    team = db.session.scalars(
        select(TeamMember.name)
        .where(TeamMember.proposal_id == proposal.id, TeamMember.status == "accepted")
        .order_by(TeamMember.id)
    ).all()
    return [*found, {"label": _pair(TEAM), "names": list(team)}] if team else found


HIDDEN = frozenset({"assessor", "team_member"})
"""Who assessed is nobody's to read; members of the team are told as a team."""


def _attachments(version: Version, frozen: Mapping[str, Revision], printed: set[str]) -> Iterable[Shown]:
    """Files named in the texts that are printed, each once."""
    seen: set[str] = set()
    for form in sorted(printed & frozen.keys(), key=list(version.forms).index):
        for file, label in _named(version.forms[form], frozen[form].answers):
            if file["digest"] not in seen:
                seen.add(file["digest"])
                row = db.session.scalars(
                    select(Attachment).where(Attachment.digest == file["digest"]).limit(1)
                ).first()
                yield {
                    "name": str(file["name"]),
                    "digest": file["digest"],
                    "size": file.get("size"),
                    "media_type": row.media_type if row else "",
                    "about": _pair(label),
                }


def _named(form: Form, answers: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], Text]]:
    for field in form.fields().values():
        for file in files_in(answers.get(field.name)):
            yield file, field.label


def files_in(value: Any) -> Iterable[Mapping[str, Any]]:
    """Every file that an answer names, however deep."""
    if isinstance(value, dict):
        if "digest" in value and "name" in value:
            yield value
        for inner in value.values():
            yield from files_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from files_in(inner)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────


def _usual(
    item: AgendaItem, proposal: Proposal, frozen: Mapping[str, Revision], name: Text, version: Version
) -> dict[str, str]:
    """The motion of the briefing note, or the usual words."""
    note = next((r.answers for f, r in frozen.items() if "motion" in version.forms[f].fields()), {})
    if note.get("motion"):
        return _pair(same(str(note["motion"])))
    effective, review = as_date(note.get("effective_date")), as_date(note.get("review_date"))
    if effective and review:
        hours = next((r.answers["hours_total"] for r in frozen.values() if r.answers.get("hours_total")), None)
        return {lang: usual_motion(proposal.title, hours, effective, review, lang) for lang in ("en", "fr")}
    words = RECEIVE if item.part == "information" else DECIDE
    return _pair(words.format(body=name, title=proposal.title or proposal.reference))


def _drafted(item: AgendaItem) -> dict[str, str] | None:
    """The motion as it was drafted for the meeting."""
    text = db.session.scalars(
        select(Motion.text)
        .where(Motion.item_id == item.id, Motion.kind == "main", Motion.state != "withdrawn")
        .order_by(Motion.id)
        .limit(1)
    ).first()
    return _pair(same(text)) if text else None


def _of_business(item: AgendaItem) -> Shown:
    """Other business: its title, and for another meeting's minutes their newest copy."""
    shown: Shown = {"title": {"en": item.title_en, "fr": item.title_fr}, "papers": [], "attachments": []}
    if item.about is None:
        return shown
    day = item.about.held_on
    words = MINUTES if item.kind == "minutes" else RATIFY
    shown["ask"] = _pair(words.format(day=_day(day)))
    for name in ("minutes", "minutes_draft"):
        made = db.session.scalars(
            select(MeetingDocument)
            .where(
                MeetingDocument.meeting_id == item.about.id,
                MeetingDocument.name == name,
                MeetingDocument.retracted_at.is_(None),
            )
            .order_by(MeetingDocument.entry_id.desc())
            .limit(1)
        ).first()
        if made is not None:
            title = Text(en="Minutes", fr="Procès-verbal")
            shown["papers"] = [{"entry": made.entry_id, "name": made.name, "title": _pair(title)}]
            break
    return shown


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))


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


def _pair(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}
