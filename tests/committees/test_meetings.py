"""Meetings: convened, with an agenda, attendance and the conflicts declared in the room."""

from datetime import date
from threading import Barrier, Thread

import pytest

from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.people import Change
from approval.models.proposals import Assignment
from approval.models.reviews import Conflict
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.conflicts import declare
from approval.operations.convening import create_meeting
from approval.operations.parts import assign
from approval.operations.placing import declare_at_meeting, place_on_agenda, remove_from_agenda
from approval.operations.presiding import record_attendance
from approval.queries import NotFound
from approval.queries.facts import facts_of

DAY = date(2026, 3, 20)


@pytest.fixture
def secretary(person):
    return person("Sid Secretary", ("smt", "secretary"))


@pytest.fixture
def member(person):
    return person("Sue Member", ("smt", "member"))


@pytest.fixture
def chair(person):
    return person("Cy Chair", ("smt", "chair"))


@pytest.fixture
def meeting(secretary, clock):
    return create_meeting(secretary.actor, "smt", DAY, "Room 1", now=clock.now)


@pytest.fixture
def place(desk, clock):
    def place(found, someone, meeting):
        place_on_agenda(desk, someone.actor, found.reference, meeting, seen=found.version, now=clock.now)

    return place


# ── convening ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_secretary_and_chair_convene_and_others_do_not(secretary, chair, member, person, clock):
    create_meeting(secretary.actor, "smt", DAY, "Room 1", now=clock.now)
    create_meeting(chair.actor, "smt", DAY, "Room 2", now=clock.now)
    with pytest.raises(NotAllowed):
        create_meeting(member.actor, "smt", DAY, "Room 3", now=clock.now)
    with pytest.raises(NotFound):
        create_meeting(person("Bo Board", ("board", "secretary")).actor, "smt", DAY, "Room 3", now=clock.now)
    assert db.session.query(Change).order_by(Change.id.desc()).first().what_fr.startswith("Réunion convoquée")


def test_there_is_no_second_meeting_at_the_same_place(secretary, meeting, clock):
    with pytest.raises(Invalid):
        create_meeting(secretary.actor, "smt", DAY, " Room 1 ", now=clock.now)


# ── the agenda ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_case_before_the_body_is_placed_and_taken_off(case, desk, clock, secretary, meeting, place):
    found = case("concept_review")
    place(found, secretary, meeting)
    assert facts_of(desk, found.row, clock.now).agenda == {"smt"}
    assert found.said("place_on_agenda") == [{"meeting": meeting, "body": "smt", "date": "2026-03-20"}]
    remove_from_agenda(desk, secretary.actor, found.reference, meeting, seen=found.version, now=clock.now)
    assert facts_of(desk, found.row, clock.now).agenda == frozenset()


def test_only_cases_before_the_body_are_placed(case, secretary, meeting, place, person, clock):
    early, due = case("assessment"), case("concept_review")
    with pytest.raises(NotFound):
        place(early, secretary, meeting)
    board = person("Bo Board", ("board", "secretary"))
    sitting = create_meeting(board.actor, "board", DAY, "Hall", now=clock.now)
    both = person("Bea Both", ("board", "secretary"), ("smt", "secretary"))
    with pytest.raises(NotAllowed):
        place(due, both, sitting)
    with pytest.raises(NotFound):
        place(due, secretary, sitting)


def test_only_the_secretary_places_and_the_chair_where_there_is_none(
    case, desk, clock, secretary, chair, member, meeting, place
):
    found = case("concept_review")
    for someone in (chair, member):
        with pytest.raises(NotAllowed):
            place(found, someone, meeting)
    declare(desk, secretary.actor, found.reference, "family", "My brother owns it.", clock.now)
    with pytest.raises(NotFound):
        place(found, secretary, meeting)
    place(found, chair, meeting)


def test_nobody_keeps_the_agenda_of_their_own_proposal(case, clock, secretary, meeting, place):
    found = case("concept_review")
    with transaction():
        assign(found._locked(), secretary.id, "co_proposer", clock.now)
    with pytest.raises(NotAllowed):
        place(found, secretary, meeting)


def test_a_case_has_one_place_and_a_deferred_one_needs_a_new_meeting(case, clock, secretary, meeting, place):
    found = case("concept_review")
    later = create_meeting(secretary.actor, "smt", date(2026, 4, 3), "Room 1", now=clock.now)
    place(found, secretary, meeting)
    with pytest.raises(NotAllowed):
        place(found, secretary, later)
    found.push("defer", secretary)
    with pytest.raises(NotAllowed):
        place(found, secretary, meeting)
    place(found, secretary, later)


def test_of_two_who_place_at_once_one_succeeds(case, app, desk, clock, secretary, meeting):
    found = case("concept_review")
    seen, both, outcomes = found.version, Barrier(2), []

    def press():
        with app.app_context():
            try:
                both.wait()
                place_on_agenda(desk, secretary.actor, found.reference, meeting, seen=seen, now=clock.now)
                outcomes.append("placed")
            except Stale as stale:
                outcomes.append(stale.who)
            finally:
                db.session.remove()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Sid Secretary", "placed"]
    db.session.rollback()
    assert db.session.query(AgendaItem).count() == 1


def test_a_recorded_decision_keeps_its_place(case, desk, clock, secretary, meeting, place):
    found = case("concept_review")
    place(found, secretary, meeting)
    with transaction():
        found._locked().recorded = "endorse"
    with pytest.raises(NotAllowed):
        remove_from_agenda(desk, secretary.actor, found.reference, meeting, seen=found.version, now=clock.now)


# ── attendance and conflicts ─────────────────────────────────────────────────────────────────────────────────────


def test_attendance_is_of_members_and_of_one_kind(secretary, member, chair, person, meeting, clock):
    def attend(here, away, seen=None, by=secretary):
        seen = seen or db.session.get(Meeting, meeting).version
        record_attendance(by.actor, meeting, here, away, seen=seen, now=clock.now)

    for here, away in (([member.id], [member.id]), ([person("Ned Nobody").id], [])):
        with pytest.raises(Invalid):
            attend(here, away)
    with pytest.raises(NotAllowed):
        attend([member.id], [], by=member)
    attend([member.id, secretary.id], [chair.id])
    kept = db.session.get(Meeting, meeting)
    assert {p["name"] for p in kept.present} == {"Sid Secretary", "Sue Member"}
    assert kept.regrets == [{"id": str(chair.id), "name": "Cy Chair"}]
    with pytest.raises(Stale):
        attend([], [], seen=1)


def test_a_conflict_declared_in_the_room_is_written_down(
    case, desk, clock, secretary, member, meeting, place
):
    found = case("concept_review")
    place(found, secretary, meeting)
    declare_at_meeting(
        desk,
        secretary.actor,
        found.reference,
        meeting,
        member.id,
        "financial",
        "Holds shares.",
        now=clock.now,
    )
    assert db.session.query(Conflict).one().person_id == member.id
    assert found.said("declare_conflict")[0]["meeting"]["date"] == "2026-03-20"


def test_only_of_members_about_items_of_the_agenda(
    case, desk, clock, secretary, member, meeting, place, person
):
    found, other = case("concept_review"), case("concept_review")
    place(found, secretary, meeting)
    stranger = person("Ned Nobody")
    for reference, who in ((other.reference, member.id), (found.reference, stranger.id)):
        with pytest.raises(NotFound):
            declare_at_meeting(desk, secretary.actor, reference, meeting, who, "family", "x", now=clock.now)


def test_a_secretary_convenes_places_and_records_on_pages(case, secretary, member, client_of):
    ready, lacking = case("concept_review"), case("proposal_review", title="Safe transfer")
    browser = client_of(secretary)
    page = browser.get("/meetings/")
    assert "No meeting is convened" in page.words
    page = browser.get(page.link("Convene a meeting"))
    page = browser.send(page, place="Room 1")
    assert page.problems == ["Enter the day of the meeting"]
    page = browser.send(page, held_on="2026-03-20")
    assert page.h1 == "Senior Management Team, 20 March 2026"
    assert "Items are due by 13 March 2026." in page.words
    [waiting] = [r for r in page.tree.iter("tr") if "Safe transfer" in "".join(r.itertext())]
    assert "Not ready" in "".join(waiting.itertext())
    [form] = [
        f
        for f in page.tree.iter("form")
        if f'"{ready.reference}"' in str([i.attrib for i in f.iter("input")]).replace("'", '"')
    ]
    data = {i.get("name"): i.get("value") for i in form.iter("input")}
    page = browser.post(form.get("action"), data=data, csrf=False, follow_redirects=True)
    assert f"{ready.reference} is on the agenda." in " ".join(page.flashes)
    page = browser.get(page.link("Record attendance"))
    page = browser.send(page, present=[str(member.id)], regrets=[str(member.id)])
    assert page.problems == ["Nobody is both present and excused: Sue Member"]
    page = browser.send(page, present=[str(member.id)], regrets=[])
    assert "Attendance is recorded." in " ".join(page.flashes)
    page = browser.get(page.link(f"Write down a conflict ({ready.reference})"))
    page = browser.send(page, member=str(member.id), kind="family", description="Her brother owns it.")
    assert "The conflict is on record." in " ".join(page.flashes)
    assert lacking.reference in page.words


def test_a_conflicted_member_does_not_learn_what_the_item_is(
    case, desk, clock, secretary, member, meeting, place, client_of
):
    found = case("concept_review", title="Secret ultrasound")
    place(found, secretary, meeting)
    browser = client_of(member)
    assert "Secret ultrasound" in browser.get(f"/meetings/{meeting}").words
    declare(desk, member.actor, found.reference, "family", "My brother owns it.", clock.now)
    page = browser.get(f"/meetings/{meeting}")
    assert "An item in which you have a conflict" in page.words
    assert "Secret ultrasound" not in page.get_data(as_text=True)
    assert found.reference not in page.get_data(as_text=True)


def test_a_member_sees_the_agenda_and_changes_nothing(case, secretary, member, meeting, place, client_of):
    found = case("concept_review")
    place(found, secretary, meeting)
    browser = client_of(member)
    page = browser.get(f"/meetings/{meeting}")
    assert "Take it off" not in page.words
    for path in ("attendance", f"conflict/{found.reference}"):
        assert browser.get(f"/meetings/{meeting}/{path}").status_code == 404
    answer = browser.post(
        f"/meetings/{meeting}/remove", data={"reference": found.reference, "seen": found.version}
    )
    assert answer.status_code == 409
    assert browser.get("/meetings/new/smt").status_code == 404


def test_only_members_of_the_body_find_its_meetings(case, secretary, meeting, place, person, client_of):
    place(case("concept_review"), secretary, meeting)
    for someone in (person("Bo Board", ("board", "chair")), person("Ruth Director", ("ce", "director"))):
        browser = client_of(someone)
        assert browser.get(f"/meetings/{meeting}").status_code == 404
        assert "Room 1" not in browser.get("/meetings/").words
    assert "You sit in no body that meets" in client_of(person("Ned Nobody")).get("/meetings/").words


def test_an_unknown_case_typed_by_hand_is_told(case, secretary, meeting, client_of):
    hidden = case("assessment")
    page = client_of(secretary).post(
        f"/meetings/{meeting}/place", data={"reference": hidden.reference}, follow_redirects=True
    )
    assert "No such case is open to you." in " ".join(page.flashes)


def test_in_french(case, secretary, meeting, place, client_of):
    place(case("concept_review"), secretary, meeting)
    page = client_of(secretary).get(f"/meetings/{meeting}?lang=fr")
    assert page.h1 == "Équipe de la haute direction, 20 mars 2026"
    assert "Ordre du jour" in page.words
    assert db.session.query(Assignment).count()
