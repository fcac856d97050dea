"""Segments are counted as Twilio counts them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.text.gsm import GSM7_BASIC, GSM7_EXTENSION, SMART_ENCODING
from responder.core.text.segments import Segments, count, smart_encode

TWILIO: dict[str, Any] = json.loads((Path(__file__).parent.parent / "data" / "sms_segments.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", TWILIO["vectors"], ids=lambda vector: vector["id"])
def test_twilios_calculator_agrees(vector: dict[str, Any]) -> None:
    counted = count(vector["text"])
    smart = count(smart_encode(vector["text"]))
    assert (counted.encoding, counted.segments) == (vector["encoding"], vector["segments"])
    assert {"encoding": smart.encoding, "segments": smart.segments} == vector["smart_encoding"]


@pytest.mark.parametrize("vector", TWILIO["vectors"], ids=lambda vector: vector["id"])
def test_units_are_the_bits_of_the_message_without_headers(vector: dict[str, Any]) -> None:
    counted = count(vector["text"])
    assert counted.units * (7 if counted.encoding == "GSM-7" else 16) == vector["message_bits"]


def test_the_alphabets_are_twilios() -> None:
    assert frozenset(TWILIO["gsm7_basic"]) == GSM7_BASIC
    assert frozenset(TWILIO["gsm7_extension"]) == GSM7_EXTENSION
    assert {chr(code): text for code, text in SMART_ENCODING.items()} == TWILIO["smart_encoding"]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", Segments("GSM-7", 1, 0)),
        ("a" * 160, Segments("GSM-7", 1, 160)),
        ("a" * 161, Segments("GSM-7", 2, 161)),
        ("a" * 306, Segments("GSM-7", 2, 306)),
        ("a" * 307, Segments("GSM-7", 3, 307)),
        # The € takes two places and isn't split: 152 and 2 don't go into a segment of 153.
        ("a" * 152 + "€" + "a" * 152, Segments("GSM-7", 3, 306)),
        ("é" * 160, Segments("GSM-7", 1, 160)),
        ("á" * 70, Segments("UCS-2", 1, 70, ("á",))),
        ("á" * 71, Segments("UCS-2", 2, 71, ("á",))),
        ("Sí, ¿mañana? Sí 👍", Segments("UCS-2", 1, 18, ("í", "👍"))),
        ("😀" * 35, Segments("UCS-2", 1, 70, ("😀",))),
        # 67 units hold 33 emoji of two.
        ("😀" * 67, Segments("UCS-2", 3, 134, ("😀",))),
        # A family takes eight units, so that eight families go into a segment.
        ("👨‍👩‍👧" * 9, Segments("UCS-2", 2, 72, ("👨", "\u200d", "👩", "👧"))),
        ("\ud800", Segments("UCS-2", 1, 1, ("\ud800",))),
        ("e" + "\u0301" * 200, Segments("UCS-2", 3, 201, ("\u0301",))),
    ],
)
def test_a_text_takes_so_many_segments(text: str, segments: Segments) -> None:
    assert count(text) == segments


@settings(deadline=None)
@given(st.text(max_size=400))
def test_segments_hold_all_units_and_are_not_wasted(text: str) -> None:
    counted = count(text)
    alone, part = (160, 153) if counted.encoding == "GSM-7" else (70, 67)
    if counted.units <= alone:
        assert counted.segments == 1
    else:
        assert counted.segments >= -(-counted.units // part)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_only_costly_characters_force_the_short_segments(text: str) -> None:
    counted = count(text)
    assert (counted.encoding == "UCS-2") == bool(counted.costly)
    assert count("".join(c for c in text if c not in counted.costly)).encoding == "GSM-7"


def test_smart_encoding_writes_look_alikes_and_leaves_letters() -> None:
    assert smart_encode("“It’s” — 5…\u200b") == '"It\'s" - 5...'
    assert smart_encode("á👍") == "á👍"
