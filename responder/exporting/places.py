"""Where an export goes: a folder or a zip file, which gets its name once all of it is there."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from responder.errors import ResponderError


class NotExported(ResponderError):
    """The export couldn't be written. Name another place with --to."""


class Place(ABC):
    """A new folder or file that only its owner may read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")

    @contextmanager
    def open(self) -> Iterator[Place]:
        """Write into it inside the block. What isn't finished is taken away again. Raises NotExported."""
        if self.path.exists():
            raise NotExported(f"{self.path} is there already. Name another place with --to, or take it away first.")
        try:
            self._begin()
            yield self
            self._end()
            self._part.rename(self.path)
        except OSError as error:
            raise NotExported(
                f"{self.path} can't be written: {error.strerror}. Name another place with --to."
            ) from None
        finally:
            self._give_up()

    @abstractmethod
    def file(self, name: str, *, for_spreadsheets: bool = False) -> TextIO:
        """A new text file in it, to be closed before the next. Spreadsheets know UTF-8 by a mark at its beginning."""

    @abstractmethod
    def _begin(self) -> None: ...

    @abstractmethod
    def _end(self) -> None: ...

    @abstractmethod
    def _give_up(self) -> None:
        """Take away what is left of the unfinished one, if anything is."""


class Folder(Place):
    def file(self, name: str, *, for_spreadsheets: bool = False) -> TextIO:
        opened = os.open(self._part / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(opened, "w", encoding=_encoding(for_spreadsheets), errors="replace", newline="")

    def _begin(self) -> None:
        self._part.mkdir(mode=0o700)

    def _end(self) -> None:
        pass

    def _give_up(self) -> None:
        shutil.rmtree(self._part, ignore_errors=True)


class Zip(Place):
    _archive: zipfile.ZipFile | None = None

    def file(self, name: str, *, for_spreadsheets: bool = False) -> TextIO:
        assert self._archive is not None, "a place is opened before its files"
        inside = self._archive.open(name, "w", force_zip64=True)
        return io.TextIOWrapper(inside, encoding=_encoding(for_spreadsheets), errors="replace", newline="")

    def _begin(self) -> None:
        opened = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._archive = zipfile.ZipFile(os.fdopen(opened, "wb"), "w", zipfile.ZIP_DEFLATED)

    def _end(self) -> None:
        if self._archive is not None and (file := self._archive.fp) is not None:
            self._archive.close()
            file.close()

    def _give_up(self) -> None:
        with suppress(OSError, ValueError):
            self._end()
        self._part.unlink(missing_ok=True)


def place_at(path: Path) -> Place:
    """A zip file where the name ends so, else a folder."""
    return Zip(path) if path.suffix.lower() == ".zip" else Folder(path)


def _encoding(for_spreadsheets: bool) -> str:
    return "utf-8-sig" if for_spreadsheets else "utf-8"
