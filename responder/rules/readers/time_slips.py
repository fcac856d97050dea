"""Times and dates that can't be read, told with what was most likely meant."""

from __future__ import annotations

import re
from datetime import date

from responder.rules.desk import Desk
from responder.rules.syntax.tree import Node

_LONE_TIME = re.compile(r'"(?P<time>(?P<hour>\d{1,2})(?::\d\d)?\s*(?P<half>[ap])?[^"]*)" is only one time\.')
_SLASHED = re.compile(r'"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}))?" can mean two dates\.')


def tell(node: Node, desk: Desk, code: str, error: ValueError) -> None:
    """Tell what a parser of times said, with a better remedy where the value gives one."""
    said = str(error)
    if (lone := _LONE_TIME.match(said)) and int(lone["hour"]) <= 24:
        desk.error(node, code, f'"{lone["time"]}" is only one time', _both_ends(lone))
    elif (slashed := _SLASHED.match(said)) and not _can_be_two(slashed):
        written, found = said.partition(" can mean")[0], _only_date(slashed)
        if found is None:
            desk.error(
                node, code, f"there is no {written} in the calendar", "Write dates like `2026-12-25` or `dec 25`."
            )
        else:
            desk.error(node, code, f"{written} isn't how dates are written here", f"Write it as `{found}`.")
    else:
        desk.sentence(node, code, error)


def _both_ends(found: re.Match[str]) -> str:
    time, hour = found["time"], int(found["hour"])
    if found["half"]:
        span = f"{time}-5pm" if found["half"] == "a" else f"9am-{time}"
    else:
        span = f"{time}-17:00" if hour < 12 else f"9:00-{time}"
    return f"Write when it begins and ends, such as `{span}`."


def _can_be_two(found: re.Match[str]) -> bool:
    first, second = int(found["first"]), int(found["second"])
    return first != second and max(first, second) <= 12


def _only_date(found: re.Match[str]) -> str | None:
    """The one date that ``25/12/2026`` can be, as it is written here, or None."""
    month, day = sorted((int(found["first"]), int(found["second"])))
    try:
        meant = date(int(found["year"] or 2024), month, day)
    except ValueError:
        return None
    return f"{meant:%Y-%m-%d}" if found["year"] else f"{meant:%m-%d}"
