"""How many segments a text is sent in, which is what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from responder.core.text.gsm import GSM7_BASIC, GSM7_EXTENSION, SMART_ENCODING
from responder.core.text.letters import ZWJ, extends

GSM7_ALONE: Final = 160
GSM7_PART: Final = 153
UCS2_ALONE: Final = 70
UCS2_PART: Final = 67

LONGEST: Final = 1600
"""of one message, as Twilio counts its length: see ``length``."""

_GSM7: Final = GSM7_BASIC | GSM7_EXTENSION


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs. ``units`` are septets in GSM-7 (160 in one segment, 153 in each of several) and UTF-16 code
    units in UCS-2 (70 and 67)."""

    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    units: int
    costly: tuple[str, ...] = ()
    """The characters that GSM-7 doesn't have and that so make every segment shorter, each once, in order."""


def count(text: str) -> Segments:
    """The encoding, segments and length of a text as Twilio sends it. An empty text counts as one segment."""
    if _GSM7.issuperset(text):
        sizes = [2 if char in GSM7_EXTENSION else 1 for char in text]
        units = sum(sizes)
        return Segments("GSM-7", 1 if units <= GSM7_ALONE else _packed(sizes, GSM7_PART), units)
    costly = tuple(dict.fromkeys(char for char in text if char not in _GSM7))
    sizes = list(_together(text))
    units = sum(sizes)
    return Segments("UCS-2", 1 if units <= UCS2_ALONE else _packed(sizes, UCS2_PART), units, costly)


def smart_encode(text: str) -> str:
    """The text as Twilio's Smart Encoding sends it: look-alikes (curly quotes, dashes, odd spaces) in GSM-7."""
    return text.translate(SMART_ENCODING)


def length(text: str) -> int:
    """The length that Twilio holds against its limit of 1,600: UTF-16 code units, so that an emoji counts twice."""
    return len(text) if text.isascii() else len(text) + sum(1 for character in text if character > "\uffff")


def fitting(text: str) -> int:
    """How many characters of the text fit into one message."""
    if len(text) <= LONGEST // 2 or (text.isascii() and len(text) <= LONGEST):
        return len(text)
    units = 0
    for position, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > LONGEST:
            return position
    return len(text)


def _packed(sizes: list[int], room: int) -> int:
    """How many segments of ``room`` units hold pieces of these sizes, none of them split but those longer than one."""
    segments, free = 1, room
    for size in sizes:
        if free < min(size, room):
            segments, free = segments + 1, room
        while size > room:
            segments, size = segments + 1, size - room
        free -= size
    return segments


def _together(text: str) -> Iterator[int]:
    """UTF-16 lengths of what is never split between segments: an emoji with its parts, a letter with its marks."""
    size, before = 0, ""
    for char in text:
        if size and not (before == ZWJ or extends(char) or (before, char) == ("\r", "\n")):
            yield size
            size = 0
        size += 2 if char > "\uffff" else 1
        before = char
    if size:
        yield size
