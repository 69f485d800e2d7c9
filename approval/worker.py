"""The worker: does what is due, soon after it is due, in a thread of ``serve`` or as a process of its own."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask

from .desk import Desk
from .operations.letters import send_due
from .operations.reminding import remind_due
from .operations.working import Tools, run_next, tools_of

_log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""A job waits at most this long after its commit, also where another process wrote it."""
LOOK_AGAIN = timedelta(hours=1)
"""Between two looks at the cases that nobody moves: what is due there is due for a day."""
AFTER_A_FAULT = 10.0
"""Seconds to wait where the database itself cannot be reached."""


class Worker:
    """Does jobs one after the other until it is told to stop. Several may run at once, here or elsewhere."""

    def __init__(self, app: Flask, *, tools: Tools | None = None, poll_seconds: float = POLL_SECONDS) -> None:
        self._app, self._tools, self._poll = app, tools, poll_seconds
        self._looked: datetime | None = None
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread of this process."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self, timeout: float | None = 70) -> None:
        """Finish the job in hand and end; waits for the thread at most ``timeout`` seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def wake(self) -> None:
        """There may be something to do now."""
        self._wake.set()

    def run(self) -> None:
        """Work until ``stop``. Raises SettingsError where letters have no way to leave."""
        if self._tools is not None:
            self._work(self._tools)
            return
        with tools_of(self._desk) as tools:
            self._work(tools)

    def run_until_signalled(self) -> None:
        """Work in this thread, the process's main one, until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())
        self.run()

    def _end(self) -> None:
        self._stopping.set()
        self._wake.set()

    def _work(self, tools: Tools) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            pause = self._poll
            try:
                with self._app.app_context():
                    if self._one(tools):
                        continue
            except Exception:  # noqa: BLE001  a database that is away comes back
                _log.exception("the worker could not look for jobs")
                pause = AFTER_A_FAULT
            self._wake.wait(pause)

    def _one(self, tools: Tools) -> bool:
        now = cast(Callable[[], datetime], self._app.config["CLOCK"])()
        send_due(self._desk, now)
        if self._looked is None or now - self._looked >= LOOK_AGAIN:
            remind_due(self._desk, now)
            self._looked = now
        return run_next(self._desk, now, tools)

    @property
    def _desk(self) -> Desk:
        return cast(Desk, cast(Any, self._app).extensions["desk"])
