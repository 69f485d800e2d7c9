"""How events hang together: each holds the hash of the one before it."""

from datetime import UTC

from ..digests import digest
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
