"""How a page is looked at: accessibility, width, errors of its scripts and of its security policy."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 320)]
TALL = 900
AXE = Axe().axe_script
OPTIONS = json.dumps({"resultTypes": ["violations"], "preload": False})
"""Without preload axe fetches nothing by itself: our policy lets pages fetch from here alone."""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1);
  return wide.slice(0, 5).map((e) => e.outerHTML.slice(0, 160)).concat("the page scrolls sideways");
}"""


class Ears:
    """Everything a page complains of from now on."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("requestfailed", lambda r: self.heard.append(f"not loaded: {r.url} {r.failure}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:  # a breach of the policy is told as an error
            self.heard.append(f"{message.type}: {message.text}")


def insist_accessible(page: Page) -> None:
    """The page as it stands, light and dark, on a screen and on a small phone. Raises AssertionError."""
    page.evaluate(AXE)
    wrong: list[str] = []
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": TALL})
        found = page.evaluate(f"() => axe.run(document, {OPTIONS}).then((told) => told.violations)")
        wrong += [f"{scheme} {width}: {told}" for told in map(told_of, found)]
        wrong += [f"{scheme} {width}: {e}" for e in page.evaluate(TOO_WIDE)]
    assert not wrong, "\n".join([page.url, *wrong])


def told_of(violation: dict[str, Any]) -> str:
    places = [f"{node['html'][:160]} ({node['failureSummary']})" for node in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']}: " + " | ".join(places)
