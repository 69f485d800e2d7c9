"""Who may take which action, and when. Pure: the page, the door and the tests all ask here."""

from dataclasses import dataclass

from ..language import Text, listed
from .definition import DECIDED_FROM, HERE, RETURNED_FROM, Action, Workflow
from .facts import Actor, Case
from .guards import GUARDS
from .links import SUGGESTED, Known, open_links

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
    """Every role the actor has towards the case: offices held or lent today, and roles on the case.

    A conflict takes away what an office gives and leaves what is the person's own (PROCESS.md 9, Conflicts).
    """
    own = case.roles_on_case(actor.id)
    if actor.id in case.barred:
        return own & OWN
    return own | _given(workflow, unencumbered(case, actor))


def reading_roles(workflow: Workflow, case: Case, actor: Actor) -> frozenset[str]:
    """The roles by which the actor reads and writes. Authorship too takes away what an office gives: nobody reads what
    is said of their own proposal because they sit in the body that says it.
    """
    own = case.roles_on_case(actor.id)
    return own & roles_of(workflow, case, actor) if own & PROPOSERS else roles_of(workflow, case, actor)


def unencumbered(case: Case, actor: Actor, *, deciding: bool = False) -> Actor:
    """The actor as this case knows them: without an office lent by somebody with a conflict, or by a proposer; with
    those of a body in whose place theirs decides. Whoever sits in the other one still reads, and ``deciding`` no more.
    """
    free = actor.without([one.by for one in actor.lent if not impartial(case, one.by)])
    return free.seated_by(case.alternates, deciding=deciding)


def impartial(case: Case, person: int) -> bool:
    """Whether the person neither has a conflict in the case nor proposes it."""
    return person not in case.barred and not case.roles_on_case(person) & PROPOSERS


def _given(workflow: Workflow, actor: Actor, *, binding: bool = False) -> frozenset[str]:
    """The roles that the actor's offices give; ``binding`` leaves out what a delegate cannot bind by."""
    return workflow.held_by(actor.binding if binding else actor.usable)


OWN = frozenset({"proposer", "co_proposer", "team_lead", "team_member"})
"""Roles that stay a person's own whatever conflict they declare."""


def judge(workflow: Workflow, case: Case, actor: Actor, action: Action) -> Verdict:
    """Whether ``actor`` may take ``action`` on ``case``, and every reason why not."""
    held = acting_roles(workflow, case, actor, action)
    binds, records = bool(binding(workflow, case, actor, action)), bool(held & action.recorded_by)
    if not binds and not records:
        if roles_of(workflow, case, actor) & (action.by | action.recorded_by) - held:
            return Verdict(action, (INSTEAD,), concerns=False)
        lent = bool(held & action.by)
        return Verdict(action, (DELEGATE if lent else only_for(workflow, action),), concerns=lent)
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
    if decides(action) and (why := says_first(workflow, case, actor, action.by | action.recorded_by)):
        reasons.insert(0, why)
    writes = bool(action.recorded_by) and records and not binds
    return Verdict(action, tuple(reasons), records=writes)


def acting_roles(workflow: Workflow, case: Case, actor: Actor, action: Action) -> frozenset[str]:
    """The roles by which the actor takes the action; of a body in whose place another decides, nobody does."""
    if not case.alternates or not decides(action) or actor.id in case.barred:
        return roles_of(workflow, case, actor)
    return case.roles_on_case(actor.id) | _given(workflow, unencumbered(case, actor, deciding=True))


def decides(action: Action) -> bool:
    """Whether it is an act of a body: its decision, or going back on one."""
    return action.body is not None or action.effect in {"retract", "reconsider"}


def binding(workflow: Workflow, case: Case, actor: Actor, action: Action) -> frozenset[str]:
    """The roles by which the actor takes the action so that it binds; never a delegate's to the Board.

    Nobody's own are those of the chair whom the meeting elected.
    """
    held = acting_roles(workflow, case, actor, action) & action.by
    if held and actor.lent and decides(action):
        own = case.roles_on_case(actor.id)
        held &= own | _given(workflow, unencumbered(case, actor, deciding=True), binding=True)
    return held or elected(workflow, case, actor, action)


def elected(workflow: Workflow, case: Case, actor: Actor, action: Action) -> frozenset[str]:
    """The roles in whose place the actor confirms: they preside the meeting that has the case in hand, elected by those
    present, since nobody who could confirm for the body was there (PROCESS.md 2; 9, Chair fallback).
    """
    presiding = case.presiding.get(action.body or "")
    if presiding is None or presiding.person != actor.id or not action.recorded_by:
        return frozenset()
    seats = [r for r in workflow.roles if r.name in action.by and r.body == action.body]
    if not impartial(case, actor.id) or any(presiding.able & set(r.offices) for r in seats):
        return frozenset()
    return frozenset(r.name for r in seats)


def principal(workflow: Workflow, case: Case, actor: Actor, roles: frozenset[str]) -> int | None:
    """For whom the actor acts by these roles: nobody where one is their own."""
    if case.roles_on_case(actor.id) & roles:
        return None
    free = unencumbered(case, actor)
    seats = [(r.body, r.offices) for r in workflow.roles if r.name in roles and r.body]
    used = [free.stands_for(body, *offices) for body, offices in seats if free.holds(body, *offices)]
    return None if None in used else next(iter(used), None)


def says_first(workflow: Workflow, case: Case, actor: Actor, roles: frozenset[str]) -> Text | None:
    """Why somebody with a link to the case may not decide, score or vote yet: they, or whom they act for, are asked first."""
    if unsaid(case, actor):
        return SAY_FIRST
    person = principal(workflow, case, actor, roles)
    asked = case.conflicts.get(person) if person is not None else None
    return THEY_FIRST if asked is not None and asked.status == SUGGESTED else None


def unsaid(case: Case, who: Known) -> frozenset[str]:
    """The links to the case that somebody has not said anything about yet; whoever is out of it is not asked."""
    if not impartial(case, who.id):
        return frozenset()
    return open_links(case.ties, case.conflicts.get(who.id), who)


SAY_FIRST = Text(
    en="Say first whether you have a conflict of interest: the system found a link between you and this case",
    fr="Dites d’abord si vous êtes en conflit d’intérêts\u00a0: le système a trouvé un lien entre vous et ce dossier",
)
THEY_FIRST = Text(
    en="The person for whom you act must first say whether they have a conflict of interest",
    fr="La personne que vous représentez doit d’abord dire si elle est en conflit d’intérêts",
)
DELEGATE = Text(
    en="A delegate to this body prepares and reads; its members vote and confirm themselves",
    fr="Une personne déléguée auprès de cette instance prépare et lit\u00a0; ses membres votent et confirment eux-mêmes",
)
INSTEAD = Text(
    en="Conflicts of interest left this body without a quorum: its alternate body decides on this case",
    fr="Les conflits d’intérêts ont privé cette instance de quorum\u00a0: l’instance de remplacement décide de ce dossier",
)
OWN_PROPOSAL = Text(
    en="Nobody decides their own proposal: someone else must do this",
    fr="Nul ne décide de sa propre proposition\u00a0: cette action revient à quelqu’un d’autre",
)


def _barred(case: Case, actor: Actor, action: Action, held: frozenset[str]) -> Text | None:
    if held & action.not_by or (action.body and case.roles_on_case(actor.id) & PROPOSERS):
        return OWN_PROPOSAL
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
    roles = reading_roles(workflow, case, actor)
    return any(p.form == form and roles & set(p.editors) for p in workflow.stage(case.stage).papers)


def may_read(workflow: Workflow, case: Case, actor: Actor, form: str) -> bool:
    """Whether somebody who may open the case may read this paper of it."""
    roles = reading_roles(workflow, case, actor)
    return any(not p.readers or roles & {*p.readers, *p.editors} for p in workflow.papers_of(form))
