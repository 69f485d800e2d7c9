"""Files sent with a form: kept as attachments before the form is read, refused at their field."""

from dataclasses import dataclass, field
from typing import Any

from flask import request

from ..desk import Desk
from ..operations.attaching import Refused, attach
from ..workflow.facts import Actor
from .context import now, say


@dataclass(slots=True)
class Uploads:
    """References of the files kept, and why others were not, by the name of their input."""

    files: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def take_uploads(desk: Desk, actor: Actor, reference: str, form: str, typed: Any) -> Uploads:
    """Attach what was sent; ``typed`` then names each file beside those already there, less those removed."""
    taken = Uploads()
    removed = typed.get("_file", "").rpartition(":")[2]
    for name in {n for n in typed if removed and removed in typed.getlist(n)} - {"_file"}:
        typed.setlist(name, [v for v in typed.getlist(name) if v != removed])
    for name, sent in request.files.items(multi=True):
        if not sent.filename:
            continue
        try:
            ref = attach(desk, actor, reference, form, sent.filename, sent.stream, now=now())
        except Refused as error:
            taken.errors[name] = f"{sent.filename[:80]}: {say(error.why)}"
            continue
        taken.files[ref["id"]] = ref
        typed.add(name, ref["id"])
    return taken
