"""A meeting as one line of a list: its name, when and where, and how it stands."""

from typing import Any

from flask import url_for

from ..language import Text, format_day
from .context import lang, say

STATES: dict[str, tuple[str, Text]] = {
    "open": ("now", Text(en="In session", fr="En cours")),
    "published": ("ok", Text(en="Packet published", fr="Cahier publié")),
    "cancelled": ("stop", Text(en="Called off", fr="Annulée")),
}
KINDS = {
    "urgent": Text(en="Urgent", fr="D’urgence"),
    "special": Text(en="Special", fr="Extraordinaire"),
    "written": Text(en="In writing", fr="Par écrit"),
}


def meeting_line(meeting: Any, *, named: bool = False) -> dict[str, str]:
    """For ``task_list``; ``named`` says also whose meeting it is."""
    kind, status = STATES.get(meeting.state, ("plain", None))
    day = format_day(meeting.held_on, lang())
    called = KINDS.get(meeting.kind)
    words = [say(called)] if called else []
    return {
        "title": f"{say(meeting.body.on(meeting.held_on).name)}, {day}" if named else day,
        "url": url_for("meetings.show", meeting=meeting.id),
        "hint": " · ".join(part for part in (*words, meeting.starts, meeting.place) if part),
        "kind": kind,
        "status": say(status) if status else "",
    }
