"""A body decides, or cannot: each story told on the pages of those concerned, to what an auditor reads of it."""

from datetime import timedelta

from tests.stories.meeting_tales import EVERYONE, WHY, attests, told

SMT = "Senior Management Team: record of decision on the concept"
BOARD = "Board of Governors: record of decision"
CONSENSUS = "Consensus; without it, chair and vice-chair decide jointly; quorum: more than half of the seats"
MAJORITY = "Majority of the votes cast; quorum: more than half of the seats"
OBJECTION = "I would wait for the new laboratory."


def test_consensus_with_an_objection_noted_moves_the_case_at_once(case, room, clock):
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.place(found)
    clock.forward(days=30)
    team.meets(*EVERYONE)
    votes = dict.fromkeys(("chair", "vice", "one"), "for") | {"two": "objection"}
    ended = team.carry(found, "do:endorse", votes, dissents={"two": OBJECTION})
    assert "Decided by consensus, with objections noted" in ended.words
    team.write_down(found, "endorse")
    assert found.row.stage == "concept_review", "what the secretary writes down binds nobody"
    page = team.case("proposer", found, "history")
    assert "Gil Secretary" in told(page, "Wrote the decision down")
    assert WHY not in page.words, "nor is it the proposer’s to read before the chair has confirmed it"
    team.confirm(found, "endorse")
    assert found.row.stage == "team_formation"

    # who, when and why, for the proposer; nothing of who objected
    page = team.case("proposer", found, "history")
    line = told(page, "Endorse the concept")
    assert "Anita Chair, 5 March 2026" in line
    assert WHY in line
    assert OBJECTION not in page.words

    # and for the auditor: which version, under which rule and roster
    team.work()
    record = team.paper("auditor", found, SMT)
    assert "By consensus, with objections noted Objections noted I would wait" in record
    attests(record, found, rule=CONSENSUS, confirmed="Anita Chair (Chair of the Senior Management Team)")
    roster = "Anita Chair, Chair Gil Secretary, Secretary Mo Member, Member Nell Member, Member Vince Vice, Vice-Chair"
    assert roster in record


def test_without_consensus_chair_and_vice_chair_decide(case, room, clock):
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.place(found)
    clock.forward(days=30)
    team.meets(*EVERYONE)
    votes = {"chair": "for", "vice": "for", "one": "for", "two": "against"}
    ended = team.carry(found, "do:endorse", votes)
    assert "No consensus: carried by the Chair and the Vice-Chair" in ended.words
    unsaid = team.write_down(found, "endorse", code=422)
    assert unsaid.problems[0] == "Enter the objections noted"
    team.decide(found, "endorse", objections="The laboratory is not there yet.")
    assert found.row.stage == "team_formation"
    team.work()
    record = team.paper("auditor", found, SMT)
    assert "No consensus: Chair and Vice-Chair jointly Objections noted The laboratory" in record
    attests(record, found, rule=CONSENSUS, confirmed="Anita Chair (Chair of the Senior Management Team)")


def test_where_the_chair_is_barred_nobody_decides_alone_and_the_vice_chair_confirms(case, room, clock):
    found = case("concept_review")
    team = room("smt", proposer=found.proposer)
    team.place(found)
    team.declare("chair", found)
    clock.forward(days=30)
    team.meets(*EVERYONE)
    ended = team.carry(found, "do:endorse", {"vice": "for", "one": "for", "two": "against"})
    assert "No consensus, and chair and vice-chair differ or cannot act: deferred" in ended.words
    refused = team.write_down(found, "endorse", code=409)
    assert "decided nothing: the case can only be deferred to another meeting" in refused.words
    coming = clock.today + timedelta(days=14)
    team.decide(found, "defer", by="vice", objections="The budget.", next_meeting=coming.isoformat())
    assert team.case("chair", found).status_code == 404
    assert found.row.stage == "concept_review"
    team.adjourn()

    # two weeks later they agree: the vice-chair confirms
    team.convene(coming)
    team.place(found)
    clock.forward(days=14)
    team.meets(*EVERYONE)
    ended = team.carry(found, "do:endorse", dict.fromkeys(("vice", "one", "two"), "for"))
    assert "Decided by consensus" in ended.words
    team.decide(found, "endorse", by="vice")
    assert "Vince Vice, 19 March 2026" in told(team.case("proposer", found, "history"), "Endorse the concept")
    team.work()
    record = team.paper("auditor", found, SMT)
    attests(record, found, rule=CONSENSUS, confirmed="Vince Vice (Vice-Chair of the Senior Management Team)")
    assert "Anita Chair Left the room" in record


def test_a_quorum_lost_in_the_middle_leaves_the_item_to_the_next_meeting(case, room, clock):
    found = case("board_review")
    board = room("board", proposer=found.proposer)
    board.brief(found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.move(found, "do:approve")
    board.vote("one", found)
    board.vote("vice", found)
    board.attend("vice", "one")
    assert "2 count, 3 are needed" in board.item("one", found).words
    ended = board.call(found)
    assert "No quorum: nothing is decided" in ended.words
    assert "It waits for another meeting" in ended.words
    refused = board.write_down(found, "approve", code=409)
    assert "decided nothing: the case can only be deferred to another meeting" in refused.words
    board.adjourn()
    assert found.row.stage == "board_review"
    board.minute()
    assert "No quorum; nothing was decided (2 for)." in board.get("one", "/minutes").words

    # the next meeting finds it among those that wait, and decides
    board.convene(clock.today + timedelta(days=7))
    board.place(found)
    clock.forward(days=7)
    board.meets(*EVERYONE)
    board.carry(found, "do:approve", dict.fromkeys(EVERYONE, "for"))
    board.decide(found, "approve")
    line = told(board.case("proposer", found, "history"), "Approve")
    assert "Eleanor Chair, 12 March 2026" in line
    board.work()
    record = board.paper("auditor", found, BOARD)
    attests(record, found, rule=MAJORITY, confirmed="Eleanor Chair (Chair of the Board)")
    assert "Motion number B-2026-002" in record
    assert "Minutes reference Minutes of 12 March 2026, item 2" in record, (
        "those of the last meeting came first"
    )


def test_postponed_by_motion_and_decided_at_the_next_meeting(case, room, clock):
    found = case("board_review")
    board = room("board", proposer=found.proposer)
    board.brief(found)
    board.place(found)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    ended = board.carry(found, "do:defer", dict.fromkeys(EVERYONE, "for"))
    assert "Carried unanimously" in ended.words
    coming = clock.today + timedelta(days=28)
    awaited = {"next_meeting": coming.isoformat(), "awaited": "The letter of the partner."}
    board.decide(found, "defer", **awaited)
    assert found.row.stage == "board_review"
    line = told(board.case("proposer", found, "history"), "Defer to another meeting")
    assert WHY in line
    board.adjourn()
    assert "on the agenda of a meeting" in board.case("secretary", found, "actions/approve/").words

    board.convene(coming)
    board.place(found)
    clock.forward(days=28)
    board.meets(*EVERYONE)
    board.carry(found, "do:approve", dict.fromkeys(EVERYONE, "for"))
    board.decide(found, "approve")
    assert found.row.stage == "approved"
    board.work()
    record = board.paper("auditor", found, BOARD)
    attests(record, found, rule=MAJORITY, confirmed="Eleanor Chair (Chair of the Board)")
    assert "Deferred 5 March 2026" in record, "what was decided before stands in it too"


def test_who_has_not_voted_is_named_before_a_vote_is_closed(case, room, clock):
    found, other = case("board_review"), case("board_review", title="Sonography of the lunar hippocampus")
    board = room("board", proposer=found.proposer)
    board.brief(found)
    board.place(found, other)
    clock.forward(days=30)
    board.meets(*EVERYONE)
    board.move(found, "do:approve")
    for who in ("chair", "one"):
        board.vote(who, found)
    page = board.item("secretary", found)
    assert "Not voted yet: Robert Vice, Tariq Governor." in page.words
    for who in ("vice", "two"):
        board.vote(who, found)
    assert "Not voted yet" not in board.item("secretary", found).words
    assert board.get("one").words.count("To be dealt with") == 2
    board.call(found)
    agenda = board.get("one").words
    assert agenda.count("To be dealt with") == 1
    assert "Carried unanimouslyTo be written down" in agenda
    board.write_down(found, "approve")
    assert "Written down, to be confirmed" in board.get("one").words
