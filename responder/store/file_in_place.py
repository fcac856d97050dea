"""Whether the SQLite file is still where it was opened.

A file that was deleted, moved or replaced stays open: SQLite goes on writing to it, and every commit goes well. All of
that is lost when the program ends, an opt-out too. So the writer compares the file at the path with the one that it
opened, which costs a few microseconds, before each commit.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from responder.errors import StoreError

_Identity = tuple[int, int] | None


class FileInPlace:
    """The file behind a connection, and its write-ahead log, as they were when it was opened."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        # SQLite's own idea of the path has symbolic links resolved, and the next start follows the link again.
        path = Path(where).absolute()
        if not path.exists():
            # The name is a URI (file:…?uri=true).
            path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
        self._where = where
        self._path = path
        self._file = _identity(path)
        self._log_path = Path(f"{path.resolve()}-wal")
        # None: not there yet, or never, on a network drive.
        self._log = _identity(self._log_path)

    def check(self) -> None:
        """Raises StoreError, with what to do, if the file or its log isn't there any more, or is another one."""
        found = _identity(self._path)
        if found != self._file or found is None:
            raise StoreError(self._gone() if found is None else self._another())
        log = _identity(self._log_path)
        if self._log is None:
            self._log = log
        elif log != self._log:
            raise StoreError(
                f"The file {self._log_path} was removed while responder ran, and the newest texts are in it. "
                f"Nothing is kept until responder is started again. Never delete the -wal and -shm files."
            )

    def _gone(self) -> str:
        return (
            f"The database {self._where} isn't there any more: the file or its folder was deleted or moved while "
            "responder ran. Nothing is kept until it is back: move it back, or put back the last copy of it and start "
            "responder again."
        )

    def _another(self) -> str:
        return (
            f"The database {self._where} isn't the file that responder opened: another was put in its place while it "
            "ran. Nothing is kept until you start responder again, which uses the new file, or put the old one back."
        )


def _identity(path: Path) -> _Identity:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
