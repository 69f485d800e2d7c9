"""Documents, files and the check of a copy, as people meet them."""

import contextvars
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from approval.models.database import db
from approval.models.records import Document, Job
from approval.operations.attaching import attach
from approval.operations.working import Tools, run_due
from tests.stories.whole_case import Story
from tests.worker.conftest import Posted, Printed


@pytest.fixture
def tools():
    return Tools(Printed(), Posted())


@pytest.fixture
def story(desk, person, clock, tools):
    story = Story(desk, person, clock).draft()
    story.submit()
    run_due(desk, clock.now, tools)
    return story


def made(name="concept", language="en"):
    db.session.rollback()
    found = db.session.scalars(select(Document).where(Document.name == name, Document.language == language))
    return found.all()[-1]


def test_a_case_lists_its_documents_and_opens_them(story, client_of, desk):
    browser = client_of(story.people["proposer"])
    page = browser.get(f"/proposals/{story.reference}/documents/")
    assert page.h1 == "Documents"
    assert "Concept form PDF, 1 page, English, 4 February 2026" in page.words
    pdf = browser.get(page.link("Concept form"))
    assert pdf.data == desk.storage.get(made().digest)
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f'inline; filename="{story.reference}-concept-en.pdf"'
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in pdf.headers["Content-Security-Policy"]
    assert pdf.headers["Cache-Control"] == "no-store"


def test_the_case_page_shows_them_too(story, client_of):
    page = client_of(story.people["proposer"]).get(f"/proposals/{story.reference}/")
    assert page.link("Concept form").endswith(made().digest)


def test_a_page_that_asks_again_gets_the_list_alone(story, client_of, clock):
    story.act("intake", "accept_intake")
    browser = client_of(story.people["proposer"])
    page = browser.get(f"/proposals/{story.reference}/documents/")
    browser.send(page, "/copy")
    again = {"X-Requested-With": "fetch"}  # the list alone is no page: it is not reviewed as one
    answer = contextvars.Context().run(FlaskClient.open, browser, page.request.path, headers=again)
    assert b"<html" not in answer.data
    assert b"data-poll" in answer.data
    assert b"Being made" in answer.data


def test_a_document_is_made_in_the_other_language_on_request_and_once(story, client_of, desk, clock, tools):
    browser = client_of(story.people["proposer"])
    page = browser.get(f"/proposals/{story.reference}/documents/")
    assert browser.send(page, "/copy").flashes == [
        "Done: The document is being made. It appears in the list in a moment."
    ]
    again = browser.post(
        f"/proposals/{story.reference}/documents/{made().digest}/copy", data={"language": "fr"}
    )
    assert again.status_code == 303
    assert db.session.query(Job).filter_by(kind="render").count() == 2
    run_due(desk, clock.now, tools)
    page = browser.get(f"/proposals/{story.reference}/documents/?lang=fr")
    assert "Formulaire de présentation du concept PDF, 1 page, français" in page.words
    assert "L’obtenir aussi" not in page.words
    assert made(language="fr").event_id == made().event_id


def test_what_one_may_not_read_is_not_there(story, client_of, desk, clock, tools, person):
    story.assess()
    story.support()
    story.close(1, "director", "The letter is here.")
    story.smt("2026-03-20")
    run_due(desk, clock.now, tools)
    record = made("smt_concept_record")
    address = f"/proposals/{story.reference}/documents/{record.digest}"
    assert client_of(story.people["smt_member"]).get(address).status_code == 200
    proposer = client_of(story.people["proposer"])
    assert proposer.get(address).status_code == 404
    assert proposer.post(f"{address}/copy", data={"language": "fr"}).status_code == 404
    assert "record of decision" not in proposer.get(f"/proposals/{story.reference}/documents/").words
    assert (
        client_of(person("Nobody Inparticular"))
        .get(f"/proposals/{story.reference}/documents/{made().digest}")
        .status_code
        == 404
    )


def test_a_letter_stays_in_its_own_language(story, client_of, desk, clock, tools):
    story.assess()
    story.support()
    run_due(desk, clock.forward(days=2), tools)
    browser = client_of(story.people["proposer"])
    answer = browser.post(
        f"/proposals/{story.reference}/documents/{made('letter').digest}/copy", data={"language": "fr"}
    )
    assert answer.status_code == 409
    assert "A letter is kept in the language it was sent in" in answer.words


def test_a_document_that_fails_says_that_the_decision_stands(story, client_of, desk, clock, tools):
    tools.press.fail()
    story.assess()
    story.support()
    run_due(desk, clock.now, tools)
    page = client_of(story.people["proposer"]).get(f"/proposals/{story.reference}/documents/")
    assert (
        "Continuing Education assessment report English Not ready It could not be made yet and is tried again. The decision stands."
        in page.words
    )


# ── is this copy genuine? ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def check(visitor):
    return lambda code: visitor().get(f"/verify/{code}")


def test_a_current_copy_is_genuine_however_its_code_is_typed(story, visitor):
    code = made().code
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} ".replace("0", "o").replace("1", "l")):
        page = visitor().get("/verify/", query_string={"code": typed}, follow_redirects=True)
        assert "Genuine and current" in page.words
    assert page.request.path == f"/verify/{code}"


def test_a_check_tells_nothing_of_the_case(story, check):
    page = check(made().code)
    told = page.get_data(as_text=True)
    assert not [w for w in (story.reference, "Perfusion", "Okafor", "oncept") if w in told]


def test_a_newer_text_replaces_a_copy_and_a_copy_in_the_other_language_does_not(
    story, check, desk, clock, tools, client_of
):
    browser = client_of(story.people["proposer"])
    browser.send(browser.get(f"/proposals/{story.reference}/documents/"), "/copy")
    run_due(desk, clock.now, tools)
    first, french = made().code, made(language="fr").code
    assert "Genuine and current" in check(first).words
    story.assess()
    request = [
        {
            "id": "1",
            "question": {"id": "pass_standard", "name": "Standard"},
            "change": "Say which steps are critical.",
        }
    ]
    story.act(
        "director",
        "return",
        {
            "rationale": "The standard cannot be judged as it stands, see the request.",
            "differs": "Neither sheet asked for it; the standard decides who passes.",
            "requests": request,
            "resubmit_by": "2026-04-01",
        },
    )
    story.write("proposer", "concept", {"pass_standard": "Every critical step and 85 %"})
    story.act("proposer", "resubmit")
    assert "replaced by a newer version" in check(first).words  # before the newer one is printed
    run_due(desk, clock.now, tools)
    assert "replaced by a newer version" in check(french).words
    assert "Genuine and current" in check(made().code).words


def test_a_retracted_decision_leaves_a_retracted_copy(story, check, desk, clock, tools):
    story.assess()
    story.support()
    run_due(desk, clock.now, tools)
    code = made("assessment_report").code
    clock.forward(days=-1)  # a step is a day, and the next day would be too late
    story.act("director", "retract", {"rationale": "It was entered in the wrong case, as the minutes show."})
    assert "Genuine, but retracted" in check(code).words


def test_an_unknown_code_is_said_to_be_unknown(check, visitor):
    assert "No document has this code" in check("0000-0000-0000").words
    assert "Enter the code of the copy" in visitor().get("/verify/?code=+").words
    assert visitor().get("/verify/").status_code == 200


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_handed_over_and_never_opened(desk, person, clock, client_of):
    story = Story(desk, person, clock).draft()
    drawn = io.BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "PNG")
    png = drawn.getvalue()
    kept = attach(
        desk,
        story.actor("proposer"),
        story.reference,
        "concept",
        'été "<b>.png',
        io.BytesIO(png),
        now=clock.now,
    )
    address = f"/proposals/{story.reference}/files/{kept['id']}"
    answer = client_of(story.people["proposer"]).get(address)
    assert answer.data == png
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert client_of(story.people["board_chair"]).get(address).status_code == 404
    assert client_of(story.people["proposer"]).get(f"{address}x").status_code == 404
