"""What Alembic runs. The connection, in a transaction of its own, comes from ``responder.store.revisions``."""

from __future__ import annotations

from typing import Any

from alembic import context

from responder.store.tables import REVISION_TABLE, metadata


def ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Other programs' tables in the same database (the job engine's, say) are none of our business."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
    include_object=ours,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
