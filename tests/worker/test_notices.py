"""Who is told what: the step and the way to it, never an answer; nobody who may not know of the case."""

import re

from sqlalchemy import select

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.models.records import Document, Letter
from approval.operations import conflicts
from approval.operations.working import run_due
from tests.stories import perfusion


def words_in(value):
    if isinstance(value, dict):
        return [w for v in value.values() for w in words_in(v)]
    if isinstance(value, list):
        return [w for v in value for w in words_in(v)]
    return [value] if isinstance(value, str) and len(value) > 20 else []


def test_a_notice_says_who_did_what_and_what_is_next(story, desk, clock, tools, post):
    story.submit()
    run_due(desk, clock.now, tools)
    [notice] = post.to(story.people["intake"])
    assert notice.subject == f"{story.reference}: Submit to Continuing Education"
    for words in (
        "Hello Sofia Marchetti,",
        "Amina Okafor, Proposer",
        "4 February 2026, 10:00 a.m. EST",
        "within two to four weeks",
    ):
        assert words in notice.text
    assert f"{desk.settings.base_url}/proposals/{story.reference}/" in notice.text


def test_no_answer_is_in_any_notice(story, desk, clock, tools, post):
    story.submit()
    story.assess()
    story.support()
    run_due(desk, clock.now, tools)
    told = "\n".join(m.subject + m.text for m in post.sent if not m.enclosures)
    said = [perfusion.CONCEPT, perfusion.FIRST_SHEET, perfusion.CE_DECISION]
    assert len(post.sent) > 8
    assert [w for given in said for w in words_in(given) if w in told] == []
    assert "Perfusion" not in told


def test_a_notice_is_in_its_readers_language(story, desk, clock, tools, post):
    with transaction():
        db.session.get_one(Person, story.people["intake"].id).language = "fr"
    story.submit()
    run_due(desk, clock.now, tools)
    [notice] = post.to(story.people["intake"])
    assert notice.language == "fr"
    assert notice.subject == f"{story.reference}\u00a0: Soumettre à la formation continue"
    assert "Amina Okafor, Responsable de la proposition" in notice.text
    assert "4 février 2026 à 10 h 00 HNE" in notice.text
    assert not re.search(r"\b(What|When|Where|Hello|case)\b", notice.text)


def test_the_same_message_keeps_its_key(story, desk, clock, tools, post):
    story.submit()
    run_due(desk, clock.now, tools)
    first = post.sent.pop()
    db.session.execute(db.text("UPDATE job SET done_at = NULL"))
    db.session.commit()
    run_due(desk, clock.now, tools)
    assert post.sent[0].key == first.key


def test_who_declared_a_conflict_is_not_told(story, desk, clock, tools, post):
    story.submit()
    conflicts.declare(
        desk, story.actor("director"), story.reference, "employment", "My sister works there.", clock.now
    )
    story.act("intake", "accept_intake")
    run_due(desk, clock.now, tools)
    assert post.to(story.people["director"]) == []
    assert post.to(story.people["proposer"]) != []


def test_who_left_their_office_is_not_told(story, desk, clock, tools, post):
    story.submit()
    with transaction():
        seat = db.session.scalars(
            select(Membership).where(Membership.person_id == story.people["intake"].id)
        ).one()
        seat.until = clock.today
    run_due(desk, clock.forward(days=1), tools)
    assert post.sent == []


def test_a_letter_leaves_with_its_pdf_when_its_window_closes(story, desk, clock, tools, post):
    story.submit()
    story.assess()
    story.support()
    run_due(desk, clock.forward(hours=23), tools)
    assert [m for m in post.sent if m.enclosures] == []
    run_due(desk, clock.forward(hours=1), tools)
    letter = db.session.scalars(select(Letter)).one()
    message, _ = [m for m in post.sent if m.enclosures]  # to the proposer, and to the co-proposer
    assert (message.to, message.subject) == (story.people["proposer"].email, letter.subject)
    assert message.text.strip() == letter.body
    [pdf] = message.enclosures
    assert (pdf.name, pdf.media_type) == (f"{story.reference}-letter.pdf", "application/pdf")
    assert pdf.content.startswith(b"%PDF")
    run_due(desk, clock.forward(days=9), tools)
    assert len([m for m in post.sent if m.enclosures]) == 2


def test_a_letter_waits_for_its_pdf(story, desk, clock, tools, post, press):
    story.submit()
    story.assess()
    story.support()
    press.fail()
    run_due(desk, clock.forward(days=1), tools)
    assert [m for m in post.sent if m.enclosures] == []
    press.fault = None
    run_due(desk, clock.forward(minutes=1), tools)
    assert len([m for m in post.sent if m.enclosures]) == 2


def test_a_retracted_decision_sends_no_letter_and_its_document_says_so(story, desk, clock, tools, post):
    story.submit()
    story.assess()
    story.support()
    clock.forward(days=-1)  # a step is a day, and the next day would be too late
    story.act(
        "director",
        "retract",
        {"rationale": "It was entered in the wrong case, by mistake, as the minutes show."},
    )
    run_due(desk, clock.forward(days=3), tools)
    assert [m for m in post.sent if m.enclosures] == []
    report = db.session.scalars(select(Document).where(Document.name == "assessment_report")).one()
    assert report.retracted_at is not None
