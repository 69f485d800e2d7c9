"""Which bodies have a case in hand, who can act for them in it, and who presides: from what stands around the case."""

import json
from collections.abc import Mapping
from typing import Any

from ..workflow.facts import Presiding
from ..workflow.links import BARS
from ..workflow.rules import PROPOSERS
from .around import Around

Roles = Mapping[int, frozenset[str]]


def barred_in(near: Around) -> frozenset[int]:
    """Persons whose conflict was declared or upheld."""
    return frozenset(int(person) for person, status, _ in near["conflict"] if status in BARS)


def seated(near: Around, roles: Roles) -> dict[str, Any]:
    """A body has a case on its agenda where the one that decides in its place has; so with its offices."""
    instead = {body: alternate for body, alternate, _ in near["alternate"]}
    able = _able(near, roles)
    pairs = {(body, office) for body, offices in able.items() for office in offices}
    return {
        "alternates": instead,
        "agenda": frozenset(_also_instead({body: body for body, _, _ in near["agenda"]}, instead)),
        "staffed": frozenset(
            {(body, office) for body, office in pairs if body not in instead}
            | {(was, office) for was, is_ in instead.items() for body, office in pairs if body == is_}
        ),
        "presiding": _also_instead(_presiding(near, able), instead),
    }


def _able(near: Around, roles: Roles) -> Mapping[str, Mapping[str, frozenset[int]]]:
    """By body and office: who can act in it on this case, neither conflicted nor its proposer."""
    unable = barred_in(near) | {p for p, held in roles.items() if held & PROPOSERS}
    found: dict[str, dict[str, frozenset[int]]] = {}
    for body, office, person in near["office"]:
        if int(person) not in unable:
            offices = found.setdefault(body, {})
            offices[office] = offices.get(office, frozenset()) | {int(person)}
    return found


def _presiding(near: Around, able: Mapping[str, Mapping[str, frozenset[int]]]) -> dict[str, Presiding]:
    """By body that meets about the case: who presides, and which offices somebody who can act in it was there to fill."""
    found: dict[str, Presiding] = {}
    for body, person, present in near["presides"]:
        there = {int(one["id"]) for one in json.loads(present or "[]")}
        offices = frozenset(office for office, people in able.get(body, {}).items() if people & there)
        found.setdefault(body, Presiding(int(person), offices))
    return found


def _also_instead(known: Mapping[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    """What is known by body, for those that decide themselves, and of an alternate for those in whose place it does."""
    own = {body: fact for body, fact in known.items() if body not in instead}
    return own | {body: known[alternate] for body, alternate in instead.items() if alternate in known}
