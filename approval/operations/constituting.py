"""Change how a body decides, from a day on: names, rule, quorum, deadlines, the instrument it acts under.

Nothing is overwritten: the rules that were in force before stay, and decisions taken under them show them
(PROCESS.md 1, bodies change). All of it is on record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..forms.web import Problem
from ..language import Text, format_day
from ..models.bodies import Body, BodyRules
from ..models.database import db, transaction
from ..queries import NotFound
from ..queries.bodies import KEPT, QUORUMS, RULES, seen_of_body
from ..workflow.facts import Actor
from . import Invalid, Stale
from .administering import differences, insist_administrator, note

LABELS = {
    "name_en": Text(en="name in English", fr="nom en anglais"),
    "name_fr": Text(en="name in French", fr="nom en français"),
    "rule": Text(en="decision rule", fr="règle de décision"),
    "quorum": Text(en="quorum", fr="quorum"),
    "conflicted_count": Text(
        en="conflicted members count in the quorum", fr="membres en conflit comptés au quorum"
    ),
    "conflicted_leave": Text(en="conflicted members leave", fr="retrait des membres en conflit"),
    "alternate": Text(en="alternate body", fr="instance de remplacement"),
    "written_resolution": Text(en="written resolutions", fr="résolutions écrites"),
    "closed_grounds": Text(en="grounds for closing an item", fr="motifs de huis clos"),
    "cadence": Text(en="cadence", fr="fréquence"),
    "meets_at": Text(en="usual time", fr="heure habituelle"),
    "place": Text(en="usual place", fr="lieu habituel"),
    "agenda_days": Text(en="days before a meeting", fr="jours avant une réunion"),
    "packet_days": Text(en="packet days before a meeting", fr="jours avant la réunion pour le cahier"),
    "retraction_hours": Text(en="hours to retract", fr="heures pour retirer une décision"),
    "motion_series": Text(en="motion series", fr="série des motions"),
    "instrument_en": Text(en="instrument in English", fr="texte constitutif en anglais"),
    "instrument_fr": Text(en="instrument in French", fr="texte constitutif en français"),
    "instrument_file": Text(en="instrument as a file", fr="texte constitutif, fichier"),
}
CHANGED = Text(
    en="Changed {body} from {day}: {what}", fr="Modification de {body} à compter du {day}\u00a0: {what}"
)
TOO_EARLY = Text(
    en="Rules change from today or later: what was decided before keeps its rule",
    fr="Les règles changent à compter d’aujourd’hui ou plus tard\u00a0: les décisions antérieures gardent leur règle",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Rules that hold from a day on. What is not named stays as it is in force then."""

    since: date
    values: Mapping[str, Any]


def constitute(actor: Actor, key: str, wanted: Change, *, seen: str, now: datetime, lang: str = "en") -> None:
    """Raises NotFound, Stale, Invalid (a day in the past), LookupError for a rule, quorum or name that there is not."""
    insist_administrator(actor)
    _insist_known(wanted.values)
    with transaction():
        body = db.session.scalar(select(Body).where(Body.key == key).with_for_update())
        if body is None:
            raise NotFound(key)
        if seen_of_body(body) != seen:
            raise Stale
        if wanted.since < local_day(now):
            raise Invalid([Problem("since", "since", "", TOO_EARLY.in_(lang))])
        before = body.on(wanted.since)
        given = {n: wanted.values[n] for n in LABELS if n in wanted.values}
        changed = {n: (getattr(before, n), v) for n, v in given.items() if v != getattr(before, n)}
        if not changed:
            return
        rules = before if before.since == wanted.since else _copy(body, before, wanted.since)
        for name, (_, value) in changed.items():
            setattr(rules, name, value)
        rules.set_by_id, rules.set_at = actor.id, now
        what = differences((LABELS[name], was, is_) for name, (was, is_) in changed.items())
        day = Text(en=format_day(wanted.since, "en"), fr=format_day(wanted.since, "fr"))
        note(actor, now, CHANGED.format(body=before.name, day=day, what=what))


def _copy(body: Body, before: BodyRules, since: date) -> BodyRules:
    """Rules that begin as those before them."""
    kept = {name: getattr(before, name) for name in KEPT if name not in {"body_id", "since"}}
    rules = BodyRules(since=since, **kept)
    body.rules.append(rules)
    return rules


def _insist_known(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in LABELS:
            raise LookupError(name)
        if name == "rule" and value not in RULES:
            raise LookupError(value)
        if name == "quorum" and not (value in QUORUMS or (str(value).isdecimal() and int(value) > 0)):
            raise LookupError(value)
