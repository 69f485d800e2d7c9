"""How a body is spoken of inside a sentence, in both languages: with its article, and after *de* and *à*."""

import re
from dataclasses import dataclass

from ..language import Text

FEMININE = frozenset(
    {
        "assemblée",
        "association",
        "commission",
        "corporation",
        "coopérative",
        "direction",
        "division",
        "équipe",
        "faculté",
        "instance",
        "présidence",
        "section",
        "table",
        "vérification",
    }
)
"""First words of names that call for « la »; the others take « le »."""
VOWELS = "aeiouyhàâäéèêëîïôöùûüœæ"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A body as a sentence names it: ``the Board of Governors``, ``le conseil d’administration``."""

    en: str
    fr: str

    @property
    def text(self) -> Text:
        return Text(en=self.en, fr=self.fr)

    @property
    def capital(self) -> Text:
        """At the beginning of a sentence."""
        return Text(en=_capital(self.en), fr=_capital(self.fr))

    @property
    def of(self) -> Text:
        """``of the committee``, « du comité »."""
        return Text(en=f"of {self.en}", fr=_after(self.fr, "de", "du", "des"))

    @property
    def to(self) -> Text:
        """``to the committee``, « au comité »."""
        return Text(en=f"to {self.en}", fr=_after(self.fr, "à", "au", "aux"))


def phrase_of(name: Text) -> Phrase:
    """The usual phrase for a body of this name; whoever knows better says so."""
    small = name.fr[:1].lower() + name.fr[1:]
    first = re.split(r"[\s’'-]", small)[0]
    article = "l’" if small[:1] in VOWELS else "la " if first in FEMININE else "le "
    return Phrase(en=f"the {name.en}", fr=article + small)


def _after(words: str, word: str, masculine: str, plural: str) -> str:
    """French joins the article to what stands before it."""
    for article, joined in (("le ", masculine), ("les ", plural)):
        if words.startswith(article):
            return f"{joined} {words.removeprefix(article)}"
    return f"{word} {words}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
