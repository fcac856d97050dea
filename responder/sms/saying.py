"""What a phone call says, as TwiML, and the voice that says it."""

from __future__ import annotations

import re

from responder.core.phone import country_of
from responder.sms.twiml import escaped, legal

LONGEST = 4000
"""Characters of TwiML that Twilio takes with a call."""
RINGS = 30
"""Seconds for which a phone rings; a mailbox picks up before that where there is one."""

# Said twice, since people put the phone to their ear, or say who they are, while the first words are spoken.
_BEGIN, _BETWEEN, _END = '<Response><Pause length="1"/><Say language="', '" loop="2">', "</Say></Response>"

_VOICES = {
    "ca": ("ca-ES",),
    "da": ("da-DK",),
    "de": ("de-DE",),
    "en": ("en-US", "en-GB", "en-AU", "en-CA", "en-IN"),
    "es": ("es-MX", "es-ES"),
    "fi": ("fi-FI",),
    "fr": ("fr-FR", "fr-CA"),
    "it": ("it-IT",),
    "ja": ("ja-JP",),
    "ko": ("ko-KR",),
    "nb": ("nb-NO",),
    "nl": ("nl-NL",),
    "no": ("nb-NO",),
    "pl": ("pl-PL",),
    "pt": ("pt-BR", "pt-PT"),
    "ru": ("ru-RU",),
    "sv": ("sv-SE",),
    "zh": ("zh-CN", "zh-HK", "zh-TW"),
}
"""The languages that Twilio's voices speak, the usual accent first."""

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’)]*(?=\s|$)")


def voice_of(language: str, number: str) -> str:
    """The voice for words in this language (``es``, ``pt-BR``), with the accent that it names, or else that of the
    country of ``number`` (E.164): ``es-ES`` in Spain. An English one where Twilio has none."""
    main, _, country = language.replace("_", "-").partition("-")
    voices = _VOICES.get(main.lower(), _VOICES["en"])
    for wanted in (country, country_of(number) or ""):
        if wanted and (accent := f"{voices[0][:2]}-{wanted.upper()}") in voices:
            return accent
    return voices[0]


def say(text: str, voice: str) -> str:
    """The TwiML that says it, well-formed and short enough for every text: what is too much is cut off, at the end of
    a sentence or else of a word. Empty where nothing is left to say."""
    begin = f"{_BEGIN}{voice}{_BETWEEN}"
    words = " ".join(legal(text).split())
    room = LONGEST - len(begin) - len(_END)
    words = words if len(escaped(words)) <= room else _cut(words, room)
    return f"{begin}{escaped(words)}{_END}" if words else ""


def _cut(words: str, room: int) -> str:
    """The longest beginning that fits once it is escaped."""
    low, high = 0, min(len(words), room)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(escaped(words[:middle])) <= room else (low, middle - 1)
    cut = words[:low]
    ends = [found.end() for found in _SENTENCE.finditer(cut)]
    if ends and ends[-1] > low // 2:
        return cut[: ends[-1]]
    space = cut.rfind(" ")
    return cut[:space] if space > low // 2 else cut
