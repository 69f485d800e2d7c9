"""What holds for each rule of decision, whoever sits and however they vote."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.deliberation.deciding import (
    ABSTAIN,
    AGAINST,
    ALTERNATE,
    CARRIED,
    CHOICES,
    CONSENSUS,
    DEFEATED,
    DEFERRED,
    FALLBACK,
    FOR,
    NO_QUORUM,
    OBJECTION,
    PASSED,
    RULES,
    UNANIMOUS,
    WITH_OBJECTIONS,
    decide,
)
from approval.deliberation.sitting import Rules, Seat, Sitting, needed

PEOPLE = range(1, 10)


@st.composite
def sittings(draw: st.DrawFn, rule: str | None = None) -> Sitting:
    seated = draw(st.sets(st.sampled_from(PEOPLE), min_size=1))
    listed = sorted(seated)
    seats = {p: Seat(p, f"Member {p}", frozenset({"member"})) for p in listed}
    seats[listed[0]] = Seat(listed[0], "Chair", frozenset({"chair"}))
    if len(listed) > 1:
        seats[listed[1]] = Seat(listed[1], "Vice", frozenset({"vice_chair"}))
    return Sitting(
        rules=Rules(
            rule=rule or draw(st.sampled_from(RULES)),
            quorum=draw(st.sampled_from(["half", "two_thirds", "1", "3"])),
            conflicted_count=draw(st.booleans()),
        ),
        seats=seats,
        present=frozenset(draw(st.sets(st.sampled_from(PEOPLE)))),
        barred=frozenset(draw(st.sets(st.sampled_from(PEOPLE), max_size=3))),
        presiding=draw(st.none() | st.sampled_from(PEOPLE)),
    )


VOTES = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(CHOICES))


@given(sittings(), VOTES)
def test_nothing_passes_without_a_quorum(sitting: Sitting, votes: Mapping[int, str]) -> None:
    result = decide(sitting, votes)
    if not sitting.quorum.met:
        assert result.outcome in {NO_QUORUM, ALTERNATE}
        assert not result.passed


@given(sittings(), VOTES, st.sampled_from(CHOICES))
def test_a_conflicted_member_changes_nothing(sitting: Sitting, votes: Mapping[int, str], other: str) -> None:
    """Whatever they say, or whether they say anything, the outcome and the tally are the same."""
    plain = decide(sitting, {p: c for p, c in votes.items() if p not in sitting.barred})
    loud = decide(sitting, {**votes, **dict.fromkeys(sitting.barred, other)})
    assert (plain.outcome, plain.tally) == (loud.outcome, loud.tally)


@given(sittings(), VOTES, st.randoms())
def test_the_order_of_votes_does_not_matter(
    sitting: Sitting, votes: Mapping[int, str], random: object
) -> None:
    pairs = list(votes.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]
    assert decide(sitting, dict(pairs)) == decide(sitting, votes)


@given(sittings(), VOTES)
def test_strangers_and_absent_members_do_not_count(sitting: Sitting, votes: Mapping[int, str]) -> None:
    result = decide(sitting, votes)
    assert set(result.counted) <= sitting.eligible
    assert sum(result.tally.values()) == len(result.counted) <= len(sitting.seats)


@given(sittings("majority"), VOTES)
def test_a_majority_has_more_for_than_against(sitting: Sitting, votes: Mapping[int, str]) -> None:
    result = decide(sitting, votes)
    if sitting.quorum.met:
        more = result.tally[FOR] > result.tally[AGAINST] + result.tally[OBJECTION]
        assert result.passed is more


@given(sittings("unanimous"), VOTES)
def test_unanimity_needs_everyone(sitting: Sitting, votes: Mapping[int, str]) -> None:
    if decide(sitting, votes).passed:
        assert all(votes.get(p) == FOR for p in sitting.eligible)


@given(sittings("consensus"), VOTES)
def test_a_consensus_has_nobody_against(sitting: Sitting, votes: Mapping[int, str]) -> None:
    result = decide(sitting, votes)
    if result.outcome in {CONSENSUS, WITH_OBJECTIONS}:
        assert result.tally[AGAINST] == 0
        assert result.tally[FOR] > 0


@given(sittings("consensus"), VOTES)
def test_the_fallback_is_the_chairs_alone(sitting: Sitting, votes: Mapping[int, str]) -> None:
    """Where it decided, those who decide by it were there, free of conflicts, and for it."""
    result = decide(sitting, votes)
    if result.outcome == FALLBACK:
        chairs = [p for p in (sitting.holder("chair"), sitting.holder("vice_chair")) if p in sitting.eligible]
        assert len(chairs) == 2 or (not chairs and sitting.presiding in sitting.eligible)
        assert all(votes[p] == FOR for p in chairs or [sitting.presiding])


def four(rule: str, **more: object) -> Sitting:
    names = {1: "chair", 2: "vice_chair", 3: "member", 4: "member"}
    seats = {p: Seat(p, f"M{p}", frozenset({office})) for p, office in names.items()}
    return Sitting(Rules(rule), seats, present=frozenset(seats), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "votes", "outcome"),
    [
        ("majority", "FFAA", DEFEATED),
        ("majority", "FFFA", CARRIED),
        ("majority", "FF--", CARRIED),
        ("majority", "FFFF", UNANIMOUS),
        ("majority", "----", DEFEATED),
        ("unanimous", "FFF-", DEFEATED),
        ("unanimous", "FFFF", UNANIMOUS),
        ("consensus", "FFFF", CONSENSUS),
        ("consensus", "FFFO", WITH_OBJECTIONS),
        ("consensus", "FFAA", FALLBACK),
        ("consensus", "AAFF", DEFEATED),
        ("consensus", "FAFF", DEFERRED),
        ("consensus", "F-AF", DEFERRED),
        ("single", "FAAA", CARRIED),
        ("single", "AFFF", DEFEATED),
        ("single", "-FFF", DEFERRED),
    ],
)
def test_how_four_members_decide(rule: str, votes: str, outcome: str) -> None:
    said = {"F": FOR, "A": AGAINST, "-": ABSTAIN, "O": OBJECTION}
    assert decide(four(rule), {n: said[c] for n, c in enumerate(votes, 1)}).outcome == outcome


def test_where_one_chair_is_recused_no_consensus_is_deferred() -> None:
    assert decide(four("consensus", barred=frozenset({2})), {1: FOR, 3: AGAINST, 4: FOR}).outcome == DEFERRED


def test_where_both_chairs_are_recused_an_elected_chair_decides() -> None:
    sitting = replace(four("consensus"), barred=frozenset({1, 2}), presiding=3)
    sitting = replace(sitting, rules=replace(sitting.rules, quorum="2"))
    assert decide(sitting, {3: FOR, 4: AGAINST}).outcome == FALLBACK
    assert decide(replace(sitting, presiding=None), {3: FOR, 4: AGAINST}).outcome == DEFERRED


def test_conflicts_that_break_the_quorum_send_it_to_the_alternate() -> None:
    alone = four("majority", barred=frozenset({1, 2}))
    assert decide(alone, {3: FOR, 4: FOR}).outcome == NO_QUORUM, "there is no other body"
    sitting = replace(alone, rules=replace(alone.rules, alternate="board"))
    assert decide(sitting, {3: FOR, 4: FOR}).outcome == ALTERNATE
    counting = replace(sitting, rules=replace(sitting.rules, conflicted_count=True))
    assert decide(counting, {3: FOR, 4: FOR}).passed
    away = replace(sitting, present=frozenset({3, 4}))
    assert decide(away, {3: FOR, 4: FOR}).outcome == NO_QUORUM


@pytest.mark.parametrize(
    ("quorum", "seats", "enough"), [("half", 4, 3), ("half", 5, 3), ("two_thirds", 7, 5), ("3", 9, 3)]
)
def test_how_many_make_a_quorum(quorum: str, seats: int, enough: int) -> None:
    assert needed(quorum, seats) == enough


def test_an_unknown_choice_or_rule_is_told() -> None:
    with pytest.raises(ValueError, match="no such choice"):
        decide(four("majority"), {1: "maybe"})
    with pytest.raises(KeyError):
        decide(four("coin"), {1: FOR})
    assert {CARRIED, UNANIMOUS, CONSENSUS, WITH_OBJECTIONS, FALLBACK} == PASSED


def test_who_may_not_vote_is_told_why() -> None:
    sitting = replace(four("majority", barred=frozenset({2})), present=frozenset({1, 2}))
    assert sitting.why_not(1) is None
    assert "conflict" in sitting.why_not(2).en  # type: ignore[union-attr]
    assert "present" in sitting.why_not(3).en  # type: ignore[union-attr]
    assert "no vote" in sitting.why_not(9).en  # type: ignore[union-attr]
