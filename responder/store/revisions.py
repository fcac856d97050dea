"""Which revision a database has, and bringing it to the newest.

Importing Alembic takes a third of a second, so it is only imported for a database that exists and is behind. A new
one is made from the tables at once; a test holds that to what the migrations make.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from responder.errors import StoreError
from responder.store.tables import REVISION_TABLE, metadata, revision_table

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every revision, oldest first. A test compares them with the files in ``migrations/versions``."""
NEWEST = REVISIONS[-1]

MIGRATIONS = Path(__file__).parent / "migrations"

# Any number that no contact's lock is likely to have: programs that start at once take turns by it.
_STARTING = 0x7265_7370_6F6E_6400


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What ``upgrade`` did. ``before`` is None for a database that was new."""

    before: str | None
    after: str


def current(connection: Connection) -> str | None:
    """The database's revision; None where it has none of our tables yet."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    return connection.execute(select(revision_table.c.version_num)).scalar()


def upgrade(engine: Engine, where: str) -> Upgrade:
    """Bring the database to the newest revision; at once where it has it.

    Safe when several programs start at the same moment. Raises StoreError for a database of a newer responder, or
    of another program.
    """
    with engine.connect() as connection:
        found = current(connection)
    if found == NEWEST:
        return Upgrade(found, found)
    with _alone(engine) as connection:
        found = current(connection)
        _check_known(found, where)
        if found is None:
            _make(connection, where)
        elif found != NEWEST:
            migrate(connection)
    return Upgrade(found, NEWEST)


def check(connection: Connection, where: str) -> str:
    """The revision, where it is the newest. Raises StoreError where it isn't."""
    found = current(connection)
    _check_known(found, where)
    if found is None:
        raise StoreError(f"The database {where} is empty. `responder db upgrade` makes the tables.")
    if found != NEWEST:
        raise StoreError(
            f"The database {where} is of an older responder (revision {found}, needed {NEWEST}). "
            "Run `responder db upgrade`."
        )
    return found


def _check_known(found: str | None, where: str) -> None:
    if found is not None and found not in REVISIONS:
        raise StoreError(
            f"The database {where} was made by a newer responder (revision {found}; this one knows {NEWEST}). "
            "Install that version again, or put back a copy of the database from before the upgrade."
        )


def migrate(connection: Connection, to: str = NEWEST) -> None:
    """Run Alembic's migrations inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # Alembic reads % as the start of a placeholder.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _make(connection: Connection, where: str) -> None:
    """A new database, from the tables."""
    strangers = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
    if strangers:
        raise StoreError(
            f"The database {where} holds another program's tables ({', '.join(strangers)}). "
            "Give responder a database of its own."
        )
    metadata.create_all(connection, checkfirst=False)
    revision_table.create(connection)
    connection.execute(insert(revision_table).values(version_num=NEWEST))


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else can upgrade; all of it is kept, or nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # A migration of many rows takes its time, and others wait for it.
            driver_connection: Any = connection.connection.driver_connection
            driver_connection.deadline = None
            with connection.begin():
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _STARTING})
                yield connection
            return
        # Alembic copies a SQLite table to change it, which foreign keys would forbid. They can't be switched off
        # inside a transaction, and are checked at its end instead.
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            driver.execute("BEGIN IMMEDIATE")
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreError("The migration left rows that belong to nothing, so it was undone.")
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
