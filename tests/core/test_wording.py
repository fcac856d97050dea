"""Times, days, money and numbers in the contact's language."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.wording import (
    Language,
    Moment,
    country_of_timezone,
    language_of_country,
    say_date,
    say_day,
    say_moment,
    say_money,
    say_number,
    say_time,
    say_when,
)

CHICAGO = ZoneInfo("America/Chicago")
# A Thursday.
NOW = datetime(2026, 5, 28, 11, 0, tzinfo=CHICAGO)
US, GB, MX = Language("en", "US"), Language("en", "GB"), Language("es", "MX")


def in_days(days: int, hour: int = 9, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute) + timedelta(days=days)


@pytest.mark.parametrize(
    ("moment", "language", "expected"),
    [
        (in_days(0, 14), US, "today at 2:00 PM"),
        (in_days(1), US, "tomorrow at 9:00 AM"),
        (in_days(-1), US, "yesterday at 9:00 AM"),
        (in_days(4), US, "Monday at 9:00 AM"),
        (in_days(6), US, "Wednesday at 9:00 AM"),
        (in_days(7), US, "Thu 4 June at 9:00 AM"),
        (in_days(5, 10).replace(year=2027), US, "Wed 2 June 2027 at 10:00 AM"),
        (in_days(-2), US, "Tue 26 May at 9:00 AM"),
        (in_days(0, 14), GB, "today at 14:00"),
        (in_days(0, 14), "en", "today at 2:00 PM"),
        (in_days(1), MX, "mañana a las 9:00 a.m."),
        (in_days(1, 13), MX, "mañana a la 1:00 p.m."),
        (in_days(1, 13), Language("es", "ES"), "mañana a las 13:00"),
        (in_days(4), MX, "el lunes a las 9:00 a.m."),
        (in_days(7), MX, "el jue 4 de junio a las 9:00 a.m."),
        (in_days(0, 14), "fr", "aujourd'hui à 14:00"),
        (in_days(7), "fr", "jeu. 4 juin à 09:00"),
        (in_days(4), "de", "am Montag um 09:00 Uhr"),
        (in_days(7), Language("de", "US"), "am Do. 4. Juni um 09:00 Uhr"),
        (in_days(1), "pt-BR", "amanhã às 09:00"),
        (in_days(1, 1), "pt-BR", "amanhã à 01:00"),
        (in_days(1), "it", "domani alle 09:00"),
        (in_days(1), "nl", "morgen om 09:00"),
        (in_days(1), "pl", "piątek 09:00"),
        (in_days(7), "ja", "6月4日(木) 9:00"),
    ],
)
def test_says_when_as_one_would_on_the_phone(moment: datetime, language: str, expected: str) -> None:
    assert say_when(moment, NOW, language) == expected


def test_days_are_counted_where_the_moment_is() -> None:
    late = datetime(2026, 5, 29, 2, 0, tzinfo=UTC)
    assert say_when(late.astimezone(CHICAGO), late - timedelta(hours=3), US) == "today at 9:00 PM"
    assert say_when(late, late.astimezone(CHICAGO) - timedelta(hours=3), GB) == "tomorrow at 02:00"


def test_a_moment_to_be_read_later_is_said_with_its_date() -> None:
    assert say_moment(in_days(0, 14), NOW, US) == "Thu 28 May at 2:00 PM"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (US, ("Tue 2 June", "Tue 2 June 2026", "Tuesday", "10:30 AM")),
        ("es-ES", ("mar 2 de junio", "mar 2 de junio de 2026", "martes", "10:30")),
        ("fr-CA", ("mar. 2 juin", "mar. 2 juin 2026", "mardi", "10 h 30")),
        ("de-AT", ("Di. 2. Juni", "Di. 2. Juni 2026", "Dienstag", "10:30")),
        ("pt", ("ter. 2 de junho", "ter. 2 de junho de 2026", "terça-feira", "10:30")),
        ("ko", ("6월 2일 (화)", "2026년 6월 2일 (화)", "화요일", "AM 10:30")),
    ],
)
def test_says_dates_days_and_times(language: str, expected: tuple[str, str, str, str]) -> None:
    day, moment = date(2026, 6, 2), datetime(2026, 6, 2, 10, 30)
    assert expected == (
        say_date(day, language, date(2026, 1, 1)),
        say_date(day, language),
        say_day(day, language),
        say_time(moment, language),
    )


@pytest.mark.parametrize(
    ("amount", "language", "currency", "expected"),
    [
        ("60", US, "", "$60"),
        (60, US, "", "$60"),
        ("59.9", US, "", "$59.90"),
        ("1,250.50", US, "", "$1,250.50"),
        (Decimal("1250"), "de", "", "1.250 €"),
        (1250.5, "fr", "", "1 250,50 €"),
        ("60", Language("es", "US"), "", "$60"),
        ("60", GB, "", "£60"),
        ("60", GB, "eur", "€60"),
        ("1250", "ja", "", "￥1,250"),
        ("-5", US, "", "-$5"),
        ("sixty", US, "", "sixty"),
        ("", US, "", ""),
        ("nan", US, "", "nan"),
        ("9" * 40, US, "", "9" * 40),
        ("1e999999", US, "", "1e999999"),
    ],
)
def test_says_money_in_the_currency_of_the_country(
    amount: str | float | Decimal, language: str, currency: str, expected: str
) -> None:
    assert say_money(amount, language, currency) == expected


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [("1234.5", US, "1,234.5"), (1234.5, "de", "1.234,5"), (True, US, "True"), ("many", US, "many")],
)
def test_says_numbers(amount: str | float, language: str, expected: str) -> None:
    assert say_number(amount, language) == expected


@pytest.mark.parametrize(
    ("country", "language"),
    [
        *(("US", "en"), ("MX", "es"), ("mx", "es"), ("BR", "pt"), ("FR", "fr"), ("JP", "ja"), ("HT", "ht")),
        *((None, None), ("", None), ("XX", None), ("../etc", None)),
    ],
)
def test_knows_what_most_people_of_a_country_read(country: str | None, language: str | None) -> None:
    assert language_of_country(country) == language


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Chicago", "US"), ("US/Central", "US"), ("Europe/Berlin", "DE"), ("UTC", None), ("Mars/Base", None)],
)
def test_knows_the_country_of_a_time_zone(zone: str, country: str | None) -> None:
    assert country_of_timezone(zone) == country


@given(st.text(max_size=30), st.text(max_size=4))
@settings(deadline=None)
def test_any_language_tag_says_something_and_unknown_ones_english(tag: str, country: str) -> None:
    assert say_when(in_days(0, 14), NOW, Language(tag, country))


@pytest.mark.parametrize("tag", ["xx", "../../etc/passwd", "en_US.UTF-8", "", "🤷", "english please"])
def test_what_isnt_a_language_is_english(tag: str) -> None:
    assert say_when(in_days(1), NOW, tag) == "tomorrow at 9:00 AM"


@pytest.mark.parametrize(
    "language", ["en", "es-US", "es-MX", "fr", "fr-CA", "de", "pt-BR", "it", "nl", "he", "ar", "ru"]
)
def test_no_character_comes_in_that_only_makes_a_text_dearer(language: str) -> None:
    said = say_when(in_days(7, 14), NOW, language) + say_money("1250.5", language) + say_number("12500.5", language)
    assert not set(said) & set("\u202f\xa0\u200e\u200f\u2009")


class TestMoments:
    def test_as_text_it_is_said_from_now(self) -> None:
        assert str(Moment(in_days(1), NOW, US)) == "tomorrow at 9:00 AM"

    def test_now_itself_is_said_with_its_date(self) -> None:
        assert str(Moment(NOW, NOW, US, relative=False)) == "Thu 28 May at 11:00 AM"

    def test_it_comes_apart(self) -> None:
        moment = Moment(in_days(5, 15, 30), NOW, MX)
        assert (moment.date, moment.time, moment.day) == ("mar 2 de junio", "3:30 p.m.", "martes")
        assert (moment.weekday, moment.hour, moment.minute, moment.month, moment.year) == ("tuesday", 15, 30, 6, 2026)


class TestLanguages:
    def test_a_language_is_its_tag_wherever_a_text_is(self) -> None:
        assert Language("es", "US") == "es"
        assert {"es": 1}[Language("es", "US")] == 1

    def test_a_tag_with_its_own_country_keeps_it_for_the_clock(self) -> None:
        assert say_time(NOW.replace(hour=14), Language("en-GB", "US")) == "14:00"


def test_babel_is_imported_only_when_something_is_said() -> None:
    program = (
        "import sys; from responder.core.wording import *; language_of_country('MX'); Language('es', 'US'); "
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("amount", [10**28, "9" * 29, "1e28", 10**15, "0.0000000000000000000000000001"])
def test_a_number_too_long_for_any_price_comes_back_as_it_is_or_worded_but_never_fails(amount: int | str) -> None:
    assert say_money(amount, "en", "USD")
    assert say_number(amount, "en")
