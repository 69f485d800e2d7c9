"""Bodies as they were when they decided, from what the decision itself kept: never as they are today.

A decision recorded before that was kept shows the body as it is now.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from ..language import Lang, Text, same
from ..models.bodies import Body
from ..models.database import db
from ..models.records import IN_FORCE
from .contents_moment import Happened
from .sheets import Listing

IN_PLACE = Text(en="{body}, in place of: {other}", fr="{body}, en remplacement de\u00a0: {other}")
ELECTED = Text(en="elected to preside at the meeting", fr="par élection à la présidence de la réunion")
OFFICE = "office"
"""A body of this kind decides by one of its offices; who else works there is nobody's to read (PROCESS.md 4.2)."""


def body_called(said: Mapping[str, Any], key: str, day: date) -> Text:
    """The name of the body that said this, or of the one with this key on a day."""
    kept = said.get(IN_FORCE) or {}
    if kept.get("key") == key and "name" in kept:
        return Text.model_validate(kept["name"])
    if (instead := kept.get("in_place_of") or {}).get("key") == key:
        both = {"body": Text.model_validate(kept["name"]), "other": Text.model_validate(instead["name"])}
        return IN_PLACE.format(**both)
    body = db.session.scalar(select(Body).where(Body.key == key))
    return body.on(day).name if body else same(key)


def in_place_of(said: Mapping[str, Any]) -> bool:
    """Whether an alternate decided: whoever confirmed holds their office there, and not in the body it decided for."""
    return bool((said.get(IN_FORCE) or {}).get("in_place_of"))


def was_elected(said: Mapping[str, Any]) -> bool:
    """Whether who confirmed holds no such office: those present elected them to preside at the meeting."""
    return bool((said.get(IN_FORCE) or {}).get("elected"))


def rule_of(said: Mapping[str, Any]) -> Text:
    """The rule and the quorum by which it was decided; empty where they were not kept."""
    kept = said.get(IN_FORCE)
    if not kept:
        return same("")
    rule, quorum = Text.model_validate(kept["rule"]), Text.model_validate(kept["quorum"])
    if kept["kind"] == OFFICE:
        return rule
    return Text(en="{rule}; quorum: {quorum}", fr="{rule}\u00a0; quorum\u00a0: {quorum}").format(
        rule=rule, quorum=Text(en=_lower(quorum.en), fr=_lower(quorum.fr))
    )


def members_of(said: Mapping[str, Any], lang: Lang) -> Listing | None:
    """Who sat in the committee or board that day, each with the office; nothing for an office, or where not kept."""
    kept = said.get(IN_FORCE)
    if not kept or kept["kind"] == OFFICE:
        return None
    return Listing([f"{m['name']}, {Text.model_validate(m['office']).in_(lang)}" for m in kept["members"]])


def signed_by(happened: Happened) -> str:
    """Who bound the body, by the name they had."""
    kept = (happened.said.get(IN_FORCE) or {}).get("decided_by")
    return str(kept or (happened.event.actor.name if happened.event.actor else ""))


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
