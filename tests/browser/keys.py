"""Somebody who has a keyboard and nothing else: Tab and its like are the only way to anything on a page."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

FAR = 150
"""More stops than any page has."""
FOCUSED = """() => {
  const e = document.activeElement, one = (text) => (text ?? "").replace(/\\s+/g, " ").trim();
  const box = e.getBoundingClientRect(), look = getComputedStyle(e);
  const name = e.labels?.length ? [...e.labels].map((label) => label.textContent).join(" ") : e.ariaLabel ?? e.textContent;
  return {
    tag: e.tagName.toLowerCase(), type: e.type ?? "", says: one(name),
    group: one(e.closest("fieldset")?.querySelector("legend")?.textContent), value: e.value ?? "",
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: look.outlineStyle !== "none" || look.boxShadow !== "none" || e.type === "date", // its parts have the browser's own
  };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """What has the focus, as a screen reader would name it."""

    tag: str
    type: str
    says: str
    group: str
    value: str
    seen: bool
    marked: bool


class Keys:
    """The keyboard in front of a page. Whoever tabs past something has to be able to see where they are."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def here(self) -> Stop:
        return Stop(**self.page.evaluate(FOCUSED))

    def to(self, says: str, group: str = "") -> Stop:
        """Tab, forwards, until something of this name has the focus. Raises AssertionError with what there was."""
        return self._until(lambda stop: says in stop.says and group in stop.group, says or group)

    def _until(self, there: Callable[[Stop], bool], name: str) -> Stop:
        passed: list[str] = []
        for _ in range(FAR):
            self.page.keyboard.press("Tab")
            stop = self.here
            if (
                stop.tag == "body"
            ):  # round once: from the last stop through the browser's own bar to the first
                continue
            assert stop.seen, f"{stop.says!r} has the focus where nobody sees it"
            assert stop.marked, f"nothing shows that {stop.says!r} has the focus"
            if there(stop):
                return stop
            passed.append(stop.says[:40])
        raise AssertionError(f"no way to {name!r}: {passed}")

    def press(self, says: str, key: str = "Enter") -> None:
        self.to(says)
        self.page.keyboard.press(key)

    def go(self, says: str, key: str = "Enter") -> None:
        """Press what leads to another page, and wait for it."""
        self.to(says)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def write(self, says: str, text: str) -> None:
        """In place of what stands there."""
        if self.to(says).value:
            self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, says: str, group: str = "") -> None:
        assert self.to(says, group).type == "checkbox"
        self.page.keyboard.press("Space")

    def choose(self, option: str, group: str) -> None:
        """One of several: the arrows go round the buttons that Tab entered, letters find the option of a list."""
        stop = self._until(lambda stop: group in (stop.says if stop.tag == "select" else stop.group), group)
        if stop.tag == "select":
            self.page.keyboard.type(option)
            return
        self.page.keyboard.press("Space")
        for _ in range(20):
            if option in self.here.says:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{group!r} has no {option!r}")
