"""Phone numbers as people write them become numbers as Twilio does."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.phone import (
    country_of,
    country_of_timezone,
    format_number,
    is_letter_sender,
    is_short_code,
    is_toll_free,
    parse_number,
)


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("+1 555 010 9999", "US", "+15550109999"),
        ("+15550109999", "DE", "+15550109999"),
        ("(555) 010-9999", "US", "+15550109999"),
        ("555.010.9999", "us", "+15550109999"),
        ("1-555-010-9999", "CA", "+15550109999"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("0044 20 7946 0958", "DE", "+442079460958"),
        ("\u202a+44 20 7946 0958\u202c", "US", "+442079460958"),
        ("+44\u00a020\u00a07946\u20110958", "US", "+442079460958"),
        ("24725", "US", "24725"),
        (" 911 ", "US", "911"),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, country: str, number: str) -> None:
    assert parse_number(written, country) == number


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "isn't a phone number"),
        ("Maria", "isn't a phone number"),
        ("1-800-FLOWERS", "isn't a phone number"),
        ("+1 555 010 9999 x5", "isn't a phone number"),
        ("-----", "isn't a phone number"),
        ("+", "isn't a phone number"),
        ("٥٥٥٠١٠٩٩٩٩", "isn't a phone number"),
        ("12", "has too few digits for a phone number"),
        ("555-0109", "has no area code"),
        ("+1 555 010 9999 9", "has too many digits for a phone number"),
        ("+999 123 456 789", "doesn't begin with the code of a country"),
        ("1" * 41, "isn't a phone number"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_write(written: str, why: str) -> None:
    with pytest.raises(ValueError, match="Write it with its country code, as \\+1 555 010 9999") as refused:
        parse_number(written)
    assert why in str(refused.value)


@settings(deadline=None)
@given(st.text(max_size=50))
def test_any_text_is_a_number_or_refused(written: str) -> None:
    try:
        number = parse_number(written)
    except ValueError:
        return
    assert is_short_code(number) or number[0] == "+"
    assert parse_number(number) == number


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+15550109999", "US"),
        ("+14165550123", "CA"),
        ("+18095550123", "DO"),
        ("+442079460958", "GB"),
        ("+4915123456789", "DE"),
        ("+77012345678", "KZ"),
        ("24725", None),
        ("+999123456", None),
        ("+88216123456", None),
        ("ACME", None),
        ("US.1234", None),
        ("", None),
    ],
)
def test_a_number_tells_its_country(number: str, country: str | None) -> None:
    assert country_of(number) == country


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_address_may_be_asked_about(address: str) -> None:
    country_of(address)
    is_toll_free(address)
    assert not (is_short_code(address) and is_letter_sender(address))
    assert format_number(address)[:1] == address[:1]


@pytest.mark.parametrize(
    ("address", "short_code", "letters", "toll_free"),
    [
        ("24725", True, False, False),
        ("911", True, False, False),
        ("1234567", False, False, False),
        ("+15550109999", False, False, False),
        ("+18005550123", False, False, True),
        ("+18445550123", False, False, True),
        ("+448005550123", False, False, False),
        ("ACME", False, True, False),
        ("Bright-Smile", False, False, False),
        ("BrightSmile", False, True, False),
        ("US.1234", False, False, False),
        ("", False, False, False),
    ],
)
def test_addresses_are_told_apart(address: str, short_code: bool, letters: bool, toll_free: bool) -> None:
    assert (is_short_code(address), is_letter_sender(address), is_toll_free(address)) == (
        short_code,
        letters,
        toll_free,
    )


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+15550109999", "+1 555-010-9999"), ("+442079460958", "+44 20 7946 0958"), ("24725", "24725"), ("ACME", "ACME")],
)
def test_a_number_is_shown_as_one_writes_it(number: str, shown: str) -> None:
    assert format_number(number) == shown


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Chicago", "US"), ("Europe/Paris", "FR"), ("UTC", None), ("Nowhere/Land", None)],
)
def test_a_time_zone_lies_in_a_country(zone: str, country: str | None) -> None:
    assert country_of_timezone(zone) == country


def test_importing_this_room_does_not_import_phonenumbers() -> None:
    code = "import sys, responder.core.phone; print('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
