"""What a call says is well-formed and short enough, whatever is to be said, in a voice of its language."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.sms.saying import LONGEST, say, voice_of


@settings(max_examples=80)
@given(st.text(max_size=5000))
def test_any_text_makes_a_document_that_twilio_takes(text: str) -> None:
    twiml = say(text, "en-US")
    assert len(twiml) <= LONGEST
    if twiml:
        (said,) = ElementTree.fromstring(twiml).iter("Say")
        assert said.text and said.text.split() == said.text.strip().split()


@settings(max_examples=40)
@given(st.text('&<> "a.', min_size=1, max_size=6000))
def test_markup_is_said_and_never_obeyed(text: str) -> None:
    twiml = say(text, "en-US")
    assert not twiml or {one.tag for one in ElementTree.fromstring(twiml).iter()} == {"Response", "Pause", "Say"}


def test_what_is_too_long_ends_with_a_sentence() -> None:
    said = ElementTree.fromstring(say("It is so. " * 600, "en-US")).find("Say")
    assert said is not None and said.text is not None
    assert said.text.endswith("so.") and len(said.text) > 3500


def test_nothing_to_say_is_no_document() -> None:
    assert say(" \x0b\ud800 ", "en-US") == ""


@pytest.mark.parametrize(
    ("language", "number", "voice"),
    [
        ("en", "+12025550123", "en-US"),
        ("en", "+442079460000", "en-GB"),
        ("es", "+12025550123", "es-MX"),
        ("es", "+34911234567", "es-ES"),
        ("es-ES", "+12025550123", "es-ES"),
        ("es_AR", "+34911234567", "es-ES"),
        ("pt", "+351211234567", "pt-PT"),
        ("fr", "+15145550123", "fr-CA"),
        ("de", "+41446681800", "de-DE"),
        ("ht", "+12025550123", "en-US"),
        ("en", "+000", "en-US"),
    ],
)
def test_the_voice_speaks_the_language_with_their_accent(language: str, number: str, voice: str) -> None:
    assert voice_of(language, number) == voice
