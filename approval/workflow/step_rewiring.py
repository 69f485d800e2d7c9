"""What leads past an inserted step leads to it: targets, who is told, and the words that named what came next."""

import re
from typing import Any

import tomlkit

from ..language import Text
from .bundle import Bundle
from .definition import IDLE_GUARDS, Role
from .phrases import phrase_of
from .step_plan import Plan

GOES_EN = r"(goes|moves|passes|send|sent|sends|handed|hand|transmitted|placed before)"
GOES_FR = r"(passe|transmettre|transmis|transmise|remis|remise|soumis|soumise|soumettre)"


def rewire(document: Any, plan: Plan) -> None:
    """In the texts of the workflow itself."""
    after, before = plan.step.after, plan.step.before
    secretaries = plan.secretaries_of(before)
    for stage in document["stage"]:
        for action in stage.get("action", []):
            if str(stage["name"]) == after and action.get("tone") == "go" and before in _targets(action):
                _send_on(action, plan, secretaries)
            elif str(stage["name"]) == before and after in _targets(action) and len(_targets(action)) > 1:
                action["to"] = [*_targets(action), plan.stage]  # it may also be referred back to this body
    for action in document.get("anywhere", []):
        _open_there(action, plan)


def _targets(action: Any) -> list[str]:
    to = action["to"]
    return [str(to)] if isinstance(to, str) else [str(one) for one in to]


def _send_on(action: Any, plan: Plan, secretaries: list[str]) -> None:
    targets = [plan.stage if to == plan.step.before else to for to in _targets(action)]
    action["to"] = targets[0] if len(targets) == 1 else targets
    told = [str(r) for r in action.get("notify", []) if str(r) not in secretaries]
    action["notify"] = list(dict.fromkeys([*told, plan.roles["secretary"]]))
    for setting in ("label", "says"):
        words = Text(en=str(action[setting]["en"]), fr=str(action[setting]["fr"]))
        fresh = onward(words, plan)
        for lang in ("en", "fr"):
            if fresh.in_(lang) != words.in_(lang):
                action[setting][lang] = fresh.in_(lang)


def _open_there(action: Any, plan: Plan) -> None:
    """What is open at the stages around the new one is open there; its chair may do what the model's may."""
    retracts = action.get("effect") == "retract"
    needs = {str(r) if isinstance(r, str) else next(iter(r)) for r in action.get("requires", [])}
    for setting in ("only_at", "except_at"):
        if setting == "only_at" and needs & IDLE_GUARDS:
            continue  # a new step lets no case lie idle: nobody is asked there
        names = action.get(setting, [])
        around = plan.step.before in names and (retracts or plan.step.after in names)
        if around and plan.stage not in names:
            names.append(plan.stage)
    theirs = set().union(*(a.by for a in plan.modelled.values()))
    held = {str(r) for r in action["by"]} & theirs
    if held and action.get("effect") in {"retract", "reconsider"}:
        mine = plan.chairs if len(held) > 1 else plan.chairs[:1]
        action["by"].extend(r for r in mine if r not in action["by"])


def rewired_letters(bundle: Bundle, plan: Plan) -> dict[str, str]:
    """Letters of the actions that now lead to the step, where they say that it goes to what came next before."""
    stage = plan.workflow.stage(plan.step.after)
    names = {a.letter for a in stage.actions if a.tone == "go" and plan.step.before in a.to and a.letter}
    elsewhere = {
        a.letter
        for s in plan.workflow.stages
        for a in s.actions
        if a.letter and not (s is stage and plan.step.before in a.to)
    }
    found: dict[str, str] = {}
    for name in sorted(names - elsewhere):
        file = f"letters/{name}.toml"
        document = tomlkit.parse(bundle[file])
        if _reword(document, plan):
            found[file] = tomlkit.dumps(document)
    return found


def _reword(letter: Any, plan: Plan) -> bool:
    changed = False
    for part in ("subject", "body"):
        words = Text(en=str(letter[part]["en"]), fr=str(letter[part]["fr"]))
        fresh = onward(words, plan)
        for lang in ("en", "fr"):
            if fresh.in_(lang) != words.in_(lang):
                letter[part][lang] = tomlkit.string(fresh.in_(lang), multiline="\n" in fresh.in_(lang))
                changed = True
    return changed


def onward(words: Text, plan: Plan) -> Text:
    """Where words say that the case goes to the body after the step, they say that it goes to the step's body."""
    role = _body_after(plan)
    if role is None:
        return words
    old, new = phrase_of(role.title), plan.step.phrase
    named, to_it = _names(old.en), _names(old.to.fr)
    en = re.sub(rf"(\b{GOES_EN}(?: it)? )to {named}(?: for [a-z]+ approval)?", rf"\g<1>{new.to.en}", words.en)
    fr = re.sub(rf"(\b{GOES_FR} ){to_it}(?: pour approbation(?: [a-z]+)?)?", rf"\g<1>{new.to.fr}", words.fr)
    return Text(
        en=re.sub(rf"until {named} acts", f"until {new.en} acts", en),
        fr=re.sub(rf"tant que {_names(old.fr)} n’a pas agi", f"tant que {new.fr} n’a pas agi", fr),
    )


def _body_after(plan: Plan) -> Role | None:
    """The role of everybody in the body that decides at the stage after the step."""
    bodies = {a.body for a in plan.workflow.stage(plan.step.before).actions if a.body}
    member = plan.member_of(bodies.pop()) if len(bodies) == 1 else None
    return plan.workflow.role(member) if member else None


def _names(phrase: str) -> str:
    """The body in full, or as it is usually cut short: ``the Board of Governors``, ``the Board``."""
    short = re.split(r" (?:of|d’|de|du|des) ?|(?= d’)", phrase)[0]
    return rf"(?:{re.escape(phrase)}|{re.escape(short)})(?!\w)"
