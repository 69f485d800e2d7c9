"""What a form file must respect beyond its shape: names that exist, in places that make sense."""

from collections.abc import Iterator

from .definition import Field, Form
from .doubts import DOUBTS
from .limits import LIMITS


def inconsistencies(form: Form, evidence: frozenset[str]) -> Iterator[str]:
    """Every problem of a form, with its place."""
    where = f"forms/{form.name}"
    names = [f.name for s in form.sections for f in s.fields]
    yield from (
        f"{where}.{n}: asked more than once" for n in sorted({n for n in names if names.count(n) > 1})
    )
    for section in form.sections:
        if section.when and section.when.field not in names:
            yield f"{where}.{section.name}.when: no question named {section.when.field!r}"
        for field in section.fields:
            yield from _field(f"{where}.{field.name}", field, set(names), evidence)
    yield from (f"{where}.guide: no question named {n!r}" for n in form.guide if n not in names)


def _field(where: str, field: Field, beside: set[str], evidence: frozenset[str]) -> Iterator[str]:
    yield from (
        f"{where}.rules: no rule named {r!r}" for r in field.rules if r.partition(":")[0] not in LIMITS
    )
    yield from (f"{where}.warn: no warning named {w.name!r}" for w in field.warn if w.name not in DOUBTS)
    yield from (f"{where}.evidences: no evidence row {e!r}" for e in field.evidences if e not in evidence)
    for setting, when in (("when", field.when), ("required_when", field.required_when)):
        if when and when.field not in beside:
            yield f"{where}.{setting}: no question named {when.field!r}"
    inner = {f.name for f in field.fields}
    for sub in field.fields:
        yield from _field(f"{where}.{sub.name}", sub, inner | beside, evidence)
