"""Record series as an institution declares them, and from which day their texts may go. Pure, like the rules."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as Setting

from ..calendar import months_after
from ..language import Text
from .checks_on_load import WorkflowError

FILE = "records.toml"
TOMBSTONE = "disposed"
"""The one key of what stands in the place of a text that was disposed of."""


class Series(BaseModel):
    """A record series: what belongs to it and for how long it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Setting(pattern=r"^[a-z][a-z_]*$")
    title: Text
    says: Text
    """The rule in words, for people."""
    forms: tuple[str, ...] = ()
    """Forms whose sheets are disposed of when the time has come."""
    keep: Literal["years", "permanent"]
    decided_years: int = Setting(default=0, ge=0)
    used_years: int = Setting(default=0, ge=0)

    @model_validator(mode="after")
    def _one_rule(self) -> "Series":
        if self.keep == "years" and not (self.decided_years and self.used_years and self.forms):
            raise ValueError("keep = years needs forms, decided_years and used_years of at least 1")
        if self.keep == "permanent" and (self.decided_years or self.used_years or self.forms):
            raise ValueError("what is kept permanently has neither forms nor years")
        return self

    def until(self, decided: date, used: date) -> date:
        """The last day on which a text of the series is kept."""
        return max(months_after(decided, 12 * self.decided_years), months_after(used, 12 * self.used_years))


def read_series(folder: Path) -> tuple[Series, ...]:
    """The series of a workflow folder; none where it declares none. Raises WorkflowError."""
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        found = tuple(Series.model_validate(s) for s in tomllib.loads(file.read_text("utf-8"))["series"])
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise WorkflowError([f"{folder.name}/{FILE}: {error}"]) from error
    keys = [s.key for s in found]
    if len(set(keys)) < len(keys):
        raise WorkflowError([f"{folder.name}/{FILE}: a series is there more than once"])
    return found


def is_tombstone(answers: Any) -> bool:
    """Whether this is what was put in the place of a text."""
    return isinstance(answers, dict) and set(answers) == {TOMBSTONE}
