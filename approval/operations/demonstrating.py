"""Show the whole process on a concept: begun, carried on by the people of the demonstration, to its end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ..calendar import local_day
from ..desk import Desk
from ..forms.filling import Unfillable
from ..forms.inventing import Leaning
from ..language import Text
from ..queries import NotFound
from ..queries.people import actor_of, holders, person_by_email
from ..workflow.route import goal_of, on_the_spot, way
from ..workflow.rules import Refused
from . import Invalid, NotAllowed, Stale
from .carrying import Carrier, Stuck, TimeIsUp, Told, office_hour, usual_day
from .carrying_means import MEANS
from .carrying_meetings import sit, write_minutes
from .drafting import Beginning, begin
from .importing import Submission, keep_submission

MOST_TURNS = 60
REFUSALS = (NotAllowed, NotFound, Invalid, Stale, Refused, Unfillable)
"""What an operation answers where it cannot do what is asked."""
BEGAN = Text(en="Began the draft", fr="A commencé l’ébauche")
ENTERED = Text(en="Entered the concept", fr="A saisi le concept")


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a concept got to; ``reasons`` where it got stuck, and whether it is where it was to end."""

    reference: str
    stage: str
    now: datetime
    reached: bool
    drafted: bool = False
    """Its form does not let it through: it stays a draft."""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """When a concept sets out and how far it may go."""

    begins: datetime
    until: datetime | None = None
    tell: Callable[[Told], None] = lambda _: None
    pass_time: Callable[[datetime], None] = lambda _: None
    sits: Callable[[str, date], date] = usual_day
    """The first day from another on that a body meets on."""


def demonstrate(desk: Desk, submission: Submission, journey: Journey) -> Ending:
    """Carry a concept as far as it goes: to launch, or to the result that its file expects.

    One that its form does not let through stays a draft, with the reasons. Continuing Education enters it on
    behalf of a proposer who cannot sign in, and who confirms by link.
    """
    reference, who, what = _begun(desk, submission, begins := office_hour(journey.begins))
    carrier = Carrier(
        desk,
        reference,
        begins,
        journey.tell,
        MEANS,
        until=journey.until,
        pass_time=journey.pass_time,
        sits=journey.sits,
    )
    carrier.say(who, what)
    goal = goal_of(carrier.version.workflow, submission.expected)
    reasons: tuple[str, ...] = ()
    try:
        _carry(carrier, goal)
    except Stuck as stuck:
        reasons = tuple(stuck.reasons)
    except REFUSALS as refused:
        reasons = (str(refused),)
    except TimeIsUp:
        pass
    stage = carrier.proposal.stage
    drafted = stage == carrier.version.workflow.initial and bool(reasons)
    return Ending(reference, stage, carrier.now, stage == goal, drafted, reasons)


def _begun(desk: Desk, submission: Submission, begins: datetime) -> tuple[str, str, Text]:
    """The draft, who began it and how: a proposer who can sign in does it, else intake on their behalf."""
    today = local_day(begins)
    proposer = person_by_email(submission.proposer[1])
    if proposer is not None and proposer.may_sign_in:
        beginning = Beginning(language=submission.language, answers=submission.answers)
        actor = actor_of(proposer, today)
        return begin(desk, actor, beginning, now=begins), actor.name, BEGAN
    intake = holders("ce", ("intake",), today)
    on_behalf = actor_of(intake[0], today) if intake else None
    draft = keep_submission(desk, on_behalf, submission, now=begins)
    return draft.reference, on_behalf.name if on_behalf else "", ENTERED


def _carry(carrier: Carrier, goal: str) -> None:
    for _ in range(MOST_TURNS):
        workflow = carrier.version.workflow
        here = workflow.stage(carrier.proposal.stage)
        if here.name == goal or here.final:
            return
        carrier.leaning = _leaning(carrier, goal)
        for action in on_the_spot(workflow, carrier.case):
            if (here.name, action.name) not in carrier.taken and carrier.people(*action.by):
                carrier.take(action)
        turn = way(workflow, carrier.case, goal)
        if turn is None:
            raise Stuck([f"no way leads from {here.name} to {goal}"])
        carrier.meet(turn.action)
        sat = sit(carrier, turn.action)
        carrier.take(turn.action, turn.to, hours=0 if sat else 1)
        if turn.action.body:
            write_minutes(carrier, turn.action.body)
    raise Stuck([f"{goal} was not reached in {MOST_TURNS} turns"])


def _leaning(carrier: Carrier, goal: str) -> Leaning:
    """How those who judge it now lean: towards the result where it is theirs to reach, else for the case."""
    workflow = carrier.version.workflow
    here, stage = workflow.stage(carrier.proposal.stage), workflow.stage(goal)
    if not any(goal in workflow.targets(here.name, action) for action in here.actions):
        return "for"
    if stage.pauses_clock:
        return "return"
    return "against" if stage.final and stage.outcome not in {"done", "retired"} else "for"
