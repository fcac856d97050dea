"""Lengths of time as people write them: ``2 days``, ``90 minutes``, ``1h 30m``."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from responder.core.suggest import nearest, quoted

REMEDY = "Write a number and a unit, such as `90 minutes`, `12 hours`, `2 days` or `1 week`."
LONGEST = timedelta(days=3650)

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_SHORT = {
    "s": "second",
    "sec": "second",
    "m": "minute",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "d": "day",
    "w": "week",
    "wk": "week",
}
_UNITS = {name: name for name in _SECONDS} | _SHORT | {"month": "month", "year": "year"}
_NUMBERS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "half": 0.5}

_PART = re.compile(
    r"(?P<number>\d{1,7}(?:\.\d{1,3})?|half(?:\s+an?)?(?=\s)|an?(?=\s)|one(?=\s)|two(?=\s))\s*(?P<unit>[a-z]+)\.?",
    re.ASCII,
)
_BETWEEN = re.compile(r"\s*(?:,|\band\b|&|\+)?\s*")


def parse_duration(written: str) -> timedelta:
    """The length of time that ``written`` says, more than nothing and at most ten years.

    Takes seconds to weeks, whole, shortened or joined (``1h 30m``, ``1 day and 12 hours``, ``half an hour``).
    Raises ValueError with a sentence that says what to write instead.
    """
    text = unicodedata.normalize("NFKC", written).strip().lower()
    if not text:
        raise ValueError(f"there is no length of time here. {REMEDY}")
    seconds, at = 0.0, 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            raise ValueError(_explain(written, text, at))
        seconds += _number(part["number"]) * _unit(part["unit"], part["number"])
        between = _BETWEEN.match(text, part.end())
        at = between.end() if between else part.end()
    if seconds <= 0:
        raise ValueError(f"{quoted(written)} is no time at all. {REMEDY}")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{quoted(written)} is longer than ten years. Write a shorter time, such as `365 days`.")
    return timedelta(seconds=round(seconds, 3))


def _number(written: str) -> float:
    word = written.split()[0]
    return _NUMBERS[word] if word in _NUMBERS else float(word)


def _unit(written: str, number: str) -> int:
    """Seconds in the unit that ``written`` names."""
    name = _UNITS.get(written) or _UNITS.get(written.removesuffix("s"))
    if name == "month":
        raise ValueError("a month isn't always equally long. Write it in days, such as `30 days`.")
    if name == "year":
        raise ValueError("a year isn't always equally long. Write it in days, such as `365 days`.")
    if name is None:
        near = nearest(written, [plural for unit in _SECONDS for plural in (unit, unit + "s")])
        meant = f"Did you mean `{number} {near}`?" if near else REMEDY
        raise ValueError(f"{quoted(written)} isn't a unit of time. {meant}")
    return _SECONDS[name]


def _explain(written: str, text: str, at: int) -> str:
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return f"{text} of what? Write the unit too, such as `{text} minutes` or `{text} hours`."
    if text.startswith(("-", "−", "–")):
        return f"a length of time can't be less than nothing. {REMEDY}"
    if re.fullmatch(r"\d+:\d\d(:\d\d)?", text, re.ASCII):
        return f"{text} is a time of day here. For a length of time write it with units, such as `1h 30m`."
    rest = text[at:].split()[0]
    return f"{quoted(written)} isn't a length of time: I can't read {quoted(rest)}. {REMEDY}"


def say_duration(length: timedelta) -> str:
    """The length in English, in its largest unit that fits and the next, for reasons in traces: ``2 days 3 hours``."""
    seconds, said = round(abs(length.total_seconds())), []
    for name, size in reversed(_SECONDS.items()):
        # Nobody counts in weeks unless it is exactly so.
        if name == "week" and seconds % size:
            continue
        count, seconds = divmod(seconds, size)
        if count:
            said.append(f"{count} {name}{'' if count == 1 else 's'}")
        if len(said) == 2:
            break
    return " ".join(said) or "0 seconds"
