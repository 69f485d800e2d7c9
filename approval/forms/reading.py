"""Read ``forms/*.toml`` and ``guide/*.toml``. Every problem is reported with its place, all at once."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .definition import Field, Form, Guide, Section

_GUIDE = TypeAdapter(dict[str, Guide])


def read_forms(texts: Mapping[str, str]) -> tuple[dict[str, Form], list[str]]:
    """Forms by name, and every problem found in their files."""
    problems: list[str] = []
    raw = {n: _toml(f, text, problems) for f, text in texts.items() if (n := _name(f, "forms"))}
    guides = {n: _guide(f, text, problems) for f, text in texts.items() if (n := _name(f, "guide"))}
    forms: dict[str, Form] = {}
    for name, content in raw.items():
        if content is None:
            continue  # not TOML: said already
        try:
            forms[name] = Form.model_validate({**content, "name": name, "guide": guides.get(name, {})})
        except ValidationError as error:
            problems += [f"forms/{name}.{place_of(e)}: {e['msg']}" for e in error.errors()]
    names = set(raw)  # a form that has problems of its own is not also said to be missing
    wrong = {name: list(_borrowed(form, forms, names)) for name, form in forms.items()}
    problems += [problem for found in wrong.values() for problem in found]
    whole = {name: form for name, form in forms.items() if not wrong[name]}
    return {n: _extended(f, whole) for n, f in forms.items()}, problems


def _borrowed(form: Form, forms: Mapping[str, Form], names: set[str]) -> Iterator[str]:
    """What a form takes from others must be there, and must not lead back to itself."""
    where = f"forms/{form.name}"
    yield from (f"{where}.carries: no form named {n!r}" for n in form.carries if n not in names)
    if form.extends and form.extends not in names:
        yield f"{where}.extends: no form named {form.extends!r}"
    above, asked = [form.name], set[str]()
    while (base := forms.get(forms[above[-1]].extends or "")) is not None:
        if base.name in above:
            yield f"{where}.extends: {' → '.join([*above, base.name])} leads back to itself"
            return
        above.append(base.name)
        asked |= set(base.fields())
    if above[-1] == form.name and form.extends:
        return  # the form it extends could not be read
    for setting, chosen in (("also_required", form.also_required), ("leaves_out", form.leaves_out)):
        yield from (
            f"{where}.{setting}: no question named {n!r} in what it extends" for n in chosen if n not in asked
        )


def place_of(error: Any) -> str:
    """The place of a Pydantic error as a dotted path."""
    return ".".join(str(part) for part in error["loc"])


def _extended(form: Form, forms: Mapping[str, Form]) -> Form:
    base = forms.get(form.extends or "")
    if base is None:
        return form
    base = _extended(base, forms)
    own = {f.name for s in form.sections for f in s.fields}
    kept = [_section(s, form, own) for s in base.sections]
    sections = tuple(s for s in kept if s.fields)
    replaced = {s.name: s for s in form.sections if s.name in {k.name for k in sections}}
    merged = tuple(
        s.model_copy(update={"fields": s.fields + replaced[s.name].fields}) if s.name in replaced else s
        for s in sections
    )
    rest = tuple(s for s in form.sections if s.name not in replaced)
    guide = {name: beside for name, beside in base.guide.items() if name not in form.leaves_out}
    return form.model_copy(update={"sections": merged + rest, "guide": {**guide, **form.guide}})


def _section(section: Section, form: Form, own: set[str]) -> Section:
    fields = tuple(
        _required(f) if f.name in form.also_required else f
        for f in section.fields
        if f.name not in form.leaves_out and f.name not in own
    )
    return section.model_copy(update={"fields": fields})


def _required(field: Field) -> Field:
    return field.model_copy(update={"required": True, "more": False})


def _name(file: str, folder: str) -> str | None:
    path = PurePosixPath(file)
    return path.stem if path.parts[:-1] == (folder,) else None


def _toml(file: str, text: str, problems: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file}: {error}")
        return None


def _guide(file: str, text: str, problems: list[str]) -> dict[str, Guide]:
    try:
        return _GUIDE.validate_python(_toml(file, text, problems) or {})
    except ValidationError as error:
        problems += [f"{file}.{place_of(e)}: {e['msg']}" for e in error.errors()]
        return {}
