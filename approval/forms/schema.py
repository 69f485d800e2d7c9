"""A form as JSON Schema for those who prepare answers elsewhere, and the shape of form files for those who write them."""

from typing import Any

from .definition import Field, Form, When
from .doubts import DOUBTS
from .kinds import KINDS
from .limits import LIMITS


def json_schema(form: Form) -> dict[str, Any]:
    """The schema of a complete submission of this form (draft 2020-12).

    What ``forms/limits.py`` and run-time lists refuse is not said here.
    """
    fields = form.fields()
    asked = {f.name: [w for w in (s.when, f.when) if w] for s in form.sections for f in s.fields}
    always = {name for name, f in fields.items() if f.required and not asked[name]}
    sometimes = [_if(asked[name], f) for name, f in fields.items() if f.required and asked[name]]
    sometimes += [
        _if([*asked[name], f.required_when], f)
        for name, f in fields.items()
        if f.required_when and not f.required
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title.en,
        "type": "object",
        "properties": {
            name: {
                "title": f.label.en,
                **({"description": f.hint.en} if f.hint else {}),
                **KINDS[f.kind].schema(f),
            }
            for name, f in fields.items()
        },
        "required": [name for name in fields if name in always],
        "additionalProperties": False,
        **({"allOf": sometimes} if sometimes else {}),
    }


def file_schema() -> dict[str, Any]:
    """The shape of a form file (draft 2020-12), with the closed vocabularies of ``rules`` and ``warn`` spelled out."""
    schema = Form.model_json_schema(by_alias=True)
    models = schema["$defs"]
    models["Field"]["properties"]["rules"]["items"] = {"pattern": rf"^({'|'.join(sorted(LIMITS))})(:|$)"}
    models["Warn"]["properties"]["name"] = {"enum": sorted(DOUBTS)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _if(conditions: list[When], field: Field) -> dict[str, Any]:
    """A question that some other answers make required."""
    needed = field.model_copy(update={"required": True})
    return {
        "if": {
            "properties": {when.field: _one_of(when) for when in conditions},
            "required": sorted({when.field for when in conditions}),
        },
        "then": {"properties": {field.name: KINDS[field.kind].schema(needed)}, "required": [field.name]},
    }


def _one_of(when: When) -> dict[str, Any]:
    """The value itself, one of a list, or a tick."""
    values = [*when.among, *(v for v, word in ((True, "yes"), (False, "no")) if word in when.among)]
    return {"anyOf": [{"enum": values}, {"type": "array", "contains": {"enum": values}}]}
