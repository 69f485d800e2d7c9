"""A decision that is taken back: its certified extract, the minutes, and within which hours of which body."""

from datetime import timedelta

from approval.deliberation.sections import minuted
from approval.models.bodies import BodyRules
from approval.models.database import db, transaction
from approval.models.minutes import Entry, MeetingDocument, Minutes
from approval.operations.certifying import certify_extract
from approval.queries.copies import Standing, standing_of
from approval.queries.facts import facts_of
from approval.queries.people import body_by_key
from tests.stories.test_meeting_after import MISTAKE, approved


def test_an_extract_verifies_as_retracted_and_later_words_tell_it(case, room, clock):
    found = case("board_review")
    rules = {"retraction_hours": 48, "rule": "majority"}
    with transaction():
        board_row = body_by_key("board")
        board_row.rules[0].retraction_hours = 48
        later = {"since": clock.today + timedelta(days=31), "retraction_hours": 1}
        names = {"name_en": "Board of Governors", "name_fr": "Conseil d’administration"}
        db.session.add(BodyRules(body_id=board_row.id, **names, **(rules | later)))
    board = room("board", proposer=found.proposer)
    approved(board, found, clock)
    desk, who, meeting = found.desk, board.house.secretary.actor, board.house.meeting
    item = board.house.item_of(found)
    certify_extract(who, meeting, item, now=clock.now)
    board.work()
    certify_extract(who, meeting, item, now=clock.now)  # made only after the decision is taken back
    [first] = {d.entry_id: d.code for d in extracts("en")}.values()
    assert standing_of(desk, first) is Standing.REPLACED
    assert facts_of(desk, found.row, clock.now).decided.hours == 48

    clock.forward(hours=30)
    board.confirm(found, "retract", rationale=MISTAKE)
    board.work()
    assert [standing_of(desk, d.code) for d in extracts("en")] == [Standing.RETRACTED] * 2
    assert db.session.query(Entry).filter_by(action="retract").one().said["reason"] == MISTAKE
    board.adjourn()
    board.minute()
    sections = minuted(db.session.query(Minutes).one().sections)
    words = next(s.words for s in sections if s.item == item)
    assert f"The decision was retracted on 6 March 2026. {MISTAKE}" in words.en
    assert "La décision a été retirée le 6 mars 2026." in words.fr
    certify_extract(who, meeting, item, now=clock.now)
    board.work()
    newest = extracts("en")[-1]
    assert standing_of(desk, newest.code) is Standing.CURRENT
    assert MISTAKE in board.press.pages[desk.storage.get(newest.digest)]


def extracts(language):
    db.session.rollback()
    made = db.session.query(MeetingDocument).filter(
        MeetingDocument.name.startswith("extract"), MeetingDocument.language == language
    )
    return made.order_by(MeetingDocument.entry_id).all()
