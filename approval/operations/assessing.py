"""Name who assesses a concept, and hand in a sheet. What is written in a sheet goes through ``writing``."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Assignment, Paper
from ..queries.assessing import NAMERS, considered, kind_is_settled
from ..workflow.facts import Actor
from ..workflow.reviews import Review
from ..workflow.rules import PROPOSERS
from . import Invalid, NotAllowed, Stale
from .inviting import Outsider, from_outside, let_in
from .loading import sheet_of
from .opening import Opened, open_case
from .parts import assign
from .recording import enqueue_all
from .suggesting import suggest
from .writing import begin_paper, problems

NOT_NOW = Text(
    en="Nothing is being assessed at this stage of the case",
    fr="Aucune évaluation n’est en cours à cette étape du dossier",
)
INTAKE_FIRST = Text(
    en="Accept the form as complete first: the assessment begins on that day",
    fr="Acceptez d’abord le formulaire complet\u00a0: l’évaluation commence ce jour-là",
)
NOT_ELIGIBLE = Text(
    en="{name} cannot assess this case: a proposer, a person with a declared conflict, or no account",
    fr="{name} ne peut pas évaluer ce dossier\u00a0: responsable de la proposition, conflit déclaré ou aucun compte",
)
NO_ONE = Text(en="Choose at least one assessor", fr="Choisissez au moins une personne pour évaluer")
TOO_FEW = Text(en="Choose at least {n} assessors", fr="Choisissez au moins {n} personnes pour évaluer")
IS_IN = Text(
    en="{name} has handed in a sheet and stays: what is handed in counts",
    fr="{name} a remis sa grille et demeure\u00a0: ce qui est remis compte",
)
KIND_STAYS = Text(
    en="The kind of sheet stays as it is: someone has begun to write",
    fr="Le type de grille ne change plus\u00a0: une personne a commencé à écrire",
)
NO_SHEET = Text(en="You have no sheet to hand in", fr="Vous n’avez aucune grille à remettre")


def name_assessors(
    desk: Desk,
    actor: Actor,
    reference: str,
    people: Iterable[int],
    form: str,
    seen: int,
    now: datetime,
    lang: str = "en",
    outsider: Outsider | None = None,
) -> None:
    """These people assess the case, each on a sheet of this form; whoever is left out is released.

    Fewer than usual is a reduced review, and an ``outsider`` is one more from outside: both are recorded as such
    (PROCESS.md 2). Raises NotFound, Stale, NotAllowed (not theirs to name, not now, a sheet that is in or begun),
    Invalid (people, kind of sheet).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        opened.only(NAMERS)
        opened.impartial()
        opened.under_way()
        review = review_now(opened)
        invited = let_in(opened, outsider, lang) if outsider else None
        chosen = _eligible(opened, [*people, *([invited.id] if invited else [])], review, lang)
        if form not in review.forms:
            raise Invalid([Problem("kind", "kind", "", NOT_NOW.in_(lang))])
        held = _held(opened, review.by)
        _release(opened, review, [a for p, a in held.items() if p not in chosen])
        _settle_kind(opened, review, form)
        new = [person for person in chosen.values() if person.id not in held]
        for person in new:
            assign(opened.proposal, person.id, review.by, now)
        for person in chosen.values():
            if sheet_of(opened.proposal, person.id, *review.forms) is None:
                begin_paper(opened.version, opened.proposal, form, person.id, now, sheet=True)
        event = opened.note("name_assessors", _said(opened, review, chosen, form))
        alone = {"bare": "invited"}  # words that tell nothing of the case
        told = [(p, {"person": p.id, **(alone if p is invited else {})}) for p in new]
        enqueue_all(event, [("mail", f"notice:{p.id}", payload) for p, payload in told], now)
        suggest(opened.version, opened.proposal, opened.case, new, now)


def hand_in(desk: Desk, actor: Actor, reference: str, *, seen: int, now: datetime, lang: str = "en") -> None:
    """Lock the actor's own sheet and let it count. ``seen`` is the sheet's version as it was read.

    It names the text that it judges: a new text reopens it (PROCESS.md 9, Blind). Handed in twice, it happens
    once. Raises NotFound, NotAllowed, Stale (changed in another window), Invalid (incomplete).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        review = review_now(opened)
        sheet = sheet_of(opened.proposal, actor.id, *review.forms)
        if sheet is None:
            raise NotAllowed(NO_SHEET)
        if sheet.handed_in_at is not None:
            return
        opened.only(frozenset({review.by}))
        opened.asked()
        opened.under_way()
        if sheet.version != seen:
            raise Stale(actor.name, sheet.updated_at)
        if found := problems(opened.version, opened.proposal, sheet, now, lang):
            raise Invalid(list(found))
        about = _considered(opened)
        sheet.handed_in_at, sheet.about, sheet.missing = now, about, []
        db.session.flush()
        event = opened.note("hand_in", {"form": sheet.form, "about": about}, sheet=sheet)
        if opened.case.sheets_in + 1 >= opened.case.assessors:
            opened.tell(event, "ce_director")


def review_now(opened: Opened) -> Review:
    """The review of the case's stage. Raises NotAllowed where there is none, or intake is not done."""
    review = opened.version.workflow.stage(opened.proposal.stage).review
    if review is None:
        raise NotAllowed(NOT_NOW)
    if opened.proposal.intake_open:
        raise NotAllowed(INTAKE_FIRST)
    return review


def _eligible(opened: Opened, people: Iterable[int], review: Review, lang: str) -> dict[int, Person]:
    """Whoever may assess, by id: never a proposer, never with a declared conflict (PROCESS.md 2)."""
    wanted = sorted(set(people))
    if len(wanted) < review.at_least:
        few = NO_ONE if review.at_least == 1 else TOO_FEW.format(n=review.at_least)
        raise Invalid([Problem("people", "people", "", few.in_(lang))])
    known = {
        p.id: p for p in db.session.scalars(select(Person).where(Person.id.in_(wanted)).order_by(Person.name))
    }
    case = opened.case
    wrong = [
        NOT_ELIGIBLE.format(name=known[one].name if one in known else str(one)).in_(lang)
        for one in wanted
        if one not in known
        or not known[one].may_sign_in
        or one in case.barred
        or case.roles_on_case(one) & PROPOSERS
    ]
    if wrong:
        raise Invalid([Problem("people", "people", "", why) for why in wrong])
    return known


def _said(opened: Opened, review: Review, chosen: Mapping[int, Person], form: str) -> dict[str, object]:
    """Who assesses, on which sheet; that they are few, and who of them is from outside."""
    outside = from_outside(opened, chosen)
    return {
        "assessors": [{"id": p.id, "name": p.name, "outside": p.id in outside} for p in chosen.values()],
        "form": form,
        "reduced": review.reduced(len(chosen)),
    }


def _held(opened: Opened, role: str) -> Mapping[int, Assignment]:
    rows = db.session.scalars(
        select(Assignment).where(
            Assignment.proposal_id == opened.proposal.id, Assignment.role == role, Assignment.until.is_(None)
        )
    )
    return {a.person_id: a for a in rows}


def _release(opened: Opened, review: Review, leaving: Iterable[Assignment]) -> None:
    """End these parts. One who has handed in stays, unless barred since."""
    for assignment in leaving:
        sheet = sheet_of(opened.proposal, assignment.person_id, *review.forms)
        if sheet and sheet.handed_in_at and assignment.person_id not in opened.case.barred:
            raise NotAllowed(IS_IN.format(name=assignment.person.name))
        assignment.until = opened.now
    db.session.flush()


def _settle_kind(opened: Opened, review: Review, form: str) -> None:
    """Every sheet of a case is of one kind; blank ones of the other kind are taken back."""
    settled = kind_is_settled(opened.proposal.id, review)
    if settled and settled != form:
        raise NotAllowed(KIND_STAYS)
    others = db.session.scalars(
        select(Paper).where(
            Paper.proposal_id == opened.proposal.id,
            Paper.person_id.is_not(None),
            Paper.form.in_([f for f in review.forms if f != form]),
        )
    )
    for sheet in others:
        db.session.delete(sheet)
    db.session.flush()


def _considered(opened: Opened) -> str:
    """Digest of the text that is before the assessors."""
    text = considered(opened.proposal.id, opened.version.workflow)
    if text is None:
        raise NotAllowed(NOT_NOW)
    return text.digest
