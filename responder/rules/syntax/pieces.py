"""A file cut into the entries of its ``rules:``, from the text alone, so that what didn't change needn't be parsed
again. Only files of the plain form are cut; the tree of each is held against the cut before anybody relies on it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from responder.rules.syntax.tree import Kept, List, Node, Settings

_TOP = re.compile(r"(?m)^[^ #\r\n]")
_RULES = re.compile(r"(?m)^rules:[ ]*(?:#.*)?\r?$")
_FIRST = re.compile(r"(?m)^(?P<indent> +)[^ #\r\n]")
_TAB_AHEAD = re.compile(r"(?m)^ *\t")


class Piece(NamedTuple):
    """An entry under ``rules:`` as it stands, with the comments and empty lines behind it, and its first line's number
    from 1."""

    text: str
    line: int

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@dataclass(frozen=True, slots=True)
class Cut:
    """A file in pieces: what stands before the first entry of ``rules:``, the entries, and what follows them."""

    before: str
    pieces: tuple[Piece, ...]
    after: str
    rules_line: int
    top_lines: frozenset[int]
    """Lines that begin at the left margin with something else than a comment."""

    def without(self, known: Container[str]) -> str:
        """The whole text with a comment and empty lines in place of each piece whose text is known, so that all others
        stay on their lines. The comment ends a text under ``|+``, to which empty lines would belong. The first piece
        stays: a list has to begin."""
        parts = [self.before]
        for piece in self.pieces:
            hidden = piece.text in known and piece is not self.pieces[0]
            parts.append("#" + "\n" * piece.lines if hidden else piece.text)
        return "".join([*parts, self.after])

    def joined(self, tree: Node | None, kept: Mapping[str, Kept]) -> list[Node] | None:
        """The nodes of the pieces in order, put in the tree as well: those in ``kept`` from there, the others as they
        stand in ``tree``, which is made of what ``without`` gave. None where the tree isn't as the cut took it to be.

        A text in quotes or brackets that goes on over the end of its piece swallows the beginning of the next one, so
        that one of these lines begins nothing.
        """
        rules = tree.entries.get("rules") if isinstance(tree, Settings) else None
        if rules is None or not isinstance(tree, Settings) or not isinstance(rules.value, List) or rules.value.flow:
            return None
        if rules.key.line != self.rules_line or {entry.key.line for entry in tree} != self.top_lines:
            return None
        if kept and len({piece.text for piece in self.pieces}) < len(self.pieces):
            # A rule that stands there twice is to be told, with both of its places.
            return None
        fresh = iter(rules.value.items)
        nodes: list[Node] = []
        for piece in self.pieces:
            old = kept.get(piece.text) if nodes else None
            node = next(fresh, None) if old is None else old
            if node is None or (old is None and node.line != piece.line):
                return None
            nodes.append(node)
        if next(fresh, None) is not None:
            return None
        for piece, node in zip(self.pieces, nodes, strict=True):
            if isinstance(node, Kept):
                node.move(rules.value.source, piece.line)
        rules.value.items = nodes
        return nodes


def cut(text: str) -> Cut | None:
    """The file in pieces, or None where it isn't laid out so that its text alone shows them."""
    if not _is_plain(text):
        return None
    tops = [found.start() for found in _TOP.finditer(text)]
    heads = [top for top in tops if _RULES.match(text, top)]
    if len(heads) != 1:
        return None
    head = heads[0]
    end = next((top for top in tops if top > head), len(text))
    first = _FIRST.search(text, head, end)
    if first is None:
        return None
    indent = len(first["indent"])
    # Nothing but dashes may stand so far to the left, lest an entry goes on where the next one seems to begin.
    stray = re.compile(rf"(?m)^(?: {{0,{indent - 1}}}[^ #\r\n]| {{{indent}}}(?!- )[^ #\r\n])")
    if stray.search(text, first.start(), end):
        return None
    starts = [found.start() for found in re.compile(rf"(?m)^ {{{indent}}}- ").finditer(text, first.start(), end)]
    line = text.count("\n", 0, starts[0]) + 1
    pieces = []
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        pieces.append(Piece(text[start:stop], line))
        line += pieces[-1].lines
    return Cut(
        text[: starts[0]],
        tuple(pieces),
        text[end:],
        text.count("\n", 0, head) + 1,
        frozenset(_line_numbers(text, tops)),
    )


def _is_plain(text: str) -> bool:
    """Whether its lines are all that shapes it: no other breaks than those of Unix and Windows, no tab in front of a
    line, and nothing that YAML reads as the end of a document or as a directive."""
    if "\x85" in text or "\u2028" in text or "\u2029" in text or text.count("\r") != text.count("\r\n"):
        return False
    signs = ("---", "...", "%")
    if text.startswith(signs) or any(f"\n{sign}" in text for sign in signs):
        return False
    return "\t" not in text or _TAB_AHEAD.search(text) is None


def _line_numbers(text: str, starts: list[int]) -> list[int]:
    numbers, line, before = [], 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        before = start
        numbers.append(line)
    return numbers
