"""The shape of ``workflow.toml`` as JSON Schema: an editor that knows it completes and checks while one types."""

from typing import Any

from .checks import CHECKS
from .definition import Workflow
from .guards import GUARDS


def file_schema() -> dict[str, Any]:
    """The schema (draft 2020-12), with the closed vocabularies of ``requires`` and ``checks`` spelled out."""
    schema = Workflow.model_json_schema(by_alias=True)
    guards = sorted(GUARDS)
    valued = {"type": "object", "propertyNames": {"enum": guards}, "minProperties": 1, "maxProperties": 1}
    for model in ("Action", "Anywhere"):
        settings = schema["$defs"][model]["properties"]
        settings["requires"]["items"] = {"anyOf": [{"enum": guards}, valued]}
        settings["checks"]["items"] = {"enum": sorted(CHECKS)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
