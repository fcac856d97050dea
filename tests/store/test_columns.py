from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.store.columns import LARGEST, count, given_back, kept, key, microseconds, moment, read, written

ANY_TEXT = st.text(st.characters())
"""Lone surrogates and NUL included."""
MOMENTS = st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC))


@given(ANY_TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert given_back(kept(text)) == text


@given(ANY_TEXT)
def test_what_is_kept_is_what_both_databases_take(text: str) -> None:
    stored = kept(text)
    assert "\x00" not in stored
    stored.encode()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("What does it cost?", "What does it cost?"),
        ("¿Qué? 👍🏽", "¿Qué? 👍🏽"),
        ("a\x00b", "a␛0000b"),
        ("half \ud83d", "half ␛D83D"),
        ("␛0000", "␛241B0000"),
    ],
)
def test_only_what_a_database_refuses_is_written_otherwise(text: str, stored: str) -> None:
    assert kept(text) == stored


def test_a_loose_escape_sign_in_a_foreign_row_is_left_alone() -> None:
    assert given_back("␛ and ␛00") == "␛ and ␛00"


@given(st.text(st.characters(), max_size=2000))
def test_a_key_fits_into_an_index(text: str) -> None:
    assert len(key(text)) <= 300


def test_long_keys_that_differ_at_the_end_stay_different() -> None:
    assert key("x" * 5000 + "a") != key("x" * 5000 + "b")
    assert key("x" * 5000) == key("x" * 5000)


@given(MOMENTS)
def test_a_time_comes_back_to_the_microsecond(at: datetime) -> None:
    assert moment(microseconds(at)) == at


@given(MOMENTS, MOMENTS)
def test_times_sort_as_they_are_stored(one: datetime, other: datetime) -> None:
    assert (microseconds(one) < microseconds(other)) == (one < other)


@pytest.mark.parametrize("zone", [ZoneInfo("America/Chicago"), timezone(timedelta(hours=5, minutes=45))])
def test_a_time_of_any_zone_is_the_same_moment(zone: ZoneInfo | timezone) -> None:
    at = datetime(2026, 6, 2, 10, 0, 0, 1, tzinfo=UTC)
    assert microseconds(at.astimezone(zone)) == microseconds(at) == 1_780_394_400_000_001


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        microseconds(datetime(2026, 6, 2))


@given(st.recursive(st.none() | st.booleans() | st.integers() | ANY_TEXT, lambda v: st.lists(v)))
def test_plain_values_come_back_as_they_were(value: object) -> None:
    assert read(written(value)) == value


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_fields_with_any_names_come_back_as_they_were(value: dict[str, str]) -> None:
    assert read(written(value)) == value


@pytest.mark.parametrize(("number", "stored"), [(-1, 0), (0, 0), (7, 7), (LARGEST + 1, LARGEST), (10**30, LARGEST)])
def test_a_count_from_outside_fits_into_its_column(number: int, stored: int) -> None:
    assert count(number) == stored
