"""Versions of the shipped workflow, made for tests: numbered, reworded, with a step inserted."""

import re
import tomllib
from collections.abc import Callable

from approval.desk import Desk
from approval.language import Text, same
from approval.operations.adopting import adopt_made, known_versions
from approval.versions import Version
from approval.workflow.facts import Actor
from approval.workflow.inserting import insert
from approval.workflow.phrases import phrase_of
from approval.workflow.step_plan import NewStep

NAME = Text(en="Board Education Committee", fr="Comité de l’éducation du conseil")


_SHIPPED = [tomllib.loads(bundle["workflow.toml"]) for bundle in known_versions()]
SHIPPED: int = next(flow["version"] for flow in _SHIPPED if flow["id"] == "michener")
"""The version that comes with the application."""
NEXT = SHIPPED + 1
"""The one that an administrator's first change makes."""


def next_version(desk: Desk, actor: Actor, now, change: Callable[[str], str] = lambda text: text) -> Version:
    """The next version, its workflow's text changed, taken into use."""
    newest = desk.versions.newest("michener")
    text = re.sub(
        r"\nversion   = \d+\n",
        f"\nversion   = {newest.workflow.version + 1}\n",
        newest.bundle["workflow.toml"],
    )
    bundle = {**newest.bundle, "workflow.toml": change(text)}
    return adopt_made(desk, actor, newest.digest, bundle, same("a test"), now=now)


def with_committee(desk: Desk, actor: Actor, now, body: str = "quality") -> Version:
    """The next version, with a committee between the Senior Management Team and the Board."""
    newest = desk.versions.newest("michener")
    offices = ("chair", "secretary", "member")
    step = NewStep("proposal_review", "board_review", body, NAME, phrase_of(NAME), NAME, offices)
    bundle = insert(newest.bundle, newest.workflow, step)
    return adopt_made(desk, actor, newest.digest, bundle, same("a test"), now=now)
