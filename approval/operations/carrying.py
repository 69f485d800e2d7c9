"""Carry a case from person to person, by the operations that the pages call: for demonstrations and measurements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms.definition import Form
from ..forms.filling import Filler
from ..forms.inventing import Inventor, Leaning
from ..forms.kinds import Asking, Json
from ..forms.web import Problem
from ..language import ZONE, Lang, Text
from ..models.database import db
from ..models.people import Person
from ..models.proposals import Paper, Proposal
from ..queries.cases import case_page
from ..queries.defaults import defaults_for
from ..queries.facts import facts_of
from ..queries.parties import people_with
from ..queries.people import actor_of
from ..queries.sources import sources_of
from ..queries.visibility import visible_to
from ..versions import Version
from ..workflow.definition import Action
from ..workflow.facts import Actor, Case
from ..workflow.guards import GUARDS
from ..workflow.rules import PROPOSERS, Verdict
from . import Invalid
from .advancing import Wish, advance
from .carrying_hints import decision, hints
from .loading import shared_paper
from .writing import files_in, write

MORNING, EVENING = time(9, 0), time(16, 30)
SITS = {"smt": (1, 2), "board": (3, 4)}
"""By body: weekday it meets on (Monday is 0), and every how many weeks it does."""
QUESTIONS_A_DAY = 4
"""How fast a form is written, in a demonstration."""


class Stuck(Exception):
    """The case goes no further; ``reasons`` say why, in English."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class TimeIsUp(Exception):
    """What comes next would lie after the last moment of the journey."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened on the way."""

    reference: str
    at: datetime
    who: str
    what: Text
    to: Text | None = None


def usual_day(body: str, earliest: date) -> date:
    """The first day from ``earliest`` on that the body usually meets on."""
    weekday, weeks = SITS.get(body, (2, 1))
    day = earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
    while (day.toordinal() // 7) % weeks:
        day += timedelta(days=7)
    return day


@dataclass
class Carrier:
    """Carries one case. ``now`` goes on as people would; ``means`` meet what actions require, by guard."""

    desk: Desk
    reference: str
    now: datetime
    tell: Callable[[Told], None]
    means: Mapping[str, Callable[["Carrier", Any], None]]
    leaning: Leaning = "for"
    until: datetime | None = None
    pass_time: Callable[[datetime], None] = lambda _: None
    """What the world does meanwhile: letters leave, documents are made."""
    sits: Callable[[str, date], date] = usual_day
    """The first day from another on that a body meets on."""
    taken: set[tuple[str, str]] = field(default_factory=set)
    """(stage, action) pairs taken since the case arrived at the stage."""

    # ── what is so ───────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def proposal(self) -> Proposal:
        db.session.rollback()  # as it is now, whoever changed it
        return db.session.scalars(select(Proposal).where(Proposal.reference == self.reference)).one()

    @cached_property
    def version(self) -> Version:
        """The case keeps it on its way, and its language: they are looked up once."""
        return self.desk.versions[self.proposal.digest]

    @property
    def case(self) -> Case:
        return facts_of(self.desk, self.proposal, self.now)

    @property
    def seen(self) -> int:
        return self.proposal.version

    @cached_property
    def lang(self) -> Lang:
        return "fr" if self.proposal.language == "fr" else "en"

    def people(self, *roles: str) -> list[Person]:
        """Everyone with one of these roles today, in the order of the roles."""
        today, workflow, proposal = local_day(self.now), self.version.workflow, self.proposal
        found = {p.id: p for role in roles for p in people_with(workflow, proposal, role, today)}
        return list(found.values())

    def actor(self, *roles: str) -> Actor:
        """The first of them who may act in their office, as rules see people. Raises Stuck where there is nobody.

        Nobody acts for the institution on their own proposal: proposers come last, for what is theirs to do.
        """
        own = self.case.case_roles
        found = sorted(self.people(*roles), key=lambda p: bool(own.get(p.id, frozenset()) & PROPOSERS))
        if not found:
            raise Stuck([f"nobody is {' or '.join(roles)} today"])
        return self.as_actor(found[0])

    def as_actor(self, person: Person) -> Actor:
        return actor_of(person, local_day(self.now))

    def answers(self, form: str) -> dict[str, Any]:
        paper = shared_paper(self.proposal, form)
        return dict(paper.answers) if paper else {}

    # ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────

    def later(self, *, days: int = 0, hours: int = 0) -> None:
        """Time passes, to the next hour that an office is open. Raises TimeIsUp."""
        self.be_at(self.now + timedelta(days=days, hours=hours))

    def be_at(self, moment: datetime) -> None:
        self.be_there(office_hour(moment))

    def be_there(self, then: datetime) -> None:
        """Whatever the hour: meetings are long. Raises TimeIsUp."""
        if self.until is not None and then > self.until:
            raise TimeIsUp
        if then > self.now:
            self.pass_time(then)
            self.now = then

    def say(self, who: str, what: Text, to: Text | None = None) -> None:
        self.tell(Told(self.reference, self.now, who, what, to))

    def filled(self, form: Form, given: Mapping[str, Json]) -> dict[str, Json]:
        """Answers that make the form complete, those given kept. Raises Unfillable."""
        proposal, version, today = self.proposal, self.version, local_day(self.now)
        asking = Asking(
            lang=self.lang,
            today=today,
            complete=True,
            sources=sources_of(version, form, proposal, self.lang, today),
            files=files_in(dict(given)),
            evidence=version.evidence,
            not_required=version.not_required(proposal.product),
        )
        inventor = Inventor(asking, proposal.title, self.leaning)
        return Filler(inventor, hints(self, today)).complete(form, given)

    def fill(self, form: str, writer: Actor, paper: Paper | None = None) -> None:
        """Somebody writes what a form still lacks, at the pace of people."""
        declared = self.version.forms[form]
        found = paper or shared_paper(self.proposal, form)
        before, seen = (dict(found.answers), found.version) if found else ({}, 1)
        self.later(days=max(1, len(declared.fields()) // QUESTIONS_A_DAY))
        answers = self.filled(declared, before)
        changed = {k: v for k, v in answers.items() if before.get(k) != v}
        if changed:
            write(self.desk, writer, self.reference, form, changed, seen=seen, now=self.now)
            self.say(
                writer.name, Text(en=f"Wrote: {declared.title.en}", fr=f"A rédigé\u00a0: {declared.title.fr}")
            )

    def take(self, action: Action, to: str | None = None, *, hours: int = 1) -> None:
        """Have an action taken by somebody who may, once what it requires is met. Raises Stuck."""
        self.meet(action)
        if hours:
            self.later(hours=hours)
        actor = self._whoever(action, *self._lowest_first(action.recorded_by), *self._lowest_first(action.by))
        case, version = self.case, self.version
        said: dict[str, Any] = {}
        if action.asks:
            page = case_page(self.desk, actor, self.reference, self.now)
            form = version.forms[action.asks]
            given = defaults_for(page, form, self.lang, local_day(self.now))
            said = self.filled(form, decision(self, form, given))
        targets = version.workflow.targets(case.stage, action)
        wish = Wish(action.name, self.seen, said, to if len(targets) > 1 else None, lang=self.lang)
        event = self._advance(actor, wish)
        if event == "record":
            self.say(
                actor.name, Text(en=f"Recorded: {action.label.en}", fr=f"A consigné\u00a0: {action.label.fr}")
            )
            self.later(hours=1)
            actor = self._whoever(action, *self._lowest_first(action.by))
            self._advance(actor, Wish(action.name, self.seen, to=wish.to, lang=self.lang))
        there = self.proposal.stage
        moved = version.workflow.stage(there).title if there != case.stage else None
        self.taken = (self.taken if moved is None else set()) | {(case.stage, action.name)}
        self.say(actor.name, action.label, moved)

    def meet(self, action: Action) -> None:
        """Do what the action requires, as far as there are means. What remains, the engine says."""
        for need in sorted(
            action.requires, key=lambda r: r.name == "on_agenda"
        ):  # papers first, then the meeting
            if GUARDS[need.name](self.case, Actor(0, ""), need.value) and need.name in self.means:
                self.means[need.name](self, need.value)

    def _lowest_first(self, roles: frozenset[str]) -> list[str]:
        """Whoever has least to say does it where they may: intake rather than the director."""
        workflow = self.version.workflow
        says = [role for s in workflow.stages for a in s.actions for role in a.by]
        return sorted(roles, key=lambda role: (says.count(role), role))

    def _advance(self, actor: Actor, wish: Wish) -> str:
        try:
            return advance(self.desk, actor, self.reference, wish, now=self.now).action
        except Invalid as error:
            raise Stuck([f"{p.path}: {p.says}" for p in error.problems if isinstance(p, Problem)]) from error

    def _whoever(self, action: Action, *roles: str) -> Actor:
        """The first person to whom the action is open now. Raises Stuck with the reasons of the first who is concerned."""
        case, engine = self.case, self.version.engine
        judged: list[Verdict] = []
        for person in self.people(*roles):
            actor = self.as_actor(person)
            if db.session.scalar(visible_to(actor).where(Proposal.reference == self.reference)) is None:
                continue
            verdict = engine.verdict(case, actor, action.name)
            if verdict.open:
                return actor
            judged.append(verdict)
        reasons = next((v.refusals for v in judged if v.concerns), ())
        raise Stuck([why.en for why in reasons] or [f"nobody can take {action.name}"])


def office_hour(moment: datetime) -> datetime:
    """The moment itself on a working day in office hours, else the next morning of one."""
    local = moment.astimezone(ZONE)
    if local.time() > EVENING:
        local = datetime.combine(local.date() + timedelta(days=1), MORNING, ZONE)
    elif local.time() < MORNING:
        local = datetime.combine(local.date(), MORNING, ZONE)
    while local.weekday() > 4:
        local = datetime.combine(local.date() + timedelta(days=1), MORNING, ZONE)
    return local.astimezone(moment.tzinfo)
