"""A decision says what the meeting decided: where a motion was voted on, the record must agree with it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ..deliberation.deciding import PASSED
from ..desk import Desk
from ..forms.definition import Field
from ..forms.web import Problem
from ..language import Lang, Text
from ..models.proposals import Proposal
from ..queries.chamber import marks_of, sitting_of
from ..queries.meeting_facts import facts_of_meeting, in_words_of
from ..queries.motions import Decided, decided_on
from ..queries.packets import is_as_shown
from ..workflow.definition import Action
from . import NotAllowed
from .moving import NOT_SHOWN, UNSEEN, text_of

OTHER = Text(
    en="The meeting carried another motion on this case, {number}: record what it decided, or put a new motion",
    fr="La réunion a adopté une autre motion dans ce dossier, {number}\u00a0: consignez ce qui a été décidé, ou "
    "mettez aux voix une nouvelle motion",
)
NOT_CARRIED = Text(
    en="The motion to do this was not carried ({number}): record another outcome, or put a new motion",
    fr="La motion en ce sens n’a pas été adoptée ({number})\u00a0: consignez une autre issue, ou mettez aux voix une "
    "nouvelle motion",
)
ONLY_DEFER = Text(
    en="The vote on {number} decided nothing: the case can only be deferred to another meeting",
    fr="Le vote sur {number} n’a rien décidé\u00a0: le dossier ne peut qu’être reporté à une autre réunion",
)
FEW = Text(
    en="Of those on record as present, {counted} count for this case, and {needed} are needed: the case can only wait "
    "for another meeting",
    fr="Parmi les personnes inscrites comme présentes, {counted} comptent pour ce dossier et il en faut {needed}\u00a0: "
    "le dossier ne peut qu’attendre une autre réunion",
)
STILL_OPEN = Text(
    en="The vote on this case is still open: close it first",
    fr="Le vote dans ce dossier est encore ouvert\u00a0: fermez-le d’abord",
)
CHANGED = Text(
    en="The text changed after the vote on {number}: the meeting must vote on the new text",
    fr="Le texte a changé après le vote sur {number}\u00a0: la réunion doit voter sur le nouveau texte",
)
DIFFERS = Text(
    en="The meeting’s record says otherwise: {words}",
    fr="Le registre de la réunion dit autre chose\u00a0: {words}",
)
OTHERWISE = Text(
    en="The meeting’s record says otherwise by now than what is written down: send it back to the secretary",
    fr="Le registre de la réunion dit maintenant autre chose que ce qui est consigné\u00a0: renvoyez le texte au "
    "secrétariat",
)
HELD = (
    "motion_number",
    "final_text",
    "moved_by",
    "seconded_by",
    "votes_for",
    "votes_against",
    "abstentions",
    "result",
)
"""What the meeting settled: a decision form cannot say it differently."""
INVALID = frozenset({"no_quorum", "alternate_body", "deferred"})


def agreement(
    desk: Desk,
    proposal: Proposal,
    action: Action,
    said: Mapping[str, Any],
    asked: Mapping[str, Field],
    lang: Lang,
    now: datetime,
) -> list[Problem]:
    """What a decision says against the motion that decided it; where none was voted on, against the attendance.

    ``asked`` are the questions of its form. Raises NotAllowed where the outcome itself is not what was carried, or
    where the meeting's packet shows another text.
    """
    found = decided_on(proposal.id, action.body or "") if action.body else None
    if found is None:
        return []
    if found.open:
        raise NotAllowed(STILL_OPEN)
    by_itself = (
        found.motion is not None and found.motion.item_id == found.item.id
    )  # its text was seen to when it was put
    if not by_itself and action.name not in UNSEEN and not is_as_shown(desk, found.item):
        raise NotAllowed(NOT_SHOWN)
    if found.motion is None:
        return list(_without_quorum(found, asked, lang, now))
    _insist_outcome(found, action)
    settled = in_words_of(asked, facts_of_meeting(found, lang, now))
    wrong = [n for n in HELD if n in asked and not _same(said.get(n), settled.get(n), n, action, found)]
    return [Problem(n, n, "", DIFFERS.in_(lang).format(words=_words(settled.get(n)))) for n in wrong]


def insist_still_agreed(
    desk: Desk, proposal: Proposal, action: Action, said: Mapping[str, Any], lang: Lang, now: datetime
) -> None:
    """What the secretary wrote down, against the meeting as it is when the chair confirms. Raises NotAllowed."""
    form = desk.versions[proposal.digest].forms[action.asks] if action.asks else None
    if form and agreement(desk, proposal, action, said, form.fields(), lang, now):
        raise NotAllowed(OTHERWISE)


def _without_quorum(
    found: Decided, asked: Mapping[str, Field], lang: Lang, now: datetime
) -> Iterator[Problem]:
    """Nothing was voted on here: whoever is on record as present must be enough, conflicts in the case left out."""
    if "quorum_met" not in asked or not marks_of(found.meeting.id):
        return
    quorum = sitting_of(found.meeting, found.item, now=now).quorum
    if not quorum.met:
        words = FEW.in_(lang).format(counted=quorum.counted, needed=quorum.needed)
        yield Problem("quorum_met", "quorum_met", "", words)


def _insist_outcome(found: Decided, action: Action) -> None:
    motion = found.motion
    if motion is None:
        return
    if motion.content_digest and motion.content_digest != text_of(found.item):
        raise NotAllowed(CHANGED.format(number=motion.number or ""))
    if motion.result in INVALID:
        if action.name != "defer":
            raise NotAllowed(ONLY_DEFER.format(number=motion.number or ""))
    elif motion.action and motion.result in PASSED and motion.action != action.name:
        raise NotAllowed(OTHER.format(number=motion.number or ""))
    elif motion.result not in PASSED and (
        motion.action == action.name or (not motion.action and action.tone == "go")
    ):
        raise NotAllowed(NOT_CARRIED.format(number=motion.number or ""))


def _same(typed: Any, settled: Any, name: str, action: Action, found: Decided) -> bool:
    if name == "result" and found.motion and found.motion.action != action.name:
        return True  # a defeated motion leaves the secretary to name what followed from it
    if isinstance(typed, dict) or isinstance(settled, dict):
        ids = [str(v.get("id")) if isinstance(v, dict) else None for v in (typed, settled)]
        return ids[0] == ids[1]
    return (
        (typed or 0) == (settled or 0) if isinstance(settled, int) else (typed or None) == (settled or None)
    )


def _words(settled: Any) -> str:
    return (
        str(settled.get("name"))
        if isinstance(settled, dict)
        else str(settled if settled is not None else "–")
    )
