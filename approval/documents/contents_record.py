"""The record of one decision: everything that was always to be recorded, on which texts, in what words."""

from ..calendar import local_day
from ..language import Text, format_day
from .contents_answers import TONES, sections
from .contents_bodies import body_called, in_place_of, members_of
from .contents_conditions import conditions
from .contents_decisions import decisions, outcome
from .contents_front import (
    Sheet,
    attachments,
    classified,
    control,
    facts,
    imprint,
    matrix,
    musts,
    rail,
    session_of,
)
from .contents_moment import Happened
from .contents_money import money
from .sheets import Answer, Cell, Column, Mark, Report, Section, Table, Words

DECIDED_BY = Text(en="Decided by: {body}", fr="Décision de\u00a0: {body}")
ELSEWHERE = frozenset({"rationale", "conditions"})
"""Told in the decision itself and in the ledger."""


def record(sheet: Sheet) -> Report:
    """The record of the decision that the event is; the decisions before it follow."""
    moment, tongue = sheet.moment, sheet.tongue
    itself = moment.past[-1]
    form = moment.version.forms.get(itself.form or "")
    said = (
        sections(form, itself.said, tongue, every=False, keep=lambda f: f.name not in ELSEWHERE)
        if form
        else []
    )
    rows = matrix(sheet, judged=True)
    made = decisions(sheet, itself=itself)
    first = moment.decisions().index(itself)
    return Report(
        imprint=imprint(
            sheet, outcome(sheet, itself), classification=session_of(itself.said, classified(moment))
        ),
        layout="record",
        authority=_authority(sheet, itself),
        facts=facts(sheet),
        money=money(sheet),
        musts=musts(sheet, rows),
        rail=rail(sheet),
        matrix=rows,
        sections=[*said, *_members(sheet), *_reasons(sheet), _considered(sheet)],
        decisions=[made[first], *made[:first]],
        conditions=conditions(sheet),
        attachments=attachments(sheet),
        control=control(sheet),
    )


def _authority(sheet: Sheet, itself: Happened) -> str:
    """As the workflow says it; where an alternate decided, which body did and for whom."""
    if not in_place_of(itself.said):
        return sheet.declared.authority.in_(sheet.lang)
    named = body_called(itself.said, itself.event.body or "", local_day(itself.event.at))
    return DECIDED_BY.format(body=named).in_(sheet.lang)


def _members(sheet: Sheet) -> list[Section]:
    """Who sat in the body that day, whatever elections and renamings came after."""
    listed = members_of(sheet.moment.said, sheet.lang)
    title = sheet.tongue.t("Members on the day of the decision", "Membres au jour de la décision")
    return [Section(title, [listed])] if listed else []


def _considered(sheet: Sheet) -> Section:
    """The versions that were before the body, with their fingerprints."""
    moment, t = sheet.moment, sheet.tongue.t
    day = {h.event.id: format_day(local_day(h.event.at), sheet.lang) for h in moment.past}
    heads = [
        Column(t("Text", "Texte"), share=4),
        Column(t("Version", "Version"), share=2),
        Column(t("Frozen on", "Figé le"), share=3),
        Column(t("Fingerprint (SHA-256)", "Empreinte (SHA-256)"), share=9),
    ]
    rows = [
        [moment.version.forms[form].title.in_(sheet.lang), str(r.number), day.get(r.event_id, ""), r.digest]
        for form in (*moment.version.workflow.texts, *sheet.declared.forms)
        if (r := moment.revisions.get(form))
    ]
    unique = list({row[0]: row for row in rows}.values())
    title = t("Versions considered", "Versions examinées")
    together = t("All of them together", "Toutes ensemble")
    whole = Answer(together, moment.event.content_digest)
    return Section(title, [Table("", heads, unique), whole])


def _reasons(sheet: Sheet) -> list[Section]:
    """The verdicts on the evidence matrix with the reasons given; the matrix itself stands in front."""
    moment, t = sheet.moment, sheet.tongue.t
    judged = moment.judged() if "evidence_verdicts" in sheet.declared.forms else None
    field = moment.version.forms["evidence_verdicts"].fields().get("verdicts") if judged else None
    if judged is None or field is None:
        return []
    given = judged.get(field.name) or {}
    choice = field.fields[0]
    rows: list[list[Cell]] = []
    for row in moment.version.workflow.evidence:
        said = given.get(row.code) or {}
        if reason := said.get("reason"):
            word = next(
                (o.label.in_(sheet.lang) for o in choice.options if o.value == said.get("verdict")), ""
            )
            mark: Words | Mark = Mark(word, TONES[said["verdict"]]) if said.get("verdict") in TONES else word
            rows.append([f"{row.code} {row.title.in_(sheet.lang)}", mark, sheet.tongue.said(str(reason))])
    heads = [
        Column(t("Row", "Ligne"), share=4),
        Column(t("Verdict", "Constat"), share=3),
        Column(t("Reason", "Motif"), share=8),
    ]
    title = t("Reasons for the verdicts", "Motifs des constats")
    return [Section(title, [Table("", heads, rows)])] if rows else []
