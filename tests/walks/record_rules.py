"""What holds of the record after every step: I1, I2, I3, I5, I7 and I8 of a walk.

Each check yields what is wrong, in words. ``new`` are the events of the step that was just taken.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from approval.models.records import IN_FORCE
from tests.walks import law
from tests.walks.ledger import Ledger, Row, hash_of, moment, sha

RETRACTED_WITHIN, RECONSIDERED_WITHIN = timedelta(hours=24), timedelta(days=30)
FIRST_ACTS = {"record", "place_on_agenda", "hand_in", "accept_intake"}
"""By which the next body has acted, besides deciding and going further."""


def events_and_stages(ledger: Ledger, case: Row) -> Iterator[str]:
    """I1: the stage is where the events lead, each of a version of its own, and no event of it is missing."""
    stage, version = law.workflow()["initial"], 0
    for event in ledger.events(case["id"]):
        if event["from_stage"] != stage:
            yield f"I1: {event['action']} begins in {event['from_stage']}, and the case was in {stage}"
        if event["version"] <= version:
            yield f"I1: {event['action']} has version {event['version']} after {version}"
        stage, version = event["to_stage"], event["version"]
    if case["stage"] != stage:
        yield f"I1: the case is in {case['stage']}, and no event led there from {stage}"
    if case["version"] < version:
        yield f"I1: the case has version {case['version']}, its last event {version}"


def version_rises(before: Ledger, ledger: Ledger, case: Row) -> Iterator[str]:
    """I1: whatever rules read does not change behind the back of a page that was read before."""
    old = next((p for p in before["proposal"] if p["id"] == case["id"]), None)
    if old is None or case["version"] > old["version"]:
        return
    was, now = before.facts(case["id"]), ledger.facts(case["id"])
    if changed := {kind: (was[kind], now[kind]) for kind in now if was[kind] != now[kind]}:
        yield f"I1: the version stays {case['version']} and this changed: {changed}"


def chain_holds(ledger: Ledger, case: Row) -> Iterator[str]:
    """I2: no gap, each hash is of what its event says and of the one before, and the texts are those it names."""
    previous = ""
    events = ledger.events(case["id"])
    for number, event in enumerate(events, 1):
        if event["seq"] != number:
            yield f"I2: event {number} is missing"
        if event["previous"] != previous or event["hash"] != hash_of(event):
            yield f"I2: the hash of event {number} does not hold"
        if event["id"] not in ledger.said or sha(ledger.said[event["id"]]) != event["said_digest"]:
            yield f"I2: what was said at event {number} is not what its digest names"
        previous = event["hash"]
    if (case["last_seq"], case["last_hash"]) != (len(events), previous):
        yield f"I2: the case knows {case['last_seq']} events, and there are {len(events)}"


def acts_of_the_workflow(ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I3: what happened is an action of the workflow at that stage, and led where it may lead."""
    events = ledger.events(case["id"])
    for event in new:
        name, here, there = event["action"], event["from_stage"], event["to_stage"]
        action = law.actions_at(here).get(name)
        if action is None:
            if name not in law.SYSTEM or (name != "begin" and here != there):
                yield f"I3: no action {name} leads from {here} to {there}"
            continue
        if event["body"] != action.get("body"):
            yield f"I3: {name} is a decision of {action.get('body')}, and is recorded as one of {event['body']}"
        before = [e for e in events if e["seq"] < event["seq"]]
        if there not in _leads_to(here, action, event, before):
            yield f"I3: {name} does not lead from {here} to {there}"


def _leads_to(here: str, action: dict[str, Any], event: Row, before: list[Row]) -> set[str]:
    found: set[str] = set()
    for to in law.targets(action):
        if to == "@here":
            found.add(here)
        elif to == "@decided_from":
            decision = law.decided(before)
            found |= {decision["from_stage"]} if decision else set()
        elif to == "@returned_from":
            found |= _may_resume(here, event, before)
        else:
            found.add(to)
    return found


def _may_resume(here: str, event: Row, before: list[Row]) -> set[str]:
    """Stages from which it was sent back; never past a body that decided on a text which has changed since."""
    order = list(law.stages())
    back = {e["from_stage"] for e in before if e["to_stage"] == here and e["from_stage"] != here}
    passed = {e["from_stage"]: e["content_digest"] for e in before if e["body"] and e["to_stage"] != here}
    stale = [order.index(s) for s, digest in passed.items() if digest != event["content_digest"]]
    return {s for s in order if (s in back or s in passed) and order.index(s) <= min(stale, default=99)}


def decides_on_what_is_named(ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I5: a decision names the texts as they were frozen last, and the chair binds what the secretary wrote."""
    texts = law.workflow()["texts"]
    events = {e["id"]: e for e in ledger.events(case["id"])}
    for event in (e for e in new if e["body"] or e["action"] == "record"):
        latest = {}
        for revision in sorted(ledger.of("revision", case["id"]), key=lambda r: r["id"]):
            if events[revision["event_id"]]["seq"] <= event["seq"] and revision["form"] in texts:
                latest[revision["form"]] = sha(revision["answers"])
        if event["content_digest"] != sha(latest):
            yield f"I5: {event['action']} names another text than the one on record"
        if event["body"]:
            yield from _confirms(ledger, list(events.values()), event)


def _confirms(ledger: Ledger, events: list[Row], event: Row) -> Iterator[str]:
    written = None
    for earlier in (e for e in events if e["seq"] < event["seq"]):
        if earlier["action"] == "record":
            written = earlier
        elif (
            earlier["action"] == "unrecord" or earlier["body"] or earlier["from_stage"] != earlier["to_stage"]
        ):
            written = None
    if written is None:
        return
    said = {k: v for k, v in ledger.said[written["id"]].items() if k not in {"action", "to"}}
    if ledger.said[written["id"]]["action"] == event["action"]:
        # a binding event also keeps the body as it was
        bound = {k: v for k, v in ledger.said[event["id"]].items() if k != IN_FORCE}
        if said != bound or written["content_digest"] != event["content_digest"]:
            yield f"I5: the chair bound something else than the record of {event['action']}"
        if ledger.said[written["id"]]["to"] not in {None, event["to_stage"]}:
            yield "I5: the case went elsewhere than the record says"


def jobs_have_a_cause(ledger: Ledger) -> Iterator[str]:
    """I7: each job belongs to one event or entry, which asks for it; and what an event asks for is a job."""
    events = {e["id"]: e for e in ledger["event"]}
    asked: dict[int, set[str]] = {}
    entries = {e["id"] for e in ledger["entry"]}
    for job in (j for j in ledger["job"] if j["event_id"] or j["entry_id"] not in entries):
        event = events.get(job["event_id"])
        if event is None:
            yield f"I7: job {job['id']} has no event"
            continue
        if job["kind"] == "render":
            asked.setdefault(event["id"], set()).add(job["subject"].partition(":")[0])
    languages = {p["id"]: p["language"] for p in ledger["proposal"]}
    own = {(j["event_id"], j["subject"]) for j in ledger["job"] if j["kind"] == "render"}
    for event in events.values():
        action = law.actions_at(event["from_stage"]).get(event["action"], {})
        wanted = {"letter"} if event["action"] == "send_letter" else set(action.get("documents", ()))
        if asked.get(event["id"], set()) != wanted:
            yield f"I7: {event['action']} asks for {sorted(wanted)}, and its jobs make {asked.get(event['id'])}"
        for name in wanted - {"letter"}:
            if (event["id"], f"{name}:{languages[event['proposal_id']]}") not in own:
                yield f"I7: {name} of {event['action']} is not made in the language of the case"
    for paper in ledger["document"]:
        if (paper["event_id"], f"{paper['name']}:{paper['language']}") not in own:
            yield f"I7: nobody asked for document {paper['id']}"


def final_stays(before: Ledger, ledger: Ledger, case: Row, new: list[Row]) -> Iterator[str]:
    """I8: a closed case changes by retraction or reconsideration in their windows; its letters may still leave."""
    events = ledger.events(case["id"])
    for event in new:
        if law.final(event["from_stage"]) and event["action"] not in law.AFTER_THE_END:
            yield f"I8: {event['action']} on a closed case"
        if event["action"] in {"retract", "reconsider"}:
            yield from _in_time(events, event)
    was = next((p for p in before["proposal"] if p["id"] == case["id"]), None)
    if was is None or not law.final(was["stage"]) or {"retract", "reconsider"} & {e["action"] for e in new}:
        return
    old, now = before.facts(case["id"]), ledger.facts(case["id"])
    if changed := [kind for kind in now if old[kind] != now[kind]]:
        yield f"I8: {changed} of a closed case changed"


def _moves(event: Row) -> bool:
    return bool(event["from_stage"] != event["to_stage"])


def _in_time(events: list[Row], event: Row) -> Iterator[str]:
    before = [e for e in events if e["seq"] < event["seq"]]
    decision = law.decided(before)
    if decision is None:
        yield f"I8: {event['action']} without a decision to go back on"
        return
    since = moment(event["at"]) - moment(decision["at"])
    later = [e for e in before if e["seq"] > decision["seq"]]
    if event["action"] == "retract":
        if since > RETRACTED_WITHIN:
            yield f"I8: retracted {since} after the decision"
        if acts := [e["action"] for e in later if e["action"] in FIRST_ACTS or e["body"] or _moves(e)]:
            yield f"I8: retracted after the next body had acted: {acts}"
        return
    if since > RECONSIDERED_WITHIN or any(e["action"] == "reconsider" for e in before):
        yield f"I8: reconsidered {since} after the decision, or twice"
    if event["actor_id"] in {e["actor_id"] for e in before if e["body"]}:
        yield "I8: reconsidered by somebody who took the decision"
