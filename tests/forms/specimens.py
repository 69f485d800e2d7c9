"""One question of every kind, with answers as they are kept, and what any answer of the kind may be."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from approval.forms import web
from approval.forms.definition import Field, Form, Section
from approval.forms.kinds import KINDS, Asking
from approval.forms.kinds.base import tidy
from approval.language import Text

TODAY = date(2026, 2, 3)
QUICK = settings(max_examples=25, deadline=None)
"""Enough to find a fault within days of runs; few enough to be run at each change."""
PEOPLE = (("7", "Ruth Abernethy"), ("9", "Élise Tremblay"), ("12", "Sam O’Neil"))
FILES = {key: {"id": key, "name": f"{key}.pdf"} for key in ("letter", "survey", "budget")}
EVIDENCE = (
    ("M1", Text(en="Competency-based", fr="Axée sur les compétences")),
    ("M2", Text(en="Assessed", fr="Évaluée")),
)


def pair(words: str) -> dict[str, str]:
    return {"en": words, "fr": f"{words} (fr)"}


def ask(name: str, kind: str, **more) -> Field:
    """A question, as a form file would declare it."""
    return Field.model_validate({"name": name, "kind": kind, "label": pair(name.capitalize()), **more})


def options(*values: str) -> list[dict]:
    return [{"value": v, "label": pair(v.upper())} for v in values]


LINE = ask("line", "line")
COLUMNS = (
    ask("what", "line", required=True),
    ask("often", "choice", options=options("once", "always")),
    ask("cost", "money"),
    ask("places", "lines"),
    ask("proof", "file"),
)
SPECIMENS: dict[str, Field] = {
    "line": LINE,
    "text": ask("text", "text"),
    "email": ask("email", "email"),
    "url": ask("url", "url"),
    "integer": ask("integer", "integer", unit=pair("hours")),
    "decimal": ask("decimal", "decimal"),
    "money": ask("money", "money"),
    "date": ask("date", "date"),
    "term": ask("term", "term"),
    "choice": ask("choice", "choice", options=options("a", "b", "c")),
    "choices": ask("choices", "choices", options=options("a", "b", "c")),
    "yes_no": ask("yes_no", "yes_no"),
    "confirm": ask("confirm", "confirm"),
    "declaration": ask("declaration", "declaration", options=options("accurate", "read")),
    "pick": ask("pick", "pick", source="people"),
    "picks": ask("picks", "picks", source="people"),
    "file": ask("file", "file"),
    "files": ask("files", "files"),
    "lines": ask("lines", "lines"),
    "group": ask("group", "group", fields=[*COLUMNS, ask("since", "date")]),
    "rows": ask("rows", "rows", fields=COLUMNS),
    "matrix": ask("matrix", "matrix", options=options("m1", "m2"), fields=[ask("score", "choice", options=options("1", "2")), ask("why", "text")]),
}  # fmt: skip
"""A kind that is not here fails the tests: who adds a kind adds its specimen."""

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60).map(tidy).filter(bool)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda x: int(x) if x.is_integer() else x)
_PICKED = [{"id": key, "name": name} for key, name in PEOPLE]
_ROW = {
    "often": st.sampled_from(["once", "always"]),
    "cost": NUMBERS,
    "places": st.lists(WORDS, min_size=1, max_size=3),
    "proof": st.sampled_from([[one] for one in FILES.values()]),
}
_SCORE = st.fixed_dictionaries({"score": st.sampled_from("12")}, optional={"why": WORDS})
ANSWERS: dict[str, st.SearchStrategy] = {
    "line": WORDS,
    "text": WORDS,
    "email": WORDS,
    "url": WORDS,
    "integer": st.integers(-(10**12), 10**12),
    "decimal": NUMBERS,
    "money": NUMBERS,
    "date": st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat),
    "term": WORDS,
    "choice": st.sampled_from("abc"),
    "choices": st.lists(st.sampled_from("abc"), unique=True),
    "yes_no": st.booleans(),
    "confirm": st.just(True),
    "declaration": st.just({"accurate": True, "read": True}),
    "pick": st.sampled_from(_PICKED),
    "picks": st.sets(st.sampled_from(range(3))).map(lambda found: [_PICKED[n] for n in sorted(found)]),
    "file": st.sampled_from([[one] for one in FILES.values()]),
    "files": st.lists(st.sampled_from(list(FILES.values())), unique_by=lambda f: f["id"]),
    "lines": st.lists(WORDS, max_size=5),
    "group": st.fixed_dictionaries({"what": WORDS}, optional=_ROW),
    "rows": st.lists(
        st.fixed_dictionaries(
            {"id": st.from_regex(r"\A[A-Za-z0-9_-]{1,40}\Z"), "what": WORDS}, optional=_ROW
        ),
        max_size=4,
        unique_by=lambda row: row["id"],
    ),
    "matrix": st.fixed_dictionaries({}, optional={"m1": _SCORE, "m2": _SCORE}).filter(bool),
}


def asking(**more) -> Asking:
    given = {
        "lang": "en",
        "today": TODAY,
        "sources": {"people": PEOPLE},
        "files": FILES,
        "evidence": EVIDENCE,
    }
    return Asking(**{**given, **more})


def form_of(*fields: Field, **more) -> Form:
    return Form(name="specimen", title=Text(en="A form", fr="Un formulaire"), sections=(Section(name="all", title=Text(en="All", fr="Tout"), fields=fields),), **more)  # fmt: skip


def kept(field: Field, stored, **more):
    """An answer after it went through the form as a browser's or an import's would."""
    return web.bind([field], asking(answers={field.name: stored}, **more)).kept()[field.name]


def typed(field: Field, *pairs: tuple[str, str], **more):
    """The bound, validated field of what a browser sent."""
    from werkzeug.datastructures import MultiDict

    bound = web.bind([field], asking(**more), MultiDict(pairs))
    bound.validate()
    return bound


def complaints(field: Field, stored, **more) -> list[str]:
    """What keeps this one answer from being complete."""
    answers = {field.name: stored, **more.pop("answers", {})}
    return [p.says for p in web.check(form_of(field), asking(answers=answers, **more))]


def empty(field: Field, stored) -> bool:
    return KINDS[field.kind].empty(stored)
