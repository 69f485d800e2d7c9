"""Reviews, as a workflow declares them: who assesses, and which of what is found binds."""

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting

TWO = 2
"""Assessors of a review that is not reduced (PROCESS.md 2)."""


class Frozen(BaseModel):
    """A part of a workflow: never changed once it is read, and with no name that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Review(Frozen):
    """Sheets that assessors fill in, each blind to the others until their own is in."""

    forms: tuple[str, ...]
    """The kinds of sheet to choose from when assessors are named; the first is the default."""
    by: str
    at_least: int = Setting(default=1, ge=1)
    usual: int = Setting(default=TWO, ge=1)
    """How many assess where nothing else is said; an institution that has one assessor writes 1."""

    def reduced(self, count: int) -> bool:
        """Whether so few assess that the report must say so, whatever the institution finds usual."""
        return count < max(self.usual, TWO)


class Imposes(Frozen):
    """Rows of a review that become conditions when it is handed in: its required findings."""

    form: str
    question: str
    """Rows with ``finding``, ``kind`` (``required`` or not), ``owner`` and ``due`` (a day)."""
    body: str
    """Who signs them off or waives them."""
