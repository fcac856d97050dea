"""From a database's URL to an engine that is set up as the store needs it."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from responder.errors import StoreError
from responder.store.failures import WAIT_SECONDS, in_plain_words

POOL = 32
"""Connections that a PostgreSQL store keeps; as many again may be open for a moment."""

JOBS_POOL = 12
"""The same for the job engine of a worker."""

JOBS_WAIT = 30
"""Seconds that a job waits for its turn to write to a SQLite file."""

_NOT_AN_ADDRESS = (
    "DATABASE_URL isn't written as a database's address. Write postgresql://user:password@host/name "
    "(in the user and the password write @ as %40, / as %2F and : as %3A) or sqlite:///path"
)


def read_url(written: str) -> URL:
    """The URL of a SQLite file or a PostgreSQL database. Raises StoreError, without quoting the URL."""
    scheme, colon, rest = written.partition(":")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        written = f"postgresql+psycopg{colon}{rest}"
        # A second @ belongs to the password, and what follows it would pass for the host, which errors name.
        if rest.count("@") > 1:
            raise StoreError(_NOT_AN_ADDRESS)
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        raise StoreError(_NOT_AN_ADDRESS) from None
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StoreError(
            f"DATABASE_URL begins with {url.drivername!r}, which responder can't use. Use postgresql://… or sqlite:///…"
        )
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreError(
            "DATABASE_URL names no file, so everything would be forgotten at the end. Name one: sqlite:///path"
        )
    return url


def name_of(url: URL) -> str:
    """The database in words, for messages: a path, or a server and a name; never a password."""
    if url.drivername == "sqlite":
        return str(url.database)
    host = url.query.get("host", url.host or "localhost")
    return f"{url.database or 'postgres'} at {host}{f':{url.port}' if url.port else ''}"


def engine_for(url: URL, *, create: bool) -> Engine:
    """An engine that has connected once. ``create``: a SQLite file that isn't there is made, with its folder.

    Raises StoreError in plain words where the database can't be reached or used.
    """
    engine = _sqlite(url, create=create) if url.drivername == "sqlite" else _postgresql(url)
    try:
        engine.connect().close()
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise StoreError(in_plain_words(error, name_of(url))) from None
    return engine


def engine_for_jobs(written: str) -> Engine:
    """An engine of the job engine's own for the same database. Raises StoreError for a URL that can't be used."""
    url = read_url(written)
    if url.drivername != "sqlite":
        _hush_the_pool()
        return create_engine(url, hide_parameters=True, pool_size=JOBS_POOL, max_overflow=JOBS_POOL, pool_pre_ping=True)
    # IMMEDIATE: whoever is going to write takes the lock at once, since one who reads first may find it gone.
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": JOBS_WAIT, "isolation_level": "IMMEDIATE"}, pool_size=POOL
    )
    event.listen(engine, "connect", _set_up_for_jobs)
    return engine


def jobs_of(engine: Engine, receiver: str) -> list[str]:
    """The job engine's names for all jobs of one receiver of texts: it has no question for that of its own."""
    schema = "dbos." if engine.dialect.name == "postgresql" else ""
    query = text(f"SELECT workflow_uuid FROM {schema}workflow_status WHERE queue_partition_key = :receiver")
    with engine.connect() as connection:
        return [str(row[0]) for row in connection.execute(query, {"receiver": receiver})]


def with_password(written: str) -> str:
    """The URL as SQLAlchemy writes it, with the password in it."""
    return read_url(written).render_as_string(hide_password=False)


def _set_up_for_jobs(connection: sqlite3.Connection, _record: Any) -> None:
    _use_wal(connection)
    # What the job engine notes of itself may be lost in a power cut: ``due`` says what is done, and that isn't.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _sqlite(url: URL, *, create: bool) -> Engine:
    path = Path(str(url.database))
    if create:
        try:
            # What people text is nobody else's on this machine.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {path.parent} for the database can't be made ({error.strerror}). "
                "Make it, or set RESPONDER_DATA to a folder that this user may write to."
            ) from None
    elif not path.exists():
        raise StoreError(f"There is no database at {path} yet. `responder serve` or `responder db upgrade` makes it.")
    # isolation_level None: the sqlite3 module begins no transactions of its own; the store does.
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    _use_wal(connection)
    # FULL: a commit returns when the disk has it, so that what was answered survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Pages go from the log into the file after 16 MB instead of 4: that makes the disk wait, and index pages that
    # many texts change are then written once for all of them.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write-ahead logging: readers and the writer don't wait for each other. It stays switched on in the file.

    SQLite doesn't wait for others while switching, so two programs that start at once must try again.
    """
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            # Some network drives can't share memory and keep the old mode, which is slower and just as safe.
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if not str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY") or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute("BEGIN")


def _postgresql(url: URL) -> Engine:
    # psycopg takes a while to import, and most run on SQLite.
    from responder.store import limited

    _hush_the_pool()
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=limited.POOL_SECONDS,
        connect_args={name: value for name, value in limited.CONNECTING.items() if name not in url.query},
    )
    limited.limit(engine)
    return engine


def _hush_the_pool() -> None:
    """The pool logs a traceback for each connection that the server ended. Our own error says it."""
    pool_log = logging.getLogger("sqlalchemy.pool")
    if pool_log.level == logging.NOTSET:
        pool_log.setLevel(logging.CRITICAL + 1)
