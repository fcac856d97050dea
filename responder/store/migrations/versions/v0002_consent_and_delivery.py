"""The consent ledger, which is only ever added to, and what became of what we sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ONLY_ADDED_TO = "the consent ledger is only ever added to"


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", ROW_ID, nullable=False, autoincrement=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("message_sid", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_contact_at", "consent", ["contact", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{ONLY_ADDED_TO}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent "
            "FOR EACH ROW EXECUTE FUNCTION consent_is_append_only()"
        )
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER consent_no_{verb.lower()} BEFORE {verb} ON consent "
                f"BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED_TO}'); END"
            )
    op.create_table(
        "deliveries",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("error_code", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sid", name="pk_deliveries"),
    )


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("consent")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION consent_is_append_only()")
