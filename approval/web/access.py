"""Who may come in. Each view says so; one place enforces it; an app with a silent view does not start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """``public``, ``signed in``, or ``office``: a seat in one of the bodies named (and one of the offices, if any)."""

    kind: str
    bodies: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()

    def admits(self, actor: Any) -> bool:
        return self.kind != "office" or any(actor.holds(body, *self.offices) for body in self.bodies)


def open_to(kind: str, bodies: tuple[str, ...] = (), offices: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Declare who may come in. What one may do there is the door's and the queries' to say."""
    access = Access(kind, bodies, offices)

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def init_access(app: Flask) -> None:
    """Raises RuntimeError where a view does not say who may come in."""
    app.view_functions["static"] = open_to("public")(app.view_functions["static"])
    silent = sorted(
        e for e, view in app.view_functions.items() if not isinstance(getattr(view, "access", None), Access)
    )
    if silent:
        raise RuntimeError("these views say not who may come in: " + ", ".join(silent))
    app.before_request(_enforce)


def access_of(app: Flask, endpoint: str) -> Access:
    return cast(Access, getattr(app.view_functions[endpoint], "access"))  # noqa: B009 - set by open_to


def _enforce() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    access = getattr(view, "access", None)
    if access is None or access.kind == "public":  # no view: Flask answers 404 by itself
        return None
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
    if not access.admits(current_user.actor):
        abort(404)  # what one may not open is not there
    return None
