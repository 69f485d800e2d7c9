"""Answers that are files: kept as references to attachments, the bytes elsewhere."""

from typing import Any

from wtforms import Field as Bound
from wtforms.widgets import FileInput

from ..definition import Field
from .base import Asking, Items, Json, Kind, Pairs, Present, Shown, choose, labels

MOST_BYTES = 20 * 1024 * 1024


class FileBox(Bound):
    """Hidden inputs name the files kept; ``asking.files`` knows them; anything else is not kept."""

    def __init__(self, *, known: Any, most: int, **kwargs: Any) -> None:
        super().__init__(widget=FileInput(multiple=most > 1), **kwargs)
        self.known, self.most = known, most

    def _value(self) -> str:
        return ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        kept = dict.fromkeys(str(v) for v in valuelist if isinstance(v, str))
        self.data = [dict(self.known[key]) for key in kept if key in self.known][: self.most]


class Files(Kind):
    """Several files."""

    name = "files"
    most = 20

    def widget(self, field: Field, asking: Asking) -> Any:
        return FileBox(
            known=asking.files,
            most=self.most,
            validators=[Present(field, asking, choose(field))],
            render_kw={"data-most-bytes": MOST_BYTES},
            **labels(field, asking),
        )

    def store(self, bound: Bound) -> Json:
        return list(bound.data or [])

    def load(self, name: str, field: Field, stored: Json) -> Pairs:
        for ref in stored if isinstance(stored, list) else []:
            if isinstance(ref, dict):
                yield name, str(ref.get("id", ""))

    def schema(self, field: Field) -> dict[str, Json]:
        return {
            "type": "array",
            "maxItems": self.most,
            "items": {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}},
        }

    def show(self, field: Field, stored: Json, lang: str) -> Shown:
        names = tuple(str(ref.get("name", "")) for ref in stored or [] if isinstance(ref, dict))
        return Items(names) if names else None


class File(Files):
    """One file: a list of at most one, so that both are read the same way."""

    name = "file"
    most = 1
