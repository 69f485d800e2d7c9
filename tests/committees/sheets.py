"""A light sheet as an assessor fills it in, and what tests of conflicts look up."""

from sqlalchemy import select

from approval.models.database import db
from approval.models.reviews import Conflict

LIGHT = "assessment_light"
SHEET = {
    "gates": {code: {"score": "3"} for code in ("M1", "M2", "M3", "M4")},
    "need": "Shown by eleven employers.",
    "learning": "Fits.",
    "partner": "The right one.",
    "feasibility": "One room is short.",
    "recommendation": "support",
}


def scores(**gates):
    return {"gates": {**SHEET["gates"], **{c: {"score": s, "comment": "Why."} for c, s in gates.items()}}}


def row(someone):
    """What is on record of a person's conflict, in the one case they have one in."""
    db.session.rollback()
    return db.session.scalars(select(Conflict).where(Conflict.person_id == someone.id)).one()
