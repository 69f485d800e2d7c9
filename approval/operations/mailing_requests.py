"""Letters of a case that ask for one thing by a one-time link: confirm a concept, say whether one supports it.

The link is made when its letter is composed, and only its digest is kept: a letter tried again has another link,
and each works until one of them is used.
"""

from dataclasses import dataclass
from datetime import datetime

from ..desk import Desk
from ..language import Lang, Text
from ..mail import Message
from ..models.database import transaction
from ..models.people import Person
from ..models.records import Event
from ..queries import heads
from .accounts import LINK_LASTS, make_link


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked, and where the link leads."""

    subject: Text
    text: Text
    path: str


REQUESTS = {
    "head_support": Words(
        Text(
            en="{reference}: do you support this proposal?",
            fr="{reference}\u00a0: appuyez-vous cette proposition\u00a0?",
        ),
        Text(
            en=(
                "Hello {name},\n\n{proposer} has submitted a proposal to Continuing Education and names you as head of department:\n\n"
                "{title}\n\nOpen this link to read a summary and to say whether you know of it and support it. No account is needed; "
                "the link works once, within {days} days:\n\n{url}\n\n{site}\n"
            ),
            fr=(
                "Bonjour {name},\n\n{proposer} a soumis une proposition à la formation continue et vous désigne comme direction du département\u00a0:\n\n"
                "{title}\n\nOuvrez ce lien pour en lire le résumé et dire si vous en êtes au courant et si vous l’appuyez. Aucun compte n’est requis\u00a0; "
                "le lien sert une seule fois, dans les {days} jours\u00a0:\n\n{url}\n\n{site}\n"
            ),
        ),
        "head",
    ),
    "confirm_concept": Words(
        Text(
            en="{reference}: is this concept yours?",
            fr="{reference}\u00a0: ce concept est-il le vôtre\u00a0?",
        ),
        Text(
            en=(
                "Hello {name},\n\nContinuing Education has entered a concept for you. Nothing happens with it until you say that it is yours.\n\n"
                "Open this link to read it, correct it and confirm it. It works once, within {days} days:\n\n{url}\n\n{site}\n"
            ),
            fr=(
                "Bonjour {name},\n\nLa formation continue a saisi un concept en votre nom. Rien n’en est fait avant que vous ayez dit qu’il est le vôtre.\n\n"
                "Ouvrez ce lien pour le lire, le corriger et le confirmer. Il sert une seule fois, dans les {days} jours\u00a0:\n\n{url}\n\n{site}\n"
            ),
        ),
        "link",
    ),
}


def request_letter(
    desk: Desk, key: str, event: Event, reader: Person, purpose: str, now: datetime
) -> Message | None:
    """The letter with its link; none where nothing is asked of the person any more. Commits the link."""
    words, proposal = REQUESTS[purpose], event.proposal
    title = proposer = ""
    if purpose == heads.PURPOSE:
        text = heads.latest_concept(desk, proposal)
        named = heads.named_in(text.answers) if text else None
        if text is None or named is None or named.email != reader.email:
            return None
        title = str(text.answers.get("title") or "")
        proposer = str((text.answers.get("proposer") or {}).get("name") or "")
    elif not proposal.unconfirmed:
        return None
    lang: Lang = "fr" if proposal.language == "fr" else "en"
    person, case, reference = reader.id, proposal.id, proposal.reference
    name, to, at = reader.name, reader.email, event.at
    with transaction():
        token = make_link(person, purpose, now, case)
    url = f"{desk.settings.base_url}/{words.path}/{token}?lang={lang}"
    days = LINK_LASTS[purpose].days
    filled = words.text.format(
        name=name, proposer=proposer, title=title, url=url, days=days, site=desk.settings.site
    )
    return Message(
        key=key,
        to=to,
        name=name,
        subject=words.subject.format(reference=reference).in_(lang),
        text=filled.in_(lang),
        at=at,
        language=lang,
    )
