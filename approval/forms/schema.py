"""A form as JSON Schema, for those who prepare answers elsewhere."""

from typing import Any

from .definition import Form
from .kinds import KINDS


def json_schema(form: Form) -> dict[str, Any]:
    """The schema of a complete submission of this form (draft 2020-12)."""
    fields = form.fields()
    always = {
        f.name for s in form.sections if s.when is None for f in s.fields if f.required and f.when is None
    }
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
    }
