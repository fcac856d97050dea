"""The facts at the top of rules.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from responder.core.calendar.hours import Hours, Window
from responder.core.message import NOTHING


@dataclass(frozen=True, slots=True)
class Business:
    """The facts at the top of the file."""

    name: str = ""
    phone: str = ""
    """E.164, or empty."""
    phone_written: str = ""
    """As the writer put it, which is how replies show it."""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    language: str = "en"
    country: str = "US"
    """For numbers written without a country code: the country of ``phone``, else of the time zone, else US."""
    hours: Hours | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Name to E.164."""
    numbers: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Names of our own receiving numbers, name to E.164 or short code."""
    lists: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """List name to what it is, in words."""
    about: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    kinds: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Contact fields that hold more than words, as conversations save them: name to ``Expected.kind`` (day, date, time,
    number). Replies word them in the contact's language."""
