"""Text that its reader spaces out (WCAG 1.4.12), on a window of 320 px (1.4.10): nothing is cut off, nothing to scroll."""

import pytest

from tests.browser.examples import PAGES
from tests.browser.looking import TOO_WIDE
from tests.browser.town import Town

pytestmark = pytest.mark.browser
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const look = getComputedStyle(e), hides = (way) => ["hidden", "clip"].includes(way);
  if (e.clientWidth < 2 || !e.textContent.trim() || e.matches(".vh, .vh *")) return false;
  return (hides(look.overflowY) && e.scrollHeight > e.clientHeight + 1)
    || (hides(look.overflowX) && e.scrollWidth > e.clientWidth + 1);
}).slice(0, 5).map((e) => "cut off: " + e.outerHTML.slice(0, 160))"""
PLACES = (
    "accounts.sign_in", "home.show", "proposals.index", "proposals.show", "papers.tasks", "papers.topic",
    "papers.check", "actions.show", "meetings.show", "admin.people",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_is_lost_where_text_is_spaced(lang: str, town: Town, context_of):
    context = context_of(None, lang, viewport={"width": 320, "height": 640}, bypass_csp=True)
    page, wrong = context.new_page(), []
    for endpoint in PLACES:
        example = PAGES[endpoint][-1]
        if example.who:
            context.add_cookies([town.cookie(town.person(example.who))])
        page.goto(example.address(town, endpoint))
        page.add_style_tag(content=SPACED)
        wrong += [f"{endpoint}: {told}" for look in (TOO_WIDE, CUT_OFF) for told in page.evaluate(look)]
    assert not wrong, "\n".join(wrong)
