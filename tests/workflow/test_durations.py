"""When a case that nobody moves is told of: each declared day once, however late somebody looks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.workflow.durations import Idle

IDLE, BEGUN = Idle(remind=(60, 90), ask=120), date(2026, 1, 1)


def on(*days: int) -> list[date]:
    return [BEGUN + timedelta(days=d) for d in days]


@pytest.mark.parametrize(
    ("reminded", "day", "step"),
    [
        ((), 59, None),
        ((), 60, 60),
        ((60,), 61, None),
        ((60,), 89, None),
        ((60,), 90, 90),
        ((60, 90), 119, None),
        ((60, 90), 120, 120),
        ((63,), 89, None),
        ((60, 95), 124, None),  # the last reminder left five days late: so does the question
        ((60, 95), 125, 120),
        ((), 400, 90),  # of two that came due the last, and the question never first
        ((400,), 429, None),
        ((400,), 430, 120),
    ],
)
def test_each_day_has_its_step(reminded, day, step):
    assert IDLE.step(BEGUN, on(*reminded), *on(day)) == step


def test_before_the_last_reminder_has_left_the_question_waits_for_it():
    """Nobody has looked since the first: the last would leave today."""
    assert IDLE.asks_on(BEGUN, on(63), *on(100)) == on(130)[0]


@given(st.sets(st.integers(1, 500), min_size=1))
def test_whenever_somebody_looks_each_is_sent_once_and_in_order(looks):
    reminded: list[date] = []
    sent: list[int] = []
    for day in on(*sorted(looks)):
        step = IDLE.step(BEGUN, reminded, day)
        if step == IDLE.ask:
            assert day >= IDLE.asks_on(BEGUN, reminded, day)
            sent.append(step)
            break
        if step:
            reminded.append(day)
            sent.append(step)
    assert sent == sorted(set(sent))
    assert IDLE.ask not in sent or 90 in sent


@given(st.integers(0, 500))
def test_the_question_comes_on_the_day_that_was_promised(missed):
    """Nobody looks for so many days, then somebody every day: the day named on one is the day that comes."""
    reminded: list[date] = []
    promised = set()
    for day in on(*range(missed, missed + 200)):
        step = IDLE.step(BEGUN, reminded, day)
        if step == IDLE.ask:
            assert promised == {day}
            return
        if step:
            reminded.append(day)
        promised.add(IDLE.asks_on(BEGUN, reminded, day))
    pytest.fail("nobody was asked")
