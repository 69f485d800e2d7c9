"""Letters that tell nothing of a case: to somebody who is out of it, or whom the case has only just let in."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..calendar import local_day
from ..language import Lang, Text, format_day
from ..mail import Message
from ..models.people import Person
from ..models.records import Event
from ..settings import Settings


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the body of such a letter."""

    subject: Text
    body: Text


WORDS: Mapping[str, Words] = {
    "upheld": Words(
        Text(en="A conflict of interest was upheld", fr="Un conflit d’intérêts est confirmé"),
        Text(
            en="Hello {name},\n\nOn {day}, the conflict of interest that you had denied was upheld. You take no part in "
            "deciding that case from now on, and it is no longer shown to you. What you had done before stays on "
            "record.\n\nThe secretary of your body can tell you more.\n\n{site}\n",
            fr="Bonjour {name},\n\nLe {day}, le conflit d’intérêts que vous aviez nié a été confirmé. Dès maintenant, vous "
            "ne participez plus à la décision dans ce dossier, et il ne vous est plus montré. Ce que vous aviez fait "
            "auparavant demeure consigné.\n\nLe secrétariat de votre instance peut vous en dire plus.\n\n{site}\n",
        ),
    ),
    "invited": Words(
        Text(en="You are asked to assess one case", fr="On vous invite à évaluer un dossier"),
        Text(
            en="Hello {name},\n\nYou are asked to assess one case from outside. You see that case only, and you score on a "
            "sheet of your own.\n\nSign in with this e-mail address; a link is sent to you, you need no password:\n\n"
            "{url}\n\nIf you have an interest in it, say so there first.\n\n{site}\n",
            fr="Bonjour {name},\n\nOn vous invite à évaluer un dossier de l’externe. Vous ne voyez que ce dossier et vous "
            "remplissez votre propre grille.\n\nConnectez-vous avec cette adresse de courriel\u00a0; un lien vous est "
            "envoyé, sans mot de passe\u00a0:\n\n{url}\n\nSi vous y avez un intérêt, dites-le d’abord sur cette page.\n\n"
            "{site}\n",
        ),
    ),
}
"""By what a job's ``bare`` says."""


def message_alone(settings: Settings, key: str, event: Event, reader: Person, what: str) -> Message:
    """The letter to a reader because of an event. Raises LookupError where there are no such words."""
    lang: Lang = "fr" if reader.language == "fr" else "en"
    words = WORDS[what]
    filled = words.body.format(
        name=reader.name,
        day=format_day(local_day(event.at), lang),
        site=settings.site,
        url=f"{settings.base_url}/sign-in",
    )
    return Message(
        key=key,
        to=reader.email,
        name=reader.name,
        subject=words.subject.in_(lang),
        text=filled.in_(lang),
        at=event.at,
        language=lang,
    )
