"""What a regular expression's pieces come to: the literals that a text must have, and how much it repeats.

A clause is a set of literals of which one must stand in every text that fits; of several clauses each holds. Literals
are caseless (see ``caseless``). Nothing here decides whether a text fits: what isn't sure is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from responder.core.patterns.caseless import UNKNOWN, caseless

if TYPE_CHECKING:
    from responder.core.patterns.reader import Piece

Clause = frozenset[str]

MOST_LITERALS: Final = 24
"""So many literals one clause may have."""

_LONGEST: Final = 60
_COUNT: Final = re.compile(r"\{(\d+)(,?)(\d*)\}")

# A place for any character is several instructions of RE2's, as characters are one to four bytes.
_WIDE: Final = 9

# A shorthand is more in a text with signs.
_SHORTHAND: Final = 14

# What may be nothing, repeated, keeps more of the program awake at once than anything else.
_RESTLESS: Final = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a piece. ``exact``: every text that it can be, where these are few."""

    exact: Clause | None
    clauses: tuple[Clause, ...] = ()
    size: int = 0
    """About how many instructions RE2 needs for it."""
    repeated: int = 0
    """How many of them are there because of a counted repeat."""
    nullable: bool = False

    @property
    def demands(self) -> tuple[Clause, ...]:
        """Its clauses, the one of its exact texts with them."""
        return self.clauses if self.exact is None else _clauses(self.exact)


_EMPTY: Final = Shape(frozenset({""}), nullable=True)


def shape_of(pieces: Sequence[Piece]) -> Shape:
    """The shape of a whole expression. The pieces are those of an expression that RE2 has taken."""
    return _alternatives(_Pieces(pieces))


class _Pieces:
    """The pieces, and how far they are read."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._ahead: Iterator[Piece] = iter(pieces)
        self.next: Piece | None = next(self._ahead, None)

    def take(self) -> Piece | None:
        taken, self.next = self.next, next(self._ahead, None)
        return taken


def _alternatives(pieces: _Pieces) -> Shape:
    found = [_sequence(pieces)]
    while pieces.next is not None and pieces.next.plain == "|":
        pieces.take()
        found.append(_sequence(pieces))
    return found[0] if len(found) == 1 else _any_of(found)


def _sequence(pieces: _Pieces) -> Shape:
    parts: list[Shape] = []
    while (piece := pieces.next) is not None and not (piece.role == "syntax" and piece.plain in ("|", ")")):
        pieces.take()
        if piece.role == "repeat" and parts:
            parts[-1] = _repeated(parts[-1], piece.plain)
        elif len(piece.chars) == 1:
            parts += _letters(piece.chars[0], pieces)
        elif piece.role == "place":
            parts.append(_place(piece.chars, _SHORTHAND if piece.loose else _WIDE))
        elif piece.role == "syntax" and not piece.plain.endswith(")"):
            parts.append(_alternatives(pieces))
            pieces.take()
        else:
            parts.append(_EMPTY)
    return _all_of(parts)


def _letters(first: str, pieces: _Pieces) -> list[Shape]:
    """A run of single letters as one, but for its last where that is repeated."""
    run = [first]
    while pieces.next is not None and len(pieces.next.chars) == 1:
        run += pieces.next.chars
        pieces.take()
    last = [run.pop()] if len(run) > 1 and pieces.next is not None and pieces.next.role == "repeat" else []
    text = caseless("".join(run))
    whole = Shape(frozenset({text}), size=len(run)) if UNKNOWN not in text else Shape(None, size=_WIDE * len(run))
    return [whole, *map(_place, last)]


def _place(chars: Sequence[str], size: int = _WIDE) -> Shape:
    texts = frozenset(map(caseless, chars))
    # Of a character that this Python doesn't know yet nobody can say what else RE2 takes for it.
    if not texts or any(UNKNOWN in text for text in texts):
        return Shape(None, size=size)
    return Shape(texts, size=len(texts))


def _all_of(parts: Sequence[Shape]) -> Shape:
    clauses: list[Clause] = []
    run: Clause = frozenset({""})
    whole = True
    for part in parts:
        joined = _joined(run, part.exact) if part.exact is not None else None
        if joined is None:
            clauses += _clauses(run)
            whole = False
            run = part.exact if part.exact is not None else frozenset({""})
            clauses += part.clauses
        else:
            run = joined
    return Shape(
        run if whole else None,
        () if whole else (*clauses, *_clauses(run)),
        sum(part.size for part in parts),
        sum(part.repeated for part in parts),
        all(part.nullable for part in parts),
    )


def _any_of(parts: Sequence[Shape]) -> Shape:
    exacts = [part.exact for part in parts]
    union: Clause | None = None
    if None not in exacts:
        union = frozenset(text for exact in exacts if exact is not None for text in exact)
    clauses: tuple[Clause, ...] = ()
    if union is None or len(union) > MOST_LITERALS:
        union = None
        best = [max(part.demands, key=_worth, default=frozenset[str]()) for part in parts]
        every = frozenset(text for clause in best for text in clause)
        clauses = (every,) if all(best) and len(every) <= 8 * MOST_LITERALS else ()
    size = sum(part.size + 1 for part in parts)
    return Shape(union, clauses, size, sum(part.repeated for part in parts), any(part.nullable for part in parts))


def _repeated(part: Shape, written: str) -> Shape:
    least, most = _bounds(written)
    times = max(most or least, 1)
    size = part.size * times + 1
    repeated = part.repeated * times
    if times > 1:
        repeated = size * (_RESTLESS if part.nullable else 1)
    nullable = part.nullable or least == 0
    if part.exact is not None and (least, most) == (0, 1):
        return Shape(part.exact | {""}, (), size, repeated, True)
    if part.exact is not None and least == most and (power := _power(part.exact, least)) is not None:
        return Shape(power, (), size, repeated, nullable)
    return Shape(None, part.demands if least else (), size, repeated, nullable)


def _bounds(written: str) -> tuple[int, int | None]:
    """The least and the most times; None for no end."""
    found = _COUNT.match(written)
    if found is None:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[written[0]]
    least = int(found[1])
    return least, int(found[3]) if found[3] else None if found[2] else least


def _power(exact: Clause, times: int) -> Clause | None:
    made: Clause = frozenset({""})
    for _ in range(times):
        longer = _joined(made, exact)
        if longer is None:
            return None
        made = longer
    return made


def _joined(one: Clause, other: Clause) -> Clause | None:
    """Every text of the first with every one of the second behind it; None where these are too many."""
    if len(one) * len(other) > MOST_LITERALS or max(map(len, one)) + max(map(len, other)) > _LONGEST:
        return None
    return frozenset(a + b for a, b in product(one, other))


def _clauses(exact: Iterable[str]) -> tuple[Clause, ...]:
    """The clause of these texts, where each of them is worth looking for."""
    clause = frozenset(exact)
    return (clause,) if clause and all(map(_tells, clause)) else ()


def _tells(text: str) -> bool:
    """Whether a text that has this literal is one of few: a letter or a space alone is in nearly every text."""
    bare = text.strip()
    return len(bare) >= 2 or (bare != "" and not (bare.isascii() and bare.isalnum()) and bare not in ".,!?'")


def _worth(clause: Clause) -> tuple[int, int]:
    return min(map(len, clause), default=0), -len(clause)
