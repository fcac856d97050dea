"""Which names of workers are taken, by whom, and when each was last heard of: the table ``workers``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import Any

from responder.store.columns import given_back, kept, key, microseconds, moment
from responder.store.cursor import Cursor

_SEEN = (
    "INSERT INTO workers (name, host, pid, seen_at, token) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at WHERE workers.token = excluded.token"
)
_CLOCK = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"

Worker = tuple[str, str, int, datetime]
"""A name that is taken, the host and process that took it, and when it was last seen."""

Held = tuple[str, str, datetime]
"""A name that is taken, the token of who took it, and when that was last seen, by the database's clock."""


class HeldNames(ABC):
    """Reads and writes inside one transaction, as ``Doing``, of which it is a part."""

    __slots__ = ()

    _cursor: Cursor
    _postgres: bool

    @abstractmethod
    def _run(self, sql: str, *values: Any) -> None: ...

    def clock(self) -> datetime:
        """The database's clock: a server's own; for a file that of this machine, where all of it happens."""
        if not self._postgres:
            return datetime.now(UTC)
        self._run(_CLOCK)
        return moment(self._cursor.fetchone()[0])

    def workers(self) -> list[Worker]:
        """Every name that is taken."""
        self._run("SELECT name, host, pid, seen_at FROM workers ORDER BY name")
        return [(given_back(row[0]), given_back(row[1]), row[2], moment(row[3])) for row in self._cursor.fetchall()]

    def held(self) -> list[Held]:
        """Every name that is taken, in order."""
        self._run("SELECT name, token, seen_at FROM workers ORDER BY name")
        return [(given_back(row[0]), row[1], moment(row[2])) for row in self._cursor.fetchall()]

    def alone_with_names(self) -> None:
        """Until the transaction ends nobody else changes them. To be called before it writes anything: two who have
        written, and then want to be alone, would wait for each other."""
        if self._postgres:
            self._run("LOCK TABLE workers IN SHARE ROW EXCLUSIVE MODE")

    def seen(self, name: str, host: str, pid: int, now: datetime, token: str = "") -> bool:
        """This worker is alive, and has this name, unless somebody has it under another token: then False."""
        self._run(_SEEN, key(name), kept(host), pid, microseconds(now), token)
        return self._cursor.rowcount > 0

    def leave(self, name: str, token: str | None = None, seen: datetime | None = None) -> None:
        """This worker is gone, and others may have its name. ``token``, ``seen``: only if it is the one with that
        token, and only if nobody heard of it since."""
        sql, values = "DELETE FROM workers WHERE name = ?", [key(name)]
        if token is not None:
            sql, values = f"{sql} AND token = ?", [*values, token]
        more = () if seen is None else (microseconds(seen),)
        self._run(f"{sql} AND seen_at = ?" if more else sql, *values, *more)
