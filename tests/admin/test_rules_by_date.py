"""Rules of bodies by date: every rule is a page's to change, from a day on; history stays; new bodies are made."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from approval.models.database import db, transaction
from approval.models.meetings import Meeting
from approval.operations import NotAllowed, Stale
from approval.operations.constituting import Change, constitute, withdraw
from approval.queries.body_rules import rules_of, seen_of_body
from approval.queries.people import body_by_key
from tests.admin.reading import recorded
from tests.browser.cases import one_page
from tests.postgres import both_databases

TYPED = {
    "name_en": "Board of Trustees", "name_fr": "Conseil des fiduciaires", "rule": "unanimous",
    "quorum_kind": "two_thirds", "written_resolution": "no", "retraction_hours": "48", "conflicted_count": "yes",
    "conflicted_leave": "no", "alternate": "smt", "cadence": "monthly", "meets_at": "17:30", "place": "Room 1",
    "agenda_days": "14", "packet_days": "7", "motion_series": "T", "instrument_en": "By-law No. 2",
    "instrument_fr": "Règlement no 2",
}  # fmt: skip
KEPT = {
    "name_fr": "Conseil des fiduciaires", "rule": "unanimous", "quorum": "two_thirds", "written_resolution": False,
    "retraction_hours": 48, "conflicted_count": True, "conflicted_leave": False, "alternate": "smt",
    "cadence": "monthly", "meets_at": "17:30", "place": "Room 1", "agenda_days": 14, "packet_days": 7,
    "motion_series": "T", "instrument_en": "By-law No. 2",
}  # fmt: skip
TOMORROW, LATER = date(2026, 2, 4), date(2026, 4, 1)


def rules(key: str, day: date):
    db.session.rollback()
    return body_by_key(key).on(day)


def change(dorothy, clock, since, key="smt", **values):
    body = body_by_key(key)
    constitute(dorothy.actor, key, Change(since, values), seen=seen_of_body(body), now=clock.now)


@both_databases
def test_every_rule_is_changed_on_the_page_from_a_day_on(admin, clock):
    page = admin.get("/admin/bodies/board/edit?on=2026-04-01")
    page = admin.send(page, **TYPED)
    assert page.status_code == 200, page.problems
    assert page.h1 == "Board of Governors", "nothing changes before its day"
    now, then = rules("board", clock.today), rules("board", LATER)
    assert (now.name_en, now.rule, now.quorum, now.meets_at) == (
        "Board of Governors",
        "majority",
        "half",
        "16:00",
    )
    assert {name: getattr(then, name) for name in KEPT} == KEPT
    assert len(then.closed_grounds) == len(now.closed_grounds) == 5
    assert "To come" in page.words
    assert "alternate body: “None” became “Senior Management Team”" in page.words
    assert "à venir" in admin.get("/admin/bodies/board?lang=fr").words.lower()


def test_grounds_are_rows_that_are_added_and_removed_without_a_script(admin, clock):
    page = admin.get("/admin/bodies/smt/edit")
    assert "closed_grounds-1-en" not in page.text
    page = admin.send(
        page,
        **{"closed_grounds-0-en": "Personnel", "closed_grounds-0-fr": "Personnel"},
        press="_row=add:closed_grounds",
    )
    assert "closed_grounds-1-en" in page.text
    page = admin.send(page, **{"closed_grounds-1-en": "Contracts", "closed_grounds-1-fr": "Contrats"})
    assert page.status_code == 200, page.problems
    assert [g["en"] for g in rules("smt", clock.today).closed_grounds] == ["Personnel", "Contracts"]
    kept = rules("smt", clock.today).closed_grounds[1]["name"]
    page = admin.send(admin.get("/admin/bodies/smt/edit"), press="_row=remove:closed_grounds:0")
    admin.send(page)
    assert rules("smt", clock.today).closed_grounds == [{"name": kept, "en": "Contracts", "fr": "Contrats"}]
    assert "motifs de huis clos" in admin.get("/admin/changes?lang=fr").words


def test_the_instrument_is_a_file_for_those_who_may_read_it(admin, person, client_of, clock):
    pdf = one_page()
    page = admin.get("/admin/bodies/smt/edit")
    page = admin.send(page, instrument=[(io.BytesIO(pdf), "terms.pdf")], retraction_hours="")
    assert page.status_code == 422
    assert "terms.pdf" in page.words, "the file is not lost by a mistake elsewhere"
    page = admin.send(page, retraction_hours="24")
    assert page.status_code == 200, page.problems
    answer = admin.get(page.link("Download"))
    assert answer.data == pdf
    assert answer.headers["Content-Disposition"] == "attachment; filename=smt-2026-02-03.pdf"
    member, stranger = person("Marie Dubois", ("smt", "member")), person("Eve Outside")
    assert client_of(member).get("/bodies/smt/instrument/2026-02-03").data == pdf
    assert client_of(stranger).get("/bodies/smt/instrument/2026-02-03").status_code == 404
    for nowhere in ("2025-01-01", "yesterday"):
        assert admin.get(f"/bodies/smt/instrument/{nowhere}").status_code == 404


def test_a_file_that_is_no_pdf_is_refused_and_a_made_up_token_names_nothing(admin, desk, clock):
    page = admin.get("/admin/bodies/smt/edit")
    refused = admin.send(page, instrument=[(io.BytesIO(b"#!/bin/sh"), "terms.pdf")])
    assert refused.status_code == 422
    assert "terms.pdf: send a PDF" in refused.problems[0]
    secret = desk.storage.put(b"somebody else's paper")
    admin.send(page, instrument=secret, place="Room 9")
    assert rules("smt", clock.today).instrument_file == ""


def test_an_instrument_is_taken_away_again(admin, clock):
    page = admin.send(admin.get("/admin/bodies/smt/edit"), instrument=[(io.BytesIO(one_page()), "terms.pdf")])
    assert rules("smt", clock.today).instrument_file
    page = admin.get("/admin/bodies/smt/edit")
    removing = next(b.get("value") for b in page.tree.iter("button") if b.get("name") == "_file")
    page = admin.send(page, press=f"_file={removing}")
    admin.send(page)
    assert rules("smt", clock.today).instrument_file == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"since": "2026-02-02", "place": "Room 9"}, "Rules change from today or later: what was decided before keeps its rule"),
        ({"alternate": "smt"}, "Choose one from the list"),
        ({"meets_at": "half past"}, None),
        ({"meets_at": "24:10"}, "Enter a time like 09:30"),
        ({"packet_days": "30"}, "The packet cannot leave before the agenda closes: at most 5 days before the meeting"),
        ({"motion_series": "b7"}, "Use one to eight capital letters, such as BEC"),
        ({"motion_series": "B"}, "Board of Governors numbers its motions that way: two bodies would share numbers"),
        ({"conflicted_leave": ""}, "Choose what they do meanwhile"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said_at_the_field(admin, typed, said):
    page = admin.send(admin.get("/admin/bodies/smt/edit"), **typed)
    assert page.status_code == 422
    assert len(page.problems) == 1
    assert said in {None, page.problems[0]}
    assert recorded() == []


def test_consensus_needs_somebody_who_decides_without_one(admin):
    page = admin.send(admin.get("/admin/bodies/registrar/edit"), rule="consensus")
    assert page.problems == [
        "Without a consensus the chair decides, and this body has no office of a chair: choose another rule"
    ]


def test_only_what_the_page_changed_is_changed_on_the_chosen_day(admin, dorothy, clock):
    """The form shows today's rules; a name that changes meanwhile is not changed back."""
    change(dorothy, clock, date(2026, 3, 1), name_en="Executive Committee")
    page = admin.get("/admin/bodies/smt/edit")
    admin.send(page, since="2026-04-01", retraction_hours="48")
    assert rules("smt", LATER).name_en == "Executive Committee"
    assert rules("smt", LATER).retraction_hours == 48
    assert rules("smt", date(2026, 3, 15)).retraction_hours == 24


def test_a_change_goes_on_where_later_rules_had_taken_the_value_over(dorothy, clock):
    change(dorothy, clock, LATER, quorum="4")
    change(dorothy, clock, TOMORROW, name_en="Executive Committee", quorum="3")
    assert rules("smt", LATER).name_en == "Executive Committee"
    assert rules("smt", LATER).quorum == "4", "what was to change then still does"
    assert rules("smt", clock.today).name_en == "Senior Management Team"


@both_databases
def test_a_change_that_has_not_begun_is_withdrawn(admin, dorothy, clock):
    change(dorothy, clock, TOMORROW, name_en="Executive Committee")
    change(dorothy, clock, LATER, quorum="4")
    page = admin.get("/admin/bodies/smt")
    page = admin.send(page, "2026-02-04/withdraw")
    assert "the change will not begin" in page.words
    assert rules("smt", LATER).name_en == "Senior Management Team", "nor does it begin later"
    assert rules("smt", LATER).quorum == "4"
    assert recorded()[0].startswith(
        "Withdrew the change of Senior Management Team that was to begin on 4 February 2026"
    )
    assert (
        admin.post("/admin/bodies/smt/rules/2026-02-04/withdraw").status_code == 409
    )  # what was seen is no more
    assert admin.post("/admin/bodies/smt/rules/never/withdraw").status_code == 404


def test_rules_that_have_begun_stay(dorothy, clock):
    change(dorothy, clock, TOMORROW, quorum="4")
    body = body_by_key("smt")
    seen = seen_of_body(body)
    with pytest.raises(NotAllowed):
        withdraw(dorothy.actor, "smt", body.rules[0].since, seen=seen, now=clock.now)
    with pytest.raises(NotAllowed):
        withdraw(dorothy.actor, "smt", TOMORROW, seen=seen, now=clock.forward(days=1))
    with pytest.raises(Stale):
        withdraw(dorothy.actor, "smt", TOMORROW, seen="", now=clock.now)


def test_on_a_day_on_which_the_body_meets_its_rules_hold_to_the_evening(admin, clock):
    with transaction():
        body = body_by_key("smt")
        db.session.add(Meeting(body_id=body.id, held_on=clock.today, place="", present=[], regrets=[]))
    page = admin.send(admin.get("/admin/bodies/smt/edit"), rule="majority")
    assert page.problems == [
        "This body meets or has decided today, under the rules of today: choose a later day"
    ]
    page = admin.send(page, since=TOMORROW.isoformat())
    assert page.status_code == 200
    assert rules("smt", clock.today).rule == "consensus"


def test_the_history_of_a_body_is_told_by_date(dorothy, clock):
    change(dorothy, clock, clock.today, name_en="Executive Committee")
    change(dorothy, clock, LATER, rule="majority")
    body = body_by_key("smt")
    lines = rules_of(body, clock.today)
    assert [(line.state, line.until) for line in lines] == [
        ("coming", None),
        ("now", LATER - timedelta(days=1)),
        ("past", clock.today - timedelta(days=1)),
    ]
    assert lines[0].who == "Dorothy Iwasaki"
    assert [label.fr for label, _, _ in lines[0].changed] == ["règle de décision"]
    assert lines[2].changed == []


def test_the_roster_is_shown_on_any_day(admin, person, clock):
    gone = person("Anita Venkataraman", ("smt", "chair"))
    with transaction():
        term = body_term(gone)
        term.until = clock.today - timedelta(days=1)
    page = admin.get("/admin/bodies/smt")
    assert "Chair, Vice-Chair, Secretary" in page.words
    page = admin.get(f"/admin/bodies/smt?on={clock.today - timedelta(days=2)}")
    assert "In office" in page.words
    assert "Chair, Vice-Chair" not in page.words
    assert admin.get("/admin/bodies/smt?on=nonsense").status_code == 200


def body_term(someone):
    from approval.models.bodies import Membership

    return db.session.scalars(select(Membership).where(Membership.person_id == someone.id)).one()
