"""Reader for moments as people write them: ``10:00``, ``mon 9:00``, ``2026-06-01 10:00``."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from responder.core.calendar.moment import next_moment
from responder.rules.desk import Desk
from responder.rules.readers.scalars import text
from responder.rules.syntax.tree import Node

_SOME_DAY = datetime(2026, 6, 1, 10, 0, tzinfo=ZoneInfo("UTC"))


def moment(node: Node, desk: Desk, name: str) -> str | None:
    """A moment; kept as written, since it depends on the clock which it is."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        next_moment(value, _SOME_DAY)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None
    return value
