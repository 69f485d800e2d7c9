"""The conditions ledger: evidence from whoever has the case in hand, sign-off by the body that imposed it."""

from datetime import datetime

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text, format_day
from ..models.database import db, transaction
from ..models.reviews import Condition
from ..queries import NotFound
from ..queries.offices import may_sign
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .opening import Opened, open_case

BRINGERS = frozenset({"ce_staff", "proposer", "co_proposer", "sponsor", "team_lead", "team_member"})
"""Whoever may add evidence, in any stage (PROCESS.md 9, Conditions)."""
MET = Text(en="This condition is already signed off", fr="Cette condition est déjà levée")
NOT_SIGNER = Text(
    en="An office of the body that imposed the condition signs it off",
    fr="Un poste de l’instance qui a imposé la condition doit la lever",
)
NO_EVIDENCE = Text(
    en="Enter what shows that the condition is met", fr="Indiquez ce qui montre que la condition est remplie"
)


def add_evidence(
    desk: Desk, actor: Actor, reference: str, number: int, text: str, now: datetime, lang: str = "en"
) -> None:
    """Add to what shows that a condition is met; nothing that was there goes.

    Raises NotFound, NotAllowed (not theirs, signed off, closed case), Invalid (nothing was typed).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        condition = _condition(opened, number)
        opened.only(BRINGERS)
        opened.under_way()
        if condition.closed_at is not None:
            raise NotAllowed(MET)
        if not text.strip():
            raise Invalid([Problem("evidence", "evidence", "", NO_EVIDENCE.in_(lang))])
        _append(opened, condition, text)
        opened.note("condition_evidence", {"number": number, "text": text.strip()})


def close(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    *,
    seen: int,
    now: datetime,
    evidence: str = "",
    lang: str = "en",
) -> None:
    """Sign a condition off: the gate it kept shut opens. ``seen`` is the proposal's version as it was read.

    By an office of the imposing body; where that office is empty once conflicts are counted, by the director
    of Continuing Education. Raises NotFound, Stale, NotAllowed, Invalid (no evidence at all).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        condition = _condition(opened, number)
        if not may_sign(opened.case, actor, opened.held, condition.body, local_day(now)):
            raise NotAllowed(NOT_SIGNER)
        opened.under_way()
        if condition.closed_at is not None:
            raise NotAllowed(MET)
        if evidence.strip():
            _append(opened, condition, evidence)
        if not condition.evidence:
            raise Invalid([Problem("evidence", "evidence", "", NO_EVIDENCE.in_(lang))])
        condition.closed_at, condition.closed_by_id = now, actor.id
        db.session.flush()
        event = opened.note("close_condition", {"number": number, "evidence": condition.evidence})
        opened.tell(event, "proposer", "team_lead", "ce_director")


def _condition(opened: Opened, number: int) -> Condition:
    found = db.session.scalar(
        select(Condition).where(Condition.proposal_id == opened.proposal.id, Condition.number == number)
    )
    if found is None:
        raise NotFound(number)
    return found


def _append(opened: Opened, condition: Condition, text: str) -> None:
    """Each addition under who wrote it and when, in the language of the case."""
    head = f"{opened.actor.name}, {format_day(local_day(opened.now), opened.proposal.language)}"
    condition.evidence = f"{condition.evidence}\n\n{head}\n{text.strip()}".strip()
    db.session.flush()
