"""What a decision form takes over from the meeting that decided: nobody types twice what the room did."""

from collections.abc import Mapping
from typing import Any

from ..deliberation.deciding import AGAINST, FOR, PASSED
from ..forms.definition import Field
from ..language import Lang, Text, format_day
from ..models.meetings import Motion
from ..models.people import Person
from .chamber import sitting_of
from .motions import Decided, number_of

MINUTES = Text(en="Minutes of {day}, item {n}", fr="Procès-verbal du {day}, point {n}")
RESULTS = {"carried", "carried_unanimously", "defeated"}
AMENDED = "carried_as_amended"
CALLED = {
    "carried": ("postponed", "referred"),
    "carried_as_amended": ("carried", "postponed", "referred"),
    "carried_unanimously": ("postponed_unanimously", "referred_unanimously"),
}
"""What forms call a motion that was carried, by what it would do."""
LEFT, SILENT = "left", "silent"


def facts_of_meeting(found: Decided, lang: Lang, now: Any) -> Mapping[str, Any]:
    """By question of the decision forms: meeting, quorum, conflicts, motion, votes, dissent, authority."""
    meeting, rules = found.meeting, found.meeting.body.on(found.meeting.held_on)
    sitting = sitting_of(meeting, found.item, now=now)
    away = sorted(sitting.barred & frozenset(sitting.seats))
    instrument = rules.instrument.in_(lang)
    title, _, section = instrument.partition(", ")
    given: dict[str, Any] = {
        "meeting": {"id": str(meeting.id), "name": ""},
        "present": meeting.present,
        "regrets": meeting.regrets,
        "quorum_met": sitting.quorum.met or None,
        "conflicts_declared": "declared" if away else "none",
        "conflicts": [
            {
                "member": {"id": str(p), "name": sitting.seats[p].name},
                "done": LEFT if rules.conflicted_leave else SILENT,
            }
            for p in away
        ],
        "session": "in_camera" if found.item.in_camera else "open",
        "authority_title": title,
        "authority_section": section.removeprefix("section ").removeprefix("article ").partition(",")[0],
        "minutes_reference": _minutes(found, lang),
    }
    return {**given, **(_motion(found, found.motion) if found.motion else {})}


def in_words_of(fields: Mapping[str, Field], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, the result of the motion named as the form names it."""
    result, asked = known.get("result"), fields.get("result")
    if result is None or asked is None:
        return known
    offered = {option.value for option in asked.options}
    named = next((name for name in (result, *CALLED.get(result, ())) if name in offered), result)
    return {**known, "result": named}


def _motion(found: Decided, motion: Motion) -> dict[str, Any]:
    votes = dict(motion.tally.get("votes") or {})
    amended = [m for m in found.amendments if m.result in PASSED]
    objecting = [v for v in found.votes if v.choice == "objection" and v.dissent]
    needed, counted = motion.tally.get("needed", 0), motion.tally.get("counted", 0)
    return {
        "quorum_met": counted >= needed or None,  # as it was at the vote, whoever left since
        "motion_number": motion.number,
        "proposed_text": motion.proposed,
        "final_text": motion.text,
        "amendments": "\n".join(f"{m.number}: {m.text}" for m in found.amendments) or None,
        "moved_by": _person(motion.moved_by),
        "seconded_by": _person(motion.seconded_by),
        "votes_for": votes.get(FOR, 0),
        "votes_against": votes.get(AGAINST, 0),
        "abstentions": votes.get("abstain", 0),
        "result": AMENDED if amended and motion.result in PASSED else _result(motion),
        "decision_method": _method(motion),
        "objections": "\n".join(v.dissent for v in objecting) or None,
        "dissent": [
            {"member": {"id": str(v.person_id), "name": v.person.name}, "words": v.dissent}
            for v in found.votes
            if v.dissent and v.choice != "objection"
        ]
        or None,
    }


def _result(motion: Motion) -> str | None:
    return motion.result if motion.result in RESULTS else ("carried" if motion.result in PASSED else None)


def _method(motion: Motion) -> str:
    """As the forms of consensus bodies ask it."""
    methods = {"consensus", "consensus_with_objections", "chair_fallback"}
    return motion.result if motion.result in methods else "vote"


def _person(person: Person | None) -> dict[str, str] | None:
    return {"id": str(person.id), "name": person.name} if person else None


def _minutes(found: Decided, lang: Lang) -> str:
    day = format_day(found.meeting.held_on, lang)
    return MINUTES.in_(lang).format(day=day, n=number_of(found.item))
