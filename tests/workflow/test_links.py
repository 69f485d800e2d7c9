"""Links between a person and a case: found where they are, never where they are not, and asked about once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval.workflow.facts import Actor, Lent
from approval.workflow.links import (
    LINKS,
    Answered,
    Tie,
    domain_of,
    links,
    open_links,
    told,
)
from approval.workflow.machine import Engine
from approval.workflow.rules import (
    DELEGATE,
    SAY_FIRST,
    THEY_FIRST,
    binding,
    principal,
    reading_roles,
    roles_of,
    unsaid,
)
from tests.workflow.little import CHAIR, PROPOSER, SECRETARY, WORKFLOW, case

ENGINE = Engine(WORKFLOW)
READY = {"missing": {"idea": ()}, "agenda": frozenset({"board"})}
PARTNER = Tie(
    "partner",
    address="jordan.pike@lakeshore.example",
    domain="lakeshore.example",
    name="Jordan Pike",
    organisation="Lakeshore Regional Hospital (LRH)",
)


def known(email="", title="", name="Eve Sims", number=10) -> Actor:
    return Actor(number, name, CHAIR.offices, email=email, title=title)


def lent(*offices, by=10, to=20, **more) -> Actor:
    return Actor(to, "Dee", lent=tuple(Lent("board", office, by, **more) for office in offices))


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "who",
    [
        known("Jordan.Pike@lakeshore.example"),
        known("eve@lakeshore.example"),
        known("eve@lab.lakeshore.example"),
        known(title="Director, Lakeshore Regional Hospital"),
        known(title="Chef de service (LRH)"),
        known(name="Jordan Pike"),
    ],
)
def test_somebody_of_the_partner_is_known(who):
    assert links([PARTNER], who) == {"partner"}


@pytest.mark.parametrize(
    "who",
    [
        known(),
        known("eve@notlakeshore.example"),
        known("eve@gmail.com"),
        known(title="Director of Regional Services"),
        known(title="Lakeshore Regional Hospitality"),
        known(name="Jordan"),
        known(name="Jordan Pikes"),
    ],
)
def test_nobody_else_is(who):
    assert links([PARTNER], who) == frozenset()


def test_public_mail_is_nobodys_workplace():
    assert domain_of("a@gmail.com") == domain_of("nobody") == domain_of("a@localhost") == ""
    assert domain_of(" A@Hospital.CA ") == "hospital.ca"


@pytest.mark.parametrize("typed", ["Dean Eve Sims", "eve@x.example", "Faculty (Eve  SIMS, eve@x.example)"])
def test_a_budgets_owner_is_known_by_name_or_address(typed):
    assert links([Tie("resource", name=typed)], known("eve@x.example")) == {"resource"}


@pytest.mark.parametrize("typed", ["Dean", "Eve", "Steve Simson", "eve@x.example.org", ""])
def test_a_budgets_owner_is_not_guessed(typed):
    assert links([Tie("resource", name=typed)], known("eve@x.example")) == frozenset()


words = st.text(max_size=30)
ties = st.builds(
    Tie, st.sampled_from(sorted(LINKS)), st.integers(0, 3), words, words.map(domain_of), words, words
)


@given(st.lists(ties, max_size=6), st.builds(Actor, st.integers(1, 3), words, email=words, title=words))
def test_more_ties_never_find_less_and_an_empty_person_is_linked_to_nothing(found, who):
    assert links(found[:3], who) <= links(found, who) <= {t.kind for t in found}
    assert links([t for t in found if not t.person], Actor(9, "")) == frozenset()


@given(
    st.lists(ties, max_size=6),
    st.builds(Actor, st.integers(1, 3), words, email=words, title=words),
    st.sampled_from(["suggested", "denied", "dismissed"]),
)
def test_what_was_answered_is_not_asked_again(found, who, status):
    now = links(found, who)
    asked = open_links(found, Answered(status, now), who)
    assert asked == (now if status == "suggested" else frozenset())
    assert open_links(found, Answered(status), who) == now


def test_links_are_told_in_their_order():
    assert [words.en for words in told(["head", "team_member"])] == [
        LINKS["team_member"].en,
        LINKS["head"].en,
    ]


# ── asked first ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["suggested", "denied", "dismissed", "declared", "upheld", ""])
def test_a_link_closes_decisions_until_it_is_answered(status):
    who = known("eve@lakeshore.example")
    record = {who.id: Answered(status, frozenset({"partner"}))} if status else {}
    barred = frozenset({who.id}) if status in {"declared", "upheld"} else frozenset()
    facts = case("review", ties=(PARTNER,), conflicts=record, barred=barred, recorded="accept", **READY)
    verdict = ENGINE.verdict(facts, who, "accept")
    if barred:
        assert not verdict.concerns
    elif status in {"suggested", ""}:
        assert SAY_FIRST in verdict.refusals
    else:
        assert verdict.open
    assert ENGINE.verdict(facts, who, "wait").open is not bool(barred), "what decides nothing stays open"


def test_a_new_link_is_asked_about_after_an_answer():
    team = Tie("team_member", person=CHAIR.id)
    record = {CHAIR.id: Answered("dismissed", frozenset({"partner"}))}
    assert unsaid(case("review", ties=(PARTNER, team), conflicts=record), CHAIR) == {"team_member"}


def test_whoever_is_out_of_it_is_not_asked():
    tie = Tie("sponsor", person=PROPOSER.id)
    assert unsaid(case("review", ties=(tie,)), PROPOSER) == frozenset()


# ── lent offices ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lent_office_gives_its_roles_and_names_whom_it_is_for():
    dee = lent("chair")
    assert roles_of(WORKFLOW, case("review"), dee) == {"member", "chair"}
    assert principal(WORKFLOW, case("review"), dee, frozenset({"chair"})) == CHAIR.id
    assert ENGINE.verdict(case("review", recorded="accept", **READY), dee, "accept").open


def test_an_own_office_goes_before_a_lent_one():
    both = Actor(20, "Dee", frozenset({("board", "vice_chair")}), lent=(Lent("board", "chair", CHAIR.id),))
    assert principal(WORKFLOW, case("review"), both, frozenset({"chair"})) is None
    secretary = Actor(20, "Dee", SECRETARY.offices, lent=(Lent("board", "chair", CHAIR.id),))
    assert principal(WORKFLOW, case("review"), secretary, frozenset({"chair"})) == CHAIR.id
    assert principal(WORKFLOW, case("review"), secretary, frozenset({"secretary"})) is None


def test_whoever_takes_a_place_acts_for_its_holder_unless_the_seat_is_their_own():
    seat = frozenset({("board", "chair")})
    acting = Actor(20, "Dee", seat, frozenset({("board", "chair", CHAIR.id)}))
    assert principal(WORKFLOW, case("review"), acting, frozenset({"chair"})) == CHAIR.id
    own = Actor(20, "Dee", seat | {("board", "vice_chair")}, frozenset({("board", "chair", CHAIR.id)}))
    assert principal(WORKFLOW, case("review"), own, frozenset({"chair"})) is None


@pytest.mark.parametrize("out", ["barred", "author"])
def test_a_lenders_conflict_or_proposal_keeps_the_delegate_out(out):
    roles = {CHAIR.id: frozenset({"proposer"})} if out == "author" else {}
    facts = case(
        "review", case_roles=roles, barred=frozenset({CHAIR.id}) if out == "barred" else frozenset(), **READY
    )
    dee = lent("chair", "secretary")
    assert roles_of(WORKFLOW, facts, dee) == frozenset()
    assert not ENGINE.verdict(facts, dee, "accept").concerns


def test_a_delegates_own_conflict_keeps_them_out():
    assert roles_of(WORKFLOW, case("review", barred=frozenset({20})), lent("chair")) == frozenset()


def test_a_delegate_to_the_board_prepares_and_neither_confirms_nor_goes_back_on_it():
    dee, facts = lent("chair", binds=False), case("review", recorded="accept", **READY)
    verdict = ENGINE.verdict(facts, dee, "accept")
    assert verdict.concerns
    assert verdict.refusals == (DELEGATE,)
    assert ENGINE.verdict(facts, dee, "wait").open
    assert binding(WORKFLOW, facts, dee, WORKFLOW.action_at("review", "accept")) == frozenset()
    assert ENGINE.verdict(case("accepted"), dee, "retract").refusals == (DELEGATE,)
    clerk = lent("chair", "secretary", binds=False)
    assert ENGINE.verdict(facts, clerk, "accept").records, "a lent secretary's office writes down"


def test_whoever_lent_it_is_asked_first():
    record = {CHAIR.id: Answered("suggested", frozenset({"partner"}))}
    facts = case("review", conflicts=record, recorded="accept", **READY)
    assert ENGINE.verdict(facts, lent("chair"), "accept").refusals == (THEY_FIRST,)
    assert ENGINE.verdict(facts, lent("chair", by=99), "accept").open


def test_authors_read_only_by_their_part():
    author = Actor(PROPOSER.id, "Ana", CHAIR.offices)
    assert roles_of(WORKFLOW, case("review"), author) == {"proposer", "member", "chair"}
    assert reading_roles(WORKFLOW, case("review"), author) == {"proposer"}
    assert reading_roles(WORKFLOW, case("review"), CHAIR) == {"member", "chair"}
