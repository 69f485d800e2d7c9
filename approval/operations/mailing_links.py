"""Letters about an account: the one-time link by which somebody signs in, word of what was changed about them.

They leave at once and are not kept: what they tell is on record elsewhere, and a link can be asked for again.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from ..language import Text
from ..mail import Message, NotSent, Post
from ..models.database import db, transaction
from ..models.people import Person
from ..queries.accounts import digest_of
from ..settings import Settings
from .accounts import address_of, make_link

log = logging.getLogger(__name__)
SUBJECT = Text(en="Your sign-in link: {site}", fr="Votre lien de connexion\u00a0: {site}")
WORDS = Text(
    en=(
        "Hello {name},\n\n"
        "Open this link and press the button to sign in. It works once, within the hour:\n\n"
        "{url}\n\n"
        "If you did not ask for it, do nothing: without the link, nobody gets in.\n"
    ),
    fr=(
        "Bonjour {name},\n\n"
        "Ouvrez ce lien et appuyez sur le bouton pour vous connecter. Il sert une seule fois, dans l’heure\u00a0:\n\n"
        "{url}\n\n"
        "Si vous ne l’avez pas demandé, ne faites rien\u00a0: sans ce lien, personne n’entre.\n"
    ),
)
TOLD = Text(en="Your account: {site}", fr="Votre compte : {site}")
NOTICE = Text(
    en="Hello {name},\n\nAn administrator changed something about your account:\n\n{what}\n\n{ask}\n",
    fr="Bonjour {name},\n\nL’administration a modifié votre compte\u00a0:\n\n{what}\n\n{ask}\n",
)
ASK = Text(
    en="If you did not expect this, write to {contact}.",
    fr="Si vous ne vous y attendiez pas, écrivez à {contact}.",
)


def mail_notice(
    post: Post, settings: Settings, person: int, what: Text, *, now: datetime, to: str = ""
) -> None:
    """Tell somebody what an administrator changed about them; ``to`` is an address they have left."""
    known = db.session.get(Person, person)
    if known is None:
        return
    language = known.language
    words = NOTICE.format(name=known.name, what=what, ask=ASK.format(contact=settings.contact))
    message = Message(
        key=f"notice {person} {now.isoformat()} {what.en}",
        to=to or known.email,
        name=known.name,
        subject=TOLD.format(site=settings.site).in_(language),
        text=words.in_(language),
        at=now,
        language=language,
    )
    db.session.rollback()  # no lock is held while a mail server thinks
    try:
        post.send(message)
    except NotSent:
        log.exception("a notice about an account was not sent")


WORD = Text(en="Hello {name},\n\n{what}.\n\n{ask}\n", fr="Bonjour {name},\n\n{what}.\n\n{ask}\n")


def mail_word(
    post: Post, settings: Settings, person: int, subject: Text, what: Text, *, now: datetime
) -> None:
    """Tell somebody what was done that concerns them, by themselves or by another."""
    known = db.session.get(Person, person)
    if known is None or not known.may_sign_in:
        return
    language = known.language
    words = WORD.format(name=known.name, what=what, ask=ASK.format(contact=settings.contact))
    message = Message(
        key=f"word {person} {now.isoformat()} {what.en}",
        to=known.email,
        name=known.name,
        subject=subject.format(site=settings.site).in_(language),
        text=words.in_(language),
        at=now,
        language=language,
    )
    db.session.rollback()  # no lock is held while a mail server thinks
    try:
        post.send(message)
    except NotSent:
        log.exception("word of a delegation was not sent")


def mail_link(post: Post, email: str, site: Text, url: Callable[[str], str], *, now: datetime) -> None:
    """Send a link where the address is that of somebody who may sign in; else nothing. Says to nobody which."""
    with transaction():
        person = db.session.scalar(
            select(Person).where(Person.email == address_of(email), Person.may_sign_in)
        )
        if person is None:
            return
        token = make_link(person.id, "sign_in", now)
        message = Message(
            key=f"sign-in link {digest_of(token)}",
            to=person.email,
            name=person.name,
            subject=SUBJECT.format(site=site).in_(person.language),
            text=WORDS.format(name=person.name, url=url(token)).in_(person.language),
            at=now,
            language=person.language,
        )
    try:
        post.send(message)
    except NotSent:
        log.exception("a sign-in link was not sent")
