"""What a demonstration shows of bodies that meet: a meeting that runs today, and one that is being prepared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil

from sqlalchemy import select

from ..calendar import last_weekday, local_day
from ..deliberation.sitting import CHAIR, VICE_CHAIR
from ..desk import Desk
from ..language import ZONE, Text
from ..models.bodies import Body
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..models.people import Person
from ..models.proposals import Proposal
from ..queries.chamber import barred_from, seats_of, sitting_of
from ..queries.people import actor_of
from ..workflow.facts import Actor
from ..workflow.route import goal_of, way
from .arranging import add_business, sort_item
from .asking import answer_question, ask_question
from .carrying import Carrier
from .carrying_means import MEANS
from .carrying_meetings import PLANNED, attend, call_to_order, put_motion, secretary_of
from .conflicts import declare
from .convening import Call, move_meeting
from .packeting import publish
from .voting import cast

EVERY = {"smt": 14, "board": 28}
"""Days from one meeting of a body to the next, in a demonstration."""
PUBLISHED_AHEAD = frozenset({"board"})
"""Bodies whose next packet is out already; that of the others can still be published."""
SINCE_OPENING = timedelta(minutes=25)
NOTICE = timedelta(days=1)
VOTES_IN = 2
CONFLICT = Text(
    en="A close relative of mine would teach in it.",
    fr="Une personne de ma famille proche y enseignerait.",
)
ANSWERED = Text(
    en="How many learners must enrol for the first offering to cover its costs?",
    fr="Combien d’inscriptions faut-il pour que la première offre couvre ses coûts\u00a0?",
)
CLOSED = Text(
    en="Mandate to negotiate the collective agreement", fr="Mandat de négociation de la convention collective"
)
CLOSED_GROUND = "negotiation"
ANSWER = Text(
    en="Twelve. We expect more than that at each offering.",
    fr="Douze. Nous en prévoyons davantage à chaque offre.",
)
UNANSWERED = Text(
    en="Who replaces the assessors if they leave?",
    fr="Qui remplace les personnes chargées de l’évaluation si elles partent\u00a0?",
)


def days_around(today: date) -> Callable[[str, date], date]:
    """Bodies meet today, and every so many days before and after; at the weekend, only today."""
    weekday = last_weekday(today)

    def sits(body: str, earliest: date) -> date:
        every = EVERY.get(body, 7)
        turn = ceil((earliest - weekday).days / every)
        return weekday + timedelta(days=turn * every) if turn else today

    return sits


def show_meetings(desk: Desk, now: datetime) -> None:
    """Open the meetings of today, and prepare those to come, as far as cases are on their agendas."""
    for body in EVERY:
        today = local_day(now)
        found = select(Meeting).join(Body).where(Body.key == body, Meeting.state.in_(PLANNED))
        running = db.session.scalar(found.where(Meeting.held_on == today))
        if running is not None:
            _Floor(desk, body, running.id, now).run()
        coming = db.session.scalar(found.where(Meeting.held_on > today).order_by(Meeting.held_on).limit(1))
        if coming is not None:
            _Floor(desk, body, coming.id, now).prepare()


@dataclass(frozen=True, slots=True)
class _Floor:
    """One meeting of a body, as those who prepare or hold it come to it."""

    desk: Desk
    body: str
    meeting: int
    now: datetime

    def run(self) -> None:
        """It began a little while ago: the first case is before it, and the first votes are in."""
        if not (items := self._items()):
            return
        item, case = items[0]
        midnight = datetime.combine(local_day(self.now), time(), ZONE).astimezone(UTC)
        begun = max(self.now - SINCE_OPENING, midnight)
        begun -= timedelta(minutes=begun.minute % 5, seconds=begun.second, microseconds=begun.microsecond)
        carrier = self._carrier(case, begun)
        secretary = secretary_of(carrier, self.body)
        self._begin_at(secretary, begun)
        attend(secretary, self.meeting, begun)
        call_to_order(carrier, secretary, self.meeting)
        carrier.now = begun + (self.now - begun) / 2
        workflow = carrier.version.workflow
        turn = way(workflow, carrier.case, goal_of(workflow))
        if turn is None:
            return
        motion = put_motion(carrier, secretary, self.meeting, item, turn.action.name)
        sitting = sitting_of(self._row(), db.session.get_one(AgendaItem, item), now=self.now)
        seats = sitting.seats
        presiding_last = sorted(
            sitting.eligible, key=lambda p: (CHAIR in seats[p].offices, VICE_CHAIR in seats[p].offices, -p)
        )
        for person in presiding_last[:VOTES_IN]:
            cast(self._actor(person), motion, "for", now=self.now)

    def _begin_at(self, secretary: Actor, begun: datetime) -> None:
        """The time of day was moved beforehand, so that the meeting runs whenever somebody looks."""
        found = self._row()
        call = Call(found.held_on, found.place, f"{begun.astimezone(ZONE):%H:%M}")
        move_meeting(secretary, self.meeting, call, now=begun - NOTICE)

    def prepare(self) -> None:
        """A conflict is declared, questions are asked, what is undisputed is on the consent agenda."""
        if not (items := self._items()):
            return
        item, case = items[0]
        carrier = self._carrier(case, self.now)
        secretary = secretary_of(carrier, self.body)
        self._ask(carrier, item)
        if len(items) > 1:
            sort_item(secretary, self.meeting, items[-1][0], part="consent", now=self.now)
        self._close_one(secretary)
        if self.body in PUBLISHED_AHEAD:
            publish(self.desk, secretary, self.meeting, seen=self._row().version, now=self.now)

    def _close_one(self, secretary: Actor) -> None:
        """Business that is planned in camera, where the body's list has a ground for it."""
        row = self._row()
        grounds = {g["name"] for g in row.body.on(row.held_on).closed_grounds}
        if CLOSED_GROUND in grounds:
            item = add_business(secretary, self.meeting, CLOSED, now=self.now)
            sort_item(
                secretary, self.meeting, item,
                part="discussion", in_camera=True, ground=CLOSED_GROUND, now=self.now,
            )  # fmt: skip

    def _ask(self, carrier: Carrier, item: int) -> None:
        lang, row = carrier.lang, self._row()
        seats, own = seats_of(row.body, row.held_on), barred_from(carrier.proposal.id)
        plain = [p for p, s in sorted(seats.items()) if p not in own and not s.offices & {CHAIR, VICE_CHAIR}]
        if len(plain) < VOTES_IN:
            return
        declare(self.desk, self._actor(plain[-1]), carrier.reference, "family", CONFLICT.in_(lang), self.now)
        member = self._actor(plain[0])
        proposer = carrier.actor("proposer")
        for question, answer in ((ANSWERED, ANSWER), (UNANSWERED, None)):
            asked = ask_question(
                self.desk, member, self.meeting, item, question.in_(lang), now=self.now, lang=lang
            )
            if answer is not None:
                said = answer.in_(lang)
                answer_question(self.desk, proposer, carrier.reference, asked, said, now=self.now, lang=lang)

    def _items(self) -> list[tuple[int, str]]:
        """Cases on the agenda and not dealt with, in their order."""
        rows = (
            select(AgendaItem.id, Proposal.reference)
            .join(Proposal, Proposal.id == AgendaItem.proposal_id)
            .where(AgendaItem.meeting_id == self.meeting, AgendaItem.done_at.is_(None))
        )
        return [(i, r) for i, r in db.session.execute(rows.order_by(AgendaItem.position, AgendaItem.id))]

    def _carrier(self, case: str, now: datetime) -> Carrier:
        return Carrier(self.desk, case, now, lambda _: None, MEANS)

    def _actor(self, person: int) -> Actor:
        return actor_of(db.session.get_one(Person, person), local_day(self.now))

    def _row(self) -> Meeting:
        return db.session.get_one(Meeting, self.meeting, populate_existing=True)
