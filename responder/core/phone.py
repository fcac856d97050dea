"""Phone numbers, as people write them and as Twilio does. phonenumbers is slow to import, so only when it is needed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from responder.core.text.folding import clean

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_SHORT_CODE: Final = re.compile(r"[0-9]{3,6}", re.ASCII)
_LETTER_SENDER: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &_+\-]{1,11}", re.ASCII)
_E164: Final = re.compile(r"\+[1-9][0-9]{3,14}", re.ASCII)
_WRITTEN: Final = re.compile(r"\+?[0-9 ()./\-–‐]+", re.ASCII)
_TOLL_FREE: Final = frozenset(("800", "833", "844", "855", "866", "877", "888"))
_LONGEST_WRITTEN: Final = 40

_REMEDY: Final = "Write it with its country code, as +1 555 010 9999"


def parse_number(written: str, country: str = "US") -> str:
    """A number as people write it, in E.164 (``+15550109999``); a short code (3 to 6 digits) stays as it is.

    ``country`` (two letters) is the country of numbers written without a code. Raises ValueError with a sentence that
    says what to write instead. A number may be one that nobody has yet: only its length is checked.
    """
    text = clean(written)
    if _SHORT_CODE.fullmatch(text):
        return text
    if len(text) > _LONGEST_WRITTEN or not _WRITTEN.fullmatch(text):
        raise ValueError(f"{_shown(written)} isn't a phone number. {_REMEDY}")
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country.upper())
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{_shown(written)} {_unreadable(error.error_type)}. {_REMEDY}") from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError(f"{_shown(written)} {_impossible(reason)}. {_REMEDY}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(e164: str) -> str | None:
    """The country of a number in E.164, as two letters (``US``); None for short codes, letter senders and nonsense."""
    number = _read(e164)
    if number is None:
        return None
    import phonenumbers

    # A number that nobody can have yet (555…) belongs to the country that is the main one for its code.
    code = number.country_code or 0
    found = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(code)
    return found if len(found) == 2 and found != "ZZ" else None


def timezones_of(e164: str) -> tuple[str, ...]:
    """The time zones (``America/Chicago``) that a number in E.164 may be in, by its area code or country; none where
    that isn't known."""
    number = _read(e164)
    if number is None:
        return ()
    from phonenumbers import timezone

    return tuple(name for name in timezone.time_zones_for_number(number) if name != "Etc/Unknown")


def is_short_code(address: str) -> bool:
    """Whether an address is a short code: 3 to 6 digits without a plus."""
    return _SHORT_CODE.fullmatch(address) is not None


def is_letter_sender(address: str) -> bool:
    """Whether an address is a name in place of a number (an alphanumeric sender): answers to it reach nobody."""
    return _LETTER_SENDER.fullmatch(address) is not None


def is_phone_number(address: str) -> bool:
    """Whether an address is a number in E.164, which a phone may ring at."""
    return _E164.fullmatch(address) is not None


def is_toll_free(e164: str) -> bool:
    """Whether a number is toll-free in the United States, Canada and their neighbours in +1."""
    return len(e164) == 12 and e164.startswith("+1") and e164[2:5] in _TOLL_FREE


def format_number(e164: str) -> str:
    """A number in E.164 as one writes it internationally (``+1 555-010-9999``); anything else as it is."""
    number = _read(e164)
    if number is None:
        return e164
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def country_of_timezone(name: str) -> str | None:
    """The country that a time zone lies in (``America/Chicago`` is in ``US``), or None if it lies in none."""
    from responder.core.wording import country_of_timezone

    return country_of_timezone(name)


def _read(e164: str) -> PhoneNumber | None:
    if _E164.fullmatch(e164) is None:
        return None
    import phonenumbers

    try:
        return phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return None


def _unreadable(error_type: int) -> str:
    from phonenumbers import NumberParseException

    if error_type == NumberParseException.INVALID_COUNTRY_CODE:
        return "doesn't begin with the code of a country"
    if error_type == NumberParseException.TOO_LONG:
        return "has too many digits for a phone number"
    return "isn't a phone number"


def _impossible(reason: int) -> str:
    from phonenumbers import ValidationResult

    reasons = {
        ValidationResult.TOO_SHORT: "has too few digits for a phone number",
        ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "has no area code",
        ValidationResult.TOO_LONG: "has too many digits for a phone number",
    }
    return reasons.get(reason, "doesn't have as many digits as a phone number of that country")


def _shown(written: str) -> str:
    """The number for a message; hostile or long input is cut and escaped."""
    text = written.strip()
    return repr(text if len(text) <= _LONGEST_WRITTEN else f"{text[:_LONGEST_WRITTEN]}…")
