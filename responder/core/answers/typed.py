"""An answer as the readers look at it: small letters, no accents, words parted; and the languages it may be in."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from responder.core.conditions.situation import Situation
from responder.core.text.letters import APOSTROPHES
from responder.core.text.written_language import written_language

LANGUAGES: Final = ("en", "es", "fr", "de", "pt")
"""The languages in which days, times and numbers are read."""

LONGEST: Final = 160
"""Characters of an answer to a short question. A longer text is about something else."""

TOO_LONG: Final = f"it has more than {LONGEST} characters, which is more than an answer to this"

_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_APOSTROPHE: Final = re.compile(f"[{re.escape(''.join(sorted(APOSTROPHES)))}]")
_WORD: Final = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """``text`` (already clean) in small letters, without accents and apostrophes, hyphenated words parted."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(_HYPHEN.sub(" ", _APOSTROPHE.sub("", letters)).split())


def words_of(text: str) -> list[str]:
    """The words and numbers of a plain text."""
    return _WORD.findall(text)


def languages_of(situation: Situation) -> tuple[str, ...]:
    """The languages that this contact likely writes: the saved one, what the text is clearly written in, the
    business's; as two letters."""
    tags = (situation.contact.language, written_language(situation.folded), situation.business.language)
    return tuple(dict.fromkeys(tag[:2].lower() for tag in tags if tag))


def every_language(situation: Situation) -> tuple[str, ...]:
    """All the languages that are read, the likely ones first."""
    likely = [language for language in languages_of(situation) if language in LANGUAGES]
    return tuple(dict.fromkeys((*likely, *LANGUAGES)))
