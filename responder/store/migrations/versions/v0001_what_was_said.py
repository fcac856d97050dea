"""What was said: messages, decisions, contacts and their lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def unique_where_given(column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL")
    name = f"uq_messages_{column}"
    op.create_index(name, "messages", [column], unique=True, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger()),
        sa.Column("last_seen", sa.BigInteger()),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("opted_out", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("last_answered", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name="pk_contacts"),
    )
    op.create_table(
        "messages",
        sa.Column("id", ROW_ID, nullable=False, autoincrement=True),
        sa.Column("sid", sa.Text()),
        sa.Column("token", sa.Text()),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("media", sa.Text()),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("reply_to", ROW_ID),
        sa.Column("details", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    unique_where_given("sid")
    unique_where_given("token")
    op.create_index("ix_messages_contact_at", "messages", ["contact", "at"])
    op.create_index("ix_messages_at", "messages", ["at"])
    op.create_table(
        "decisions",
        sa.Column("message_id", ROW_ID, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text()),
        sa.Column("problems", sa.Text()),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_decisions_message_id"),
    )
    op.create_index("ix_decisions_at_outcome_rule", "decisions", ["at", "outcome", "rule"])
    op.create_table(
        "step_lists",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_step_lists"),
    )
    op.create_table(
        "list_members",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contact", "list", name="pk_list_members"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.address"], name="fk_list_members_contact"),
    )
    op.create_index("ix_list_members_list", "list_members", ["list"])


def downgrade() -> None:
    for table in ("list_members", "step_lists", "decisions", "messages", "contacts"):
        op.drop_table(table)
