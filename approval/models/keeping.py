"""What is kept, for how long, and how it goes: legal holds, disposals, and the triggers that refuse the rest."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .people import Person
from .proposals import Proposal


class LegalHold(Base):
    """Nothing of the case is disposed of while one is open: who placed it and why, who lifted it and why."""

    __tablename__ = "legal_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    why: Mapped[str]
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lifted_at: Mapped[datetime | None] = mapped_column()
    lifted_why: Mapped[str] = mapped_column(default="")
    proposal: Mapped[Proposal] = relationship()
    placed_by: Mapped[Person] = relationship(foreign_keys=[placed_by_id])
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_someone"),
        Index(
            "uq_legal_hold_open",
            "proposal_id",
            unique=True,
            sqlite_where=lifted_at.is_(None),
            postgresql_where=lifted_at.is_(None),
        ),
    )


class Disposal(Base):
    """A text that was disposed of: its digest stays in the chain, its tombstone takes its place."""

    __tablename__ = "disposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    """The event ``dispose`` that names it."""
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), unique=True)
    series: Mapped[str]
    digest: Mapped[str]
    tombstone: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship()


APPEND_ONLY = ("event", "statement", "revision", "entry", "disposal")
_TOMBSTONE = (
    "(NEW.id = OLD.id AND NEW.proposal_id = OLD.proposal_id AND NEW.event_id = OLD.event_id "
    "AND NEW.form = OLD.form AND NEW.number = OLD.number AND NEW.digest = OLD.digest "
    "AND NEW.answers <> OLD.answers AND NEW.answers = "
    "(SELECT tombstone FROM disposal WHERE revision_id = OLD.id AND digest = OLD.digest)) IS TRUE"
)
"""The one change of a revision that is let through: a disposal of it is on record, and only its text is replaced."""


KEPT = "approved minutes do not change"


def append_only(dialect: str) -> list[str]:
    """Statements that make the database itself refuse to change or remove what happened."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{verb.lower()}_refused BEFORE {verb} ON {table} "
            f"{f'WHEN NOT {_TOMBSTONE} ' if (table, verb) == ('revision', 'UPDATE') else ''}"
            f"BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
            for table in APPEND_ONLY
            for verb in ("UPDATE", "DELETE")
        ] + [
            f"CREATE TRIGGER minutes_{verb.lower()}_refused BEFORE {verb} ON minutes WHEN OLD.state = 'approved' "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$",
        "CREATE OR REPLACE FUNCTION refuse_all_but_tombstones() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_TOMBSTONE} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'the record is only ever added to'; END $$",
        "CREATE TRIGGER revision_changed BEFORE UPDATE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_all_but_tombstones()",
        *(
            f"CREATE TRIGGER {table}_refused BEFORE {'' if table == 'revision' else 'UPDATE OR '}"
            f"DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            for table in APPEND_ONLY
        ),
        "CREATE OR REPLACE FUNCTION refuse_approved() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
        "CREATE TRIGGER minutes_refused BEFORE UPDATE OR DELETE ON minutes "
        "FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION refuse_approved()",
    ]


for _dialect in ("sqlite", "postgresql"):
    for _statement in append_only(_dialect):
        ddl = DDL(_statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=_dialect))
