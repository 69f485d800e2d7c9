"""The full proposal with its development plan: the summary first, then every answer, then the plan's money."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..forms.definition import Field, Form
from ..language import format_money
from .contents_answers import rows_of, sections, words
from .contents_conditions import conditions
from .contents_decisions import decisions
from .contents_front import (
    Sheet,
    attachments,
    control,
    facts,
    imprint,
    matrix,
    musts,
    rail,
)
from .contents_money import COSTS, YEARS, money, yearly_cost
from .sheets import Answer, Column, Mark, Prose, Report, Section, Table, Tone

FIRST = "executive_summary"
NONE = "–"


def proposal(sheet: Sheet) -> Report:
    """Verdicts are shown once the last body has decided; until then this is its authors' own copy."""
    moment = sheet.moment
    rows = matrix(sheet, judged=moment.settled())
    first, *others = sheet.declared.forms
    text = moment.revisions.get(first)
    if text is None:
        raise LookupError(f"{sheet.declared.name}: no text of {first} was frozen by event {moment.event.seq}")
    form = moment.version.forms[first]
    told = [*_summary(sheet, form, text.answers), *sections(form, text.answers, sheet.tongue, keep=_kept)]
    for name in others:
        if plan := moment.revisions.get(name):
            told += _plan(sheet, moment.version.forms[name], plan.answers)
    tone = Tone.MET if moment.settled() and not moment.stage.final else Tone.WAITING
    return Report(
        imprint=imprint(sheet, Mark(moment.stage.title.in_(sheet.lang), tone)),
        authority=sheet.declared.authority.in_(sheet.lang),
        lead=sheet.tongue.said(str(text.answers.get("description") or "")),
        facts=facts(sheet),
        money=money(sheet),
        musts=musts(sheet, rows),
        rail=rail(sheet),
        matrix=rows,
        sections=told,
        decisions=decisions(sheet),
        conditions=conditions(sheet),
        attachments=attachments(sheet),
        control=control(sheet),
    )


def _kept(field: Field) -> bool:
    """The evidence matrix stands whole on page 2, the summary at the head."""
    return field.name != FIRST and field.rows_from != "evidence"


def _summary(sheet: Sheet, form: Form, answers: Mapping[str, Any]) -> list[Section]:
    field = form.fields().get(FIRST)
    if field is None:
        return []
    return [Section(field.label.in_(sheet.lang), [Prose(words(field, answers.get(FIRST), sheet.tongue))])]


def _plan(sheet: Sheet, form: Form, answers: Mapping[str, Any]) -> list[Section]:
    title = form.title.in_(sheet.lang)
    joined = "{form}: {topic}" if sheet.lang == "en" else "{form}\u00a0: {topic}"
    found = sections(
        form, answers, sheet.tongue, titled=lambda topic: joined.format(form=title, topic=_lower(topic))
    )
    field = form.fields().get("budget")
    if field is None or not isinstance(answers.get("budget"), dict):
        return found
    label, table = field.label.in_(sheet.lang), _budget(sheet, field, answers)
    for n, section in enumerate(found):
        blocks = [
            Answer(label, table) if isinstance(b, Answer) and b.label == label else b for b in section.blocks
        ]
        found[n] = Section(section.title, blocks, section.side)
    return found


def _budget(sheet: Sheet, field: Field, plan: Mapping[str, Any]) -> Table:
    """Each year's amounts, what the year costs in all, and what is left of its likely revenue."""
    t, lang = sheet.tongue.t, sheet.lang
    names = {f.name: f.label.in_(lang) for f in field.fields}
    heads = [
        Column(t("Amounts in Canadian dollars", "Montants en dollars canadiens"), share=8),
        *[Column(label, "right", 3) for label in names.values()],
        Column(t("Three years", "Trois ans"), "right", 3),
    ]
    rows: list[Sequence[str]] = []
    for key, label, amounts in rows_of(field, plan["budget"]):
        given = [amounts.get(year) for year in names]
        rows.append(
            [label.in_(lang), *_money(given, lang), NONE if key == "delivery" else _total(given, lang)]
        )
        if key == "delivery":
            rows.append(_runs(sheet, plan))
        if key == COSTS[-1]:
            costs = [yearly_cost(plan, year) for year in YEARS]
            words = t("Costs of the year, delivery times its runs", "Coûts de l’année, prestations comprises")
            rows.append([words, *_money(costs, lang), _total(costs, lang)])
    likely = (plan["budget"].get("revenue_likely") or {}).get
    left = [_less(likely(year), yearly_cost(plan, year)) for year in YEARS]
    result = t("Left at the likely enrolment", "Solde selon les inscriptions probables")
    return Table("", heads, rows, [result, *_money(left, lang), _total(left, lang)])


def _runs(sheet: Sheet, plan: Mapping[str, Any]) -> list[str]:
    runs = [(plan.get("capacity") or {}).get(f"runs_{year}") for year in YEARS]
    said = [NONE if n is None else str(n) for n in runs]
    return [
        sheet.tongue.t("Runs of the year", "Prestations de l’année"),
        *said,
        str(sum(n or 0 for n in runs)),
    ]


def _money(amounts: Sequence[Any], lang: str) -> list[str]:
    return [format_money(a, lang) if isinstance(a, int | float) else NONE for a in amounts]


def _total(amounts: Sequence[Any], lang: str) -> str:
    known = [a for a in amounts if isinstance(a, int | float)]
    return format_money(sum(known), lang) if known else NONE


def _less(revenue: Any, cost: float | None) -> float | None:
    return revenue - cost if isinstance(revenue, int | float) and cost is not None else None


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
