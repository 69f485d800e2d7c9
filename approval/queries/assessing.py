"""Who assesses a case, whose sheet a reader may see, and how sheets compare (PROCESS.md 4.2 and 9, Blind)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import contains_eager

from ..calendar import local_day
from ..desk import Desk
from ..language import Text
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Assignment, Paper, Proposal, Revision, Save
from ..workflow.definition import Workflow
from ..workflow.facts import Actor
from ..workflow.retention import is_tombstone
from ..workflow.reviews import Review
from ..workflow.rules import PROPOSERS
from . import NotFound
from .acts import ASSESSES
from .cases import CasePage, case_page
from .people import holders

ADMITTED = ASSESSES
NAMERS = frozenset({"ce_intake", "ce_director"})
OWN_FIRST = Text(
    en="You see the other sheets once you have handed in yours",
    fr="Vous verrez les autres grilles après avoir remis la vôtre",
)
ALL_FIRST = Text(
    en="The sheets are shown side by side once every assessor has handed in",
    fr="Les grilles sont présentées côte à côte une fois toutes remises",
)
GONE = Text(
    en="The sheets were disposed of at the end of their record series. The decision and its report stay.",
    fr="Les grilles ont été éliminées au terme de leur conservation. La décision et son rapport demeurent.",
)
NONE_YET = Text(en="No sheet has been handed in", fr="Aucune grille n’est remise")


@dataclass(frozen=True, slots=True)
class Seat:
    """An assessor of the case and how far their sheet is: ``todo``, ``writing``, ``in`` or ``stale``."""

    person: Person
    sheet: Paper | None
    state: str
    load: int
    """Open sheets this person has in all cases."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of a case, as far as the reader may know it."""

    page: CasePage
    review: Review
    seats: Sequence[Seat]
    own: Seat | None
    sheets: Sequence[Seat]
    """Whose sheets the reader may see; handed in, all of them."""
    hidden: Text | None
    """Why there are none to see."""
    names: bool
    """Whether the reader may name assessors now."""
    ce: bool
    """Whether the reader may see the advisory figure."""

    @property
    def active(self) -> bool:
        """Whether sheets can be written and handed in now."""
        proposal = self.page.proposal
        return self.page.stage.review is not None and not proposal.intake_open and not proposal.on_hold

    @property
    def reduced(self) -> bool:
        return bool(self.seats) and self.review.reduced(len(self.seats))

    @property
    def all_in(self) -> bool:
        return bool(self.seats) and all(s.state == "in" for s in self.seats)


def assessment(desk: Desk, actor: Actor, reference: str, now: datetime) -> Assessment:
    """Raises NotFound for a proposer, for anybody who neither assesses nor works in CE, and before submission."""
    page = case_page(desk, actor, reference, now)
    review = review_of(page.version.workflow)
    admitted = page.roles & ADMITTED and not page.case.roles_on_case(actor.id) & PROPOSERS
    if review is None or not admitted or not page.case.reached & _review_stages(page.version.workflow):
        raise NotFound(reference)
    seats = _seats(page, review)
    own = next((s for s in seats if s.person.id == actor.id), None)
    sheets, hidden = _readable(page, seats, own)
    here = page.stage.review is not None and not page.proposal.intake_open and not page.proposal.on_hold
    return Assessment(
        page,
        review,
        seats,
        own,
        sheets,
        hidden,
        names=here and bool(page.roles & NAMERS),
        ce="ce_staff" in page.roles,
    )


def review_of(workflow: Workflow) -> Review | None:
    """The review that the workflow asks for, if any."""
    return next((s.review for s in workflow.stages if s.review), None)


def _review_stages(workflow: Workflow) -> frozenset[str]:
    return frozenset(s.name for s in workflow.stages if s.review)


def _seats(page: CasePage, review: Review) -> list[Seat]:
    """In the order in which they were named."""
    held = db.session.scalars(
        select(Assignment)
        .join(Person)
        .options(contains_eager(Assignment.person))
        .where(
            Assignment.proposal_id == page.proposal.id,
            Assignment.role == review.by,
            Assignment.until.is_(None),
        )
        .order_by(Assignment.id)
    ).all()
    sheets = {p.person_id: p for p in page.loaded.papers if p.person_id and p.form in review.forms}
    about = considered(page.proposal.id, page.version.workflow)
    load = open_sheets([a.person_id for a in held])
    return [
        Seat(
            a.person,
            sheets.get(a.person_id),
            _state(sheets.get(a.person_id), about),
            load.get(a.person_id, 0),
        )
        for a in held
    ]


def _state(sheet: Paper | None, about: Revision | None) -> str:
    if sheet is None or (sheet.handed_in_at is None and not sheet.answers):
        return "todo"
    if sheet.handed_in_at is None:
        return "writing"
    return "in" if about is None or sheet.about == about.digest else "stale"


def _readable(page: CasePage, seats: Sequence[Seat], own: Seat | None) -> tuple[list[Seat], Text | None]:
    """Own sheet first; without one to give, only when all are in or the stage is over."""
    given = [s for s in seats if s.state in {"in", "stale"}]
    if any(s.sheet is not None and is_tombstone(s.sheet.answers) for s in seats):
        return [], GONE
    if own is not None and own not in given:
        return [], OWN_FIRST
    if own is None and page.stage.review is not None and len(given) < len(seats):
        return [], ALL_FIRST
    return given, None if given else NONE_YET


def considered(proposal: int, workflow: Workflow) -> Revision | None:
    """The frozen text that a review is about: the newest of the first form that bodies decide upon."""
    return db.session.scalar(
        select(Revision)
        .where(Revision.proposal_id == proposal, Revision.form.in_(workflow.texts[:1]))
        .order_by(Revision.number.desc())
        .limit(1)
    )


def open_sheets(people: Sequence[int]) -> Mapping[int, int]:
    """By person: sheets still to hand in, over all running cases."""
    rows = db.session.execute(
        select(Paper.person_id, func.count())
        .join(
            Assignment,
            (Assignment.proposal_id == Paper.proposal_id)
            & (Assignment.person_id == Paper.person_id)
            & (Assignment.role == "assessor")
            & Assignment.until.is_(None),
        )
        .join(Proposal, Proposal.id == Paper.proposal_id)
        .where(Paper.person_id.in_(people or [0]), Paper.handed_in_at.is_(None), Proposal.closed_at.is_(None))
        .group_by(Paper.person_id)
    )
    return {int(person): int(count) for person, count in rows if person is not None}


def eligible(page: CasePage, now: datetime) -> list[tuple[Person, int]]:
    """Continuing Education's people who may assess this case, with their load; the least loaded first."""
    case = page.case
    staff = [
        p
        for p in holders("ce", (), local_day(now))
        if p.may_sign_in and p.id not in case.barred and not case.roles_on_case(p.id) & PROPOSERS
    ]
    load = open_sheets([p.id for p in staff])
    return sorted(((p, load.get(p.id, 0)) for p in staff), key=lambda pair: (pair[1], pair[0].name))


def kind_is_settled(proposal: int, review: Review) -> str:
    """The form of the sheets that somebody has written in: it stays; empty where the kind may still be chosen."""
    written = exists().where(Save.paper_id == Paper.id)
    found = db.session.scalar(
        select(Paper.form)
        .where(
            Paper.proposal_id == proposal, Paper.person_id.is_not(None), Paper.form.in_(review.forms), written
        )
        .limit(1)
    )
    return found or ""
