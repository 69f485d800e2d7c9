"""What must hold once everybody has been killed often enough: nothing told is missing, nothing happened twice."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select

from approval.desk import Desk
from approval.models.database import db
from approval.models.proposals import Attachment, Paper, Proposal, Save
from approval.models.records import Document, Event, Job, Letter
from tests.crash.people import Told


def every(model: Any) -> Sequence[Any]:
    return db.session.scalars(select(model).order_by(model.id)).all()


def left_to_do() -> list[str]:
    """Jobs and letters that are due and not done: what a worker must still pick up."""
    db.session.rollback()
    open_jobs = select(Job).where(Job.done_at.is_(None))
    unsent = select(func.count()).select_from(Letter).where(Letter.sent_at.is_(None))
    letters = ["a letter"] * (db.session.scalar(unsent) or 0)
    return [f"{job.kind} {job.subject}: {job.error}" for job in db.session.scalars(open_jobs)] + letters


def insist_saves_are_there(told: Told) -> None:
    """Each with its text; and what stands now is what was acknowledged last."""
    references = {p.id: p.reference for p in every(Proposal)}
    cases = {p.id: references[p.proposal_id] for p in every(Paper)}
    kept = {(cases[s.paper_id], name, text) for s in every(Save) for name, text in s.after.items() if isinstance(text, str)}  # fmt: skip
    assert [one for one in told.saves if one not in kept] == []
    assert not any(save.kept_aside for save in every(Save))
    now = {references[p.proposal_id]: p.answers for p in every(Paper)}
    last = {(reference, name): text for reference, name, text in told.saves}
    assert {place: now[place[0]][place[1]] for place in last} == last


def insist_each_wish_is_one_event(told: Told) -> None:
    keys = Counter(event.key for event in every(Event) if event.key)
    actions = {event.key: event.action for event in every(Event)}
    assert {key: keys[key] for key in told.done} == dict.fromkeys(told.done, 1)
    assert {key: actions[key] for key in told.done} == told.done
    assert set(keys) == set(told.done)  # everybody asked until an answer came
    assert not set(keys) & told.refused


def insist_events_are_versions(chained: Sequence[Proposal]) -> None:
    """Without a gap; and a case's version rose once for each event and once for each save, no more."""
    for proposal in chained:
        events = [e for e in every(Event) if e.proposal_id == proposal.id]
        assert [e.seq for e in events] == list(range(1, proposal.last_seq + 1))
        assert [e.version for e in events] == sorted({e.version for e in events})
        papers = [p.id for p in every(Paper) if p.proposal_id == proposal.id]
        saves = [s for s in every(Save) if s.paper_id in papers]
        assert proposal.version == 1 + len(events) + len(saves)


def insist_jobs_are_done_once(letters: Sequence[Letter]) -> None:
    """What each event calls for was asked for, was done, and left one document and no second."""
    wanted: Counter[tuple[int, str]] = Counter()
    for event in every(Event):
        if event.action in {"submit", "resubmit"}:
            wanted[event.id, "concept:en"] += 1
        elif event.action == "send_letter":
            wanted[event.id, "letter:en"] += 1
    jobs = every(Job)
    assert Counter((j.event_id, j.subject) for j in jobs if j.kind == "render") == wanted
    assert {j.event_id for j in jobs if j.kind == "mail"} == {
        e.id for e in every(Event) if e.action != "begin"
    }
    assert [(j.kind, j.subject, j.error) for j in jobs if j.error or not j.done_at or j.leased_until] == []
    made = Counter((d.event_id, f"{d.name}:{d.language}") for d in every(Document))
    assert made == wanted
    sent = [e for e in every(Event) if e.action == "send_letter"]
    assert len(sent) == len(letters) == len([e for e in every(Event) if e.action == "return_incomplete"])


def insist_mail_arrived(received: Sequence[bytes]) -> None:
    """Everything at least once; the same thing twice under the same name, and with the same words."""
    wanted = {
        f"<{hashlib.sha256(f'{job.event.hash}:{job.subject}'.encode()).hexdigest()[:40]}@localhost>"
        for job in every(Job)
        if job.kind == "mail"
    }
    letters: dict[str, set[Any]] = {}
    for content in received:
        letter = message_from_bytes(content, policy=policy.SMTP)
        letters.setdefault(letter["Message-ID"], set()).add(told_by(letter))
    assert set(letters) == wanted
    assert {name: said for name, said in letters.items() if len(said) > 1} == {}


def told_by(letter: EmailMessage) -> tuple[Any, ...]:
    """What its reader gets, whatever lines its parts were divided by."""
    parts = [p.get_content() for p in letter.walk() if not p.is_multipart()]
    return (letter["To"], letter["Subject"], letter["Date"], *parts)


def insist_files_are_whole(desk: Desk, told: Told) -> None:
    """Whoever is named by a row is there, byte for byte; nothing else is but what was being sent."""
    files = {digest: desk.storage.get(digest) for digest in desk.storage}  # checks each against its name
    attached, printed = {a.digest for a in every(Attachment)}, {d.digest for d in every(Document)}
    assert {digest: files.get(digest) for digest in told.uploads} == told.uploads
    assert set(told.uploads) <= attached <= told.sent_files
    assert (printed | attached) - set(files) == set()
    assert set(files) - printed - told.sent_files == set()  # made anew after a kill, a PDF has the same bytes
    others = [p.name for p in desk.storage.folder.glob("??/*") if p.name not in files]
    assert all(name.startswith(".partial-") for name in others), others
