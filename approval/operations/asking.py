"""Questions before a meeting: a member asks, the proposer answers; both go into the packet."""

from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.meetings import AgendaItem, Meeting, Question
from ..models.proposals import Proposal
from ..queries import NotFound
from ..queries.chamber import barred_from, seats_of, sits_on, takes_part
from ..queries.visibility import visible_to
from ..workflow.facts import Actor
from ..workflow.rules import PROPOSERS
from . import Invalid, NotAllowed
from .opening import open_case

LONGEST_QUESTION, LONGEST_ANSWER = 4000, 8000
"""Characters."""
TOO_LONG = Text(
    en="Shorten this to {n} characters: nothing you typed is lost",
    fr="Réduisez ce texte à {n} caractères\u00a0: rien de ce que vous avez saisi n’est perdu",
)
BEGUN = Text(
    en="The meeting has begun: ask in the room", fr="La réunion a commencé\u00a0: posez la question en séance"
)
NOT_MEMBER = Text(
    en="Members of the body ask questions before its meeting",
    fr="Les membres de l’instance posent les questions avant la réunion",
)
NOT_PROPOSER = Text(
    en="The proposer, or the lead of the advisory team, answers",
    fr="La personne responsable de la proposition, ou de l’équipe consultative, répond",
)
NO_WORDS = Text(en="Write the question", fr="Rédigez la question")
NO_ANSWER = Text(en="Write the answer", fr="Rédigez la réponse")
ANSWERED = Text(en="This question is answered", fr="Cette question a déjà sa réponse")
ANSWERERS = PROPOSERS | {"team_lead"}


def ask_question(
    desk: Desk, actor: Actor, meeting: int, item: int, text: str, *, now: datetime, lang: str = "en"
) -> int:
    """A member's question on a case; its id. Raises NotFound, NotAllowed (begun, no member), Invalid (no words)."""
    with transaction():
        found = db.session.get(AgendaItem, item)
        if found is None or found.meeting_id != meeting or found.proposal_id is None:
            raise NotFound(item)
        proposal = db.session.scalar(visible_to(actor).where(Proposal.id == found.proposal_id))
        sitting = db.session.get_one(Meeting, meeting)
        if proposal is None or not takes_part(actor, sitting.body.key, barred_from(proposal.id)):
            raise NotFound(item)
        if actor.id not in seats_of(sitting.body, sits_on(sitting, now)):
            raise NotAllowed(NOT_MEMBER)
        if sitting.state not in {"planned", "published"} or found.done_at is not None:
            raise NotAllowed(BEGUN)
        if not text.strip():
            raise Invalid([Problem("question", "question", "", NO_WORDS.in_(lang))])
        if len(text.strip()) > LONGEST_QUESTION:
            raise Invalid(
                [Problem("question", "question", "", TOO_LONG.format(n=LONGEST_QUESTION).in_(lang))]
            )
        opened = open_case(desk, actor, proposal.reference, now)
        asked = Question(item_id=item, text=text.strip(), asked_by_id=actor.id, asked_at=now)
        db.session.add(asked)
        db.session.flush()
        event = opened.note("ask_question", {"question": asked.id, "meeting": meeting, "text": asked.text})
        opened.tell(event, "proposer", "team_lead")
        return asked.id


def answer_question(
    desk: Desk, actor: Actor, reference: str, question: int, text: str, *, now: datetime, lang: str = "en"
) -> None:
    """The answer of whoever proposes the case, to a question about that case.

    Raises NotFound, NotAllowed (begun, answered), Invalid (no words).
    """
    with transaction():
        asked = db.session.scalar(select(Question).where(Question.id == question))
        item = db.session.get(AgendaItem, asked.item_id) if asked else None
        proposal = db.session.get(Proposal, item.proposal_id) if item and item.proposal_id else None
        if asked is None or item is None or proposal is None or proposal.reference != reference:
            raise NotFound(question)
        opened = open_case(desk, actor, proposal.reference, now)
        if not opened.held & ANSWERERS:
            raise NotAllowed(NOT_PROPOSER)
        if asked.answered_at is not None:
            raise NotAllowed(ANSWERED)
        if item.meeting.state not in {"planned", "published"}:
            raise NotAllowed(BEGUN)
        if not text.strip():
            raise Invalid([Problem("answer", "answer", "", NO_ANSWER.in_(lang))])
        if len(text.strip()) > LONGEST_ANSWER:
            raise Invalid([Problem("answer", "answer", "", TOO_LONG.format(n=LONGEST_ANSWER).in_(lang))])
        asked.answer, asked.answered_by_id, asked.answered_at = text.strip(), actor.id, now
        db.session.flush()
        event = opened.note("answer_question", {"question": asked.id, "text": asked.answer})
        opened.tell_people(event, {asked.asked_by_id})
