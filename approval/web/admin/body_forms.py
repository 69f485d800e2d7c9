"""The form of a body's rules, from what is in force to what was typed and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from ...forms.definition import Field
from ...queries.body_rules import LABELS, QUORUMS, names_of_bodies
from ..asking import Asked, ask, read
from ..context import say, today
from ..saving import more_rows, remove_row, row_wish
from .body_fields import NUMBER
from .instruments import Sent, kept_instrument, sent_instrument

YES_OR_NO = ("conflicted_count", "conflicted_leave", "written_resolution")
PLAIN = tuple(
    n for n in LABELS if n not in {*YES_OR_NO, "quorum", "alternate", "closed_grounds", "instrument_file"}
)


def asked_of(fields: Sequence[Field], rules: Any, key: str, **more: Any) -> Asked:
    """The form, filled in with rules."""
    files = kept_instrument(rules.instrument_file, f"{key}-{rules.since}.pdf") if rules else {}
    given = {**(_given(rules) if rules else {}), **more, "instrument": list(files.values())}
    return ask(fields, given, _sources(key), files=files)


def _given(rules: Any) -> dict[str, Any]:
    """Rules as the form keeps them."""
    number = rules.quorum not in QUORUMS
    return {
        **{name: getattr(rules, name) for name in PLAIN},
        **{name: "yes" if getattr(rules, name) else "no" for name in YES_OR_NO},
        "quorum_kind": NUMBER if number else rules.quorum,
        "quorum_number": int(rules.quorum) if number else None,
        "alternate": {"id": rules.alternate, "name": rules.alternate} if rules.alternate else None,
        "closed_grounds": [{"id": g["name"], "en": g["en"], "fr": g["fr"]} for g in rules.closed_grounds],
    }


def typed_of(fields: Sequence[Field], key: str) -> tuple[Asked, bool]:
    """The form as it was sent, and whether it was sent to be saved, not to gain or lose a row or a file."""
    sent = sent_instrument()
    asked = read(fields, _sources(key), typed=sent.typed, files=sent.files)
    wish = row_wish(asked.form, request.form.get("_row", ""))
    if wish or request.form.get("_file"):
        return _changed(fields, asked, wish, sent, key), False
    if sent.refused:
        asked.at("instrument", sent.refused)
    return asked, True


def _changed(fields: Sequence[Field], asked: Asked, wish: str, sent: Sent, key: str) -> Asked:
    """The form with a row more or less; nothing of it is judged yet."""
    if wish.startswith("remove:"):
        remove_row(asked.form, wish)
    fresh = ask(fields, asked.form.kept(), _sources(key), files=sent.files)
    if wish.startswith("add:"):
        more_rows(fresh.form, wish.split(":")[1])
    return fresh


def values_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered, as rules keep it."""
    files = said.get("instrument") or []
    grounds = said.get("closed_grounds") or []
    quorum = said["quorum_kind"]
    return {
        **{name: said[name] if said[name] is not None else "" for name in PLAIN},
        **{name: said[name] == "yes" for name in YES_OR_NO},
        "quorum": str(said["quorum_number"]) if quorum == NUMBER else quorum,
        "alternate": str(said["alternate"]["id"]) if said.get("alternate") else "",
        "closed_grounds": [{"name": g["id"], "en": g["en"], "fr": g["fr"]} for g in grounds],
        "instrument_file": files[0]["digest"] if files else "",
    }


def _sources(key: str) -> dict[str, list[tuple[str, str]]]:
    """Bodies that may stand in for this one."""
    return {"bodies": [(k, say(name)) for k, name in names_of_bodies(today()).items() if k != key]}
