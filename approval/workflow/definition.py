"""What a workflow is, as written in ``workflow.toml``: frozen values, no behaviour beyond look-up."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Literal, TypeVar

from pydantic import Field as Setting
from pydantic import field_validator

from ..language import Text
from .reviews import Frozen, Imposes, Review

Effect = Literal["start_clock", "hold", "resume", "retract", "reconsider"]
Outcome = Literal["not_supported", "not_endorsed", "not_approved", "withdrawn", "lapsed", "retired", "done"]
Tone = Literal["go", "ask", "stop", "plain"]
T = TypeVar("T")
HERE, RETURNED_FROM, DECIDED_FROM = "@here", "@returned_from", "@decided_from"


class Role(Frozen):
    """Who someone is to a case: an office in a body, or a role on the case itself."""

    name: str
    title: Text
    body: str | None = None
    offices: tuple[str, ...] = ()
    on_case: bool = False
    """Given person by person (proposer, assessor, team lead …)."""


class Evidence(Frozen):
    """A row of the evidence matrix (PROCESS.md 1)."""

    code: str
    title: Text
    standard: Text
    must: bool = False
    not_required_for: tuple[str, ...] = ()
    """Product types that need not meet it (a micro-course: M2, M3)."""


class Requirement(Frozen):
    """A named guard with its one argument, as written: ``{ form_complete = "concept" }``."""

    name: str
    value: Any = True


class Clock(Frozen):
    """Days until a stage should be, and must be, done; ``business`` counts working days."""

    target: int | None = None
    warn: int | None = None
    due: int
    business: bool = False
    starts: Literal["arrival", "intake"] = "arrival"


class Paper(Frozen):
    """A form of the case that can be written at a stage, and by whom."""

    form: str
    editors: tuple[str, ...]
    readers: tuple[str, ...] = ()
    """Who else may read it; everyone who may open the case where none is named."""


class Action(Frozen):
    """What a person may do at a stage; taking it moves the proposal to another, or stays."""

    name: str = Setting(pattern=r"^[a-z][a-z_]*$")
    label: Text
    says: Text
    """In plain words, what happens when it is taken: shown before it is recorded."""
    to: tuple[str, ...]
    by: frozenset[str]
    not_by: frozenset[str] = frozenset()
    recorded_by: frozenset[str] = frozenset()
    """Offices that write the decision down; one of ``by`` then confirms it (PROCESS.md 9, chair fallback)."""
    body: str | None = None
    """The body whose decision this is."""
    requires: tuple[Requirement, ...] = ()
    checks: tuple[str, ...] = ()
    """Named checks of what was just typed (``workflow/checks.py``)."""
    asks: str | None = None
    freezes: tuple[str, ...] = ()
    """Forms whose answers become a revision."""
    imposes: Imposes | None = None
    documents: tuple[str, ...] = ()
    letter: str | None = None
    notify: tuple[str, ...] = ()
    effect: Effect | None = None
    tone: Tone = "plain"
    on_hold: bool = False
    """Open while the case is on hold."""
    when_final: bool = False
    """Open at final stages (``anywhere`` actions only)."""

    @field_validator("to", mode="before", json_schema_input_type=str | tuple[str, ...])
    @classmethod
    def _list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("requires", mode="before", json_schema_input_type=tuple[str | dict[str, Any], ...])
    @classmethod
    def _requirements(cls, value: Any) -> Any:
        return tuple(_requirement(one) for one in value)


class Anywhere(Action):
    """An action open at every stage but those named."""

    except_at: tuple[str, ...] = ()
    only_at: tuple[str, ...] = ()


class Stage(Frozen):
    """Where a proposal is."""

    name: str = Setting(pattern=r"^[a-z][a-z_]*$")
    title: Text
    station: str
    """Its place on the stage rail."""
    holder: str | None = None
    """The role that must act next."""
    awaits: Text | None = None
    """What happens here, for "what happens next"."""
    outcome: Outcome | None = None
    readers: tuple[str, ...] = ()
    """Bodies and case roles that may read the case from here on."""
    papers: tuple[Paper, ...] = ()
    review: Review | None = None
    clock: Clock | None = None
    pauses_clock: bool = False
    actions: tuple[Action, ...] = Setting(default=(), alias="action")

    @property
    def final(self) -> bool:
        return self.outcome is not None


class Station(Frozen):
    """One mark on the stage rail."""

    name: str
    title: Text


class Document(Frozen):
    """A PDF of the case: which paper it prints, who may read it."""

    name: str
    title: Text
    layout: Literal["form", "assessment", "decision", "proposal", "briefing", "letter"]
    forms: tuple[str, ...] = ()
    readers: tuple[str, ...]
    authority: Text
    draft_until_decided: bool = False


class Workflow(Frozen):
    """A whole workflow version."""

    id: str = Setting(pattern=r"^[a-z][a-z_]*$")
    version: int = Setting(ge=1)
    title: Text
    initial: str
    reference: str = "MC-{year}-{number:03d}"
    texts: tuple[str, ...] = ()
    """Forms that bodies decide upon: a decision names the digest of their latest revisions."""
    roles: tuple[Role, ...] = Setting(alias="role")
    evidence: tuple[Evidence, ...] = ()
    stations: tuple[Station, ...] = Setting(alias="station")
    documents: tuple[Document, ...] = Setting(default=(), alias="document")
    stages: tuple[Stage, ...] = Setting(alias="stage")
    anywhere: tuple[Anywhere, ...] = ()

    def stage(self, name: str) -> Stage:
        """Raises LookupError where there is none."""
        return _named(self._stages, name)

    def role(self, name: str) -> Role:
        """Raises LookupError where there is none."""
        return _named(self._roles, name)

    def held_by(self, offices: Collection[tuple[str, str]]) -> frozenset[str]:
        """The roles that these (body, office) pairs give."""
        seats = self._seats
        return frozenset().union(*(seats.get((b, o), ()) for b, office in offices for o in (office, "")))

    def document(self, name: str) -> Document:
        """Raises LookupError where there is none."""
        return _named({d.name: d for d in self.documents}, name)

    def papers_of(self, form: str) -> tuple[Paper, ...]:
        """The form as each stage has it written and read."""
        return self._papers.get(form, ())

    def actions_at(self, name: str) -> tuple[Action, ...]:
        """Every action declared for a stage: its own, then those open anywhere."""
        return _named(self._actions, name)

    def action_at(self, stage: str, name: str) -> Action:
        """Raises LookupError where the stage has no such action."""
        for action in self.actions_at(stage):
            if action.name == name:
                return action
        raise LookupError(f"no action {name!r} at stage {stage!r}")

    # What every page looks up is derived once for each version. (A ``model_copy`` would keep it: none is made.)
    @cached_property
    def confirmed_by(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By stage and action: the roles that confirm what a secretary has written down."""
        return {(s, a.name): a.by for s, actions in self._actions.items() for a in actions if a.recorded_by}

    @cached_property
    def _stages(self) -> Mapping[str, Stage]:
        return {s.name: s for s in self.stages}

    @cached_property
    def _papers(self) -> Mapping[str, tuple[Paper, ...]]:
        papers = [p for stage in self.stages for p in stage.papers]
        return {form: tuple(p for p in papers if p.form == form) for form in {p.form for p in papers}}

    @cached_property
    def _roles(self) -> Mapping[str, Role]:
        return {r.name: r for r in self.roles}

    @cached_property
    def _actions(self) -> Mapping[str, tuple[Action, ...]]:
        return {s.name: s.actions + tuple(a for a in self.anywhere if _open_at(a, s)) for s in self.stages}

    @cached_property
    def _seats(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By body and office, the roles that it gives; without an office, those that any in the body gives."""
        given: dict[tuple[str, str], set[str]] = defaultdict(set)
        for role in self.roles:
            for office in (role.offices or ("",)) if role.body else ():
                given[role.body or "", office].add(role.name)
        return {seat: frozenset(roles) for seat, roles in given.items()}

    def targets(self, stage: str, action: Action) -> tuple[str, ...]:
        """Every stage the action could lead to from ``stage``, with ``@…`` spelled out."""
        found: list[str] = []
        for to in action.to:
            found += {
                HERE: (stage,),
                RETURNED_FROM: self._ways_into(stage),
                DECIDED_FROM: self._decided(stage),
            }.get(to, (to,))
        return tuple(dict.fromkeys(found))

    def _ways_into(self, stage: str) -> tuple[str, ...]:
        """Stages that can send a case here, and those before them that may have to look again."""
        senders = [s.name for s in self.stages if any(stage in a.to for a in s.actions)]
        deciders = [s.name for s in self.stages if any(a.body for a in s.actions)]
        return tuple(dict.fromkeys(s for s in (*senders, *deciders) if s not in (stage, self.initial)))

    def _decided(self, stage: str) -> tuple[str, ...]:
        return tuple(
            s.name for s in self.stages if any(a.body and stage in self._plain(s, a) for a in s.actions)
        )

    @staticmethod
    def _plain(stage: Stage, action: Action) -> tuple[str, ...]:
        return tuple(stage.name if to == HERE else to for to in action.to)


def _named(found: Mapping[str, T], name: str) -> T:
    if name not in found:
        raise LookupError(name)
    return found[name]


def _open_at(action: Anywhere, stage: Stage) -> bool:
    if stage.name in action.except_at or (action.only_at and stage.name not in action.only_at):
        return False
    return action.when_final if stage.final else True


def _requirement(written: Any) -> Any:
    if isinstance(written, str):
        return {"name": written}
    if isinstance(written, dict) and len(written) == 1 and "name" not in written:
        [(name, value)] = written.items()
        return {"name": name, "value": value}
    return written
