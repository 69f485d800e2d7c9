"""The proceedings of a meeting, from its tables."""

from collections.abc import Sequence

from sqlalchemy import select

from ..calendar import local_day
from ..deliberation.deciding import PASSED
from ..deliberation.proceedings import (
    Approval,
    Dissent,
    Imposed,
    ItemHeld,
    MotionPut,
    Proceedings,
    Recused,
    TakenBack,
)
from ..deliberation.sections import Minuted
from ..language import Text, same
from ..models.database import db
from ..models.meetings import Meeting, Motion
from ..models.minutes import Entry, Minutes
from .minutes import Happened, ItemDone, happened_at, recused_in
from .motion_words import OUTCOMES, RESULTS
from .standing import keeper_in_words


def proceedings_of(
    meeting: Meeting, sections: Sequence[Minuted] = (), until: Entry | None = None
) -> Proceedings:
    """What the meeting did. ``sections`` are the minutes' own, as kept with the entry ``until`` they are printed for.

    Minutes approved after that entry were a draft then, and are told as one.
    """
    happened = happened_at(meeting)
    rules = meeting.body.on(meeting.held_on)
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id))
    opened = next((e for e in happened.entries if e.action == "open"), None)
    return Proceedings(
        reference=f"{meeting.body.key.upper()}-{meeting.held_on.isoformat()}",
        body=rules.name,
        held_on=meeting.held_on,
        kind=meeting.kind,
        starts=meeting.starts,
        place=meeting.place,
        presided=meeting.chair.name if meeting.chair else "",
        kept_by=keeper_in_words(opened) if opened else same(""),
        present=[str(p.get("name", "")) for p in meeting.present],
        regrets=[str(p.get("name", "")) for p in meeting.regrets],
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        authority=rules.instrument,
        items=[_item(happened, done, until) for done in happened.items],
        sections=sections,
        approved=_approval(minutes, until),
    )


def _approval(minutes: Minutes | None, until: Entry | None) -> Approval | None:
    if minutes is None or minutes.approved_at is None or minutes.approved_by is None:
        return None
    if until is not None and until.at < minutes.approved_at:
        return None
    motion = db.session.get_one(Motion, minutes.approved_by)
    return Approval(motion.number or "", motion.item.meeting.held_on)


def _item(happened: Happened, done: ItemDone, until: Entry | None) -> ItemHeld:
    item, proposal = done.item, done.proposal
    title = same(proposal.title) if proposal else Text(en=item.title_en, fr=item.title_fr or item.title_en)
    grounds = happened.meeting.body.on(happened.meeting.held_on).closed_grounds
    ground = next((Text(en=g["en"], fr=g["fr"]) for g in grounds if g["name"] == item.ground), None)
    return ItemHeld(
        item=item.id,
        number=done.number,
        title=title,
        reference=proposal.reference if proposal else "",
        language=proposal.language if proposal else "",
        in_camera=item.in_camera,
        ground=ground,
        public_wording=item.public_wording,
        recused=[Recused(name, what) for name, what in recused_in(done).items()],
        motions=[_motion(done, motion) for motion in done.motions.values()],
        conditions=[Imposed(c.number, c.text, c.owner) for c in done.conditions],
        outcome=OUTCOMES.get(item.result),
        taken_back=_taken_back(done, until),
    )


def _taken_back(done: ItemDone, until: Entry | None) -> TakenBack | None:
    """As the log told it by then."""
    told = [e for e in done.entries if e.action == "retract" and (until is None or e.seq <= until.seq)]
    return TakenBack(local_day(told[-1].at), str(told[-1].said.get("reason") or "")) if told else None


def _motion(done: ItemDone, motion: Motion) -> MotionPut:
    tally = motion.tally or {}
    return MotionPut(
        number=motion.number or "",
        kind=motion.kind,
        text=motion.text,
        language=motion.language,
        moved_by=motion.moved_by.name if motion.moved_by else "",
        seconded_by=motion.seconded_by.name if motion.seconded_by else "",
        result=RESULTS.get(motion.result, same("")),
        passed=motion.result in PASSED,
        votes=dict(tally.get("votes") or {}),
        needed=tally.get("needed"),
        counted=tally.get("counted"),
        dissents=[Dissent(v.person.name, v.dissent) for v in done.votes.get(motion.id, ()) if v.dissent],
    )
