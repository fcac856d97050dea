"""The table of broadcasts. Their texts are rows of ``due``, which name the broadcast."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from responder.store.columns import Json, Kept, Key, Moment, RowId
from responder.store.tables import metadata

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("name", Key, nullable=False),
    # The template.
    Column("text", Kept, nullable=False),
    # Whom it is for, as it was written, and by what it is known again: the lists, or a digest of the file.
    Column("source", Kept, nullable=False),
    Column("audience", Key, nullable=False),
    # Only who is on one of them gets it.
    Column("lists", Json, nullable=False),
    # Names of values that came with each person, from a file's columns.
    Column("columns", Json, nullable=False),
    # The number or Messaging Service that it goes out from.
    Column("sender", Key, nullable=False),
    # Microseconds between two of its texts; 0 where only the sender's own rate counts.
    Column("every", BigInteger, nullable=False),
    # What one of its texts usually takes.
    Column("segments", Integer, nullable=False),
    # For how many people it is, and how many were left out for which reason.
    Column("total", Integer, nullable=False),
    Column("left_out", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Not sent before then.
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    # Why it was stopped.
    Column("reason", Kept),
    # When its next text may go.
    Column("next_at", Moment, nullable=False),
    Column("ruleset", Key, nullable=False),
)
