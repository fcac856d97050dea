"""How far what is due is done: by which job and worker, and what stands in the way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("due", sa.Column("job", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("due", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("due", sa.Column("sending", sa.Text()))
    op.add_column("due", sa.Column("turn", sa.BigInteger()))
    op.create_table(
        "senders",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name="pk_senders"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_workers"),
    )
    op.create_table(
        "halts",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_halts"),
    )


def downgrade() -> None:
    for table in ("halts", "workers", "senders"):
        op.drop_table(table)
    with op.batch_alter_table("due") as due:
        for name in ("turn", "sending", "failures", "job"):
            due.drop_column(name)
