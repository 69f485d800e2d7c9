"""How long a case may stay at a stage, as ``workflow.toml`` declares it: a clock, and days without activity."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Setting


class Frozen(BaseModel):
    """What a file declares: never changed, and nothing in it that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Clock(Frozen):
    """Days until a stage should be, and must be, done; ``business`` counts working days."""

    target: int | None = None
    warn: int | None = None
    due: int
    business: bool = False
    starts: Literal["arrival", "intake"] = "arrival"


class Idle(Frozen):
    """Days without activity after which the holder is reminded, then those asked who may let the case lapse."""

    remind: tuple[int, ...] = Setting(min_length=1)
    ask: int

    def step(self, since: date, reminded: Sequence[date], today: date) -> int | None:
        """Which of the days has come and was not acted upon; of several reminders that came, the last.

        ``reminded`` are the days on which reminders went out since anything happened.
        """
        come = [d for d in self.remind if d <= (today - since).days]
        told = (reminded[-1] - since).days if reminded else 0
        if come and come[-1] > told:
            return come[-1]
        return self.ask if today >= self.asks_on(since, reminded, today) else None

    def asks_on(self, since: date, reminded: Sequence[date], today: date) -> date:
        """The first day for the question: never sooner after the last reminder than declared, however late that was."""
        last = self.remind[-1]
        told = reminded[-1] if reminded and (reminded[-1] - since).days >= last else today
        return max(since + timedelta(days=self.ask), told + timedelta(days=self.ask - last))
