"""``# responder: ignore=name`` on the line that a finding is about, on the line above it, or where its rule begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from responder.core.place import Place

_COMMENT = re.compile(r"(?:^|\s)#\s*responder:\s*ignore\s*=\s*(?P<names>[\w-]+(?:\s*,\s*[\w-]+)*)")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One name in one comment."""

    place: Place
    name: str


def ignores_in(sources: Mapping[str, str]) -> Iterator[Ignore]:
    """Every ignore in the files."""
    for file, text in sources.items():
        for number, line in enumerate(text.splitlines(), start=1):
            found = _COMMENT.search(line) if "responder:" in line else None
            if found is None:
                continue
            at = found.start("names")
            for part in found["names"].split(","):
                column = at + len(part) - len(part.lstrip()) + 1
                yield Ignore(Place(file, number, column), part.strip())
                at += len(part) + 1


class Ignores:
    """Answers whether a finding at a place is to be left out."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.all = tuple(ignores_in(sources))
        self._by_line: dict[tuple[str, int], set[str]] = {}
        for ignore in self.all:
            self._by_line.setdefault((ignore.place.file, ignore.place.line), set()).add(ignore.name)

    def cover(self, name: str, *places: Place) -> bool:
        """Whether one of these places, or the line above it, says to ignore this check."""
        lines = ((place.file, line) for place in places for line in (place.line, place.line - 1))
        return any(name in self._by_line.get(line, ()) for line in lines)
