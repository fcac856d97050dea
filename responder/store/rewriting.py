"""The SQLite file written anew, so that nothing of what was deleted is left between what is kept."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from responder.errors import StoreError
from responder.store.failures import in_plain_words

WAIT = 30.0
"""Seconds that this waits for others who use the file."""


def rewrite(path: Path) -> bool:
    """Write the file anew, and empty its log. Whoever writes to it meanwhile waits.

    Returns False where the log couldn't be emptied, since others kept on reading: it empties itself later. Raises
    StoreError where the file can't be written.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            return _emptied(connection)
    except sqlite3.Error as error:
        raise StoreError(in_plain_words(error, str(path))) from None


def _emptied(connection: sqlite3.Connection) -> bool:
    give_up = time.monotonic() + WAIT
    connection.execute("PRAGMA busy_timeout = 1000")
    while True:
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
