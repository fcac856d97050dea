"""What may stand after a ``|`` in a template, and after ``is``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from responder.core.templates.problems import TemplateFailed
from responder.core.templates.values import LONGEST, text_of
from responder.core.wording import Moment, SavedMoment, say_date, say_day, say_money, say_number, say_time
from responder.core.wording.amounts import as_decimal


def text(value: Any) -> str:
    """Any value as a reply shows it."""
    if isinstance(value, list):
        value = ["" if isinstance(item, Undefined) else item for item in value]
    return "" if isinstance(value, Undefined) else text_of(value)


def joined(values: list[Any]) -> str:
    """The values one after the other: what ``~`` does."""
    return "".join([text(value) for value in values])[:LONGEST]


def rounds(value: Any) -> list[Any]:
    """What a ``for`` goes through. No reply needs more than 500 rounds."""
    return _items(value)[:500]


def _items(value: Any) -> list[Any]:
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    return list(value) if isinstance(value, str | list | tuple | Mapping) else []


def _title(value: Any) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in text(value).split(" "))


def is_empty(value: Any) -> bool:
    return value is None or isinstance(value, Undefined) or value == ""


def _default(value: Any, instead: Any = "", _boolean: Any = True) -> Any:
    # An unknown field of a contact is empty, not undefined, so that empty must count.
    return instead if is_empty(value) else value


def _first(value: Any) -> Any:
    return next(iter(_items(value)), "")


def _last(value: Any) -> Any:
    return (_items(value) or [""])[-1]


def _length(value: Any) -> int:
    return len(_items(value)) if not isinstance(value, int | float | Moment) else len(text(value))


def _join(value: Any, between: Any = "") -> str:
    return text(between).join([text(item) for item in _items(value)])[:LONGEST]


def _replace(value: Any, old: Any, new: Any) -> str:
    old, new = text(old), text(new)
    if not old:
        raise TemplateFailed('`replace` needs a text to look for, such as `replace("a", "b")`')
    return text(value).replace(old, new, LONGEST // max(len(new), 1) + 1)[:LONGEST]


def _truncate(value: Any, length: Any = 100, end: Any = "...") -> str:
    whole, mark, longest = text(value), text(end), int(_int(length))
    if len(whole) <= longest:
        return whole
    kept = whole[: max(longest - len(mark), 0)]
    # Cut between words where there is a place to.
    if not whole[len(kept) : len(kept) + 1].isspace() and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip() + mark


def _number(value: Any, default: Any) -> Any:
    number = as_decimal(value if isinstance(value, int | float) and not isinstance(value, bool) else text(value))
    return default if number is None else number


def _int(value: Any, default: Any = 0) -> Any:
    number = _number(value, None)
    return default if number is None else int(number)


def _float(value: Any, default: Any = 0.0) -> Any:
    number = _number(value, None)
    return default if number is None else float(number)


def _round(value: Any, places: Any = 0) -> Any:
    number = _number(value, None)
    if number is None:
        return value
    places = max(0, min(int(_int(places)), 10))
    rounded = round(number, places)
    return float(rounded) if places else int(rounded)


def _sort(value: Any, reverse: Any = False) -> list[Any]:
    return sorted(_items(value), key=lambda item: text(item).casefold(), reverse=bool(reverse))


def _unique(value: Any) -> list[Any]:
    seen: dict[str, Any] = {}
    for item in _items(value):
        seen.setdefault(text(item).casefold(), item)
    return list(seen.values())


def _urlencode(value: Any) -> str:
    from urllib.parse import quote

    return quote(text(value)[:LONGEST], safe="", errors="replace")[:LONGEST]


def _as_saved(value: Any) -> str:
    """The text of a value, of a saved day or time as it is kept."""
    return value.saved if isinstance(value, SavedMoment) else text(value)


def _day_in(value: Any) -> date | None:
    """The day that a value means: a date or the ISO text of one."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_as_saved(value)[:10])
    except ValueError:
        return None


def _language(context: Context) -> str:
    language = context.get("language")
    return language if isinstance(language, str) and language else "en"


@pass_context
def _date(context: Context, value: Any) -> str:
    if isinstance(value, Moment):
        return value.date
    day, now = _day_in(value), context.get("now")
    return text(value) if day is None else say_date(day, _language(context), getattr(now, "at", None) and now.at.date())


@pass_context
def _day(context: Context, value: Any) -> str:
    if isinstance(value, Moment):
        return value.day
    day = _day_in(value)
    return text(value) if day is None else say_day(day, _language(context))


@pass_context
def _time(context: Context, value: Any) -> str:
    if isinstance(value, Moment):
        return value.time
    written = _as_saved(value)
    try:
        clock = time.fromisoformat(written) if len(written) <= 8 else datetime.fromisoformat(written).time()
    except ValueError:
        return written
    return say_time(datetime.combine(date(2000, 1, 1), clock), _language(context))


@pass_context
def _money(context: Context, value: Any, currency: Any = "") -> str:
    return say_money(value if isinstance(value, int | float) else text(value), _language(context), text(currency))


@pass_context
def _say_number(context: Context, value: Any) -> str:
    return say_number(value if isinstance(value, int | float) else text(value), _language(context))


def _phone(value: Any) -> str:
    from responder.core.phone import format_number

    written = text(value)
    try:
        return format_number(written)
    except ValueError:
        return written


FILTERS: dict[str, Callable[..., Any]] = {
    "capitalize": lambda value: text(value).capitalize(),
    "count": _length,
    "d": _default,
    "date": _date,
    "day": _day,
    "default": _default,
    "first": _first,
    "float": _float,
    "int": _int,
    "join": _join,
    "last": _last,
    "length": _length,
    "list": _items,
    "lower": lambda value: text(value).lower(),
    "money": _money,
    "number": _say_number,
    "phone": _phone,
    "replace": _replace,
    "round": _round,
    "sort": _sort,
    "time": _time,
    "title": _title,
    "trim": lambda value: text(value).strip(),
    "truncate": _truncate,
    "unique": _unique,
    "upper": lambda value: text(value).upper(),
    "urlencode": _urlencode,
}

USAGE: dict[str, str] = {
    "d": 'd("there")',
    "default": 'default("there")',
    "float": "float(0)",
    "int": "int(0)",
    "join": 'join(", ")',
    "money": 'money("EUR")',
    "replace": 'replace("old", "new")',
    "round": "round(2)",
    "sort": "sort",
    "truncate": "truncate(30)",
}
"""How to write the filters that take something in brackets; every other takes nothing."""

NEEDS: dict[str, frozenset[str]] = {
    "date": frozenset({"language", "now"}),
    "day": frozenset({"language"}),
    "money": frozenset({"language"}),
    "number": frozenset({"language"}),
    "time": frozenset({"language"}),
}
"""The variables that filters look at."""

TESTS: dict[str, Callable[..., bool]] = {
    "defined": lambda value: not is_empty(value),
    "undefined": is_empty,
    "empty": is_empty,
    "none": is_empty,
    "number": lambda value: _number(value, None) is not None,
    "odd": lambda value: int(_int(value)) % 2 == 1,
    "even": lambda value: int(_int(value)) % 2 == 0,
}
