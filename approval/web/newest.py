"""Each process knows the workflow versions that another one took into use, seconds after it did."""

from datetime import timedelta

from flask import Flask, current_app, request

from ..operations.adopting import catch_up
from .context import desk, now

EVERY = timedelta(seconds=5)


def init_newest(app: Flask) -> None:
    app.extensions["caught_up"] = app.config["CLOCK"]()
    app.before_request(_catch_up)


def _catch_up() -> None:
    """Lists and offices go by every version; a case whose version is not known is looked for in any case."""
    if request.endpoint != "static" and now() - current_app.extensions["caught_up"] >= EVERY:
        current_app.extensions["caught_up"] = now()
        catch_up(desk())
