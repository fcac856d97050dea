"""A file of rules in place of what it was: all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from responder.rules.editing.spots import CannotEdit


def save(path: Path, data: bytes, before: bytes) -> None:
    """Write the file. Who reads it meanwhile gets the old one or the new one, never half of it.

    ``before`` is what was read: raises CannotEdit where the file says something else by now, and OSError where it
    can't be written.
    """
    target = path.resolve()
    if target.read_bytes() != before:
        raise CannotEdit(f"{path.as_posix()} was changed meanwhile")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
