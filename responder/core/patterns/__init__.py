r"""Regular expressions from rules.yaml, run by RE2: no text can make one hang.

They ignore case, and ``\b \w \d \s`` know every language (``places`` says how). They look at clean texts, see
``responder.core.text.folding.clean``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import re2

from responder.core.patterns.cursor import PatternProblem
from responder.core.patterns.places import with_signs, without_signs
from responder.core.patterns.reader import Reading, read
from responder.core.patterns.shape import Clause, shape_of

__all__ = ["MAX_LENGTH", "Pattern", "PatternProblem"]

MAX_LENGTH: Final = 1000
"""The most characters of a regular expression."""

# The most instructions that RE2 may need, which bounds the time that the longest text can cost to about 0.1 s. The
# second is for texts with signs, which take some more for each place.
_MAX_PROGRAM: Final = 10_000
_MAX_SIGNED_PROGRAM: Final = 24_000

# The most of a program that counted repeats may make: each text may keep all of it awake at every character, which
# for the longest costs 5 to 12 microseconds an instruction.
_MAX_REPEATED: Final = 1_000

# A program so small that it stays far below the limit with signs too, which so needn't be checked at once.
_SMALL_PROGRAM: Final = 400

_MAX_MEMORY: Final = 2 << 20

# Of a program that repeats much, RE2 may find ever other states. It should remember as many as a well-behaved text has,
# and no more: then it walks through the program instead, which is faster than filling the memory over and over.
_RESTLESS: Final = 100
_LITTLE_MEMORY: Final = 256 << 10


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that is ready to search. Make one with ``Pattern.compile``; equal sources are equal."""

    source: str
    names: tuple[str, ...] = field(compare=False)
    """The names of its groups, in order."""
    _numbers: tuple[int, ...] = field(compare=False, repr=False)
    _plain: Any = field(compare=False, repr=False)
    _signed: _Later | None = field(compare=False, repr=False)
    """For texts that aren't ASCII, where RE2 alone would be wrong about them."""
    clauses: tuple[Clause, ...] = field(default=(), compare=False, repr=False)
    """Sets of literals, of each of which one stands in every text that fits, caseless (see ``caseless``)."""
    loose: str = field(default="", compare=False, repr=False)
    """What RE2 takes to find it, and maybe more, in any text without signs: see ``sets``."""
    weight: int = field(default=0, compare=False, repr=False)
    """What the worst text can make of it, in instructions that are awake at every character."""
    size: int = field(default=0, compare=False, repr=False)
    """How many instructions RE2 needs."""

    @property
    def has_signs(self) -> bool:
        """Whether texts that aren't ASCII are searched with signs, which takes several times as long."""
        return self._signed is not None

    @classmethod
    def compile(cls, source: str) -> Pattern:
        """Read and check a regular expression. Raises PatternProblem, in the words of someone who writes rules."""
        if not source.strip():
            raise PatternProblem("there is no regular expression here", "Write what to look for, as in \\d{5}")
        if len(source) > MAX_LENGTH:
            raise PatternProblem(
                f"the regular expression has {len(source):,} characters, and {MAX_LENGTH:,} are the most",
                "Make several shorter ones: a list under `matches` means any of them",
            )
        reading = read(source)
        plain = _compiled(reading.plain, _MAX_PROGRAM)
        shape = shape_of(reading.pieces)
        if shape.repeated > _MAX_REPEATED:
            raise _too_large()
        weight = shape.repeated if shape.repeated > _RESTLESS else 0
        if weight:
            plain = _compiled(reading.plain, _MAX_PROGRAM, weight)
        numbers = tuple(plain.groupindex[name.encode()] for name in reading.names)
        second = _second(reading, plain.programsize, weight)
        size = plain.programsize
        return cls(source, tuple(reading.names), numbers, plain, second, shape.demands, reading.loose, weight, size)

    def search(self, text: str) -> dict[str, str] | None:
        """What the named groups found (empty for one that took no part) where the pattern is in ``text``, else None.

        ``text`` is a text made ready by ``responder.core.text.folding.clean``. Never raises, whatever is in it.
        """
        if self._signed is None or text.isascii():
            found = self._plain.search(text.encode("utf-8", "ignore"))
            return (
                None if found is None else {n: _text(found[i]) for n, i in zip(self.names, self._numbers, strict=True)}
            )
        found = self._signed.regex.search(_signed(text))
        if found is None:
            return None
        return {n: without_signs(_text(found[i])) for n, i in zip(self.names, self._numbers, strict=True)}


class _Later:
    """A program that is compiled when the first text needs it: most never meet a text that isn't ASCII."""

    __slots__ = ("_regex", "_source", "_weight")

    def __init__(self, source: str, weight: int) -> None:
        self._source = source
        self._weight = weight
        self._regex: Any = None

    @property
    def regex(self) -> Any:
        if self._regex is None:
            self._regex = _compiled(self._source, _MAX_SIGNED_PROGRAM, self._weight)
        return self._regex


def _second(reading: Reading, size: int, weight: int) -> _Later | None:
    """The program for texts with signs, where one is needed; checked at once where it might be too large."""
    if not reading.needs_signs:
        return None
    if reading.multiline is not None:
        raise PatternProblem(
            "(?m) can't be used together with \\b, \\w, \\d, \\s and their like",
            "Leave it out, or write the characters that you mean, as in [a-z]",
            reading.multiline,
        )
    second = _Later(reading.signed, weight)
    if size > _SMALL_PROGRAM:
        assert second.regex is not None
    return second


@lru_cache(maxsize=4)
def _signed(text: str) -> bytes:
    # Making it takes longer than most searches, and each text is searched for many patterns in a row.
    return with_signs(text).encode()


def _text(found: bytes | None) -> str:
    return "" if found is None else found.decode("utf-8", "ignore")


def _options(memory: int) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = memory
    return options


_OPTIONS: Final = _options(_MAX_MEMORY)
_RESTLESS_OPTIONS: Final = [_options(_LITTLE_MEMORY << doubled) for doubled in range(4)]


def _compiled(source: str, most: int, repeated: int = 0) -> Any:
    """``repeated``: how much of the program counted repeats make, where that is much."""
    # As bytes: texts are searched as bytes, which spares RE2's wrapper counting characters.
    written = source.encode("utf-8", "ignore")
    if repeated:
        enough = next((one for one in _RESTLESS_OPTIONS if one.max_mem >= repeated**2), _OPTIONS)
        with suppress(re2.error):
            return re2.compile(written, enough)
    try:
        regex = re2.compile(written, _OPTIONS)
    except re2.error as error:
        raise _explained(error.args[0] if error.args else b"") from None
    if regex.programsize > most:
        raise _too_large()
    return regex


def _too_large() -> PatternProblem:
    return PatternProblem(
        "the regular expression is too large: it repeats too much, too often",
        "Write smaller numbers in { }, or * and +, which cost nothing",
    )


def _explained(said: bytes | str) -> PatternProblem:
    """RE2's own complaint, for what wasn't foreseen, in plain words as far as they go."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    what, _, where = text.partition(": ")
    if what.startswith(("pattern too large", "invalid repetition size", "expression nests too deeply")):
        return _too_large()
    if what == "invalid character class range" and where:
        return PatternProblem(
            f"{where} isn't a kind of character that is known",
            "Write \\p{L} for letters, \\p{N} for numbers, or the name of a script, as in \\p{Greek}",
        )
    return PatternProblem(
        f"this isn't a regular expression that can be used ({text})", "Try it without the part that is named"
    )
