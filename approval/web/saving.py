"""Save a form while it is filled in: the version seen, rows added and removed by plain buttons, answers to scripts."""

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from ..forms.kinds.base import AskedForm
from ..operations.writing import Kept
from .context import clock_time, t


def seen() -> int:
    """The version on the page that was read; 0 where the form does not say."""
    text = request.form.get("seen", "")
    return int(text) if text.isdecimal() else 0


def more_rows(bound: AskedForm, name: str) -> None:
    """A blank row at the end of a list, where one was asked for."""
    field = _list(bound, name)
    if field is not None and len(field.entries) < (field.max_entries or 200):
        blank = [e for e in field.entries if not _filled(e)]
        if not blank:
            field.append_entry()


def _filled(entry: Any) -> bool:
    return bool(entry.form.filled() if hasattr(entry, "form") else entry.data)


def _list(form: Any, name: str) -> Any:
    """The list of this name, were it in a row of another list; nothing where there is none."""
    for field in form:
        inner = [field.form] if hasattr(field, "form") else []
        if hasattr(field, "entries"):
            if field.name == name:
                return field
            inner = [e.form for e in field.entries if hasattr(e, "form")]
        if name.startswith(f"{field.name}-"):
            return next((found for one in inner if (found := _list(one, name)) is not None), None)
    return None


def row_wish(bound: AskedForm, wish: str) -> str:
    """``add:<list>`` or ``remove:<list>:<n>``, where the topic has such a list; else nothing."""
    parts = wish.split(":")
    return wish if len(parts) >= 2 and _list(bound, parts[1]) is not None else ""


def remove_row(bound: AskedForm, wish: str) -> None:
    """Take away the row whose button was pressed: counted as the page shows them, empty ones too."""
    _, name, index = [*wish.split(":"), "", ""][:3]
    entries = _list(bound, name).entries
    if index.isdecimal() and int(index) < len(entries):
        del entries[int(index)]


def as_json(outcome: Kept) -> ResponseReturnValue:
    """What a saving script is told: the new version, or that two texts meet.

    A page that is behind stays at the version it was read at: what it shows of others is never taken for its own.
    """
    who = outcome.by or t("Somebody", "Quelqu’un")
    message = ""
    if outcome.theirs:
        message = t(
            "{who} changed this while you were writing. Both texts are kept: press Save and continue to compare them.",
            "{who} a modifié ce texte pendant que vous écriviez. Les deux versions sont gardées\u00a0: appuyez sur Enregistrer et continuer pour les comparer.",
            who=who,
        )
    elif outcome.behind:
        message = t(
            "Saved {when}. {who} has changed other answers of this page meanwhile.",
            "Enregistré à {when}. {who} a modifié entre-temps d’autres réponses de cette page.",
            who=who,
            when=clock_time(outcome.at),
        )
    return jsonify(
        version=seen() if outcome.behind else outcome.version,
        saved_at=clock_time(outcome.at),
        conflict=bool(outcome.theirs),
        message=message,
    )
