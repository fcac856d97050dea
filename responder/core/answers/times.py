"""Times of day in an answer: "3", "3pm", "15h30", "half past 3", "a las tres y media", "halb vier"."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final, Literal

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.numbers import digits_for_words
from responder.core.answers.small_words import NOT_JUST_THEN, is_turned_round
from responder.core.answers.typed import LONGEST, TOO_LONG, every_language, languages_of, plain, words_of
from responder.core.calendar.daytimes import DAY
from responder.core.calendar.hours import Hours
from responder.core.conditions.situation import Situation

Half = Literal["am", "pm", "night", ""]

_MOST_WORDS: Final = 8
_TAKEN: Final = "\x00"
_HOUR: Final = r"([01]?\d|2[0-4])"
_NOT_BEFORE: Final = r"(?<![\d.:/$€£-])"
_NOT_BEHIND: Final = r"(?![\d/%]|[.:,]\d|\s?[-–]\s?\d)"
_HOURS: Final = r"(?:hs?|hrs?|heures?|uhr|horas?|hours?|o ?clock)"

_PARTS: Final[tuple[tuple[Half, re.Pattern[str]], ...]] = (
    (
        "pm",
        re.compile(
            r"\b(?:(?:in |this )?(?:the )?(?:late |early )?(?:afternoon|evening)|tonight|after lunch"
            r"|(?:de|por|en|a) la tarde|(?:da|de|a|esta) tarde"
            r"|(?:(?:de|en) l ?|cet )?apres midi|(?:du|ce|le) soir"
            r"|(?:am |heute )?nachmittags?|(?:am |heute )?abends?)\b"
        ),
    ),
    ("night", re.compile(r"\b(?:at night|(?:de|por|en|a) la noche|(?:da|de|a) noite|de la nuit|nachts)\b")),
    (
        "am",
        re.compile(
            r"\b(?:(?:in |this )?(?:the )?(?:early )?morning|(?:de|por|en|a) la manana|(?:da|de|pela) manha"
            r"|(?:du|le|ce) matin|morgens|(?:am |heute )?vormittags?|(?:in der )?fruh|am morgen)\b"
        ),
    ),
)
_HALF_DAY: Final = re.compile(r"(?<![^\W\d_])([ap])\s?\.?\s?m\b\.?")

_RANGE: Final = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)")
_ROUGHLY: Final = re.compile(r"(?<=\d)ish\b")
_HALF_BEHIND: Final = r"(?: (?:et demie?|e meia|y media))"
_HALF_AFTER_NOON: Final = re.compile(rf"\b(?:mediodia|medio dia|meio dia|midi){_HALF_BEHIND}\b")
_NOON: Final = re.compile(r"\b(?:12 )?(?:noon|midday|mid day|mediodia|medio dia|meio dia|midi|mittags?)\b")
_MIDNIGHT: Final = re.compile(r"\b(?:12 )?(?:midnight|medianoche|media noche|meia noite|minuit|mitternacht)\b")
_AND_HALF: Final = re.compile(
    rf"\bhalf(?: past)? {_HOUR}\b|{_NOT_BEFORE}{_HOUR} ?(?:h|heures? |horas? )? ?(?:y media|et demie?|e meia)\b"
)
_HALF_TO: Final = re.compile(rf"\bhalb {_HOUR}\b")
_QUARTER_PAST: Final = re.compile(
    rf"\b(?:a )?(?:quarter|15) (?:past|after) {_HOUR}\b|\bviertel nach {_HOUR}\b"
    rf"|{_NOT_BEFORE}{_HOUR} ?(?:h|heures? |horas? )? ?(?:y cuarto|et quart|e um quarto)\b"
)
_QUARTER_TO: Final = re.compile(
    rf"\b(?:a )?quarter (?:to|of|til|till|before) {_HOUR}\b|\b(?:viertel vor|dreiviertel) {_HOUR}\b"
    rf"|{_NOT_BEFORE}{_HOUR} ?(?:h|heures? |horas? )? ?(?:menos cuarto|moins le quart|menos um quarto)\b"
)
_MINUTES_PAST: Final = re.compile(rf"{_NOT_BEFORE}([0-5]?\d) (?:minutes )?(?:past|nach) {_HOUR}\b")
_CLOCK: Final = re.compile(
    rf"{_NOT_BEFORE}{_HOUR} ?(?:[:.]|{_HOURS}\.? ?(?:y |e |et )?)([0-5]\d)(?: ?{_HOURS})?(?: ?([ap]m))?\b{_NOT_BEHIND}"
)
_HALF_CLOCK: Final = re.compile(rf"{_NOT_BEFORE}{_HOUR} ?([ap]m)\b")
_HOUR_ONLY: Final = re.compile(rf"{_NOT_BEFORE}{_HOUR} ?{_HOURS}\b(?: en punto| pile| genau)?")
_WORDS_CLOCK: Final = re.compile(rf"{_NOT_BEFORE}{_HOUR} (?:y |e |et )?([0-5]\d|5)(?: ?([ap]m))?\b{_NOT_BEHIND}")
_SPACED_CLOCK: Final = re.compile(rf"{_NOT_BEFORE}{_HOUR} (00|15|30|45)(?: ?([ap]m))?\b{_NOT_BEHIND}")
_STRETCH: Final = re.compile(
    rf"\d (?:to|til|till|until|or|and|a|o|y|ou|et|bis|oder|und|e|&|-) {_TAKEN}"
    rf"|{_TAKEN} +(?:to|til|till|until|or|and|a|o|y|ou|et|bis|oder|und|e|&|-) (?:{_TAKEN}|\d)"
    r"|\b(?:later|earlier|onwards?|mas tarde|plus tard|spater|spaeter|mais tarde)\b"
)
"""From one time to another, or from one on."""
_TOGETHER: Final = re.compile(r"(?:at )?([01]?\d|2[0-3])([0-5]\d)(?: ?(?:hrs?|hours|h|uhr))?(?: ?([ap]m))?")
_MARKED: Final = re.compile(
    rf"\b(?:at|around|about|@|a las?|sobre las?|las|vers|um|gegen|as|a|pelas) ?{_HOUR}\b{_NOT_BEHIND}"
)
_BARE: Final = re.compile(rf"{_NOT_BEFORE}\b{_HOUR}\b{_NOT_BEHIND}")

Found = list[tuple[int, int, str]]
"""Hour, minute (may be below 0) and am, pm or nothing."""


def read_time(situation: Situation) -> Fit | Misfit:
    """A time of day as ``15:30``.

    An hour from 1 to 7 without am, pm or a zero before it is in the afternoon, 8 to 12 aren't; but where only one of
    the two lies within the business's hours, that one is meant.
    """
    if len(situation.clean) > LONGEST:
        return Misfit(TOO_LONG)
    text = plain(situation.clean)
    found = _read(text, situation, spoken=False)
    if isinstance(found, Misfit) and not any(map(str.isdecimal, text)):
        for language in every_language(situation):
            made = digits_for_words(text, language)
            again = _read(made, situation, spoken=True) if made != text else found
            if isinstance(again, Fit):
                return again
    return found


def _read(text: str, situation: Situation, *, spoken: bool) -> Fit | Misfit:
    text = _HALF_DAY.sub(r"\1m", _RANGE.sub("-", text))
    text = _ROUGHLY.sub("", text.replace("1/2", "half"))
    half, text = _part_of_day(text)
    marked, bare, rest = _times(text, spoken)
    if (unclear := _why_unclear(rest, situation)) is not None:
        return unclear
    hours = situation.business.hours
    times = {_minutes(*one, half, hours) for one in marked or bare} - {None}
    if len(times) > 1:
        return Misfit("it names several times")
    if not times:
        return Misfit("it names a part of the day, not a time" if half else "there is no time in it")
    minutes = times.pop()
    assert minutes is not None
    value = f"{minutes // 60:02}:{minutes % 60:02}"
    return Fit(value, value)


def _part_of_day(text: str) -> tuple[Half, str]:
    for half, pattern in _PARTS:
        if pattern.search(text):
            return half, pattern.sub(" ", text)
    return "", text


def _times(text: str, spoken: bool) -> tuple[Found, Found, str]:
    """The times that are written as such, the bare hours, and the text with a mark in place of each."""
    marked: Found = []
    if whole := _TOGETHER.fullmatch(text.strip(" .!")):
        return [(int(whole[1]), int(whole[2]), whole[3] or _sure(whole[1]))], [], _TAKEN

    def take(pattern: re.Pattern[str], made: Callable[[re.Match[str]], tuple[int, int, str]]) -> None:
        nonlocal text
        marked.extend(made(match) for match in pattern.finditer(text))
        text = pattern.sub(f" {_TAKEN} ", text)

    take(_HALF_AFTER_NOON, lambda _: (12, 30, "pm"))
    take(_NOON, lambda _: (12, 0, "pm"))
    take(_MIDNIGHT, lambda _: (0, 0, "24"))
    take(_AND_HALF, lambda m: (_hour(m), 30, ""))
    take(_HALF_TO, lambda m: (_hour(m), -30, ""))
    take(_QUARTER_PAST, lambda m: (_hour(m), 15, ""))
    take(_QUARTER_TO, lambda m: (_hour(m), -15, ""))
    take(_MINUTES_PAST, lambda m: (int(m[2]), int(m[1]), ""))
    take(_CLOCK, lambda m: (int(m[1]), int(m[2]), m[3] or _sure(m[1])))
    take(_WORDS_CLOCK if spoken else _SPACED_CLOCK, lambda m: (int(m[1]), int(m[2]), m[3] or _sure(m[1])))
    take(_HALF_CLOCK, lambda m: (int(m[1]), 0, m[2]))
    take(_HOUR_ONLY, lambda m: (int(m[1]), 0, _sure(m[1])))
    take(_MARKED, lambda m: (int(m[1]), 0, _sure(m[1])))
    bare = [(int(match[1]), 0, _sure(match[1])) for match in _BARE.finditer(text)]
    return marked, bare, _BARE.sub(f" {_TAKEN} ", text)


def _hour(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group is not None))


def _sure(hour: str) -> str:
    """Whether the hour as typed is on a clock of 24 hours for certain."""
    return "24" if (hour.startswith("0") and len(hour) == 2) or int(hour) > 12 or int(hour) == 0 else ""


def _why_unclear(rest: str, situation: Situation) -> Misfit | None:
    pieces = rest.split(_TAKEN)
    for piece, after in pairwise(pieces):
        before = words_of(piece)
        if is_turned_round(piece, after, languages_of(situation)):
            return Misfit("it says which time doesn't suit")
        if stretch := [word for word in before[-1:] if word in NOT_JUST_THEN - {"ab"}]:
            return Misfit(f"'{stretch[0]}' before the time means more than one time")
    if _STRETCH.search(" ".join(rest.split())):
        return Misfit("it names more than one time")
    if sum(len(words_of(piece)) for piece in pieces) > _MOST_WORDS:
        return Misfit("it says much more than a time")
    return None


def _minutes(hour: int, minute: int, clock: str, half: Half, hours: Hours | None) -> int | None:
    """Minutes after midnight; None where no clock shows that."""
    if hour > 24 or (clock in ("am", "pm") and not 1 <= hour <= 12):
        return None
    if clock == "24":
        # "3 in the afternoon" with a zero before it is still in the afternoon.
        return (
            (hour * 60 + minute) % DAY if hour > 12 or half in ("", "am") or hour == 0 else _in_half(hour, minute, half)
        )
    if clock or half:
        return _in_half(hour, minute, clock or half)
    morning, afternoon = (_in_half(hour, minute, part) for part in ("am", "pm"))
    if hours is not None and _is_open(hours, morning) is not _is_open(hours, afternoon):
        return morning if _is_open(hours, morning) else afternoon
    return afternoon if 1 <= hour <= 7 or hour == 12 else morning


def _in_half(hour: int, minute: int, half: str) -> int:
    if hour > 12:
        return (hour * 60 + minute) % DAY
    late = half == "pm" or (half == "night" and 5 <= hour < 12)
    return ((hour % 12 + 12 * late) * 60 + minute) % DAY


def _is_open(hours: Hours, minute: int) -> bool:
    """Whether the doors are open at that time on any day of the week; the last minute counts."""
    return any(begin <= at <= end for day in hours.week for begin, end in day for at in (minute, minute + DAY))
