"""Many regular expressions looked for at once: which of them could be in a text. Each decides itself whether it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import re2

from responder.core.patterns import Pattern

MOST: Final = 500
"""So many patterns go into one set: larger ones take RE2 long to walk through, and some thousands it refuses."""

_MEMORY: Final = 8 << 20


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.never_capture = True
    options.max_mem = _MEMORY
    return options


_OPTIONS: Final = _options()


@dataclass(frozen=True, slots=True)
class PatternSet:
    """Up to MOST patterns that RE2 looks for in one pass. Make one with ``PatternSet.of``."""

    patterns: tuple[Pattern, ...]
    _set: Any = field(compare=False, repr=False)

    @classmethod
    def of(cls, patterns: Sequence[Pattern]) -> PatternSet | None:
        """The set of these patterns, or None where RE2 can't make one of them."""
        made = re2.Set.SearchSet(_OPTIONS)
        try:
            for pattern in patterns:
                # RE2's wrapper raises for a pattern that it can't add and for a set that it can't compile.
                made.Add(pattern.loose.encode("utf-8", "ignore"))
            made.Compile()
        except re2.error:
            return None
        return cls(tuple(patterns), made)

    def search(self, text: bytes) -> Iterable[int]:
        """Numbers of patterns, in no order, among which are all that are in the text (a clean one, in UTF-8)."""
        found: Iterable[int] | None = self._set.Match(text)
        return found or ()
