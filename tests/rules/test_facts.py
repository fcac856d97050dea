"""The facts at the top of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from responder.core.conditions.matchers import Sender
from responder.core.ruleset import Limits, Rate, Ruleset
from responder.rules import Problem

Load = Callable[[str], Ruleset]
OneProblem = Callable[[str], Problem]


def test_the_facts_are_kept_as_they_are_written(load: Load) -> None:
    ruleset = load(
        """
        business: Bright Smile Dental
        phone: (555) 010-9999
        timezone: America/Chicago
        language: es
        staff: {maria: +1 555 010 0002}
        numbers: {front desk: 24725}
        lists: {tips: A tip}
        about: {address: 12 Mill Lane}
        blocked: [+44*, 'NG', 555-010-0666, maria]
        otherwise: x
        """
    )
    business = ruleset.business
    assert business.name == "Bright Smile Dental"
    assert (business.phone, business.phone_written) == ("+15550109999", "(555) 010-9999")
    assert (business.timezone.key, business.language, business.country) == ("America/Chicago", "es", "US")
    assert (business.staff, business.numbers) == ({"maria": "+15550100002"}, {"front desk": "24725"})
    assert (business.lists, business.about) == ({"tips": "A tip"}, {"address": "12 Mill Lane"})
    assert [sender.kind for sender in ruleset.blocked] == ["prefix", "country", "number", "staff"]
    assert ruleset.blocked[2] == Sender("number", "+15550100666", "555-010-0666")


def test_a_file_needs_no_facts(load: Load) -> None:
    business = load("otherwise: Hello.\n").business
    assert (business.name, business.phone, business.timezone.key, business.country) == ("", "", "UTC", "US")


@pytest.mark.parametrize(
    ("facts", "country"),
    [
        ("phone: +34 912 345 678", "ES"),
        ("timezone: Europe/Madrid", "ES"),
        ("timezone: Europe/Madrid\nphone: 912 345 678", "ES"),
        ("timezone: America/Toronto\nphone: +1 416 555 0100", "CA"),
        ("timezone: America/Chicago\nphone: +44 20 7946 0000", "GB"),
        ("timezone: Europe/Madrid\nphone: +1 555 010 9999", "US"),
        ("timezone: UTC", "US"),
    ],
)
def test_the_country_is_that_of_the_phone_or_the_time_zone(load: Load, facts: str, country: str) -> None:
    assert load(f"{facts}\notherwise: x\n").business.country == country


def test_hours_and_closed_days_make_the_week(load: Load) -> None:
    business = load(
        """
        timezone: America/Chicago
        hours:
          mon-fri: 9:00-12:00, 13:00-17:00
          sat: [10:00-12:00, 13:00-14:00]
          dec 24: 9:00-12:00
        closed: [2026-12-25, 2026-12-24 to 2027-01-02]
        """
    ).business
    assert business.hours is not None

    def is_open(day: int, hour: int, month: int = 6) -> bool:
        assert business.hours is not None
        return business.hours.is_open(datetime(2026, month, day, hour, tzinfo=business.timezone))

    assert is_open(1, 9) and not is_open(1, 12) and is_open(6, 13) and not is_open(7, 10)
    # A date with times of its own beats a range of closed days.
    assert is_open(24, 9, 12) and not is_open(25, 9, 12) and not is_open(28, 9, 12)


@pytest.mark.parametrize("written", ["mon-fri 9:00-17:00", "{mon-fri: 9am-5pm}", "{weekdays: 9:00-17:00, sun: closed}"])
def test_hours_may_be_a_line_or_days(load: Load, written: str) -> None:
    hours = load(f"timezone: UTC\nhours: {written}\n").business.hours
    assert hours is not None and hours.week[0] == ((540, 1020),) and hours.week[6] == ()


def test_windows_have_names_of_ones_own(load: Load) -> None:
    windows = load(
        """
        timezone: UTC
        windows:
          mornings: mon-fri 8:00-12:00
          lunch: {mon-fri: 12:00-13:00}
          shop: [mon-wed 9-17:00, sat 10:00-12:00]
        """
    ).business.windows
    assert {name: window.name for name, window in windows.items()} == {n: n for n in ("mornings", "lunch", "shop")}
    assert windows["shop"].hours.week[5] == ((600, 720),)


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        ("timezone: Central", "unknown-timezone", "America/Chicago"),
        ("timezone: EST", "unknown-timezone", "America/New_York"),
        ("timezone: Eastern Time", "unknown-timezone", "America/New_York"),
        ("timezone: New York", "unknown-timezone", "`America/New_York`"),
        ("timezone: america/new_york", "unknown-timezone", "`America/New_York`"),
        ("timezone: Europe/Madird", "unknown-timezone", "`Europe/Madrid`"),
        ("timezone: ../../etc/passwd", "unknown-timezone", "continent and city"),
        ("phone: call us", "not-a-number", "country code"),
        ("phone: +1 555", "not-a-number", "country code"),
        ("language: spanish", "unknown-language", "`es`"),
        ("language: EN", "unknown-language", "`en`"),
        ("language: klingon", "unknown-language", "two letters"),
        ("hours: {mon-fri: 9:00-17:00}", "no-timezone", "timezone: America/Chicago"),
        ("timezone: UTC\nclosed: dec 25", "no-hours", "hours"),
        ("timezone: UTC\nhours: {funday: 9:00-17:00}", "not-a-day", "sunday"),
        ("timezone: UTC\nhours: {mon: 9-5}", "not-a-time", "9:00-17:00"),
        ("timezone: UTC\nhours: {mon-wed: 9-17:00, tue: 9-17:00}", "hours", "each day once"),
        ("timezone: UTC\nhours: [mon]", "wrong-type", "hours:"),
        ("timezone: UTC\nhours: {mon: 9-17:00}\nclosed: 2026-02-30", "not-a-date", "2026-12-25"),
        ("timezone: UTC\nwindows: {hours: mon}", "taken-name", "another"),
        ("timezone: UTC\nwindows: {sat: mon}", "taken-name", "another"),
        ("timezone: UTC\nwindows: {lunch: noon}", "not-a-time", ""),
        ("about: {Opening Hours: 9-5}", "odd-name", "`opening_hours`"),
        ("staff: {staff: +1 555 010 0002}", "taken-name", "another name"),
        ("staff: {maria: 555}", "not-a-number", "country code"),
        ("staff: {'a, b': +1 555 010 0002}", "odd-name", "short name"),
        ("lists: {'a, b': x}", "odd-name", "short name"),
        ("limits: {rounds: 0}", "not-a-number", "rounds: 5"),
        ("limits: {rounds: many}", "not-a-number", "rounds: 5"),
        ("limits: {replies: lots}", "not-a-limit", "5 in 10 seconds"),
        ("limits: {replies: 0 in 1 hour}", "not-a-limit", "5 in 10 seconds"),
        ("limits: {replies: 5 in a fortnight}", "not-a-time", "unit"),
        ("opt_out: {answered_by: carrier}", "unknown-word", "`twilio`"),
        ("opt_out: {stop_words: [start]}", "two-meanings", "one of the two"),
        ("opt_out: {stop_words: [yes]}", "two-meanings", "one of the two"),
        ("opt_out: {help_words: [Stop!]}", "two-meanings", "one of the two"),
        ("opt_out: {stop_words: [baja], start_words: [baja]}", "two-meanings", "one of the two"),
        ("blocked: bob", "unknown-sender", "country code"),
        ("blocked: UK", "unknown-sender", "`GB`"),
    ],
)
def test_facts_that_cant_be_are_told_with_what_to_write(problem: OneProblem, text: str, code: str, remedy: str) -> None:
    found = problem(f"{text}\n")
    assert found.code == code and remedy in found.remedy


def test_limits_are_those_of_the_file_and_else_the_usual_ones(load: Load) -> None:
    limits = load(
        """
        limits:
          replies: [3 per minute, 10 in 2 hours]
          same_words: 1 in 5 minutes
          rounds: 3
          answer_short_codes: yes
        """
    ).limits
    minute = Rate(3, timedelta(minutes=1), "3 per minute")
    assert limits.replies == (minute, Rate(10, timedelta(hours=2), "10 in 2 hours"))
    assert (limits.same_words.count, limits.rounds, limits.answer_short_codes) == (1, 3, True)
    assert load("limits: {rounds: 7}\n").limits == Limits(rounds=7)


def test_the_opt_out_policy_keeps_its_words_folded(load: Load) -> None:
    policy = load(
        """
        business: Bright Smile
        opt_out:
          answered_by: us
          stop_words: [Baja!, ARRÊT]
          help_words: ayuda
          stop_reply: You're out, says {{ business }}.
        """
    ).opt_out
    assert policy.answered_by == "us"
    assert (policy.stop_words, policy.help_words) == ({"baja", "arret"}, {"ayuda"})
    assert policy.stop_reply is not None and policy.start_reply is None


def test_the_built_in_stop_list_may_be_added_to_the_carriers_words(load: Load) -> None:
    words = load("opt_out: {stop_words: <stop>, start_words: <start>, help_words: <help>}\n").opt_out
    assert "stop texting me" in words.stop_words and "baja" in words.stop_words
    assert "unstop" in words.start_words and "ayuda" in words.help_words


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("staff: {known: +1 555 010 0002}", "everyone who has texted before"),
        ("lists: {Unknown: x}", "everyone who has never texted before"),
        ("staff: {GB: +1 555 010 0002}", "the country GB"),
        ("lists: {us: x}", "the country US"),
    ],
)
def test_a_sender_whose_name_means_something_already_is_told_what(problem: OneProblem, text: str, meaning: str) -> None:
    found = problem(f"{text}\n")
    assert found.code == "taken-name" and found.message.endswith(f"already means {meaning}")


def test_a_list_cant_be_called_like_one_of_the_staff(problem: OneProblem) -> None:
    found = problem("staff: {Maria: +1 555 010 0002}\nlists: {maria: x}\n")
    assert (found.code, found.place.line) == ("taken-name", 2) and "line 1" in found.message


def test_names_that_are_no_senders_may_be_called_like_one(load: Load) -> None:
    load("about: {staff: Ana and Bo, known: x}\nnumbers: {GB: +44 20 7946 0000}\n")
