"""Readers for the facts at the top of the file: name, phone, time zone, staff, lists and the like."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from responder.core.phone import is_short_code
from responder.core.suggest import nearest, quoted
from responder.rules.actions import FIELD_NAME
from responder.rules.desk import Desk
from responder.rules.readers.languages import LANGUAGE_NAMES, is_language_tag
from responder.rules.readers.regions import COUNTRIES
from responder.rules.readers.scalars import Reader, phone, prose, text
from responder.rules.syntax.tree import Broken, Node, Settings

_ZONES_INSTEAD = {
    other: zone
    for zone, others in {
        "America/New_York": "eastern et est edt",
        "America/Chicago": "central ct cst cdt",
        "America/Denver": "mountain mt mst mdt",
        "America/Los_Angeles": "pacific pt pst pdt",
        "Europe/London": "gmt bst uk british",
        "Europe/Berlin": "cet cest",
    }.items()
    for other in others.split()
}
"""Names of time zones that say nothing of summer time, and a place in each."""


def timezone(node: Node, desk: Desk, name: str) -> ZoneInfo | None:
    """A time zone by its place: ``America/Chicago``."""
    value = text(node, desk, name)
    if value is None:
        return None
    wanted = "/".join(part.strip().replace(" ", "_") for part in value.split("/"))
    plain = re.sub(r"\s*(standard|daylight)?\s*(time)?$", "", value.lower())
    if ("/" in wanted or wanted == "UTC") and plain not in _ZONES_INSTEAD:
        try:
            return ZoneInfo(wanted)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    desk.error(node, "unknown-timezone", f"{quoted(value)} isn't a time zone", _zone_remedy(plain, wanted))
    return None


def _zone_remedy(plain: str, wanted: str) -> str:
    if plain in _ZONES_INSTEAD:
        return (
            f"Time zones are named after a place, so that summer time is right. Did you mean `{_ZONES_INSTEAD[plain]}`?"
        )
    from zoneinfo import available_timezones

    zones = {
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))
    }
    city = wanted.rpartition("/")[2].casefold()
    by_city = sorted(zone for zone in zones if zone.rpartition("/")[2].casefold() == city)
    meant = by_city[0] if by_city else nearest(wanted, zones)
    example = "Write it as continent and city, as in `America/New_York` or `Europe/Madrid`."
    return f"Did you mean `{meant}`? {example}" if meant else example


def language(node: Node, desk: Desk, name: str) -> str | None:
    """A language tag."""
    value = text(node, desk, name)
    if value is None or is_language_tag(value):
        return value
    meant = LANGUAGE_NAMES.get(value.casefold()) or (value.lower() if is_language_tag(value.lower()) else None)
    remedy = f"Did you mean `{meant}`?" if meant else "Write it as two letters: en, es, fr, de, pt …"
    desk.error(node, "unknown-language", f"{quoted(value)} isn't a language", remedy)
    return None


def own_phone(node: Node, desk: Desk, name: str) -> tuple[str, str] | None:
    """The business's phone in E.164, and as written."""
    number = phone(node, desk, name)
    written = text(node, desk, name) if number is not None else None
    return None if number is None or written is None else (number, written)


def mobile(node: Node, desk: Desk, name: str) -> str | None:
    """A person's number in E.164: no short code."""
    number = phone(node, desk, name)
    if number is None or not is_short_code(number):
        return number
    message = f"{quoted(number)} is too short for the number of a person"
    desk.error(node, "not-a-number", message, "Write it with its country code, as `+1 555 010 0002`.")
    return None


def named(
    reader: Reader[str], what: str, example: str, *, for_templates: bool = False, are_senders: bool = False
) -> Reader[dict[str, str]]:
    """Names of one's own choice with a value each. ``for_templates``: replies use the names. ``are_senders``: they
    may stand under ``from``."""

    def read(node: Node, desk: Desk, name: str) -> dict[str, str] | None:
        if not isinstance(node, Settings):
            desk.wrong_kind(node, name, what, f"{name}:\n    {example}")
            return None
        found: dict[str, str] = {}
        for entry in node:
            value = None if isinstance(entry.value, Broken) else reader(entry.value, desk, entry.key.value)
            if value is not None and _is_name(entry.key, desk, for_templates, are_senders):
                found[entry.key.value] = value
        return found

    return read


_MEANT = {
    "staff": "everyone under `staff`",
    "known": "everyone who has texted before",
    "unknown": "everyone who has never texted before",
}
"""Senders with a meaning of their own."""


def _is_name(key: Node, desk: Desk, for_templates: bool, is_sender: bool) -> bool:
    written: str = getattr(key, "value", "")
    if for_templates and not FIELD_NAME.fullmatch(written):
        better = re.sub(r"[^a-z0-9]+", "_", written.lower()).strip("_")
        better = better if FIELD_NAME.fullmatch(better) else "address"
        desk.error(
            key,
            "odd-name",
            f"{quoted(written)} can't be a name for replies to use",
            f"Use small letters, digits and underscores: `{better}`.",
        )
        return False
    meaning = _MEANT.get(written.casefold()) or (
        f"the country {written.upper()}" if written.upper() in COUNTRIES else None
    )
    if is_sender and meaning is not None:
        message = f"{quoted(written)} can't be a name here: `from: {written}` already means {meaning}"
        desk.error(key, "taken-name", message, "Choose another name, or a longer one.")
        return False
    if written.strip() and not re.search(r"[<>{},\[\]]", written):
        return True
    desk.error(key, "odd-name", f"{quoted(written)} can't be a name here", "Choose a short name of letters and digits.")
    return False


staff = named(mobile, "names with phone numbers", "maria: +1 555 010 0002", are_senders=True)
numbers = named(phone, "names with phone numbers", "front desk: +1 555 010 9999")
lists = named(prose, "names with what each list is", "tips: A dental tip each month", are_senders=True)
about = named(prose, "names with texts", "address: 12 Mill Lane", for_templates=True)
