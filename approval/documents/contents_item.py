"""The brief of one item: what a member has to know before saying yes or no, on one page."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..forms.limits import as_date
from ..language import Text, format_day
from ..models.database import db
from ..models.records import Event
from ..workflow.definition import Document as Declared
from .contents_answers import Tongue
from .contents_conditions import conditions
from .contents_decisions import decided_on, outcome
from .contents_front import Sheet, facts, matrix
from .contents_moment import moment_of
from .contents_money import money
from .contents_packet import CONFIDENTIAL, IN_CAMERA, PARTS, Issue, Shown, titled, tongue_of
from .sheets import Fact, Imprint, Mark, Tone, Words
from .sheets_packet import Asked, Brief, Passed

BRIEF = Text(en="Brief", fr="Fiche du point")
JUDGING = frozenset({"assessment", "decision", "briefing"})
"""Layouts that tell verdicts: who may read none of them is shown none."""


def brief(issue: Issue, shown: Shown) -> Brief:
    """The same for every reader who may read the item at all."""
    lang = issue.lang
    tongue = tongue_of(shown, lang)
    case = _of_case(issue, shown, tongue) if shown.get("event") else {}
    session = [PARTS[shown["part"]][0].in_(lang)]
    if shown["in_camera"]:
        ground = shown["ground"][lang]
        session.append(IN_CAMERA.in_(lang) + (f" ({ground})" if ground else ""))
    return Brief(
        imprint=_imprint(issue, shown),
        number=shown["number"],
        kicker=" · ".join(session),
        stage=str((shown.get("stage") or {}).get(lang) or ""),
        replaced=issue.replaced(shown),
        ask=_asked(shown, tongue),
        people=[Fact(p["label"][lang], ", ".join(p["names"])) for p in shown.get("people", ())],
        questions=list(_questions(shown, tongue)),
        **case,
    )


def _imprint(issue: Issue, shown: Shown) -> Imprint:
    packet, lang = issue.packet, issue.lang
    number = Text(en="Packet {n}", fr="Cahier {n}").format(n=packet.number).in_(lang)
    return Imprint(
        reference=str(shown.get("reference") or ""),
        title=titled(shown, lang),
        kind=BRIEF.in_(lang),
        state=Mark(number, Tone.WAITING),
        version=number,
        institution=issue.desk.settings.institution.in_(lang),
        made=packet.published_at,
        fingerprint=str(shown["digest"]),
        lang=lang,
        classification=CONFIDENTIAL.in_(lang),
    )


def _of_case(issue: Issue, shown: Shown, tongue: Tongue) -> Mapping[str, Any]:
    event = db.session.get_one(Event, shown["event"])
    moment = moment_of(issue.desk, event)
    workflow = moment.version.workflow
    declared = Declared(
        name="brief", title=BRIEF, layout="briefing", forms=workflow.texts, readers=(), authority=BRIEF
    )
    sheet = Sheet(moment, declared, tongue)
    readable = {d.layout for d in workflow.documents if d.name in {p["name"] for p in shown["papers"]}}
    judged = bool(readable & JUDGING)
    return {
        "facts": facts(sheet),
        "money": money(sheet),
        "matrix": matrix(sheet, judged=judged),
        "passed": [
            Passed(
                workflow.stage(h.event.from_stage).title.in_(tongue.lang),
                outcome(sheet, h),
                format_day(as_date(decided_on(h)), tongue.lang),
            )
            for h in moment.decisions()
        ],
        "conditions": conditions(sheet),
    }


def _asked(shown: Shown, tongue: Tongue) -> Words:
    """The motion; one that was written in one language only is in that of its case."""
    ask = shown["ask"]
    return tongue.said(ask[tongue.lang]) if ask["en"] == ask["fr"] else str(ask[tongue.lang])


def _questions(shown: Shown, tongue: Tongue) -> Iterable[Asked]:
    for one in shown["questions"]:
        day = format_day(as_date(one["on"]), tongue.lang)
        yield Asked(
            tongue.said(one["text"]), f"{one['by']}, {day}", tongue.said(one["answer"]), one["answered_by"]
        )
