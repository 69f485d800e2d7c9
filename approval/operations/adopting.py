"""Take workflow versions into use: those on disk, and those that administrators make; keep what proposals follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import tomlkit
from sqlalchemy import select

from ..desk import Desk
from ..language import Text
from ..models.database import db, one_at_a_time, transaction
from ..models.records import WorkflowVersion
from ..queries import NotFound
from ..resources import WORKFLOWS
from ..versions import Version, read_version
from ..workflow.bundle import Bundle, digest_of, folders, read_bundle
from ..workflow.checks_on_load import WorkflowError
from ..workflow.facts import Actor
from . import Stale
from .administering import insist_administrator, note

ADOPTED = Text(
    en="Took version {number} of “{title}” into use: {what}",
    fr="Mise en service de la version {number} de «\u00a0{title}\u00a0»\u00a0: {what}",
)
FROM_DISK = Text(
    en="as it came with the software, version {number}",
    fr="telle que fournie avec le logiciel, version {number}",
)


def known_versions() -> list[Bundle]:
    """The workflows this installation ships."""
    return [read_bundle(folder) for folder in folders(WORKFLOWS)]


def adopt(desk: Desk, on_disk: Iterable[Bundle], *, now: datetime) -> None:
    """Load every version the database keeps, and keep those on disk that are new.

    Where an administrator has made a version of a workflow, what is on disk waits for an administrator: else a new
    release would take their step away again. Raises WorkflowError where a text cannot be used, or was edited under
    a number that is already in use: proposals follow the text they began with, so a change needs a new number.
    """
    with transaction():
        kept = {v.digest: v for v in db.session.scalars(select(WorkflowVersion))}
        made = {v.workflow for v in kept.values() if v.adopted_by_id is not None}
        numbers = {(v.workflow, v.version): v.digest for v in kept.values()}
        for version in kept.values():
            desk.versions.add(version.bundle)
        for bundle in on_disk:
            digest = digest_of(bundle)
            workflow = (desk.versions.get(digest) or read_version(bundle)).workflow
            if digest in kept or workflow.id in made:
                continue
            if numbers.setdefault((workflow.id, workflow.version), digest) != digest:
                raise WorkflowError(
                    [
                        f"workflows/{workflow.id}: version {workflow.version} is in use with another text. "
                        f"Write version = {workflow.version + 1} in workflow.toml: proposals under way keep theirs."
                    ]
                )
            desk.versions.add(bundle)
            db.session.add(_row(bundle, workflow.id, workflow.version, now))


def bundle_of(digest: str) -> Bundle | None:
    """The texts of a version that the database keeps."""
    return db.session.scalar(select(WorkflowVersion.bundle).where(WorkflowVersion.digest == digest))


def catch_up(desk: Desk) -> None:
    """Know every version that the database keeps: another process may have taken one into use."""
    for digest in db.session.scalars(select(WorkflowVersion.digest)):
        desk.versions[digest]


def waiting_on_disk(desk: Desk) -> Sequence[Version]:
    """Versions that came with the software and are not in use: an administrator made others."""
    return [read_version(b) for b in known_versions() if digest_of(b) not in desk.versions]


def adopt_made(desk: Desk, actor: Actor, base: str, bundle: Bundle, what: Text, *, now: datetime) -> Version:
    """Take a version into use that was made of another: new proposals begin on it. Once, however often it is asked.

    Raises NotFound, Stale (the one it was made of is not the newest any more), WorkflowError.
    """
    insist_administrator(actor)
    made = read_version(bundle)
    with transaction():
        one_at_a_time("adopting")
        catch_up(desk)
        if made.digest in desk.versions:
            return desk.versions[made.digest]
        workflow = made.workflow
        if desk.versions.newest(workflow.id).digest != base:
            raise Stale
        db.session.add(_row(bundle, workflow.id, workflow.version, now, actor.id))
        words = {"number": workflow.version, "title": workflow.title, "what": what}
        note(actor, now, ADOPTED.format(**words))
    return desk.versions.add(bundle)


def adopt_shipped(desk: Desk, actor: Actor, digest: str, *, now: datetime) -> Version:
    """Take a version on disk into use over those that were made here; its number is raised above theirs.

    Raises NotFound, Stale.
    """
    insist_administrator(actor)
    shipped = next((v for v in waiting_on_disk(desk) if v.digest == digest), None)
    if shipped is None:
        raise NotFound(digest)
    newest = desk.versions.newest(shipped.workflow.id)
    bundle = dict(shipped.bundle)
    if shipped.workflow.version <= newest.workflow.version:
        document = tomlkit.parse(bundle["workflow.toml"])
        document["version"] = newest.workflow.version + 1
        bundle["workflow.toml"] = tomlkit.dumps(document)
    what = FROM_DISK.format(number=shipped.workflow.version)
    return adopt_made(desk, actor, newest.digest, bundle, what, now=now)


def _row(bundle: Bundle, workflow: str, number: int, now: datetime, by: int | None = None) -> WorkflowVersion:
    return WorkflowVersion(
        digest=digest_of(bundle),
        workflow=workflow,
        version=number,
        bundle=dict(bundle),
        adopted_at=now,
        adopted_by_id=by,
    )
