"""Lists are read in the order of an index: no page grows slower because there are more cases behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from approval.models.database import db
from tests.conftest import Clock, Someone
from tests.postgres import both_databases
from tests.queries.test_statements import cases
from tests.visiting import Visitor

LISTS = {
    "/proposals/": "ix_proposal_updated",
    "/proposals/?after=2026-01-01T00:00:00%2B00:00|7": "ix_proposal_updated",
    "/proposals/?text=case": "ix_proposal_updated",
    "/proposals/?stage=assessment": "ix_proposal_stage_updated",
    "/proposals/?holder=ce_staff": "ix_proposal_holder_updated",
    "/proposals/?product=micro_credential": "ix_proposal_product_updated",
    "/proposals/?stage=assessment&text=case": "ix_proposal_stage_updated",
}


@both_databases
@pytest.mark.parametrize("page", LISTS)
def test_a_list_follows_an_index(
    page: str,
    app: Flask,
    clock: Clock,
    person: Callable[..., Someone],
    client_of: Callable[[Someone], Visitor],
) -> None:
    browser = client_of(person("Ruth Abernethy", ("ce", "director")))
    cases(app, clock, 0, 60)
    plans = [plan(*asked) for asked in listing(browser, page)]
    wanted = [text for text in plans if LISTS[page] in text]
    assert wanted, plans
    assert not any(sorts(text) for text in wanted), wanted


@both_databases
def test_what_waits_is_found_by_holder_and_day(
    app: Flask, clock: Clock, person: Callable[..., Someone], client_of: Callable[[Someone], Visitor]
) -> None:
    """The first of each role, in the order of the index; only those few are sorted together."""
    browser = client_of(person("Ruth Abernethy", ("ce", "director")))
    cases(app, clock, 0, 60)
    plans = [plan(*asked) for asked in listing(browser, "/")]
    assert any("ix_proposal_holder_due" in text for text in plans), plans


@both_databases
def test_what_was_left_idle_is_found_among_the_questions(
    app: Flask, clock: Clock, person: Callable[..., Someone], client_of: Callable[[Someone], Visitor]
) -> None:
    """Not among all that ever happened: an index holds the questions alone."""
    browser = client_of(person("Ruth Abernethy", ("ce", "director")))
    cases(app, clock, 0, 60)
    plans = [plan(*asked) for asked in listing(browser, "/")]
    assert any("ix_event_asks" in text for text in plans), plans


def listing(browser: Visitor, page: str) -> list[tuple[str, Any]]:
    """The statements that a page asks cases with, each with its values."""
    said: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if "FROM proposal" in statement and "LIMIT" in statement:
            said.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        assert browser.get(page).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return said


def plan(statement: str, values: Any) -> str:
    """How the database would go about it. A few rows are sorted faster than looked up: PostgreSQL is told not to."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            return "\n".join(row[3] for row in rows)
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))


def sorts(text: str) -> bool:
    """Whether what an index finds is sorted again as a whole: rows of one day may be, among themselves."""
    return "USE TEMP B-TREE FOR ORDER BY" in text or "  Sort" in text
