"""Quiet hours: when nobody is texted who hasn't just texted us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from responder.core.calendar.daytimes import DAY
from responder.core.calendar.hours import Window
from responder.core.phone import timezones_of

FURTHEST_APART = timedelta(hours=6)
"""A number that may be in places further apart than this tells nothing about the time there."""

_ROUNDS = 50
_DAYS_AHEAD = 9


def next_allowed(moment: datetime, quiet: Window | None, zones: Sequence[tzinfo]) -> datetime:
    """The first moment from ``moment`` (aware) on, in UTC, that is quiet in none of these time zones.

    Quiet hours that never end hold nothing back; the loader refuses them.
    """
    moment = moment.astimezone(UTC)
    if quiet is None:
        return moment
    allowed = moment
    for _ in range(_ROUNDS):
        still_quiet = [local for zone in zones if quiet.contains(local := allowed.astimezone(zone))]
        if not still_quiet:
            return allowed
        ends = [end for local in still_quiet if (end := _end(quiet, local)) is not None]
        if not ends:
            break
        allowed = max(ends)
    return moment


def _end(quiet: Window, local: datetime) -> datetime | None:
    """When the quiet hours that hold at ``local`` are over, in UTC."""
    moment = local.astimezone(UTC)
    ends = {end for end in _ends(quiet, local) if end > moment and not quiet.contains(end.astimezone(local.tzinfo))}
    return min(ends, default=None)


def _ends(quiet: Window, local: datetime) -> Iterator[datetime]:
    """Every end of a stretch of quiet hours from yesterday on, in UTC; both of an hour that comes twice."""
    for ahead in range(-1, _DAYS_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for _, end in quiet.hours.times_on(day):
            days, minute = divmod(end, DAY)
            wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), local.tzinfo)
            yield wall.astimezone(UTC)
            yield wall.replace(fold=1).astimezone(UTC)


def zones_of(number: str, moment: datetime, ours: ZoneInfo) -> tuple[tzinfo, ...]:
    """The time zones that quiet hours must leave alone for this number (E.164, or any address).

    The zone of the number where it is known; ``ours``, the business's, where the number may be there as well, or
    where it says nothing. A number that may be in several zones is in all of them.
    """
    names = timezones_of(number) if number.startswith("+") else ()
    if not names or ours.key in names:
        return (ours,)
    zones = [zone for name in names if (zone := _zone(name)) is not None]
    offsets = [offset for zone in zones if (offset := moment.astimezone(zone).utcoffset()) is not None]
    if not offsets or max(offsets) - min(offsets) > FURTHEST_APART:
        return (ours,)
    return tuple(zones)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
