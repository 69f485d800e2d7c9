"""Take the workflows on disk into use, and keep those that proposals still follow."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ..desk import Desk
from ..models.database import db, transaction
from ..models.records import WorkflowVersion
from ..resources import WORKFLOWS
from ..workflow.bundle import Bundle, digest_of, folders, read_bundle
from ..workflow.checks_on_load import WorkflowError


def known_versions() -> list[Bundle]:
    """The workflows this installation ships."""
    return [read_bundle(folder) for folder in folders(WORKFLOWS)]


def adopt(desk: Desk, on_disk: Iterable[Bundle], *, now: datetime) -> None:
    """Load every version the database keeps, and keep those on disk that are new.

    Raises WorkflowError where a text cannot be used, or was edited under a number that is already in use:
    proposals follow the text they began with, so a change needs a new number.
    """
    with transaction():
        kept = {v.digest: v for v in db.session.scalars(select(WorkflowVersion))}
        numbers = {(v.workflow, v.version): v.digest for v in kept.values()}
        for version in kept.values():
            desk.versions.add(version.bundle)
        for bundle in on_disk:
            workflow = desk.versions.add(bundle).workflow
            digest = digest_of(bundle)
            if numbers.setdefault((workflow.id, workflow.version), digest) != digest:
                desk.versions.pop(digest, None)
                raise WorkflowError(
                    [
                        f"workflows/{workflow.id}: version {workflow.version} is in use with another text. "
                        f"Write version = {workflow.version + 1} in workflow.toml: proposals under way keep theirs."
                    ]
                )
            if digest not in kept:
                db.session.add(
                    WorkflowVersion(
                        digest=digest,
                        workflow=workflow.id,
                        version=workflow.version,
                        bundle=dict(bundle),
                        adopted_at=now,
                    )
                )
