"""Answers chosen from a list, and statements ticked."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, SelectMultipleField
from wtforms import Field as Bound
from wtforms import Form as WebForm
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from ...language import Text
from ..definition import Field
from .base import Asking, Items, Json, Kind, Pairs, Plain, Present, Shown, choose, labels, limits, tidy

NOT_LISTED = Text(en="Choose one from the list", fr="Choisissez un élément de la liste")
YES, NO = Text(en="Yes", fr="Oui"), Text(en="No", fr="Non")


def label_of(field: Field, value: Any, lang: str) -> str:
    """The words of an option; the value itself where an import kept an unknown one."""
    return next((o.label.in_(lang) for o in field.options if o.value == value), str(value))


def _options(field: Field, lang: str) -> list[SelectChoice]:
    return [SelectChoice(o.value, o.label.in_(lang)) for o in field.options]


def _known(field: Field, asking: Asking) -> list[SelectChoice]:
    """What a run-time list holds now."""
    return [SelectChoice(value, label) for value, label in asking.sources.get(field.source or "", ())]


class Listed:
    """Refuses a value that is not offered (an import may have kept one, with a warning)."""

    def __init__(self, offered: Sequence[SelectChoice], lang: str) -> None:
        self.allowed, self.why = frozenset(o.value for o in offered), NOT_LISTED.in_(lang)

    def __call__(self, form: WebForm, bound: Bound) -> None:
        data = bound.data if isinstance(bound.data, list) else [bound.data]
        if any(value not in self.allowed for value in data if value not in (None, "")):
            raise StopValidation(self.why)


class Choice(Kind):
    """One of a few."""

    name = "choice"

    def widget(self, field: Field, asking: Asking) -> Any:
        offered = _options(field, asking.lang)
        few = len(offered) <= 7
        checks = [Present(field, asking, choose(field)), Listed(offered, asking.lang)]
        return (RadioField if few else SelectField)(
            choices=offered if few else [SelectChoice("", ""), *offered],
            coerce=tidy,
            validate_choice=False,
            validators=[*checks, *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return bound.data or None

    def schema(self, field: Field) -> dict[str, Json]:
        return {"enum": [o.value for o in field.options]}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return None if self.empty(stored) else Plain(label_of(field, stored, lang))


class Choices(Kind):
    """Any of a few."""

    name = "choices"

    def widget(self, field: Field, asking: Asking) -> Any:
        offered = _options(field, asking.lang)
        checks = [Present(field, asking, choose(field)), Listed(offered, asking.lang)]
        return SelectMultipleField(
            choices=offered,
            coerce=tidy,
            validate_choice=False,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
            validators=[*checks, *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return [v for v in bound.data or [] if v]

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        for value in stored if isinstance(stored, list) else [stored]:
            if value is not None:
                yield name, str(value)

    def schema(self, field: Field) -> dict[str, Json]:
        least = {"minItems": 1} if field.required else {}
        return {
            "type": "array",
            "items": {"enum": [o.value for o in field.options]},
            "uniqueItems": True,
            **least,
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        values = stored if isinstance(stored, list) else [stored]
        return None if self.empty(stored) else Items(tuple(label_of(field, v, lang) for v in values))


class YesNo(Choice):
    """Yes or no; unanswered is neither."""

    name = "yes_no"

    def widget(self, field: Field, asking: Asking) -> Any:
        return RadioField(
            choices=[SelectChoice("yes", YES.in_(asking.lang)), SelectChoice("no", NO.in_(asking.lang))],
            coerce=tidy,
            validate_choice=False,
            validators=[Present(field, asking, choose(field)), *limits(field, asking)],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return {"yes": True, "no": False}.get(bound.data)

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        if isinstance(stored, bool):
            yield name, "yes" if stored else "no"

    def schema(self, field: Field) -> dict[str, Json]:
        return {"type": "boolean"}

    def empty(self, stored: Json) -> bool:
        return stored is None

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return None if stored is None else Plain((YES if stored is True else NO).in_(lang))


class Confirm(YesNo):
    """One statement to tick; unticked is unanswered."""

    name = "confirm"

    def widget(self, field: Field, asking: Asking) -> Any:
        why = Text(
            en=f"Tick to confirm: {field.label.en}", fr=f"Cochez pour confirmer\u00a0: {field.label.fr}"
        )
        return BooleanField(
            validators=[Present(field, asking, why), *limits(field, asking)], **labels(field, asking)
        )

    def schema(self, field: Field) -> dict[str, Json]:
        return {"const": True} if field.required else {"type": "boolean"}

    def store(self, bound: Bound) -> Json:
        return True if bound.data else None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        if stored is True:
            yield name, "y"


class Declaration(Confirm):
    """Several statements confirmed by one tick; kept statement by statement."""

    name = "declaration"

    def widget(self, field: Field, asking: Asking) -> Any:
        made = super().widget(field, asking)
        made.kwargs["render_kw"] = {"data-statements": [o.label.in_(asking.lang) for o in field.options]}
        return made

    def store(self, bound: Bound) -> Json:
        return dict.fromkeys((o.value for o in bound.spec.options), True) if bound.data else None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        if isinstance(stored, dict) and all(stored.get(o.value) is True for o in field.options):
            yield name, "y"

    def schema(self, field: Field) -> dict[str, Json]:
        names = [o.value for o in field.options]
        return {
            "type": "object",
            "properties": {n: {"const": True} for n in names},
            "required": names,
            "additionalProperties": False,
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        said = [
            o.label.in_(lang)
            for o in field.options
            if isinstance(stored, dict) and stored.get(o.value) is True
        ]
        return Items(tuple(said)) if said else None


class Pick(Kind):
    """One from a list known only at run time (a meeting, a person); kept with its name, so it reads alone."""

    name = "pick"

    def widget(self, field: Field, asking: Asking) -> Any:
        offered = _known(field, asking)
        return SelectField(
            choices=[SelectChoice("", ""), *offered],
            coerce=tidy,
            validate_choice=False,
            validators=[
                Present(field, asking, choose(field)),
                Listed(offered, asking.lang),
                *limits(field, asking),
            ],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        found = [{"id": o.value, "name": o.label} for o in bound.choices if o.value and o.value == bound.data]
        return found[0] if found else None

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        if isinstance(stored, dict):
            yield name, str(stored.get("id", ""))

    def schema(self, field: Field) -> dict[str, Json]:
        return {
            "type": "object",
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "required": ["id", "name"],
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        return Plain(str(stored.get("name", ""))) if isinstance(stored, dict) and stored else None


class Picks(Pick):
    """Several from such a list."""

    name = "picks"

    def widget(self, field: Field, asking: Asking) -> Any:
        offered = _known(field, asking)
        return SelectMultipleField(
            choices=offered,
            coerce=tidy,
            validate_choice=False,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
            validators=[
                Present(field, asking, choose(field)),
                Listed(offered, asking.lang),
                *limits(field, asking),
            ],
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        chosen = bound.data or []
        return [{"id": o.value, "name": o.label} for o in bound.choices if o.value in chosen]

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        for one in stored or []:
            yield name, str(one.get("id", "") if isinstance(one, dict) else one)

    def schema(self, field: Field) -> dict[str, Json]:
        return {"type": "array", "items": super().schema(field)}

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        names = tuple(str(one.get("name", "")) for one in stored or [] if isinstance(one, dict))
        return Items(names) if names else None
