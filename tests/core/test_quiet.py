"""Quiet hours: by the clock where the phone is, over midnight, across a clock change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.calendar.hours import parse_window
from responder.core.calendar.quiet import next_allowed, zones_of
from responder.core.ruleset import QUIET_HOURS

CHICAGO, NEW_YORK, ANGELES = map(ZoneInfo, ("America/Chicago", "America/New_York", "America/Los_Angeles"))


def allowed(written: str, quiet: str = "21:00-8:00", *zones: ZoneInfo) -> str:
    moment = datetime.fromisoformat(written).replace(tzinfo=CHICAGO)
    found = next_allowed(moment, parse_window(quiet), zones or (CHICAGO,))
    assert found.tzinfo is UTC
    return f"{found.astimezone(CHICAGO):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-02 08:00", "2026-06-02 08:00"),
        ("2026-06-02 20:59", "2026-06-02 20:59"),
        ("2026-06-02 21:00", "2026-06-03 08:00"),
        ("2026-06-02 23:59", "2026-06-03 08:00"),
        ("2026-06-03 00:00", "2026-06-03 08:00"),
        ("2026-06-03 07:59", "2026-06-03 08:00"),
        # The night in which the clock goes back, and the one in which it goes forward.
        ("2026-10-31 22:00", "2026-11-01 08:00"),
        ("2027-03-13 22:00", "2027-03-14 08:00"),
    ],
)
def test_what_falls_in_quiet_hours_waits_for_the_morning(moment: str, expected: str) -> None:
    assert allowed(moment) == expected


@pytest.mark.parametrize(
    ("moment", "quiet", "expected"),
    [
        ("2026-06-06 22:00", "mon-sat 21:00-9:00, sun 0:00-12:00, sun 21:00-9:00", "2026-06-07 12:00"),
        ("2026-06-02 12:30", "12:00-13:00", "2026-06-02 13:00"),
        ("2026-06-06 10:00", "sat, sun", "2026-06-08 00:00"),
        # 2:30 doesn't come in this night: the hours are over as the clock jumps over it.
        ("2027-03-14 01:00", "0:00-2:30", "2027-03-14 03:30"),
        # 1:30 comes twice in this night, and the first will do.
        ("2026-11-01 00:30", "0:00-1:30", "2026-11-01 01:30"),
    ],
)
def test_quiet_hours_may_differ_by_day(moment: str, quiet: str, expected: str) -> None:
    assert allowed(moment, quiet) == expected


def test_no_quiet_hours_hold_nothing_back() -> None:
    night = datetime(2026, 6, 2, 3, tzinfo=UTC)

    assert next_allowed(night, None, (CHICAGO,)) == night


def test_a_phone_that_may_be_in_two_zones_is_left_alone_in_both() -> None:
    assert allowed("2026-06-02 07:30", "21:00-8:00", CHICAGO, NEW_YORK) == "2026-06-02 08:00"
    assert allowed("2026-06-02 20:30", "21:00-8:00", CHICAGO, NEW_YORK) == "2026-06-03 08:00"
    assert allowed("2026-06-02 07:30", "21:00-8:00", NEW_YORK) == "2026-06-02 07:30"
    assert allowed("2026-06-02 08:30", "21:00-8:00", ANGELES) == "2026-06-02 10:00"


def test_the_zone_is_that_of_the_number_where_the_number_tells_it() -> None:
    now = datetime(2026, 6, 2, 12, tzinfo=UTC)

    def keys(number: str, ours: ZoneInfo = CHICAGO) -> list[str]:
        return [str(zone) for zone in zones_of(number, now, ours)]

    assert keys("+12135550123") == ["America/Los_Angeles"]
    assert keys("+4915228817386") == ["Europe/Berlin"]
    # It may be here as well as elsewhere.
    assert keys("+34612345678", ZoneInfo("Europe/Madrid")) == ["Europe/Madrid"]
    assert keys("+34612345678") == ["Atlantic/Canary", "Europe/Madrid"]
    # Toll-free numbers, and such as nobody has.
    assert keys("+18005550123") == ["America/Chicago"]
    assert keys("+18005550123", ZoneInfo("Europe/Madrid")) == ["Europe/Madrid"]
    assert keys("+15550100002") == ["America/Chicago"]
    assert keys("whatsapp:US.1234") == ["America/Chicago"]
    assert keys("24725") == ["America/Chicago"]


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    zones=st.lists(st.sampled_from([CHICAGO, NEW_YORK, ANGELES, ZoneInfo("Europe/Madrid")]), min_size=1, max_size=3),
)
def test_the_moment_found_is_the_first_that_is_quiet_nowhere(moment: datetime, zones: list[ZoneInfo]) -> None:
    now = moment.replace(tzinfo=UTC, second=0, microsecond=0)

    found = next_allowed(now, QUIET_HOURS, zones)

    assert not any(QUIET_HOURS.contains(found.astimezone(zone)) for zone in zones)
    assert now <= found <= now + timedelta(hours=24)
    if found > now:
        just_before = found - timedelta(minutes=1)
        assert any(QUIET_HOURS.contains(just_before.astimezone(zone)) for zone in zones)
