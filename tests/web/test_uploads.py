"""A file that is too large is refused at its field, however large, and nothing typed beside it is lost."""

import http.client
import io
import re
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
import pytest
from sqlalchemy import select

from approval.app import create_app
from approval.models.database import db
from approval.models.proposals import Paper, Proposal
from approval.operations.drafting import Beginning, begin
from approval.web import uploads
from tests.browser.town import Town, served
from tests.conftest import Someone
from tests.visiting import Page, Visitor

MB = 1024 * 1024
NEED = "Fourteen of eighteen hospitals ask for it."
TYPED = {
    "seen": "1",
    "need_evidence-0-kind": "survey",
    "need_evidence-0-summary": "A survey of 18 hospitals",
    "health_system_need": NEED,
    "_do": "continue",
}


class Zeros(io.RawIOBase):
    """So many bytes that nobody has to keep."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        given = min(len(buffer), self.left)
        buffer[:given] = bytes(given)
        self.left -= given
        return given


def a_pdf() -> bytes:
    whole = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(whole)
    return whole.getvalue()


def large(size: int, name: str = "survey.pdf") -> tuple[io.BufferedReader, str]:
    return io.BufferedReader(Zeros(size)), name


@pytest.fixture
def proposer(person):
    return person("Priya Proposer")


@pytest.fixture
def draft(desk, clock, proposer) -> str:
    return begin(desk, proposer.actor, Beginning(), now=clock.now)


@pytest.fixture
def answers(draft) -> Callable[[], dict]:
    """What is kept of the concept now."""

    def kept() -> dict:
        db.session.rollback()
        mine = select(Paper).join(Proposal, Proposal.id == Paper.proposal_id)
        return dict(db.session.scalars(mine.where(Proposal.reference == draft)).one().answers)

    return kept


def send(browser: Visitor, path: str, sent: dict) -> Page:
    """What the browser is answered; the library's copy of a large body is closed, as a connection is."""
    page: Page = browser.post(path, data=sent, follow_redirects=True)
    for answer in (*page.history, page):
        answer.request.environ["wsgi.input"].close()
    return page


@pytest.mark.parametrize("size", [20 * MB + 1, 24 * MB, 30 * MB, 90 * MB])
def test_a_file_too_large_is_refused_at_its_field_and_the_rest_is_kept(
    client_of, proposer, draft, answers, size
):
    sent = {**TYPED, "need_evidence-0-file": large(size)}
    page = send(client_of(proposer), f"/proposals/{draft}/forms/concept/need", sent)
    assert page.status_code == 422
    assert any("survey.pdf: the file is larger than 20 MB" in said for said in page.problems)
    box = next(e for e in page.tree.iter("div") if e.get("id") == "need_evidence-0-file-error")
    assert "the file is larger than 20 MB" in "".join(box.itertext())
    assert NEED in page.get_data(as_text=True)
    kept = answers()
    assert kept["health_system_need"] == NEED
    assert kept["need_evidence"][0]["summary"] == "A survey of 18 hospitals"
    assert "file" not in kept["need_evidence"][0]


def test_it_says_so_in_french(client_of, person, desk, clock):
    asks = person("Pierre Proposant", language="fr")
    reference = begin(desk, asks.actor, Beginning(language="fr"), now=clock.now)
    sent = {**TYPED, "need_evidence-0-file": large(30 * MB, "enquête.pdf")}
    page = send(client_of(asks), f"/proposals/{reference}/forms/concept/need", sent)
    assert page.status_code == 422
    assert any("enquête.pdf: le fichier dépasse 20" in said for said in page.problems)


@pytest.mark.parametrize("wish", [{"_do": "exit"}, {"_row": "add:need_evidence"}, {"_file": "remove:x:y"}])
def test_it_is_said_whichever_button_was_pressed(client_of, proposer, draft, answers, wish):
    sent = {**TYPED, **wish, "need_evidence-0-file": large(30 * MB)}
    page = send(client_of(proposer), f"/proposals/{draft}/forms/concept/need", sent)
    assert page.status_code == 422
    assert any("larger than 20 MB" in said for said in page.problems)
    rows = {e.get("name") for e in page.tree.iter("input")}
    assert ("need_evidence-1-summary" in rows) == ("_row" in wish)
    assert answers()["health_system_need"] == NEED


def test_it_is_said_on_the_next_page_where_its_row_was_removed(client_of, proposer, draft, answers):
    sent = {**TYPED, "_row": "remove:need_evidence:0", "need_evidence-0-file": large(30 * MB)}
    page = send(client_of(proposer), f"/proposals/{draft}/forms/concept/need", sent)
    assert page.status_code == 200
    assert any("larger than 20 MB" in said for said in page.flashes)
    assert "need_evidence" not in answers()


def test_files_that_are_well_are_kept_beside_one_that_is_not(client_of, proposer, draft, answers):
    files = [(io.BytesIO(a_pdf()), "a.pdf"), large(30 * MB, "b.pdf"), (io.BytesIO(a_pdf()), "c.pdf")]
    browser = client_of(proposer)
    path = f"/proposals/{draft}/forms/concept/{section_with_attachments(browser, draft)}"
    page = send(browser, path, {"seen": "1", "_do": "continue", "attachments": files})
    assert page.status_code == 422
    assert [one["name"] for one in answers()["attachments"]] == ["a.pdf", "c.pdf"]
    assert [said for said in page.problems if "20 MB" in said] == ["b.pdf: the file is larger than 20 MB"]


def test_only_so_many_files_are_read_at_once(client_of, proposer, draft, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    files = [(io.BytesIO(a_pdf()), f"{n}.pdf") for n in range(4)]
    browser = client_of(proposer)
    path = f"/proposals/{draft}/forms/concept/{section_with_attachments(browser, draft)}"
    page = send(browser, path, {"seen": "1", "_do": "continue", "attachments": files})
    assert page.status_code == 422
    refused = [said for said in page.problems if "can be sent at once" in said]
    assert [said[:5] for said in refused] == ["2.pdf", "3.pdf"]


def section_with_attachments(browser, draft: str) -> str:
    listed = browser.get(f"/proposals/{draft}/forms/concept/")
    found = re.findall(rf"/proposals/{draft}/forms/concept/(\w+)", listed.get_data(as_text=True))
    for section in found:
        if 'name="attachments"' in browser.get(f"/proposals/{draft}/forms/concept/{section}").get_data(True):
            return section
    raise AssertionError(found)


def test_beyond_what_is_read_the_page_says_what_to_do_and_shows_what_came_first(
    client_of, proposer, draft, monkeypatch
):
    monkeypatch.setattr(uploads, "MOST_SENT", 2 * MB)
    sent = {**TYPED, "need_evidence-0-file": large(3 * MB)}
    page = send(client_of(proposer), f"/proposals/{draft}/forms/concept/need", sent)
    assert page.status_code == 413
    assert "all of one page 200 MB" in page.words
    assert "What you typed" in page.words
    assert NEED in page.words
    assert "A survey of 18 hospitals" in page.words


def test_where_the_session_has_ended_no_file_is_written_down_and_the_words_are_given_back(
    visitor, draft, monkeypatch
):
    rooms: list[int] = []
    written = uploads.Spool.write
    monkeypatch.setattr(
        uploads.Spool, "write", lambda self, s: (rooms.append(self._room), written(self, s))[1]
    )
    sent = {**TYPED, "need_evidence-0-file": large(30 * MB)}
    page = send(visitor(), f"/proposals/{draft}/forms/concept/need", sent)
    assert page.status_code == 401
    assert NEED in page.words
    assert set(rooms) == {0}


def test_elsewhere_a_request_may_be_no_larger_than_before(client_of, proposer, draft):
    page = send(client_of(proposer), "/proposals/new", {"x": large(26 * MB)})
    assert page.status_code == 413


def test_no_more_is_kept_of_a_file_than_shows_that_it_is_too_large():
    with uploads.Spool(10) as spool:
        assert spool.write(b"12345678") == 8
        assert spool.write(b"12345678") == 8
        spool.seek(0)
        assert spool.read() == b"1234567812"


# ── over HTTP, by the server that installations use ──────────────────────────────────────────────────────────────


@pytest.fixture
def open_town(settings, clock, compiled) -> Iterator[Town]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(replace(settings, base_url=address), clock=clock)
        app.jinja_env.bytecode_cache = compiled
        with served(app, listener):
            yield Town(app, clock)
        with app.app_context():
            db.engine.dispose()


def post(town: Town, someone: Someone, path: str, size: int) -> tuple[int, str]:
    """Send the form with a file of this size, a little at a time; the answer's code and page."""
    kept = town.cookie(someone)
    line = http.client.HTTPConnection(town.address.removeprefix("http://"), timeout=60)
    line.request("GET", path, headers={"Cookie": f"{kept['name']}={kept['value']}"})
    asked = line.getresponse()
    page = asked.read().decode()
    cookie = next(v.split(";")[0] for k, v in asked.getheaders() if k == "Set-Cookie" and kept["name"] in v)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    head = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"csrf_token": token[1], **TYPED}.items()
    )
    head += '--edge\r\nContent-Disposition: form-data; name="need_evidence-0-file"; filename="x.pdf"\r\n\r\n'
    tail = b"\r\n--edge--\r\n"
    line.putrequest("POST", path)
    line.putheader("Cookie", cookie)
    line.putheader("Content-Type", "multipart/form-data; boundary=edge")
    line.putheader("Content-Length", str(len(head.encode()) + size + len(tail)))
    line.endheaders(head.encode())
    stream = io.BufferedReader(Zeros(size))
    while piece := stream.read(256 * 1024):
        line.send(piece)
    line.send(tail)
    answer = line.getresponse()
    said = answer.status, answer.read().decode()
    line.close()
    return said


@pytest.mark.parametrize(("size", "code"), [(21 * MB, 422), (150 * MB, 422), (201 * MB, 413)])
def test_over_http_the_answer_arrives_and_memory_stays_small(open_town, size, code):
    proposer = open_town.person("Priya Proposer")
    reference = open_town.draft(proposer)
    tracemalloc.start()
    try:
        status, page = post(open_town, proposer, f"/proposals/{reference}/forms/concept/need", size)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert status == code
    assert NEED in page
    assert ("the file is larger than 20 MB" in page) == (code == 422)
    assert most < 60 * MB, f"{most / MB:.0f} MB"
    kept = open_town.answers(reference).get("health_system_need")
    assert kept == (NEED if code == 422 else None)
