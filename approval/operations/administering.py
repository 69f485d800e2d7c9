"""What administrators change about people: who there is, who may sign in. All of it is on record.

An administrator acts in no case: none of this reads or changes a proposal (PROCESS.md 9, More exits).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from ..calendar import local_day
from ..forms.web import Problem
from ..language import Lang, Text, same
from ..models.bodies import Body, Membership
from ..models.database import db, transaction
from ..models.people import Change, Person
from ..queries import NotFound
from ..queries.people import in_term, seen_of
from ..workflow.facts import Actor
from . import Invalid, NotAllowed, Stale
from .accounts import address_of, end_sessions, make_link, void_links

ADMINISTRATION = "administration"
TAKEN = Text(en="{name} has this address already", fr="{name} a déjà cette adresse")
NOT_YOURSELF = Text(
    en="You cannot stop your own account: ask another administrator",
    fr="Vous ne pouvez pas fermer votre propre compte\u00a0: demandez à une autre personne de l’administration",
)
LAST = Text(
    en="Nobody else administers this site: give the office to somebody first",
    fr="Personne d’autre n’administre ce site\u00a0: confiez d’abord la fonction à quelqu’un",
)
STOPPED = Text(
    en="This person may not sign in: allow it first",
    fr="Cette personne ne peut pas se connecter\u00a0: autorisez-la d’abord",
)


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person."""

    name: str
    email: str
    title: str
    language: Lang


LABELS = {
    "name": Text(en="name", fr="nom"),
    "email": Text(en="e-mail address", fr="adresse de courriel"),
    "title": Text(en="title", fr="titre"),
    "language": Text(en="language", fr="langue"),
}


def add_person(actor: Actor, details: Details, *, now: datetime, lang: Lang) -> int:
    """Somebody new, who may sign in; the person's id. Raises NotFound, Invalid."""
    insist_administrator(actor)
    address = address_of(details.email)
    with transaction():
        _insist_free(address, lang)
        new = Person(**{**asdict(details), "email": address}, may_sign_in=True, created_at=now)
        db.session.add(new)
        note(actor, now, Text(en="Added {who}", fr="Ajout de {who}").format(who=_called(new)))
        _flush(address, lang)
        return new.id


def edit_person(
    actor: Actor, person: int, details: Details, *, seen: str, now: datetime, lang: Lang
) -> str | None:
    """New details; the address that was left, if it changed: then sessions and links end, for both mailboxes.

    Raises NotFound, Invalid, Stale.
    """
    insist_administrator(actor)
    with transaction():
        known = person_to_change(person)
        if seen_of(known) != seen:
            raise Stale
        wanted = {**asdict(details), "email": address_of(details.email)}
        before = {name: getattr(known, name) for name in wanted}
        changed = [name for name, value in wanted.items() if value != before[name]]
        if not changed:
            return None
        if "email" in changed:
            _insist_free(wanted["email"], lang)
            end_sessions(person, now)
            void_links(person, now)
        for name in changed:
            setattr(known, name, wanted[name])
        what = differences((LABELS[name], before[name], wanted[name]) for name in changed)
        pattern = Text(en="Changed {who}: {what}", fr="Modification de {who}\u00a0: {what}")
        note(actor, now, pattern.format(who=_called(known), what=what))
        _flush(wanted["email"], lang)
        return str(before["email"]) if "email" in changed else None


def stop(actor: Actor, person: int, *, now: datetime) -> None:
    """End an account: sessions and links end, and no link of any kind opens it. Raises NotFound, NotAllowed."""
    insist_administrator(actor)
    with transaction():
        known = person_to_change(person)
        if person == actor.id:
            raise NotAllowed(NOT_YOURSELF)
        known.may_sign_in, known.stopped_at = False, now
        end_sessions(person, now)
        void_links(person, now)
        insist_administered(local_day(now))
        note(
            actor,
            now,
            Text(en="Stopped sign-in of {who}", fr="Connexion fermée pour {who}").format(who=_called(known)),
        )


def allow(actor: Actor, person: int, *, now: datetime) -> None:
    """Let somebody sign in (again). Raises NotFound."""
    insist_administrator(actor)
    with transaction():
        known = person_to_change(person)
        known.may_sign_in, known.stopped_at = True, None
        note(
            actor,
            now,
            Text(en="Allowed sign-in of {who}", fr="Connexion autorisée pour {who}").format(
                who=_called(known)
            ),
        )


def hand_over_link(actor: Actor, person: int, *, now: datetime) -> str:
    """A one-time sign-in link's token, to be given to its person.

    It passed through other hands, so it proves nothing: a decision that binds, or a password, asks for proof by
    the person's own mailbox (ENGINEERING.md, insider administrator). Raises NotFound, NotAllowed.
    """
    insist_administrator(actor)
    with transaction():
        known = person_to_change(person)
        if not known.may_sign_in:
            raise NotAllowed(STOPPED)
        note(
            actor,
            now,
            Text(en="Made a sign-in link for {who}", fr="Lien de connexion créé pour {who}").format(
                who=_called(known)
            ),
        )
        return make_link(person, "handed_over", now)


def insist_administrator(actor: Actor) -> None:
    """Raises NotFound for everybody else: the administration's pages are not there for them."""
    if not actor.holds(ADMINISTRATION):
        raise NotFound(ADMINISTRATION)


def insist_administered(on: date) -> None:
    """Raises NotAllowed where nobody would administer on that day. In the caller's transaction."""
    db.session.flush()
    left = exists().where(
        Membership.person_id == Person.id,
        Membership.body_id == Body.id,
        Body.key == ADMINISTRATION,
        Person.may_sign_in,
        *in_term(on),
    )
    if not db.session.scalar(select(left)):
        raise NotAllowed(LAST)


def person_to_change(person: int) -> Person:
    """Locked for this transaction. Raises NotFound."""
    found = db.session.scalar(select(Person).where(Person.id == person).with_for_update())
    if found is None:
        raise NotFound(person)
    return found


def note(actor: Actor, now: datetime, what: Text) -> None:
    """On record: who changed what. In the caller's transaction."""
    db.session.add(Change(at=now, person_id=actor.id, what_en=what.en, what_fr=what.fr))


def differences(changed: Iterable[tuple[Text, object, object]]) -> Text:
    """Each label with what it was and what it is."""
    listed = list(changed)
    return Text(
        en="; ".join(f"{label.en} “{_in(was, 'en')}” → “{_in(is_, 'en')}”" for label, was, is_ in listed),
        fr="; ".join(
            f"{label.fr} «\u00a0{_in(was, 'fr')}\u00a0» → «\u00a0{_in(is_, 'fr')}\u00a0»"
            for label, was, is_ in listed
        ),
    )


def _in(value: object, lang: Lang) -> object:
    return value.in_(lang) if isinstance(value, Text) else value


def _called(person: Person) -> Text:
    return same(f"{person.name} ({person.email})")


def _insist_free(address: str, lang: Lang) -> None:
    holder = db.session.scalar(select(Person.name).where(Person.email == address))
    if holder is not None:
        raise Invalid([Problem("email", "email", "", TAKEN.format(name=holder).in_(lang))])


def _flush(address: str, lang: Lang) -> None:
    """Two administrators may add the same address at once: the second is told like any other."""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError as error:
        raise Invalid([Problem("email", "email", "", TAKEN.format(name=address).in_(lang))]) from error
