"""A meeting of the Board from its convening to its minutes, held in five browsers at the same time."""

import pytest
from playwright.sync_api import expect

from tests.browser.chamber import AGREED, BOARD, CONTESTED, OPENING, PASSWORD, Chamber, cast, press, two_cases
from tests.browser.conftest import founded

pytestmark = pytest.mark.browser
FAMILY = "Ma sœur dirige le laboratoire du partenaire."
DISSENT = "I would have waited a year."
WHY = "The Board is satisfied that the micro-credential meets a need and pays its way."
NEUTRAL = "Un point pour lequel vous êtes en conflit d’intérêts"
THOSE_WITH_A_VOTE = ("chair", "first", "second")


@pytest.fixture(scope="module")
def town(template, tmp_path_factory, compiled):
    with founded(template, tmp_path_factory.mktemp("chamber"), compiled, two_cases) as town:
        yield town


def test_a_whole_meeting(town, context_of):
    board = Chamber.assembled(town, context_of)
    board.convene()
    board.place("contested")
    board.place("agreed")
    board.to_consent("agreed")
    board.publish()
    everyone_opens_the_packet(board)
    one_declares_a_conflict(board)
    board.come(OPENING)
    board.call_to_order()
    all_agree_on_the_consent_agenda(board)
    the_contested_item_is_carried(board)
    board.town.clock.forward(minutes=16)  # who decides now proves first who they are
    it_is_written_down_and_confirmed(board, "contested", "To the decision", proof=True)
    the_proposer_sees_it_at_once(board, context_of(town.person("Amina Okafor")).new_page())
    it_is_written_down_and_confirmed(board, "agreed", "Approve")
    the_meeting_ends_with_minutes(board)


def everyone_opens_the_packet(board):
    for part in ("first", "second", "chair"):
        page = board.at(part, f"{board.meeting}/packet")
        expect(page.locator("main")).to_contain_text(CONTESTED)
        with page.expect_download() as fetched:
            page.get_by_role("link", name="Packet 1 in English").click()
        assert fetched.value.suggested_filename == "board-2026-06-12-1-en.pdf"
    page = board.at("secretary", f"{board.meeting}/packet")
    page.get_by_role("link", name="Who opened it").click()
    opened = page.get_by_role("row").filter(has_text=BOARD["first"][0])
    expect(opened).not_to_contain_text("Not opened yet")
    expect(page.get_by_role("row").filter(has_text=BOARD["barred"][0])).to_contain_text("Not opened yet")


def one_declares_a_conflict(board):
    reference = board.town.references["contested"]
    page = board.at("barred", board.meeting)
    page.get_by_role("link", name=f"Déclarer un conflit ({reference})").click()
    page.get_by_label("De quel intérêt").select_option("Un membre de ma famille ou un proche y participe")
    page.get_by_label("En quelques mots").fill(FAMILY)
    press(page, "Déclarer ce conflit")
    for address in (board.meeting, f"{board.meeting}/packet"):
        knows_nothing(board, address)
        expect(board.at("barred").locator("main")).to_contain_text(NEUTRAL)


def knows_nothing(board, address):
    page = board.at("barred", address)
    expect(page.get_by_role("banner")).to_contain_text("Félix Tremblay")
    expect(page.locator("main")).not_to_contain_text(CONTESTED)
    assert board.town.references["contested"] not in page.content()


def all_agree_on_the_consent_agenda(board):
    board.move("consent", "Main motion")
    for part in THOSE_WITH_A_VOTE:
        page = board.vote(part, "consent", "For")
        expect(page.locator("main")).to_contain_text("Your vote is recorded: For")
    page = board.vote("barred", "consent", "Pour", button="Voter")
    expect(page.locator("main")).to_contain_text("Votre vote est consigné : Pour")
    page = board.close_vote("consent")
    expect(page.locator(".flashes")).to_contain_text("Carried unanimously")


def the_contested_item_is_carried(board):
    waiting = {part: board.at(part, board.items["contested"]) for part in THOSE_WITH_A_VOTE}
    for page in waiting.values():
        told = page.get_by_role("region", name="What the meeting is doing")
        expect(told).to_contain_text("Met 3 count, 3 are needed")
        expect(told).to_contain_text("Félix Tremblay")
    board.move("contested", "Approve")
    expect(waiting["first"].locator("[data-poll]")).to_contain_text("Being voted on")  # nobody reloaded it
    nobody_votes_twice(board)
    assert barred_from_voting(board) == 404
    board.vote("second", "contested", "Against", words=DISSENT)
    board.vote("chair", "contested", "For")
    page = board.close_vote("contested")
    expect(page.locator(".flashes")).to_contain_text("Carried")
    for part in (*THOSE_WITH_A_VOTE, "secretary"):
        page = board.at(part, board.items["contested"])
        told = page.get_by_role("region", name="What the meeting is doing")
        expect(told).to_contain_text("For: 2 · Against: 1 · Abstain: 0")
        expect(page.locator("#ballot")).to_have_count(0)
    knows_nothing(board, board.meeting)
    expect(board.at("barred").locator("main")).to_contain_text(NEUTRAL)


def nobody_votes_twice(board):
    """A second tab that was open before the first one voted."""
    page = board.at("first", board.items["contested"])
    other = board.contexts["first"].new_page()
    other.goto(board.items["contested"])
    cast(page, "For")
    cast(other, "Against")
    expect(other.locator("main")).to_contain_text("a vote counts once and stands")
    page = board.at("first", board.items["contested"])
    expect(page.locator("main")).to_contain_text("Your vote is recorded: For")
    expect(page.locator("main")).to_contain_text("1 of 3 have voted")
    other.close()


def barred_from_voting(board):
    """How the server answers a barred member who sends a ballot by hand, with a token of their own."""
    knows_nothing(board, board.items["contested"])
    action = board.at("second", board.items["contested"]).locator("#ballot").get_attribute("action")
    token = (
        board.at("barred", board.items["consent"]).locator("[name=csrf_token]").first.get_attribute("value")
    )
    sent = {"csrf_token": token, "choice": "for", "_do": "vote"}
    return board.contexts["barred"].request.post(f"{board.town.address}{action}", form=sent).status


def it_is_written_down_and_confirmed(board, name, link, *, proof=False):
    """The members have no link to a page that would refuse them; the chair's leads to what the secretary wrote."""
    page = board.at("first", board.items[name])
    expect(page.locator("main")).to_contain_text("The secretary writes the decision down")
    expect(page.get_by_role("region", name="What comes next").get_by_role("link")).to_have_count(0)
    page = board.at("secretary", board.items[name])
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_label("Rationale").fill(WHY)
    press(page, "Write down: Approve")
    expect(page.locator(".flashes")).to_contain_text("It binds when the chair confirms it")
    page = board.at("chair", board.items[name])
    page.get_by_role("link", name="To the decision").click()
    if proof:
        expect(page.locator("h1")).to_have_text("Prove it is you")
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        press(page, "Continue")
    expect(page.locator("main")).to_contain_text(WHY)
    press(page, "Confirm: Approve")
    expect(page.locator(".flashes")).to_contain_text("Done: Approve")
    assert board.town.stage(board.town.references[name]) == "approved"


def the_proposer_sees_it_at_once(board, page):
    page.goto(f"/proposals/{board.town.references['contested']}/")
    expect(page.locator("main")).to_contain_text("Approved")


def the_meeting_ends_with_minutes(board):
    page = board.at("secretary", board.meeting)
    press(page, "Close the meeting")
    page.get_by_role("link", name="Minutes", exact=True).click()
    press(page, "Draft the minutes")
    expect(page.locator("main")).to_contain_text(DISSENT)
    page = board.at("first", f"{board.meeting}/minutes/")
    for words in (CONTESTED, AGREED, DISSENT):
        expect(page.locator("main")).to_contain_text(words)
    knows_nothing(board, f"{board.meeting}/minutes/")
    main = board.at("barred").locator("main")
    expect(main).to_contain_text(AGREED)
    expect(main).not_to_contain_text(DISSENT)
    expect(main).to_contain_text("Point 2 : omis de votre exemplaire, en raison d’un conflit d’intérêts")
