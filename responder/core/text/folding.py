"""Typed text made alike, so that "YES!!", "yes" and "Yes." are the same; and phrases that look for themselves in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from responder.core.text.emoji import without_emoji
from responder.core.text.letters import (
    ALIKE,
    APOSTROPHES,
    CLEAN,
    EDGE,
    STRAIGHT,
    UNBROKEN,
    ZWJ,
    ZWNJ,
    is_blank,
    is_mark,
    is_unseen,
    only_dresses,
)

# For texts in ASCII the table of letters is one of bytes: those to drop, and what the others become.
_ASCII_DROPPED: Final = bytes(code for code in range(128) if ALIKE[code] is None)
_ASCII: Final = bytes(ord(made) if len(made := ALIKE[code] or "") == 1 else code for code in range(128)) + bytes(128)
_ASCII_SYMBOL: Final = re.compile("|".join(re.escape(chr(code)) for code in range(128) if EDGE in (ALIKE[code] or "")))

_KEYCAP: Final = re.compile("([0-9])\ufe0f?\u20e3")
_FLAG: Final = re.compile(f"([\U0001f1e6-\U0001f1ff]){EDGE}{EDGE}([\U0001f1e6-\U0001f1ff])")
# The flags of England, Scotland and Wales are a black flag with letters that aren't seen.
_CANCEL_TAG: Final = "\U000e007f"
_TAGGED_FLAG: Final = re.compile(f"(\U0001f3f4[\U000e0030-\U000e007a]{{1,8}}{_CANCEL_TAG})")
_JOINED: Final = "\x01"

_UNBROKEN: Final = re.compile(f"[{UNBROKEN}]+")

# French, Italian and Catalan run small words into the next with an apostrophe: l'adresse, d'urgence, qu'il, dell'ora.
_ELISION: Final = re.compile(
    r"(?<![^\W_])([cdjlmnstv]|qu|jusqu|lorsqu|puisqu|presqu|quelqu|quoiqu|all|coll|dall|dell|nell|sull|bell|quell|un|quest"
    r"|dov|com|gl)"
    f"[{re.escape(''.join(sorted(APOSTROPHES)))}]"
    r"(?=[aeiouyhàâáäéèêëíìîïóòôöúùûüœæ])",
    re.IGNORECASE,
)

# What stands between a phrase and the rest behind it: marks that close or end, then gaps and dashes.
_BETWEEN: Final = re.compile(r"""[)\]}"'’”»,.;:!?…]*[\s,.;:!?…–—-]*""")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made alike. ``text`` is its words joined by one space; folding it again changes nothing."""

    text: str
    words: tuple[str, ...]
    written: str
    """The text as it was sent."""
    padded: str
    """``text`` with a space at each end: what phrases look for themselves in."""
    elided: str = ""
    """As ``padded``, but with the small words of French and Italian parted ("l adresse" for "l'adresse"); empty where
    there are none."""
    bare: str = ""
    """As ``text``, but without the emoji at both ends ("yes" for "Yes 😀"); empty where there are none, or nothing
    else, or where they take back what stands beside them."""

    @property
    def every_word(self) -> tuple[str, ...]:
        """The words, and those that ``contains`` finds behind an apostrophe too: what an index has to look up."""
        return (*self.words, *self.elided.split()) if self.elided else self.words

    def behind(self, count: int) -> str:
        """What follows the first ``count`` words, in the sender's own spelling."""
        return _behind(self.written, sum(map(len, self.words[:count])), _count_letters)


def fold(text: str) -> Folded:
    """Make ``text`` (anything at all) alike, as the language reference says of comparing words.

    A text that is only punctuation ("?", "!!") keeps it, as one word.
    """
    words = _words(text)
    if not words and (marks := _marks(text)):
        words = [marks]
    folded = " ".join(words)
    elided = ""
    if ("'" in text or not text.isascii()) and _ELISION.search(text):
        elided = " ".join(["", *_words(_ELISION.sub(r"\1 ", text)), ""])
    bare = "" if text.isascii() else without_emoji(words)
    return Folded(folded, tuple(words), text, f" {folded} ", elided, bare)


def clean(text: str) -> str:
    """``text`` as regular expressions look at it: NFKC, straight quotes, without invisible characters, lone surrogates
    and the spaces at both ends. Case, accents, and the joiners of emoji and of Persian and Indian words stay."""
    if text.isascii() and text.isprintable():
        return text.strip()
    cleaned = unicodedata.normalize("NFKC", text.translate(STRAIGHT)).translate(CLEAN)
    while not unicodedata.is_normalized("NFKC", cleaned):
        # What was dropped stood between two characters that now melt into one.
        cleaned = unicodedata.normalize("NFKC", cleaned).translate(CLEAN)
    # Of 1,600 signs that each stand for a whole phrase, regular expressions look at the first so many letters.
    return _STRAY_ENDS.sub("", cleaned[:LONGEST_CLEAN])


LONGEST_CLEAN: Final = 4_000
"""Letters that ``clean`` leaves. Twilio's texts have 1,600 characters, of which some become several."""

_STRAY_ENDS: Final = re.compile(rf"\A[\s{ZWJ}{ZWNJ}]+|[\s{ZWJ}{ZWNJ}]+\Z")


def clean_character(char: str) -> str:
    """What ``clean`` makes of one character within a text: maybe several, or nothing."""
    if char.isascii():
        return char
    return unicodedata.normalize("NFKC", char.translate(STRAIGHT)).translate(CLEAN)


def _words(text: str) -> list[str]:
    """The words of a text; none where it is only punctuation."""
    if text.isascii():
        plain = text.encode().translate(_ASCII, _ASCII_DROPPED).decode()
        if _ASCII_SYMBOL.search(plain):
            plain = _ASCII_SYMBOL.sub(r" \g<0> ", plain)
        return plain.split()
    if _CANCEL_TAG in text and len(parts := _TAGGED_FLAG.split(text)) > 1:
        return [word for i, part in enumerate(parts) for word in ([part] if i % 2 else _words(part))]
    return _separated(_letters(text)).split()


def _letters(text: str) -> str:
    """Every character replaced by what it counts as, with edges around symbols."""
    if "\u20e3" in text:
        text = _KEYCAP.sub(r" \1 ", text)
    text = unicodedata.normalize("NFKC", text.replace("´", "'")).translate(ALIKE)
    while not (text.isascii() or unicodedata.is_normalized("NFKC", text)):
        # What was dropped stood between two characters that now melt into one.
        text = unicodedata.normalize("NFKC", text.replace(EDGE, " ")).translate(ALIKE)
    return text


def _separated(text: str) -> str:
    """Spaces where one word ends and the next begins without one."""
    if ZWJ in text:
        text = text.replace(EDGE + ZWJ + EDGE, _JOINED).replace(ZWJ, "").replace(_JOINED, ZWJ)
    if EDGE in text:
        text = _FLAG.sub(r"\1\2", text).replace(EDGE, " ")
    return text if text.isascii() else _UNBROKEN.sub(r" \g<0> ", text)


def _marks(text: str) -> str:
    """The punctuation of a text that has no words, without gaps."""
    text = unicodedata.normalize("NFKC", text.translate(STRAIGHT)).translate(STRAIGHT)
    return "".join(c for c in text if not (is_blank(c) or is_unseen(c) or is_mark(c)))


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase of a rule, ready to be looked for. Make one with ``Phrase.of``."""

    written: str
    folded: str
    words: tuple[str, ...]
    list: str | None = None
    """The word list that it comes from, without the brackets: "yes" for ``<yes>``."""
    language: str | None = None
    """The language of a built-in word, where it tells one."""
    unbroken: bool = False
    """It may stand inside a longer word (Chinese, Japanese, Thai), or is only punctuation: an index of words can't
    find it, so its rule is always looked at."""
    letters: int = 0
    """How many characters its words have; 0 for only punctuation, and for nothing."""
    opening: str = ""
    """What ``starts`` looks for at the beginning of ``Folded.padded``."""
    inside: str = ""
    """What ``is_in`` looks for in ``Folded.padded``: with a space wherever a word has to begin or to end."""

    @classmethod
    def of(cls, written: str, list: str | None = None, language: str | None = None) -> Phrase:
        """The phrase that a rule's writer wrote. One without anything visible (``folded`` is empty) never fits."""
        made = fold(written)
        text = made.text
        if not text:
            return cls(written, "", (), list, language)
        letters = _count_letters(written)
        first = "" if _UNBROKEN.match(text) else " "
        last = "" if _UNBROKEN.match(text[-1]) else " "
        unbroken = not (first and last and letters)
        return cls(
            written, text, made.words, list, language, unbroken, letters, f" {text}{last}", f"{first}{text}{last}"
        )

    def is_whole(self, text: Folded) -> bool:
        """Whether the whole text is this phrase."""
        return self.folded == text.text and self.folded != ""

    def is_in(self, text: Folded) -> bool:
        """Whether the phrase stands anywhere in the text, as whole words where its script has spaces."""
        if self.unbroken:
            return self._is_in_unbroken(text)
        return self.folded != "" and (self.inside in text.padded or self.inside in text.elided)

    def starts(self, text: Folded) -> str | None:
        """What follows where the text begins with this phrase, in the sender's own spelling; else None."""
        if not self.letters:
            return self._starts_with_marks(text)
        if not text.padded.startswith(self.opening) or _goes_on(text.padded, len(self.opening)):
            return None
        return _behind(text.written, self.letters, _count_letters)

    def _is_in_unbroken(self, text: Folded) -> bool:
        if not self.letters:
            return self.folded in _marks(text.written)
        at = text.padded.find(self.inside)
        while at >= 0:
            if not _goes_on(text.padded, at + len(self.inside)):
                return True
            at = text.padded.find(self.inside, at + 1)
        return False

    def _starts_with_marks(self, text: Folded) -> str | None:
        if not self.folded or not _marks(text.written).startswith(self.folded):
            return None
        return _behind(text.written, len(self.folded), _count_marks)


def _goes_on(text: str, end: int) -> bool:
    """Whether a mark at ``end`` makes another letter of the one before it: a Thai vowel or tone."""
    return end < len(text) and text[end - 1] != " " and is_mark(text[end])


def _count_letters(text: str) -> int:
    return sum(map(len, _words(text)))


def _count_marks(text: str) -> int:
    return len(_marks(text))


def _behind(written: str, wanted: int, count: Callable[[str], int]) -> str:
    """The text behind its shortest beginning that counts as much as wanted."""
    # Looked for near the beginning first: one letter may count as eighteen, and counting them all takes a while.
    low, high = 0, min(wanted, len(written))
    while high < len(written) and count(written[:high]) < wanted:
        low, high = high + 1, min(2 * high, len(written))
    while low < high:
        middle = (low + high) // 2
        if count(written[:middle]) < wanted:
            low = middle + 1
        else:
            high = middle
    while low < len(written) and only_dresses(written[low]):
        low += 1
    between = _BETWEEN.match(written, low)
    return written[between.end() if between else low :].strip()
