"""The head of department: asked by mail when the concept is submitted, answers by a link, is shown where it counts."""

import re

import pytest
from sqlalchemy import select

from approval.documents.contents import contents_of
from approval.models.database import db, transaction
from approval.models.people import Link, Person
from approval.models.proposals import Revision
from approval.models.records import Event, Job
from approval.operations import accounts
from approval.operations.drafting import Beginning, begin
from approval.operations.throttling import BY_ADDRESS
from approval.operations.working import run_due
from approval.queries.audit import audit
from tests.stories import perfusion
from tests.stories.whole_case import Story

BACK = {
    "requests": [
        {"id": "1", "question": {"id": "head_support", "name": "Head"}, "change": "Name the present head."}
    ],
    "rationale": "One answer is not complete yet: please look at it again.",
    "resubmit_by": "2026-04-01",
}
HEAD = {"aware": None, "name": "Robin Singh", "email": "Robin.Singh@institute.example"}
ADDRESS = "robin.singh@institute.example"


@pytest.fixture
def story(desk, person, clock) -> Story:
    return Story(desk, person, clock)


@pytest.fixture
def browser(visitor):
    """The head's own: nobody is signed in."""
    return visitor()


@pytest.fixture
def asked(story) -> Story:
    story.draft(head_support=HEAD).submit()
    return story


@pytest.fixture
def mailed(asked, desk, clock, tools, post):
    """The address of the link, as the head finds it in their mail."""

    def send() -> str:
        run_due(desk, clock.now, tools)
        letter = [m for m in post.sent if m.to == ADDRESS][-1]
        [link] = re.findall(r"(/head/\S+)", letter.text)
        return link

    return send


def facts(story: Story, event: Event, name: str, lang: str = "en") -> dict[str, str]:
    report = contents_of(story.desk, db.session.get_one(Event, event.id), name, lang)
    return {f.label: f.value for f in report.facts}


def test_the_head_is_mailed_a_link_in_the_language_of_the_proposal(mailed, asked, post):
    mailed()
    [letter] = [m for m in post.sent if m.to == ADDRESS]
    assert letter.subject == f"{asked.reference}: do you support this proposal?"
    assert letter.name == "Robin Singh"
    for words in ("Amina Okafor", perfusion.CONCEPT["title"], "within 30 days", "No account is needed"):
        assert words in letter.text
    assert perfusion.CONCEPT["rationale"] not in letter.text


def test_in_french(desk, person, clock, tools, post, browser):
    story = Story(desk, person, clock, "fr").draft(head_support=HEAD)
    story.submit()
    run_due(desk, clock.now, tools)
    [letter] = [m for m in post.sent if m.to == ADDRESS]
    assert letter.subject == f"{story.reference}\u00a0: appuyez-vous cette proposition\u00a0?"
    assert "Bonjour Robin Singh," in letter.text
    page = browser.get(re.search(r"(/head/\S+)", letter.text)[1])
    assert page.h1 == "Appuyez-vous cette proposition\u00a0?".replace("\u00a0", " ")
    assert "Je suis au courant et j’appuie la proposition" in page.words
    page = browser.send(page, press="_do=supports")
    assert page.h1 == "Merci"
    report = facts(story, story.event("head_answer"), "concept", "fr")
    assert report["Direction du département"].startswith("au courant, appuie la proposition, Robin Singh, ")


def test_the_page_shows_a_summary_and_nothing_more(mailed, browser):
    page = browser.get(mailed())
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for words in (
        perfusion.CONCEPT["title"],
        perfusion.CONCEPT["description"],
        "Amina Okafor",
        "Simulation laboratory, three days a run",
        "version 1",
    ):
        assert words in page.words
    hidden = ("rationale", "plan_alignment_how", "assessment_summary", "edi_access")
    assert [name for name in hidden if perfusion.CONCEPT[name] in page.words] == []


@pytest.mark.parametrize("answer", ["supports", "does_not"])
def test_the_answer_is_an_event_of_the_case(mailed, asked, browser, desk, answer):
    before = asked.row.version
    page = browser.get(mailed())
    page = browser.send(page, press=f"_do={answer}", comment="We have two instructors.")
    assert page.h1 == "Thank you"
    event = asked.event("head_answer")
    text = db.session.scalars(select(Revision).where(Revision.form == "concept")).one()
    assert event.actor.email == ADDRESS
    assert event.statement.said == {
        "name": "Robin Singh",
        "email": ADDRESS,
        "aware": True,
        "supports": answer == "supports",
        "comment": "We have two instructors.",
        "through": "link",
        "text": {"form": "concept", "number": 1, "digest": text.digest},
    }
    assert (event.version, asked.row.version) == (before + 1, before + 1)
    assert audit(desk).faults == ()
    told = db.session.scalars(select(Job.subject).where(Job.event_id == event.id))
    people = {asked.people[who].id for who in ("proposer", "intake", "director", "first", "second")}
    assert {int(subject.split(":")[1]) for subject in told} >= people


def test_reading_changes_nothing_and_a_link_answers_once(mailed, asked, browser):
    link = mailed()
    for _ in range(3):
        assert browser.get(link).status_code == 200
    page = browser.get(link)
    assert browser.send(page, press="_do=supports").status_code == 200
    assert browser.send(page, press="_do=does_not").status_code == 410
    assert browser.get(link).status_code == 410
    assert [e.action for e in db.session.scalars(select(Event))].count("head_answer") == 1


def test_a_link_expires(mailed, browser, clock):
    link = mailed()
    clock.forward(days=30)
    page = browser.get(link)
    assert page.status_code == 410
    assert "The proposer can send you a new one" in page.words


def test_neither_button_is_asked_for_again_and_keeps_the_comment(mailed, browser):
    page = browser.get(mailed())
    page = browser.send(page, press="_do=continue", comment="Half a thought")
    assert page.status_code == 422
    assert page.problems == ["Press one of the two buttons"]
    assert "Half a thought" in page.get_data(as_text=True)


def test_another_text_is_shown_before_it_is_answered(mailed, browser):
    old = {"about": "0" * 64, "_do": "supports", "comment": ""}
    page = browser.post(mailed(), data=old)
    assert page.status_code == 409
    assert "This is the new text" in page.problems[0]
    assert "head_answer" not in {e.action for e in db.session.scalars(select(Event))}


def test_a_closed_case_asks_nobody(mailed, asked, browser):
    page = browser.get(mailed())
    asked.act("proposer", "withdraw", {"rationale": "The partner has left the region."})
    assert browser.send(page, press="_do=supports").status_code == 410


def test_a_case_on_hold_is_answered_later(mailed, asked, browser):
    page = browser.get(mailed())
    asked.act("intake", "accept_intake")
    asked.act("director", "hold", {"rationale": "The department is being reorganised."})
    answered = browser.send(page, press="_do=supports")
    assert answered.status_code == 409
    assert "on hold" in answered.problems[0]
    asked.act("director", "resume")
    assert browser.send(page, press="_do=supports").status_code == 200


def test_whom_the_concept_no_longer_names_cannot_answer(mailed, asked, browser, desk, clock):
    link = mailed()
    asked.act("intake", "return_incomplete", BACK)
    asked.write("proposer", "concept", {"head_support": {**HEAD, "email": "new.head@institute.example"}})
    asked.act("proposer", "resubmit")
    assert browser.get(link).status_code == 410
    jobs = set(db.session.scalars(select(Job.subject).where(Job.subject.startswith("head:"))))
    assert len(jobs) == 2


def test_asked_once_however_often_it_is_submitted(asked, desk, clock, tools, post):
    asked.act("intake", "return_incomplete", BACK)
    asked.write(
        "proposer", "concept", {"description": perfusion.CONCEPT["description"] + " More is said now."}
    )
    asked.act("proposer", "resubmit")
    run_due(desk, clock.now, tools)
    assert len([m for m in post.sent if m.to == ADDRESS]) == 1


@pytest.mark.parametrize(
    "head",
    [
        None,
        {"aware": True, "name": "Robin Singh"},
        {"name": "Amina Okafor", "email": perfusion.CONCEPT["proposer"]["email"]},
    ],
)
def test_nobody_is_asked_without_an_address_or_for_their_own_proposal(story, head):
    story.draft(head_support=head).submit()
    assert list(db.session.scalars(select(Job).where(Job.subject.startswith("head:")))) == []


def test_the_case_shows_that_it_is_waited_for_then_the_answer(mailed, asked, client_of, browser):
    director, proposer = (client_of(asked.people[who]) for who in ("director", "proposer"))
    page = director.get(f"/proposals/{asked.reference}/")
    assert "Robin Singh: asked, no answer yet" in page.words
    assert "Send the link again" in page.words
    link = browser.get(mailed())
    browser.send(link, press="_do=does_not", comment="Not with this budget.")
    for reader in (director, proposer):
        page = reader.get(f"/proposals/{asked.reference}/")
        assert "Robin Singh: aware, does not support it" in page.words
        assert "Not with this budget." in page.words
        assert "Send the link again" not in page.words
    assert "Answered as head of department" in proposer.get(f"/proposals/{asked.reference}/history").words


def test_the_proposer_sends_the_link_again_and_either_link_answers(mailed, asked, client_of, browser, clock):
    first = mailed()
    clock.forward(days=3)
    proposer = client_of(asked.people["proposer"])
    page = proposer.post(f"/proposals/{asked.reference}/head", follow_redirects=True)
    assert "The link is sent again." in page.words
    second = mailed()
    assert first != second
    browser.send(browser.get(first), press="_do=supports")
    assert browser.get(second).status_code == 410
    assert asked.event("ask_head").actor_id == asked.people["proposer"].id
    assert proposer.post(f"/proposals/{asked.reference}/head").status_code == 409


def test_sending_again_is_limited_and_not_for_everybody(asked, client_of, person):
    stranger = client_of(person("Eve Outside"))
    assert stranger.post(f"/proposals/{asked.reference}/head").status_code == 404
    browser = client_of(asked.people["proposer"])
    for _ in range(BY_ADDRESS["link"].most):
        assert "sent again" in browser.post(f"/proposals/{asked.reference}/head", follow_redirects=True).words
    page = browser.post(f"/proposals/{asked.reference}/head", follow_redirects=True)
    assert "Too many tries" in page.words
    assert stranger.post(f"/proposals/{asked.reference}/head").status_code == 404


def test_knocking_too_often_is_slowed_down(mailed, browser):
    link = mailed()
    answers = {browser.get(link).status_code for _ in range(BY_ADDRESS["answer"].most + 1)}
    assert answers == {200, 429}


def test_documents_say_what_was_known_at_their_event(mailed, asked, browser, clock):
    submitted = asked.event("submit")
    asked.assess()
    browser.send(browser.get(mailed()), press="_do=supports")
    supported = asked.support()
    assert facts(asked, submitted, "concept")["Head of department"] == "asked, no answer yet, Robin Singh"
    told = facts(asked, supported, "assessment_report")["Head of department"]
    assert told.startswith("aware, supports it, Robin Singh, ")
    assert told.endswith(" 2026")


def test_no_account_comes_of_it(mailed, asked, clock, browser):
    mailed()
    head = db.session.scalars(select(Person).where(Person.email == ADDRESS)).one()
    assert not head.may_sign_in
    links = db.session.scalars(select(Link).where(Link.person_id == head.id)).all()
    assert {link.purpose for link in links} == {"head_support"}
    with transaction():
        token = accounts.make_link(asked.people["director"].id, "sign_in", clock.now)
    assert browser.get(f"/head/{token}").status_code == 410


def test_who_is_entered_for_gets_a_link_that_confirms(desk, person, clock, tools, post, browser):
    intake = person("Sofia Marchetti", ("ce", "intake"))
    other = Beginning(language="fr", on_behalf_of=("Paul Nouveau", "paul.nouveau@institute.example"))
    reference = begin(desk, intake.actor, other, now=clock.now)
    run_due(desk, clock.now, tools)
    [letter] = post.sent
    assert letter.to == "paul.nouveau@institute.example"
    assert letter.subject == f"{reference}\u00a0: ce concept est-il le vôtre\u00a0?"
    page = browser.get(re.search(r"(/link/\S+)", letter.text)[1])
    assert reference in page.words
    assert "Confirmer un concept" in page.h1
