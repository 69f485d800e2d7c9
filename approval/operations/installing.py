"""The first administrator of an installation: named on its machine, everybody after that in the browser."""

from datetime import datetime

from sqlalchemy import exists, select

from ..calendar import local_day
from ..forms.kinds.words import EMAIL
from ..forms.web import Problem
from ..language import Text
from ..models.bodies import Body, Membership
from ..models.database import db, transaction
from ..models.people import Change
from . import Invalid, NotAllowed
from .accounts import person_for

BODY, OFFICE = "administration", "administrator"
ALREADY = Text(
    en="There is an administrator already: approval sign-in-link lets one back in",
    fr="Il y a déjà une administratrice ou un administrateur\u00a0: approval sign-in-link lui redonne accès",
)


def name_first_administrator(name: str, email: str, *, now: datetime) -> None:
    """Give this person the office of administrator, from today.

    Raises NotAllowed where anybody ever held it, Invalid (name, address), LookupError without the body.
    """
    wrong = [
        *([] if name.strip() else [Problem("name", "name", "", "Enter a name")]),
        *(
            []
            if EMAIL.match(email.strip())
            else [Problem("email", "email", "", "Enter an address like name@example.org")]
        ),
    ]
    if wrong:
        raise Invalid(list(wrong))
    with transaction():
        body = db.session.scalar(select(Body).where(Body.key == BODY).with_for_update())
        if body is None:
            raise LookupError(BODY)
        held = exists().where(Membership.body_id == body.id, Membership.office == OFFICE)
        if db.session.scalar(select(held)):
            raise NotAllowed(ALREADY)
        person = person_for(name, email, now)
        person.may_sign_in = True
        db.session.add(Membership(body_id=body.id, person_id=person.id, office=OFFICE, since=local_day(now)))
        db.session.add(
            Change(
                at=now,
                what_en=f"First administrator: {person.name}",
                what_fr=f"Première administratrice ou premier administrateur\u00a0: {person.name}",
            )
        )
