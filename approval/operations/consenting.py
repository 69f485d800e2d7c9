"""The consent agenda decides several cases by one vote: none in which somebody who votes has a conflict of interest."""

from collections.abc import Collection, Iterator

from ..language import Text
from ..models.database import db
from ..models.meetings import AgendaItem, Meeting
from ..queries.chamber import barred_among, marks_of
from ..queries.motions import consent_of, is_put, on_consent
from . import NotAllowed
from .entering import enter
from .meeting_room import MeetingRoom

CONSENT = Text(en="Consent agenda", fr="Ordre du jour de consentement")
CONSENT_PUT = Text(
    en="The consent agenda was put to the vote: nothing joins it any more",
    fr="L’ordre du jour de consentement a été mis aux voix\u00a0: plus rien ne s’y ajoute",
)
CONFLICTED = Text(
    en="{names} has a conflict of interest in an item of the consent agenda: move that item to the discussion first, so "
    "that it is decided without them",
    fr="{names} est en conflit d’intérêts pour un point de l’ordre du jour de consentement\u00a0: déplacez d’abord ce "
    "point vers la discussion, afin qu’il soit décidé sans cette personne",
)


def open_consent(meeting: Meeting) -> None:
    """One item by which everything on the consent agenda is decided together."""
    if consent_of(meeting.id) is None:
        db.session.add(
            AgendaItem(
                meeting_id=meeting.id,
                kind="business",
                part="consent",
                title_en=CONSENT.en,
                title_fr=CONSENT.fr,
                position=-1,
            )
        )
        db.session.flush()


def insist_to_come(meeting: Meeting) -> None:
    """Raises NotAllowed where the consent agenda was put to the vote: nothing joins what was voted on."""
    place = consent_of(meeting.id)
    if place is not None and is_put(place):
        raise NotAllowed(CONSENT_PUT)


def insist_undisputed(room: MeetingRoom) -> None:
    """Raises NotAllowed where a member who would vote on the consent agenda may not decide one of its items."""
    for _, away in _conflicted(room, room.sitting.eligible):
        names = ", ".join(room.sitting.seats[p].name for p in sorted(away))
        raise NotAllowed(CONFLICTED.format(names=names))


def part_conflicted(room: MeetingRoom, voters: Collection[int]) -> None:
    """A conflict came to light while the vote was open: the item is discussed by itself, the others stand."""
    for item, _ in _conflicted(room, voters):
        item.pulled_at = room.now
        enter(room.meeting, room.actor, "pull", {"why": "conflict"}, now=room.now, item=item.id)
    _note_recused(room)


def _note_recused(room: MeetingRoom) -> None:
    """Who came to the meeting and is barred from an item that the vote decided: they took no part in it."""
    place = consent_of(room.meeting.id)
    if place is None or place.id != room.the_item.id:
        return
    came = frozenset(room.sitting.seats) & marks_of(room.meeting.id).keys()
    items = on_consent(room.meeting.id)
    barred = barred_among({i.proposal_id for i in items if i.proposal_id})
    for item in items:
        away = barred.get(item.proposal_id or 0, frozenset()) & came
        names = [{"id": p, "name": room.sitting.seats[p].name, "done": "away"} for p in sorted(away)]
        if names:
            enter(room.meeting, room.actor, "declare", {"conflicts": names}, now=room.now, item=item.id)


def _conflicted(room: MeetingRoom, voters: Collection[int]) -> Iterator[tuple[AgendaItem, frozenset[int]]]:
    """Items that the vote would decide, with those voters who are barred from each."""
    place = consent_of(room.meeting.id)
    if place is None or place.id != room.the_item.id:
        return
    items = on_consent(room.meeting.id)
    barred = barred_among({i.proposal_id for i in items if i.proposal_id})
    for item in items:
        if away := barred.get(item.proposal_id or 0, frozenset()) & frozenset(voters):
            yield item, away
