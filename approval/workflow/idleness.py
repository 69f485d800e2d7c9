"""The two guards of cases that nobody moves: when one may lapse, and when somebody may say that it goes on."""

from typing import Any

from ..calendar import local_day
from ..language import Text, format_day
from .facts import Actor, Case


def left_idle(case: Case, _: Actor, __: Any) -> Text | None:
    """Nobody moved it for as long as its stage allows, and those who may choose were asked; or its time is over."""
    quiet, today = case.quiet, local_day(case.now)
    if case.on_hold:
        return Text(
            en="A case on hold is meant to wait: it does not lapse",
            fr="Un dossier en suspens attend à dessein\u00a0: il ne devient pas caduc",
        )
    if case.overdue or (quiet and quiet.asked):
        return None
    if quiet is None:
        return Text(
            en="A case does not lapse at this stage", fr="Un dossier ne devient pas caduc à cette étape"
        )
    if today < quiet.asks_on:
        since, day = (
            Text(en=format_day(d, "en"), fr=format_day(d, "fr")) for d in (quiet.since, quiet.asks_on)
        )
        return Text(
            en=f"It can lapse from {day.en} if nobody does anything here until then; the last activity was on {since.en}",
            fr=f"Il peut devenir caduc à partir du {day.fr} si personne n’y fait rien d’ici là\u00a0; la dernière activité date du {since.fr}",
        )
    return Text(
        en="Nobody has been asked yet whether it goes on: it can lapse once that question has gone out",
        fr="Personne n’a encore été consulté sur sa poursuite\u00a0: il pourra devenir caduc une fois la question envoyée",
    )


def asked_whether_to_go_on(case: Case, _: Actor, __: Any) -> Text | None:
    if case.quiet is not None and case.quiet.asked:
        return None
    return Text(
        en="Nobody has asked whether it goes on: it does",
        fr="Personne n’a demandé si le dossier se poursuit\u00a0: il se poursuit",
    )
