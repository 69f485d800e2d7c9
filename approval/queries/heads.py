"""The head of department named in a concept: whether they were asked, what they answered, what their link shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, cast, func, select

from ..desk import Desk
from ..forms.display import Told, reading
from ..language import Lang, Text
from ..models.database import db, rows_of
from ..models.people import Link, Person
from ..models.proposals import Proposal, Revision
from ..models.records import Event, Job, Statement
from ..workflow.rules import PROPOSERS
from .accounts import find_link
from .cases import CasePage

QUESTION = "head_support"
ANSWER = "head_answer"
PURPOSE = "head_support"
SHOWN = ("resources_needed", "budget_band")
"""What a head is asked to stand behind, besides what the concept is."""
SUPPORTS = Text(en="aware, supports it", fr="au courant, appuie la proposition")
DOES_NOT = Text(en="aware, does not support it", fr="au courant, n’appuie pas la proposition")
WAITING = Text(en="asked, no answer yet", fr="réponse demandée, pas encore reçue")


@dataclass(frozen=True, slots=True)
class Named:
    """The head as a concept names them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Head:
    """How it stands with the head of department of a case."""

    name: str
    asked_at: datetime | None
    answered_at: datetime | None = None
    supports: bool = False
    comment: str = ""

    @property
    def says(self) -> Text:
        if self.answered_at is None:
            return WAITING
        return SUPPORTS if self.supports else DOES_NOT


@dataclass(frozen=True, slots=True)
class HeadPage:
    """Everything that the holder of a link is told: a summary of one concept, as it was last frozen."""

    head: str
    reference: str
    title: str
    description: str
    proposer: str
    language: Lang
    about: str
    """Digest of the text that is shown."""
    number: int
    asked: tuple[Told, ...]
    on_hold: bool


def named_in(answers: Mapping[str, Any]) -> Named | None:
    """The head to be asked; nobody where there is no address, or where the head proposes it."""
    found = answers.get(QUESTION)
    email = str(found.get("email") or "").strip().lower() if isinstance(found, dict) else ""
    if not isinstance(found, dict) or "@" not in email or email in set(_proposers(answers)):
        return None
    return Named(str(found.get("name") or "").strip() or email, email)


def _proposers(answers: Mapping[str, Any]) -> Iterable[str]:
    others = answers.get("co_proposers")
    for one in [answers.get("proposer"), *(others if isinstance(others, list) else [])]:
        if isinstance(one, dict):
            yield str(one.get("email") or "").strip().lower()


def answer_of(said: Mapping[str, Any], named: Named, at: datetime) -> Head:
    """An answer as its event keeps it."""
    return Head(named.name, None, at, said.get("supports") is True, str(said.get("comment") or ""))


_ASKED = (
    select(func.max(Event.at).label("at"))
    .join(Job, Job.event_id == Event.id)
    .join(Person, Job.subject == "head:" + cast(Person.id, String))
    .where(Event.proposal_id == bindparam("proposal"), Person.email == bindparam("email"))
)


def head_of(page: CasePage) -> Head | None:
    """The head of the case, once asked."""
    papers = (p for p in page.loaded.papers if p.person_id is None)
    named = next((n for p in papers if (n := named_in(p.answers))), None)
    if named is None:
        return None
    answers = [e.id for e in page.loaded.events if e.action == ANSWER]
    said = select(Statement.event_id, Statement.said).where(Statement.event_id.in_(answers))
    for event, words in sorted(db.session.execute(said), reverse=True) if answers else ():
        if words.get("email") == named.email:
            return answer_of(words, named, next(e.at for e in page.loaded.events if e.id == event))
    [row] = rows_of(_ASKED, proposal=page.proposal.id, email=named.email)
    return Head(named.name, row.at) if row.at else None


def may_ask_again(page: CasePage) -> bool:
    """Whether the reader may have the link sent once more."""
    return bool(page.roles & (PROPOSERS | {"ce_staff"})) and not page.stage.final


def head_page(desk: Desk, token: str, lang: Lang, now: datetime) -> HeadPage | None:
    """What a link shows; nothing where it is used, too old, or the head of a concept no more."""
    link = find_link(token, now, (PURPOSE,))
    proposal = db.session.get(Proposal, link.proposal_id) if link else None
    text = latest_concept(desk, proposal) if proposal else None
    if link is None or proposal is None or text is None or not still_asked(desk, proposal, text, link):
        return None
    sections = reading(desk.versions[proposal.digest].forms[text.form], text.answers, lang)
    proposer = text.answers.get("proposer")
    return HeadPage(
        head=link.person.name,
        reference=proposal.reference,
        title=str(text.answers.get("title") or ""),
        description=str(text.answers.get("description") or ""),
        proposer=str(proposer.get("name") or "") if isinstance(proposer, dict) else "",
        language="fr" if proposal.language == "fr" else "en",
        about=text.digest,
        number=text.number,
        asked=tuple(t for _, told in sections for t in told if t.field.name in SHOWN and t.shown),
        on_hold=proposal.on_hold,
    )


def still_asked(desk: Desk, proposal: Proposal, text: Revision, link: Link) -> bool:
    """Whether the case is open and its concept names the holder of the link."""
    named = named_in(text.answers)
    final = desk.versions[proposal.digest].workflow.stage(proposal.stage).final
    return named is not None and named.email == link.person.email and not final


def latest_concept(desk: Desk, proposal: Proposal) -> Revision | None:
    """The newest frozen text of the form that asks who the head is."""
    forms = [f.name for f in desk.versions[proposal.digest].forms.values() if QUESTION in f.fields()]
    return db.session.scalar(
        select(Revision)
        .where(Revision.proposal_id == proposal.id, Revision.form.in_(forms))
        .order_by(Revision.number.desc())
        .limit(1)
    )
