"""Numbers in an answer: "3", "three", "we are two", "1,000", "veintitrés", "a dozen".

The home of text2num, which reads numbers in words and is imported when a text has no digits, not before.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from responder.core.answers.counting_words import BESIDE, COUNTED, GROUPS, MORE, NOT_A_ONE, ROUGHLY, SOME, WAITING
from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.small_words import NEGATIONS, NOT_JUST_THEN, words
from responder.core.answers.typed import LONGEST, TOO_LONG, every_language, plain, words_of
from responder.core.conditions.situation import Situation
from responder.core.wording import Language, decimal_sign

_MOST_WORDS: Final = 8
"""Words beside the number. With more of them the text is about something else."""

_NUMBER: Final = re.compile(r"(?<![\w.,:/'-])[-+]?\d+(?:[.,' ]\d{3}(?!\d))*(?:[.,]\d+)?(?![.,:/']?\d|\s*-\s*\d)")
_DIGIT: Final = re.compile(r"\d")
_ENDS_THAT_MEAN_MORE: Final = re.compile(
    r"\s?(?:am|pm|k|m|mil|h|st|nd|rd|th|mio|million|millions"
    r"|dozen|hundred|thousand|cientos|cent|cents|mille|hundert|tausend|dutzend|docenas?|douzaines?|duzias?)\b"
)
_MOST_DIGITS: Final = 15
_HALF: Final = words("half media medio demi demie halb halbe meia meio")
_MORE_OR_LESS: Final = words(
    "than least most over under minus minst mindestens hochstens moins plus als couple mehr mas menos"
)

_ACCENTED: Final = {
    "veintidos": "veintidós",
    "veintitres": "veintitrés",
    "funf": "fünf",
    "fuenf": "fünf",
    "zwolf": "zwölf",
    "zwoelf": "zwölf",
}
_OF_GROUPS: Final = frozenset(count for _, count in GROUPS)
_LOST_ACCENTS: Final = re.compile("|".join(_ACCENTED))


def read_number(situation: Situation) -> Fit | Misfit:
    """The one number in the text, as a plain number: ``3``, ``3.5``, ``1000``. None below zero, which a dash before a
    number hardly means."""
    text = situation.clean
    if len(text) > LONGEST:
        return Misfit(TOO_LONG)
    if not _DIGIT.search(text):
        return _in_words(situation)
    return _in_digits(_ascii_digits(text.casefold()), situation)


def _in_words(situation: Situation) -> Fit | Misfit:
    written = SOME.sub(" ", plain(situation.clean))
    if roughly := ROUGHLY.search(written):
        return Misfit(f"'{roughly[0]}' says about how many")
    text = written
    for group, count in GROUPS:
        text = group.sub(count, text)
    for language in every_language(situation):
        made = digits_for_words(text, language)
        if _DIGIT.search(made):
            return _unless_an_article(made, text != written) or _in_digits(made, situation)
    return Misfit("there is no number in it")


def _unless_an_article(made: str, is_group: bool) -> Misfit | None:
    """Why "one" (or a couple, a dozen) isn't how many: "one sec", "no one", "un poco". It counts alone, and before what
    can be counted."""
    found = _NUMBER.findall(made)
    if len(found) != 1 or not (is_group or found[0] == "1"):
        return None
    if found[0] not in _OF_GROUPS:
        # "a couple hundred"
        return Misfit("there are several numbers in it")
    before, _, after = made.partition(found[0])
    behind = words_of(after)
    is_alone = all(word in BESIDE for word in behind)
    if not (is_alone or (MORE.isdisjoint(behind[:1]) and not COUNTED.isdisjoint(behind[:2]))):
        return Misfit(f"'{behind[0]}' behind it makes something else of the number")
    # A comma between them ("no, one") keeps its word apart.
    if (last := before.split()[-1:]) and last[0] in NOT_A_ONE:
        return Misfit(f"'{last[0]}' stands before the number")
    return None


def digits_for_words(text: str, language: str) -> str:
    """The text with numbers in words of one of our languages as digits: "we are 2"."""
    from text_to_num import alpha2digit

    # The library wants accents that a plain text has lost, and takes the quarter of an hour for the fourth.
    accented = (
        _LOST_ACCENTS.sub(lambda found: _ACCENTED[found[0]], text[:LONGEST]) if language in ("es", "de") else text
    )
    made = str(alpha2digit(accented[:LONGEST], language, threshold=0))
    return made.replace("4º", "cuarto" if language == "es" else "quarto") if language in ("es", "pt") else made


def _in_digits(text: str, situation: Situation) -> Fit | Misfit:
    found = list(_NUMBER.finditer(text))
    if len(found) > 1:
        return Misfit("there are several numbers in it")
    if not found or _DIGIT.search(_NUMBER.sub("", text)):
        return Misfit("there is something else with digits in it than one plain number")
    number = found[0]
    before, after = (words_of(plain(part)) for part in (text[: number.start()], text[number.end() :]))
    if number[0].startswith("-"):
        return Misfit("the number is below zero")
    if not WAITING.isdisjoint(after[:1]) and number[0] == "1":
        return Misfit(f"'{after[0]}' is how long we are to wait")
    if _ENDS_THAT_MEAN_MORE.match(text, number.end()):
        return Misfit("what stands behind the number changes what it means")
    if not _HALF.isdisjoint((*before[-1:], *after)):
        return Misfit("there is a half beside the number")
    if before and (before[-1] in NEGATIONS or before[-1] in NOT_JUST_THEN or before[-1] in _MORE_OR_LESS):
        return Misfit(f"'{before[-1]}' stands before the number")
    if len(before) + len(after) > _MOST_WORDS:
        return Misfit("it says much more than a number")
    value = _value(number[0], situation)
    return Misfit("the number has too many digits") if value is None else Fit(value, value)


def _value(written: str, situation: Situation) -> str | None:
    """The number as it is saved: without separators, with a point."""
    bare = written.replace(" ", "").replace("'", "")
    if sum(map(str.isdigit, bare)) > _MOST_DIGITS:
        return None
    signs = [c for c in bare if c in ".,"]
    if len(set(signs)) == 2:
        # The last of two kinds of signs can only be the decimal one.
        decimal = signs[-1]
    elif len(signs) == 1 and not re.search(r"[1-9]\d{0,2}[.,]\d{3}$", bare):
        decimal = signs[0]
    elif len(signs) == 1:
        language = situation.contact.language or situation.business.language
        decimal = decimal_sign(Language(language, situation.business.country))
    else:
        decimal = ""
    grouped = "," if decimal == "." else "."
    plain_number = bare.replace(grouped, "") if decimal else bare.replace(",", "").replace(".", "")
    number = Decimal(plain_number.replace(",", ".").lstrip("+"))
    return format(number.normalize(), "f") if number else "0"


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
