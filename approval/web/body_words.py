"""Rules of a body as a page lists them: label and words, in the order in which people ask for them."""

from typing import Any

from flask import url_for

from ..queries.body_rules import (
    CADENCES,
    RULES,
    ground_title,
    names_of_bodies,
    quorum_words,
)
from .context import say, t


def facts_of(body: Any, rules: Any) -> list[dict[str, Any]]:
    """One line a rule."""
    return [*_deciding(rules), *_meeting(rules), _authority(body, rules)]


def _deciding(rules: Any) -> list[dict[str, Any]]:
    rule, quorum = RULES[rules.rule], quorum_words(rules.quorum)
    grounds = [say(ground_title(g)) for g in rules.closed_grounds]
    return [
        {"label": t("Names", "Noms"), "lines": [f"{rules.name_en} (English)", f"{rules.name_fr} (français)"]},
        {"label": t("Decision rule", "Règle de décision"), "value": say(rule)},
        {"label": t("Quorum", "Quorum"), "value": say(quorum)},
        {
            "label": t("Members with a conflict", "Membres en conflit"),
            "lines": [
                t("Leave the room", "Quittent la salle")
                if rules.conflicted_leave
                else t("Stay and keep silent", "Restent et gardent le silence"),
                t("Count in the quorum", "Comptent dans le quorum")
                if rules.conflicted_count
                else t("Do not count in the quorum", "Ne comptent pas dans le quorum"),
            ],
        },
        {"label": t("Alternate body", "Instance de remplacement"), "value": _alternate(rules)},
        {
            "label": t("Written resolutions", "Résolutions écrites"),
            "value": t("Yes", "Oui") if rules.written_resolution else t("No", "Non"),
        },
        {
            "label": t("Grounds for closing an item", "Motifs de huis clos"),
            "lines": grounds or [t("None: nothing is closed", "Aucun\u00a0: rien ne se fait à huis clos")],
        },
        {
            "label": t("A decision can be retracted for", "Délai pour retirer une décision"),
            "value": t("{n} hours", "{n} heures", n=rules.retraction_hours),
        },
    ]


def _meeting(rules: Any) -> list[dict[str, Any]]:
    cadence = CADENCES[rules.cadence]
    head = rules.motion_series or rules.body.key.upper()  # as ``moving.next_number`` begins them
    series = t("{series}-year-number", "{series}-année-numéro", series=head)
    return [
        {
            "label": t("Meetings", "Réunions"),
            "lines": [say(cadence), ", ".join(part for part in (rules.meets_at, rules.place) if part)],
        },
        {
            "label": t("Items are in before a meeting", "Dépôt des points avant une réunion"),
            "value": _before(rules.agenda_days),
        },
        {"label": t("The packet is out", "Envoi du cahier"), "value": _before(rules.packet_days)},
        {
            "label": t("Motion numbers", "Numéros de motion"),
            "value": series,
        },
    ]


def _before(days: int) -> str:
    return t("{n} days before", "{n} jours avant", n=days) if days else t("At any time", "En tout temps")


def _alternate(rules: Any) -> str:
    named = names_of_bodies(rules.since).get(rules.alternate)
    return say(named) if named else t("None: the item waits", "Aucune\u00a0: le point attend")


def _authority(body: Any, rules: Any) -> dict[str, Any]:
    """The instrument; where its text was given, with a link to it."""
    line: dict[str, Any] = {
        "label": t("By-law or terms of reference", "Règlement ou mandat"),
        "value": say(rules.instrument),
    }
    if rules.instrument_file:
        line |= {
            "url": url_for("bodies.instrument", key=body.key, since=rules.since.isoformat()),
            "action": t("Download", "Télécharger"),
        }
    return line
