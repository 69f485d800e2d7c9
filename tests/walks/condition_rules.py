"""What holds of conditions after every step: who met, signed, waived or changed them could, and none got lost.

Nobody has delegated anything in the house: the person named signs, and nobody for them.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tests.walks import law
from tests.walks.ledger import Ledger, Row, local_day, moment

HEADS = {"chair", "vice_chair", "director", "deputy_director", "lead"}
SIGNING = HEADS | {"secretary", "deputy_secretary"}
CLOSING = {"close_condition", "waive_condition"}


def of_conditions(ledger: Ledger, case: Row, event: Row, _: set[str], perhaps: set[str]) -> Iterator[str]:
    """I4: each act on a condition was by one of those whose it is."""
    number, who = ledger.said[event["id"]]["number"], event["actor_id"]
    condition = next(c for c in ledger.of("condition", case["id"]) if c["number"] == number)
    may = MAY[event["action"]](ledger, case, condition, event, perhaps)
    if not may:
        yield f"I4: {event['action']} of condition {number} of {condition['body']} by {who}, who was {sorted(perhaps)}"


def _brings(ledger: Ledger, case: Row, condition: Row, event: Row, perhaps: set[str]) -> bool:
    """Whoever has the case in hand, the owner, and whoever signs off in the same breath."""
    then = next((e for e in ledger.events(case["id"]) if e["seq"] == event["seq"] + 1), None)
    signed = (
        then is not None
        and then["action"] == "close_condition"
        and _about(ledger, then) == condition["number"]
        and (then["actor_id"], then["at"]) == (event["actor_id"], event["at"])
    )
    return signed or bool(perhaps & law.BRINGERS) or condition["owner_id"] == event["actor_id"]


def _signs(ledger: Ledger, case: Row, condition: Row, event: Row, perhaps: set[str]) -> bool:
    """The person named; a head or a successor where they cannot; the director of CE where nobody of the body can."""
    body, named, who = condition["body"], condition["signer_id"], event["actor_id"]
    if named in _able(ledger, case, body, _offices(ledger, body), event):
        return bool(who == named)
    offices = SIGNING
    if named is not None:
        own = {b["id"] for b in ledger["body"] if b["key"] == body}
        past = {m["office"] for m in ledger["membership"] if m["person_id"] == named and m["body_id"] in own}
        offices = _heads(ledger, body) | past
    return _by_office(ledger, case, body, offices, event, perhaps)


def _assigns(ledger: Ledger, case: Row, condition: Row, event: Row, perhaps: set[str]) -> bool:
    body = condition["body"]
    return _by_office(ledger, case, body, _heads(ledger, body), event, perhaps)


def _waives(ledger: Ledger, case: Row, condition: Row, event: Row, _: set[str]) -> bool:
    """Only the body that imposed it, through its head: nobody steps in for it."""
    body = condition["body"]
    return event["actor_id"] in _able(ledger, case, body, _heads(ledger, body), event)


def _reopens(ledger: Ledger, case: Row, condition: Row, event: Row, perhaps: set[str]) -> bool:
    """Within the retraction window, until the case has moved on: who closed it, who signs, the head of the body."""
    before = [e for e in ledger.events(case["id"]) if e["seq"] < event["seq"]]
    closed = [e for e in before if e["action"] in CLOSING and _about(ledger, e) == condition["number"]][-1]
    later = [e for e in before if e["seq"] > closed["seq"]]
    if any(e["from_stage"] != e["to_stage"] for e in later):
        return False
    at = moment(closed["at"])
    [body] = [b["id"] for b in ledger["body"] if b["key"] == condition["body"]]
    rules = [r for r in ledger["body_rules"] if r["body_id"] == body]
    held = max((r for r in rules if r["since"] <= local_day(at).isoformat()), key=lambda r: r["since"])
    if moment(event["at"]) - at > timedelta(hours=held["retraction_hours"]):
        return False
    own = closed["actor_id"] == event["actor_id"]
    return (
        (own and law.free(ledger, case["id"], event["actor_id"], moment(event["at"]), event["seq"]))
        or _signs(ledger, case, condition, event, perhaps)
        or _waives(ledger, case, condition, event, perhaps)
    )


MAY = {
    "condition_evidence": _brings,
    "close_condition": _signs,
    "assign_condition": _assigns,
    "waive_condition": _waives,
    "reopen_condition": _reopens,
}


def _by_office(
    ledger: Ledger, case: Row, body: str, offices: set[str], event: Row, perhaps: set[str]
) -> bool:
    there = _able(ledger, case, body, offices, event)
    if event["actor_id"] in there:
        return True
    free = law.free(ledger, case["id"], event["actor_id"], moment(event["at"]), event["seq"])
    return not there and free and "ce_director" in perhaps


def _able(ledger: Ledger, case: Row, body: str, offices: set[str], event: Row) -> set[int]:
    return law.able(ledger, case["id"], body, tuple(sorted(offices)), moment(event["at"]), event["seq"])


def _offices(ledger: Ledger, body: str) -> set[str]:
    [found] = [b for b in ledger["body"] if b["key"] == body]
    return {o["name"] for o in found["offices"]}


def _heads(ledger: Ledger, body: str) -> set[str]:
    every = _offices(ledger, body)
    return every & HEADS or every


def _about(ledger: Ledger, event: Row) -> Any:
    return ledger.said[event["id"]].get("number")


# ── what keeps a gate shut, and what may not vanish ──────────────────────────────────────────────────────────────


def gates_stay_shut(ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I3: no action that requires its conditions closed was taken while one that is due was open."""
    for event in new:
        action = law.actions_at(event["from_stage"]).get(event["action"], {})
        points = [
            r["conditions_closed"]
            for r in action.get("requires", ())
            if isinstance(r, dict) and "conditions_closed" in r
        ]
        for condition in _open_before(ledger, case, event) if points else ():
            if _due(condition, points[0], local_day(moment(event["at"])).isoformat()):
                yield f"I3: {event['action']} while condition {condition['number']} was open"


def findings_are_conditions(ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I3: a review that was handed in holds every required finding that is open, and each of its own is a condition."""
    for event in new:
        imposes = law.actions_at(event["from_stage"]).get(event["action"], {}).get("imposes")
        if not imposes:
            continue
        # a review that was handed in again as it was freezes nothing: its text is the one before
        texts = [
            r
            for r in ledger.of("revision", case["id"])
            if r["form"] == imposes["form"] and r["event_id"] <= event["id"]
        ]
        rows = texts[-1]["answers"].get(imposes["question"]) or [] if texts else []
        required = {r["id"]: r["finding"].strip() for r in rows if r.get("kind") == "required"}
        kept = {c["finding"]: c["text"] for c in ledger.of("condition", case["id"]) if c["finding"]}
        for finding, words in required.items():
            if finding not in kept:
                yield f"I3: the required finding {words!r} is no condition"
        for condition in _open_before(ledger, case, event):
            if condition["finding"] and required.get(condition["finding"]) != condition["text"]:
                yield f"I3: the finding of condition {condition['number']} is gone from the review"


def none_is_lost(before: Ledger, ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I1: a condition ends only with the decision that is retracted; what shows it met is only ever added to."""
    was, now = ({c["id"]: c for c in one.of("condition", case["id"])} for one in (before, ledger))
    gone = was.keys() - now.keys()
    if gone and "retract" not in {e["action"] for e in new}:
        yield f"I1: conditions {sorted(was[g]['number'] for g in gone)} are gone, and no decision was retracted"
    kept = {e["id"]: e for e in ledger["evidence"]}
    for one in before["evidence"]:
        if one["condition_id"] in was.keys() - gone and kept.get(one["id"]) != one:
            yield f"I1: what showed condition {was[one['condition_id']]['number']} met has changed"
    for number in (c["number"] for i, c in now.items() if i in was and _words(c) != _words(was[i])):
        yield f"I1: condition {number} is not what was imposed"


def _words(condition: Row) -> tuple[Any, ...]:
    return tuple(condition[name] for name in ("number", "text", "body", "event_id", "finding"))


def _open_before(ledger: Ledger, case: Row, event: Row) -> list[Row]:
    """Conditions that had been imposed and are still open after the step."""
    return [
        c
        for c in ledger.of("condition", case["id"])
        if c["event_id"] < event["id"] and c["closed_at"] is None
    ]


def _due(condition: Row, point: str, today: str) -> bool:
    if condition["due"] == "date":
        return bool(condition["due_on"] and condition["due_on"] < today)
    return condition["due"] == "next_gate" or point == "launch"
