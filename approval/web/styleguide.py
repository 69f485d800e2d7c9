"""Every component in every state on one page: what a person looks at after changing the look."""

from datetime import date
from types import SimpleNamespace
from typing import Any, get_args

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ..forms.definition import Field, KindName, Option
from ..forms.kinds import Asking
from ..forms.web import bind
from ..language import Lang, Text
from .access import open_to
from .context import lang as asked_lang

bp = Blueprint("styleguide", __name__)

DAY = date(2026, 11, 22)

LABELS: dict[KindName, Text] = {
    "line": Text(en="Proposed title", fr="Titre proposé"),
    "text": Text(en="Why this, why now?", fr="Pourquoi ce projet, pourquoi maintenant\u00a0?"),
    "email": Text(en="E-mail address", fr="Adresse de courriel"),
    "url": Text(en="Web address", fr="Adresse Web"),
    "integer": Text(en="Size", fr="Durée"),
    "decimal": Text(en="Credits", fr="Crédits"),
    "money": Text(en="Estimate", fr="Estimation"),
    "date": Text(en="Effective date", fr="Date d’entrée en vigueur"),
    "term": Text(en="Desired first offering", fr="Première offre souhaitée"),
    "choice": Text(en="What are you proposing?", fr="Que proposez-vous\u00a0?"),
    "choices": Text(en="How will learners prove it?", fr="Comment le démontrera-t-on\u00a0?"),
    "yes_no": Text(en="Is it an existing program?", fr="S’agit-il d’un programme existant\u00a0?"),
    "confirm": Text(
        en="The head of department knows of it", fr="La direction du département en est informée"
    ),
    "declaration": Text(en="Declaration", fr="Déclaration"),
    "pick": Text(en="Meeting", fr="Réunion"),
    "picks": Text(en="Present", fr="Personnes présentes"),
    "file": Text(en="Letter", fr="Lettre"),
    "files": Text(en="Attachments", fr="Pièces jointes"),
    "lines": Text(en="Risk", fr="Risque"),
    "group": Text(en="Learners a year", fr="Personnes inscrites par année"),
    "rows": Text(en="Partner", fr="Partenaire"),
    "matrix": Text(en="Assessment", fr="Évaluation"),
}
OPTIONS = (
    Option(
        value="one",
        label=Text(en="A micro-credential", fr="Une microcertification"),
        hint=Text(en="Ends with the Board", fr="Se termine au conseil d’administration"),
        starred=True,
    ),
    Option(value="two", label=Text(en="A micro-course", fr="Un microcours")),
)
PARTS = (
    Field(name="words", kind="line", label=Text(en="Name", fr="Nom"), required=True),
    Field(name="low", kind="integer", label=Text(en="At least", fr="Au moins")),
    Field(name="verdict", kind="choice", label=Text(en="Kind", fr="Genre"), options=OPTIONS),
)
GOOD: dict[str, Any] = {
    "line": "Point-of-Care Ultrasound",
    "text": "Fourteen of eighteen hospitals now expect it.\n\nNo provider in Ontario assesses it.",
    "integer": 48,
    "money": 86400,
    "choice": "one",
    "choices": ["one", "two"],
    "yes_no": False,
    "confirm": True,
    "declaration": {"one": True, "two": True},
    "date": "2027-01-28",
    "files": [{"id": "a1", "name": "letter-of-support.pdf", "size": "212 KB"}],
    "lines": ["Preceptors are few", "One simulation room"],
    "group": {"words": "Likely", "low": 24},
    "rows": [{"id": "r1", "words": "Lakeside Hospital", "low": 2, "verdict": "one"}],
    "matrix": {"one": {"words": "Clear", "low": 3, "verdict": "two"}},
}
HINTS: dict[str, Text] = {
    "text": Text(
        en="Who asked for it, and what happens without it.", fr="Qui le demande, et ce qui se passe sinon."
    ),
    "files": Text(en="PDF or Word, 20 MB at most.", fr="PDF ou Word, 20\u00a0Mo au plus."),
}
UNITS: dict[str, Text] = {"integer": Text(en="hours", fr="heures")}
DOUBT = Text(
    en="Another offering has this title. Is it the same?",
    fr="Une autre offre porte ce titre. Est-ce la même\u00a0?",
)
GUIDE = {
    "wanted": Text(en="The need, in two or three facts.", fr="Le besoin, en deux ou trois faits."),
    "example": Text(
        en="Eleven of fourteen clinics could not fill a post last year.",
        fr="L’an dernier, onze cliniques sur quatorze n’ont pu pourvoir un poste.",
    ),
    "criterion": Text(
        en="★ Relevance: is the need shown, and recent?",
        fr="★ Pertinence\u00a0: le besoin est-il établi et récent\u00a0?",
    ),
}


@bp.get("/styleguide")
@open_to("public")
def show() -> ResponseReturnValue:
    lang = asked_lang()
    form = demo_form(lang)
    guide = SimpleNamespace(**{part: words.in_(lang) for part, words in GUIDE.items()})
    guides = {"text": guide, "rows_wrong": guide}
    return render_template("pages/styleguide/show.html", form=form, guides=guides, errors=_problems(form))


def demo_form(lang: Lang) -> Any:
    """One question of each kind well answered, and one of each left out although required."""
    kinds: tuple[KindName, ...] = get_args(KindName)
    fields = [_question(kind, wrong=False) for kind in kinds] + [
        _question(kind, wrong=True) for kind in kinds
    ]
    sources = {"people": [("p1", "Amina Okafor"), ("p2", "Philippe Leblanc")]}
    files = {file["id"]: file for file in GOOD["files"]}
    form = bind(
        fields, Asking(lang=lang, today=DAY, complete=True, answers=GOOD, sources=sources, files=files)
    )
    form.validate()
    form["line"].warnings = (DOUBT.in_(lang),)
    return form


def _question(kind: KindName, *, wrong: bool) -> Field:
    return Field(
        name=f"{kind}_wrong" if wrong else kind,
        kind=kind,
        label=LABELS[kind],
        hint=HINTS.get(kind),
        required=wrong,
        max=500 if kind == "text" else None,
        unit=UNITS.get(kind),
        options=OPTIONS if kind in {"choice", "choices", "declaration", "matrix"} else (),
        fields=PARTS if kind in {"group", "rows", "matrix"} else (),
        source="people" if kind in {"pick", "picks"} else None,
    )


def _problems(form: Any) -> list[tuple[str, str]]:
    return [(f"#{f.id}", error) for f in form for error in f.errors if isinstance(error, str)][:6]
