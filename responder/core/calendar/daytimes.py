"""Times of day as people write them: ``9:00-12:00, 13-17``, ``9am-5pm``, ``closed``, ``24 hours``, ``18:00-2:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from responder.core.calendar.dates import plain
from responder.core.suggest import quoted

Span = tuple[int, int]
"""A stretch of opening, in minutes after midnight of the day it begins on. The end is left out, and is above 1,440
where it lies in the next day."""
Times = tuple[Span, ...]
"""The spans of one day, in order, not touching. Empty: closed."""

DAY = 24 * 60
CLOSED: Times = ()
ALL_DAY: Times = ((0, DAY),)

REMEDY = "Write times like `9:00-17:00`, `9am-5pm`, `9:00-12:00, 13:00-17:00`, `closed` or `24 hours`."

_CLOSED_WORDS = {"closed", "close", "none", "no", "off"}
_ALL_DAY_WORDS = {
    "24 hours",
    "24 hour",
    "24 hrs",
    "24 h",
    "24h",
    "24/7",
    "24-7",
    "all day",
    "open",
    "always",
    "open all day",
}

_SEPARATORS = re.compile(r"\s*(?:,|;|&|\+|\band\b|(?<=[\dm.])\s*/)\s*")
_CLOCK = re.compile(r"(\d{1,2})(?:(?::|\.|h)([0-5]?\d)|h)?\s*(am|pm|a|p)?(?:\s*(?:o'clock|hrs?|uhr))?", re.ASCII)
_MILITARY = re.compile(r"([01]\d|2[0-4])([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Clock:
    """One time as written. ``half``: am, pm or nothing."""

    hour: int
    minute: int
    half: str

    @property
    def on_a_12_hour_clock(self) -> bool:
        """Whether it could be morning or afternoon."""
        return not self.half and 1 <= self.hour <= 12

    def minutes(self, half: str = "") -> int:
        half = self.half or (half if self.on_a_12_hour_clock else "")
        hour = self.hour % 12 + 12 * (half == "pm") if half else self.hour
        return hour * 60 + self.minute


def parse_times(written: str) -> Times:
    """The opening times of one day that ``written`` says.

    Takes 24-hour and am/pm times, one or more ranges in order, times past midnight (``18:00-2:00``), ``closed`` and
    ``24 hours``. What could mean morning or afternoon is not guessed. Raises ValueError with a sentence that says
    what to write instead.
    """
    text = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", plain(written)).strip(" .")
    if text in _CLOSED_WORDS:
        return CLOSED
    if text in _ALL_DAY_WORDS:
        return ALL_DAY
    if not text:
        raise ValueError(f"there is no time here. {REMEDY}")
    spans = [_span(part) for part in _SEPARATORS.split(text)]
    for (begin, end), (next_begin, next_end) in pairwise(spans):
        if next_begin < end:
            raise ValueError(_out_of_order((begin, end), (next_begin, next_end)))
    if len(spans) > 1 and spans[-1][1] - DAY > spans[0][0]:
        raise ValueError(f"the last times run into the first of the next day. {REMEDY}")
    return join_touching(spans)


def join_touching(spans: list[Span]) -> Times:
    """The spans in order, those that touch or overlap made one."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def say_times(times: Times) -> str:
    """The times on a 24-hour clock: ``9:00-12:00, 13:00-17:00``, ``closed``, ``24 hours``."""
    if not times:
        return "closed"
    if times == ALL_DAY:
        return "24 hours"
    return ", ".join(f"{_say(begin)}-{_say(end)}" for begin, end in times)


def _say(minutes: int) -> str:
    return "24:00" if minutes == DAY else f"{minutes // 60 % 24}:{minutes % 60:02}"


def _span(part: str) -> Span:
    ends = re.split(r"\s*-+\s*|\s+(?:to|until|till)\s+", part.removeprefix("from "))
    if len(ends) == 1 and part:
        _clock(part)
        raise ValueError(f"{quoted(part)} is only one time. Write when it begins and ends, such as `{part}-17:00`.")
    if len(ends) != 2 or not all(ends):
        raise ValueError(
            f"{quoted(part)} isn't a stretch of time. {REMEDY}" if part else f"a time is missing. {REMEDY}"
        )
    begin, end = _clock(ends[0]), _clock(ends[1])
    start, stop = _minutes(begin, end, part)
    if start >= DAY:
        raise ValueError(f"{quoted(part)} begins at the end of the day. {REMEDY}")
    if start == stop or (start, stop) == (0, DAY):
        if stop == DAY:
            return ALL_DAY[0]
        raise ValueError(f"{quoted(part)} begins and ends at the same time. For the whole day write `24 hours`.")
    return start, stop if stop > start else stop + DAY


def _minutes(begin: _Clock, end: _Clock, part: str) -> tuple[int, int]:
    """Begin and end in minutes after midnight, the missing am or pm filled in where only one thing can be meant."""
    if end.half and begin.on_a_12_hour_clock:
        # "9-5pm" begins in the morning, "1-5pm" in the afternoon: whatever keeps the begin before the end.
        stop = end.minutes() or DAY
        start = begin.minutes(end.half)
        return (start if start < stop else begin.minutes("am")), end.minutes()
    if begin.half and end.on_a_12_hour_clock:
        if end.hour == 12 and begin.half == "am":
            return begin.minutes(), 12 * 60 + end.minute
        raise ValueError(f"{quoted(part)} could end in the morning or the afternoon. Write am or pm at both times.")
    if begin.on_a_12_hour_clock and end.on_a_12_hour_clock and end.minutes() <= begin.minutes():
        afternoon = f"{_say(begin.minutes())}-{_say(end.minutes('pm') if end.hour < 12 else DAY)}"
        raise ValueError(
            f"{quoted(part)} would go on all night, until the next morning. For the same day write `{afternoon}`, "
            "or use am and pm."
        )
    if begin.on_a_12_hour_clock and end.on_a_12_hour_clock and begin.hour <= 6 and not part.startswith("0"):
        night, afternoon = (_say(begin.minutes(half)) + "-" + _say(end.minutes(half)) for half in ("am", "pm"))
        raise ValueError(
            f"{quoted(part)} could be morning or afternoon. Write `{afternoon}`, or `0{night}` for the morning."
        )
    return begin.minutes(), end.minutes()


def _clock(word: str) -> _Clock:
    if word in ("noon", "midday", "12 noon"):
        return _Clock(12, 0, "pm")
    if word in ("midnight", "12 midnight"):
        return _Clock(12, 0, "am")
    found = _MILITARY.fullmatch(word) or _CLOCK.fullmatch(word)
    if found is None:
        raise ValueError(f"{quoted(word)} isn't a time. {REMEDY}")
    hour, minute = int(found[1]), int(found[2] or 0)
    half = found[3] if found.re is _CLOCK else None
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ValueError(f"there is no {quoted(word)} on the clock. {REMEDY}")
    if half and not 1 <= hour <= 12:
        raise ValueError(f"{quoted(word)} mixes the 24-hour clock with am and pm. Write `{hour}:{minute:02}`.")
    return _Clock(hour, minute, f"{half[0]}m" if half else "")


def _out_of_order(first: Span, second: Span) -> str:
    if second[0] >= first[0]:
        return f"{say_times((first,))} and {say_times((second,))} overlap. Write them as one, or correct a time."
    return f"{say_times((second,))} is before {say_times((first,))}. Put the earlier times first."
