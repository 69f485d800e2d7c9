"""Tell the members of a body that its packet is there, or what changed in it: never a word of an item they are barred from."""

from collections.abc import Iterable
from datetime import datetime

from ..calendar import local_day
from ..desk import Desk
from ..language import Lang, Text, format_day, same
from ..mail import Message, Post
from ..models.database import db
from ..models.minutes import Packet
from ..models.people import Person
from ..queries.packet_changes import changes
from ..queries.packets import may_read, without_for
from ..queries.people import actor_of

SUBJECT = Text(en="Packet: {body}, {day}", fr="Cahier\u00a0: {body}, {day}")
AGAIN = Text(en="New packet: {body}, {day}", fr="Nouveau cahier\u00a0: {body}, {day}")
FIRST = Text(en="The packet of this meeting is published.", fr="Le cahier de cette réunion est publié.")
REPLACES = Text(
    en="Packet {n} takes the place of packet {before}: use the new one only. What changed:",
    fr="Le cahier {n} remplace le cahier {before}\u00a0: n’utilisez que le nouveau. Ce qui a changé\u00a0:",
)
CHANGED = Text(en="- {item}: {what}", fr="- {item}\u00a0: {what}")
NOTHING = Text(en="- nothing that you are shown", fr="- rien de ce qui vous est montré")


def tell_of_packet(desk: Desk, post: Post, key: str, packet: int, person: int, *, now: datetime) -> bool:
    """Send it; whether it left. It does not to somebody without a seat, nor of a packet that was replaced since.

    Raises NotSent.
    """
    found, reader = db.session.get_one(Packet, packet), db.session.get_one(Person, person)
    today = local_day(now)
    newer = db.session.query(Packet.id).filter(
        Packet.meeting_id == found.meeting_id, Packet.number > found.number
    )
    actor = actor_of(reader, today)
    if not reader.may_sign_in or newer.first() or not may_read(found.meeting, actor, today):
        return False
    message = _message(desk, key, found, reader)
    db.session.rollback()  # a mail server may take its time: nothing of the database is held meanwhile
    post.send(message)
    return True


def _message(desk: Desk, key: str, packet: Packet, reader: Person) -> Message:
    lang: Lang = "fr" if reader.language == "fr" else "en"
    meeting = packet.meeting
    body, day = meeting.body.on(meeting.held_on).name, meeting.held_on
    named = {"body": body, "day": Text(en=format_day(day, "en"), fr=format_day(day, "fr"))}
    subject = (SUBJECT if packet.number == 1 else AGAIN).format(**named)
    lines = (
        Text(en="Hello {name},", fr="Bonjour {name},").format(name=reader.name),
        same(""),
        Text(en="{body}, {day}", fr="{body}, {day}").format(**named),
        same(""),
        *_news(packet, reader.id, lang),
        same(""),
        Text(en="Read your copy here:", fr="Lisez votre exemplaire ici\u00a0:"),
        same(f"{desk.settings.base_url}/meetings/{meeting.id}/packet"),
        same(""),
        desk.settings.site,
    )
    return Message(
        key=key,
        to=reader.email,
        name=reader.name,
        subject=subject.in_(lang),
        text="\n".join(line.in_(lang) for line in lines) + "\n",
        at=packet.published_at,
        language=lang,
    )


def _news(packet: Packet, reader: int, lang: Lang) -> Iterable[Text]:
    if packet.number == 1:
        yield FIRST
        return
    before = db.session.query(Packet).filter_by(meeting_id=packet.meeting_id, number=packet.number - 1).one()
    yield REPLACES.format(n=packet.number, before=before.number)
    barred = without_for(packet, reader) | without_for(before, reader)
    told = [c for c in changes(before.contents, packet.contents) if c.item not in barred]
    for change in told:
        what = ", ".join(words.in_(lang) for words in change.what)
        yield CHANGED.format(item=change.reference or change.title[lang], what=what)
    if not told:
        yield NOTHING
