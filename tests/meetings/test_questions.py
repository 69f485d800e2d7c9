"""Questions before a meeting: each is answered through the case it is about."""

from approval.models.database import db, transaction
from approval.models.meetings import Question
from approval.models.proposals import Assignment
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
