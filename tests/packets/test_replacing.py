"""A late change replaces the packet: pages say so, members are told what is theirs to know, and a crash loses nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from approval.documents.pdf import RenderFailed
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Question
from approval.models.minutes import MeetingDocument, Packet, PacketCopy
from approval.models.records import Job
from approval.operations.working import Tools, run_due
from approval.queries.copies import Standing, standing_of
from approval.queries.packets import packet_page
from tests.documents.conftest import squeezed
from tests.packets.conftest import SECRET, Sitting


class Stumbling:
    """A press that ends in the middle of its work, once."""

    def __init__(self, press, after):
        self.press, self.left = press, after

    def pdf(self, html, *, identifier, lang):
        self.left -= 1
        if self.left == 0:
            raise RenderFailed("the power went")
        return self.press.pdf(html, identifier=identifier, lang=lang)

    def pages(self, file, *, alt, lang):
        return self.press.pages(file, alt=alt, lang=lang)


@pytest.fixture(scope="module")
def replaced(sitting: Sitting) -> Sitting:
    """The second packet: a question of the closed item was answered, the report taken off; printing fails half-way."""
    sitting.post.sent.clear()
    with transaction():
        question = db.session.scalars(
            select(Question).where(Question.item_id == sitting.items["second"])
        ).one()
        question.answer, question.answered_by_id, question.answered_at = (
            "Because the moon is full.",
            sitting.secretary.id,
            sitting.town.clock.now,
        )
        gone = db.session.get_one(AgendaItem, sitting.items["business"])
        gone.result, gone.done_at = "removed", sitting.town.clock.now
    assert sitting.publish("The answer to a question came in.") == 2
    stumbling = Tools(Stumbling(sitting.tools.press, after=3), sitting.post)
    run_due(sitting.town.desk, sitting.town.clock.now, stumbling)
    return sitting


def copies():
    db.session.rollback()
    rows = select(PacketCopy).join(Packet).where(Packet.number == 2).order_by(PacketCopy.id)
    return db.session.scalars(rows).all()


def test_a_crash_in_the_middle_serves_nothing_and_loses_nothing(replaced):
    [broken] = db.session.scalars(select(Job).where(Job.kind == "packet", Job.done_at.is_(None))).all()
    row = next(c for c in copies() if broken.payload["copy"] == c.id)
    assert (row.digest, row.made) == ("", 1)
    assert "the power went" in broken.error
    member = replaced.town.person(
        "Nadia Haddad" if row.language == "en" and not row.without else "Owen Price"
    )
    lines = {
        c.language: c for c in packet_page(member.actor, replaced.meeting, replaced.town.clock.now).copies
    }
    assert (lines[row.language].state, lines[row.language].made, lines[row.language].every) == (
        "failing",
        1,
        2 - bool(row.without),
    )
    printed = db.session.scalars(select(MeetingDocument.made_at)).all()
    replaced.town.clock.now += timedelta(minutes=2)
    replaced.work()
    assert all(c.digest and c.made == 2 - bool(c.without) for c in copies())
    again = db.session.scalars(select(MeetingDocument.made_at)).all()
    assert again[: len(printed)] == printed  # what was printed before the crash is kept


def test_what_changed_stands_on_page_two_and_on_the_item(replaced):
    read = replaced.copy("en", number=2)
    shown = squeezed(read.pages[1])
    assert squeezed("This packet takes the place of packet 1") in shown
    assert squeezed("Questions and answers") in shown
    assert squeezed("Taken off the agenda") in shown
    brief = next(page for _, title, page in read.outline if title == f"2. {SECRET}")
    assert squeezed("Replaced on 4 May 2026") in squeezed(read.pages[brief - 1])
    first = next(page for _, title, page in read.outline if title.startswith("1. "))
    assert "Replaced on" not in read.pages[first - 1]
    french = replaced.copy("fr", number=2)
    assert squeezed("Remplacé le 4 mai 2026") in french.letters


def test_a_barred_member_is_told_of_no_change_in_that_item(replaced):
    read = replaced.copy("en", str(replaced.items["second"]), number=2)
    shown = squeezed(read.pages[1])
    assert squeezed("Questions and answers") not in shown
    assert squeezed("Taken off the agenda") in shown
    assert squeezed("Replaced on") not in read.letters
    letters = {m.to: m.text for m in replaced.post.sent}
    reference = replaced.stories["second"].reference
    assert reference not in letters[replaced.barred.email]
    assert "Report of the President: Taken off the agenda" in letters[replaced.barred.email]
    everyone = letters[replaced.town.person("Nadia Haddad").email]
    assert f"- {reference}: Questions and answers" in everyone
    assert SECRET not in "".join(letters.values())
    assert "Le cahier 2 remplace le cahier 1" in letters[replaced.town.person("Nicole Gagnon").email]


def test_the_old_copy_verifies_as_replaced_and_the_new_one_as_current(replaced):
    rows = db.session.scalars(select(PacketCopy).join(Packet).order_by(Packet.number)).all()
    stood = {(c.packet.number, standing_of(replaced.town.desk, c.code)) for c in rows}
    assert stood == {(1, Standing.REPLACED), (2, Standing.CURRENT)}
