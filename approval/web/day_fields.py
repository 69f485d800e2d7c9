"""From when until when: the two questions of whatever runs between days (an office, a delegation, acting for somebody)."""

from ..forms.definition import Field
from ..language import Text

FIRST_DAY = Field(
    name="since",
    kind="date",
    label=Text(en="First day", fr="Premier jour"),
    noun=Text(en="the first day", fr="le premier jour"),
    required=True,
)


def last_day(hint: Text, *, required: bool = True) -> Field:
    """The last day, included; the hint tells what else ends it, or what it means that there is none."""
    return Field(
        name="until",
        kind="date",
        label=Text(en="Last day", fr="Dernier jour"),
        noun=Text(en="the last day", fr="le dernier jour"),
        hint=hint,
        required=required,
    )
