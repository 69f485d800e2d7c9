"""What documents hold, layout by layout: from the moment of their event, and nothing later."""

import pytest
from sqlalchemy import select

from approval.documents.contents import LAYOUTS, contents_of
from approval.documents.contents_conditions import ledger
from approval.documents.contents_moment import moment_of
from approval.documents.sheets import Answer, Listing, Said, Table, Tone
from approval.models.database import db
from approval.models.people import Person
from approval.models.records import Event
from approval.models.reviews import Condition
from approval.operations import assessing
from tests.stories import perfusion
from tests.stories.whole_case import Story


@pytest.fixture
def story(desk, person, clock):
    return Story(desk, person, clock)


@pytest.fixture
def assessed(story):
    story.draft().submit()
    story.assess()
    return story


def of(story, event, name, lang="en"):
    return contents_of(story.desk, db.session.get_one(Event, event.id), name, lang)


def texts(value):
    """Every string anywhere in some contents."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [t for v in value for t in texts(v)]
    names = getattr(type(value), "__dataclass_fields__", {})
    return [t for n in names for t in texts(getattr(value, n))]


def answer(report, label):
    found = [b for s in report.sections for b in s.blocks if isinstance(b, Answer) and b.label == label]
    assert len(found) == 1, f"{len(found)} answers to {label!r}"
    return found[0].value


# ── the concept, as submitted ────────────────────────────────────────────────────────────────────────────────


def test_a_concept_shows_what_was_sent_and_no_verdict(story):
    report = of(story, story.draft().submit(), "concept")
    assert report.layout == "report"
    assert [m.code for m in report.musts] == ["M1", "M2", "M3", "M4"]
    assert [e.code for e in report.matrix] == list(perfusion.CODES)
    assert not [e for e in [*report.musts, *report.matrix] if e.mark]
    assert {f.label: f.value for f in report.money} == {
        "Committed": "Nothing",
        "Not committed": "$25,000 to $50,000",
        "Price a learner would pay": "$1,950",
    }
    assert {f.label: f.value for f in report.facts}["Size"] == "57\u00a0hours, 11\u00a0weeks, Hybrid"
    assert not report.imprint.draft
    assert report.imprint.version == "Version 1"
    assert report.imprint.verify.url == f"http://127.0.0.1:8000/verify/{report.imprint.verify.code}"
    assert report.authority.startswith("As submitted by its proposer")
    assert [(d.gate, d.outcome.tone) for d in report.decisions] == [
        ("Assessment by Continuing Education", Tone.WAITING)
    ]


def test_a_resubmitted_concept_shows_no_verdict_either(assessed):
    assessed.act("director", "return", perfusion.CE_DECISION | {
        "conditions": None, "requests": [{"id": "1", "question": {"id": "pass_standard", "name": "Standard"}, "change": "Say what counts as critical."}], "resubmit_by": "2026-04-01",
    })  # fmt: skip
    assessed.write("proposer", "concept", {"pass_standard": "Every critical step and 85 % overall"})
    report = of(assessed, assessed.act("proposer", "resubmit"), "concept")
    assert not [e for e in [*report.musts, *report.matrix] if e.mark]
    assert report.imprint.version == "Version 2"
    assert answer(report, "Standard to earn it") == "Every critical step and 85 % overall"
    assert [d.outcome.word for d in report.decisions] == ["Returned", "Waiting for a decision"]


def test_a_micro_course_need_not_meet_two_of_the_musts(story):
    report = of(story, story.draft(product_type="micro_course").submit(), "concept")
    assert [(m.code, m.mark and m.mark.word) for m in report.musts] == [
        ("M1", None), ("M2", "Not required"), ("M3", "Not required"), ("M4", None),
    ]  # fmt: skip


def test_files_are_listed_with_their_fingerprints(story):
    file = {"id": "k", "name": "letter.pdf", "size": 214_000, "digest": "ab" * 32}
    report = of(story, story.draft(attachments=[file]).submit(), "concept")
    [kept] = report.attachments
    assert (kept.name, kept.size, kept.fingerprint) == ("letter.pdf", "214\u00a0KB", "ab" * 32)


# ── the assessment report ────────────────────────────────────────────────────────────────────────────────────


def test_a_report_tells_findings_and_reasons_and_no_score_or_name(assessed):
    report = of(assessed, assessed.support(), "assessment_report")
    told = texts(report)
    [criteria] = [
        b
        for s in report.sections
        for b in s.blocks
        if isinstance(b, Table) and b.columns[0].title == "Criterion"
    ]
    assert [(r[0], r[1].word, r[2]) for r in criteria.rows] == [
        ("M1 Competency-based", "Met", "Each outcome can be observed."),
        ("M2 Summative assessment", "Met", "A checklist with critical steps."),
        ("M3 Endorsement achievable", "Partly met", "Willing in words, no letter yet."),
        ("M4 Education Plan", "Met", "Goal two is served."),
    ]
    assert answer(report, "Strengths") == Listing(["Built with an employer", "Clear stations"])
    assert answer(report, "Gaps") == Listing(["No letter of the partner yet", "Travel for rural staff"])
    assert "This assesses the proposal, not the person." in told
    for never in (
        "Paul Leblanc",
        "Sunita Rao",
        "3 Meets",
        "2 Developing",
        "4 Strong",
        "Support with conditions",
    ):
        assert not [t for t in told if never in t], never
    assert report.decisions[0].rationale == perfusion.CE_DECISION["rationale"]
    assert report.imprint.state.word == "Supported with conditions"
    assert [(c.number, c.owner, c.due) for c in report.conditions] == [
        ("1", "Amina Okafor", "Before the next gate")
    ]


def test_the_directors_own_value_counts_and_says_why(assessed):
    view = [{"id": "1", "gate": "M3", "value": "3", "reason": "A letter came in this morning, signed."}]
    event = assessed.act(
        "director", "support", {"rationale": perfusion.CE_DECISION["rationale"], "director_values": view}
    )
    report = of(assessed, event, "assessment_report")
    [row] = [
        r
        for s in report.sections
        for b in s.blocks
        if isinstance(b, Table)
        for r in b.rows
        if r[0].startswith("M3")
    ]
    assert row[1].tone is Tone.MET
    assert row[2].endswith("The director’s own view: A letter came in this morning, signed.")
    assert {m.code: m.mark.word for m in report.musts}["M3"] == "Met"


def test_one_assessment_where_two_are_usual_is_said(story):
    story.draft().submit()
    story.act("intake", "accept_intake")
    assessing.name_assessors(
        story.desk,
        story.actor("intake"),
        story.reference,
        [story.people["first"].id],
        "assessment_light",
        story.row.version,
        story.clock.now,
    )
    story.hand_in("first", perfusion.FIRST_SHEET)
    assert any("Reduced review" in t for t in texts(of(story, story.support(), "assessment_report")))


# ── the moment ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_hour_late_it_shows_what_was_decided_upon(assessed):
    event = assessed.support()
    first = of(assessed, event, "assessment_report")
    assessed.close(1, "director", "The letter is here.")
    assessed.smt("2026-03-20")
    assessed.form_team()
    assessed.propose()
    assert of(assessed, event, "assessment_report") == first
    assert first.conditions[0].mark.word == "Open"


def test_a_condition_shows_evidence_and_sign_off_from_then_on(assessed):
    assessed.support()
    assessed.close(1, "director", "The letter is here.")
    [standing] = ledger(moment_of(assessed.desk, assessed.event("condition_evidence")))
    assert (standing.closed, standing.evidence) == (None, "The letter is here.")
    report = of(assessed, assessed.smt("2026-03-20"), "smt_concept_record")
    assert (report.conditions[0].mark.word, report.conditions[0].signed_off_by) == (
        "Closed",
        "Ruth Abernethy, 7 February 2026",
    )


def test_a_retracted_decision_stays_on_record_and_its_conditions_go(assessed):
    assessed.support()
    assessed.clock.forward(days=-1)
    assessed.act(
        "director", "retract", {"rationale": "It was entered in the wrong case, as the minutes show."}
    )
    again = of(assessed, assessed.support(), "assessment_report")
    assert [d.outcome.word for d in again.decisions[:2]] == [
        "Supported with conditions; retracted on 6 February 2026",
        "Supported with conditions",
    ]
    assert [c.number for c in again.conditions] == ["1"]


def test_rows_of_the_ledger_and_of_the_documents_agree(assessed):
    assessed.support()
    assessed.close(1, "director", "The letter is here.")
    event = assessed.event("close_condition")
    rows = db.session.scalars(select(Condition).order_by(Condition.number)).all()
    told = ledger(moment_of(assessed.desk, event))
    assert [(c.number, c.text, c.owner, c.due, c.evidence) for c in told] == [
        (r.number, r.text, r.owner, r.due, "\n\n".join(one.text for one in r.shown)) for r in rows
    ]


# ── languages ────────────────────────────────────────────────────────────────────────────────────────────────


def test_answers_in_the_other_language_are_marked_and_never_translated(story):
    report = of(story, story.draft().submit(), "concept", "fr")
    form = story.desk.versions[story.row.digest].forms["concept"]
    labels = {name: field.label.fr for name, field in form.fields().items()}
    assert report.imprint.title == Said("Perfusion Support Essentials", "en")
    assert answer(report, labels["pass_standard"]) == Said("All critical steps and 80 % overall", "en")
    assert answer(report, labels["delivery_mode"]) == "Hybride"
    assert "restent en anglais" in report.imprint.translation
    assert {f.label for f in report.money} == {"Engagé", "Non engagé", "Prix que paierait la personne"}


def test_codes_tell_documents_and_languages_apart(story):
    event = story.draft().submit()
    codes = {of(story, event, "concept", lang).imprint.verify.code for lang in ("en", "fr")}
    assert len(codes) == 2
    assert of(story, event, "concept").imprint.verify.code in codes


def test_a_person_who_changes_their_name_changes_no_fingerprint(story):
    event = story.draft().submit()
    before = of(story, event, "concept").imprint.fingerprint
    db.session.get_one(Person, story.people["proposer"].id).name = "Amina Okafor-Lee"
    assert of(story, event, "concept").imprint.fingerprint == before


def test_every_declared_document_has_a_layout(desk):
    declared = {d.layout for v in desk.versions.values() for d in v.workflow.documents}
    assert declared <= {*LAYOUTS, "letter"}
