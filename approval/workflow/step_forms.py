"""The forms and letters of an inserted step: the model's forms in the body's own words and lists, new letters."""

import re
import tomllib

import tomlkit

from ..language import Text
from .bundle import Bundle
from .phrases import Phrase, phrase_of
from .step_plan import FAMILY, Plan
from .step_words import BODIES, FORM, FRAME, SUBJECTS
from .wording import reword

GENERIC = Phrase(en="the body", fr="l’instance")


def form_names(bundle: Bundle, plan: Plan) -> dict[str, str]:
    """By the model's form: what the body's own is called. Forms that others extend come along."""
    asked = {action.asks or "": name for name, action in plan.modelled.items()}
    bases = {base for asks in asked for base in _bases(bundle, asks)}
    own = {base: base.partition("_")[2] or base for base in bases}
    return {old: f"{plan.prefix}_{name}" for old, name in {**asked, **own}.items()}


def forms_of(bundle: Bundle, plan: Plan) -> dict[str, str]:
    """By file: what each action asks, and the forms that those extend, down to the first."""
    names = form_names(bundle, plan)
    return {f"forms/{new}.toml": _copy(bundle, old, names, plan) for old, new in names.items()}


def _bases(bundle: Bundle, name: str) -> list[str]:
    """The forms that a form extends, the nearest first."""
    found: list[str] = []
    while base := tomllib.loads(bundle[f"forms/{name}.toml"]).get("extends"):
        found.append(str(base))
        name = str(base)
    return found


def _copy(bundle: Bundle, old: str, names: dict[str, str], plan: Plan) -> str:
    """The text of a form for this body: its lists are the body's, and so are its words."""
    body, text = plan.modelled[FAMILY[0]].body, bundle[f"forms/{old}.toml"]
    text = re.sub(r"\A(?:#.*\n)*", f"# Made of {old}.\n", text)
    lists = rf'"(members|meetings):{re.escape(str(body))}"'
    document = tomlkit.parse(re.sub(lists, rf'"\1:{plan.step.body}"', text))
    document["name"] = names[old]
    if "extends" in document:
        document["extends"] = names[str(document["extends"])]
    else:
        title = plan.filled(FORM)
        document["title"].update({"en": title.en, "fr": title.fr})
    _speak(document, plan)
    return tomlkit.dumps(document)


def _speak(value: object, plan: Plan) -> None:
    """The model body's name, full or short, becomes this one's in every pair of words."""
    if isinstance(value, dict):
        if set(value) == {"en", "fr"} and isinstance(value["en"], str):
            fresh = spoken(Text(en=str(value["en"]), fr=str(value["fr"])), plan)
            for lang in ("en", "fr"):
                if fresh.in_(lang) != value[lang]:
                    value[lang] = fresh.in_(lang)
            return
        for inner in value.values():
            _speak(inner, plan)
    elif isinstance(value, list):
        for inner in value:
            _speak(inner, plan)


def spoken(words: Text, plan: Plan) -> Text:
    """Words about the model's body as words about this one."""
    member = plan.member_of(plan.modelled[FAMILY[0]].body or "")
    old, new = phrase_of(plan.workflow.role(member or "").title), plan.step.phrase
    en = reword(reword(words.en, old.en, new.en), f"the {_last(old.en)}", GENERIC.en)
    fr = words.fr
    for was, is_ in ((old.of, new.of), (old.to, new.to), (old.text, new.text)):
        fr = reword(fr, was.fr, is_.fr)
    short = re.split(r" (?:de|du|des) | d’", old.fr)[0]
    return Text(en=en, fr=re.sub(rf"{re.escape(short)}(?! consultative)(?!\w)", GENERIC.fr, fr))


def _last(phrase: str) -> str:
    """``the Senior Management Team`` is cut short to ``the team``."""
    return phrase.partition(" of ")[0].split()[-1].lower()


def letters_of(bundle: Bundle, plan: Plan) -> dict[str, str]:
    """By file: one letter for each thing that the body can decide."""
    return {
        f"letters/{plan.prefix}_{name}.toml": _letter(bundle, plan, name, action.letter or "")
        for name, action in plan.modelled.items()
    }


def _letter(bundle: Bundle, plan: Plan, name: str, model: str) -> str:
    """To whom the model's goes; what it says of itself is in ``step_words``."""
    document = tomlkit.document()
    document.add("to", tomllib.loads(bundle[f"letters/{model}.toml"])["to"])
    subject, body = tomlkit.table(), tomlkit.table()
    words, text = plan.filled(SUBJECTS[name]), plan.filled(BODIES[name])
    whole = Text(
        en=FRAME.en.replace("{text}", text.en).replace("{{", "{").replace("}}", "}"),
        fr=FRAME.fr.replace("{text}", text.fr).replace("{{", "{").replace("}}", "}"),
    )
    for lang in ("en", "fr"):
        subject.add(lang, words.in_(lang))
        body.add(lang, tomlkit.string(whole.in_(lang), multiline=True))
    document.add("subject", subject)
    document.add("body", body)
    return tomlkit.dumps(document)
