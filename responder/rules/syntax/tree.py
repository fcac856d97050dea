"""A file of rules as a light tree: texts, lists and settings, each with its place. Every value is text first.

YAML's own ideas of what a value is (booleans, numbers, dates) never come in: what is read here is what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responder.rules.syntax.source import Source


class Node:
    """A value and where it stands: the file, lines and columns from 1, the end column after the last character."""

    __slots__ = ("column", "end_column", "end_line", "flow", "line", "source")

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        self.source = source
        self.line: int = start.line + 1
        self.column: int = start.column + 1
        self.end_line: int = end.line + 1
        self.end_column: int = end.column + 1
        self.flow = False
        """Whether it stands between brackets."""


class Text(Node):
    """A text. ``quoted``: it stands in quotes. ``block``: it stands under ``|`` or ``>``. ``cut``: the column of a
    `` #`` that ended it, behind which the writer's words may have been lost, or 0."""

    __slots__ = ("block", "cut", "quoted", "value")

    def __init__(self, source: Source, start: Any, end: Any, value: str, style: str | None) -> None:
        super().__init__(source, start, end)
        self.value = value
        self.quoted = style in ("'", '"')
        self.block = style in ("|", ">")
        self.cut = 0


class List(Node):
    __slots__ = ("items",)

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        super().__init__(source, start, end)
        self.items: list[Node] = []


class Entry:
    """One setting: its name and its value."""

    __slots__ = ("key", "value")

    def __init__(self, key: Text, value: Node) -> None:
        self.key = key
        self.value = value


class Settings(Node):
    """Settings of the form ``name: value``, in the order of the file, each name once."""

    __slots__ = ("entries",)

    def __init__(self, source: Source, start: Any, end: Any) -> None:
        super().__init__(source, start, end)
        self.entries: dict[str, Entry] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())


class Broken(Node):
    """What was told as a problem already, and is passed over by all who read on."""

    __slots__ = ()
