"""The phrases of requests for no more texts, by language.

Narrow requests ("stop texting me at night", "no more reminders") aren't among them, and neither is what people say to
a clinic or a restaurant about something else: appointments, waitlists, stitches, orders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from responder.core.answering.consent.stop_phrases.english import ENGLISH
from responder.core.answering.consent.stop_phrases.french import FRENCH
from responder.core.answering.consent.stop_phrases.german import GERMAN
from responder.core.answering.consent.stop_phrases.grammar import Grammar
from responder.core.answering.consent.stop_phrases.portuguese import PORTUGUESE
from responder.core.answering.consent.stop_phrases.spanish import SPANISH

GRAMMARS: Final[Mapping[str, Grammar]] = {
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "de": GERMAN,
    "pt": PORTUGUESE,
}
