r"""Texts without case, as far as RE2 takes letters for the same.

``caseless`` changes each character on its own, so that a literal that RE2 finds in a text stands, caseless, in the
caseless text. For two characters that this Python's Unicode knows that is certain: RE2 takes those for the same that
Unicode's simple case folding makes one, the full folding of ``str.casefold`` makes them one too, and Unicode promises
never to change either. A newer RE2 may know a character that this Python doesn't, the new capital of an old letter.
Each of those has ``\0`` before it, which no clean text has, and ``may_be_one_of`` asks RE2 about it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import re2

from responder.core.text.letters import Table

UNKNOWN: Final = "\0"


def caseless(text: str) -> str:
    """``text`` (a clean one) without case; unknown characters have ``UNKNOWN`` before them."""
    return text.lower() if text.isascii() else text.translate(_TABLE)


def may_be_one_of(text: str, alphabet: Iterable[str]) -> bool:
    """Whether RE2 takes one of the unknown characters of ``text`` (a caseless one) for one of the alphabet's."""
    unknown = {char for before, char in pairwise(text) if before == UNKNOWN}
    inside = "".join(f"\\x{{{ord(char):X}}}" for char in sorted(unknown))
    return re2.search(f"(?i)[{inside}]".encode(), "".join(alphabet).encode("utf-8", "ignore")) is not None


def _caseless(char: str) -> str:
    return char.casefold() if unicodedata.category(char) != "Cn" else UNKNOWN + char


_TABLE: Final = Table(_caseless)
