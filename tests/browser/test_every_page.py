"""Every page of the application, in both languages, light and dark, wide and narrow."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.examples import FILES, PAGES
from tests.browser.looking import Ears, insist_accessible
from tests.browser.town import Town
from tests.review import review

pytestmark = pytest.mark.browser
PLACES = [(endpoint, n) for endpoint, examples in PAGES.items() for n in range(len(examples))]


def test_every_page_has_an_example(town: Town):
    got = {rule.endpoint for rule in town.app.url_map.iter_rules() if "GET" in rule.methods}
    assert sorted(got ^ {*PAGES, *FILES}) == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("endpoint", "n"), PLACES, ids=[f"{e}-{n}" if n else e for e, n in PLACES])
def test_a_page(endpoint: str, n: int, lang: str, town: Town, tab: Page):
    example = PAGES[endpoint][n]
    visit(town, tab.context, example.who, lang)
    ears = Ears(tab)
    answer = tab.goto(example.address(town, endpoint))
    assert answer is not None
    assert answer.status == example.status, tab.inner_text("main")
    assert tab.evaluate("document.documentElement.lang") == lang
    review(answer.text())
    insist_accessible(tab)
    assert ears.heard == []


def visit(town: Town, context: BrowserContext, who: str, lang: str) -> None:
    """Signed in as somebody, or as nobody, with a language chosen before."""
    context.clear_cookies()
    context.add_cookies([{"name": "lang", "value": lang, "url": town.address}])
    if who:
        context.add_cookies([town.cookie(town.person(who))])


@pytest.fixture(scope="module")
def only_context(town: Town, browser) -> Iterator[BrowserContext]:
    """One context for all pages: opening one is dear, changing who is signed in is not."""
    context = browser.new_context(base_url=town.address, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def tab(only_context: BrowserContext) -> Iterator[Page]:
    page = only_context.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("endpoint", sorted(FILES))
def test_a_file(endpoint: str, town: Town, only_context: BrowserContext):
    example, kind = FILES[endpoint]
    visit(town, only_context, example.who, "en")
    answer = only_context.request.get(example.address(town, endpoint))
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == kind
