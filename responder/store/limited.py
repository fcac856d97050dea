"""PostgreSQL connections that wait only so long for a server that accepts what it is told and never answers.

The server's own limits (``statement_timeout``) hold while it is well, TCP's while its machine is gone. A server that
is stopped, or a proxy before one that is, keeps to neither: there only our own clock helps.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

from responder.store.failures import WAIT_SECONDS

STATEMENT_SECONDS = 8
"""How long one statement, or a lock it needs, may take."""
CONNECT_SECONDS = 5
POOL_SECONDS = 5
"""How long one waits for a connection while all are busy."""

CONNECTING = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": STATEMENT_SECONDS * 1000,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""For libpq. What the URL says goes before."""


class TookTooLong(psycopg.OperationalError):
    """The server didn't answer in time. Its connection is closed, since an old answer may still come on it."""


class LimitedConnection(psycopg.Connection[Any]):
    """A connection on which everything ends by ``deadline``, a time of ``time.monotonic``; None: whenever it ends."""

    deadline: float | None = None

    def wait(self, gen: PQGen[Any], *args: Any, **kwargs: Any) -> Any:
        """What the driver calls for each exchange with the server."""
        if self.deadline is None:
            return super().wait(gen, *args, **kwargs)
        try:
            return super().wait(_until(self.deadline, gen), *args, **kwargs)
        except TookTooLong:
            self.close()
            raise


def _until(deadline: float, gen: PQGen[Any]) -> PQGen[Any]:
    """The same exchange. The driver looks in ten times a second, also when nothing has come."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if time.monotonic() > deadline:
                raise TookTooLong("the server didn't answer in time")
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value


def limit(engine: Engine) -> None:
    """Give the engine such connections. From the pool they come with ten seconds each."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkout", _begin)


def _connect(_dialect: Any, _record: Any, args: list[Any], parameters: dict[str, Any]) -> LimitedConnection:
    connection = LimitedConnection.connect(*args, **parameters)
    connection.deadline = time.monotonic() + CONNECT_SECONDS
    # Not as a parameter of the connection: PgBouncer refuses those that it doesn't know.
    try:
        for name in ("statement_timeout", "lock_timeout"):
            if name not in str(parameters.get("options", "")):
                connection.execute(f"SET {name} = '{STATEMENT_SECONDS}s'")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: LimitedConnection, _record: Any, _proxy: Any) -> None:
    connection.deadline = time.monotonic() + WAIT_SECONDS
