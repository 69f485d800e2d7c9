"""Mail somebody the one-time link by which they sign in, or prove who they are."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from ..language import Text
from ..mail import Message, NotSent, Post
from ..models.database import db, transaction
from ..models.people import Person
from ..queries.accounts import digest_of
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
