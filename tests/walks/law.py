"""What the workflow file allows, and who is who: worked out from the file and the rows, without the application."""

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.walks.ledger import Ledger, Row, local_day, moment

FILE = Path(__file__).parents[2] / "workflows" / "michener" / "workflow.toml"
OWN = {"proposer", "co_proposer", "team_lead", "team_member"}
"""What a declared conflict leaves a person."""
PROPOSERS = {"proposer", "co_proposer"}
SECRETARIES = ("secretary", "deputy_secretary")
CHAIRS = ("chair", "vice_chair")
BRINGERS = {"ce_staff", "proposer", "co_proposer", "sponsor", "team_lead", "team_member"}
KEEPERS = {"ce_director", "registrar"}
SYSTEM: dict[str, set[str]] = {
    "begin": set(),
    "record": set(),
    "unrecord": set(),
    "declare_conflict": set(),
    "place_on_agenda": set(),
    "remove_from_agenda": set(),
    "close_condition": set(),
    "waive_condition": set(),
    "reopen_condition": set(),
    "assign_condition": set(),
    "condition_evidence": set(),
    "send_letter": set(),
    "remind_idle": set(),
    "ask_idle": set(),
    "edit_letter": set(),
    "confirm": {"proposer"},
    "hand_in": {"assessor"},
    "name_assessors": {"ce_intake", "ce_director"},
    "invite_member": {"ce_staff"},
    "member_answer": {"ce_staff"},
    "name_lead": {"ce_staff"},
    "ask_resource": {"ce_staff"},
    "drop_resource": {"ce_staff"},
    "confirm_resource": {"ce_staff", *PROPOSERS},
    "name_reviewer": {"ce_staff", "quality_office"},
    "legal_hold": KEEPERS,
    "lift_hold": KEEPERS,
}
"""What happens besides the actions of the workflow, and by whom; where nothing is named, see ``people``."""
BY_ITSELF = {"send_letter", "begin", "remind_idle", "ask_idle"}
"""What the system does, or may do, without anybody."""
IMPARTIAL = {
    "name_assessors", "name_reviewer", "place_on_agenda", "remove_from_agenda", "close_condition", "waive_condition",
    "reopen_condition", "assign_condition", "legal_hold", "lift_hold",
}  # fmt: skip
AFTER_THE_END = {"retract", "reconsider", "send_letter", "edit_letter", "legal_hold", "lift_hold"}


@cache
def workflow() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


@cache
def stages() -> dict[str, Any]:
    return {s["name"]: s for s in workflow()["stage"]}


@cache
def roles() -> dict[str, Any]:
    return {r["name"]: r for r in workflow()["role"]}


@cache
def actions_at(stage: str) -> dict[str, Any]:
    """By name: the stage's own actions and those open anywhere."""
    final = "outcome" in stages()[stage]
    found = {a["name"]: a for a in stages()[stage].get("action", ())}
    for action in workflow()["anywhere"]:
        only, never = action.get("only_at"), action.get("except_at", ())
        if stage not in never and (not only or stage in only) and (not final or action.get("when_final")):
            found[action["name"]] = action
    return found


def final(stage: str) -> bool:
    return "outcome" in stages()[stage]


def targets(action: dict[str, Any]) -> list[str]:
    return [action["to"]] if isinstance(action["to"], str) else list(action["to"])


def decided(events: list[Row]) -> Row | None:
    """The last binding decision that stands, where nothing went back on it."""
    binding = [e for e in events if e["body"]]
    undone = [e for e in events if e["action"] in {"retract", "reconsider"}]
    if not binding or (undone and undone[-1]["seq"] > binding[-1]["seq"]):
        return None
    return binding[-1]


def offices(ledger: Ledger, person: int, day: date) -> set[tuple[str, str]]:
    """(body, office) pairs that the person holds on the day."""
    if (person, day) not in ledger.known:
        ledger.known[person, day] = _offices(ledger, person, day)
    found: set[tuple[str, str]] = ledger.known[person, day]
    return found


def _offices(ledger: Ledger, person: int, day: date) -> set[tuple[str, str]]:
    bodies = {b["id"]: b["key"] for b in ledger["body"]}
    return {
        (bodies[m["body_id"]], m["office"])
        for m in ledger["membership"]
        if m["person_id"] == person
        and m["since"] <= day.isoformat()
        and (m["until"] is None or m["until"] >= day.isoformat())
    }


def parts(
    ledger: Ledger, case: int, person: int, at: datetime | None = None, *, sure: bool = True
) -> set[str]:
    """The person's roles on the case now, or at a moment; one given or ended at that very moment is not sure."""
    found = set()
    for a in ledger.of("assignment", case):
        if a["person_id"] != person:
            continue
        if at is None:
            held = a["until"] is None
        elif sure:
            held = moment(a["since"]) < at and (a["until"] is None or moment(a["until"]) > at)
        else:
            held = moment(a["since"]) <= at and (a["until"] is None or moment(a["until"]) >= at)
        if held:
            found.add(a["role"])
    return found


def conflicted(ledger: Ledger, case: int, before: int | None = None) -> set[int]:
    """Who had declared a conflict in the case, before this event of it."""
    return {
        int(ledger.said[e["id"]]["person"]["id"])
        for e in ledger.events(case)
        if e["action"] == "declare_conflict" and (before is None or e["seq"] < before)
    }


def held(
    ledger: Ledger, case: int, person: int, at: datetime, *, before: int | None = None, sure: bool = True
) -> set[str]:
    """Every role towards the case that the person had at the moment (now, where no event is named)."""
    own = parts(ledger, case, person, None if before is None else at, sure=sure)
    if person in conflicted(ledger, case, before):
        return own & OWN
    seats = offices(ledger, person, local_day(at))
    return own | {
        name
        for name, role in roles().items()
        if "body" in role and any((role["body"], o) in seats for o in role["offices"])
    }


def free(ledger: Ledger, case: int, person: int, at: datetime, before: int | None = None) -> bool:
    """Neither in conflict nor a proposer of the case."""
    own = parts(ledger, case, person, None if before is None else at)
    return person not in conflicted(ledger, case, before) and not own & PROPOSERS


def able(
    ledger: Ledger, case: int, body: str, seats: tuple[str, ...], at: datetime, before: int | None = None
) -> set[int]:
    """Holders of these offices of the body who can act on the case."""
    return {
        p["id"]
        for p in ledger["person"]
        if offices(ledger, p["id"], local_day(at)) & {(body, s) for s in seats}
        and free(ledger, case, p["id"], at, before)
    }


def keepers(ledger: Ledger, case: int, body: str, at: datetime, before: int | None = None) -> set[int]:
    """Who keeps the body's agenda for the case: its secretaries, its chairs where no secretary can."""
    return able(ledger, case, body, SECRETARIES, at, before) or able(ledger, case, body, CHAIRS, at, before)


def may_open(ledger: Ledger, case: Row, person: int, now: datetime) -> bool:
    """Whether the person may know of the case: a part in it, or a seat in a body that it has reached."""
    own = parts(ledger, case["id"], person)
    if own & OWN:
        return True
    if person in conflicted(ledger, case["id"]):
        return False
    reached = {e["to_stage"] for e in ledger.events(case["id"])}
    readers = {r for stage in reached for r in stages()[stage].get("readers", ())}
    bodies = {roles()[r].get("body") for r in readers} - {None}
    seats = {body for body, _ in offices(ledger, person, local_day(now))}
    return bool(own or bodies & seats or (case["unconfirmed"] and case["entered_by_id"] == person))
