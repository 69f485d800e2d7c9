"""Minutes section by section: whoever is barred from an item reads all the others, on the page and on paper."""

import pymupdf
import pytest
from sqlalchemy import select

from approval.deliberation.sections import LEFT_OUT, minuted
from approval.language import Text
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.minutes import Entry, MeetingDocument, Minutes, PacketCopy
from approval.models.reviews import Conflict
from approval.operations import NotAllowed
from approval.operations.certifying import order_own_copy, print_minutes
from approval.operations.conflicts import declare
from approval.operations.convening import Call, call_meeting
from approval.operations.minuting import edit_minutes
from approval.operations.packeting import publish
from approval.queries import NotFound
from approval.queries.copies import Standing, standing_of
from approval.queries.meeting_documents import meeting_paper, papers_page
from approval.queries.minutes import minutes_page
from tests.documents.conftest import squeezed
from tests.meetings.conftest import FOR_ALL, WORDS, decide, printed, work
from tests.visiting import fields

LINE = "Item 1: left out of your copy, because of a conflict of interest"
LIGNE = "Point 1 : omis de votre exemplaire, en raison d’un conflit d’intérêts"
TOLD = "I would have waited <b>a year</b>."
"""A dissent noted in item 1: it stands in its section, and nowhere else."""


def told_of(met):
    """Whatever tells of the first item."""
    return (met.opened.reference, met.opened.row.title, TOLD, WORDS)


def of_the_minutes(name="minutes"):
    db.session.rollback()
    rows = select(MeetingDocument).where(MeetingDocument.name.startswith(name))
    return db.session.scalars(rows.order_by(MeetingDocument.id)).all()


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_barred_member_reads_every_section_but_one(met, client_of):
    sections = minuted(db.session.query(Minutes).one().sections)
    assert [(s.part, s.item, s.number) for s in sections] == [
        ("opening", None, 0),
        ("item", met.item, 1),
        ("item", met.secret, 2),
        ("item", met.report, 3),
        ("closing", None, 0),
    ]
    whole = client_of(met.people["one"]).get(f"/meetings/{met.meeting}/minutes/").words
    for words in told_of(met):
        assert words in whole
    barred = client_of(met.people["vice"])
    page = barred.get(f"/meetings/{met.meeting}/minutes/")
    assert LINE in page.words
    for words in told_of(met):
        assert words not in page.get_data(as_text=True)
    for words in (
        "The Board dealt with one item.",
        "Received for information.",
        "Called to order",
        "Closed at",
    ):
        assert words in page.words
    assert LIGNE in barred.get(f"/meetings/{met.meeting}/minutes/?lang=fr").words
    proposer = [
        s for s in minutes_page(met.people["vice"].actor, met.meeting, met.clock.now).sections if s.left_out
    ]
    assert [(s.title.en, s.words.en, s.heading) for s in proposer] == [("", "", LEFT_OUT.format(n=1))]


def test_the_paper_of_a_barred_member_leaves_the_item_out(met, press, clock, client_of):
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    work(met, press)
    own = f"minutes:{met.item}"
    assert {(d.name, d.language) for d in of_the_minutes()} == {
        ("minutes", "en"), ("minutes", "fr"), (own, "en"), (own, "fr"),
    }  # fmt: skip
    for language, line in (("en", LINE), ("fr", LIGNE)):
        row, pdf, letters = printed(met, own, language)
        assert squeezed(line) in letters
        for words in told_of(met):
            assert squeezed(words) not in letters
            assert words.encode() not in pdf
        assert squeezed("3. Annual report" if language == "en" else "3. Rapport annuel") in letters
        assert meeting_paper(met.people["vice"].actor, met.meeting, row.digest).id == row.id
        with pytest.raises(NotFound):
            meeting_paper(met.people["one"].actor, met.meeting, row.digest)
    whole = printed(met, "minutes", "en")[0]
    with pytest.raises(NotFound):
        meeting_paper(met.people["vice"].actor, met.meeting, whole.digest)
    assert meeting_paper(met.people["one"].actor, met.meeting, whole.digest).id == whole.id
    page = client_of(met.people["vice"]).get(f"/meetings/{met.meeting}/documents")
    assert whole.digest not in page.get_data(as_text=True)
    assert "Minutes, without what you have a conflict of interest in (item 1)" in page.words


def test_whoever_is_barred_later_has_their_copy_made(met, press, desk, clock, client_of):
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    work(met, press)
    one = met.people["one"]
    declare(desk, one.actor, met.closed.reference, "family", "My cousin.", clock.now)
    browser = client_of(one)
    page = browser.get(f"/meetings/{met.meeting}/documents")
    assert [
        p for p in papers_page(one.actor, met.meeting, clock.now).papers if p.title.en.startswith("Minutes")
    ] == []
    assert "It is being made in both languages" in browser.send(page, "documents/copy").words
    order_own_copy(one.actor, met.meeting, now=clock.now)
    work(met, press)
    assert [d.language for d in of_the_minutes(f"minutes:{met.secret}")] == ["en", "fr"]
    page = browser.get(f"/meetings/{met.meeting}/documents")
    assert "Have your copy made" not in page.words
    page.link("Minutes, without what you have a conflict of interest in (item 2) English")
    assert standing_of(desk, printed(met, "minutes", "en")[0].code) is Standing.CURRENT


def test_a_later_print_replaces_every_copy(met, press, desk, clock):
    """Also one that nobody gets any more."""
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    work(met, press)
    words = {"closing": Text(en="Closed.", fr="Levée.")}
    edit_minutes(met.secretary.actor, met.meeting, words, seen=1, now=clock.now)
    codes = [d.code for d in of_the_minutes()]
    with transaction():
        conflict = db.session.scalars(select(Conflict)).one()
        conflict.status, conflict.bars = "denied", False
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    assert {standing_of(desk, code) for code in codes} == {Standing.REPLACED}


def test_no_button_that_would_be_refused(met, clock, client_of):
    browser = client_of(met.secretary)
    page = browser.get(f"/meetings/{met.meeting}/documents")
    assert "Make the PDF of the minutes" in page.words
    assert "Make the PDF of the minutes" not in browser.send(page, "documents/minutes").words


def test_the_next_packet_holds_the_minutes_that_its_reader_may_read(met, press, desk, clock):
    who = met.secretary.actor
    print_minutes(who, met.meeting, now=clock.now)
    work(met, press)
    clock.forward(days=2)
    following = call_meeting(who, "board", Call(clock.today, "Room 1"), now=clock.now)
    seen = db.session.get_one(Meeting, following).version
    publish(desk, who, following, seen=seen, now=clock.now)
    declare(desk, met.people["two"].actor, met.closed.reference, "family", "My cousin.", clock.now)
    work(met, press)
    db.session.rollback()
    made = {
        c.without: c.digest for c in db.session.scalars(select(PacketCopy).where(PacketCopy.language == "en"))
    }
    assert set(made) == {"", str(met.item)}
    assert squeezed(TOLD) in read(desk, made[""])
    assert squeezed(TOLD) not in read(desk, made[str(met.item)])
    assert squeezed(LINE) in read(desk, made[str(met.item)])


def read(desk, digest):
    with pymupdf.open(stream=desk.storage.get(digest)) as opened:
        return squeezed("".join(page.get_text() for page in opened))


# ── corrected ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_section_is_corrected_by_who_keeps_its_record(met, desk, clock, client_of):
    """The secretary has a conflict in the second item: the chair keeps that record, and no other."""
    declare(desk, met.secretary.actor, met.closed.reference, "family", "My cousin.", clock.now)
    words = Text(en="Another wording.", fr="Autre texte.")
    item, secret = f"item_{met.item}", f"item_{met.secret}"
    chair = met.people["chair"].actor
    with pytest.raises(NotAllowed):
        edit_minutes(met.secretary.actor, met.meeting, {secret: words}, seen=1, now=clock.now)
    with pytest.raises(NotAllowed):
        edit_minutes(chair, met.meeting, {item: words}, seen=1, now=clock.now)
    with pytest.raises(NotAllowed):
        edit_minutes(met.people["one"].actor, met.meeting, {item: words}, seen=1, now=clock.now)
    page = client_of(met.people["chair"]).get(f"/meetings/{met.meeting}/minutes/edit")
    assert f"{secret}_fr" in page.get_data(as_text=True)
    assert f"{item}_fr" not in page.get_data(as_text=True)
    page = client_of(met.secretary).get(f"/meetings/{met.meeting}/minutes/edit")
    assert secret not in page.get_data(as_text=True)
    assert "The Board dealt with one item." not in page.words
    edit_minutes(chair, met.meeting, {secret: words}, seen=1, now=clock.now)
    db.session.rollback()
    sections = {s.key: s.words for s in minuted(db.session.query(Minutes).one().sections)}
    assert sections[secret] == words
    assert TOLD in sections[item].en
    assert client_of(met.people["one"]).get(f"/meetings/{met.meeting}/minutes/edit").status_code == 404


def test_nothing_typed_is_lost(met, desk, clock, client_of):
    browser = client_of(met.secretary)
    page = browser.get(f"/meetings/{met.meeting}/minutes/edit")
    item = f"item_{met.item}"
    emptied = browser.send(page, "minutes/edit", opening_en="Typed with care.", **{f"{item}_fr": " "})
    assert emptied.status_code == 422
    assert len(emptied.problems) == 1
    assert "Typed with care." in emptied.words
    edit_minutes(
        met.secretary.actor, met.meeting, {"closing": Text(en="End.", fr="Fin.")}, seen=1, now=clock.now
    )
    late = browser.send(page, "minutes/edit", opening_en="Typed with care.")
    assert (late.status_code, "Typed with care." in late.words) == (409, True)
    declare(desk, met.secretary.actor, met.opened.reference, "family", "My cousin.", clock.now)
    barred = browser.send(page, "minutes/edit", seen="2", **{f"{item}_en": "Typed with care."})
    assert (barred.status_code, "Typed with care." in barred.words) == (409, True)
    page = browser.get(f"/meetings/{met.meeting}/minutes/edit")
    assert "Typed with care." in browser.send(page, "minutes/edit", opening_en="Typed with care.").words
    logged = db.session.scalars(
        select(Entry).where(Entry.action == "edit_minutes").order_by(Entry.seq.desc())
    ).first()
    assert item not in logged.said["sections"]


def test_approved_minutes_do_not_change(met, clock, client_of):
    page = client_of(met.secretary).get(f"/meetings/{met.meeting}/minutes/edit")
    past = met.meeting
    clock.forward(days=30)
    met.meeting = call_meeting(met.secretary.actor, "board", Call(clock.today, "Room 1"), now=clock.now)
    met.attend(*FOR_ALL)
    met.open()
    decide(
        met, met.put(db.session.query(AgendaItem).filter_by(meeting_id=met.meeting, about_id=past).one().id)
    )
    before = db.session.query(Minutes).one().sections
    browser = client_of(met.secretary)
    typed = {**dict(fields(page.form("minutes/edit"))), "opening_en": "Typed with care."}
    late = browser.post(
        f"/meetings/{past}/minutes/edit", data={n: v for n, v in typed.items() if n != "csrf_token"}
    )
    assert (late.status_code, "Typed with care." in late.words) == (409, True)
    assert db.session.query(Minutes).one().sections == before
    assert "Correct them" not in browser.get(f"/meetings/{past}/minutes/").words
