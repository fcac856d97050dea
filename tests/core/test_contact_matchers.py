"""Conditions on who the contact is, and the language that they speak."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.conditions.contact_matchers import (
    Channel,
    ContactIs,
    FieldTest,
    FieldValue,
    HasTag,
    InLanguage,
    OnList,
    date_in,
    number_in,
)
from responder.core.conditions.languages import languages_of
from responder.core.conditions.matchers import Match, Says
from responder.core.contact import Contact
from responder.core.message import Reply
from responder.core.text.folding import fold
from responder.core.text.written_language import written_language


def contact(make: Any, **fields: str) -> Contact:
    return Contact(make.them, fields=fields, lists=frozenset({"tips"}))


@pytest.mark.parametrize(
    ("lists", "joined", "holds", "because"),
    [
        (("tips",), True, True, "they are on the list 'tips'"),
        (("deals", "tips"), True, True, "they are on the list 'tips'"),
        (("deals",), True, False, "they aren't on the list 'deals'"),
        (("deals", "news"), True, False, "they aren't on the list 'deals' or 'news'"),
        (("deals",), False, True, "they aren't on the list 'deals'"),
        (("tips", "deals"), False, False, "they are on the list 'tips'"),
    ],
)
def test_lists(make: Any, lists: tuple[str, ...], joined: bool, holds: bool, because: str) -> None:
    result = OnList(lists, joined).test(make.situation(contact=contact(make)))
    assert (isinstance(result, Match), result.because) == (holds, because)


def test_tags(make: Any) -> None:
    situation = make.situation(contact=Contact(make.them, tags=frozenset({"new patient"})))
    assert HasTag(("vip", "new patient")).test(situation) == Match("they have the tag 'new patient'")
    assert HasTag(("vip", "child")).test(situation).because == "they don't have the tag 'vip' or 'child'"


def test_channels(make: Any) -> None:
    wanted = Channel(("whatsapp", "mms"))
    assert wanted.test(make.situation(channel="mms")).because == "it came by mms"
    assert wanted.test(make.situation()).because == "it came by sms, not by whatsapp or mms"


# Languages.


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how much is a cleaning?", "en"),
        ("are you open", "en"),
        ("Hola, quiero una cita para mañana", "es"),
        ("¿Cuánto cuesta una limpieza?", "es"),
        ("Bonjour, je voudrais un rendez-vous demain", "fr"),
        ("combien ça coûte ?", "fr"),
        ("Was kostet eine Reinigung?", "de"),
        ("Guten Tag, haben Sie heute offen?", "de"),
        ("Quanto custa a consulta?", "pt"),
        ("Não posso ir amanhã", "pt"),
        ("Ciao, vorrei un appuntamento", "it"),
        ("Quanto costa la pulizia?", "it"),
        ("hola", "es"),
        ("merci", "fr"),
        ("danke", "de"),
        ("予約したいです", "ja"),
        ("安い", "ja"),
        ("你好", "zh"),
        ("안녕하세요", "ko"),
        ("καλημέρα", "el"),
        ("mi hijo no puede respirar!!", "es"),
        ("quiero hablar con una persona", "es"),
        ("Necesito mi receta", "es"),
        ("je peux venir a 3", "fr"),
        ("Can you call the Los Angeles office for Maria de la Cruz", "en"),
    ],
)
def test_a_text_is_told_by_its_small_words_or_its_script(text: str, language: str) -> None:
    assert written_language(fold(text)) == language


@pytest.mark.parametrize(
    "text",
    ["", "?", "123", "ok", "no", "si", "de", "Ana", "Ana Maria", "tips", "👍", "STOP", "привет",
     "mwen bezwen yon randevou",
     "Hoi, ik wil graag een afspraak maken", "Toi muon dat lich hen", "Kumusta po, magkano po", "sale", "me", "LA",
     "Los Angeles", "El Camino Real, La Jolla", "Casa de Oro", "Maria de los Santos", "Santa Monica Blvd"],
)  # fmt: skip
def test_nothing_is_said_where_it_is_not_clear(text: str) -> None:
    assert written_language(fold(text)) is None


@given(st.text(max_size=400))
def test_any_text_has_one_language_or_none(text: str) -> None:
    folded = fold(text)
    assert written_language(folded) == written_language(folded)


MEXICAN = "+525512345678"


@pytest.mark.parametrize(
    ("body", "from_", "saved", "wanted", "holds", "because"),
    [
        ("hola", None, "", "es", True, "their language is es (what the text is written in)"),
        ("x", MEXICAN, "", "es", True, "their language is es (the language of their number's country)"),
        ("are you open", MEXICAN, "", "es", False, "their language is en (what the text is written in), not es"),
        ("hola", None, "fr", "es", False, "their language is fr (their saved language), not es"),
        ("x", None, "es-MX", "es", True, "their language is es-MX (their saved language)"),
        ("x", None, "es", "es-MX", False, "their language is es (their saved language), not es-MX"),
        ("hola que tal estoy", MEXICAN, "", "es-MX", True, "their language is es (what the text is written in)"),
        ("x", "24725", "", "es", False, "their language isn't known, so it isn't es"),
        ("x", None, "es_mx", "es-MX", True, "their language is 'es_mx' (their saved language)"),
    ],
)
def test_the_language_is_the_saved_one_else_the_written_else_that_of_the_country(
    make: Any, body: str, from_: str | None, saved: str, wanted: str, holds: bool, because: str
) -> None:
    who = Contact(make.them, fields={"language": saved} if saved else {})
    result = InLanguage((wanted,)).test(make.situation(body, contact=who, from_=from_ or make.them))
    assert (isinstance(result, Match), result.because) == (holds, because)


@pytest.mark.parametrize("body", ["hola", "¿Cuánto cuesta?", "how much", "x", "Bonjour, merci"])
@pytest.mark.parametrize("from_", ["+12025550123", MEXICAN, "+33123456789"])
@pytest.mark.parametrize("saved", ["", "es", "fr-CA", "en"])
def test_a_reply_in_several_languages_speaks_the_language_that_a_rule_can_ask_for(
    make: Any, body: str, from_: str, saved: str
) -> None:
    rules = make.ruleset(make.rule("All", None, {"en": "en", "es": "es", "fr": "fr"}))
    who = Contact(from_, fields={"language": saved} if saved else {})
    (reply,) = make.decide(rules, body, contact=who, from_=from_).replies
    assert isinstance(InLanguage((reply.text,)).test(make.situation(body, contact=who, from_=from_)), Match)


def test_what_is_written_goes_before_the_language_of_one_word(make: Any) -> None:
    rules = make.ruleset(make.rule("Hi", Says(make.phrases("<hello>")), {"en": "Hi", "es": "Hola"}))
    assert make.decide(rules, "helloo").replies == (Reply("Hola"),)
    situation = make.situation("hola amigo, quiero una cita")
    assert [language for language, _ in languages_of(situation, "fr")] == ["es", "fr", "en"]


# Fields.


def value(sign: Any, wanted: Any) -> FieldValue:
    shown = "today" if wanted is None else str(wanted)
    return FieldValue(sign, wanted, shown if sign == "=" else f"{sign} {shown}")


@pytest.mark.parametrize(
    ("saved", "wanted", "holds", "because"),
    [
        ("Gold", value("=", "gold"), True, "plan is 'Gold'"),
        ("oro", value("=", "gold"), False, "plan is 'oro', which isn't gold"),
        ("", value("=", "gold"), False, "plan isn't saved, so it isn't gold"),
        ("", value("=", ""), True, "plan isn't saved"),
        ("x", value("=", ""), False, "plan is saved: it is 'x'"),
        ("3.0", value("=", "3"), True, "plan is '3.0'"),
        ("4", value(">", Decimal(3)), True, "plan is '4', which is > 3"),
        ("3", value(">", Decimal(3)), False, "plan is '3', which isn't > 3"),
        ("3", value(">=", Decimal(3)), True, "plan is '3', which is >= 3"),
        ("$1,250.00", value("<", Decimal(2000)), True, "plan is '$1,250.00', which is < 2000"),
        ("many", value(">", Decimal(3)), False, "plan is 'many', which can't be compared with > 3"),
        ("", value("<", Decimal(3)), False, "plan isn't saved, so it isn't < 3"),
        ("gold", value("!=", "tin"), True, "plan is 'gold', which is != tin"),
        ("", value("!=", "tin"), True, "plan isn't saved"),
        ("", value("!=", Decimal(3)), True, "plan isn't saved"),
        ("many", value("!=", Decimal(3)), True, "plan is 'many', which is != 3"),
        ("2026-06-02", value(">=", date(2026, 6, 2)), True, "plan is '2026-06-02', which is >= 2026-06-02"),
        ("2026-06-01T10:00", value("<", None), True, "plan is '2026-06-01T10:00', which is < today"),
        ("2026-06-02", value("=", None), True, "plan is '2026-06-02', which is today"),
        ("soon", value("<", None), False, "plan is 'soon', which can't be compared with < today"),
    ],
)
def test_a_field_is_a_text_a_number_an_amount_or_a_day(
    make: Any, saved: str, wanted: FieldValue, holds: bool, because: str
) -> None:
    who = contact(make, plan=saved) if saved else contact(make)
    result = ContactIs((FieldTest("plan", (wanted,)),)).test(make.situation(contact=who))
    assert (isinstance(result, Match), result.because) == (holds, because)


def test_all_fields_have_to_be_so_and_any_value_will_do(make: Any) -> None:
    wanted = ContactIs(
        (
            FieldTest("first_name", (value("=", "Ana"), value("=", "Eva"))),
            FieldTest("visits", (value(">", Decimal(3)), value("=", ""))),
        )
    )
    both = wanted.test(make.situation(contact=contact(make, first_name="éva", visits="9")))
    assert both.reasons == ("first_name is 'éva'", "visits is '9', which is > 3")
    assert isinstance(wanted.test(make.situation(contact=contact(make, first_name="Ana"))), Match)
    miss = wanted.test(make.situation(contact=contact(make, first_name="Ana", visits="1")))
    assert miss.because == "visits is '1', which isn't > 3 or not saved"


def test_a_first_name_is_known_from_the_name_as_in_replies(make: Any) -> None:
    wanted = ContactIs((FieldTest("first_name", (value("=", "ana"),)),))
    assert isinstance(wanted.test(make.situation(contact=contact(make, name="Ana López"))), Match)


def test_what_is_saved_is_never_shown_raw(make: Any) -> None:
    wanted = ContactIs((FieldTest("plan", (value("=", "gold"),)),))
    because = wanted.test(make.situation(contact=contact(make, plan="\u202egold\n" + "x" * 900))).because
    assert "\n" not in because and "\u202e" not in because and len(because) < 120


@given(st.text(max_size=60), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_any_saved_value_can_be_tested(saved: str, sign: Any) -> None:
    for wanted in ("gold", Decimal("3.5"), date(2026, 6, 2), None):
        FieldValue(sign, wanted, "x").holds(saved, date(2026, 6, 2))


def test_numbers_and_days_are_read_where_they_are_all_of_it() -> None:
    assert [number_in(w) for w in ("3", "-1.5", "$60", "60 €", "1,250.00", "3 cats", "", "x")] == [
        Decimal(3), Decimal("-1.5"), Decimal(60), Decimal(60), Decimal("1250.00"), None, None, None,
    ]  # fmt: skip
    assert [date_in(w) for w in ("2026-06-02", "2026-06-02 10:00", "June 2", "2026-13-01", "20260602", "")] == [
        date(2026, 6, 2), date(2026, 6, 2), None, None, None, None,
    ]  # fmt: skip
