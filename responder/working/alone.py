"""A SQLite file has one worker: its process holds a lock file beside the database, which ends with the process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from responder.errors import ResponderError


class AnotherWorks(ResponderError):
    """Another process does what is due in this database already. Several need PostgreSQL."""


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold the lock while the block runs. Raises AnotherWorks where somebody has it."""
    # Beside the file itself, under whatever other names it is known.
    database = database.resolve()
    path = database.with_name(f"{database.name}.worker")
    with path.open("a") as file:
        if not locked(file.fileno()):
            raise AnotherWorks(
                f"Another process does what is due in {database} already. A SQLite file has one worker; for several, "
                "set DATABASE_URL to a PostgreSQL database."
            )
        yield


if sys.platform == "win32":
    import msvcrt

    def locked(file: int) -> bool:
        """Lock an open file until it is closed or the process ends; False where another has it locked."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def locked(file: int) -> bool:
        """Lock an open file until it is closed or the process ends; False where another has it locked."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
