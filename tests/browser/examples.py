"""An example of every page: who opens it, and where. A page without one fails ``test_every_page``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.meetings import AgendaItem, Alternate
from approval.models.proposals import Audience, Proposal
from approval.operations import accounts
from tests.browser.town import Town

PROPOSER, LEAD, OUTSIDER = "Amina Okafor", "Helen Fraser", "Jordan Outside"
INTAKE, FIRST, SECOND, DIRECTOR = "Sofia Marchetti", "Paul Leblanc", "Sunita Rao", "Ruth Abernethy"
SMT_CHAIR, SMT_SECRETARY, BOARD_CHAIR = "Lin Chen", "Tom Alvarez", "Grace Obi"
ADMINISTRATOR, LINKED = "Adele Ministre", "Mona Linked"
BARRED = "Bea Ferme"
"""A member of the Senior Management Team with a conflict in what it decided."""
INSTRUMENT = "2024-09-01"
"""From when the rules are whose text the institution has as a file."""


@dataclass(frozen=True)
class Example:
    """Somebody at a page; ``case`` names the case it is about, ``values`` what else its address holds."""

    who: str
    case: str = ""
    values: Callable[[Town], Mapping[str, Any]] = lambda _: {}
    status: int = 200

    def address(self, town: Town, endpoint: str) -> str:
        reference = {"reference": town.references[self.case]} if self.case else {}
        with town.app.test_request_context():
            return town.app.url_for(endpoint, **reference, **self.values(town))


def referred(town: Town) -> Mapping[str, str]:
    """A case of its own on which the Board decides in place of the Senior Management Team."""
    reference, now = "MC-2026-900", town.clock.now
    with town.inside(), transaction():
        if db.session.query(Proposal).filter_by(reference=reference).first() is None:
            version = town.desk.versions.newest("michener")
            case = Proposal(
                reference=reference, digest=version.digest, stage="concept_review", stage_since=now,
                holder="smt_member", title="Wound care in the home", search="wound care", version=1,
                created_at=now, updated_at=now,
            )  # fmt: skip
            db.session.add(case)
            db.session.flush()
            item = db.session.query(AgendaItem.id).order_by(AgendaItem.id).limit(1).scalar()
            db.session.add(
                Alternate(proposal_id=case.id, body="smt", alternate="board", item_id=item, since=now)
            )
            db.session.add(Audience(proposal_id=case.id, body="board", since=now))
    return {"body": "board", "reference": reference}


def at(who: str, case: str = "", **values: Any) -> Example:
    return Example(who, case, lambda _: values)


def found(who: str, case: str, **names: str) -> Example:
    """The values are known only once the cases are built."""
    return Example(who, case, lambda town: {value: town.found[name] for value, name in names.items()})


def fresh_link(town: Town) -> dict[str, str]:
    with town.inside(), transaction():
        return {"token": accounts.make_link(town.person(PROPOSER).id, "sign_in", town.clock.now)}


def head_link(town: Town) -> dict[str, str]:
    reference = town.references["assessment"]
    with town.inside(), transaction():
        case = db.session.query(Proposal).filter_by(reference=reference).one()
        head = accounts.person_for("Robin Singh", "robin.singh@institute.example", town.clock.now)
        return {"token": accounts.make_link(head.id, "head_support", town.clock.now, case.id)}


def term_of_office(town: Town) -> dict[str, int]:
    with town.inside():
        term = db.session.query(Membership).first()
        return {"person": term.person_id, "term": term.id}


def somebody(town: Town) -> dict[str, int]:
    return {"person": town.person(DIRECTOR).id}


TOPICS = (
    "proposing", "idea", "need", "learners", "competencies", "proof", "delivery", "partners", "plan", "resources", "people",
)  # fmt: skip

PAGES: dict[str, list[Example]] = {
    "accounts.link": [Example("", "", fresh_link)],
    "accounts.link_sent": [at("")],
    "accounts.password": [at(PROPOSER)],
    "accounts.show": [at(PROPOSER)],
    "accounts.sign_in": [at("")],
    "actions.show": [
        at(PROPOSER, "draft", name="submit"),
        at(DIRECTOR, "assessment", name="support_with_conditions"),
        at(SMT_SECRETARY, "concept", name="endorse"),
        at(SMT_CHAIR, "concept", name="endorse"),
    ],
    "admin.bodies": [at(ADMINISTRATOR)],
    "admin.body": [at(ADMINISTRATOR, key="smt"), at(ADMINISTRATOR, key="smt", on="2020-01-01")],
    "admin.change": [Example(ADMINISTRATOR, "", somebody)],
    "admin.change_body": [at(ADMINISTRATOR, key="smt")],
    "admin.changes": [at(ADMINISTRATOR)],
    "admin.delegations": [at(ADMINISTRATOR)],
    "admin.ending": [Example(ADMINISTRATOR, "", term_of_office)],
    "admin.health": [at(ADMINISTRATOR)],
    "admin.jobs": [at(ADMINISTRATOR)],
    "admin.moving": [found(ADMINISTRATOR, "", version="older", to="newest")],
    "admin.new_body": [at(ADMINISTRATOR)],
    "admin.new_office": [Example(ADMINISTRATOR, "", somebody)],
    "admin.new_person": [at(ADMINISTRATOR)],
    "admin.new_step": [found(ADMINISTRATOR, "", version="newest")],
    "admin.new_words": [found(ADMINISTRATOR, "", version="newest")],
    "admin.people": [at(ADMINISTRATOR)],
    "admin.person": [Example(ADMINISTRATOR, "", somebody)],
    "admin.show": [at(ADMINISTRATOR)],
    "admin.workflow": [found(ADMINISTRATOR, "", version=name) for name in ("newest", "older")],
    "admin.workflows": [at(ADMINISTRATOR)],
    "agenda.business": [found(SMT_SECRETARY, "", meeting="meeting")],
    "assessing.assessors": [at(DIRECTOR, "assessment")],
    "assessing.show": [at(DIRECTOR, "assessment"), at(SECOND, "concept")],
    "bodies.acting": [at(SMT_CHAIR, key="smt")],
    "bodies.show": [at(SMT_CHAIR, key="smt"), at(SMT_SECRETARY, key="smt")],
    "conditions.assigning": [at(BOARD_CHAIR, "board", number=2)],
    "conditions.one": [at(BOARD_CHAIR, "board", number=2), at(DIRECTOR, "board", number=1)],
    "conditions.reopening": [at(BOARD_CHAIR, "board", number=3)],
    "conditions.show": [at(DIRECTOR, "board")],
    "conditions.waiving": [at(BOARD_CHAIR, "board", number=2)],
    "conflicts.declare": [at(SMT_CHAIR, "concept"), at(LINKED, "concept")],
    "conflicts.ruling": [found(SMT_CHAIR, "concept", person="denier")],
    "delegations.index": [at(SMT_SECRETARY), at(OUTSIDER)],
    "delegations.new": [at(SMT_SECRETARY), at(OUTSIDER)],
    "documents.index": [at(DIRECTOR, "board")],
    "floor.show": [
        found(SMT_SECRETARY, "", meeting="meeting", item="item"),
        found(SMT_CHAIR, "", meeting="meeting", item="item"),
    ],
    "heads.show": [Example("", "", head_link)],
    "heads.thanks": [at("")],
    "help.accessibility": [at("")],
    "help.show": [at("")],
    "home.show": [at(DIRECTOR), at(OUTSIDER), at(LINKED)],
    "letters.confirm": [found(DIRECTOR, "concept", letter="letter")],
    "letters.edit": [found(DIRECTOR, "concept", letter="letter")],
    "letters.index": [at(DIRECTOR, "concept")],
    "letters.show": [found(DIRECTOR, "concept", letter="letter")],
    "meeting_documents.index": [
        found(SMT_SECRETARY, "", meeting="meeting"),
        found(SMT_CHAIR, "", meeting="meeting"),
        found(SMT_SECRETARY, "", meeting="past"),
    ],
    "meetings.attendance": [found(SMT_SECRETARY, "", meeting="meeting")],
    "meetings.cancel": [found(SMT_SECRETARY, "", meeting="meeting")],
    "meetings.change": [found(SMT_SECRETARY, "", meeting="meeting")],
    "meetings.conflict": [found(SMT_SECRETARY, "concept", meeting="meeting")],
    "meetings.index": [at(SMT_SECRETARY), at(OUTSIDER)],
    "meetings.new": [at(SMT_SECRETARY, body="smt")],
    "meetings.show": [found(SMT_SECRETARY, "", meeting="meeting"), found(SMT_SECRETARY, "", meeting="past")],
    "minutes.edit": [found(SMT_SECRETARY, "", meeting="past")],
    "minutes.show": [
        found(SMT_SECRETARY, "", meeting="past"),
        found(BARRED, "", meeting="past"),
        found(SMT_SECRETARY, "", meeting="meeting"),
    ],
    "packets.openings": [found(SMT_SECRETARY, "", meeting="meeting")],
    "packets.prepare": [found(SMT_SECRETARY, "", meeting="meeting")],
    "packets.show": [found(SMT_SECRETARY, "", meeting="meeting"), found(SMT_CHAIR, "", meeting="meeting")],
    "papers.check": [at(PROPOSER, "draft", form="concept"), at(SMT_CHAIR, "board", form="proposal")],
    "papers.tasks": [at(PROPOSER, "draft", form="concept"), at(SMT_CHAIR, "board", form="plan")],
    "papers.topic": [
        *(at(PROPOSER, "draft", form="concept", section=topic) for topic in TOPICS),
        at(DIRECTOR, "team", form="charter", section="charter"),
    ],
    "proposals.history": [at(DIRECTOR, "board")],
    "proposals.index": [at(DIRECTOR), at(OUTSIDER)],
    "proposals.new": [at(PROPOSER), at(INTAKE)],
    "proposals.show": [
        at(PROPOSER, "draft"),
        at(DIRECTOR, "assessment"),
        at(SMT_CHAIR, "concept"),
        at(BOARD_CHAIR, "board"),
    ],
    "questions.show": [at(SMT_CHAIR, "concept"), at(PROPOSER, "concept")],
    "records.index": [at(DIRECTOR)],
    "records.show": [at(DIRECTOR, "board"), at(DIRECTOR, "concept")],
    "referrals.give_back": [Example("Karl Brandt", "", referred)],
    "resolutions.new": [at(SMT_SECRETARY, body="smt")],
    "resourcing.confirming": [found(DIRECTOR, "team", number="resource")],
    "resourcing.new": [at(DIRECTOR, "team")],
    "sheets.check": [at(FIRST, "assessment")],
    "sheets.show": [at(FIRST, "assessment")],
    "styleguide.show": [at("")],
    "team.new": [at(DIRECTOR, "team")],
    "team.reply": [found(DIRECTOR, "team", member="member")],
    "team.reviewer": [at(DIRECTOR, "team")],
    "team.show": [at(DIRECTOR, "team"), at(PROPOSER, "team")],
    "verify.ask": [at("")],
    "verify.show": [found("", "", code="code"), at("", code="0000-0000-0000")],
}

FILES: dict[str, tuple[Example, str]] = {
    "bodies.instrument": (at(SMT_CHAIR, key="smt", since=INSTRUMENT), "application/pdf"),
    "attachments.show": (found(PROPOSER, "draft", key="attachment"), "application/pdf"),
    "documents.show": (found(DIRECTOR, "board", digest="document"), "application/pdf"),
    "meeting_documents.show": (found(SMT_CHAIR, "", meeting="meeting", digest="paper"), "application/pdf"),
    "packets.download": (
        Example(
            SMT_CHAIR, "", lambda town: {"meeting": town.found["meeting"], "number": 1, "language": "en"}
        ),
        "application/pdf",
    ),
    "home.health": (at(""), "application/json"),
    "static": (at("", filename="img/mark.svg"), "image/svg+xml"),
}
"""What is got and is no page: its kind, as the answer names it."""
