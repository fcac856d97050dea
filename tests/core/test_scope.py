"""What the variables of a reply mean."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from responder.core.business import Business
from responder.core.conditions.scope import values_for
from responder.core.contact import Contact
from responder.core.message import NOTHING
from responder.core.templates import ALWAYS_KNOWN


def said(make: Any, source: str, groups: dict[str, str] | None = None, **situation: Any) -> str:
    template = make.template(source)
    return str(template.render(values_for(template.variables, make.situation(**situation), groups or NOTHING)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ from }} {{ to }}", "+12025550123 +12025550100"),
        ("{{ body }}", "Book Tue"),
        ("{{ business }}, {{ phone }}, {{ about.address }}", "Bright Smile, 202 555 0199, 12 Mill Lane"),
        ("{{ now }}", "Tue 2 June at 2:05 PM"),
        ("{{ next_opening }}", "tomorrow at 9:00 AM"),
        ("{{ city }} {{ state }} {{ country }}", "CHICAGO IL US"),
        ("{{ first_name or 'friend' }}", "friend"),
        ("{{ contact.plan }}{{ plan }}{{ rest }}{{ match.med }}{{ med }}", ""),
    ],
)
def test_a_variable_says_what_the_reference_says(make: Any, source: str, expected: str) -> None:
    assert said(make, source, body="Book Tue", city="CHICAGO", state="IL", country="US") == expected


def test_every_known_variable_is_worked_out(make: Any) -> None:
    assert set(values_for(ALWAYS_KNOWN, make.situation())) == ALWAYS_KNOWN


def test_only_what_is_asked_for_is_worked_out(make: Any) -> None:
    assert values_for(["rest", "plan"], make.situation(), {"rest": "x", "med": "y"}) == {"rest": "x", "plan": ""}


@pytest.mark.parametrize(
    ("fields", "first_name", "name"),
    [
        ({"first_name": "Ana"}, "Ana", "Ana"),
        ({"name": "Ana Li"}, "Ana", "Ana Li"),
        ({"first_name": "Ana", "last_name": "Li"}, "Ana", "Ana Li"),
        ({"name": " "}, "", " "),
        ({}, "", ""),
    ],
)
def test_names_come_from_what_is_saved(make: Any, fields: dict[str, str], first_name: str, name: str) -> None:
    contact = Contact(make.them, fields=fields)
    assert values_for(["first_name", "name"], make.situation(contact=contact)) == {
        "first_name": first_name,
        "name": name,
    }


def test_what_a_regular_expression_found_wins_unless_it_found_nothing(make: Any) -> None:
    contact = Contact(make.them, fields={"first_name": "Ana", "plan": "gold"})
    source = "{{ first_name }} {{ plan }} {{ match.plan }}"
    assert said(make, source, {"first_name": "Bob", "plan": "tin"}, contact=contact) == "Bob tin tin"
    assert said(make, source, {"first_name": "", "plan": ""}, contact=contact) == "Ana gold "


def test_times_are_said_in_the_contacts_language(make: Any) -> None:
    contact = Contact(make.them, fields={"language": "es"})
    assert said(make, "{{ next_opening }}", contact=contact) == "mañana a las 9:00 a.m."
    german = Business(language="de", country="DE", hours=make.business.hours)
    assert said(make, "{{ next_opening }}", business=german) == "morgen um 09:00 Uhr"


def test_a_reply_may_say_one_thing_while_open_and_another_while_closed(make: Any) -> None:
    source = "{% if open_now %}We're here.{% else %}We open {{ next_opening }}.{% endif %}"
    assert said(make, source) == "We're here."
    sunday = datetime(2026, 6, 7, 15, 0, tzinfo=UTC)
    assert said(make, source, now=sunday) == "We open tomorrow at 9:00 AM."


def test_without_hours_there_is_no_next_opening(make: Any) -> None:
    assert said(make, "{{ next_opening }}", business=Business()) == ""


def test_the_country_comes_from_the_number_where_twilio_names_none(make: Any) -> None:
    assert said(make, "{{ country }}", from_="+447700900123") == "GB"
    assert said(make, "{{ country }}", from_="US.1234") == ""


def test_a_weekend_is_waited_for(make: Any) -> None:
    friday = datetime(2026, 6, 6, 1, 0, tzinfo=UTC)
    assert said(make, "{{ next_opening }}", now=friday) == "Monday at 9:00 AM"
