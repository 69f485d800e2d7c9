"""Ask somebody from outside Continuing Education to assess one case: they see that case and no other."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..calendar import local_day
from ..forms.web import Problem
from ..language import Text
from ..models.database import db
from ..models.people import Change, Person
from ..queries.people import holders, person_by_email
from . import Invalid
from .accounts import person_for
from .opening import Opened

CE = "ce"
NAME = Text(
    en="Enter the name: nobody with this address is known here yet",
    fr="Indiquez le nom\u00a0: cette adresse n’est pas encore connue ici",
)
STOPPED = Text(
    en="An administrator ended this account: ask them first",
    fr="L’administration a fermé ce compte\u00a0: adressez-vous d’abord à elle",
)
LET_IN = Text(
    en="Allowed sign-in of {name} ({email}), invited as an outside assessor",
    fr="Connexion autorisée pour {name} ({email}), en évaluation de l’externe",
)


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who is asked from outside; the name is needed where the address is not known yet."""

    email: str
    name: str = ""


def let_in(opened: Opened, outsider: Outsider, lang: str) -> Person:
    """The person, who may sign in from now on. In the caller's transaction.

    Raises Invalid at ``outside`` (an administrator ended the account) or ``outside_name`` (unknown, without a name).
    """
    known = person_by_email(outsider.email)
    if known is None and not outsider.name.strip():
        raise Invalid([Problem("outside_name", "outside_name", "", NAME.in_(lang))])
    if known is not None and known.stopped_at is not None:
        raise Invalid([Problem("outside", "outside", "", STOPPED.in_(lang))])
    person = known or person_for(outsider.name, outsider.email, opened.now, opened.proposal.language)
    if not person.may_sign_in:
        person.may_sign_in = True
        what = LET_IN.format(name=person.name, email=person.email)
        db.session.add(Change(at=opened.now, person_id=opened.actor.id, what_en=what.en, what_fr=what.fr))
    db.session.flush()
    return person


def from_outside(opened: Opened, people: Iterable[int]) -> frozenset[int]:
    """Those of them who hold no office in Continuing Education today."""
    return frozenset(people) - {p.id for p in holders(CE, (), local_day(opened.now))}
