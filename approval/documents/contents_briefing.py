"""The briefing note to the Board: what is asked, in what words, and why, on four pages at most (PROCESS.md 4.7)."""

from collections.abc import Mapping
from typing import Any

from ..forms.limits import as_date
from ..language import format_day
from ..queries.defaults import usual_motion
from .contents_answers import sections, words
from .contents_conditions import conditions, ledger
from .contents_decisions import decided_on, outcome
from .contents_front import Sheet, classified, facts, imprint, matrix, musts, session_of
from .contents_money import money
from .sheets import Cell, Column, Fact, Mark, Notice, Prose, Report, Section, Table, Tone, Words

HEAD = frozenset({"item", "session", "action_asked", "effective_date", "review_date", "motion"})
"""What stands at the head of the note, or is the motion itself."""
AT_A_GLANCE = 4
"""Proposer, department, kind and size; the rest is in the note."""


def briefing(sheet: Sheet) -> Report:
    """A head block in place of a cover; the route is told in one table, not decision by decision."""
    moment, tongue = sheet.moment, sheet.tongue
    name = sheet.declared.forms[0]
    note = moment.revisions.get(name)
    if note is None:
        raise LookupError(f"{sheet.declared.name}: no text of {name} was frozen by event {moment.event.seq}")
    form = moment.version.forms[name]
    rows = matrix(sheet, judged=True)
    asked = {f.name: f for f in form.fields().values()}
    head = [
        Fact(asked[n].label.in_(sheet.lang), words(asked[n], note.answers.get(n), tongue))
        for n in sorted(HEAD - {"motion"}, key=list(asked).index)
    ]
    told = sections(form, note.answers, tongue, keep=lambda f: f.name not in HEAD, every=False)
    return Report(
        imprint=imprint(
            sheet,
            Mark(moment.stage.title.in_(sheet.lang), Tone.WAITING),
            classification=session_of(note.answers, classified(moment)),
        ),
        layout="brief",
        authority=sheet.declared.authority.in_(sheet.lang),
        facts=[*head, *facts(sheet)[:AT_A_GLANCE]],
        money=money(sheet),
        musts=musts(sheet, rows),
        sections=[_motion(sheet, note.answers), *told, _route(sheet)],
        conditions=conditions(sheet),
    )


def _motion(sheet: Sheet, answers: Mapping[str, Any]) -> Section:
    """The motion as written, or the usual one, filled in."""
    t, moment = sheet.tongue.t, sheet.moment
    effective, review = as_date(answers.get("effective_date")), as_date(answers.get("review_date"))
    written: Words = sheet.tongue.said(str(answers.get("motion") or ""))
    if not written and effective and review:
        hours = moment.answers(moment.text).get("hours_total")
        waiting = sum(1 for c in ledger(moment) if c.closed is None)
        written = usual_motion(moment.title, hours, effective, review, sheet.lang, waiting)
    return Section(t("Motion", "Motion"), [Notice(written, kind="motion")])


def _route(sheet: Sheet) -> Section:
    """Each gate passed, with its day (PROCESS.md 4.7, route taken)."""
    t, moment, lang = sheet.tongue.t, sheet.moment, sheet.lang
    heads = [
        Column(t("Gate", "Étape"), share=6),
        Column(t("Outcome", "Issue"), share=4),
        Column(t("Date", "Date"), share=3),
    ]
    rows: list[list[Cell]] = [
        [
            moment.stage_at(h, h.event.from_stage).title.in_(lang),
            outcome(sheet, h),
            format_day(as_date(decided_on(h)), lang),
        ]
        for h in moment.decisions()
    ]
    none = Prose(t("No gate was passed yet.", "Aucune étape n’a encore été franchie."))
    return Section(t("Route taken", "Parcours du dossier"), [Table("", heads, rows) if rows else none])
