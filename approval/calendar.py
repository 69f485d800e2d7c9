"""Days as the institution counts them. Every function is given its day; none reads a clock."""

from datetime import date, datetime, timedelta

from .language import ZONE


def local_day(moment: datetime) -> date:
    """The day a moment falls on in the institution's zone."""
    return moment.astimezone(ZONE).date()


def after(start: date, days: int, *, business: bool = False) -> date:
    """The day so many days after ``start``; Saturdays and Sundays do not count as business days."""
    if not business:
        return start + timedelta(days=days)
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def before(end: date, days: int, *, business: bool = False) -> date:
    """The last day that is at least so many days before ``end``."""
    if not business:
        return end - timedelta(days=days)
    day, left = end, days
    while left > 0:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return day


def last_weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, start.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(start)
