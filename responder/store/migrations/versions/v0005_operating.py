"""Broadcasts, what was announced, who was forgotten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

ONLY_ADDED_TO = "the consent ledger is only ever added to"
FORGETTING = (
    "EXISTS (SELECT 1 FROM forgotten WHERE 'forgotten:' || forgotten.digest = NEW.contact) "
    "AND substr(OLD.contact, 1, 10) <> 'forgotten:' "
    "AND NEW.words = '' AND NEW.source = '' AND NEW.message_sid IS NULL "
    "AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.what = OLD.what AND NEW.scope = OLD.scope "
    "AND NEW.rule {same} OLD.rule AND NEW.ruleset = OLD.ruleset"
)


def upgrade() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("lists", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("every", sa.BigInteger(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.add_column("due", sa.Column("broadcast", ROW_ID))
    _limit()
    for name, columns, unique in (
        ("uq_due_broadcast_contact", ["broadcast", "contact"], True),
        ("ix_due_broadcast_state_at", ["broadcast", "state", "at"], False),
    ):
        only = sa.text("broadcast IS NOT NULL")
        op.create_index(name, "due", columns, unique=unique, sqlite_where=only, postgresql_where=only)
    _count()
    op.create_table(
        "forgotten",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("opted_out", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_forgotten"),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    _let_the_ledger_forget()
    op.add_column("workers", sa.Column("token", sa.Text(), nullable=False, server_default=""))
    op.add_column("senders", sa.Column("asked_at", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table, name in (("senders", "asked_at"), ("workers", "token")):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(name)
    _limit_no_more()
    op.drop_index("ix_due_broadcast_state_at", "due")
    op.drop_index("uq_due_broadcast_contact", "due")
    with op.batch_alter_table("due") as due:
        due.drop_column("broadcast")
    op.drop_table("broadcasts")
    _count_no_more()
    _keep_the_ledger_as_it_was()
    op.drop_table("secrets")
    op.drop_table("forgotten")


def _let_the_ledger_forget() -> None:
    """The triggers of the consent ledger let a number give way to its hash."""
    if op.get_bind().dialect.name == "postgresql":
        allowed = FORGETTING.format(same="IS NOT DISTINCT FROM")
        op.execute(
            "CREATE OR REPLACE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF ({allowed}) IS TRUE THEN RETURN NEW; END IF; END IF; "
            f"RAISE EXCEPTION '{ONLY_ADDED_TO}'; END $$"
        )
        return
    op.execute("DROP TRIGGER consent_no_update")
    op.execute(
        f"CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent WHEN ({FORGETTING.format(same='IS')}) IS NOT TRUE "
        f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED_TO}'); END"
    )


def _keep_the_ledger_as_it_was() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{ONLY_ADDED_TO}'; END $$"
        )
        return
    op.execute("DROP TRIGGER consent_no_update")
    op.execute(
        "CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent "
        f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED_TO}'); END"
    )


def _count() -> None:
    """What is counted for /metrics, and what finds it."""
    ended, failed = sa.text("ended_at IS NOT NULL"), sa.text("error_code IS NOT NULL")
    op.create_index("ix_due_ended_at", "due", ["ended_at"], sqlite_where=ended, postgresql_where=ended)
    op.create_index(
        "ix_deliveries_failed_at", "deliveries", ["at", "error_code"], sqlite_where=failed, postgresql_where=failed
    )
    op.create_table(
        "tallies",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", "first", "second", name="pk_tallies"),
    )


def _count_no_more() -> None:
    op.drop_table("tallies")
    op.drop_index("ix_deliveries_failed_at", "deliveries")
    op.drop_index("ix_due_ended_at", "due")


def _limit() -> None:
    """What the staff was told, and what was taken back or tried again."""
    op.add_column("due", sa.Column("late", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("due", sa.Column("taken_back", sa.Text()))
    op.add_column("due", sa.Column("planned_at", sa.BigInteger()))
    op.create_table(
        "announced",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_announced"),
    )


def _limit_no_more() -> None:
    op.drop_table("announced")
    with op.batch_alter_table("due") as due:
        due.drop_column("planned_at")
        due.drop_column("taken_back")
        due.drop_column("late")
