"""Open questions, conversations and their answers, and what is to be sent later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("questions", sa.Text()))
    op.add_column("contacts", sa.Column("handed_over_until", sa.BigInteger()))
    op.add_column("contacts", sa.Column("waiting", sa.SmallInteger()))
    op.create_table(
        "due",
        sa.Column("id", ROW_ID, nullable=False, autoincrement=True),
        sa.Column("message_id", ROW_ID),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until_reply", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_due"),
    )
    op.create_index("ix_due_state_at", "due", ["state", "at"])
    op.create_index("ix_due_contact_state", "due", ["contact", "state"])
    op.create_table(
        "runs",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("how", sa.Text()),
        sa.PrimaryKeyConstraint("contact", "name", "started_at", name="pk_runs"),
    )
    op.create_index("ix_runs_name_started_at", "runs", ["name", "started_at"])
    op.create_table(
        "answers",
        sa.Column("id", ROW_ID, nullable=False, autoincrement=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("message_sid", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_name_started_at", "answers", ["name", "started_at"])


def downgrade() -> None:
    for table in ("answers", "runs", "due"):
        op.drop_table(table)
    with op.batch_alter_table("contacts") as contacts:
        for name in ("waiting", "handed_over_until", "questions"):
            contacts.drop_column(name)
