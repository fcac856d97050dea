"""Phone calls that were placed."""

from __future__ import annotations

from responder.store.columns import key, read
from responder.store.cursor import Cursor


class Calls:
    """Reads inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_postgres")

    def __init__(self, cursor: Cursor, postgres: bool) -> None:
        self._cursor = cursor
        self._postgres = postgres

    def made_for(self, id_: int, contact: str) -> int:
        """How often this contact was called for this row of ``due``."""
        sql = "SELECT details FROM messages WHERE contact = ? AND channel = 'call' AND direction = 'out'"
        self._cursor.execute(sql.replace("?", "%s") if self._postgres else sql, (key(contact),))
        return sum(read(row[0]).get("due") == id_ for row in self._cursor.fetchall() if row[0])
