"""How templates write things, and what every page knows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_login import current_user

from .. import __version__
from ..calendar import local_day
from ..language import Text, format_day, format_moment, format_money, format_number
from .context import THEME_COOKIE, address, desk, lang, t


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a menu."""

    label: str
    url: str
    current: bool = False
    count: int = 0


def init_filters(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=lambda value: format_day(local_day(value) if hasattr(value, "hour") else value, lang()),
        moment=lambda value: format_moment(value, lang()),
        money=lambda value: format_money(value, lang()),
        number=lambda value: format_number(value, lang()),
        words=lambda value: value.in_(lang()) if isinstance(value, Text) else value,
    )
    app.jinja_env.globals.update(t=t, url_for=address)
    app.context_processor(_page)


def _page() -> dict[str, Any]:
    settings = desk().settings
    person = current_user.person if current_user and current_user.is_authenticated else None
    return {
        "lang": lang(),
        "site_name": settings.site.in_(lang()),
        "switch_url": _switch(),
        "person": person,
        "theme": _theme(),
        "demo_mode": settings.demo,
        "version": __version__,
        "nav": _nav() if person else [],
        "home_url": address("home.show"),
        "sign_in_url": "" if person else address("accounts.sign_in"),
        "sign_out_url": address("accounts.sign_out"),
        "help_url": address("help.show"),
        "accessibility_url": address("help.accessibility"),
        "account_links": [Entry(t("My account", "Mon compte"), address("accounts.show"))] if person else [],
    }


def _nav() -> list[Entry]:
    actor = current_user.actor
    here = request.path.split("/")[1] or "home"
    entries = [
        ("home.show", "home", t("My work", "Mon travail"), True),
        ("proposals.index", "proposals", t("Proposals", "Propositions"), True),
        (
            "meetings.index",
            "meetings",
            t("Meetings", "Réunions"),
            bool(desk().versions.that_meet & actor.bodies or actor.alternate),
        ),
        ("records.index", "records", t("Records", "Conservation"), actor.holds("audit", "auditor")),
        ("admin.show", "admin", t("Administration", "Administration"), actor.holds("administration")),
    ]
    return [
        Entry(label, address(endpoint), here == room) for endpoint, room, label, wanted in entries if wanted
    ]


def _switch() -> str:
    """The very page in the other language."""
    if request.method != "GET":
        return "?" + urlencode({"lang": "en" if lang() == "fr" else "fr"})
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return request.path + "?" + urlencode([*pairs, ("lang", "en" if lang() == "fr" else "fr")])


def _theme() -> str:
    chosen = request.args.get("theme") or request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else ""
