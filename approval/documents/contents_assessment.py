"""The assessment report: what Continuing Education found, row by row, and what its director decided.

Met, partly or not, with reasons: never a score, a total, a weight or an assessor's name (PROCESS.md 4.2).
"""

from collections.abc import Iterator

from ..forms.definition import Field
from ..language import Text
from ..queries.evidence import MET, NOT_MET, NOT_REQUIRED, PARTLY
from ..workflow.retention import is_tombstone
from .contents_answers import TONES, sections
from .contents_conditions import conditions
from .contents_decisions import decisions, outcome
from .contents_front import Sheet, attachments, control, facts, imprint, matrix, musts, rail
from .contents_head import head
from .contents_moment import rows_scored, score_of
from .contents_money import money
from .sheets import Answer, Block, Column, Listing, Mark, Notice, Report, Section, Table, Tone, Words

MET_FROM, PARTLY_FROM = 3, 2
NOT_TOLD = frozenset({"recommendation", "conditions"})
"""An assessor's advice to the director: what came of it is the decision and its conditions."""
APART = frozenset({"rationale", "conditions", "director_values", "differs"})
"""Told in the decision, in the ledger, with the criteria, and in words of its own."""


def assessment(sheet: Sheet) -> Report:
    """The report on the decision that the event is."""
    rows = matrix(sheet, judged=True)
    itself = sheet.moment.past[-1]
    return Report(
        imprint=imprint(sheet, outcome(sheet, itself)),
        authority=sheet.declared.authority.in_(sheet.lang),
        facts=[*facts(sheet), *head(sheet)],
        money=money(sheet),
        musts=musts(sheet, rows),
        rail=rail(sheet),
        matrix=rows,
        sections=[*_findings(sheet), *_decided(sheet)],
        decisions=decisions(sheet, itself=itself),
        conditions=conditions(sheet),
        attachments=attachments(sheet),
        control=control(sheet),
    )


def _findings(sheet: Sheet) -> list[Section]:
    """The sheets together, in the order of their form; each comment stands by itself, nobody's in particular."""
    t = sheet.tongue.t
    person = t(
        "This assesses the proposal, not the person.",
        "Cette évaluation porte sur la proposition et non sur la personne.",
    )
    found = [
        Section(
            t("How it was assessed", "Comment l’évaluation s’est faite"), [Notice(person), *_method(sheet)]
        )
    ]
    if any(is_tombstone(s.answers) for s in sheet.moment.sheets):
        gone = t(
            "The sheets were disposed of at the end of their record series. A copy of this report that was printed "
            "before shows what they found.",
            "Les grilles ont été éliminées au terme de leur conservation. Un exemplaire antérieur de ce rapport montre "
            "leurs constats.",
        )
        return [Section(found[0].title, [*found[0].blocks, Notice(gone, kind="warning")])]
    if not sheet.moment.sheets:
        return found
    form = sheet.moment.version.forms[sheet.moment.sheets[0].form]
    parts = (
        (t("The criteria", "Les critères"), {"matrix"}),
        (t("Comments", "Commentaires"), {"text", "line"}),
        (t("Strengths, gaps and questions", "Points forts, lacunes et questions"), {"lines"}),
    )
    for title, kinds in parts:
        asked = [f for f in form.fields().values() if f.kind in kinds and f.name not in NOT_TOLD]
        if blocks := [_told(sheet, field) for field in asked]:
            found.append(Section(title, blocks))
    return found


def _decided(sheet: Sheet) -> list[Section]:
    """What the director wrote besides the reasons and the conditions."""
    moment, t = sheet.moment, sheet.tongue.t
    itself = moment.past[-1]
    form = moment.version.forms.get(itself.form or "")
    if form is None:
        return []
    told = sections(form, itself.said, sheet.tongue, every=False, keep=lambda f: f.name not in APART)
    differs = sheet.tongue.said(str(itself.said.get("differs") or ""))
    if differs:
        label = t(
            "Where the director differs from the assessors", "En quoi la direction s’écarte des évaluations"
        )
        told.insert(0, Section(t("The director’s view", "L’avis de la direction"), [Answer(label, differs)]))
    return told


def _method(sheet: Sheet) -> Iterator[Block]:
    """How many looked; a reduced review is said, whatever the institution finds usual (PROCESS.md 2)."""
    t, count = sheet.tongue.t, len(sheet.moment.sheets)
    review = sheet.moment.version.workflow.stage(sheet.moment.event.from_stage).review
    lines = [t("Independent assessments: {n}", "Évaluations indépendantes\u00a0: {n}", n=count)]
    if outside := _outside(sheet):
        lines.append(
            t(
                "Assessors from outside Continuing Education: {n}",
                "Personnes de l’extérieur de la formation continue\u00a0: {n}",
                n=outside,
            )
        )
    yield Listing(lines)
    if review and review.reduced(count):
        few = t(
            "Reduced review: fewer assessments than the usual {n}.",
            "Examen allégé\u00a0: moins que les {n} évaluations habituelles.",
            n=review.usual,
        )
        rule = t(
            "Reduced review: this institution has one assessor for each concept.",
            "Examen allégé\u00a0: l’établissement confie chaque concept à une seule personne.",
        )
        yield Notice(rule if count >= review.usual else few, kind="warning")


def _outside(sheet: Sheet) -> int:
    """How many were asked from outside Continuing Education, as the last naming of assessors says."""
    named = [h.said for h in sheet.moment.past if h.event.action == "name_assessors"]
    return sum(one.get("outside") is True for one in named[-1].get("assessors") or []) if named else 0


def _told(sheet: Sheet, field: Field) -> Block:
    if field.kind == "matrix":
        return _criteria(sheet)
    said = [a for s in sheet.moment.sheets if (a := s.answers.get(field.name))]
    items = dict.fromkeys(line for a in said for line in (a if isinstance(a, list) else [a]))
    return Answer(field.label.in_(sheet.lang), Listing([sheet.tongue.said(str(i)) for i in items]))


def _criteria(sheet: Sheet) -> Table:
    """Each criterion at its lowest, or at the director's own value, with every reason given."""
    t, moment, tongue = sheet.tongue.t, sheet.moment, sheet.tongue
    value = {g.key: g.lowest for g in moment.gates()}
    labels: dict[str, Text] = {}
    reasons: dict[str, list[str]] = {}
    for held in moment.sheets:
        for key, label, answered in rows_scored(moment.version, held):
            labels[key] = label
            if (comment := str(answered.get("comment") or "")) or score_of(answered) is None:
                reasons.setdefault(key, []).append(comment)
    for own in moment.past[-1].said.get("director_values") or []:
        view = t(
            "The director’s own view: {why}", "Avis de la direction\u00a0: {why}", why=own.get("reason") or ""
        )
        reasons.setdefault(str(own.get("gate")), []).append(view)
    exempt = moment.version.not_required(moment.product)
    heads = [
        Column(t("Criterion", "Critère"), share=5),
        Column(t("Finding", "Constat"), share=3),
        Column(t("Reasons", "Motifs"), share=8),
    ]
    rows: list[list[Words | Mark]] = [
        [
            label.in_(sheet.lang),
            _finding(value.get(key), sheet.lang, exempt=key in exempt),
            tongue.said("\n\n".join(why for why in reasons.get(key, ()) if why)),
        ]
        for key, label in labels.items()
    ]
    return Table("", heads, rows)


def _finding(value: int | None, lang: str, *, exempt: bool) -> Mark:
    if exempt:
        return Mark(NOT_REQUIRED.in_(lang), Tone.EXEMPT)
    if value is None:
        return Mark("Sans objet" if lang == "fr" else "Not applicable", Tone.EXEMPT)
    name, word = (
        ("met", MET)
        if value >= MET_FROM
        else ("partly", PARTLY)
        if value >= PARTLY_FROM
        else ("not", NOT_MET)
    )
    return Mark(word.in_(lang), TONES[name])
