"""Questions before a meeting: each is answered through the case it is about."""

from approval.models.database import db, transaction
from approval.models.meetings import Question
from approval.models.proposals import Assignment
from approval.models.records import Event, Job
from approval.operations.asking import ask_question


def test_a_question_is_answered_through_its_own_case_alone(house, case, client_of, clock):
    team, first, second = house("smt"), case("concept_review"), case("concept_review")
    item = team.on_agenda(first)
    asked = ask_question(team.desk, team.people["one"].actor, team.meeting, item, "Who signs?", now=clock.now)
    with transaction():  # of both cases, so that both pages are theirs
        both = {"person_id": first.proposer.id, "role": "co_proposer", "since": clock.now}
        db.session.add(Assignment(proposal_id=second.row.id, **both))
    browser = client_of(first.proposer)

    def answer(reference):
        address = f"/proposals/{reference}/questions/{asked}/answer"
        code = browser.post(address, data={"answer": "The hospital."}).status_code
        db.session.rollback()
        return code, db.session.get_one(Question, asked).answer

    assert answer(second.reference) == (404, "")
    assert answer(first.reference) == (303, "The hospital.")


def test_what_is_too_long_is_told_at_its_field_and_stands_there_alone(house, case, client_of, clock):
    team, found = house("smt"), case("concept_review")
    item = team.on_agenda(found)
    one = team.people["one"].actor
    asked = [
        ask_question(team.desk, one, team.meeting, item, w, now=clock.now) for w in ("Who signs?", "When?")
    ]
    browser, page = client_of(found.proposer), found.url("questions/")
    long = "word " * 2000
    sent = browser.post(f"{page}{asked[1]}/answer", data={"answer": long})
    assert (sent.status_code, sent.problems) == (
        422,
        ["Shorten this to 8000 characters: nothing you typed is lost"],
    )
    boxes = {e.get("id"): (e.text or "").strip() for e in sent.tree.iter("textarea")}
    assert boxes == {f"answer-{asked[0]}": "", f"answer-{asked[1]}": long.strip()}
    sent = client_of(team.people["two"]).post(f"{page}{item}/ask", data={"question": long})
    assert (sent.status_code, sent.problems) == (
        422,
        ["Shorten this to 4000 characters: nothing you typed is lost"],
    )


def test_whoever_asked_is_told_of_the_answer(house, case, client_of, clock):
    team, found = house("smt"), case("concept_review")
    item, one = team.on_agenda(found), team.people["one"]
    asked = ask_question(team.desk, one.actor, team.meeting, item, "Who signs?", now=clock.now)
    client_of(found.proposer).post(found.url(f"questions/{asked}/answer"), data={"answer": "The hospital."})
    db.session.rollback()
    told = db.session.query(Job).join(Event).filter(Event.action == "answer_question", Job.kind == "mail")
    assert [job.payload["person"] for job in told] == [one.id]


def test_a_meeting_that_nobody_presides_says_so_at_its_place(house, client_of, clock):
    team = house("smt")
    clock.forward(days=30)
    team.attend("one", "two")
    sent = client_of(team.secretary).post(f"/meetings/{team.meeting}/open")
    assert sent.status_code == 422
    [problem] = sent.problems
    assert "name who those present elected" in problem
    assert 'id="floor"' in sent.text
