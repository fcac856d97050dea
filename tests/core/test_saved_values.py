"""What conversations saved, as replies print it and conditions compare it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from responder.core.business import Business
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.templates import ALWAYS_KNOWN, compile_expression, compile_text, mark_of_number
from responder.core.text.folding import clean, fold

KINDS = {"day": "day", "born": "date", "clock": "time", "guests": "number"}
FIELDS = {"day": "2026-06-09", "born": "1990-03-04", "clock": "15:30", "guests": "8"}
KNOWN = {*ALWAYS_KNOWN, *KINDS, mark_of_number("guests")}


def here(language: str = "", country: str = "US", **fields: str) -> Situation:
    message = InboundMessage("SM1", "+12025550123", "+12025550100", "hi")
    saved = {**FIELDS, **({"language": language} if language else {}), **fields}
    business = Business(country=country, kinds=KINDS)
    return Situation(
        message, fold("hi"), clean("hi"), Contact("+1", fields=saved), datetime(2026, 6, 2, tzinfo=UTC), business
    )


def said(source: str, situation: Situation) -> str:
    made = compile_text(source, KNOWN)
    return made.render(values_for(made.variables, situation))


def holds(source: str, situation: Situation) -> bool:
    made = compile_expression(source, KNOWN)
    return made.evaluate(values_for(made.variables, situation))


@pytest.mark.parametrize(
    ("source", "language", "country", "text"),
    [
        ("{{ day }}", "", "US", "Tue 9 June"),
        ("{{ day }}", "es", "MX", "mar 9 de junio"),
        ("{{ day }}", "de", "DE", "Di. 9. Juni"),
        ("{{ born }}", "", "US", "Sun 4 March 1990"),
        ("{{ clock }}", "", "US", "3:30 PM"),
        ("{{ clock }}", "de", "DE", "15:30"),
        ("{{ guests }}", "", "US", "8"),
        ("{{ contact.day }}", "", "US", "Tue 9 June"),
        ("{{ day | day }}", "", "US", "Tuesday"),
        ("{{ day | date }}", "", "US", "Tue 9 June"),
        ("{{ clock | time }}", "", "US", "3:30 PM"),
        ("{{ day | upper }}", "", "US", "TUE 9 JUNE"),
        ('{{ "on " + day }}', "", "US", "on Tue 9 June"),
        ("{{ day ~ ' ' ~ clock }}", "", "US", "Tue 9 June 3:30 PM"),
        ("{{ guests * 10 }}", "", "US", "80"),
        ("{{ guests | money('USD') }}", "", "US", "$8"),
        ("{% if guests > 6 %}many{% endif %}", "", "US", "many"),
    ],
)
def test_a_reply_says_it_in_the_contacts_language(source: str, language: str, country: str, text: str) -> None:
    assert said(source, here(language, country)) == text


@pytest.mark.parametrize(
    "source",
    [
        "guests > 6",
        "guests >= 8 and 7 < guests",
        "guests == 8",
        'guests == "8"',
        'guests != "9"',
        "guests|int > 6",
        "contact.guests > 6",
        'day == "2026-06-09"',
        'day < "2026-07-01"',
        'clock >= "15:00"',
        "guests is even",
        "guests",
    ],
)
def test_a_condition_compares_it_as_what_it_is(source: str) -> None:
    assert holds(source, here())


def test_what_nobody_gave_yet_is_empty_and_neither_more_nor_less() -> None:
    nobody = here()
    nobody = replace(nobody, contact=Contact("+1"))
    assert said("[{{ day }}{{ clock }}{{ guests }}{{ guests or 'some' }}]", nobody) == "[some]"
    assert not any(holds(f"guests {sign} 6", nobody) for sign in ("<", "<=", ">", ">=", "=="))


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", "soon"), ("day", "2026-02-30"), ("clock", "99:99"), ("guests", "many"), ("guests", "9" * 99)],
)
def test_what_a_rule_saved_instead_is_printed_as_it_is(field: str, value: str) -> None:
    assert said(f"{{{{ {field} }}}}", here(**{field: value})) == value
