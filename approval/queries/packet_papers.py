"""The papers that a packet shows of a case: documents a body may read, files named in them, who has a part in it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from ..forms.definition import Form
from ..language import Text
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Attachment, Proposal, Revision
from ..models.records import Document, Event, Job
from ..models.reviews import TeamMember
from ..versions import Version
from ..workflow.definition import Document as Declared
from .alternates import decides_as

FIRST = ("briefing", "text", "decision", "form", "assessment")
"""In which order the papers of a case stand: the note, the text decided upon, the records, reports."""
HIDDEN = frozenset({"assessor", "team_member"})
"""Who assessed is nobody's to read; members of the team are told as a team."""
TEAM = Text(en="Advisory team", fr="Équipe consultative")


def papers_of(version: Version, proposal: Proposal, body: str) -> list[tuple[Declared, int]]:
    """The newest document of each name that members of the body may read, with the event it is of.

    Of the texts a case was about only the last: the full proposal takes the place of the concept.
    """
    bodies = {body, *decides_as(proposal.id, body)}
    members = {r.name for r in version.workflow.roles if r.body in bodies}
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


def frozen_texts(proposal: Proposal) -> dict[str, Revision]:
    """By form: the newest text that was frozen."""
    rows = db.session.scalars(
        select(Revision).where(Revision.proposal_id == proposal.id).order_by(Revision.number)
    )
    return {r.form: r for r in rows}


def people_of(version: Version, proposal: Proposal) -> list[dict[str, Any]]:
    """Who has a part in the case, role by role in the order of the workflow, then the team."""
    rows = db.session.execute(
        select(Assignment.role, Person.name)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.proposal_id == proposal.id, Assignment.until.is_(None))
        .order_by(Assignment.id)
    ).all()
    found = [
        {"label": pair(role.title), "names": names}
        for role in version.workflow.roles
        if role.on_case and role.name not in HIDDEN and (names := [n for r, n in rows if r == role.name])
    ]
    team = db.session.scalars(
        select(TeamMember.name)
        .where(TeamMember.proposal_id == proposal.id, TeamMember.status == "accepted")
        .order_by(TeamMember.id)
    ).all()
    return [*found, {"label": pair(TEAM), "names": list(team)}] if team else found


def attachments_of(
    version: Version, frozen: Mapping[str, Revision], printed: set[str]
) -> Iterable[dict[str, Any]]:
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
                    "about": pair(label),
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


def pair(text: Text) -> dict[str, str]:
    """Both languages, as JSON keeps them."""
    return {"en": text.en, "fr": text.fr}
