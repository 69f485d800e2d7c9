"""Work that an answer must not wait for, so that its time tells nothing (did the address exist?)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from flask import Flask, current_app


def later(work: Callable[[], None]) -> None:
    """Do it after the answer, in this process; lost if the process ends first: only for what can be asked again."""
    at_once = current_app.config.get("LATER")
    if at_once is not None:
        at_once(work)
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    _threads().submit(_within, app, work)


def _within(app: Flask, work: Callable[[], None]) -> None:
    with app.app_context():
        try:
            work()
        except Exception:
            app.logger.exception("not done")


@cache
def _threads() -> ThreadPoolExecutor:
    """Begun by the first request: threads do not survive a server's fork."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="later")
