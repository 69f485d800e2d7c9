"""Motions as they are usually worded, for a secretary who writes no other words."""

from ..calendar import months_after
from ..language import Lang, Text, format_day
from .defaults import REVIEW_MONTHS, usual_motion
from .items import ItemPage

CASE = Text(
    en="THAT the {body} take the following decision on “{title}” ({reference}): {what}.",
    fr="QUE l’instance «\u00a0{body}\u00a0» prenne la décision suivante au sujet de «\u00a0{title}\u00a0» ({reference})"
    "\u00a0: {what}.",
)
MINUTES = Text(
    en="THAT the {title} be approved as presented.", fr="QUE le {title} soit adopté tel que présenté."
)
RATIFY = Text(
    en="THAT the decisions taken urgently on {day} be ratified.",
    fr="QUE les décisions prises d’urgence le {day} soient ratifiées.",
)
CONSENT = Text(
    en="THAT the items of the consent agenda be decided as recommended in the packet.",
    fr="QUE les points à l’ordre du jour de consentement soient décidés selon les recommandations du cahier.",
)
KINDS = {
    "close": Text(en="THAT the meeting go in camera.", fr="QUE la réunion se poursuive à huis clos."),
    "rise": Text(en="THAT the meeting rise from in camera.", fr="QUE la réunion mette fin au huis clos."),
    "postpone": Text(
        en="THAT the item be postponed: {title}.", fr="QUE le point soit reporté\u00a0: {title}."
    ),
    "refer": Text(en="THAT the item be referred: {title}.", fr="QUE le point soit renvoyé\u00a0: {title}."),
    "receive": Text(
        en="THAT the item be received for information: {title}.",
        fr="QUE le point soit reçu à titre d’information\u00a0: {title}.",
    ),
}
APPROVING = frozenset({"approve"})


def usual_text(page: ItemPage, kind: str, action: str, lang: Lang) -> str:
    """The usual words of a motion of this kind; nothing where there are none (an amendment, other business)."""
    title = page.title.in_(lang)
    if kind in KINDS:
        return KINDS[kind].in_(lang).format(title=title)
    if kind != "main":
        return ""
    if page.proposal is not None:
        return _about_case(page, action, lang)
    if page.item.kind == "minutes":
        return MINUTES.in_(lang).format(title=title[:1].lower() + title[1:])
    if page.item.kind == "ratification" and page.item.about is not None:
        return RATIFY.in_(lang).format(day=format_day(page.item.about.held_on, lang))
    return CONSENT.in_(lang) if page.item.part == "consent" else ""


def _about_case(page: ItemPage, action: str, lang: Lang) -> str:
    """The Board's approval as PROCESS.md 4.7 words it; any other decision by the words of its button."""
    declared = next((a for a in page.actions if a.name == action), None)
    if page.proposal is None or declared is None:
        return ""
    if action in APPROVING and page.hours is not None:
        effective = page.meeting.held_on
        return usual_motion(
            page.proposal.title, page.hours, effective, months_after(effective, REVIEW_MONTHS), lang
        )
    label = declared.label.in_(lang)
    return CASE.in_(lang).format(
        body=page.rules.name.in_(lang),
        title=page.title.in_(lang),
        reference=page.proposal.reference,
        what=label[:1].lower() + label[1:],
    )
