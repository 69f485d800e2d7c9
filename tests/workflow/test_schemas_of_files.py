"""The schemas beside the workflows are those of the code, and the files that ship are what they describe."""

import json
import tomllib

import pytest
from jsonschema import Draft202012Validator

from approval.resources import WORKFLOWS
from approval.versions import json_schema_of_files

SCHEMAS = json_schema_of_files()
FILES = [(path, "workflow.schema.json") for path in sorted(WORKFLOWS.glob("*/workflow.toml"))]
FILES += [(path, "form.schema.json") for path in sorted(WORKFLOWS.glob("*/forms/*.toml"))]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_schema_is_current(name):
    """Where it is not: json.dumps(json_schema_of_files()[name], indent=2, ensure_ascii=False, sort_keys=True)."""
    assert json.loads((WORKFLOWS / name).read_text("utf-8")) == SCHEMAS[name]
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize(("path", "name"), FILES, ids=[f"{p.parent.name}/{p.name}" for p, _ in FILES])
def test_each_file_that_ships_is_as_described(path, name):
    content = tomllib.loads(path.read_text("utf-8"))
    assert [
        f"{e.json_path}: {e.message}" for e in Draft202012Validator(SCHEMAS[name]).iter_errors(content)
    ] == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("workflow", lambda c: c["stage"][0]["action"][0].update(requires=["good_weather"])),
        (
            "workflow",
            lambda c: c["stage"][0]["action"][0].update(requires=[{"form_complete": "x", "sheets_in": 1}]),
        ),
        ("workflow", lambda c: c["stage"][0]["action"][0].update(tone="loud")),
        ("workflow", lambda c: c["stage"][0]["action"][0].update(checks=["luck"])),
        ("workflow", lambda c: c.update(colour="red")),
        ("workflow", lambda c: c["title"].pop("fr")),
        ("form", lambda c: c["section"][0]["field"][0].update(kind="essay")),
        ("form", lambda c: c["section"][0]["field"][0].update(rules=["gentle:x"])),
        (
            "form",
            lambda c: c["section"][0]["field"][0].update(
                warn=[{"name": "odd", "says": {"en": "?", "fr": "?"}}]
            ),
        ),
        ("form", lambda c: c["section"][0]["field"][0]["label"].pop("fr")),
    ],
)
def test_an_editor_would_mark_what_is_wrong(name, change):
    path = WORKFLOWS / "example" / ("workflow.toml" if name == "workflow" else "forms/request.toml")
    content = tomllib.loads(path.read_text("utf-8"))
    change(content)
    assert list(Draft202012Validator(SCHEMAS[f"{name}.schema.json"]).iter_errors(content))
