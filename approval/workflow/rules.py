"""Who may take which action, and when. Pure: the page, the door and the tests all ask here."""

from dataclasses import dataclass

from ..language import Text, listed
from .definition import DECIDED_FROM, HERE, RETURNED_FROM, Action, Workflow
from .facts import Actor, Case
from .guards import GUARDS

Refusals = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an actor may take an action now; if not, every reason, in words for the person.

    ``concerns`` tells whether the action is the actor's at all: a page shows it open or closed
    with its reasons, and leaves out what is somebody else's.
    """

    action: Action
    refusals: Refusals = ()
    concerns: bool = True
    records: bool = False
    """The actor writes the decision down for a chair to confirm."""

    @property
    def open(self) -> bool:
        return not self.refusals


class Refused(Exception):
    """The action is not open to this actor now; ``verdict`` holds every reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("; ".join(r.en for r in verdict.refusals))
        self.verdict = verdict


def roles_of(workflow: Workflow, case: Case, actor: Actor) -> frozenset[str]:
    """Every role the actor has towards the case: offices held today, and roles on the case.

    A declared conflict takes away what an office gives and leaves what is the person's own
    (PROCESS.md 9, Conflicts).
    """
    own = case.roles_on_case(actor.id)
    if actor.id in case.barred:
        return own & OWN
    return own | workflow.held_by(actor.offices)


OWN = frozenset({"proposer", "co_proposer", "team_lead", "team_member"})
"""Roles that stay a person's own whatever conflict they declare."""


def judge(workflow: Workflow, case: Case, actor: Actor, action: Action) -> Verdict:
    """Whether ``actor`` may take ``action`` on ``case``, and every reason why not."""
    held = roles_of(workflow, case, actor)
    binds, records = bool(held & action.by), bool(held & action.recorded_by)
    if not binds and not records:
        return Verdict(action, (only_for(workflow, action),), concerns=False)
    barred = _barred(case, actor, action, held)
    if barred:
        return Verdict(action, (barred,), concerns=True)
    reasons = [why for r in action.requires if (why := GUARDS[r.name](case, actor, r.value))]
    if case.on_hold and not action.on_hold:
        reasons.insert(0, Text(en="The case is on hold", fr="Le dossier est en suspens"))
    if not case.on_hold and action.effect == "resume":
        reasons.insert(0, Text(en="The case is not on hold", fr="Le dossier n’est pas en suspens"))
    if binds and not records and (why := _awaits_record(workflow, case, action)):
        reasons.append(why)
    writes = bool(action.recorded_by) and records and not binds
    return Verdict(action, tuple(reasons), records=writes)


def _barred(case: Case, actor: Actor, action: Action, held: frozenset[str]) -> Text | None:
    if held & action.not_by or (action.body and case.roles_on_case(actor.id) & PROPOSERS):
        return Text(
            en="Nobody decides their own proposal: someone else must do this",
            fr="Nul ne décide de sa propre proposition\u00a0: cette action revient à quelqu’un d’autre",
        )
    return None


PROPOSERS = frozenset({"proposer", "co_proposer"})


def _awaits_record(workflow: Workflow, case: Case, action: Action) -> Text | None:
    """Where there is a secretary, the secretary records and the chair confirms; else the chair alone."""
    if not action.recorded_by or case.recorded == action.name:
        return None
    offices = [
        (r.body, o) for r in workflow.roles if r.name in action.recorded_by and r.body for o in r.offices
    ]
    if not any(pair in case.staffed for pair in offices):
        return None
    return Text(
        en="The secretary has not recorded this decision yet; you confirm it afterwards",
        fr="Le secrétariat n’a pas encore consigné cette décision\u00a0; vous la confirmez ensuite",
    )


def only_for(workflow: Workflow, action: Action) -> Text:
    """The reason for somebody whose action it is not."""
    names = sorted(action.by)
    who = listed([r.title for r in workflow.roles if r.name in names])
    return Text(en=f"This is for: {who.en}", fr=f"Cette action est réservée à\u00a0: {who.fr}")


def destination(workflow: Workflow, case: Case, action: Action, to: str | None) -> str:
    """The stage an action leads to; ``to`` chooses where several are declared, and is not asked where one is.

    Raises LookupError where the choice is none of the declared targets.
    """
    chosen = action.to[0] if len(action.to) == 1 else to
    if chosen not in action.to:
        raise LookupError(f"{action.name}: choose one of {', '.join(action.to)}")
    if chosen == HERE:
        return case.stage
    if chosen == RETURNED_FROM:
        return case.resume_at or case.returned_from or workflow.initial
    if chosen == DECIDED_FROM:
        return case.decided.stage if case.decided else case.stage
    return chosen


def may_write(workflow: Workflow, case: Case, actor: Actor, form: str) -> bool:
    """Whether the actor may change this paper now: an editor, at this stage, not on hold."""
    if case.on_hold or case.recorded:
        return False
    roles = roles_of(workflow, case, actor)
    return any(p.form == form and roles & set(p.editors) for p in workflow.stage(case.stage).papers)


def may_read(workflow: Workflow, case: Case, actor: Actor, form: str) -> bool:
    """Whether somebody who may open the case may read this paper of it."""
    roles = roles_of(workflow, case, actor)
    return any(not p.readers or roles & {*p.readers, *p.editors} for p in workflow.papers_of(form))
