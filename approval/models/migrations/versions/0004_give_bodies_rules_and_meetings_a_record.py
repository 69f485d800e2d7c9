"""Give bodies dated rules and meetings a record."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_fr", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("quorum", sa.String(), nullable=False),
        sa.Column("conflicted_count", sa.Boolean(), nullable=False),
        sa.Column("conflicted_leave", sa.Boolean(), nullable=False),
        sa.Column("alternate", sa.String(), nullable=False),
        sa.Column("written_resolution", sa.Boolean(), nullable=False),
        sa.Column(
            "closed_grounds",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("meets_at", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("agenda_days", sa.Integer(), nullable=False),
        sa.Column("packet_days", sa.Integer(), nullable=False),
        sa.Column("retraction_hours", sa.Integer(), nullable=False),
        sa.Column("motion_series", sa.String(), nullable=False),
        sa.Column("instrument_en", sa.String(), nullable=False),
        sa.Column("instrument_fr", sa.String(), nullable=False),
        sa.Column("instrument_file", sa.String(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cadence IN ('weekly', 'biweekly', 'monthly', 'quarterly', 'as_called')",
            name=op.f("ck_body_rules_cadence"),
        ),
        sa.CheckConstraint(
            "rule IN ('consensus', 'majority', 'unanimous', 'single')", name=op.f("ck_body_rules_rule")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_rules_body_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_body_rules_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_rules")),
        sa.UniqueConstraint("body_id", "since", name=op.f("uq_body_rules_body_id_since")),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_delegation_two_persons")),
        sa.CheckConstraint("until >= since", name=op.f("ck_delegation_term")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_delegation_body_id")),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_delegation_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_delegation_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_from_id"), ["from_id"], unique=False)
        batch_op.create_index("ix_delegation_taker", ["to_id", "until"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_to_id"), ["to_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("mark IN ('present', 'left', 'regrets')", name=op.f("ck_attendance_mark")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_attendance_marked_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "packet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "contents",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_packet_meeting_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_packet_published_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_packet_meeting_id_number")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "said",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_entry_seq")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_entry_actor_id")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_entry_for_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_entry_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_entry_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_entry_hash")),
        sa.UniqueConstraint("meeting_id", "seq", name=op.f("uq_entry_meeting_id_seq")),
    )
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=True),
        sa.Column("seconded_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column(
            "tally",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_motion_closed")),
        sa.CheckConstraint(
            "kind IN ('main', 'amendment', 'close', 'rise', 'postpone', 'refer', 'receive')",
            name=op.f("ck_motion_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('drafted', 'open', 'closed', 'withdrawn')", name=op.f("ck_motion_state")
        ),
        sa.CheckConstraint("moved_by_id <> seconded_by_id", name=op.f("ck_motion_two_persons")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_motion_closed_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_motion_item_id")),
        sa.ForeignKeyConstraint(["moved_by_id"], ["person.id"], name=op.f("fk_motion_moved_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["motion.id"], name=op.f("fk_motion_parent_id")),
        sa.ForeignKeyConstraint(["seconded_by_id"], ["person.id"], name=op.f("fk_motion_seconded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint("number", name=op.f("uq_motion_number")),
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_item_id"), ["item_id"], unique=False)

    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("packet_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packet.id"], name=op.f("fk_opening_packet_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint("packet_id", "person_id", name=op.f("uq_opening_packet_id_person_id")),
    )
    op.create_table(
        "packet_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("packet_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("without", sa.String(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["packet_id"], ["packet.id"], name=op.f("fk_packet_copy_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet_copy")),
        sa.UniqueConstraint(
            "packet_id", "language", "without", name=op.f("uq_packet_copy_packet_id_language_without")
        ),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_question_answered_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_question_asked_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_question_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_item_id"), ["item_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_evidence_attachment_id")),
        sa.ForeignKeyConstraint(["condition_id"], ["condition.id"], name=op.f("fk_evidence_condition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_condition_id"), ["condition_id"], unique=False)

    op.create_table(
        "meeting_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_meeting_document_entry_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_document_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_document")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_document_code")),
        sa.UniqueConstraint(
            "entry_id", "name", "language", name=op.f("uq_meeting_document_entry_id_name_language")
        ),
    )
    with op.batch_alter_table("meeting_document", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_document_digest", ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_document_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'approved')", name=op.f("ck_minutes_state")),
        sa.ForeignKeyConstraint(["approved_by"], ["motion.id"], name=op.f("fk_minutes_approved_by")),
        sa.ForeignKeyConstraint(["edited_by_id"], ["person.id"], name=op.f("fk_minutes_edited_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cast_by_id", sa.Integer(), nullable=False),
        sa.Column("dissent", sa.String(), nullable=False),
        sa.CheckConstraint(
            "choice IN ('for', 'against', 'abstain', 'objection')", name=op.f("ck_vote_choice")
        ),
        sa.ForeignKeyConstraint(["cast_by_id"], ["person.id"], name=op.f("fk_vote_cast_by_id")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_vote_motion_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vote_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("motion_id", "person_id", name=op.f("uq_vote_motion_id_person_id")),
    )
    _begin_rules()
    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_body_rule"), type_="check")
        for name in ("name_en", "name_fr", "rule", "quorum", "agenda_days", "retraction_hours", *INSTRUMENT):
            batch_op.drop_column(name)
    _agenda_items()
    _alternates()
    _conditions()
    _records()
    _add(
        "conflict",
        {"status": ("declared", sa.String()), "bars": YES, "found": EMPTY, "ruling": EMPTY},
        {"answered_at": MOMENT, "ruled_by_id": PERSON, "ruled_at": MOMENT},
        {
            "status": "status IN ('suggested', 'declared', 'denied', 'upheld', 'dismissed')",
            "bars": "bars = (status IN ('declared', 'upheld'))",
            "ruled": "(ruled_at IS NULL) = (status NOT IN ('upheld', 'dismissed'))",
        },
    )
    _add(
        "meeting",
        {
            "kind": ("regular", sa.String()),
            "starts": EMPTY,
            "link": EMPTY,
            "why": EMPTY,
            "state": ("planned", sa.String()),
            "last_seq": ("0", sa.Integer()),
            "last_hash": EMPTY,
        },
        {
            "agenda_due": sa.Date(),
            "packet_due": sa.Date(),
            "closes_at": MOMENT,
            "chair_id": PERSON,
            "opened_at": MOMENT,
            "closed_at": MOMENT,
        },
        {
            "kind": "kind IN ('regular', 'special', 'urgent', 'written')",
            "state": "state IN ('planned', 'published', 'open', 'closed', 'cancelled')",
        },
    )
    _add("membership", {"why": EMPTY}, {"acting_for_id": PERSON})
    _add("workflow_version", {}, {"adopted_by_id": PERSON})
    _jobs()
    _refuse_changes()


MOMENT = sa.DateTime(timezone=True)
PERSON = "person"
"""A column that refers to this table."""
EMPTY = ("", sa.String())
YES, NO = (sa.true(), sa.Boolean()), (sa.false(), sa.Boolean())
INSTRUMENT = ("instrument_en", "instrument_fr")
Filled = dict[str, tuple[Any, Any]]


def _add(table: str, filled: Filled, empty: dict[str, Any], checks: dict[str, str] | None = None) -> None:
    """New columns: ``filled`` with what rows that are there get, ``empty`` ones that may stay so."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, (value, kind) in filled.items():
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        for name, kind in empty.items():
            refers = isinstance(kind, str)
            batch_op.add_column(sa.Column(name, sa.Integer() if refers else kind, nullable=True))
            if refers:
                batch_op.create_foreign_key(batch_op.f(f"fk_{table}_{name}"), kind, [name], ["id"])
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, (_, kind) in filled.items():
            batch_op.alter_column(name, existing_type=kind, server_default=None)
        for name, condition in (checks or {}).items():
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{name}"), condition)


def _begin_rules() -> None:
    """What each body was called and decided by becomes its first rules."""
    op.execute(
        "INSERT INTO body_rules (body_id, since, name_en, name_fr, rule, quorum, conflicted_count, conflicted_leave, "
        "alternate, written_resolution, closed_grounds, cadence, meets_at, place, agenda_days, packet_days, "
        "retraction_hours, motion_series, instrument_en, instrument_fr, instrument_file) "
        "SELECT id, DATE '2000-01-01', name_en, name_fr, rule, quorum, false, true, '', false, '[]', 'as_called', "
        "'09:00', '', agenda_days, 0, retraction_hours, '', instrument_en, instrument_fr, '' FROM body"
        if op.get_bind().dialect.name == "postgresql"
        else "INSERT INTO body_rules (body_id, since, name_en, name_fr, rule, quorum, conflicted_count, "
        "conflicted_leave, alternate, written_resolution, closed_grounds, cadence, meets_at, place, agenda_days, "
        "packet_days, retraction_hours, motion_series, instrument_en, instrument_fr, instrument_file) "
        "SELECT id, '2000-01-01', name_en, name_fr, rule, quorum, 0, 1, '', 0, '[]', 'as_called', '09:00', '', "
        "agenda_days, 0, retraction_hours, '', instrument_en, instrument_fr, '' FROM body"
    )


def _conditions() -> None:
    """What shows that a condition is met becomes rows of its own, under who added it last."""
    _add(
        "condition",
        {"waived": NO, "closed_why": EMPTY, "finding": EMPTY},
        {"signer_id": PERSON, "owner_id": PERSON},
    )
    op.execute(
        "INSERT INTO evidence (condition_id, text, link, added_by_id, added_at) "
        "SELECT c.id, c.evidence, '', COALESCE(c.closed_by_id, x.actor_id, e.actor_id), "
        "COALESCE(c.closed_at, x.at, e.at) FROM condition c JOIN event e ON e.id = c.event_id "
        "LEFT JOIN event x ON x.id = (SELECT max(y.id) FROM event y WHERE y.proposal_id = c.proposal_id "
        "AND y.actor_id IS NOT NULL AND y.action = 'condition_evidence') WHERE c.evidence <> ''"
    )
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.drop_column("evidence")
        batch_op.create_index(batch_op.f("ix_condition_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_condition_signer_id"), ["signer_id"], unique=False)


def _records() -> None:
    """Holds and disposals; a text that was disposed of may be replaced by its tombstone, and by nothing else."""
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("placed_by_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_legal_hold_lifted_by_someone")
        ),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_legal_hold_lifted_by_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["person.id"], name=op.f("fk_legal_hold_placed_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_legal_hold_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(
            "uq_legal_hold_open",
            ["proposal_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column(
            "tombstone",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_disposal_event_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_disposal_proposal_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_disposal_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_disposal_revision_id")),
    )
    with op.batch_alter_table("disposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_proposal_id"), ["proposal_id"], unique=False)


def _alternates() -> None:
    op.create_table(
        "alternate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("alternate", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_alternate_item_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_alternate_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sa.UniqueConstraint("proposal_id", "body", name=op.f("uq_alternate_proposal_id_body")),
    )


def _agenda_items() -> None:
    _add(
        "agenda_item",
        {
            "kind": ("case", sa.String()),
            "title_en": EMPTY,
            "title_fr": EMPTY,
            "part": ("discussion", sa.String()),
            "in_camera": NO,
            "ground": EMPTY,
            "public_wording": EMPTY,
            "content_digest": EMPTY,
            "result": EMPTY,
        },
        {"about_id": "meeting", "pulled_at": MOMENT, "pulled_by_id": PERSON, "opened_at": MOMENT},
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.alter_column("proposal_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_kind"), "kind IN ('case', 'business', 'minutes', 'ratification')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_case"), "(proposal_id IS NOT NULL) = (kind = 'case')"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_agenda_item_part"), "part IN ('consent', 'discussion', 'information')"
        )


def _jobs() -> None:
    """A job comes of an event, or of an entry in a meeting's log."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_id", sa.Integer(), nullable=True))
        batch_op.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
        batch_op.drop_constraint(batch_op.f("ck_job_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_job_kind"), "kind IN ('render', 'mail', 'packet')")
        batch_op.create_check_constraint(
            batch_op.f("ck_job_one_cause"), "(event_id IS NULL) <> (entry_id IS NULL)"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_job_entry_id_kind_subject"), ["entry_id", "kind", "subject"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_job_entry_id"), "entry", ["entry_id"], ["id"])


TOMBSTONE = (
    "(NEW.id = OLD.id AND NEW.proposal_id = OLD.proposal_id AND NEW.event_id = OLD.event_id "
    "AND NEW.form = OLD.form AND NEW.number = OLD.number AND NEW.digest = OLD.digest "
    "AND NEW.answers <> OLD.answers AND NEW.answers = "
    "(SELECT tombstone FROM disposal WHERE revision_id = OLD.id AND digest = OLD.digest)) IS TRUE"
)


def _refuse_changes() -> None:
    """The log of a meeting and the list of disposals are only ever added to, like the record of a case."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER revision_update_refused")
        op.execute(
            f"CREATE TRIGGER revision_update_refused BEFORE UPDATE ON revision WHEN NOT {TOMBSTONE} "
            "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
        )
        for table in ("entry", "disposal"):
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()}_refused BEFORE {verb} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
                )
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER minutes_{verb.lower()}_refused BEFORE {verb} ON minutes "
                "WHEN OLD.state = 'approved' BEGIN SELECT RAISE(ABORT, 'approved minutes do not change'); END"
            )
        return
    op.execute("DROP TRIGGER revision_refused ON revision")
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_all_but_tombstones() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {TOMBSTONE} THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION 'the record is only ever added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER revision_changed BEFORE UPDATE ON revision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_all_but_tombstones()"
    )
    op.execute(
        "CREATE TRIGGER revision_refused BEFORE DELETE OR TRUNCATE ON revision "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for table in ("entry", "disposal"):
        op.execute(
            f"CREATE TRIGGER {table}_refused BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_approved() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'approved minutes do not change'; END $$"
    )
    op.execute(
        "CREATE TRIGGER minutes_refused BEFORE UPDATE OR DELETE ON minutes "
        "FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION refuse_approved()"
    )
