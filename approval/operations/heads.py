"""The head of department says that they know of a proposal, and whether they support it: by a link, without an account."""

from datetime import datetime

from sqlalchemy import select, update

from ..desk import Desk
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Link
from ..models.proposals import Proposal
from ..models.records import Event, Job
from ..queries import heads
from ..queries.accounts import find_link
from ..queries.cases import find
from ..queries.facts import facts_of
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from . import NotAllowed, Stale
from .accounts import USED, person_for
from .opening import Opened, open_case
from .recording import enqueue
from .throttling import count_try

ANSWERED = Text(
    en="The head of department has answered, or was not asked",
    fr="La direction du département a répondu, ou n’a pas été consultée",
)
ASKERS = PROPOSERS | {"ce_staff"}


def ask_head(desk: Desk, proposal: Proposal, event: Event, now: datetime) -> None:
    """Ask the head whom a text that was just frozen names, unless they were asked before. In the caller's transaction."""
    text = heads.latest_concept(desk, proposal)
    named = heads.named_in(text.answers) if text and text.event_id == event.id else None
    if named is None:
        return
    person = person_for(named.name, named.email, now, proposal.language).id
    before = (
        select(Job.id).join(Event).where(Event.proposal_id == proposal.id, Job.subject == f"head:{person}")
    )
    if db.session.scalar(before.limit(1)) is None:
        enqueue(event, "mail", f"head:{person}", now, person=person, purpose=heads.PURPOSE)


def ask_again(desk: Desk, actor: Actor, reference: str, client: str, *, now: datetime) -> None:
    """Send the head the link once more. By a proposer or CE. Raises NotFound, NotAllowed, TooMany."""
    find(actor, reference)
    count_try("link", f"head of {reference} for {actor.id}", client, now)
    with transaction():
        opened = open_case(desk, actor, reference, now)
        opened.under_way()
        opened.only(ASKERS)
        text = heads.latest_concept(desk, opened.proposal)
        named = heads.named_in(text.answers) if text else None
        if named is None or _answered(opened.proposal, named.email):
            raise NotAllowed(ANSWERED)
        person = person_for(named.name, named.email, now, opened.proposal.language).id
        event = opened.note("ask_head", {"name": named.name, "email": named.email})
        enqueue(event, "mail", f"head:{person}", now, person=person, purpose=heads.PURPOSE)


def answer(desk: Desk, token: str, about: str, comment: str, *, supports: bool, now: datetime) -> None:
    """Record what the holder of a link says of the text with the digest ``about``. The link is used up.

    Raises NotAllowed (used, too old, on hold, or no longer asked), Stale (the text changed since it was read).
    """
    with transaction():
        link = find_link(token, now, (heads.PURPOSE,))
        proposal = db.session.get(Proposal, link.proposal_id, with_for_update=True) if link else None
        text = heads.latest_concept(desk, proposal) if proposal else None
        if link is None or proposal is None or text is None:
            raise NotAllowed(USED)
        if not heads.still_asked(desk, proposal, text, link) or not _use(link, now):
            raise NotAllowed(USED)
        opened = _opened(desk, proposal, link, now)
        opened.under_way()
        if text.digest != about:
            raise Stale
        said = {
            "name": link.person.name,
            "email": link.person.email,
            "aware": True,
            "supports": supports,
            "comment": comment.strip(),
            "through": "link",
            "text": {"form": text.form, "number": text.number, "digest": text.digest},
        }
        event = opened.note(heads.ANSWER, said)
        holder = [proposal.holder] if proposal.holder else []
        opened.tell(event, *PROPOSERS, *holder)


def _use(link: Link, now: datetime) -> bool:
    """Whether this link was still to be used; it and every other that asks the same no longer are."""
    used = db.session.execute(
        update(Link).where(Link.id == link.id, Link.used_at.is_(None)).values(used_at=now)
    )
    same = (
        Link.person_id == link.person_id,
        Link.proposal_id == link.proposal_id,
        Link.purpose == link.purpose,
    )
    db.session.execute(update(Link).where(*same, Link.used_at.is_(None)).values(used_at=now))
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _opened(desk: Desk, proposal: Proposal, link: Link, now: datetime) -> Opened:
    """The case as the link opens it: its holder has no role in it, and reads nothing else of it."""
    version = desk.versions[proposal.digest]
    holder = Actor(link.person_id, link.person.name)
    return Opened(proposal, version, facts_of(desk, proposal, now), frozenset(), holder, now)


def _answered(proposal: Proposal, email: str) -> bool:
    events = db.session.scalars(
        select(Event).where(Event.proposal_id == proposal.id, Event.action == heads.ANSWER)
    )
    return any(e.statement and e.statement.said.get("email") == email for e in events)
