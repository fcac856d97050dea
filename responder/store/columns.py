"""How values are spelled in the database, the same in SQLite and PostgreSQL.

Times are whole microseconds since 1970 in UTC, in a BIGINT: both databases agree on them, they sort, and they have
no zone to get wrong. Texts hold anything that a phone can send: what a database refuses (NUL, half of a surrogate
pair) is written as ``␛`` and four hexadecimal digits, visibly and without loss. JSON is text in the same spelling.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**31 - 1
"""The largest number that an INTEGER holds in PostgreSQL."""

LONGEST_KEY = 300
"""Characters of an indexed text. PostgreSQL refuses index entries of more than 2,704 bytes, and two texts of four
bytes a character must fit into one."""

# U+001F is refused by no database. It is escaped because it separates the names of lists in ``contact``'s select.
_ESCAPED = re.compile("[\x00\x1f␛\ud800-\udfff]")
_ESCAPE = re.compile("␛([0-9A-F]{4})")


def kept(text: str) -> str:
    """The text as the database holds it. ``given_back`` undoes it, for every text."""
    if text.isascii() and "\x00" not in text and "\x1f" not in text:
        return text
    return _ESCAPED.sub(lambda found: f"␛{ord(found[0]):04X}", text)


def given_back(text: str) -> str:
    """The text that ``kept`` was given."""
    if "␛" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def key(text: str) -> str:
    """A text for an indexed column: as ``kept``, and one of more than 300 characters by its beginning and a digest,
    so that no name is too long for an index and different names stay different."""
    text = kept(text)
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[: LONGEST_KEY - 33]}…{blake2b(text.encode(), digest_size=16).hexdigest()}"


def microseconds(moment: datetime) -> int:
    """An aware time as the database holds it. Raises TypeError for a time without a zone."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment(value: int) -> datetime:
    """The time, in UTC, that ``microseconds`` was given."""
    return EPOCH + timedelta(microseconds=value)


def count(number: int) -> int:
    """A whole number that fits into an INTEGER: what is outside becomes the nearest that does."""
    return min(max(number, 0), LARGEST)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(value: Any) -> str:
    """Plain values (dicts, lists, texts, numbers) as JSON text."""
    text = _encode(value)
    # JSON escapes control characters by itself.
    return text if text.isascii() else kept(text)


def read(text: str) -> Any:
    """The value that ``written`` was given."""
    return json.loads(given_back(text))


class Kept(TypeDecorator[str]):
    """Any text at all."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else kept(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else given_back(value)


class Key(Kept):
    """A text that is searched for."""

    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else key(value)


class Moment(TypeDecorator[datetime]):
    """An aware time; UTC when it is read."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


class Json(TypeDecorator[Any]):
    """Plain values. None stays NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else read(value)


# SQLite numbers rows by itself only in a column that is declared INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
