"""Numbers for texts that nobody sends: who texts, and where to."""

from __future__ import annotations

from collections.abc import Mapping

from responder.core.business import Business

STRANGERS: Mapping[str, str] = {
    "AT": "+43664123456",
    "AU": "+61491570156",
    "BE": "+32470123456",
    "BR": "+5511961234567",
    "CA": "+15062345678",
    "CH": "+41781234567",
    "DE": "+4915228817386",
    "ES": "+34612345678",
    "FR": "+33639980123",
    "GB": "+447700900123",
    "IE": "+353850123456",
    "IT": "+393123456789",
    "MX": "+522221234567",
    "NL": "+31612345678",
    "NZ": "+64211234567",
    "PT": "+351912345678",
    "US": "+12025550123",
}
"""Who texts unless a test says otherwise, by the business's country: numbers kept free for examples and films where
the country has some."""

AREA_CODES: Mapping[str, str] = {
    "America/Anchorage": "907",
    "America/Chicago": "312",
    "America/Denver": "303",
    "America/Edmonton": "403",
    "America/Los_Angeles": "213",
    "America/Phoenix": "602",
    "America/Toronto": "416",
    "America/Vancouver": "604",
    "America/Winnipeg": "204",
    "Pacific/Honolulu": "808",
}
"""Where a country has several time zones, the stranger is from the business's, as quiet hours are those of the number.
555 0123 is kept free in each."""


def stranger(business: Business) -> str:
    """The number that texts unless one is named: from the business's country and time zone, and none of its own."""
    own = {business.phone, *business.numbers.values(), *business.staff.values()}
    choices = [STRANGERS.get(business.country, STRANGERS["US"]), STRANGERS["US"], "+12025550147"]
    if business.country in ("US", "CA") and business.timezone.key in AREA_CODES:
        choices.insert(0, f"+1{AREA_CODES[business.timezone.key]}5550123")
    return next(number for number in [*choices, "+12025550186"] if number not in own)


def own_number(business: Business) -> str:
    """The number that texts come to unless one is named."""
    return business.phone or next(iter(business.numbers.values()), "+12025550100")
