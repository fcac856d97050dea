"""Files of rules as lines that keep their ends, so that a changed line changes nothing else in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

_BREAK = re.compile("(\r\n|[\r\n\x85\u2028\u2029])")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class FileText:
    """One file. ``lines`` and ``ends`` alternate; the last line has no end."""

    bom: bool
    lines: tuple[str, ...]
    ends: tuple[str, ...]

    @classmethod
    def of(cls, data: bytes) -> FileText | None:
        """The file's text, or None where it isn't UTF-8."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        parts = _BREAK.split(text.removeprefix(_BOM))
        return cls(text.startswith(_BOM), tuple(parts[::2]), tuple(parts[1::2]))

    def to_bytes(self) -> bytes:
        """The file as it stands on the disk."""
        pieces = [_BOM] if self.bom else []
        for line, end in zip(self.lines, (*self.ends, ""), strict=True):
            pieces += (line, end)
        return "".join(pieces).encode("utf-8")

    def line(self, number: int) -> str:
        """The line of that number, from 1; empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def with_lines(self, changed: Mapping[int, str]) -> FileText:
        """The same with other lines in place of those of these numbers."""
        lines = list(self.lines)
        for number, line in changed.items():
            lines[number - 1] = line
        return replace(self, lines=tuple(lines))


class Texts:
    """All files that were read, by their path, as they are and as they become."""

    def __init__(self) -> None:
        self.before: dict[Path, bytes] = {}
        self._now: dict[Path, FileText] = {}

    def read(self, path: Path) -> bytes:
        """The bytes of a file as it now is. Raises OSError."""
        if path not in self.before:
            data = path.read_bytes()
            self.before[path] = data
            text = FileText.of(data)
            if text is not None:
                self._now[path] = text
        text = self._now.get(path)
        return self.before[path] if text is None else text.to_bytes()

    def __getitem__(self, path: Path) -> FileText | None:
        return self._now.get(path)

    def put(self, path: Path, text: FileText) -> None:
        """The file becomes this."""
        self._now[path] = text
