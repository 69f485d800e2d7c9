"""Establish a body: its name, kind and offices, and the first rules it decides by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ..forms.web import Problem
from ..language import Lang, Text, folded, format_day
from ..models.bodies import Body, BodyRules
from ..models.database import db, one_at_a_time, transaction
from ..queries.body_rules import LABELS
from ..workflow.facts import Actor
from . import Invalid
from .administering import insist_administrator, note
from .constituting import Change, insist_known, wrong_values

KINDS = {
    "committee": Text(en="Committee or team", fr="Comité ou équipe"),
    "board": Text(
        en="Governing board: nobody votes for another", fr="Conseil\u00a0: nul n’y vote pour autrui"
    ),
    "office": Text(en="Office: its holders act alone", fr="Bureau\u00a0: ses titulaires agissent seuls"),
}
ESTABLISHED = Text(
    en="Established {body}, with its rules from {day}",
    fr="Création de {body}, avec ses règles à compter du {day}",
)
NO_LETTERS = Text(
    en="Enter an English name with letters: the body’s key is made of it",
    fr="Indiquez un nom anglais qui comporte des lettres\u00a0: la clé de l’instance en est tirée",
)
NAMED_SO = Text(en="{name} is called that already", fr="{name} porte déjà ce nom")
TWICE = Text(en="Each office once: {office}", fr="Chaque fonction une seule fois\u00a0: {office}")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Office:
    """A seat: what it is called, how many may hold it, whether it votes."""

    name: str
    title: Text
    most: int | None = None
    votes: bool = True


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to establish."""

    kind: str
    offices: Sequence[Office]
    since: date
    rules: Mapping[str, Any]


def establish(actor: Actor, wanted: NewBody, *, now: datetime, lang: Lang) -> str:
    """The key of the new body. Raises NotFound, Invalid (at its question), LookupError for a kind that there is not."""
    insist_administrator(actor)
    insist_known(wanted.rules)
    if wanted.kind not in KINDS or set(LABELS) - set(wanted.rules) - {"instrument_file"}:
        raise LookupError(wanted.kind)
    with transaction():
        one_at_a_time("founding")
        offices = [_kept(office) for office in wanted.offices]
        body = Body(key=_key(str(wanted.rules["name_en"]), lang), kind=wanted.kind, offices=offices)
        problems = [*_repeated(wanted.offices), *_called_so(wanted)]
        problems += wrong_values(body, Change(wanted.since, wanted.rules))
        if problems:
            raise Invalid([Problem(n, n, "", why.in_(lang)) for n, why in problems])
        body.rules = [BodyRules(since=wanted.since, set_by_id=actor.id, set_at=now, **wanted.rules)]
        db.session.add(body)
        day = Text(en=format_day(wanted.since, "en"), fr=format_day(wanted.since, "fr"))
        note(actor, now, ESTABLISHED.format(body=body.rules[0].name, day=day))
        return body.key


def key_of(name: str) -> str:
    """A name as roles and stages of a workflow can be called after it: letters and lines alone."""
    return "_".join(re.findall(r"[a-z]+", folded(name)))[:LONGEST].strip("_")


def _key(name: str, lang: Lang) -> str:
    made = key_of(name)
    if not made:
        raise Invalid([Problem("name_en", "name_en", "", NO_LETTERS.in_(lang))])
    known = {"new", *db.session.scalars(select(Body.key))}  # /bodies/new is a page
    another = ("", *(f"_{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    return next(made + ending for ending in another if made + ending not in known)


def _kept(office: Office) -> dict[str, Any]:
    return {
        "name": office.name,
        "title": office.title.model_dump(),
        "most": office.most,
        "votes": office.votes,
    }


def _repeated(offices: Sequence[Office]) -> list[tuple[str, Text]]:
    names = [o.name for o in offices]
    return [("offices", TWICE.format(office=o.title)) for n, o in enumerate(offices) if o.name in names[:n]]


def _called_so(wanted: NewBody) -> list[tuple[str, Text]]:
    """Two bodies of one name would be told apart by nobody."""
    found: list[tuple[str, Text]] = []
    for body in db.session.scalars(select(Body)):
        name = body.on(wanted.since).name
        for field, said in (("name_en", name.en), ("name_fr", name.fr)):
            if folded(str(wanted.rules[field])) == folded(said):
                found.append((field, NAMED_SO.format(name=name)))
    return found
