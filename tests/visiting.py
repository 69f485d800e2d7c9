"""A browser without a browser: keeps cookies, reads pages, fills in forms, and looks hard at every answer."""

import contextvars
import os
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask, Response, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from approval.models.database import db
from tests.review import parsed, review, text_of


class Page(Response):
    """An answer as a person meets it."""

    @property
    def tree(self) -> Element:
        return parsed(self.get_data(as_text=True))

    @property
    def words(self) -> str:
        """Everything a person reads on it, in one line."""
        return text_of(next(self.tree.iter("body")))

    @property
    def h1(self) -> str:
        return text_of(next(self.tree.iter("h1")))

    @property
    def problems(self) -> list[str]:
        """What the error summary says."""
        boxes = [e for e in self.tree.iter("div") if "data-error-summary" in e.attrib]
        return [text_of(li) for box in boxes for li in box.iter("li")]

    @property
    def flashes(self) -> list[str]:
        return [text_of(e) for e in self.tree.iter("div") if "notice-body" in e.get("class", "").split()]

    def link(self, words: str) -> str:
        """The address of the one link that says this. Raises AssertionError."""
        found = {a.get("href", "") for a in self.tree.iter("a") if words in text_of(a)}
        assert len(found) == 1, f"{len(found)} links say {words!r}: {sorted(found)}"
        return found.pop()

    def form(self, action: str = "", name: str = "") -> Element:
        """The one POST form in the page's main part, by (part of) its action or by a field it has."""
        main = next(self.tree.iter("main"))
        found = [
            f
            for f in main.iter("form")
            if f.get("method") == "post"
            and action in f.get("action", "")
            and (not name or name in dict(fields(f)))
        ]
        assert len(found) == 1, f"{len(found)} forms: {[f.get('action') for f in main.iter('form')]}"
        return found[0]


def fields(form: Element) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form as it stands, without any button."""
    for e in form.iter():
        name = e.get("name")
        if not name or "disabled" in e.attrib:
            continue
        if e.tag == "textarea":
            yield name, "".join(e.itertext()).removeprefix("\n")
        elif e.tag == "select":
            options = list(e.iter("option"))
            chosen = [o for o in options if "selected" in o.attrib] or options[:1]
            yield from ((name, o.get("value", text_of(o))) for o in chosen)
        elif e.tag == "input" and e.get("type") in {"radio", "checkbox"}:
            if "checked" in e.attrib:
                yield name, e.get("value", "on")
        elif e.tag == "input" and e.get("type") not in {"submit", "button", "file", "image", "reset"}:
            yield name, e.get("value", "")


class Visitor(FlaskClient):
    """Reviews every HTML page it gets; fails on faults, and on changes that a view made and did not commit.

    Each request runs in a context of its own, so that a test may keep the application's context open.
    """

    faults_expected = False

    def open(self, *args: Any, **kwargs: Any) -> Any:
        self.application.config["UNCOMMITTED"].clear()
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()  # what the test read before may have changed
        left = self.application.config["UNCOMMITTED"]
        assert not left, f"{answer.request.path} changed and did not commit: {left}"
        assert self.faults_expected or answer.status_code < 500, f"{answer.status_code}: see the log below"
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 307, 308}:
            review(answer.get_data(as_text=True))
        return answer

    def post(self, *args: Any, csrf: bool = True, **kwargs: Any) -> Any:
        """With the token a page would have carried, unless ``csrf`` is False."""
        if csrf and "json" not in kwargs:
            data = kwargs.get("data") or {}
            pairs = dict(data) if isinstance(data, Mapping) else dict(pairs_of(data))
            kwargs["data"] = {"csrf_token": self.token(), **pairs}
        elif csrf:
            kwargs["headers"] = {"X-CSRFToken": self.token(), **(kwargs.get("headers") or {})}
        return super().post(*args, **kwargs)

    def send(self, page: Page, action: str = "", form_with: str = "", press: str = "", **typed: Any) -> Any:
        """Fill in a form of a page and send it: ``press`` is a button's ``name=value``, a list many values."""
        form = page.form(action, form_with)
        pairs = pairs_of([*fields(form), *([press.split("=", 1)] if press else [])])
        for name, value in typed.items():
            pairs[name] = value if isinstance(value, list) else [value]
        target = form.get("action") or page.request.full_path
        return self.post(target, data=pairs, csrf=False, follow_redirects=True)

    def resolve_redirect(self, response: Any, buffered: bool = False) -> Any:
        if response.status_code in {307, 308}:
            response.request.environ["wsgi.input"].seek(0)  # the same body goes again, as browsers do it
        return super().resolve_redirect(response, buffered=buffered)

    def token(self) -> str:
        with self.session_transaction() as session:
            kept = session.setdefault("csrf_token", os.urandom(20).hex())
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(kept))


def pairs_of(pairs: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def watch(app: Flask) -> None:
    """Note in the configuration what a request wrote and neither committed nor undid."""
    left = app.config["UNCOMMITTED"] = []

    @app.after_request
    def look(response: Response) -> Response:
        session = db.session()
        changed = [o for o in session.dirty if session.is_modified(o)]
        left.extend(repr(o) for o in [*session.new, *changed, *session.deleted])
        left.extend(session.info.pop("written", ()))
        return response


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _: Any) -> None:
    changed = [o for o in session.dirty if session.is_modified(o)]
    written = [repr(o) for o in [*session.new, *changed, *session.deleted]]
    session.info.setdefault("written", []).extend(written)


@event.listens_for(Session, "do_orm_execute")
def _executed(state: Any) -> None:
    if state.is_update or state.is_insert or state.is_delete:
        state.session.info.setdefault("written", []).append(str(state.statement))


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _done(session: Session) -> None:
    session.info.pop("written", None)
