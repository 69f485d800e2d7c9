"""The decision record: every binding decision up to a moment, and the one that is waited for."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..calendar import local_day
from ..forms.definition import Form
from ..forms.kinds import KINDS
from ..forms.limits import as_date
from ..language import Text, format_day, listed, same
from ..queries.standing import actor_in_words
from .contents_answers import Tongue, words
from .contents_bodies import ELECTED, body_called, in_place_of, rule_of, signed_by, was_elected
from .contents_front import Sheet
from .contents_moment import Happened, Moment
from .sheets import Decision, Fact, Mark, Tone

CALLED = {
    "support": Text(en="Supported", fr="Retenue"),
    "support_with_conditions": Text(en="Supported with conditions", fr="Retenue sous conditions"),
    "return": Text(en="Returned", fr="Retournée"),
    "endorse": Text(en="Endorsed", fr="Recommandée"),
    "endorse_with_conditions": Text(en="Endorsed with conditions", fr="Recommandée sous conditions"),
    "defer": Text(en="Deferred", fr="Reportée"),
    "refer_back": Text(en="Referred back", fr="Renvoyée"),
    "approve": Text(en="Approved", fr="Approuvée"),
    "approve_course": Text(en="Approved", fr="Approuvé"),
    "approve_with_conditions": Text(en="Approved with conditions", fr="Approuvée sous conditions"),
    "rescind": Text(en="Rescinded", fr="Révoquée"),
    "renew": Text(en="Renewed", fr="Renouvelée"),
}
"""What an action is called once taken. One that is not here has the name of the end it leads to, or its button's."""
APART = frozenset({"rationale", "conditions", "director_values", "differs", "requests"})
"""Answers that a document shows in a place of their own: reasons, ledger, criteria, view, changes asked."""


def decisions(sheet: Sheet, *, itself: Happened | None = None) -> list[Decision]:
    """Every binding decision so far, then the one that the case waits for.

    ``itself`` is the decision that the document records: the rest of it is told in its own sections.
    """
    return [*(_decision(sheet, h, apart=h is itself) for h in sheet.moment.decisions()), *_awaited(sheet)]


def outcome(sheet: Sheet, happened: Happened) -> Mark:
    """The word and the tone of a decision."""
    return Mark(called(sheet.moment, happened).in_(sheet.lang), _tone(sheet.moment, happened))


def called(moment: Moment, happened: Happened) -> Text:
    """What was decided, in a word."""
    name = happened.event.action
    if name in CALLED:
        return CALLED[name]
    lands = moment.stage_at(happened, happened.event.to_stage)
    action = moment.action(happened)
    return lands.title if lands.final else action.label if action else same(name)


def decided_on(happened: Happened) -> str:
    """The day of the meeting, or of the decision itself where none is named: as an ISO date."""
    meeting = happened.said.get("meeting")
    held = meeting.get("date") if isinstance(meeting, dict) else None
    return str(held or local_day(happened.event.at).isoformat())


def _decision(sheet: Sheet, happened: Happened, *, apart: bool) -> Decision:
    moment, t, lang, event = sheet.moment, sheet.tongue.t, sheet.lang, happened.event
    rows = [Fact(label, value) for label, value in _who(sheet, happened) if value]
    form = moment.version_at(happened).forms.get(happened.form or "")
    if form and not apart and _may_show(sheet, happened):
        rows += _said(form, happened.said, sheet.tongue)
    mark = outcome(sheet, happened)
    if undone := moment.undone().get(event.id):
        day = format_day(local_day(undone.event.at), lang)
        mark = Mark(
            t("{word}; retracted on {day}", "{word}; retirée le {day}", word=mark.word, day=day), Tone.NOT
        )
    return Decision(
        gate=moment.stage_at(happened, event.from_stage).title.in_(lang),
        outcome=mark,
        when=format_day(as_date(decided_on(happened)), lang),
        facts=rows,
        rationale=sheet.tongue.said(str(happened.said.get("rationale") or "")),
        record=t("Event {n}: {hash}", "Événement {n}\u00a0: {hash}", n=event.seq, hash=event.hash),
    )


def _who(sheet: Sheet, happened: Happened) -> Iterable[tuple[str, str]]:
    """The body, who confirmed for it and by which office, who wrote it down."""
    t, lang, event = sheet.tongue.t, sheet.lang, happened.event
    yield (
        t("Decided by", "Décision de"),
        body_called(happened.said, event.body or "", local_day(event.at)).in_(lang),
    )
    yield t("Rule in force", "Règle en vigueur"), rule_of(happened.said).in_(lang)
    action = sheet.moment.action(happened)
    titles = {r.name: r.title for r in sheet.moment.version_at(happened).workflow.roles}
    held = [titles[r] for r in event.roles if action and r in action.by]
    held = [ELECTED] if was_elected(happened.said) else held
    told = was_elected(happened.said) or not in_place_of(happened.said)
    office = f" ({listed(held).in_(lang)})" if held and told else ""
    name = actor_in_words(event, signed_by(happened)).in_(lang)
    yield t("Confirmed by", "Confirmée par"), f"{name}{office}" if name else ""
    noted = [h for h in sheet.moment.past if h.event.action == "record" and h.event.seq < event.seq]
    wrote = noted[-1] if noted and noted[-1].said.get("action") == event.action else None
    yield t("Recorded by", "Consignée par"), actor_in_words(wrote.event).in_(lang) if wrote else ""


def _said(form: Form, said: Mapping[str, Any], tongue: Tongue) -> list[Fact]:
    """What was always recorded, a line each; tables are left to the decision's own record."""
    return [
        Fact(field.label.in_(tongue.lang), words(field, said.get(field.name), tongue))
        for _, fields in form.asked(said)
        for field in fields
        if field.name not in APART
        and field.kind != "matrix"
        and not KINDS[field.kind].empty(said.get(field.name))
    ]


def _may_show(sheet: Sheet, happened: Happened) -> bool:
    """Whether all readers of this document may read the decision's own record (ENGINEERING.md I11)."""
    action = sheet.moment.action(happened)
    records = {
        d.name: d for d in sheet.moment.version.workflow.documents if d.layout in {"assessment", "decision"}
    }
    readers = {
        r for name in (action.documents if action else ()) if name in records for r in records[name].readers
    }
    return set(sheet.declared.readers) <= readers


def _awaited(sheet: Sheet) -> Iterable[Decision]:
    """The gate at which the case stands, where a body decides there."""
    stage = sheet.moment.stage
    if any(a.body for a in stage.actions) and not sheet.moment.settled():
        waiting = sheet.tongue.t("Waiting for a decision", "En attente d’une décision")
        yield Decision(gate=stage.title.in_(sheet.lang), outcome=Mark(waiting, Tone.WAITING))


def _tone(moment: Moment, happened: Happened) -> Tone:
    action = moment.action(happened)
    if action is None or action.tone in {"ask", "plain"}:
        return Tone.WAITING
    if action.tone == "stop":
        return Tone.NOT
    return Tone.PARTLY if happened.said.get("conditions") else Tone.MET
