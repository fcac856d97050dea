"""``--since``: from when on something counts."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, tzinfo

import click


def since_moment(written: str, now: datetime, zone: tzinfo | None) -> datetime:
    """So long ago (``30d``, ``12 hours``), or the beginning of a date in that zone (UTC where there is none).

    Raises click.BadParameter with what to write instead.
    """
    with contextlib.suppress(ValueError):
        return datetime.combine(date.fromisoformat(written.strip()), time(), zone or UTC)
    from responder.core.calendar.duration import parse_duration

    try:
        return now - parse_duration(written)
    except ValueError as error:
        raise click.BadParameter(f"{error} Or a date, such as 2026-06-01.", param_hint="--since") from None
