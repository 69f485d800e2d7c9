"""Change how a body decides, from a day on: names, rule, quorum, deadlines, the instrument it acts under.

Nothing is overwritten: the rules that were in force before stay, and decisions taken under them show them
(PROCESS.md 1, bodies change). All of it is on record.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, select

from ..calendar import local_day
from ..forms.web import Problem
from ..language import ZONE, Text, format_day
from ..models.bodies import Body, BodyRules
from ..models.database import db, transaction
from ..models.meetings import Meeting
from ..models.records import Event
from ..queries import NotFound
from ..queries.body_rules import (
    CADENCES,
    KEPT,
    LABELS,
    QUORUMS,
    RULES,
    changes_between,
    names_of_bodies,
    seen_of_body,
    value_words,
)
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .administering import differences, insist_administrator, note

CHANGED = Text(
    en="Changed {body} from {day}: {what}", fr="Modification de {body} à compter du {day}\u00a0: {what}"
)
WITHDRAWN = Text(
    en="Withdrew the change of {body} that was to begin on {day}: {what}",
    fr="Retrait de la modification de {body} prévue à compter du {day}\u00a0: {what}",
)
TOO_EARLY = Text(
    en="Rules change from today or later: what was decided before keeps its rule",
    fr="Les règles changent à compter d’aujourd’hui ou plus tard\u00a0: les décisions antérieures gardent leur règle",
)
ACTED = Text(
    en="This body meets or has decided today, under the rules of today: choose a later day",
    fr="Cette instance se réunit ou a décidé aujourd’hui, selon les règles du jour\u00a0: choisissez une date ultérieure",
)
ITSELF = Text(
    en="A body cannot stand in for itself: choose another one",
    fr="Une instance ne peut se remplacer elle-même\u00a0: choisissez-en une autre",
)
NO_CHAIR = Text(
    en="Without a consensus the chair decides, and this body has no office of a chair: choose another rule",
    fr="À défaut de consensus, la présidence décide, et cette instance n’en a pas\u00a0: choisissez une autre règle",
)
SERIES = Text(
    en="Use one to eight capital letters, such as BEC", fr="Employez une à huit majuscules, par exemple CEC"
)
SERIES_TAKEN = Text(
    en="{body} numbers its motions that way: two bodies would share numbers",
    fr="{body} numérote ainsi ses motions\u00a0: deux instances auraient les mêmes numéros",
)
CLOCK_TIME = Text(en="Enter a time like 09:30", fr="Indiquez une heure comme 09:30")
AFTER_AGENDA = Text(
    en="The packet cannot leave before the agenda closes: at most {days} days before the meeting",
    fr="Le cahier ne peut partir avant la clôture de l’ordre du jour\u00a0: au plus {days} jours avant la réunion",
)
BEGUN = Text(
    en="These rules have begun: change them from a later day instead",
    fr="Ces règles sont déjà en vigueur\u00a0: modifiez-les plutôt à compter d’une date ultérieure",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Rules that hold from a day on. What is not named stays as it is in force then."""

    since: date
    values: Mapping[str, Any]


def constitute(actor: Actor, key: str, wanted: Change, *, seen: str, now: datetime, lang: str = "en") -> None:
    """Raises NotFound, Stale, Invalid (at its question), LookupError for a rule, quorum or name that there is not."""
    insist_administrator(actor)
    insist_known(wanted.values)
    with transaction():
        body = _body_to_change(key, seen)
        before = body.on(wanted.since)
        given = {n: wanted.values[n] for n in LABELS if n in wanted.values}
        changed = {n: (getattr(before, n), v) for n, v in given.items() if v != getattr(before, n)}
        if not changed:
            return
        problems = [*_wrong_day(body, wanted.since, now), *wrong_values(body, wanted, before)]
        if problems:
            raise Invalid([Problem(n, n, "", why.in_(lang)) for n, why in problems])
        rules = before if before.since == wanted.since else _copy(body, before, wanted.since)
        for name, (_, value) in changed.items():
            setattr(rules, name, value)
        rules.set_by_id, rules.set_at = actor.id, now
        _carry_on(body, wanted.since, changed)
        called = names_of_bodies(wanted.since)
        what = differences(
            (LABELS[name], value_words(name, was, called), value_words(name, is_, called))
            for name, (was, is_) in changed.items()
        )
        note(actor, now, CHANGED.format(body=before.name, day=_day(wanted.since), what=what))


def withdraw(actor: Actor, key: str, since: date, *, seen: str, now: datetime) -> None:
    """Take back a change that has not begun. Raises NotFound, Stale, NotAllowed (it has begun)."""
    insist_administrator(actor)
    with transaction():
        body = _body_to_change(key, seen)
        rules = next((r for r in body.rules if r.since == since), None)
        if rules is None:
            raise NotFound(since)
        if since <= local_day(now) or rules is body.rules[0]:
            raise NotAllowed(BEGUN)
        before = body.on(since - timedelta(days=1))
        changes = changes_between(before, rules, names_of_bodies(since))
        what = differences((label, was, is_) for label, was, is_ in changes)
        back = {n: (getattr(rules, n), getattr(before, n)) for n in LABELS}
        _carry_on(body, since, {n: pair for n, pair in back.items() if pair[0] != pair[1]})
        body.rules.remove(rules)
        note(actor, now, WITHDRAWN.format(body=before.name, day=_day(since), what=what))


def insist_known(values: Mapping[str, Any]) -> None:
    """Raises LookupError for what no page offers."""
    for name, value in values.items():
        if name not in LABELS:
            raise LookupError(name)
        if name in {"rule", "cadence"} and value not in {**RULES, **CADENCES}:
            raise LookupError(value)
        if name == "quorum" and not (value in QUORUMS or (str(value).isdecimal() and int(value) > 0)):
            raise LookupError(value)


def wrong_values(body: Body, wanted: Change, before: BodyRules | None = None) -> Iterator[tuple[str, Text]]:
    """What does not go together in the rules as they would be: the question, and why."""

    def value(name: str) -> Any:
        return wanted.values.get(name, getattr(before, name, ""))

    others = names_of_bodies(wanted.since)
    if value("alternate") and (value("alternate") == body.key or value("alternate") not in others):
        yield "alternate", ITSELF
    if value("rule") == "consensus" and not any(o["name"] == "chair" for o in body.offices):
        yield "rule", NO_CHAIR
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value("meets_at"))):
        yield "meets_at", CLOCK_TIME
    if int(value("agenda_days") or 0) and int(value("packet_days") or 0) > int(value("agenda_days")):
        yield "packet_days", AFTER_AGENDA.format(days=value("agenda_days"))
    if series := str(value("motion_series")):
        if not re.fullmatch(r"[A-Z]{1,8}", series):
            yield "motion_series", SERIES
        elif taken := _numbered_so(series, body.key):
            yield "motion_series", SERIES_TAKEN.format(body=others[taken])


def _body_to_change(key: str, seen: str) -> Body:
    """Locked for this transaction, as it was seen. Raises NotFound, Stale."""
    body = db.session.scalar(select(Body).where(Body.key == key).with_for_update())
    if body is None:
        raise NotFound(key)
    if seen_of_body(body) != seen:
        raise Stale
    return body


def _wrong_day(body: Body, since: date, now: datetime) -> Iterator[tuple[str, Text]]:
    """A change never reaches back over what was decided: a day has one set of rules."""
    today = local_day(now)
    if since < today:
        yield "since", TOO_EARLY
    if since == today:
        morning = datetime.combine(today, time(), ZONE).astimezone(UTC)
        decided = exists().where(Event.body == body.key, Event.at >= morning)
        meets = exists().where(
            Meeting.body_id == body.id, Meeting.held_on == today, Meeting.state != "cancelled"
        )
        if db.session.scalar(select(decided | meets)):
            yield "since", ACTED


def _carry_on(body: Body, since: date, changed: Mapping[str, tuple[Any, Any]]) -> None:
    """Later rules that had taken a value over from those before them take the new one over."""
    later = [r for r in body.rules if r.since > since]
    for name, (was, is_) in changed.items():
        for rules in later:
            if getattr(rules, name) != was:
                break
            setattr(rules, name, is_)


def _copy(body: Body, before: BodyRules, since: date) -> BodyRules:
    """Rules that begin as those before them."""
    kept = {name: getattr(before, name) for name in KEPT if name not in {"body_id", "since"}}
    rules = BodyRules(since=since, **kept)
    body.rules.append(rules)
    return rules


def _numbered_so(series: str, but: str) -> str | None:
    """The key of another body whose motions have this series, whenever that was or will be."""
    taken = select(Body.key).join(BodyRules, BodyRules.body_id == Body.id)
    return db.session.scalar(taken.where(BodyRules.motion_series == series, Body.key != but).limit(1))


def _day(day: date) -> Text:
    return Text(en=format_day(day, "en"), fr=format_day(day, "fr"))
