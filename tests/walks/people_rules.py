"""What holds of people after every step: who acted could (I4), somebody can go on (I9), nobody learns too much (I11)."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from tests.walks import condition_rules, law
from tests.walks.ledger import Ledger, Row, moment


def actors_could(ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I4: whoever acted had the role at that instant, on the day and after conflicts, and was not barred as author."""
    for event in new:
        name, who, at = event["action"], event["actor_id"], moment(event["at"])
        if who is None:
            if name not in law.BY_ITSELF:
                yield f"I4: nobody did {name}"
            continue
        action = law.actions_at(event["from_stage"]).get(name)
        sure, perhaps = (
            law.held(ledger, case["id"], who, at, before=event["seq"], sure=sure) for sure in (True, False)
        )
        if action is not None:
            yield from _of_the_workflow(event, action, sure, perhaps)
        else:
            yield from _besides(ledger, case, event, sure, perhaps)
        if name not in {"begin", "confirm"} and not sure <= set(event["roles"]) <= perhaps:
            yield f"I4: {name} was done as {event['roles']}, and the actor was {sorted(perhaps)}"


def _of_the_workflow(event: Row, action: dict[str, Any], sure: set[str], perhaps: set[str]) -> Iterator[str]:
    name = event["action"]
    if not perhaps & set(action["by"]):
        yield f"I4: {name} is for {action['by']}, and the actor was {sorted(perhaps)}"
    if sure & set(action.get("not_by", ())):
        yield f"I4: {name} is never for {action['not_by']}, and the actor was {sorted(sure)}"
    if action.get("body") and sure & law.PROPOSERS:
        yield f"I4: {name} was decided by a proposer of the case"


def _of_records(ledger: Ledger, case: Row, event: Row, sure: set[str], perhaps: set[str]) -> Iterator[str]:
    name, said = event["action"], ledger.said[event["id"]]
    action = law.actions_at(event["from_stage"])[said["action"]]
    offices = set(action["recorded_by"]) | (set(action["by"]) if name == "unrecord" else set())
    if not perhaps & offices or (name == "record" and sure & set(action.get("not_by", ()))):
        yield f"I4: {name} of {said['action']} by somebody who was {sorted(perhaps)}"


def _of_agendas(ledger: Ledger, case: Row, event: Row, *_: set[str]) -> Iterator[str]:
    body = ledger.said[event["id"]]["body"]
    if event["actor_id"] not in law.keepers(ledger, case["id"], body, moment(event["at"]), event["seq"]):
        yield f"I4: {event['action']} by somebody who does not keep that agenda"


def _of_conflicts(ledger: Ledger, case: Row, event: Row, *_: set[str]) -> Iterator[str]:
    """One's own, or a member's by the secretary of the meeting."""
    said, who = ledger.said[event["id"]], event["actor_id"]
    if who != said["person"]["id"]:
        body = said["meeting"]["body"]
        if who not in law.keepers(ledger, case["id"], body, moment(event["at"]), event["seq"]):
            yield "I4: a conflict was written down for somebody else, and not by the secretary"


def _besides(ledger: Ledger, case: Row, event: Row, sure: set[str], perhaps: set[str]) -> Iterator[str]:
    """What is no action of the workflow: by whom it may be done."""
    name = event["action"]
    wanted = law.SYSTEM.get(name, set())
    if wanted and not perhaps & wanted:
        yield f"I4: {name} is for {sorted(wanted)}, and the actor was {sorted(perhaps)}"
    if name in law.IMPARTIAL and sure & law.PROPOSERS:
        yield f"I4: {name} on one's own proposal"
    if name in OF:
        yield from OF[name](ledger, case, event, sure, perhaps)


def _of_letters(ledger: Ledger, case: Row, event: Row, _: set[str], perhaps: set[str]) -> Iterator[str]:
    at, seq, who = moment(event["at"]), event["seq"], event["actor_id"]
    letter = next(one for one in ledger["letter"] if one["id"] == ledger.said[event["id"]]["letter"])
    body = next(e["body"] for e in ledger["event"] if e["id"] == letter["event_id"])
    if not law.free(ledger, case["id"], who, at, seq):
        yield f"I4: {event['action']} by a proposer, or in conflict"
    if body in {None, "ce"}:
        if "ce_staff" not in perhaps:
            yield f"I4: {event['action']} by somebody who was {sorted(perhaps)}"
    elif who not in law.keepers(ledger, case["id"], body, at, seq):
        yield f"I4: {event['action']} of {body} by somebody who does not keep its letters"


OF: dict[str, Callable[..., Iterator[str]]] = {
    "record": _of_records,
    "unrecord": _of_records,
    "place_on_agenda": _of_agendas,
    "remove_from_agenda": _of_agendas,
    "declare_conflict": _of_conflicts,
    **dict.fromkeys(condition_rules.MAY, condition_rules.of_conditions),
    "send_letter": _of_letters,
    "edit_letter": _of_letters,
}
"""By what happened: who could do it, where that hangs on more than a role."""


def may_take(ledger: Ledger, case: Row, person: int, action: dict[str, Any], now: datetime) -> bool:
    """Whether the person is one of those whose action it is, after conflicts, and is not barred as an author."""
    if not law.may_open(ledger, case, person, now):
        return False
    held = law.held(ledger, case["id"], person, now)
    barred = held & set(action.get("not_by", ())) or (action.get("body") and held & law.PROPOSERS)
    return bool(held & {*action["by"], *action.get("recorded_by", ())}) and not barred


def who_can_go_on(ledger: Ledger, case: Row, now: datetime) -> set[tuple[int, str]]:
    """I9: (person, action) pairs by which the case can be moved once what they require is met."""
    effects = {"resume"} if case["on_hold"] else {None, "start_clock"}
    ahead = {n: a for n, a in law.actions_at(case["stage"]).items() if a.get("effect") in effects}
    return {
        (p["id"], name)
        for name, action in ahead.items()
        for p in ledger["person"]
        if may_take(ledger, case, p["id"], action | {"recorded_by": []}, now)
    }


def offered_too_much(
    ledger: Ledger, case: Row, offered: Iterable[tuple[int, str]], now: datetime
) -> Iterator[str]:
    """I4: nobody is offered what they could never do."""
    for person, name in offered:
        if not may_take(ledger, case, person, law.actions_at(case["stage"])[name], now):
            yield f"I4: person {person} is offered {name} at {case['stage']}, and is {sorted(law.held(ledger, case['id'], person, now))}"


def roles_are_right(
    ledger: Ledger, case: Row, known: Iterable[tuple[int, Collection[str]]], now: datetime
) -> Iterator[str]:
    """I4: the application knows everybody by the roles that they have, after conflicts."""
    for person, roles in known:
        if set(roles) != (held := law.held(ledger, case["id"], person, now)):
            yield f"I4: person {person} counts as {sorted(roles)}, and is {sorted(held)}"


def would_empty_an_office(ledger: Ledger, case: Row, person: int, now: datetime) -> bool:
    """Whether nobody could take some decision on the case any more, were this person in conflict as well."""
    for stage in law.stages():
        for action in law.actions_at(stage).values():
            seats = [
                (law.roles()[r]["body"], tuple(law.roles()[r]["offices"]))
                for r in action["by"]
                if "body" in law.roles()[r]
            ]
            able = {p for body, offices in seats for p in law.able(ledger, case["id"], body, offices, now)}
            if person in able and len(able) < 2:
                return True
    return False


def may_open(ledger: Ledger, person: int, now: datetime) -> set[str]:
    """I11: references of the cases that the person may know of."""
    return {p["reference"] for p in ledger["proposal"] if law.may_open(ledger, p, person, now)}


def told_too_much(ledger: Ledger, person: int, text: str, now: datetime) -> Iterator[str]:
    """I11: references and titles in a text that are of cases which its reader may not open."""
    known = may_open(ledger, person, now)
    for case in ledger["proposal"]:
        if case["reference"] not in known:
            for word in filter(None, (case["reference"], case["title"])):
                if word in text:
                    yield f"I11: person {person} was told of {case['reference']} ({word})"


def lists_are_right(ledger: Ledger, listed: Iterable[tuple[int, set[str]]], now: datetime) -> Iterator[str]:
    """I11: each person's list holds what they may open, and nothing else."""
    for person, found in listed:
        if found != (known := may_open(ledger, person, now)):
            yield f"I11: person {person} is shown {sorted(found - known)} and not {sorted(known - found)}"
