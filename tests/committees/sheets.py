"""A light sheet as an assessor fills it in."""

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
