"""The pages of a packet, as the secretary, a member and a stranger get them."""

import contextvars
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import select

from approval.models.database import db
from approval.models.minutes import PacketCopy
from approval.operations.asking import ask_question
from approval.queries.packets import preview
from tests.packets.conftest import made_copy, put_out


def url(smt, path=""):
    return f"/meetings/{smt.meeting}/packet{path}"


def test_the_secretary_previews_publishes_and_sees_who_opened(smt, client_of):
    secretary = client_of(smt.people["secretary"])
    page = secretary.get(url(smt))
    assert "not published yet" in page.words
    page = secretary.get(url(smt, "/publish"))
    assert "Each member is told by e-mail" in page.words
    assert "Concept form" in page.words
    sent = secretary.send(page, action="publish", note="Bring the annex.")
    assert "The packet is published" in " ".join(sent.flashes)
    assert "0 of 1 items" in sent.words
    assert 'data-poll="' in sent.text
    made_copy(smt)
    member = client_of(smt.people["one"])
    page = member.get(url(smt))
    got = member.get(page.link("Packet 1 in English"))
    assert (
        got.headers["Content-Disposition"]
        == f'attachment; filename="smt-{smt.row.held_on.isoformat()}-1-en.pdf"'
    )
    assert got.headers["Cache-Control"].startswith("no-store")
    assert "Who opened it" not in page.words
    assert member.get(url(smt, "/openings")).status_code == 404
    assert "Mo Member" in secretary.get(url(smt, "/openings")).words


def test_a_member_orders_the_other_language_and_a_stranger_finds_nothing(smt, client_of, person):
    put_out(smt)
    member = client_of(smt.people["one"])
    page = member.get(url(smt))
    sent = member.send(page, action="copy", form_with="language")
    assert "Your copy is being made" in " ".join(sent.flashes)
    assert {c.language for c in db.session.scalars(select(PacketCopy))} == {"en", "fr"}
    stranger = client_of(person("Eve Outside"))
    for path in ("", "/publish", "/openings", "/1/en"):
        assert stranger.get(url(smt, path)).status_code == 404
    assert member.get(url(smt, "/publish")).status_code == 404
    assert member.get(url(smt, "/1/en")).status_code == 404  # not made yet


def test_the_page_asks_again_for_the_list_alone(smt, client_of):
    put_out(smt)
    member = client_of(smt.people["one"])
    send = partial(FlaskClient.open, member, url(smt), headers={"X-Requested-With": "fetch"})
    answer = contextvars.Context().run(send)
    assert "<html" not in answer.text
    assert "Being made" in answer.text


def test_a_copy_verifies_by_its_state_alone(smt, client_of, visitor):
    put_out(smt)
    made_copy(smt)
    code = db.session.scalars(select(PacketCopy.code)).one()
    page = visitor().get(f"/verify/{code}")
    assert "Genuine and current" in page.words
    assert smt.found.reference not in page.words


def test_hostile_notes_come_out_as_words(smt, client_of):
    put_out(smt, note="<script>alert(1)</script>")
    page = client_of(smt.people["one"]).get(url(smt))
    assert "<script>alert(1)</script>" in page.words


def test_the_preview_says_what_would_change(smt, clock):
    put_out(smt)
    _, [line] = preview(smt.desk, smt.people["secretary"].actor, smt.meeting, clock.now)
    assert line.change is None
    ask_question(smt.desk, smt.people["one"].actor, smt.meeting, smt.item, "Who pays?", now=clock.now)
    _, [line] = preview(smt.desk, smt.people["secretary"].actor, smt.meeting, clock.now)
    assert [what.en for what in line.change.what] == ["Questions and answers"]
