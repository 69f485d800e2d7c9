"""The real server and the real worker as processes, killed and started again at random moments."""

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY = {"serve": "Ctrl-C stops it.", "worker": "waiting for jobs"}
STARTS_WITHIN = 60
PATIENCE = 2.0


class Mortal:
    """A command that may be killed: there is always one of it, or the next one is starting."""

    def __init__(self, words: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self.words, self.deaths, self.said = words, 0, list[str]()
        self.ready = threading.Event()
        self._told: queue.Queue[int] = queue.Queue()
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.hasty"],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.start()

    def start(self) -> None:
        assert self._parent.stdin
        print(json.dumps(self.words), file=self._parent.stdin, flush=True)
        self.process = self._hear()

    def wait_ready(self) -> None:
        assert self.ready.wait(STARTS_WITHIN), f"{self.words} did not start: {self.said[-20:]}"

    def kill(self) -> None:
        """kill -9, and another takes its place."""
        os.kill(self.process, signal.SIGKILL)
        assert self._hear() == -signal.SIGKILL, f"{self.words} died by itself: {self.said[-20:]}"
        self.deaths += 1
        self.ready.clear()
        self.start()

    def end(self) -> int:
        """Told to stop, as a service is; its exit code."""
        os.kill(self.process, signal.SIGTERM)
        return self._hear()

    def bury(self) -> None:
        """Whatever is left of it, at the end of a test."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        assert self._parent.stdin
        self._parent.stdin.close()
        self._parent.wait(STARTS_WITHIN)
        self._listening.join(STARTS_WITHIN)

    def _hear(self) -> int:
        """The process that was started, or how it ended."""
        return self._told.get(timeout=STARTS_WITHIN)

    def _listen(self) -> None:
        assert self._parent.stdout
        with self._parent.stdout as lines:
            for line in lines:
                self.said.append(line.rstrip())
                if line.startswith("hasty "):
                    self._told.put(int(line.split()[-1]))
                elif READY[self.words[0]] in line:
                    self.ready.set()


@dataclass(frozen=True, slots=True)
class Moments:
    """When it hurts: just after something rose, be it what was told, what was committed, or what is going on."""

    chance: random.Random
    risen: Sequence[Callable[[], int]]

    def __iter__(self) -> Iterator[None]:
        """Wait for one moment after the other, each kind in turn."""
        for count in cycle(self.chance.sample(self.risen, len(self.risen))):
            last, left = count(), self.chance.randint(1, 3)
            end = time.monotonic() + self.chance.uniform(0.5, PATIENCE)
            while left and time.monotonic() < end:
                time.sleep(0.003)
                last, before = count(), last
                left -= last > before
            if self.chance.random() < 1 / 3:
                time.sleep(self.chance.uniform(0, 0.1))
            yield


def slay(mortal: Mortal, times: int, moments: Moments) -> None:
    """Kill it so often: in the middle of its work, once while it is still starting."""
    moment = iter(moments)
    for n in range(times):
        if n == 1:
            time.sleep(moments.chance.uniform(0.1, 1))
        else:
            mortal.wait_ready()
            next(moment)
        mortal.kill()
    mortal.wait_ready()
