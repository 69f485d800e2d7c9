"""Records of decision, the full proposal and the briefing note: one whole case, told once, read many times."""

import pytest
from sqlalchemy import select

from approval.documents import contents_briefing
from approval.documents.contents import contents_of
from approval.documents.contents_answers import Tongue
from approval.documents.contents_front import Sheet
from approval.documents.contents_moment import moment_of
from approval.documents.sheets import Answer, Listing, Mark, Notice, Prose, Table, Tone
from approval.models.database import db
from approval.models.records import Event
from tests.documents.test_contents import answer, texts
from tests.stories import perfusion
from tests.stories.whole_case import Story


@pytest.fixture
def whole(desk, person, clock):
    return Story(desk, person, clock).whole()


def report_of(story, name, action, nth=-1, lang="en"):
    events = db.session.scalars(select(Event).where(Event.action == action).order_by(Event.seq)).all()
    return contents_of(story.desk, events[nth], name, lang)


def tables(report):
    blocks = [b for s in report.sections for b in s.blocks]
    return [b for b in blocks if isinstance(b, Table)] + [
        b.value for b in blocks if isinstance(b, Answer) and isinstance(b.value, Table)
    ]


def test_a_whole_case(whole):
    """One case is dear to make: what its documents say is asked here, document by document."""
    record_of_the_management(whole)
    record_of_the_board(whole)
    proposal_and_plan(whole)
    briefing(whole)
    what_a_proposer_may_not_read(whole)


def record_of_the_management(story):
    report = report_of(story, "smt_concept_record", "endorse", 0)
    assert report.layout == "record"
    assert (report.imprint.state.word, report.imprint.state.tone) == ("Endorsed", Tone.MET)
    assert answer(report, "Present") == Listing(["Lin Chen", "Marie Dubois", "Tom Alvarez"])
    assert answer(report, "Quorum was met for this item") == "Yes"
    assert answer(report, "Conflicts of interest") == "None was declared"
    assert answer(report, "How was it decided?") == "By consensus, with objections noted"
    assert answer(report, "Objections noted") == "One member would rather wait for the new laboratory."
    assert answer(report, "Accountable person") == "Robin Singh"
    assert answer(report, "How progress is monitored") == "A report to the team each quarter."
    assert answer(report, "Target Board meeting") == "12 June 2026"
    assert ["Capacity", Mark("Partly met", Tone.PARTLY), "One laboratory for three programs."] in [
        list(row) for table in tables(report) for row in table.rows
    ]
    first = report.decisions[0]
    assert {f.label: f.value for f in first.facts} == {
        "Decided by": "Senior Management Team",
        "Rule in force": "Consensus; without it, chair and vice-chair decide jointly; quorum: more than half of the seats",
        "Confirmed by": "Lin Chen (Chair of the Senior Management Team)",
        "Recorded by": "Tom Alvarez",
    }
    assert first.when == "20 March 2026"
    decided = db.session.scalars(select(Event).where(Event.action == "endorse").order_by(Event.seq)).first()
    assert decided.hash in first.record
    considered = next(t for t in tables(report) if t.columns[0].title == "Text")
    assert [row[1:3] for row in considered.rows] == [["1", "4 February 2026"]]
    final = report_of(story, "smt_final_record", "endorse")
    assert {e.code: e.mark.word for e in final.matrix}["F5"] == "Partly met"
    assert ["F5 Compatibility", Mark("Partly met", Tone.PARTLY), "Not on the transcript yet."] in [
        list(row) for table in tables(final) for row in table.rows
    ]
    assert {row[0] for t in tables(final) if t.columns[0].title == "Text" for row in t.rows} >= {
        "Full proposal",
        "Development plan",
    }


def record_of_the_board(story):
    report = report_of(story, "board_record", "approve_with_conditions")
    told = texts(report)
    for words in (
        "2026-31", "Add: with a report after the first cohort.", "Nadia Haddad", "Owen Price", "Carried as amended",
        "I would have waited a year.", "By-law No. 1", "7.4", "Minutes of 12 June 2026, item 5", "Sits on the hospital’s foundation.",
        "Stayed, neither spoke nor voted", "12 June 2029", "Report to the Board after the first cohort.",
    ):  # fmt: skip
        assert words in told, words
    assert [answer(report, label) for label in ("For", "Against", "Abstentions")] == ["2", "0", "1"]
    assert report.imprint.classification == "Open"
    assert {f.label: f.value for f in report.money}["Committed"] == "$81,600 over three years"
    assert report.decisions[0].gate == "Board of Governors"
    assert len(report.decisions) == 4
    assert [(c.number, c.mark.word) for c in report.conditions] == [("1", "Closed"), ("2", "Open")]


def proposal_and_plan(story):
    draft = report_of(story, "proposal", "submit_proposal")
    approved = report_of(story, "proposal", "approve_with_conditions")
    assert (draft.imprint.draft, approved.imprint.draft) == (True, False)
    assert not [m for m in draft.musts if m.mark]
    assert [m.mark.word for m in approved.musts] == ["Met"] * 4
    assert {f.label: f.value for f in draft.money}["Not committed"] == "$81,600 over three years"
    titles = [s.title for s in approved.sections]
    assert titles[0] == "Executive summary"
    assert approved.sections[0].blocks == [Prose(perfusion.PROPOSAL["executive_summary"])]
    assert titles[-4:] == [
        "Development plan: milestones",
        "Development plan: budget over three years",
        "Development plan: risks",
        "Development plan: from pilot to teach-out",
    ]
    budget = next(t for t in tables(approved) if t.columns[0].title == "Amounts in Canadian dollars")
    assert [row[1:] for row in budget.rows if row[0].startswith("Costs of the year")] == [
        ["$51,600", "$14,900", "$15,100", "$81,600"]
    ]
    assert list(budget.foot[1:]) == ["-$28,200", "$31,900", "$31,700", "$35,400"]
    matrix = answer(approved, "Competency matrix")
    assert [row[0] for row in matrix.rows] == [words for words, _ in perfusion.COMPETENCIES]
    assert matrix.rows[0][-1] == "Mainly: Knowledge\nIs it summative? Yes\nFramework code: ESCO S3.0"
    assert [e.shown_by for e in approved.matrix] == [
        f"Shown by exhibit {n} of the case" for n in range(1, 15)
    ]


def briefing(story):
    note = report_of(story, "briefing_note", "issue_briefing")
    assert note.layout == "brief"
    assert note.sections[0].blocks == [Notice(perfusion.BRIEFING["motion"], kind="motion")]
    assert {f.label: f.value for f in note.facts} | {"Session": "Open"} == {
        f.label: f.value for f in note.facts
    }
    route = next(t for t in tables(note) if t.columns[0].title == "Gate")
    assert [(row[1].word, row[2]) for row in route.rows] == [
        ("Supported with conditions", "6 February 2026"),
        ("Endorsed", "20 March 2026"),
        ("Endorsed", "24 April 2026"),
    ]
    assert [m.mark.word for m in note.musts] == ["Met"] * 4


def what_a_proposer_may_not_read(story):
    """The management's own record is not theirs to read: nor is what it holds, in a document that is (I11)."""
    approved = report_of(story, "proposal", "approve_with_conditions")
    told = texts(approved)
    for secret in (
        "One member would rather wait for the new laboratory.",
        "One laboratory for three programs.",
        "Marie Dubois",
    ):
        assert secret in texts(report_of(story, "smt_final_record", "endorse"))
        assert secret not in told
    assert [d.outcome.word for d in approved.decisions][-1] == "Approved with conditions"


def test_the_usual_motion_is_filled_in_where_none_was_written(whole, desk):
    moment = moment_of(desk, whole.event("issue_briefing"))
    declared = moment.version.workflow.document("briefing_note")
    note = {k: v for k, v in perfusion.BRIEFING.items() if k != "motion"}
    section = contents_briefing._motion(Sheet(moment, declared, Tongue("fr", "en")), note)
    assert section.blocks[0].text == (
        "QUE, sur la recommandation de l’équipe de la haute direction, le conseil d’administration approuve la "
        "microcertification «\u00a0Perfusion Support Essentials\u00a0» (57 heures), à compter du 12 juin 2026, sans condition, "
        "un examen du programme devant être achevé au plus tard le 12 juin 2029."
    )
