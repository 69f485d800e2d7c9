"""A real browser in front of the real server: Debian's Chromium, one institution for all tests of a run."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext

from approval.app import create_app
from approval.models.database import db
from approval.settings import Settings
from tests.browser.cases import build
from tests.browser.town import Town, served
from tests.conftest import KEY, Clock, Someone

PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "there is no Chromium to drive: apt-get install chromium, or name another one: CHROMIUM=path ./run test"
)


def chromium() -> str:
    """Where the browser is. Raises AssertionError with the line that mends it."""
    named = os.environ.get("CHROMIUM")
    found = [path for path in ([named] if named else PLACES) if path and os.access(path, os.X_OK)]
    assert found, MISSING
    return found[0]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": chromium(), "args": [*QUIET, *root]}


@pytest.fixture(scope="session")
def town(
    template: Path, tmp_path_factory: pytest.TempPathFactory, compiled: FileSystemBytecodeCache
) -> Iterator[Town]:
    with founded(template, tmp_path_factory.mktemp("town"), compiled, build) as town:
        yield town


@contextmanager
def founded(
    template: Path, folder: Path, compiled: FileSystemBytecodeCache, settle: Callable[[Town], None]
) -> Iterator[Town]:
    """An institution of its own in this folder, served once ``settle`` has made in it what there is to see."""
    shutil.copy2(template, folder / "approval.db")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(folder, f"sqlite:///{folder / 'approval.db'}", KEY, base_url=address)
        app = create_app(settings, clock=(clock := Clock()))
        app.jinja_env.bytecode_cache = compiled
        town = Town(app, clock)
        settle(town)
        with served(app, listener):
            yield town
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def context_of(browser: Browser, town: Town) -> Iterator[Callable[..., BrowserContext]]:
    """``context_of(someone, **options)``: a browser of their own, signed in; nobody is signed in without one."""
    opened: list[BrowserContext] = []

    def open_one(someone: Someone | None = None, lang: str = "en", **options: Any) -> BrowserContext:
        context = browser.new_context(base_url=town.address, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "lang", "value": lang, "url": town.address}])
        if someone is not None:
            context.add_cookies([town.cookie(someone)])
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
