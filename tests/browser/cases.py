"""The cases of the institution, each left at a stage where there is something to see."""

import io
from datetime import timedelta
from functools import partial
from typing import Any

import pikepdf
from sqlalchemy import select

from approval.models.bodies import Body, BodyRules, Delegation
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Meeting
from approval.models.minutes import Entry, MeetingDocument, PacketCopy
from approval.models.records import Document, Event, Letter
from approval.models.reviews import Conflict, Resource
from approval.operations import assessing, attaching, conflicts, delegating, developing, resourcing
from approval.operations.asking import ask_question
from approval.operations.disposing import place_hold
from approval.operations.minuting import draft_minutes
from approval.operations.packeting import publish
from approval.operations.rendering import Order, render
from tests.admin.versions import next_version
from tests.browser.town import Town
from tests.conftest import BEGINNING
from tests.stories import perfusion
from tests.stories.whole_case import Story

LINKED = ("Mona Linked", "Dan Denier")
"""Members of the Senior Management Team with an address at the partner: asked, and one has answered."""


class Case(Story):
    """A story that may stop where a secretary has written down what a chair has not confirmed."""

    confirms = True

    def seen(self, change: Any, who: str, *said: Any) -> None:
        """A change of the case by somebody who has just read it."""
        seen, now = self.row.version, self.clock.forward(hours=1)
        change(self.desk, self.actor(who), self.reference, *said, seen=seen, now=now)

    def decide(self, body: str, action: str, said: Any, to: str | None = None) -> Event:
        if action == "approve_with_conditions":
            said = {**said, "conditions": [*said["conditions"], INSURANCE]}
        if self.confirms:
            return super().decide(body, action, said, to)
        return self.act(f"{body}_secretary", action, said, to)


INSURANCE = {
    "id": "j2",
    "text": "Insure the learners on placement.",
    "owner": "Helen Fraser",
    "due": "launch",
}


def build(town: Town) -> None:
    """Every case that pages are shown on; ``town.references`` and ``town.found`` name them and their parts."""
    town.person("Adele Ministre", ("administration", "administrator"))
    for linked in LINKED:
        town.person(linked, ("smt", "member"), email=f"{linked.split()[0].lower()}@lakeshore.example")
    with town.inside():
        latest = BEGINNING
        for name, tell in CASES.items():
            town.clock.now = BEGINNING
            case = Case(town.desk, town.person, town.clock)
            tell(town, case)
            town.references[name] = case.reference
            latest = max(latest, town.clock.now)
        town.clock.now = latest
        lend(town)
        revised(town)
        minuted(town)


def revised(town: Town) -> None:
    """The Senior Management Team's terms of reference are a file; a second version of the workflow is in use."""
    administrator = town.person("Adele Ministre")
    with transaction():
        rules = db.session.scalars(select(BodyRules).join(Body).where(Body.key == "smt")).one()
        rules.instrument_file = town.desk.storage.put(one_page())
    old = town.desk.versions.newest("michener")
    new = next_version(town.desk, administrator.actor, town.clock.now)
    town.found |= {"older": old.digest, "newest": new.digest}


def minuted(town: Town) -> None:
    """The meeting that endorsed a case is over, its minutes drafted; a member has a conflict in that case."""
    secretary, barred = town.person("Tom Alvarez"), town.person("Bea Ferme", ("smt", "member"))
    past, now = town.found["past"], town.clock.now
    with transaction():
        meeting = db.session.get_one(Meeting, past)
        meeting.state, meeting.opened_at, meeting.closed_at = "closed", now, now
        case = db.session.scalars(select(AgendaItem.proposal_id).where(AgendaItem.meeting_id == past)).one()
        about = "A member of my family is on the team."
        conflict = Conflict(
            proposal_id=case, person_id=barred.id, kind="family", description=about, declared_at=now
        )
        db.session.add(conflict)
    draft_minutes(secretary.actor, past, now=now)


def drafted(town: Town, case: Case) -> None:
    case.draft()
    sent, now = io.BytesIO(one_page()), town.clock.now
    file = attaching.attach(
        town.desk, case.actor("proposer"), case.reference, "concept", "letter.pdf", sent, now=now
    )
    town.found["attachment"] = file["id"]
    case.write("proposer", "concept", {"attachments": [file]})


def assessed(town: Town, case: Case) -> None:
    """One assessor has handed in, the other is still writing; the head of department has not answered."""
    case.draft(head_support={"name": "Robin Singh", "email": "robin.singh@institute.example"}).submit()
    case.act("intake", "accept_intake")
    pair = [case.people["first"].id, case.people["second"].id]
    name = partial(assessing.name_assessors, town.desk, case.actor("intake"), case.reference, pair)
    name("assessment_light", case.row.version, town.clock.forward(hours=1))
    case.hand_in("second", perfusion.SECOND_SHEET)
    case.write("first", "assessment_light", perfusion.FIRST_SHEET)


def supported(case: Case) -> None:
    case.draft().submit()
    case.assess()
    case.support()
    case.close(1, "director", "Letter of 19 February 2026")


def recorded(town: Town, case: Case) -> None:
    """Supported; the secretary has written the endorsement down."""
    supported(case)
    town.found["letter"] = newest(Letter).id
    case.confirms = False
    case.smt("2026-03-13")
    town.found["meeting"] = newest(Meeting).id
    words, item = "Who signs for the placement?", newest(AgendaItem).id
    ask_question(town.desk, case.actor("smt_member"), town.found["meeting"], item, words, now=town.clock.now)
    published(town, case)
    asked = "Who pays for the second machine?"
    ask_question(
        town.desk,
        case.actor("smt_chair"),
        town.found["meeting"],
        town.found["item"],
        asked,
        now=town.clock.now,
    )
    denier = town.person(LINKED[1])
    town.found["denier"] = denier.id
    conflicts.deny(town.desk, denier.actor, case.reference, "I left the hospital in 2019.", town.clock.now)


def lend(town: Town) -> None:
    """The secretary of the Senior Management Team lets somebody act for them."""
    secretary, taker = town.person("Tom Alvarez"), town.person(LINKED[0])
    today, away = town.clock.today, timedelta(days=14)
    wish = delegating.Wish("smt", "secretary", taker.email, today, today + away, "Holidays")
    delegating.delegate(secretary.actor, wish, now=town.clock.now, lang="en")
    town.found["delegation"] = newest(Delegation).id


def published(town: Town, case: Case) -> None:
    """The packet of that meeting, with the secretary's copy as if it had been made, and its minutes printed."""
    meeting, now = newest(Meeting), town.clock.now
    publish(town.desk, case.actor("smt_secretary"), meeting.id, seen=meeting.version, now=now)
    town.found["item"], entry = newest(AgendaItem).id, newest(Entry)
    town.found["paper"] = digest = town.desk.storage.put(one_page())
    with transaction():
        for copy in db.session.scalars(select(PacketCopy)):
            copy.digest, copy.code, copy.size, copy.pages, copy.made_at = (
                digest,
                "PACK-ET00-0001",
                900,
                1,
                now,
            )
        db.session.add(
            MeetingDocument(
                meeting_id=town.found["meeting"], entry_id=entry.id, name="minutes", language="en", digest=digest,
                fingerprint="f" * 64, code="M1NU-TES0-0001", size=900, pages=1, made_at=now,
            )
        )  # fmt: skip


def forming(town: Town, case: Case) -> None:
    """Endorsed; somebody is invited onto the team, and a resource asked for."""
    supported(case)
    case.smt("2026-03-06")
    town.found["past"] = newest(Meeting).id
    ce, now = case.actor("director"), town.clock.forward(hours=1)
    part = developing.Invitation(
        "Jordan Pike", "jordan.pike@lakeshore.example", "Lakeshore", "employer_partner", external=True
    )
    town.found["member"] = developing.invite_member(
        town.desk, ce, case.reference, part, seen=case.row.version, now=now
    )
    ask = partial(resourcing.ask_resource, town.desk, ce, case.reference)
    town.found["resource"] = ask("Three days of the laboratory", 3600, "Dean", seen=case.row.version, now=now)
    assert newest(Resource).id == town.found["resource"]


def approved(town: Town, case: Case) -> None:
    case.whole()
    case.close(3, "board_chair", "Policy 4471 of 20 June 2026")
    case.seen(place_hold, "director", "A claim before the tribunal, file 26-114.")
    order = Order(case.event("submit").id, "concept", "en")
    town.found["document"] = render(town.desk, BlankPress(), order, now=town.clock.now)
    town.found["code"] = newest(Document).code


CASES = {
    "draft": drafted,
    "assessment": assessed,
    "concept": recorded,
    "team": forming,
    "board": approved,
}


class BlankPress:
    """Prints an empty sheet at once: what real ones look like is tried elsewhere."""

    def pdf(self, html: str, *, identifier: str, lang: str) -> bytes:
        return one_page()


def newest(model: Any) -> Any:
    db.session.rollback()
    return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


def one_page() -> bytes:
    """A real PDF."""
    whole = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(whole)
    return whole.getvalue()
