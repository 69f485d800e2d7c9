"""The rules of a body in words: those in force, those to come, those that were, and what each changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..digests import digest
from ..language import Text, same
from ..models.bodies import Body, BodyRules
from ..models.database import db
from ..models.people import Person

QUORUM_HALF = "half"
QUORUMS = {
    "half": Text(en="More than half of the seats", fr="Plus de la moitié des sièges"),
    "two_thirds": Text(en="Two thirds of the seats", fr="Les deux tiers des sièges"),
}
RULES = {
    "consensus": Text(
        en="Consensus; without it, chair and vice-chair decide jointly",
        fr="Consensus\u00a0; à défaut, la présidence et la vice-présidence décident conjointement",
    ),
    "majority": Text(en="Majority of the votes cast", fr="Majorité des voix exprimées"),
    "unanimous": Text(en="Unanimity", fr="Unanimité"),
    "single": Text(en="One office decides alone", fr="Une seule fonction décide"),
}
CADENCES = {
    "weekly": Text(en="Every week", fr="Chaque semaine"),
    "biweekly": Text(en="Every two weeks", fr="Toutes les deux semaines"),
    "monthly": Text(en="Every month", fr="Chaque mois"),
    "quarterly": Text(en="Every three months", fr="Tous les trois mois"),
    "as_called": Text(en="As called", fr="Sur convocation"),
}
YES, NO = Text(en="Yes", fr="Oui"), Text(en="No", fr="Non")
NONE = Text(en="None", fr="Aucun")
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
"""Everything of a body that may change on a date, and what a change of it is called."""
KEPT = tuple(c.name for c in BodyRules.__table__.columns if c.name not in {"id", "set_by_id", "set_at"})


@dataclass(frozen=True, slots=True)
class RulesLine:
    """Rules between two days: how they stand today, and what they changed of those before them."""

    rules: BodyRules
    until: date | None
    state: str
    """``now``, ``coming`` or ``past``."""
    changed: Sequence[tuple[Text, Text, Text]]
    """What, what it was, what it is."""
    who: str
    at: datetime | None


def rules_of(body: Body, today: date) -> list[RulesLine]:
    """Every rule the body ever had, the latest first."""
    in_force = body.on(today)
    ids = {r.set_by_id for r in body.rules if r.set_by_id}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    called = names_of_bodies(today)
    lines: list[RulesLine] = []
    for before, rules, after in zip([None, *body.rules], body.rules, [*body.rules[1:], None], strict=False):
        state = "now" if rules is in_force else "coming" if rules.since > today else "past"
        until = date.fromordinal(after.since.toordinal() - 1) if after else None
        changed = list(changes_between(before, rules, called)) if before else []
        lines.append(
            RulesLine(rules, until, state, changed, names.get(rules.set_by_id or 0, ""), rules.set_at)
        )
    return lines[::-1]


def changes_between(
    before: BodyRules, after: BodyRules, called: dict[str, Text]
) -> Iterator[tuple[Text, Text, Text]]:
    """What one set of rules changes of another, in words."""
    for name, label in LABELS.items():
        was, is_ = getattr(before, name), getattr(after, name)
        if was != is_:
            yield label, value_words(name, was, called), value_words(name, is_, called)


def value_words(name: str, value: Any, called: dict[str, Text]) -> Text:
    """One rule's value as people say it."""
    if isinstance(value, bool):
        return YES if value else NO
    if name == "quorum":
        return quorum_words(str(value))
    if name == "alternate" and value:
        return called.get(value, same(value))
    if name == "closed_grounds":
        return _grounds(value)
    if name == "instrument_file" and value:
        return same(str(value)[:12])
    known = {"rule": RULES, "cadence": CADENCES}.get(name, {}).get(str(value))
    return known or (NONE if value == "" else same(str(value)))


def _grounds(grounds: Sequence[Any]) -> Text:
    """Each on a line of its own: they hold commas."""
    titles = [ground_title(g) for g in grounds]
    if not titles:
        return NONE
    return Text(en="; ".join(t.en for t in titles), fr="\u00a0; ".join(t.fr for t in titles))


def ground_title(ground: Any) -> Text:
    return Text(en=ground["en"], fr=ground["fr"])


def quorum_words(quorum: str) -> Text:
    """A quorum as people say it."""
    if quorum in QUORUMS:
        return QUORUMS[quorum]
    one = quorum == "1"
    return Text(
        en=f"{quorum} {'member' if one else 'members'}", fr=f"{quorum} {'membre' if one else 'membres'}"
    )


def names_of_bodies(day: date) -> dict[str, Text]:
    """What each body is called on a day."""
    return {b.key: b.on(day).name for b in db.session.scalars(select(Body).order_by(Body.id))}


def seen_of_body(body: Body) -> str:
    """Tells this state of a body's rules from any other."""
    return digest([[str(getattr(r, name)) for name in KEPT] for r in body.rules])[:16]
