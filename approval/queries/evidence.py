"""The evidence matrix: fourteen rows, the answers that evidence each, and its verdict. Same on screen and in print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..forms.definition import Form
from ..forms.kinds import KINDS
from ..language import Text
from ..versions import Version
from ..workflow.definition import Evidence
from ..workflow.facts import Case

MET = Text(en="Met", fr="Satisfait")
PARTLY = Text(en="Partly met", fr="Partiellement satisfait")
NOT_MET = Text(en="Not met", fr="Non satisfait")
NOT_REQUIRED = Text(en="Not required", fr="Non exigé")
OPEN = Text(en="Not judged yet", fr="Pas encore évalué")
_WORDS = {
    "met": ("ok", MET),
    "partly": ("warn", PARTLY),
    "not": ("late", NOT_MET),
    "not_met": ("late", NOT_MET),
}
LONGEST = 280


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the matrix."""

    code: str
    title: Text
    standard: Text
    must: bool
    answer: str
    demonstrated: str
    kind: str
    verdict: Text
    reason: str = ""


def matrix(
    version: Version,
    form: Form,
    answers: Mapping[str, Any],
    lang: str,
    *,
    verdicts: Mapping[str, tuple[str, Text, str]],
    product: str,
) -> list[Row]:
    """Every evidence row; ``verdicts`` is empty for a proposer's copy before the decision."""
    shown = answers.get("evidence_matrix") or {}
    said: dict[str, str] = {}
    rows = []
    for row in version.workflow.evidence:
        kind, verdict, reason = verdicts.get(row.code, ("plain", OPEN, ""))
        if product in row.not_required_for:
            kind, verdict, reason = "plain", NOT_REQUIRED, ""
        told = (shown.get(row.code) or {}).get("demonstrated_by") if isinstance(shown, dict) else ""
        rows.append(
            Row(
                row.code,
                row.title,
                row.standard,
                row.must,
                _answer(form, answers, row, lang, said),
                str(told or ""),
                kind,
                verdict,
                reason,
            )
        )
    return rows


def verdicts_of(
    version: Version, case: Case, judged: Mapping[str, Any] | None
) -> dict[str, tuple[str, Text, str]]:
    """By evidence row: from the judged matrix of the full proposal, else from the gates of the sheets that are in."""
    found: dict[str, tuple[str, Text, str]] = {}
    for gate in case.gates:
        word = "met" if gate.lowest >= 3 else "partly" if gate.lowest == 2 else "not"
        for code in _judged_by(version, gate.key):
            found[code] = (*_WORDS[word], "")
    for code, said in _matrix_in(judged).items():
        if said.get("verdict") in _WORDS:
            found[code] = (*_WORDS[said["verdict"]], str(said.get("reason") or said.get("comment") or ""))
    return found


def _matrix_in(judged: Mapping[str, Any] | None) -> Mapping[str, Any]:
    for value in (judged or {}).values():
        if isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            return value
    return {}


def _judged_by(version: Version, key: str) -> tuple[str, ...]:
    for form in version.forms.values():
        for field in form.fields().values():
            for option in field.options if field.kind == "matrix" else ():
                if option.value == key and option.starred:
                    return option.evidences or (
                        (key,) if any(e.code == key for e in version.workflow.evidence) else ()
                    )
    return ()


def _answer(form: Form, answers: Mapping[str, Any], row: Evidence, lang: str, said: dict[str, str]) -> str:
    """``said`` keeps what was put into words: an answer may evidence several rows."""
    parts = []
    for field in form.evidencing(row.code):
        answer = answers.get(field.name)
        if answer not in (None, "", [], {}):
            if field.name not in said:
                said[field.name] = KINDS[field.kind].say(field, answer, lang)
            parts.append(said[field.name])
    text = " · ".join(p for p in parts if p)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + " …"
