"""People who save, attach, submit and send back, and remember what they were told was done."""

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from tests.crash.caller import Answer, Caller, Unanswered

LONG = "Hospitals postpone procedures for want of this skill, and employers would send their own staff. " * 2


@dataclass
class Told:
    """What was acknowledged, that is: what an answer over HTTP said was done, or was refused."""

    saves: list[tuple[str, str, str]] = field(default_factory=list)
    """(reference, question, text), in the order in which they were acknowledged."""
    uploads: dict[str, bytes] = field(default_factory=dict)
    """By digest."""
    sent_files: set[str] = field(default_factory=set)
    """Digests of everything that was ever sent, acknowledged or not."""
    done: dict[str, str] = field(default_factory=dict)
    """Action by key."""
    refused: set[str] = field(default_factory=set)
    asking: int = 0
    """How many are at this moment waiting to hear that a file was kept, or that an action was taken."""
    broken: int = 0
    """How often an answer was broken off: asked before the kill, and never told."""
    wrong: list[str] = field(default_factory=list)


class Pair(threading.Thread):
    """A proposer and somebody at intake: a case goes between them, once at least, until they are told to stop."""

    def __init__(self, reference: str, proposer: Caller, intake: Caller, told: Told) -> None:
        super().__init__(name=reference, daemon=True)
        self.reference, self.proposer, self.intake, self.told = reference, proposer, intake, told
        self.stopping = threading.Event()
        self.count = 0

    def run(self) -> None:
        try:
            self.write("submit")
            while True:
                self.send_back()
                self.write("resubmit")
                if self.stopping.is_set():
                    return
        except Exception as fault:  # noqa: BLE001  a thread's failure is the test's
            self.told.wrong.append(f"{self.reference}: {type(fault).__name__}: {fault}")

    # ── what they do ─────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, onward: str) -> None:
        where = self.path("forms/concept/idea")
        typed = self.read(self.proposer, where).form(where)
        for _ in range(4):
            self.save(where, typed)
        self.attach()
        self.act(self.proposer, "forms/concept/check", onward)

    def save(self, where: str, typed: dict[str, str]) -> None:
        self.count += 1
        typed["rationale"] = f"Version {self.count} of {self.reference}. {LONG}".strip()
        answer = self.insist(lambda: self.proposer.post(where, typed.items(), script=True))
        assert answer.status == 200, answer.says
        said = json.loads(answer.body)
        assert not said["conflict"], said
        typed["seen"] = str(said["version"])
        self.told.saves.append((self.reference, "rationale", typed["rationale"]))

    def attach(self) -> None:
        content = b"%PDF-1.7\n" + os.urandom(300_000) + b"\n%%EOF\n"
        digest = sha256(content).hexdigest()
        self.told.sent_files.add(digest)
        where = self.path("forms/concept/people")
        typed = {**self.read(self.proposer, where).form(where), "_do": "exit"}
        send = partial(
            self.proposer.upload, where, typed.items(), "attachments", f"{self.count}.pdf", content
        )
        answer = self.insist(send, matters=True)
        assert answer.status == 303, answer.says
        self.told.uploads[digest] = content

    def send_back(self) -> None:
        missing = {
            "requests-0-question": "rationale",
            "requests-0-change": "Say which hospitals.",
            "rationale": "Two words more would do, thank you.",
            "resubmit_by": "2099-01-15",
        }
        self.act(self.intake, "actions/return_incomplete/", "return_incomplete", **missing)

    def act(self, who: Caller, page: str, action: str, **said: str) -> None:
        """Until it is done; where the worker's own act came between, the page is read again."""
        where = self.path(f"actions/{action}/")
        while True:
            wish = self.read(who, self.path(page)).form(where) | said
            answer = self.insist(partial(who.post, where, wish.items()), matters=True)
            if answer.status == 303:
                self.told.done[wish["key"]] = action
                return
            assert answer.status == 409, answer.says
            self.told.refused.add(wish["key"])

    # ── how they ask ─────────────────────────────────────────────────────────────────────────────────────────────

    def path(self, more: str) -> str:
        return f"/proposals/{self.reference}/{more}"

    def read(self, who: Caller, path: str) -> Answer:
        answer = self.insist(lambda: who.get(path))
        assert answer.status == 200, answer.says
        return answer

    def insist(self, ask: Callable[[], Answer], *, matters: bool = False) -> Answer:
        """Ask the very same again until somebody answers."""
        self.told.asking += matters
        try:
            while True:
                try:
                    return ask()
                except Unanswered as nobody:
                    self.told.broken += nobody.asked
                    time.sleep(0.1)
        finally:
            self.told.asking -= matters
