"""Changes, as verbs. Each is one transaction; none knows a request."""

from collections.abc import Sequence

from ..forms.web import Problem


class Stale(Exception):
    """Somebody else changed it first; ``who`` and ``when`` tell the person who acted, and nothing was done."""

    def __init__(self, who: str = "", when: object = None) -> None:
        super().__init__(f"changed by {who}" if who else "changed meanwhile")
        self.who, self.when = who, when


class NotAllowed(Exception):
    """The person may see it and may not change it (any more); ``why`` is for them."""

    def __init__(self, why: object) -> None:
        super().__init__(str(why))
        self.why = why


class Invalid(Exception):
    """What was typed cannot be taken; ``problems`` names each input and what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.path}: {p.says}" for p in problems))
        self.problems = problems
