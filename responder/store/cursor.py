"""The part of a driver's cursor that is used for each message: sqlite3's and psycopg's alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...

    @property
    def lastrowid(self) -> int | None: ...

    def execute(self, sql: str, parameters: Sequence[Any], /) -> Any: ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> Any: ...


def new_id(cursor: Cursor, returning: bool) -> int | None:
    """The id of the row that the last insert made; None where it made none. ``returning``: as ``Statements`` says."""
    if returning:
        row = cursor.fetchone()
        return None if row is None else int(row[0])
    return cursor.lastrowid if cursor.rowcount > 0 else None
