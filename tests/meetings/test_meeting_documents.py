"""Minutes as a PDF and certified extracts: what was decided, under which marks, and nothing that is not theirs to tell."""

import outloud
import pytest
from sqlalchemy import select

from approval.language import Text
from approval.models.database import db
from approval.models.meetings import AgendaItem
from approval.models.minutes import Entry, MeetingDocument
from approval.operations import NotAllowed
from approval.operations.certifying import certify_extract, print_minutes
from approval.operations.convening import Call, call_meeting
from approval.operations.minuting import edit_minutes
from approval.queries import NotFound
from approval.queries.copies import Standing, standing_of
from approval.queries.meeting_documents import meeting_paper, papers_page
from tests.documents.conftest import squeezed
from tests.meetings.conftest import FOR_ALL, SECRET, decide, printed, work


def test_minutes_hold_motions_and_decisions_and_bear_their_mark(met, press, tmp_path, clock):
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    work(met, press)
    english = {
        "Draft, not approved yet", "Register of motions", "Joan Governor / Tariq Governor", "Carried (2 for, 1 against)",
        "Tariq Governor, at the member’s request: I would have waited <b>a year</b>.", "The Board dealt with one item.",
        "Received for information", "Presiding", "Eleanor Chair",
    }  # fmt: skip
    french = {
        "Projet, pas encore adopté",
        "Registre des motions",
        "Proposée / appuyée par",
        "Adoptée (2 pour, 1 contre)",
    }
    for language, wanted in (("en", english), ("fr", french)):
        row, pdf, letters = printed(met, "minutes", language)
        assert [words for words in wanted if squeezed(words) not in letters] == []
        assert squeezed(SECRET) not in letters
        assert met.closed.reference.replace("-", "") not in letters
        sound(pdf, tmp_path)
        assert standing_of(met.desk, row.code) is Standing.CURRENT
    with pytest.raises(NotAllowed):
        print_minutes(met.secretary.actor, met.meeting, now=clock.now)


def test_approved_minutes_bear_no_mark_and_replace_the_draft(met, press, clock):
    who = met.secretary.actor
    print_minutes(who, met.meeting, now=clock.now)
    work(met, press)
    draft = printed(met, "minutes", "en")[0].code
    past = met.meeting
    clock.forward(days=30)
    met.meeting = call_meeting(who, "board", Call(clock.today, "Room 1"), now=clock.now)
    met.attend(*FOR_ALL)
    met.open()
    brought = db.session.query(AgendaItem).filter_by(meeting_id=met.meeting, about_id=past).one().id
    decide(met, met.put(brought))
    print_minutes(who, past, now=clock.now)
    work(met, press)
    row, _, letters = printed(met, "minutes", "en")
    assert squeezed("Approved on 4 April 2026 by motion") in letters
    assert squeezed("Draft") not in letters
    assert (standing_of(met.desk, draft), standing_of(met.desk, row.code)) == (
        Standing.REPLACED,
        Standing.CURRENT,
    )


def test_what_was_printed_is_what_the_minutes_said_then(met, press, clock):
    print_minutes(met.secretary.actor, met.meeting, now=clock.now)
    words = {"opening": Text(en="Corrected since.", fr="Corrigé depuis.")}
    edit_minutes(met.secretary.actor, met.meeting, words, seen=1, now=clock.now)
    work(met, press)
    letters = printed(met, "minutes", "en")[2]
    assert squeezed("Corrected since.") not in letters
    assert squeezed("Called to order") in letters


def test_an_extract_tells_one_item_and_who_certifies_it(met, press, tmp_path, clock):
    certify_extract(met.secretary.actor, met.meeting, met.item, now=clock.now)
    work(met, press)
    row, pdf, letters = printed(met, f"extract:{met.item}", "en")
    wanted = {
        "Certified extract of minutes", met.opened.reference, "Moved by", "Joan Governor", "Carried (2 for, 1 against)",
        "3 counted, 3 needed", "Robert Vice: recused because of a conflict of interest",
        "I certify that this is a true extract", "Pat Secretary, Secretary, 5 March 2026", "Minutes not approved yet", row.code,
    }  # fmt: skip
    assert [words for words in wanted if squeezed(words) not in letters] == []
    for words in (SECRET, met.closed.reference, "Annual report", "The Board dealt with one item"):
        assert squeezed(words) not in letters
    sound(pdf, tmp_path)
    assert (
        squeezed("Je certifie que le présent extrait est conforme")
        in printed(met, f"extract:{met.item}", "fr")[2]
    )


def test_an_extract_of_a_closed_item_is_its_public_wording(met, press, clock):
    certify_extract(met.secretary.actor, met.meeting, met.secret, now=clock.now)
    work(met, press)
    for language in ("en", "fr"):
        _, pdf, letters = printed(met, f"extract:{met.secret}", language)
        assert squeezed("The Board dealt with one item.") in letters
        for words in (SECRET, met.closed.reference, "be approved", "Moved by", "Proposée par"):
            assert squeezed(words) not in letters
        assert SECRET.encode() not in pdf


def sound(pdf, folder):
    (folder / "made.pdf").write_bytes(pdf)
    found = outloud.check(str(folder / "made.pdf"))
    assert found.error is None
    excused = {"TBL-010", "LNK-010", "ORD-001"}
    faults = [f for f in found.findings if f.severity != "info" and f.rule not in excused]
    # the head of a short document is on too few pages, so it is taken for prose
    assert [f for f in faults if not (f.rule == "TAG-002" and "BOARD-2026" in f.evidence)] == []


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_record_keeper_prints_and_certifies_and_only_what_is_dealt_with(met, clock, sitting, case):
    with pytest.raises(NotAllowed):
        certify_extract(met.people["one"].actor, met.meeting, met.item, now=clock.now)
    with pytest.raises(NotAllowed):
        print_minutes(met.people["one"].actor, met.meeting, now=clock.now)
    with pytest.raises(NotFound):
        certify_extract(met.secretary.actor, met.meeting, 10_000, now=clock.now)
    team = sitting("smt")
    waiting = team.on_agenda(case("concept_review"))
    with pytest.raises(NotAllowed):
        certify_extract(team.secretary.actor, team.meeting, waiting, now=clock.now)
    with pytest.raises(NotFound):
        print_minutes(team.secretary.actor, team.meeting, now=clock.now)


def test_a_barred_member_finds_no_extract_of_the_item(met, clock, client_of):
    certify_extract(met.secretary.actor, met.meeting, met.item, now=clock.now)
    entry = db.session.scalars(select(Entry).where(Entry.action == "certify_extract")).one()
    digest = met.desk.storage.put(b"%PDF-1.7 an extract")
    db.session.add(
        MeetingDocument(
            meeting_id=met.meeting, entry_id=entry.id, name=f"extract:{met.item}", language="en", digest=digest,
            fingerprint="f" * 64, code="C0DE-0000-0001", size=9, pages=1, made_at=clock.now,
        )
    )  # fmt: skip
    db.session.commit()
    assert meeting_paper(met.people["one"].actor, met.meeting, digest).digest == digest
    assert papers_page(met.people["vice"].actor, met.meeting, clock.now).papers == []
    with pytest.raises(NotFound):
        meeting_paper(met.people["vice"].actor, met.meeting, digest)
    page = client_of(met.people["one"]).get(f"/meetings/{met.meeting}/documents")
    got = client_of(met.people["one"]).get(page.link("Certified extract"))
    assert got.headers["Content-Disposition"].startswith("attachment; filename=")
    assert (
        met.opened.row.title
        not in client_of(met.people["vice"]).get(f"/meetings/{met.meeting}/documents").words
    )


def test_the_secretary_orders_both_from_the_page(met, client_of):
    secretary = client_of(met.secretary)
    page = secretary.get(f"/meetings/{met.meeting}/documents")
    sent = secretary.send(page, action="documents/minutes")
    assert "Being made" in sent.words
    page = secretary.get(f"/meetings/{met.meeting}/documents")
    sent = secretary.send(page, action=f"extract/{met.item}")
    assert "Certified extract, item 1" in sent.words
    assert (
        client_of(met.people["one"]).get(f"/meetings/{met.meeting}/documents").words.count("Certify it") == 0
    )
