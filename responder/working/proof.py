"""Proof that a process of this machine is over: it holds a lock on a file while it lives, however it ends.

A process number proves nothing: in containers each program has number 1, and so has the one on the next machine.
A file that isn't here proves nothing either; then its process may be anywhere.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

from responder.working.alone import locked

_TOKEN = re.compile("[0-9a-f]{32}")


class Proof:
    """``token``: what tells this process from all others."""

    def __init__(self, token: str, file: int | None = None) -> None:
        self.token = token
        self._file = file

    @classmethod
    def of_this_process(cls) -> Self:
        """A new token, with its file where one can be made: without it, others have to wait."""
        token = secrets.token_hex(16)
        file = None
        with suppress(OSError):
            file = os.open(path_of(token), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        if file is not None and not locked(file):
            # A disk without locks: the file would look like that of a process that is over.
            os.close(file)
            file = None
            path_of(token).unlink()
        return cls(token, file)

    def end(self) -> None:
        """The process is over, or about to be: the file isn't needed any more."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        with suppress(OSError):
            if _TOKEN.fullmatch(self.token):
                path_of(self.token).unlink()


def path_of(token: str) -> Path:
    """The file of the process with this token, if it is on this machine."""
    return Path(tempfile.gettempdir()) / f"responder-{token}.worker"


def is_over(token: str) -> bool:
    """Whether the process with this token is certainly over."""
    if not _TOKEN.fullmatch(token):
        return False
    try:
        with path_of(token).open("r+") as file:
            return locked(file.fileno())
    except OSError:
        return False
