"""Texts that a regular expression finds: all of them where they are few, else samples of every shape.

It is read with the reader that the engine reads it with, so that both mean the same. Which characters a place such as
``[^a-z]`` takes is found out by trying, and no sample is used that the expression doesn't find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from responder.core.patterns import Pattern, PatternProblem
from responder.core.patterns.reader import Piece, read
from responder.core.text.folding import clean

MOST_FRAGMENTS = 64
MOST_SAMPLES = 40

_CHARACTERS = "amzk507 -.',!?_/@#$%&+:é猫👍\n"
"""What is tried where a place takes more than one character: something of each kind that people type."""
_RUNS = ("aspirin", "x", "42", "3125550143", "Main St 7", "…")
"""What is tried where a place may be repeated."""

_LITERAL = re.compile(r"[A-Za-z0-9]|\\x\{([0-9A-F]+)\}")
_SPANS = re.compile(r"\[((?:(?:[A-Za-z0-9]|\\x\{[0-9A-F]+\})(?:-(?:[A-Za-z0-9]|\\x\{[0-9A-F]+\}))?)+)\]")
_SPAN = re.compile(r"([A-Za-z0-9]|\\x\{[0-9A-F]+\})(?:-([A-Za-z0-9]|\\x\{[0-9A-F]+\}))?")
_COUNT = re.compile(r"\{(\d+)(,?)(\d*)\}")
_PLAIN_GROUP = re.compile(r"\((?:\?:|\?P<\w+>)?")
_FEW = 8
"""A place that takes no more characters than this has all of them spelled out."""


class _NotRead(Exception):
    """There is something in the expression that this module doesn't read: flags."""


@dataclass(frozen=True, slots=True)
class _Place:
    source: str


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    node: _Node
    least: int
    most: int | None


_Node = _Place | _Sequence | _Choice | _Repeat


@lru_cache(maxsize=16384)
def fragments(pattern: Pattern) -> tuple[str, ...] | None:
    """All texts that it can find, in capitals or not; a text with none of them in it, it doesn't fit. None where they
    are many, or can't be told."""
    try:
        found = _all(_tree(pattern.source))
    except _NotRead:
        return None
    return found if found is not None and all(found) else None


@lru_cache(maxsize=16384)
def is_whole(pattern: Pattern) -> bool:
    """Whether what it finds is the whole text: it begins with ``^``, ends with ``$``, and has no choice around them."""
    pieces = _pieces(pattern.source)
    inside = [piece.plain for piece in pieces[1:-1]]
    return (
        len(pieces) > 2
        and pieces[0].plain in ("^", "\\A")
        and pieces[-1].plain in ("$", "\\z")
        and not _chooses_outside(inside)
    )


def _chooses_outside(pieces: Sequence[str]) -> bool:
    depth = 0
    for piece in pieces:
        depth += piece.startswith("(") - (piece == ")")
        if piece == "|" and depth == 0:
            return True
    return False


@lru_cache(maxsize=16384)
def looks_around(pattern: Pattern) -> bool:
    r"""Whether what stands around a find matters to it (``^``, ``\b``), or flags do; else it finds in any text what it
    finds in a part of it."""
    return any(piece.role == "zero" or _has_flags(piece) for piece in _pieces(pattern.source))


@lru_cache(maxsize=16384)
def samples(pattern: Pattern) -> tuple[str, ...]:
    """Texts that it finds, the most ordinary first: every branch, every kind of character, few and many repeats. The
    same for equal expressions."""
    try:
        tried = _some(_tree(pattern.source))
    except _NotRead:
        return ()
    whole = dict.fromkeys(text for text in tried if pattern.search(clean(text)) is not None)
    return tuple(whole)[:MOST_SAMPLES]


# Reading


@lru_cache(maxsize=16384)
def _pieces(source: str) -> tuple[Piece, ...]:
    return tuple(read(source).pieces)


def _has_flags(piece: Piece) -> bool:
    return piece.role == "syntax" and piece.plain.startswith("(") and _PLAIN_GROUP.fullmatch(piece.plain) is None


def _tree(source: str) -> _Node:
    pieces = iter(_pieces(source))
    node, closed = _choice(pieces)
    if closed:
        raise _NotRead
    return node


def _choice(pieces: Iterator[Piece]) -> tuple[_Node, bool]:
    """The branches up to the closing bracket (True) or the end (False)."""
    branches: list[_Node] = []
    parts: list[_Node] = []
    for piece in pieces:
        if _has_flags(piece):
            raise _NotRead
        if piece.role == "place":
            parts.append(_Place(piece.plain))
        elif piece.role == "repeat":
            if not parts:
                raise _NotRead
            parts.append(_repeat(parts.pop(), piece.plain))
        elif piece.role == "zero":
            # A repeat behind it would repeat nothing.
            parts.append(_Sequence(()))
        elif piece.plain == ")":
            return _joined(branches, parts), True
        elif piece.plain == "|":
            branches.append(_Sequence(tuple(parts)))
            parts = []
        else:
            node, closed = _choice(pieces)
            if not closed:
                raise _NotRead
            parts.append(node)
    return _joined(branches, parts), False


def _joined(branches: list[_Node], parts: list[_Node]) -> _Node:
    last = _Sequence(tuple(parts))
    return _Choice((*branches, last)) if branches else last


def _repeat(node: _Node, written: str) -> _Node:
    if found := _COUNT.match(written):
        least = int(found[1])
        most = int(found[3]) if found[3] else None if found[2] else least
        return _Repeat(node, least, most)
    least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[written[0]]
    return _Repeat(node, least, most)


# All texts


def _all(node: _Node) -> tuple[str, ...] | None:
    """Every text of a node, or None where they are many."""
    match node:
        case _Place(source):
            return _spelled_out(source)
        case _Sequence(parts):
            return _products([_all(part) for part in parts])
        case _Choice(branches):
            found = [_all(branch) for branch in branches]
            texts = [text for some in found if some is not None for text in some]
            return None if None in found or len(texts) > MOST_FRAGMENTS else tuple(dict.fromkeys(texts))
        case _Repeat(inner, least, most):
            once = _all(inner)
            if once is None or most is None or most > _FEW:
                return None
            counts = [_products([once] * count) for count in range(least, most + 1)]
            texts = [text for some in counts if some is not None for text in some]
            return None if None in counts or len(texts) > MOST_FRAGMENTS else tuple(dict.fromkeys(texts))


def _products(parts: Sequence[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    size = 1
    for part in parts:
        size *= len(part) if part is not None else MOST_FRAGMENTS + 1
        if size > MOST_FRAGMENTS:
            return None
    return tuple("".join(texts) for texts in product(*[part for part in parts if part is not None]))


@lru_cache(maxsize=16384)
def _spelled_out(source: str) -> tuple[str, ...] | None:
    """Every character that a place takes, capitals aside, where they are few."""
    if _LITERAL.fullmatch(source):
        return (_character(source),)
    inside = _SPANS.fullmatch(source)
    if inside is None:
        return None
    found: list[str] = []
    for span in _SPAN.finditer(inside[1]):
        low = ord(_character(span[1]))
        high = ord(_character(span[2])) if span[2] else low
        if high - low >= _FEW:
            return None
        found += map(chr, range(low, high + 1))
    return tuple(dict.fromkeys(found)) if len(found) <= _FEW else None


def _character(written: str) -> str:
    return written if len(written) == 1 else chr(int(written[3:-1], 16))


# Samples


def _some(node: _Node) -> list[str]:
    """Samples of a node, the most ordinary first."""
    match node:
        case _Place(source):
            return list(_spelled_out(source) or _taken_by(source))
        case _Sequence(parts):
            return _one_changed([_some(part) for part in parts])
        case _Choice(branches):
            found = [_some(branch) for branch in branches]
            # The first of each branch comes before the second of any.
            return [some[n] for n in range(max(map(len, found), default=0)) for some in found if n < len(some)][
                :MOST_SAMPLES
            ]
        case _Repeat(inner, least, most):
            return _repeated(inner, least, most)


def _one_changed(parts: list[list[str]]) -> list[str]:
    """The first sample of each part, then with one of them changed at a time, at last with all of them changed."""
    if not all(parts):
        return []
    first = [part[0] for part in parts]
    found = ["".join(first)]
    for at, part in enumerate(parts):
        found += ["".join([*first[:at], other, *first[at + 1 :]]) for other in part[1:]]
    found.append("".join(part[-1] for part in parts))
    return list(dict.fromkeys(found))[: 2 * MOST_SAMPLES]


def _repeated(inner: _Node, least: int, most: int | None) -> list[str]:
    found = []
    if isinstance(inner, _Place):
        found = [
            run
            for run in _RUNS
            if least <= len(run) <= (most or len(run)) and all(_takes(inner.source, char) for char in run)
        ]
    ones = _some(inner)
    counts = dict.fromkeys((max(least, 1), least, least + 1, least + 3 if most is None else min(most, least + 3)))
    for count in counts:
        if most is None or count <= most:
            found += [one * count for one in (ones if count else [""])]
            found += ["".join((ones * count)[:count])] if ones else []
    return list(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def _taken_by(source: str) -> tuple[str, ...]:
    return tuple(char for char in _CHARACTERS if _takes(source, char))


@lru_cache(maxsize=16384)
def _takes(source: str, char: str) -> bool:
    compiled = _compiled(source)
    return compiled is not None and compiled.search(char) is not None


@lru_cache(maxsize=16384)
def _compiled(source: str) -> Pattern | None:
    try:
        return Pattern.compile(source)
    except PatternProblem:
        return None
