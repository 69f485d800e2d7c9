"""What a demonstration answers better than by making it up: names, dates and sums that the case already knows."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..calendar import after, months_after
from ..forms.definition import Form
from ..forms.kinds import Json
from ..forms.kinds.dates import first_day_of
from ..language import Text
from ..models.bodies import Body
from ..models.database import db
from ..queries.defaults import REVIEW_MONTHS
from ..workflow.rules import PROPOSERS

if TYPE_CHECKING:
    from .carrying import Carrier

TO_THE_BOARD, TO_LAUNCH = 60, 90
"""Days that a demonstration allows from writing to the Board, and from there to the first offering."""
SPONSOR = "Margaret Osei"
TEAM = Text(en="Advisory team lead", fr="Responsable de l’équipe consultative")


def hints(carrier: "Carrier", today: date) -> Mapping[str, Json]:
    """By name of question, wherever it is asked."""
    concept = carrier.answers("proposal") or carrier.answers("concept")
    partners = [r for r in concept.get("partners") or [] if isinstance(r, dict)]
    partner = partners[0] if partners else {}
    leads = [p.name for p in carrier.people("team_lead", "proposer")]
    found = db.session.scalar(select(Body).where(Body.key == "board"))
    board = found.on(today).instrument.in_(carrier.lang) if found else ""
    settings = carrier.desk.settings
    known: dict[str, Json] = {
        "competency": [str(r["statement"]) for r in concept.get("competencies") or [] if r.get("statement")],
        "partner": partner.get("organisation"),
        "signatory": partner.get("contact_name"),
        "organisation": partner.get("organisation"),
        "issued_by": settings.institution.in_(carrier.lang),
        "owner": leads[0] if leads else None,
        "sponsor": SPONSOR,
        "accountable_person": SPONSOR,
        "authority_title": board.partition(",")[0],
        "authority_section": board.partition(",")[2].split(",")[0].strip(),
        "motion_number": f"{today.year}-{today.month:02d}-01",
        "minutes_reference": f"{today.isoformat()}, 6.1",
        "item": carrier.proposal.title,
        "date": today.isoformat(),
        "board_date": after(today, TO_THE_BOARD).isoformat(),
        "first_offering": _offering(concept.get("target_start"), today),
        "effective_date": after(today, TO_THE_BOARD).isoformat(),
        "review_date": months_after(after(today, TO_THE_BOARD), REVIEW_MONTHS).isoformat(),
        "role": TEAM.in_(carrier.lang),
        "name": leads[0] if leads else None,
        "votes_against": 0,
        "abstentions": 0,
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _offering(wanted: Any, today: date) -> str:
    """The day the concept asks for, where the Board can have decided by then."""
    day = first_day_of(wanted)
    earliest = after(today, TO_THE_BOARD + TO_LAUNCH)
    return (day if day and day > earliest else earliest).isoformat()


def decision(carrier: "Carrier", form: Form, given: Mapping[str, Any]) -> dict[str, Json]:
    """The page's own defaults, with a tally of those present and what is asked of the proposer's side."""
    fields, found = form.fields(), dict(given)
    meeting = found.get("meeting")
    if isinstance(meeting, dict):
        found["meeting"] = {**meeting, "name": meeting.get("name") or str(meeting.get("id"))}
    if {"moved_by", "seconded_by"} <= fields.keys():
        movers = zip(("moved_by", "seconded_by"), _free(carrier, found.get("present")), strict=False)
        found = dict(movers) | found
    if "votes_for" in fields and fields["votes_for"].required and "votes_for" not in found:
        found["votes_for"] = len(found.get("present") or [])
    if "resources_asked" in fields:
        wanted = carrier.answers("concept").get("resources_needed") or []
        rows = [
            _asked(n, row) for n, row in enumerate(wanted[:2], 1) if isinstance(row, dict) and row.get("item")
        ]
        found["resources_asked"] = rows
    return found


def _free(carrier: "Carrier", present: Any) -> list[Json]:
    """Who may move a motion: of those present, whoever neither proposes the case nor is in conflict."""
    case = carrier.case
    return [
        {"id": one["id"], "name": one["name"]}
        for one in present or []
        if int(one["id"]) not in case.barred and not case.roles_on_case(int(one["id"])) & PROPOSERS
    ]


def _asked(number: int, row: Mapping[str, Any]) -> dict[str, Json]:
    asked = {"what": row["item"], "amount": row.get("estimate_cad"), "owner": row.get("owner")}
    return {"id": f"row{number}", **{k: v for k, v in asked.items() if v not in (None, "")}}
