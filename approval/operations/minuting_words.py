"""The words of draft minutes, in both languages: motions, decisions, conditions, and dissent that was asked for.

Never what anybody said in the discussion (PROCESS.md 3, decision rules).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from ..calendar import local_day
from ..deliberation.sections import CLOSING, ITEM, OPENING, Minuted
from ..documents.contents_dealt import RECUSED
from ..language import ZONE, Lang, Text, format_day, same
from ..models.meetings import Motion
from ..queries.minutes import Happened, ItemDone, recused_in
from ..queries.motion_words import RESULTS
from ..queries.motions import by_consent

CHOICE = {
    "for": Text(en="for", fr="pour"),
    "against": Text(en="against", fr="contre"),
    "abstain": Text(en="abstaining", fr="abstention(s)"),
    "objection": Text(en="with an objection noted", fr="avec une objection consignée"),
}
KIND = {
    "amendment": Text(en="Amendment", fr="Amendement"),
    "close": Text(en="Motion to go in camera", fr="Motion de huis clos"),
    "rise": Text(en="Motion to rise from in camera", fr="Motion de levée du huis clos"),
}
IN_CAMERA = Text(en="An item in camera", fr="Un point à huis clos")
SAID = {
    "urgent": Text(en="Why it was urgent: {why}", fr="Motif de l’urgence\u00a0: {why}"),
    "in_writing": Text(
        en="Why it was decided in writing: {why}", fr="Motif de la décision par écrit\u00a0: {why}"
    ),
    "present": Text(en="Present: {who}", fr="Présences\u00a0: {who}"),
    "regrets": Text(en="Regrets: {who}", fr="Personnes excusées\u00a0: {who}"),
    "opened": Text(
        en="Called to order at {at}, {who} presiding. Quorum: {needed}; members counted: {counted}.",
        fr="Ouverture à {at}, sous la présidence de {who}. Quorum\u00a0: {needed}\u00a0; membres comptés\u00a0: {counted}.",
    ),
    "elected": Text(
        en="Called to order at {at}, {who} presiding, elected by those present. Quorum: {needed}; members counted: "
        "{counted}.",
        fr="Ouverture à {at}, sous la présidence de {who}, par élection des membres présents. Quorum\u00a0: {needed}"
        "\u00a0; membres comptés\u00a0: {counted}.",
    ),
    "preside": Text(en="From {at}, {who} presided.", fr="À partir de {at}, sous la présidence de {who}."),
    "preside_elected": Text(
        en="From {at}, {who} presided, elected by those present.",
        fr="À partir de {at}, sous la présidence de {who}, par élection des membres présents.",
    ),
    "pulled": Text(
        en="Taken off the consent agenda at a member’s request.",
        fr="Retiré de l’ordre du jour de consentement à la demande d’un membre.",
    ),
    "parted": Text(
        en="Taken off the consent agenda: a member who voted on it has a conflict of interest in this item.",
        fr="Retiré de l’ordre du jour de consentement\u00a0: un membre qui s’est prononcé est en conflit d’intérêts "
        "pour ce point.",
    ),
    "together": Text(
        en="Decided with the consent agenda.", fr="Décidé avec l’ordre du jour de consentement."
    ),
    "received": Text(en="Received for information.", fr="Reçu à titre d’information."),
    "not_reached": Text(en="Not reached.", fr="Non abordé."),
    "nothing": Text(en="Nothing more is on record.", fr="Rien d’autre n’est consigné."),
    "condition": Text(en="Condition {n}: {text} ({owner})", fr="Condition {n}\u00a0: {text} ({owner})"),
    "in_camera": Text(
        en="In camera at {at}. Ground: {ground}. Remained: {who}.",
        fr="À huis clos à {at}. Motif\u00a0: {ground}. Personnes restées\u00a0: {who}.",
    ),
    "rise": Text(en="Rose at {at}.", fr="Levée du huis clos à {at}."),
    **RECUSED,
    "motion": Text(en="{head} {number}: {text}", fr="{head} {number}\u00a0: {text}"),
    "moved": Text(
        en="Moved by {mover}, seconded by {seconder}.", fr="Proposée par {mover}, appuyée par {seconder}."
    ),
    "withdrawn": Text(en="Withdrawn.", fr="Retirée."),
    "result": Text(en="{result} ({tally}).", fr="{result} ({tally})."),
    "dissent": Text(
        en="{name}, at the member’s request: {words}", fr="{name}, à la demande du membre\u00a0: {words}"
    ),
    "retract": Text(
        en="The decision was retracted on {day}. {why}", fr="La décision a été retirée le {day}. {why}"
    ),
    "closed": Text(en="Closed at {at} on {day}.", fr="Levée de la séance à {at}, le {day}."),
}


def sections_of(happened: Happened) -> list[Minuted]:
    """Draft minutes, section by section: plain text, a paragraph for each thing noted."""
    return [
        Minuted(OPENING, _both(lambda lang: _opening(happened, lang))),
        *(
            Minuted(ITEM, _both(partial(_done, happened, done)), done.item.id, done.number, _title(done))
            for done in happened.items
        ),
        Minuted(CLOSING, _both(lambda lang: _end(happened, lang))),
    ]


def _both(words: Callable[[Lang], Iterable[str]]) -> Text:
    return Text(en="\n\n".join(p for p in words("en") if p), fr="\n\n".join(p for p in words("fr") if p))


def _done(happened: Happened, done: ItemDone, lang: Lang) -> Iterable[str]:
    noted = [p for p in (_closed(happened, done, lang) if done.item.in_camera else _item(done, lang)) if p]
    meeting = happened.meeting
    if meeting.kind == "written" and meeting.why:
        noted = [_say("in_writing", lang, why=meeting.why), *noted]
    return noted or [_say("nothing", lang)]


def _end(happened: Happened, lang: Lang) -> Iterable[str]:
    if happened.meeting.closed_at is not None:
        day = format_day(local_day(happened.meeting.closed_at), lang)
        yield _say("closed", lang, at=_clock(happened.meeting.closed_at, lang), day=day)


def _say(name: str, lang: Lang, /, **values: Any) -> str:
    return SAID[name].in_(lang).format(**values)


def _opening(happened: Happened, lang: Lang) -> Iterable[str]:
    meeting = happened.meeting
    place = f", {meeting.place}" if meeting.place else ""
    yield f"{meeting.body.on(meeting.held_on).name.in_(lang)}\n{format_day(meeting.held_on, lang)}{place}"
    if meeting.why and meeting.kind != "written":  # that names its one case: it stands with the item
        yield _say("urgent", lang, why=meeting.why)
    yield _say("present", lang, who=_people(meeting.present))
    if meeting.regrets:
        yield _say("regrets", lang, who=_people(meeting.regrets))
    for entry in happened.entries:
        if entry.action == "open":
            quorum = entry.said.get("quorum") or {}
            yield _say(
                "elected" if entry.said.get("elected") else "opened",
                lang,
                at=_clock(entry.at, lang),
                who=(entry.said.get("presiding") or {}).get("name", "–"),
                needed=quorum.get("needed"),
                counted=quorum.get("counted"),
            )
        if entry.action == "preside":
            elected = "preside_elected" if entry.said.get("elected") else "preside"
            who = (entry.said.get("presiding") or {}).get("name", "–")
            yield _say(elected, lang, at=_clock(entry.at, lang), who=who)


def _item(done: ItemDone, lang: Lang) -> Iterable[str]:
    if done.item.pulled_at is not None:
        yield _say("pulled" if done.item.pulled_by_id else "parted", lang)
    if by_consent(done.item) and done.item.result not in {"", "not_reached"}:
        yield _say("together", lang)
    yield from _conflicts(done, lang)
    for motion in done.motions.values():
        yield from _motion(done, motion, lang)
    if done.item.result in {"received", "not_reached"}:
        yield _say(done.item.result, lang)
    yield from _retracted(done, lang, told=True)
    for c in done.conditions:
        yield _say("condition", lang, n=c.number, text=c.text, owner=c.owner or "–")


def _closed(happened: Happened, done: ItemDone, lang: Lang) -> Iterable[str]:
    """An item in camera: the ground, the motions to close and to rise, who remained, and the public wording."""
    grounds = happened.meeting.body.on(happened.meeting.held_on).closed_grounds
    ground = next((g[lang] for g in grounds if g["name"] == done.item.ground), "–")
    yield from _conflicts(done, lang)
    for entry in done.entries:
        who = ", ".join(entry.said.get("remained") or []) or "–"
        if entry.action in {"in_camera", "rise"}:
            yield _say(entry.action, lang, at=_clock(entry.at, lang), ground=ground, who=who)
    for motion in done.motions.values():
        if motion.kind in {"close", "rise"}:
            yield from _motion(done, motion, lang)
    yield done.item.public_wording
    yield from _retracted(done, lang, told=False)


def _retracted(done: ItemDone, lang: Lang, *, told: bool) -> Iterable[str]:
    """That the decision was taken back; ``told``: with the reason, which of an item in camera is not."""
    for entry in done.entries:
        if entry.action == "retract":
            why = str(entry.said.get("reason") or "") if told else ""
            yield _say("retract", lang, day=format_day(local_day(entry.at), lang), why=why).strip()


def _conflicts(done: ItemDone, lang: Lang) -> Iterable[str]:
    for name, what in recused_in(done).items():
        yield _say(what if what in {"left", "away"} else "silent", lang, name=name)


def _motion(done: ItemDone, motion: Motion, lang: Lang) -> Iterable[str]:
    head = KIND[motion.kind].in_(lang) if motion.kind in KIND else "Motion"
    yield _say("motion", lang, head=head, number=motion.number or "", text=motion.text).replace(" :", ":", 1)
    if motion.moved_by:
        seconder = motion.seconded_by.name if motion.seconded_by else "–"
        yield _say("moved", lang, mover=motion.moved_by.name, seconder=seconder)
    if motion.state == "withdrawn":
        yield _say("withdrawn", lang)
    if motion.state == "closed":
        votes = motion.tally.get("votes") or {}
        tally = ", ".join(f"{n} {CHOICE[c].in_(lang)}" for c, n in votes.items() if n)
        yield _say("result", lang, result=RESULTS[motion.result].in_(lang), tally=tally)
    for vote in done.votes.get(motion.id, ()):
        if vote.dissent:
            yield _say("dissent", lang, name=vote.person.name, words=vote.dissent)


def _title(done: ItemDone) -> Text:
    if done.item.in_camera:
        return IN_CAMERA
    if done.proposal is not None:
        return same(f"{done.proposal.title} ({done.proposal.reference})")
    return Text(en=done.item.title_en, fr=done.item.title_fr or done.item.title_en)


def _people(rows: Iterable[dict[str, str]]) -> str:
    return ", ".join(str(r.get("name", "")) for r in rows) or "–"


def _clock(moment: datetime, lang: Lang) -> str:
    return moment.astimezone(ZONE).strftime("%H\u00a0h\u00a0%M" if lang == "fr" else "%H:%M")
