"""The tables of those who were forgotten."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from responder.store.columns import Json, Key, Moment
from responder.store.tables import metadata

# Who was forgotten, by a hash of the number: see ``responder.store.forgotten``.
forgotten = Table(
    "forgotten",
    metadata,
    Column("digest", Text, primary_key=True),
    # As ``contacts.opted_out``: they are never texted again, unless they text START.
    Column("opted_out", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

# Random keys of this database's own, made when they are first needed.
secrets = Table(
    "secrets",
    metadata,
    Column("name", Key, primary_key=True),
    Column("value", Text, nullable=False),
)
