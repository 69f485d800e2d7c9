"""The conditions ledger: evidence from whoever has the case in hand, sign-off or waiver by the body that imposed it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..calendar import local_day
from ..desk import Desk
from ..forms.web import Problem
from ..language import Text
from ..models.database import db, transaction
from ..models.people import Person
from ..models.proposals import Attachment
from ..models.reviews import Condition, Evidence
from ..queries import NotFound
from ..queries.offices import able
from ..queries.signing import may_assign, may_bring, may_reopen, may_sign, may_waive, owners
from ..workflow.facts import Actor
from . import Invalid, NotAllowed
from .attaching import OF_CONDITIONS
from .opening import Opened, open_case

MET = Text(en="This condition is already closed", fr="Cette condition est déjà levée")
NOT_MET = Text(en="This condition is open", fr="Cette condition n’est pas levée")
NOT_BRINGER = Text(
    en="The owner of the condition and those who have the case in hand add evidence",
    fr="La personne responsable de la condition et celles qui ont le dossier en main ajoutent des preuves",
)
NOT_SIGNER = Text(
    en="The person named to sign this condition off does so, or their delegate",
    fr="La personne désignée pour lever cette condition le fait, ou la personne à qui elle a délégué ce pouvoir",
)
NOT_HEAD = Text(
    en="The chair of the body that imposed the condition does this",
    fr="Cela revient à la présidence de l’instance qui a imposé la condition",
)
TOO_LATE = Text(
    en="A sign-off can be taken back by the body that gave it, within its retraction window and until the case moves on",
    fr="L’instance qui a levé la condition peut revenir sur sa décision pendant son délai de retrait et tant que le "
    "dossier n’a pas progressé",
)
NO_EVIDENCE = Text(
    en="Enter what shows that the condition is met", fr="Indiquez ce qui montre que la condition est remplie"
)
NO_REASON = Text(en="Enter the reason", fr="Indiquez le motif")
NO_OWNER = Text(en="Enter the owner of the condition", fr="Indiquez la personne responsable de la condition")
NO_ADDRESS = Text(
    en="Enter a web address that begins with https:// or http://",
    fr="Indiquez une adresse Web qui commence par https:// ou http://",
)
NO_READER = Text(
    en="Choose somebody who may open this case", fr="Choisissez une personne qui a accès à ce dossier"
)
NO_MEMBER = Text(
    en="Choose a member of the body that imposed it, without a conflict of interest",
    fr="Choisissez un membre de l’instance qui l’a imposée, sans conflit d’intérêts",
)
TOLD = ("proposer", "team_lead", "ce_director")


def add_evidence(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    text: str,
    now: datetime,
    lang: str = "en",
    *,
    link: str = "",
    file: str = "",
) -> None:
    """Add words, a link or a file (by its key) to what shows that a condition is met; nothing that was there goes.

    Raises NotFound, NotAllowed (not theirs, closed, closed case), Invalid (nothing was given, no web address).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now)
        condition = _condition(opened, number)
        if not may_bring(actor, opened.held, condition):
            raise NotAllowed(NOT_BRINGER)
        opened.under_way()
        _insist_open(condition)
        if not (text.strip() or link.strip() or file):
            raise Invalid([Problem("evidence", "evidence", "", NO_EVIDENCE.in_(lang))])
        if link.strip() and not link.strip().startswith(("https://", "http://")):
            raise Invalid([Problem("link", "link", "", NO_ADDRESS.in_(lang))])
        _append(opened, condition, text, link, file)


def close(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    *,
    seen: int,
    now: datetime,
    evidence: str = "",
    lang: str = "en",
) -> None:
    """Sign a condition off: the gate it kept shut opens. ``seen`` is the proposal's version as it was read.

    By the person named or their delegate; where they cannot act, by their successor or the head of the body.
    Raises NotFound, Stale, NotAllowed, Invalid (no evidence at all).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        condition = _condition(opened, number)
        authority = may_sign(opened.case, actor, opened.held, condition, local_day(now))
        if authority is None:
            raise NotAllowed(NOT_SIGNER)
        opened.under_way()
        _insist_open(condition)
        if evidence.strip():
            _append(opened, condition, evidence)
        if not condition.shown:
            raise Invalid([Problem("closing", "closing", "", NO_EVIDENCE.in_(lang))])
        condition.closed_at, condition.closed_by_id = now, actor.id
        db.session.flush()
        event = opened.note("close_condition", {"number": number}, acting_for=authority.acting_for)
        opened.tell(event, *TOLD)


def waive(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    why: str,
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> None:
    """Let a condition go instead of seeing it met: only the body that imposed it, through its head, with a reason.

    Raises NotFound, Stale, NotAllowed, Invalid (no reason).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        condition = _condition(opened, number)
        if not may_waive(opened.case, actor, condition):
            raise NotAllowed(NOT_HEAD)
        opened.under_way()
        _insist_open(condition)
        condition.closed_why = _reason(why, "why", lang)
        condition.closed_at, condition.closed_by_id, condition.waived = now, actor.id, True
        db.session.flush()
        event = opened.note("waive_condition", {"number": number, "reason": condition.closed_why})
        opened.tell(event, *TOLD)


def reopen(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    why: str,
    *,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> None:
    """Take back a sign-off or a waiver that was a mistake; both stay in the history.

    Raises NotFound, Stale, NotAllowed (not theirs, window over, the case has moved on), Invalid (no reason).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        condition = _condition(opened, number)
        if condition.closed_at is None:
            raise NotAllowed(NOT_MET)
        if not may_reopen(opened.case, actor, opened.held, condition, opened.proposal.stage_since, now):
            raise NotAllowed(TOO_LATE)
        opened.under_way()
        reason = _reason(why, "reopening", lang)
        condition.closed_at = condition.closed_by_id = None
        condition.waived, condition.closed_why = False, ""
        db.session.flush()
        event = opened.note("reopen_condition", {"number": number, "reason": reason})
        opened.tell_people(event, opened.holders_of(*TOLD) | _persons(condition))


def assign_condition(
    desk: Desk,
    actor: Actor,
    reference: str,
    number: int,
    *,
    owner: str,
    owner_id: int | None,
    signer_id: int | None,
    seen: int,
    now: datetime,
    lang: str = "en",
) -> None:
    """Say who owns an open condition and who signs it off: the head of the imposing body.

    Raises NotFound, Stale, NotAllowed, Invalid (no owner).
    """
    with transaction():
        opened = open_case(desk, actor, reference, now, seen=seen)
        condition = _condition(opened, number)
        authority = may_assign(opened.case, actor, opened.held, condition, local_day(now))
        if authority is None:
            raise NotAllowed(NOT_HEAD)
        opened.under_way()
        _insist_open(condition)
        if not owner.strip():
            raise Invalid([Problem("owner", "owner", "", NO_OWNER.in_(lang))])
        today = local_day(now)
        if owner_id is not None and owner_id not in owners(opened.proposal.id, today):
            raise Invalid([Problem("account", "account", "", NO_READER.in_(lang))])
        if signer_id is not None and signer_id not in able(opened.case, condition.body, (), today):
            raise Invalid([Problem("signer", "signer", "", NO_MEMBER.in_(lang))])
        condition.owner, condition.owner_id, condition.signer_id = owner.strip(), owner_id, signer_id
        db.session.flush()
        said = {
            "number": number,
            "owner": condition.owner,
            "owner_account": _named(owner_id),
            "signer": _named(signer_id),
        }
        event = opened.note("assign_condition", said, acting_for=authority.acting_for)
        opened.tell_people(event, _persons(condition))


def _condition(opened: Opened, number: int) -> Condition:
    found = db.session.scalar(
        select(Condition).where(Condition.proposal_id == opened.proposal.id, Condition.number == number)
    )
    if found is None:
        raise NotFound(number)
    return found


def _insist_open(condition: Condition) -> None:
    if condition.closed_at is not None:
        raise NotAllowed(MET)


def _reason(why: str, at: str, lang: str) -> str:
    if not why.strip():
        raise Invalid([Problem(at, at, "", NO_REASON.in_(lang))])
    return why.strip()


def _append(opened: Opened, condition: Condition, text: str, link: str = "", file: str = "") -> None:
    """One addition under who made it and when, with its event."""
    kept = _file(opened, file) if file else None
    one = Evidence(text=text.strip(), link=link.strip(), added_by_id=opened.actor.id, added_at=opened.now)
    one.attachment = kept
    condition.shown.append(one)
    db.session.flush()
    said: dict[str, Any] = {"number": condition.number, "text": one.text, "link": one.link}
    if kept is not None:
        said["file"] = {"id": kept.key, "name": kept.name, "size": kept.size, "digest": kept.digest}
    event = opened.note("condition_evidence", {k: v for k, v in said.items() if v})
    opened.tell_people(event, {condition.signer_id} if condition.signer_id else set())


def _file(opened: Opened, key: str) -> Attachment:
    """A file that the same person sent to this case's conditions. Raises NotFound."""
    found = db.session.scalar(
        select(Attachment).where(
            Attachment.key == key,
            Attachment.proposal_id == opened.proposal.id,
            Attachment.form == OF_CONDITIONS,
            Attachment.uploaded_by_id == opened.actor.id,
        )
    )
    if found is None:
        raise NotFound(key)
    return found


def _persons(condition: Condition) -> set[int]:
    """Owner and signer, where they have accounts."""
    return {p for p in (condition.owner_id, condition.signer_id) if p}


def _named(person: int | None) -> dict[str, Any] | None:
    found = db.session.get(Person, person) if person else None
    return {"id": str(found.id), "name": found.name} if found else None
