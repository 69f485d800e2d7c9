"""Decision letters: edited until they leave, sent when the retraction window closes or by hand."""

from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.proposals import Proposal
from ..models.records import Event, Letter
from ..queries import NotFound
from ..queries.letters import due, may_handle
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .opening import Opened, open_case
from .recording import Happening, enqueue, record

SENT = Text(
    en="This letter has been sent: it can no longer change",
    fr="Cette lettre est envoyée\u00a0: elle ne change plus",
)
CANCELLED = Text(
    en="The decision was retracted: this letter does not leave",
    fr="La décision a été retirée\u00a0: cette lettre ne part pas",
)
NO_SUBJECT = Text(en="Enter the subject", fr="Indiquez l’objet")
NO_BODY = Text(en="Enter the letter", fr="Rédigez la lettre")


def edit(
    desk: Desk,
    actor: Actor,
    reference: str,
    letter: int,
    subject: str,
    body: str,
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> None:
    """Change the words of a letter that has not left. ``seen`` is the letter's version.

    Raises NotFound (also where it is not theirs to handle), NotAllowed (sent, cancelled), Stale, Invalid.
    """
    with transaction():
        opened, found = _open_letter(desk, actor, reference, letter, now, seen)
        missing = [
            Problem(name, name, "", why.in_(lang))
            for name, text, why in (("subject", subject, NO_SUBJECT), ("body", body, NO_BODY))
            if not text.strip()
        ]
        if missing:
            raise Invalid(list(missing))
        subject, body = " ".join(subject.split()), body.strip()
        if (subject, body) == (found.subject, found.body):
            return
        found.subject, found.body, found.edited_by_id = subject, body, actor.id
        db.session.flush()
        opened.note("edit_letter", {"letter": found.id, "name": found.name, "version": found.version})


def send_now(desk: Desk, actor: Actor, reference: str, letter: int, *, seen: int, now: datetime) -> None:
    """Send a letter before its window closes; the words are those of version ``seen``.

    Raises NotFound, NotAllowed (sent, cancelled), Stale.
    """
    with transaction():
        opened, found = _open_letter(desk, actor, reference, letter, now, seen)
        found.sent_at = now
        db.session.flush()
        _enqueue(opened.note("send_letter", _named(found)), found, now)


def send_due(desk: Desk, now: datetime) -> int:
    """Send every letter whose window has closed; how many left. For the worker: each is its own transaction.

    Safe to repeat and to run twice at once: a letter leaves once.
    """
    return sum(_send_due(desk, letter, now) for letter in due(now))


def _send_due(desk: Desk, letter: int, now: datetime) -> bool:
    with transaction():
        found = db.session.get(Letter, letter)
        if found is None:
            return False
        proposal = db.session.scalar(
            select(Proposal).where(Proposal.id == found.proposal_id).with_for_update(of=Proposal)
        )
        db.session.refresh(found)  # somebody may have sent or cancelled it while the case was locked
        if proposal is None or found.sent_at or found.cancelled_at or found.leaves_at > now:
            return False
        found.sent_at = now
        db.session.flush()
        texts = desk.versions[proposal.digest].workflow.texts
        event = record(proposal, Happening("send_letter", None, now, said=_named(found), texts=texts))
        _enqueue(event, found, now)
        return True


def _open_letter(
    desk: Desk, actor: Actor, reference: str, letter: int, now: datetime, seen: int
) -> tuple[Opened, Letter]:
    opened = open_case(desk, actor, reference, now)
    found = db.session.get(Letter, letter)
    if found is None or found.proposal_id != opened.proposal.id:
        raise NotFound(letter)
    if not may_handle(opened.case, opened.held, actor, found.event.body):
        raise NotFound(letter)
    if found.sent_at is not None:
        raise NotAllowed(SENT)
    if found.cancelled_at is not None:
        raise NotAllowed(CANCELLED)
    if found.version != seen:
        raise Stale
    return opened, found


def _named(letter: Letter) -> dict[str, object]:
    return {"letter": letter.id, "name": letter.name, "version": letter.version}


def _enqueue(event: Event, letter: Letter, now: datetime) -> None:
    """One PDF, and one message for each recipient."""
    enqueue(event, "render", f"letter:{letter.language}", now, letter=letter.id, language=letter.language)
    for one in letter.recipients:
        who = one.get("id") or one["email"]
        enqueue(
            event, "mail", f"letter:{who}", now, letter=letter.id, person=one.get("id"), email=one["email"]
        )
