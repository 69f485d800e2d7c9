"""From votes to a result, by the body's own rule. The order of votes never matters.

A result is what the room decided; it binds only when the chair confirms what the secretary recorded.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .sitting import CHAIR, VICE_CHAIR, Quorum, Sitting

FOR, AGAINST, ABSTAIN, OBJECTION = "for", "against", "abstain", "objection"
"""``objection`` is noted and does not block a consensus; ``against`` does."""
CHOICES = (FOR, AGAINST, ABSTAIN, OBJECTION)

CARRIED, UNANIMOUS, CONSENSUS = "carried", "carried_unanimously", "consensus"
WITH_OBJECTIONS, FALLBACK = "consensus_with_objections", "chair_fallback"
DEFEATED, DEFERRED, NO_QUORUM, ALTERNATE = "defeated", "deferred", "no_quorum", "alternate_body"
UNDECIDED = frozenset({NO_QUORUM, ALTERNATE})
"""Too few were there: nothing is decided."""
PASSED = frozenset({CARRIED, UNANIMOUS, CONSENSUS, WITH_OBJECTIONS, FALLBACK})
"""Results by which a motion takes effect."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a motion, and everything that made it so."""

    outcome: str
    rule: str
    tally: Mapping[str, int]
    quorum: Quorum
    counted: Mapping[int, str] = field(default_factory=dict)
    """By person: votes that count. One of somebody without a vote, or barred, is not among them."""

    @property
    def passed(self) -> bool:
        return self.outcome in PASSED


def decide(sitting: Sitting, votes: Mapping[int, str]) -> Result:
    """The result of a motion by the rule in force. Votes of people who may not vote do not count.

    Raises ValueError for a choice or a rule that there is not.
    """
    if wrong := set(votes.values()) - set(CHOICES):
        raise ValueError(f"no such choice: {sorted(wrong)}")
    counted = {p: c for p, c in votes.items() if p in sitting.eligible}
    quorum, tally = sitting.quorum, Counter(counted.values())
    outcome = _RULES[sitting.rules.rule](sitting, counted) if quorum.met else _without(sitting)
    return Result(outcome, sitting.rules.rule, {c: tally[c] for c in CHOICES}, quorum, counted)


def _without(sitting: Sitting) -> str:
    return ALTERNATE if sitting.rules.alternate and sitting.quorum.broken_by_conflicts else NO_QUORUM


def _majority(sitting: Sitting, votes: Mapping[int, str]) -> str:
    """More for than against, of the votes cast; an abstention is no vote cast, a tie is no majority."""
    tally = Counter(votes.values())
    against = tally[AGAINST] + tally[OBJECTION]
    if tally[FOR] <= against:
        return DEFEATED
    return UNANIMOUS if not against and not tally[ABSTAIN] else CARRIED


def _unanimous(sitting: Sitting, votes: Mapping[int, str]) -> str:
    """Everyone who may vote votes for it."""
    everyone = bool(sitting.eligible) and all(votes.get(p) == FOR for p in sitting.eligible)
    return UNANIMOUS if everyone else DEFEATED


def _consensus(sitting: Sitting, votes: Mapping[int, str]) -> str:
    """Nobody is against; objections are noted. Without consensus, chair and vice-chair decide jointly."""
    tally = Counter(votes.values())
    if not tally[AGAINST] and tally[FOR]:
        return WITH_OBJECTIONS if tally[OBJECTION] else CONSENSUS
    if not tally[AGAINST]:
        return DEFEATED  # nobody is for it
    return _fallback(sitting, votes)


def _fallback(sitting: Sitting, votes: Mapping[int, str]) -> str:
    """PROCESS.md 9, Chair fallback: if they differ or one cannot act, deferred; if neither can, an elected chair decides."""
    both = [sitting.holder(CHAIR), sitting.holder(VICE_CHAIR)]
    able = [p for p in both if p is not None and p in sitting.eligible]
    if not able and sitting.presiding in sitting.eligible:
        said = {votes.get(sitting.presiding or 0)}
    elif len(able) == 2:
        said = {votes.get(p) for p in able}
    else:
        return DEFERRED
    if said == {FOR}:
        return FALLBACK
    return DEFEATED if said == {AGAINST} else DEFERRED


def _single(sitting: Sitting, votes: Mapping[int, str]) -> str:
    """One authority decides: whoever presides, else the chair, else the only seat there is."""
    alone = next(iter(sitting.seats)) if len(sitting.seats) == 1 else None
    deciding = sitting.presiding or sitting.holder(CHAIR) or sitting.holder("director") or alone
    said = votes.get(deciding or 0)
    if said == FOR:
        return CARRIED
    return DEFEATED if said in {AGAINST, OBJECTION} else DEFERRED


_RULES = {"majority": _majority, "unanimous": _unanimous, "consensus": _consensus, "single": _single}
RULES = tuple(_RULES)
