"""Replies come in the contact's language, with their values, within Twilio's limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responder.core.answering.replies import Found, replies_of, sendable, split
from responder.core.contact import Contact
from responder.core.message import Reply
from responder.core.templates import TemplateFailed
from responder.core.text.segments import LONGEST

LANGUAGES = {"en": "See you!", "es": "¡Hasta pronto!", "pt-BR": "Até logo!"}


@pytest.mark.parametrize(
    ("saved", "word", "from_", "expected"),
    [
        ("es", "en", "+12025550123", "es"),
        ("es-MX", None, "+12025550123", "es"),
        ("ES_mx", None, "+12025550123", "es"),
        ("pt", None, "+12025550123", "pt-BR"),
        ("pt-PT", None, "+12025550123", "pt-BR"),
        ("fr", None, "+34612345678", "es"),
        (None, "es", "+12025550123", "es"),
        (None, "fr", "+5511961234567", "pt-BR"),
        (None, None, "+34612345678", "es"),
        (None, None, "+12025550123", "en"),
        (None, None, "+3614567890", "en"),
        (None, None, "24725", "en"),
    ],
)
def test_a_reply_comes_in_the_language_that_fits_best(
    make: Any, saved: str | None, word: str | None, from_: str, expected: str
) -> None:
    contact = Contact(from_, fields={"language": saved} if saved else {})
    situation = make.situation(from_=from_, contact=contact)
    replies = replies_of(make.reply(LANGUAGES), situation, Found(language=word))
    assert replies == (Reply(LANGUAGES[expected]),)


def test_a_reply_in_one_language_goes_to_all(make: Any) -> None:
    situation = make.situation(from_="+34612345678")
    assert replies_of(make.reply({"de": "Bis bald!"}), situation) == (Reply("Bis bald!"),)


OPENING = {"en": "We open {{ next_opening }}", "es": "Abrimos {{ next_opening }}"}


@pytest.mark.parametrize(
    ("saved", "word", "file", "expected"),
    [
        (None, "es", "en", "Abrimos el lunes a las 9:00 a.m."),
        (None, "en", "es", "We open Monday at 9:00 AM"),
        (None, None, "es", "We open Monday at 9:00 AM"),
        ("fr", None, "es", "We open Monday at 9:00 AM"),
        ("es-MX", None, "en", "Abrimos el lunes a las 9:00 a.m."),
    ],
)
def test_what_is_filled_in_speaks_the_language_of_the_reply(
    make: Any, saved: str | None, word: str | None, file: str, expected: str
) -> None:
    business = replace(make.business, language=file)
    contact = Contact(make.them, fields={"language": saved} if saved else {})
    saturday = make.now - timedelta(days=3)
    situation = make.situation(contact=contact, now=saturday, business=business)
    (reply,) = replies_of(make.reply(OPENING), situation, Found(language=word))
    assert without_odd_spaces(reply.text) == expected


def test_in_a_reply_without_languages_the_contacts_language_counts(make: Any) -> None:
    contact = Contact(make.them, fields={"language": "es"})
    situation = make.situation(contact=contact, now=make.now - timedelta(days=2))
    assert replies_of(make.reply("{{ next_opening | day }}"), situation) == (Reply("lunes"),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Abrimos {{ next_opening }}.", "Abrimos el lunes a las 9:00 a.m."),
        ("Abrimos {{ next_opening }}...", "Abrimos el lunes a las 9:00 a.m...."),
        ("Abrimos {{ next_opening }}. Gracias.", "Abrimos el lunes a las 9:00 a.m. Gracias."),
        ("De 9 a.m.. a 5", "De 9 a.m.. a 5"),
    ],
)
def test_a_time_that_ends_with_a_full_stop_may_end_a_sentence(make: Any, source: str, expected: str) -> None:
    contact = Contact(make.them, fields={"language": "es"})
    situation = make.situation(contact=contact, now=make.now - timedelta(days=3))
    (reply,) = replies_of(make.reply(source), situation)
    assert without_odd_spaces(reply.text) == expected


def without_odd_spaces(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_a_reply_may_be_several_texts_with_media(make: Any) -> None:
    spec = make.reply(["First.\n", ("Look:", ["https://x.test/{{ rest }}.png", "https://x.test/b.png"]), "Last."])
    found = Found({"rest": "map"})
    assert replies_of(spec, make.situation(), found) == (
        Reply("First."),
        Reply("Look:", ("https://x.test/map.png", "https://x.test/b.png")),
        Reply("Last."),
    )


def test_what_comes_out_empty_is_not_sent(make: Any) -> None:
    spec = make.reply(["{{ rest }}", ("", ["{{ rest }}"]), " \n ", ("", ["https://x.test/a.png"])])
    assert replies_of(spec, make.situation()) == (Reply("", ("https://x.test/a.png",)),)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "x", "https://", "http://a b", "http://[x"]
)
def test_media_that_is_no_web_address_fails(make: Any, url: str) -> None:
    with pytest.raises(TemplateFailed, match="web address"):
        replies_of(make.reply(("Look", ["{{ rest }}"])), make.situation(), Found({"rest": url}))


def test_what_they_text_is_data_and_never_a_template(make: Any) -> None:
    situation = make.situation("{{ contact }}{% for x in y %}")
    assert replies_of(make.reply("You said: {{ body }}"), situation) == (
        Reply("You said: {{ contact }}{% for x in y %}"),
    )


def test_twilio_takes_ten_texts_and_ten_pictures(make: Any) -> None:
    many = make.reply([f"{n}" for n in range(12)])
    assert [reply.text for reply in replies_of(many, make.situation())] == [f"{n}" for n in range(10)]
    pictures = make.reply(("Look", [f"https://x.test/{n}.png" for n in range(12)]))
    assert len(replies_of(pictures, make.situation())[0].media) == 10


def test_a_long_text_is_split_and_the_picture_comes_first(make: Any) -> None:
    replies = replies_of(make.reply((f"{'word ' * 400}end", ["https://x.test/a.png"])), make.situation())
    assert [len(reply.media) for reply in replies] == [1, 0]
    assert replies[1].text.endswith("word end")


def test_long_texts_are_split_between_lines_if_it_pays_else_between_words_else_anywhere() -> None:
    lines = f"{'a' * 1000}\n{'b ' * 400}"
    assert split(lines)[0] == "a" * 1000
    words = f"ab\n{'cd ' * 800}"
    assert len(split(words)[0]) in (1598, 1599, 1600)
    assert [len(piece) for piece in split("x" * 4000)] == [1600, 1600, 800]
    assert [len(piece) for piece in split("😀" * 1700)] == [800, 800, 100]
    assert split(f"{'x' * 1600} y") == ["x" * 1600, "y"]
    assert split("") == []


@given(st.text(st.sampled_from("ab \n😀é"), max_size=5000).map(str.strip))
def test_splitting_loses_only_the_space_at_the_cuts(text: str) -> None:
    pieces = split(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece.encode("utf-16-le")) // 2 <= LONGEST for piece in pieces)


@given(st.text(st.characters()))
@example("a\x00b\x0b\x1b\ud800\ufffe\uffff😀\n\t")
def test_what_goes_out_is_text_that_xml_can_carry(text: str) -> None:
    from xml.etree import ElementTree

    sent = sendable(text)
    element = ElementTree.Element("a")
    element.text = sent
    read = ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text or ""
    assert read == sent.replace("\r\n", "\n").replace("\r", "\n")


def test_sendable_keeps_what_people_read() -> None:
    assert sendable("¡Olá! 👩‍👧 “x”\nZeile\t2 \x00\ud83d") == "¡Olá! 👩‍👧 “x”\nZeile\t2 "
