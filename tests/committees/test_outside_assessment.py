"""What stays inside Continuing Education: totals, scores, who assessed; and who may not yet know of a sheet."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from approval.documents.contents import contents_of
from approval.language import Text
from approval.models.database import db
from approval.models.proposals import Paper
from approval.models.records import Event, Job, Letter
from approval.operations import Invalid, assessing
from approval.operations.advancing import Wish, advance
from approval.operations.assessing import hand_in, name_assessors
from approval.operations.mailing import Parcel, post_out
from approval.operations.writing import write
from approval.workflow.reviews import Review
from tests.committees.sheets import LIGHT, scores
from tests.documents.test_contents import texts

FULL = "assessment"
FIGURE = ("3.14", "3,14", "Weighted", "pondérée")
NAMES = ("Quillan Ashgrove", "Wilhelmina Thornbury")
DECISION = {"rationale": "The need is real and the assessment is credible throughout."}


@pytest.fixture
def quiet(person):
    """Two assessors who do nothing else in the case, so that a name can only come from their sheets."""
    return [person(name) for name in NAMES]


@pytest.fixture
def sheets(case, desk, clock, director, quiet):
    """A case whose two full sheets, with a weighted figure of 3.14, are in."""
    found = case("assessment")
    people = [p.id for p in quiet]
    name_assessors(desk, director.actor, found.reference, people, FULL, found.version, clock.now)
    rows = [o.value for o in desk.versions[found.row.digest].forms[FULL].fields()["criteria"].options]
    given = {row: {"score": "4" if row == "M2" else "3"} for row in rows}
    for someone in quiet:
        answers = {"criteria": given, "recommendation": "support", "strengths": ["An employer waits"]}
        kept = write(desk, someone.actor, found.reference, FULL, answers, seen=1, now=clock.now)
        hand_in(desk, someone.actor, found.reference, seen=kept.version, now=clock.now)
    return found


@pytest.fixture
def outside(person):
    """Those of the bodies after Continuing Education."""
    return [person("Mo Member", ("smt", "member")), person("Gia Governor", ("board", "member"))]


# ── no total, and no name of an assessor ─────────────────────────────────────────────────────────────────────────


def pages_of(app, browser, reference):
    """The text of every page about the case that opens without more values in its address."""
    with app.test_request_context():
        rules = [r for r in app.url_map.iter_rules() if "GET" in r.methods and r.arguments == {"reference"}]
        addresses = sorted(app.url_for(r.endpoint, reference=reference) for r in rules)
    for address in ["/", "/proposals/", *addresses]:
        for lang in ("en", "fr"):
            answer = browser.get(f"{address}?lang={lang}")
            if answer.status_code == 200:
                yield address, answer.get_data(as_text=True)


def test_no_page_outside_holds_a_total_or_an_assessor(app, sheets, client_of, desk, clock, director, outside):
    assert FIGURE[0] in client_of(director).get(sheets.url("assessment/")).words
    advance(desk, director.actor, sheets.reference, Wish("support", sheets.version, DECISION), now=clock.now)
    for action in ("endorse", "start_development", "submit_proposal", "endorse"):
        sheets.push(action)
    seen = set()
    for someone in [sheets.proposer, *outside]:
        for address, html in pages_of(app, client_of(someone), sheets.reference):
            seen.add(address)
            assert not [w for w in (*FIGURE, *NAMES) if w in html], (someone.name, address)
    assert {
        f"/proposals/{sheets.reference}/{p}" for p in ("", "history", "documents/", "conditions/")
    } <= seen


def test_no_document_letter_or_mail_holds_one_either(sheets, desk, clock, director):
    advance(desk, director.actor, sheets.reference, Wish("support", sheets.version, DECISION), now=clock.now)
    db.session.rollback()
    event = db.session.query(Event).filter_by(action="support").one()
    told = [w for lang in ("en", "fr") for w in texts(contents_of(desk, event, "assessment_report", lang))]
    assert "An employer waits" in told
    letters = db.session.query(Letter).all()
    assert letters
    told += [words for one in letters for words in (one.subject, one.body)]
    assert not [w for w in told if any(secret in w for secret in (*FIGURE, *NAMES))]


def test_a_notice_of_the_decision_names_the_director_only(sheets, desk, clock, director, mails):
    advance(desk, director.actor, sheets.reference, Wish("support", sheets.version, DECISION), now=clock.now)
    found = [m.text for m in mails("support")]
    assert found
    assert not [t for t in found if any(secret in t for secret in (*FIGURE, *NAMES))]


@pytest.fixture
def mails(desk, clock):
    """``mails("support")``: every notice that the event of this name asked for, as it leaves."""
    post = SimpleNamespace(sent=[])
    post.send = post.sent.append

    def of(action):
        db.session.rollback()
        wanted = db.session.query(Job).join(Event, Event.id == Job.event_id)
        for job in wanted.filter(Event.action == action, Job.kind == "mail").all():
            post_out(desk, None, post, Parcel(job.subject, job.event_id, dict(job.payload)), now=clock.now)
        return post.sent

    return of


# ── blind until handed in, on every page ─────────────────────────────────────────────────────────────────────────


def test_verdicts_on_the_case_wait_for_the_last_sheet(named, ann, ben, director, give, client_of):
    give(named, ann, **scores(M2="1"))
    for someone in (ben, ann, director, named.proposer):
        assert "Not met" not in client_of(someone).get(named.url("")).words, someone.name
    give(named, ben)
    assert "Not met" in client_of(director).get(named.url("")).words
    assert "Not met" not in client_of(named.proposer).get(named.url("")).words, "nothing is decided"


# ── the director decides ─────────────────────────────────────────────────────────────────────────────────────────


def test_otherwise_than_all_assessors_only_with_a_reason(sheets, desk, clock, director, client_of):
    wish = Wish("not_support", sheets.version, DECISION)
    with pytest.raises(Invalid) as refused:
        advance(desk, director.actor, sheets.reference, wish, now=clock.now)
    assert [p.path for p in refused.value.problems] == ["differs"]
    why = replace(wish, said={**DECISION, "differs": "Another college offers the same since Monday."})
    advance(desk, director.actor, sheets.reference, why, now=clock.now)
    assert sheets.row.stage == "not_supported"


# ── how many assess is the institution's to say ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("usual", "count", "reduced"), [(2, 2, False), (2, 1, True), (1, 1, True), (1, 2, False), (3, 2, True)]
)
def test_fewer_than_two_is_reduced_whatever_is_usual(usual, count, reduced):
    assert Review(forms=("a",), by="assessor", usual=usual).reduced(count) is reduced


def test_as_few_as_the_workflow_allows_and_no_fewer(case, desk, clock, director, ann, ben, monkeypatch):
    found = case("assessment")
    three = Review(forms=(LIGHT,), by="assessor", at_least=2, usual=3)
    monkeypatch.setattr(assessing, "review_now", lambda _: three)
    with pytest.raises(Invalid, match="Choose at least 2 assessors"):
        name_assessors(desk, director.actor, found.reference, [ann.id], LIGHT, found.version, clock.now)
    name_assessors(desk, director.actor, found.reference, [ann.id, ben.id], LIGHT, found.version, clock.now)
    assert found.said("name_assessors")[0]["reduced"] is True


# ── the sheets themselves ────────────────────────────────────────────────────────────────────────────────────────


def test_the_full_sheet_has_twelve_criteria_each_anchored_in_both_languages(desk):
    form = desk.versions.newest("michener").forms[FULL]
    criteria = form.fields()["criteria"].options
    assert len(criteria) == 12
    for row in criteria:
        assert isinstance(row.hint, Text)
        for mark in "1234":
            assert f"{mark}:" in row.hint.en
            assert f"{mark}\u00a0:" in row.hint.fr.replace("\u202f", "\u00a0").replace(
                f"{mark} :", f"{mark}\u00a0:"
            )


@pytest.mark.parametrize(("score", "left"), [("1", True), ("2", True), ("3", False), ("4", False)])
def test_a_low_score_needs_its_reason(named, desk, clock, ann, fill, score, left):
    marks = {"gates": {"M1": {"score": score}, **{c: {"score": "3"} for c in ("M2", "M3", "M4")}}}
    version = fill(named, ann, **marks)
    if not left:
        hand_in(desk, ann.actor, named.reference, seen=version, now=clock.now)
        return
    with pytest.raises(Invalid) as refused:
        hand_in(desk, ann.actor, named.reference, seen=version, now=clock.now)
    assert [p.path for p in refused.value.problems] == ["gates-M1-comment"]


def test_all_fourteen_rows_are_judged_at_the_full_proposal_with_reasons(case, desk, clock, director):
    found = case("proposal_review")
    codes = [row.code for row in desk.versions[found.row.digest].workflow.evidence]
    assert len(codes) == 14
    judged = {code: {"verdict": "met"} for code in codes[:-1]}

    def missing(verdicts):
        write(desk, director.actor, found.reference, "evidence_verdicts", {"verdicts": verdicts}, seen=1, now=clock.now)  # fmt: skip
        return db.session.query(Paper).filter_by(form="evidence_verdicts").one().missing

    assert missing(judged) == ["verdicts"]
    assert missing({**judged, "F6": {"verdict": "partly"}}) == ["verdicts"]
    assert missing({**judged, "F6": {"verdict": "partly", "reason": "No date."}}) == []
