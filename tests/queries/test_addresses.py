"""An address that somebody made up is answered with a list, never with a fault."""

from collections.abc import Callable

import pytest

from tests.conftest import Someone
from tests.postgres import both_databases
from tests.visiting import Visitor

MADE_UP = (
    "after=2026-01-01T00:00:00%2B00:00|99999999999999999999999",
    "after=2026-01-01T00:00:00%2B00:00|-1",
    "after=2026-01-01T00:00:00|1",
    "after=0001-01-01T00:00:00%2B14:00|1",
    "after=|",
    "clock=tomorrow&stage=%00&holder=%00",
    "text=%00",
    "text=" + "x" * 3_000,
    "text=%25_%2F%27%22",
)


@both_databases
@pytest.mark.parametrize("asked", MADE_UP)
def test_a_made_up_address_is_no_fault(
    asked: str, client_of: Callable[[Someone], Visitor], person: Callable[..., Someone]
) -> None:
    page = client_of(person("Ruth Abernethy", ("ce", "director"))).get(f"/proposals/?{asked}")
    assert page.status_code == 200
    assert page.h1 == "Proposals"


@both_databases
def test_no_address_holds_a_nul(
    client_of: Callable[[Someone], Visitor], person: Callable[..., Someone]
) -> None:
    browser = client_of(person("Ruth Abernethy", ("ce", "director")))
    assert browser.get("/proposals/MC%00/").status_code == 404
    made = browser.post("/proposals/new", data={"for": "me\0"})
    case = made.location.removesuffix("forms/concept/")
    page = browser.post(f"{case}actions/submit/", data={"key": "a\0b", "to": "\0", "seen": "\0"})
    assert page.status_code == 409
