"""Sample people, to try every template and every ``if`` once at load: what can't be worked out is told before it
serves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from responder.core.business import Business
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.templates import Expression, Template, TemplateFailed
from responder.core.text.folding import clean, fold

SAMPLE_VALUES = ("3", "Ana", "2026-06-02")
"""What fields and groups hold. A template that works with one of them is taken for sound: a field with numbers need
not work as a name."""

SAMPLE_OF = {"day": "2026-06-09", "date": "2026-06-09", "time": "15:30", "number": "3"}
"""What the fields hold in which conversations save these kinds."""

FIRST_WORDS = "Hello"
"""What someone texts of whom nothing is saved yet."""

_WHEN = (2026, 6, 1, 10, 0)


class Samples:
    """The situations in which the templates of a file are tried. ``fields``: what its rules save."""

    def __init__(self, business: Business, fields: Collection[str]) -> None:
        saved = {"first_name": "Ana", "name": "Ana Ruiz"}
        kinds = {name: SAMPLE_OF[kind] for name, kind in business.kinds.items()}
        self._filled = [
            (value, _situation(business, saved | dict.fromkeys(fields, value) | kinds, value))
            for value in SAMPLE_VALUES
        ]
        newcomer = _situation(business, {}, FIRST_WORDS)
        self._empty = [(value, newcomer) for value in SAMPLE_VALUES]

    def why_it_fails(self, template: Template | Expression, groups: Collection[str]) -> str | None:
        """What goes wrong with every sample, or None. ``groups``: names that the rule's regular expressions fill."""
        return _why(self._filled, template, groups)

    def why_it_fails_for_newcomers(self, expression: Expression, groups: Collection[str]) -> str | None:
        """What goes wrong for someone of whom nothing is saved and who writes a word, or None."""
        return _why(self._empty, expression, groups)


def _why(
    samples: Iterable[tuple[str, Situation]], template: Template | Expression, groups: Collection[str]
) -> str | None:
    why: str | None = None
    for value, situation in samples:
        values = values_for(template.variables, situation, dict.fromkeys(groups, value))
        try:
            if isinstance(template, Template):
                template.render(values)
            else:
                template.evaluate(values)
        except TemplateFailed as error:
            why = why or error.message
        else:
            return None
    return why


def _situation(business: Business, fields: Mapping[str, str], body: str) -> Situation:
    message = InboundMessage(
        "SM00000000000000000000000000000000",
        "+15550100001",
        "+15550100002",
        body,
        city="CHICAGO",
        state="IL",
        country="US",
    )
    now = datetime(*_WHEN, tzinfo=business.timezone)
    contact = Contact(message.from_, now, now, fields)
    return Situation(message, fold(body), clean(body), contact, now, business)
