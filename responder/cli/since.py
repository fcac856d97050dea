"""``--since`` and ``--before``: from when on something counts, or until when."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import click


def since_moment(written: str, now: datetime, zone: tzinfo | None) -> datetime:
    """So long ago (``30d``, ``12 hours``), or the beginning of a date in that zone (UTC where there is none).

    Raises click.BadParameter with what to write instead.
    """
    return _date(written, zone) or now - _length(written, "--since")


def before_moment(written: str, now: datetime, zone: tzinfo | None) -> datetime:
    """So far ahead (``2 days``), or the beginning of a date, as in ``since_moment``."""
    return _date(written, zone) or now + _length(written, "--before")


def _date(written: str, zone: tzinfo | None) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime.combine(date.fromisoformat(written.strip()), time(), zone or UTC)
    return None


def _length(written: str, option: str) -> timedelta:
    from responder.core.calendar.duration import parse_duration

    try:
        return parse_duration(written)
    except ValueError as error:
        raise click.BadParameter(f"{error} Or a date, such as 2026-06-01.", param_hint=option) from None
