"""Insert a step: the texts of a workflow version, with one more stage in which a body endorses.

What is not touched keeps every space and remark: the texts go on to be read and written by people.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable, Table

from ..language import Text
from .bundle import Bundle
from .definition import Action, Workflow
from .step_forms import form_names, forms_of, letters_of
from .step_plan import FAMILY, SECRETARIES, NewStep, Plan, plan_of
from .step_rewiring import rewire, rewired_letters
from .step_words import AWAITS, CONDITIONS, DECIDED, ENDORSE, LABELS, RECORD, RETURN, ROLES, SAYS

MAIN = "workflow.toml"


def insert(bundle: Bundle, workflow: Workflow, step: NewStep) -> Bundle:
    """The texts of the next version. Raises Unfit with all that keeps the step from being there."""
    plan = plan_of(workflow, step, bundle)
    document = tomlkit.parse(bundle[MAIN])
    document["version"] = workflow.version + 1
    _add_roles(document, plan)
    _add_station(document, plan)
    _add_record(document, plan)
    _admit(document, plan)
    rewire(document, plan)
    _add_stage(document, plan, form_names(bundle, plan))
    texts = {**bundle, **forms_of(bundle, plan), **letters_of(bundle, plan), **rewired_letters(bundle, plan)}
    return {**texts, MAIN: tomlkit.dumps(document)}


def pair(words: Text) -> InlineTable:
    """Words as a file says them."""
    table = tomlkit.inline_table()
    table.update({"en": words.en, "fr": words.fr})
    return table


def _table(**settings: Any) -> Table:
    table = tomlkit.table()
    for name, value in settings.items():
        if value not in (None, []):
            table.add(name, pair(value) if isinstance(value, Text) else value)
    return table


def _put(tables: AoT, index: int, table: Table) -> None:
    table.add(tomlkit.nl())
    tables.insert(index, table)


def _place_of(tables: Any, name: str) -> int:
    return [str(t["name"]) for t in tables].index(name)


def _add_roles(document: Any, plan: Plan) -> None:
    known = {r.name for r in plan.workflow.roles}
    offices = {
        "member": list(plan.step.offices),
        "secretary": [o for o in SECRETARIES if o in plan.step.offices],
    }
    for part, name in plan.roles.items():
        if name not in known:
            title = plan.filled(ROLES[part])
            role = _table(
                name=name,
                title=Text(en=title.en[:1].upper() + title.en[1:], fr=title.fr),
                body=plan.step.body,
                offices=offices.get(part, [part]),
            )
            _put(document["role"], len(document["role"]), role)


def _add_station(document: Any, plan: Plan) -> None:
    """A mark of its own on the rail, unless the stages around it share one."""
    here, there = (plan.workflow.stage(n).station for n in (plan.step.after, plan.step.before))
    if here != there:
        station = _table(name=plan.prefix, title=plan.step.name)
        _put(document["station"], _place_of(document["station"], here) + 1, station)


def _add_record(document: Any, plan: Plan) -> None:
    """The record of decision: like the model's, under the authority of this body."""
    name = next(n for n in plan.modelled[ENDORSE].documents)
    model = plan.workflow.document(name)
    decided = plan.filled(DECIDED)
    ends = Text(en=_after_semicolon(model.authority.en), fr=_after_semicolon(model.authority.fr))
    record = _table(
        name=plan.record,
        title=plan.filled(RECORD),
        layout=model.layout,
        forms=list(model.forms),
        readers=_with(model.readers, [plan.roles["member"]]),
        authority=Text(
            en=f"{decided.en}; {ends.en}" if ends.en else f"{decided.en}.",
            fr=f"{decided.fr}\u00a0; {ends.fr}" if ends.fr else f"{decided.fr}.",
        ),
    )
    _put(document["document"], _place_of(document["document"], name) + 1, record)


def _after_semicolon(words: str) -> str:
    """What stands after it: which body approves in the end."""
    return words.partition(";")[2].strip()


def _admit(document: Any, plan: Plan) -> None:
    """The body reads what the body that its step is modelled on reads."""
    like, mine = plan.member_of(plan.modelled[ENDORSE].body or ""), plan.roles["member"]
    papers = [p for stage in document["stage"] for p in stage.get("papers", [])]
    for reading in [*document["document"], *papers]:
        readers = reading.get("readers", [])
        if like in readers and mine not in readers:
            readers.append(mine)


def _add_stage(document: Any, plan: Plan, forms: dict[str, str]) -> None:
    here, there = (plan.workflow.stage(n) for n in (plan.step.after, plan.step.before))
    stage = _table(
        name=plan.stage,
        title=plan.step.title,
        station=plan.prefix if here.station != there.station else here.station,
        holder=plan.roles["member"],
        awaits=plan.filled(AWAITS),
        readers=[plan.roles["member"]],
    )
    stage.add(tomlkit.nl())
    actions = tomlkit.aot()
    for name in FAMILY:
        action = _action(plan, plan.modelled[name], forms)
        action.add(tomlkit.nl())
        actions.append(action)
    stage.add("action", actions)
    document["stage"].insert(_place_of(document["stage"], here.name) + 1, stage)


def _action(plan: Plan, model: Action, forms: dict[str, str]) -> Table:
    forward = model.name in {ENDORSE, CONDITIONS}
    due = [r for r in model.requires if r.name == "conditions_closed"]
    needs = tomlkit.array()
    for name, value in [("on_agenda", plan.step.body), *((r.name, r.value) for r in due)]:
        need = tomlkit.inline_table()
        need.update({name: value})
        needs.append(need)
    return _table(
        name=model.name,
        label=LABELS[model.name],
        says=plan.filled(SAYS[model.name]),
        to=_target(plan, model),
        by=plan.chairs,
        not_by=sorted(model.not_by),
        recorded_by=[plan.roles["secretary"]],
        body=plan.step.body,
        requires=needs,
        checks=list(model.checks),
        asks=forms[model.asks or ""],
        documents=[plan.record],
        letter=f"{plan.prefix}_{model.name}",
        notify=_told(plan, model, forward=forward),
        tone=model.tone,
    )


def _target(plan: Plan, model: Action) -> str | list[str]:
    """Onward; back to where the model sends it, or to the body that had it before; else as the model."""
    if model.name in {ENDORSE, CONDITIONS}:
        return plan.step.before
    targets = list(model.to)
    if model.name == RETURN and plan.secretaries_of(plan.step.after) and plan.step.after not in targets:
        targets.append(plan.step.after)
    return targets[0] if len(targets) == 1 else targets


def _told(plan: Plan, model: Action, *, forward: bool) -> list[str]:
    """Whom the model tells, less secretaries of the bodies after it; onward, the next body's secretary."""
    secretaries = {r for s in plan.workflow.stages for a in s.actions for r in a.recorded_by}
    told = [r for r in model.notify if r not in secretaries]
    return _with(told, plan.secretaries_of(plan.step.before) if forward else [])


def _with(names: Iterable[str], more: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*names, *more]))
