"""Everything that is kept, as of one moment, read row by row: for exports. Others write meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Select, Table, select, text
from sqlalchemy.exc import DBAPIError, TimeoutError

from responder.errors import StoreError
from responder.store.columns import key
from responder.store.erasing import theirs_of_due
from responder.store.failures import in_plain_words
from responder.store.forgotten import MARK
from responder.store.tables import answers, consent, contacts, decisions, deliveries, due, list_members, messages, runs
from responder.store.tables import metadata as _metadata

AT_ONCE = 1000
"""Rows that are in memory at the same time."""

INNER = frozenset({"forgotten", "secrets", "senders", "workers", "halts"})
"""Tables that say nothing of what was said or done: the keys and the clockwork of the programs."""

Record = Mapping[str, Any]
"""A row: column to value. Times are aware, JSON is plain values."""


class Snapshot:
    """One moment of a store."""

    def __init__(self, connection: Connection, digest_of: Callable[[str], str | None]) -> None:
        self._connection = connection
        self._digest_of = digest_of

    def tables(self) -> list[str]:
        """Every table that holds what was said or done."""
        return [table.name for table in _metadata.sorted_tables if table.name not in INNER]

    def columns(self, table: str) -> list[str]:
        return [column.name for column in _metadata.tables[table].c]

    def rows(self, table: str) -> Iterator[Record]:
        """All rows of a table, in the order of its key."""
        found = _metadata.tables[table]
        return self._read(select(found).order_by(*found.primary_key.columns))

    def contact(self, address: str) -> Record | None:
        """What is remembered of a contact, with ``lists`` (list to when they joined); None for a stranger."""
        found = list(self._read(select(contacts).where(contacts.c.address == address)))
        if not found:
            return None
        joined = select(list_members.c.list, list_members.c.joined_at).where(list_members.c.contact == address)
        return {**found[0], "lists": {one["list"]: one["joined_at"] for one in self._read(joined)}}

    def messages(self, address: str) -> Iterator[Record]:
        """What they texted and were texted, oldest first, with what was decided and what became of it."""
        query = (
            select(messages, decisions.c.outcome, decisions.c.rule, deliveries.c.status, deliveries.c.error_code)
            .outerjoin(decisions, decisions.c.message_id == messages.c.id)
            .outerjoin(deliveries, deliveries.c.sid == messages.c.sid)
            .where(messages.c.contact == address)
        )
        return self._read(query.order_by(messages.c.at, messages.c.id))

    def due(self, address: str) -> Iterator[Record]:
        """What was, or is to be, sent to them apart from answers, and to others about them."""
        return self._read(select(due).where(theirs_of_due(address)).order_by(due.c.id))

    def consent(self, address: str) -> Iterator[Record]:
        """Their lines of the ledger."""
        digest = self._digest_of(address)
        names = [address] if digest is None else [address, MARK + digest]
        return self._read(select(consent).where(consent.c.contact.in_(names)).order_by(consent.c.id))

    def runs(self, address: str) -> Iterator[Record]:
        """The conversations and questions that were begun with them."""
        return self._of(runs, address)

    def answers(self, address: str) -> Iterator[Record]:
        """What they answered."""
        return self._of(answers, address)

    def sent(self, sids: Iterable[str]) -> Iterator[Record]:
        """Messages by their sids, as far as they are kept."""
        for sid in sids:
            yield from self._read(select(messages).where(messages.c.sid == key(sid)))

    def _of(self, table: Table, address: str) -> Iterator[Record]:
        query = select(table).where(table.c.contact == address)
        return self._read(query.order_by(*table.primary_key.columns))

    def _read(self, query: Select[*tuple[Any, ...]]) -> Iterator[Record]:
        with self._connection.execution_options(yield_per=AT_ONCE).execute(query) as rows:
            for row in rows:
                yield row._mapping  # type: ignore[misc]


class Snapshots(ABC):
    """The store's way to a snapshot."""

    _engine: Engine
    _where: str

    @abstractmethod
    def _digest(self, address: str) -> str | None: ...

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Everything as of now, for as long as the block lasts. Raises StoreError where the database fails."""
        try:
            with self._engine.connect() as connection:
                postgres = connection.dialect.name == "postgresql"
                if postgres:
                    connection = connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    if postgres:
                        # Whoever exports has time.
                        driver: Any = connection.connection.driver_connection
                        driver.deadline = None
                        connection.execute(text("SET LOCAL statement_timeout = 0"))
                    yield Snapshot(connection, self._digest)
        except (DBAPIError, TimeoutError) as error:
            raise StoreError(in_plain_words(error, self._where)) from None
