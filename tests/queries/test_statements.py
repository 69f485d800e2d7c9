"""No page runs statements in proportion to its rows: as many at ten cases as at sixty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from approval.models.database import db, transaction
from approval.models.proposals import Audience, Proposal
from tests.bench.measuring import counted
from tests.conftest import Clock, Someone
from tests.visiting import Visitor

PAGES = (
    "/",
    "/proposals/",
    "/proposals/?text=case&stage=assessment&clock=none",
    "/proposals/MC-0-000/",
    "/proposals/MC-0-000/history",
)
BUDGET = {"/proposals/": 6, "/proposals/MC-0-000/": 9, "/proposals/MC-0-000/history": 9}


def cases(app: Flask, clock: Clock, first: int, last: int) -> None:
    digest = app.extensions["desk"].versions.newest("michener").digest
    with transaction():
        for n in range(first, last):
            case = Proposal(
                reference=f"MC-0-{n:03d}",
                digest=digest,
                stage="assessment",
                stage_since=clock.now,
                holder="ce_staff",
                title=f"Case {n}",
                search=f"case {n}",
                version=1,
                created_at=clock.now,
                updated_at=clock.now - timedelta(minutes=n),
            )
            db.session.add(case)
            db.session.flush()
            db.session.add(Audience(proposal_id=case.id, body="ce", since=clock.now))


@pytest.mark.parametrize("page", PAGES)
def test_as_many_at_ten_as_at_sixty(
    page: str,
    app: Flask,
    clock: Clock,
    person: Callable[..., Someone],
    client_of: Callable[[Someone], Visitor],
) -> None:
    browser = client_of(person("Ruth Abernethy", ("ce", "director")))
    cases(app, clock, 0, 10)
    with counted() as few:
        assert browser.get(page).status_code == 200
    cases(app, clock, 10, 60)
    with counted() as many:
        assert browser.get(page).status_code == 200
    assert len(few) == len(many), "\n".join(many)
    assert len(many) <= BUDGET.get(page, 12), "\n".join(many)
