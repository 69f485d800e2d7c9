"""How events, and entries of a meeting’s log, hang together: each holds the hash of the one before it."""

from datetime import UTC

from ..digests import digest
from .minutes import Entry
from .records import Event


def hash_of(event: Event) -> str:
    """SHA-256 over the previous hash and everything the event says about itself (ENGINEERING.md, Audit)."""
    return digest(
        {
            "previous": event.previous,
            "proposal": event.proposal_id,
            "seq": event.seq,
            "version": event.version,
            "at": event.at.astimezone(UTC).isoformat(),
            "actor": event.actor_id,
            "for": event.for_id,
            "roles": event.roles,
            "action": event.action,
            "from": event.from_stage,
            "to": event.to_stage,
            "body": event.body,
            "workflow": event.workflow_digest,
            "content": event.content_digest,
            "said": event.said_digest,
        }
    )


def hash_of_entry(entry: Entry) -> str:
    """SHA-256 over the previous hash and everything an entry of a meeting's log says."""
    return digest(
        {
            "previous": entry.previous,
            "meeting": entry.meeting_id,
            "seq": entry.seq,
            "at": entry.at.astimezone(UTC).isoformat(),
            "actor": entry.actor_id,
            "for": entry.for_id,
            "action": entry.action,
            "item": entry.item_id,
            "said": entry.said,
        }
    )
