"""Files of rules in place of what they were: all of them or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a file says and what it is to say."""

    path: Path
    before: bytes
    after: bytes


class NotSaved(Exception):
    """A file can't be written, and the others are as they were, but for ``changed``. ``why`` is in the words of the
    system; empty where somebody else changed the file since it was read."""

    def __init__(self, path: Path, why: str = "", changed: Sequence[Path] = ()) -> None:
        super().__init__(f"{path.as_posix()}: {why or 'changed meanwhile'}")
        self.path = path
        self.why = why
        self.changed = tuple(changed)


def save(files: Sequence[Rewrite]) -> None:
    """Write the files. Who reads one meanwhile gets the old one or the new one, never half of it. Raises NotSaved."""
    for one in files:
        try:
            same = one.path.read_bytes() == one.before
        except OSError as error:
            raise _not_saved(one, error) from None
        if not same:
            raise NotSaved(one.path)
    ready: list[Path] = []
    try:
        for one in files:
            try:
                ready.append(_written(one.path, one.after))
            except OSError as error:
                raise _not_saved(one, error) from None
        _replace(files, ready)
    finally:
        for temporary in ready:
            with suppress(OSError):
                temporary.unlink()


def _replace(files: Sequence[Rewrite], ready: Sequence[Path]) -> None:
    done: list[Rewrite] = []
    for one, temporary in zip(files, ready, strict=True):
        try:
            temporary.replace(one.path.resolve())
        except OSError as error:
            raise _not_saved(one, error, [other.path for other in done if not _is_put_back(other)]) from None
        done.append(one)


def _is_put_back(one: Rewrite) -> bool:
    try:
        temporary = _written(one.path, one.before)
        try:
            temporary.replace(one.path.resolve())
        except OSError:
            temporary.unlink()
            raise
    except OSError:
        return False
    return True


def _written(path: Path, data: bytes) -> Path:
    """A new file beside the one at this path, with its mode."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _not_saved(one: Rewrite, error: OSError, changed: Sequence[Path] = ()) -> NotSaved:
    return NotSaved(one.path, error.strerror or str(error), changed)
