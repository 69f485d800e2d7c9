"""Two people at once: on one topic, and on one decision. Nothing of either is lost, and both are told."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from approval.models.database import db
from approval.models.proposals import Paper, Proposal, Save
from approval.operations.advancing import Wish, advance
from tests.browser.cases import Case
from tests.browser.town import Town
from tests.stories import perfusion

pytestmark = pytest.mark.browser
BEFORE = "Cardiac centres lean on perfusionists for everything."
HERS = "Perfusionists lose whole days to set-up that an assistant could do."
HIS = "Three of five centres postponed procedures this year."


@pytest.fixture
def both(town: Town, context_of) -> tuple[Page, Page, str]:
    """A proposer and a co-proposer, each at the same topic of the same draft."""
    her, him = town.person("Hera Proposer"), town.person("Hugo Second")
    co = {"id": "c1", "name": him.name, "email": him.email}
    reference = town.draft(her, title="Perfusion support", rationale=BEFORE, co_proposers=[co])
    pages = [context_of(someone).new_page() for someone in (her, him)]
    for page in pages:
        page.goto(f"/proposals/{reference}/forms/concept/idea")
    return *pages, reference


def write(page: Page, label: str, words: str) -> None:
    box = page.get_by_label(label)
    box.fill("")
    box.press_sequentially(words)


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved ")


def ever_written(town: Town, reference: str) -> set[str]:
    """Every text that any save of this question holds."""
    with town.inside():
        rows = db.session.scalars(
            select(Save)
            .join(Paper, Paper.id == Save.paper_id)
            .join(Proposal, Proposal.id == Paper.proposal_id)
            .where(Proposal.reference == reference)
        )
        return {save.after["rationale"] for save in rows if "rationale" in save.after}


@pytest.mark.parametrize(("choice", "stands"), [("Keep mine", HIS), ("Keep theirs", HERS)])
def test_two_texts_for_one_question_are_both_kept_and_shown(town: Town, both, choice, stands):
    her, him, reference = both
    write(her, "Why this, why now?", HERS)
    saved(her)
    write(him, "Why this, why now?", HIS)
    told = him.locator("[data-autosave-status]")
    expect(told).to_contain_text("Hera Proposer changed this while you were writing")
    assert town.answers(reference)["rationale"] == HERS
    him.get_by_role("button", name="Save and continue").click()
    expect(him.locator("h1")).to_have_text("Two people wrote here")
    expect(him.locator("main")).to_contain_text(HERS)
    expect(him.locator("main")).to_contain_text(HIS)
    with him.expect_navigation():
        him.get_by_text(choice, exact=True).click()
    assert town.answers(reference)["rationale"] == stands
    assert ever_written(town, reference) == {HERS, HIS}


def test_two_people_at_two_questions_of_one_topic_do_not_meet(town: Town, both):
    """Whoever did not touch a question does not overwrite it, and need not decide about it."""
    her, him, reference = both
    write(her, "Proposed title", "Perfusion Support Essentials")
    saved(her)
    write(him, "Why this, why now?", HIS)
    expect(him.locator("[data-autosave-status]")).to_contain_text("Hera Proposer")
    him.get_by_role("button", name="Save and return to the list").click()
    expect(him.locator(".flashes")).to_contain_text("Your answers are saved")
    now = town.answers(reference)
    assert (now["title"], now["rationale"]) == ("Perfusion Support Essentials", HIS)


@contextmanager
def judged(town: Town) -> Iterator[str]:
    """A case that Continuing Education may decide on; the town's day stays what it was."""
    day = town.clock.now
    with town.inside():
        case = Case(town.desk, town.person, town.clock).draft()
        case.submit()
        case.assess()
        town.clock.now = max(day, town.clock.now)
        yield case.reference


def test_of_two_deciding_at_once_the_second_is_told_and_keeps_the_text(town: Town, context_of):
    deputy = town.person("Dana Deputy", ("ce", "deputy_director"))
    with judged(town) as reference:
        page = context_of(deputy).new_page()
        page.goto(f"/proposals/{reference}/actions/not_support/")
        why = "The need is not shown: two postings in a year, both of them filled within the week."
        page.get_by_label("Rationale").first.fill(why)
        page.get_by_label("Where you differ from the assessors").fill(why)
        director, now = town.person("Ruth Abernethy").actor, town.clock.now
        with town.inside():
            seen = db.session.scalars(select(Proposal.version).where(Proposal.reference == reference)).one()
            wish = Wish("support_with_conditions", seen, perfusion.CE_DECISION)
            advance(town.desk, director, reference, wish, now=now)
        page.locator("button[value=take]").click()
        expect(page.locator("main")).to_contain_text("Ruth Abernethy acted on this while your page was open")
        expect(page.locator("main")).to_contain_text(why)
        events = town.events(reference)
        assert "support_with_conditions" in events
        assert "not_support" not in events
