"""A form's answers in words: for pages, documents, letters and searches."""

from collections.abc import Iterator
from dataclasses import dataclass

from .definition import Answers, Field, Form, Section
from .kinds import KINDS
from .kinds.base import Shown


@dataclass(frozen=True, slots=True)
class Told:
    """One question and what was answered; ``shown`` is nothing where it was not."""

    field: Field
    label: str
    shown: Shown


def reading(
    form: Form, answers: Answers, lang: str, *, answered: bool = False
) -> Iterator[tuple[Section, list[Told]]]:
    """Every topic that these answers call for, with every question and its answer in words.

    ``answered`` leaves out questions without an answer, and topics without any.
    """
    for section, fields in form.asked(answers):
        told = [Told(f, f.label.in_(lang), KINDS[f.kind].show(f, answers.get(f.name), lang)) for f in fields]
        told = [one for one in told if one.shown is not None] if answered else told
        if told or not answered:
            yield section, told


def brief(form: Form, answers: Answers, lang: str) -> list[tuple[str, str]]:
    """What a case is in a few words: the answered questions that its form tells first."""
    fields = (f for f in form.fields().values() if f.brief)
    told = ((f.label.in_(lang), KINDS[f.kind].say(f, answers.get(f.name), lang)) for f in fields)
    return [(label, words) for label, words in told if words]


def said(form: Form, answers: Answers, name: str, lang: str) -> str:
    """One answer as one line of words; empty where the form does not ask it."""
    field = form.fields().get(name)
    return KINDS[field.kind].say(field, answers.get(name), lang) if field else ""


def words_of(form: Form, answers: Answers) -> str:
    """Every answer as plain words in both languages, for searching."""
    parts = [
        KINDS[f.kind].say(f, answers.get(f.name), lang)
        for lang in ("en", "fr")
        for f in form.fields().values()
        if answers.get(f.name) not in (None, "", [], {})
    ]
    return "\n".join(dict.fromkeys(parts))
