"""What a view needs to know about its request: the desk, the moment, the language, who asks."""

from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

from flask import Flask, current_app, g, request, url_for
from flask_login import current_user

from ..calendar import local_day
from ..desk import Desk
from ..language import LANGUAGES, REMEMBERED, ZONE, Lang, Text
from ..workflow.facts import Actor

LANGUAGE_COOKIE = "lang"
THEME_COOKIE = "theme"
_SPOKEN: ContextVar[Lang | None] = ContextVar("spoken", default=None)
"""The request's language, at hand: a page asks for it at every word, and ``g`` is slow to ask."""


def desk() -> Desk:
    return cast(Desk, current_app.extensions["desk"])


def now() -> datetime:
    """The request's moment: one for all it does."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return cast(datetime, g.now)


def system_clock() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return local_day(now())


def actor() -> Actor:
    """Who is signed in, with the offices held today."""
    return cast(Actor, current_user.actor)


def lang() -> Lang:
    """The page's language: asked for in the address, else chosen before, else the person's, else the browser's."""
    spoken = _SPOKEN.get()
    if spoken is None:
        spoken = _language()
        _SPOKEN.set(spoken)
    return spoken


def init_language(app: Flask) -> None:
    """Each request begins, and ends, with no language chosen."""

    def forget(_: object = None) -> None:
        _SPOKEN.set(None)

    app.before_request(forget)
    app.teardown_request(forget)


def say(text: Text) -> str:
    return text.in_(lang())


def t(en: str, fr: str, **values: object) -> str:
    """The words of a page, as a pair in the place that says them."""
    words = fr if lang() == "fr" else en
    return words.format(**values) if values else words


def address(endpoint: str, **values: Any) -> str:
    """``url_for`` of pages, each built once: Flask takes longer to build one than a list takes to show its row.

    It is the same for the same endpoint and values under the same root; none has a host in it.
    """
    return _built(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=REMEMBERED)
def _built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def clock_time(moment: datetime) -> str:
    """The time of day in the institution's zone: ``14:02`` / ``14 h 02``."""
    return moment.astimezone(ZONE).strftime("%H\u00a0h\u00a0%M" if lang() == "fr" else "%H:%M")


def _language() -> Lang:
    asked = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if asked not in LANGUAGES and current_user and current_user.is_authenticated:
        asked = current_user.person.language
    if asked not in LANGUAGES:
        asked = request.accept_languages.best_match(LANGUAGES)
    return "fr" if asked == "fr" else "en"
