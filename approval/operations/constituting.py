"""Change how a body decides: names, rule, quorum, deadlines, the instrument it acts under. All of it on record.

Decisions taken before keep the rule they were taken under: their events say it (PROCESS.md 1, bodies change).
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from ..language import Text
from ..models.database import db, transaction
from ..models.people import Body
from ..queries import NotFound
from ..queries.bodies import QUORUM_HALF, RULES, seen_of_body
from ..workflow.facts import Actor
from . import Stale
from .administering import differences, insist_administrator, note

LABELS = {
    "name_en": Text(en="name in English", fr="nom en anglais"),
    "name_fr": Text(en="name in French", fr="nom en français"),
    "rule": Text(en="decision rule", fr="règle de décision"),
    "quorum": Text(en="quorum", fr="quorum"),
    "agenda_days": Text(en="days before a meeting", fr="jours avant une réunion"),
    "retraction_hours": Text(en="hours to retract", fr="heures pour se rétracter"),
    "instrument_en": Text(en="instrument in English", fr="texte constitutif en anglais"),
    "instrument_fr": Text(en="instrument in French", fr="texte constitutif en français"),
}
CHANGED = Text(en="Changed {body}: {what}", fr="Modification de {body}\u00a0: {what}")


@dataclass(frozen=True, slots=True)
class Constitution:
    """What of a body may be changed. ``quorum`` is ``half`` or a number of members."""

    name_en: str
    name_fr: str
    rule: str
    quorum: str
    agenda_days: int
    retraction_hours: int
    instrument_en: str
    instrument_fr: str


def constitute(actor: Actor, key: str, wanted: Constitution, *, seen: str, now: datetime) -> None:
    """Raises NotFound, Stale, LookupError for a rule or quorum that there is not."""
    insist_administrator(actor)
    if wanted.rule not in RULES or not (wanted.quorum == QUORUM_HALF or wanted.quorum.isdecimal()):
        raise LookupError(wanted.rule)
    with transaction():
        body = db.session.scalar(select(Body).where(Body.key == key).with_for_update())
        if body is None:
            raise NotFound(key)
        if seen_of_body(body) != seen:
            raise Stale
        changed = {
            name: (getattr(body, name), value)
            for name, value in asdict(wanted).items()
            if value != getattr(body, name)
        }
        if not changed:
            return
        called = Text(en=body.name_en, fr=body.name_fr)
        what = differences((LABELS[name], was, is_) for name, (was, is_) in changed.items())
        for name, (_, value) in changed.items():
            setattr(body, name, value)
        note(actor, now, CHANGED.format(body=called, what=what))
