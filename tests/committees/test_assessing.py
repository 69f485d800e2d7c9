"""Who assesses, on a sheet of their own, blind until it is in (PROCESS.md 4.2 and 9)."""

from threading import Barrier, Thread

import pytest

from approval.models.database import db, transaction
from approval.models.proposals import Paper, Revision
from approval.operations import Invalid, NotAllowed, Stale
from approval.operations.assessing import hand_in, name_assessors
from approval.operations.conflicts import declare
from approval.operations.parts import assign
from approval.operations.writing import write
from approval.queries import NotFound
from approval.queries.assessing import assessment
from approval.queries.facts import facts_of
from tests.committees.sheets import LIGHT, SHEET, scores

# ── naming ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_assessor_gets_a_sheet_and_is_told(named, ann, ben):
    sheets = db.session.query(Paper).filter(Paper.person_id.is_not(None)).all()
    assert {(p.person_id, p.form) for p in sheets} == {(ann.id, LIGHT), (ben.id, LIGHT)}
    [said] = named.said("name_assessors")
    assert [p["name"] for p in said["assessors"]] == ["Ann Assessor", "Ben Assessor"]
    assert said["reduced"] is False
    assert named.jobs("name_assessors") == {("mail", f"notice:{ann.id}"), ("mail", f"notice:{ben.id}")}


def test_one_assessor_is_a_reduced_review_on_record(case, desk, clock, director, ann):
    found = case("assessment")
    name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    assert found.said("name_assessors")[0]["reduced"] is True


def test_somebody_from_outside_may_assess_one_case(case, desk, clock, director, person, client_of):
    found, other = case("assessment"), case("assessment")
    guest = person("Gil Guest")
    name_assessors(desk, director.actor, found.reference, [guest.id], LIGHT, found.version, clock.now)
    assert client_of(guest).get(found.url("assessment/sheet/")).status_code == 200
    assert client_of(guest).get(other.url("assessment/")).status_code == 404


def test_neither_a_proposer_nor_a_conflicted_person_assesses(named, desk, clock, director, ann):
    declare(desk, ann.actor, named.reference, "family", "My sister teaches it.", clock.now)
    for one in (named.proposer.id, ann.id, 9999):
        with pytest.raises(Invalid):
            name_assessors(desk, director.actor, named.reference, [one], LIGHT, named.version, clock.now)


@pytest.mark.parametrize("stage", ["intake", "concept_review"])
def test_assessors_are_named_while_a_concept_is_assessed(case, desk, clock, director, ann, stage):
    found = case(stage)
    with pytest.raises(NotAllowed):
        name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)


def test_only_intake_and_director_name(case, desk, clock, ann, director, person):
    found = case("assessment")
    for someone in (ann, found.proposer):
        with pytest.raises(NotAllowed):
            name_assessors(desk, someone.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    stranger = person("Sam Stranger")
    with pytest.raises(NotFound):
        name_assessors(desk, stranger.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)


def test_of_two_who_name_at_once_the_second_is_told(named, desk, clock, director, ann):
    before = named.version
    name_assessors(desk, director.actor, named.reference, [ann.id], LIGHT, before, clock.now)
    with pytest.raises(Stale):
        name_assessors(desk, director.actor, named.reference, [ann.id], LIGHT, before, clock.now)


def test_who_has_handed_in_stays_and_who_has_not_can_be_released(
    named, desk, clock, director, ann, ben, give
):
    give(named, ann)
    with pytest.raises(NotAllowed):
        name_assessors(desk, director.actor, named.reference, [ben.id], LIGHT, named.version, clock.now)
    name_assessors(desk, director.actor, named.reference, [ann.id], LIGHT, named.version, clock.now)
    facts = facts_of(desk, named.row, clock.now)
    assert (facts.assessors, facts.sheets_in) == (1, 1)


def test_the_kind_of_sheet_changes_only_while_all_are_blank(named, desk, clock, director, ann, ben, fill):
    both = [ann.id, ben.id]
    name_assessors(desk, director.actor, named.reference, both, "assessment", named.version, clock.now)
    name_assessors(desk, director.actor, named.reference, both, LIGHT, named.version, clock.now)
    fill(named, ann)
    with pytest.raises(NotAllowed):
        name_assessors(desk, director.actor, named.reference, both, "assessment", named.version, clock.now)


# ── handing in ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sheet_names_the_text_it_judges_and_is_frozen(named, ann, give):
    give(named, ann)
    sheet = db.session.query(Paper).filter_by(person_id=ann.id).one()
    concept = db.session.query(Revision).filter_by(form="concept").one()
    assert sheet.about == concept.digest
    assert db.session.query(Revision).filter_by(form=LIGHT).one().answers == sheet.answers


def test_an_incomplete_sheet_stays(named, desk, clock, ann):
    seen = db.session.query(Paper).filter_by(person_id=ann.id).one().version
    with pytest.raises(Invalid) as refused:
        hand_in(desk, ann.actor, named.reference, seen=seen, now=clock.now)
    assert {p.field for p in refused.value.problems} >= {"gates", "need", "recommendation"}


def test_saving_tells_the_version_that_a_sheet_has_then(named, desk, clock, ann, fill):
    fill(named, ann, need="")
    saved = fill(named, ann)
    assert saved == db.session.query(Paper).filter_by(person_id=ann.id).one().version


def test_what_is_handed_in_cannot_be_written_in(named, desk, clock, ann, give):
    give(named, ann)
    with pytest.raises(NotAllowed):
        write(desk, ann.actor, named.reference, LIGHT, {"need": "No."}, seen=1, now=clock.now)


def test_a_sheet_changed_in_another_window_is_not_handed_in_unread(named, desk, clock, ann, fill):
    seen = fill(named, ann)
    fill(named, ann, need="Another thought.")
    with pytest.raises(Stale):
        hand_in(desk, ann.actor, named.reference, seen=seen, now=clock.now)


def test_handed_in_twice_at_once_it_happens_once(named, app, desk, clock, ann, fill):
    seen, both, errors = fill(named, ann), Barrier(2), []

    def press():
        with app.app_context():
            try:
                both.wait()
                hand_in(desk, ann.actor, named.reference, seen=seen, now=clock.now)
            except BaseException as error:  # noqa: BLE001
                errors.append(error)
            finally:
                db.session.remove()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(named.said("hand_in")) == 1


def test_when_the_last_sheet_is_in_the_director_is_told(named, director, ann, ben, give):
    give(named, ann)
    assert named.jobs("hand_in") == set()
    give(named, ben)
    assert named.jobs("hand_in") == {("mail", f"notice:{director.id}")}


def test_the_record_of_a_sheet_does_not_give_away_what_it_says(named, ann, give):
    give(named, ann)
    assert named.said("hand_in")[0].keys() == {"form", "about"}


def test_a_changed_concept_reopens_the_sheets_as_they_were(named, desk, clock, director, ann, ben, give):
    give(named, ann)
    named.push("return", director, {"rationale": "Change the hours."})
    write(
        desk,
        named.proposer.actor,
        named.reference,
        "concept",
        {"hours_total": 40},
        seen=10_000,
        now=clock.now,
    )
    named.push("resubmit")
    assert named.row.stage == "assessment"
    sheet = db.session.query(Paper).filter_by(person_id=ann.id).one()
    assert sheet.handed_in_at is None
    assert sheet.answers["need"] == SHEET["need"]


# ── blind ────────────────────────────────────────────────────────────────────────────────────────────────────────


def seen_by(desk, clock, found, someone):
    return {s.person.name for s in assessment(desk, someone.actor, found.reference, clock.now).sheets}


def test_nobody_reads_another_sheet_too_early(named, desk, clock, director, ann, ben, give):
    assert seen_by(desk, clock, named, ann) == set()
    give(named, ann)
    assert seen_by(desk, clock, named, ann) == {"Ann Assessor"}
    assert seen_by(desk, clock, named, ben) == set(), "Ben has not handed in his own"
    assert seen_by(desk, clock, named, director) == set(), "not all are in"
    give(named, ben)
    for someone in (ann, ben, director):
        assert seen_by(desk, clock, named, someone) == {"Ann Assessor", "Ben Assessor"}


def test_a_proposer_never_reads_a_sheet_whatever_their_office(case, desk, clock, director, ann, give):
    found = case("assessment", co_proposers=[{"name": director.name, "email": director.email}])
    with transaction():
        assign(found._locked(), director.id, "co_proposer", clock.now)
    with pytest.raises(NotFound):
        assessment(desk, director.actor, found.reference, clock.now)
    with pytest.raises(NotAllowed):
        name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)


def test_gate_rows_take_the_lowest_score_and_two_points_apart_are_shown(
    named, director, ann, ben, give, client_of
):
    give(named, ann, **scores(M2="4"))
    give(named, ben, **scores(M2="2"))
    page = client_of(director).get(named.url("assessment/"))
    [row] = [r for r in page.tree.iter("tr") if "M2 Summative" in "".join(r.itertext())]
    words = " ".join("".join(row.itertext()).split())
    assert "Lowest: 2" in words
    assert "Assessors differ" in words
    assert "4 Strong" in words
    [other] = [r for r in page.tree.iter("tr") if "M1 Competency" in "".join(r.itertext())]
    assert "Assessors differ" not in "".join(other.itertext())


def test_the_advisory_figure_is_for_continuing_education_alone(
    case, desk, clock, director, person, client_of
):
    found = case("assessment")
    guest, full = person("Gil Guest"), "assessment"
    name_assessors(desk, director.actor, found.reference, [guest.id], full, found.version, clock.now)
    rows = [o.value for o in desk.versions[found.row.digest].forms[full].fields()["criteria"].options]
    sheet = {
        "criteria": {r: {"score": "4" if r == "M2" else "3"} for r in rows},
        "recommendation": "support",
    }
    kept = write(desk, guest.actor, found.reference, full, sheet, seen=1, now=clock.now)
    hand_in(desk, guest.actor, found.reference, seen=kept.version, now=clock.now)
    assert "Weighted figure: 3.14 of 4" in client_of(director).get(found.url("assessment/")).words
    assert "Weighted" not in client_of(guest).get(found.url("assessment/")).words


def test_an_old_page_does_not_tell_a_proposer_who_assessed(named, ann, give, client_of):
    """Who acted meanwhile is said; of a sheet, not by whom (PROCESS.md 4.2)."""
    give(named, ann)
    browser = client_of(named.proposer)
    for action in ("withdraw", "submit", "nothing_of_the_kind"):
        page = browser.post(named.url(f"actions/{action}/"), data={"seen": "1"})
        assert page.status_code == 409
        assert "Ann Assessor" not in page.words
        assert "Somebody" in page.words
