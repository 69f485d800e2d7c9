"""Motions as they are usually worded, to begin with; every word of them can be changed."""

from ..language import Lang, Text
from .items import ItemPage

CASE = Text(
    en="THAT the {body} [endorse / approve / defer / return] “{title}” ({reference}), as set out in the packet.",
    fr="QUE {body} [recommande / approuve / reporte / renvoie] «\u00a0{title}\u00a0» ({reference}), tel qu’il figure au cahier.",
)
MINUTES = Text(
    en="THAT the {title} be approved as presented.", fr="QUE le {title} soit approuvé tel que présenté."
)
RATIFY = Text(
    en="THAT the {body} ratify the decisions taken urgently: {title}.",
    fr="QUE {body} ratifie les décisions prises d’urgence\u00a0: {title}.",
)
CONSENT = Text(
    en="THAT the items of the consent agenda be decided as recommended in the packet.",
    fr="QUE les points à l’ordre du jour de consentement soient décidés selon les recommandations du cahier.",
)


def usual_text(page: ItemPage, lang: Lang) -> str:
    """What the secretary begins with."""
    body, title = page.rules.name.in_(lang), page.title.in_(lang)
    given = {"body": body, "title": title, "reference": page.proposal.reference if page.proposal else ""}
    if page.proposal is not None:
        return CASE.in_(lang).format(**given)
    if page.item.kind == "minutes":
        return MINUTES.in_(lang).format(**{**given, "title": title[:1].lower() + title[1:]})
    if page.item.kind == "ratification":
        return RATIFY.in_(lang).format(**given)
    return CONSENT.in_(lang) if page.item.part == "consent" else ""
