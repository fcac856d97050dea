"""What a database's error means, for the one who must act. Neither passwords nor texts of people get in here: both
databases put values into some of their messages, so only what is known to be free of them is quoted."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy.exc import TimeoutError as PoolTimeout

from responder.errors import StoreError

WAIT_SECONDS = 10
"""How long a writer waits for other programs on the same SQLite file. Twilio gives up on us after 15 s."""
AGAIN_SECONDS = 3
"""What failed later than this after it began isn't tried again: Twilio wouldn't wait for it."""

# By the beginning of SQLite's own name for the error.
_SQLITE = (
    ("SQLITE_BUSY", f"has been held by another program for {WAIT_SECONDS} seconds. Stop what else writes to it"),
    ("SQLITE_LOCKED", f"has been held by another program for {WAIT_SECONDS} seconds. Stop what else writes to it"),
    ("SQLITE_FULL", "can't grow: the disk is full. Make room on it"),
    ("SQLITE_IOERR", "can't be read or written: the disk or the network drive fails. Check the disk"),
    ("SQLITE_CANTOPEN", "can't be opened. Check that its folder exists and that this user may write there"),
    ("SQLITE_READONLY", "may only be read. Let this user write to the file and to its folder"),
    ("SQLITE_PERM", "may not be used by this user. Let this user write to the file and to its folder"),
    ("SQLITE_NOTADB", "isn't a SQLite database. Move that file away, or name another one"),
    ("SQLITE_CORRUPT", "is damaged. Put back the last copy of it"),
)
_OF_THE_WORK = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError)

# By SQLSTATE, then by what the server's or the network's message holds (a connection that fails has no SQLSTATE).
_POSTGRESQL_STATES = {
    "28P01": "refused the user name or the password. Check both in DATABASE_URL",
    "28000": "refused this user. Check the name in DATABASE_URL, and pg_hba.conf on the server",
    "3D000": "has no database of that name. Make it with createdb, or correct the name in DATABASE_URL",
    "42501": "doesn't let this user do that. Make the user the owner of the database",
    "53100": "can't grow: its disk is full. Make room on it",
    "53300": "has no connection left. Raise max_connections there, or stop other programs",
    "55P03": "makes us wait too long for what another program has locked. Stop what else works on it",
    "57014": "takes too long. See what keeps the server busy",
    "57P01": "is shutting down. Start it again",
    "57P03": "is still starting. Try again in a moment",
    "25006": "may only be read. Use the primary server",
}
_POSTGRESQL_WORDS = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("pg_hba.conf", "28000"),
    ("too many clients", "53300"),
    ("too many connections", "53300"),
    ("remaining connection slots", "53300"),
    ('role "', "28000"),
    ("starting up", "57P03"),
    ("shutting down", "57P01"),
)
_UNREACHABLE = "doesn't answer. Check that PostgreSQL runs there and that DATABASE_URL names the right host and port"


def in_plain_words(error: BaseException, where: str) -> str:
    """One sentence or two about a driver's error. ``where`` names the database without its password."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, sqlite3.Error):
        return f"The database {where} {_sqlite(original)}."
    if isinstance(original, PoolTimeout):
        return f"The database {where} is too slow for all who ask: every connection to it is busy. Try again later."
    if hasattr(original, "sqlstate"):
        return f"The database {where} {_postgresql(original)}."
    if isinstance(error, StoreError):
        return str(error)
    return f"The database {where} failed ({type(original).__name__})."


def is_busy(error: BaseException) -> bool:
    """Whether another program holds the SQLite file."""
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


def of_the_database(error: BaseException) -> bool:
    """Whether other works would have failed too; else it is about what this one wrote, as a constraint is."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, StoreError | PoolTimeout):
        return True
    if isinstance(original, sqlite3.Error):
        return not isinstance(original, _OF_THE_WORK)
    if hasattr(original, "sqlstate"):
        return not str(original.sqlstate).startswith(("21", "22", "23", "40"))
    return False


def _sqlite(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    for beginning, meaning in _SQLITE:
        if name.startswith(beginning):
            return meaning
    # SQLite names columns and constraints here, never values.
    return f"refused the work ({error})"


def _postgresql(error: Any) -> str:
    state = error.sqlstate
    said = str(error)
    if state is None:
        state = next((code for words, code in _POSTGRESQL_WORDS if words in said), None)
        if state is None and "does not exist" in said:
            state = "3D000"
    if state in _POSTGRESQL_STATES:
        return _POSTGRESQL_STATES[state]
    if state is None or state.startswith("08"):
        return _UNREACHABLE
    # The first line of the server's message; the lines after it may quote values.
    primary = error.diag.message_primary or type(error).__name__
    return f"refused the work ({primary}, SQLSTATE {state})"
