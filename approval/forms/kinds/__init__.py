"""Every kind of field, by name."""

from .base import Asking, Grid, Items, Json, Kind, Plain, Shown
from .choices import Choice, Choices, Confirm, Declaration, Pick, Picks, YesNo
from .dates import Day, Term
from .files import File, Files
from .lists import Lines
from .numbers import Decimal, Integer, Money
from .tables import Group, Matrix, Rows
from .words import Email, Line, Text, Url

_ALL: tuple[type[Kind], ...] = (
    Line, Text, Email, Url, Integer, Decimal, Money, Day, Term, Choice, Choices, YesNo, Confirm, Declaration,
    Pick, Picks, File, Files, Lines, Group, Rows, Matrix,
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind() for kind in _ALL}

__all__ = ["KINDS", "Asking", "Grid", "Items", "Json", "Kind", "Plain", "Shown"]
