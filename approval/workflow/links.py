"""Links between a person and a case that the system can find by itself. Pure: page and door ask the same here.

A link bars nobody: the partner is often the parent hospital. The person is asked, and answers (PROCESS.md 2).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from ..language import Text, folded

SUGGESTED, DECLARED, DENIED, UPHELD, DISMISSED = "suggested", "declared", "denied", "upheld", "dismissed"
BARS = frozenset({DECLARED, UPHELD})
"""What keeps a person out of the case; nothing else does."""
LINKS: Mapping[str, Text] = {
    "team_member": Text(en="Member of its advisory team", fr="Membre de son équipe consultative"),
    "partner": Text(
        en="Its endorsing partner: a title, or an e-mail address there",
        fr="Le partenaire qui l’appuie\u00a0: un titre, ou une adresse de courriel",
    ),
    "resource": Text(
        en="A resource for it: named for the budget, or confirmed it",
        fr="Une ressource qu’il demande\u00a0: responsable du budget, ou l’a confirmée",
    ),
    "quality": Text(en="Reviewer of its curriculum", fr="Examen de son programme d’études"),
    "sponsor": Text(en="Its sponsor", fr="Parrainage du dossier"),
    "head": Text(en="Head of the department that proposes it", fr="Direction du département qui le propose"),
    "author": Text(en="One of its earlier proposers", fr="Anciennement coresponsable de la proposition"),
}
"""Each kind of link, in the order in which they are told."""
PUBLIC_MAIL = frozenset(
    {
        "aol.com", "bell.net", "gmail.com", "gmx.com", "hotmail.ca", "hotmail.com", "icloud.com", "live.ca",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "rogers.com",
        "sympatico.ca", "videotron.ca", "yahoo.ca", "yahoo.com",
    }
)  # fmt: skip
"""Where anybody has an address: it says nothing about whom they work for."""
ADDRESS = re.compile(r"[^\s<>(),;:]+@[^\s<>(),;:]+")
SHORTEST = 3
"""Letters that the name of an organisation must have to be looked for in a title."""


class Known(Protocol):
    """Somebody as links are looked for: an actor, or a person."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing in a case by which somebody would be known as linked to it; what is not known of it is empty."""

    kind: str
    person: int = 0
    address: str = ""
    domain: str = ""
    """Of the addresses of an organisation, where only its people have one."""
    name: str = ""
    """Of a person, as somebody typed it: perhaps with a title or an address."""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is on record of a person's conflict: how it stands, and the links it is about."""

    status: str
    found: frozenset[str] = frozenset()


def links(ties: Iterable[Tie], who: Known) -> frozenset[str]:
    """The kinds of links between a person and a case."""
    return frozenset(tie.kind for tie in ties if _is(tie, who))


def open_links(ties: Iterable[Tie], on_record: Answered | None, who: Known) -> frozenset[str]:
    """The links that the person has not said anything about yet."""
    found = links(ties, who)
    if on_record is None:
        return found
    return found | on_record.found if on_record.status == SUGGESTED else found - on_record.found


def told(found: Iterable[str]) -> list[Text]:
    """Kinds of links in words, in their order."""
    wanted = set(found)
    return [words for kind, words in LINKS.items() if kind in wanted]


def domain_of(address: str) -> str:
    """Where an address is; nothing for none, and where anybody may have one."""
    domain = address.strip().lower().rpartition("@")[2] if "@" in address else ""
    return domain if "." in domain and domain not in PUBLIC_MAIL else ""


def plain(words: str) -> str:
    """As names are compared: lower case, no accents, no punctuation."""
    return " ".join(re.findall(r"\w+", folded(words)))


def _is(tie: Tie, who: Known) -> bool:
    address = who.email.strip().lower()
    return bool(
        (tie.person and tie.person == who.id)
        or (tie.address and tie.address.strip().lower() == address)
        or (tie.domain and _within(tie.domain, domain_of(address)))
        or (tie.name and _names(tie.name, who.name, address))
        or (tie.organisation and _holds(who.title, tie.organisation, SHORTEST))
    )


def _within(one: str, other: str) -> bool:
    """The same domain, or one a part of the other: ``lab.hospital.ca`` and ``hospital.ca``."""
    return bool(one and other) and (f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}"))


def _names(typed: str, name: str, address: str) -> bool:
    """Whether what was typed names the person: by the whole name (never by a single word), or by the address."""
    whole = plain(name)
    return (" " in whole and f" {whole} " in f" {plain(typed)} ") or address in ADDRESS.findall(typed.lower())


def _holds(words: str, part: str, least: int) -> bool:
    """Whether some words hold others as whole words; what stands in brackets counts by itself: ``(UHN)``."""
    inner = re.findall(r"\(([^()]+)\)", part)
    outer = re.sub(r"\([^()]*\)", " ", part)
    whole = f" {plain(words)} "
    return any(len(wanted) >= least and f" {wanted} " in whole for wanted in map(plain, (outer, *inner)))
