"""Which reader reads which kind of answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from responder.core.answers.choosing import read_choice
from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.yes_or_no import read_yes_or_no
from responder.core.conditions.fact_matchers import kinds_of
from responder.core.conditions.reasons import typed
from responder.core.conditions.situation import Situation

if TYPE_CHECKING:
    from responder.core.conversation import Expected

LONGEST_TEXT: Final = 1000
"""Characters of a text that a field keeps."""


def read(expected: Expected, situation: Situation) -> Fit | Misfit:
    """What the text of ``situation`` answers to a question that wants ``expected``. Never raises.

    ``situation.now`` is what "tomorrow" counts from, ``situation.business`` says the country and the hours.
    """
    return _READERS[expected.kind](expected, situation)


def _read_text(_: Expected, situation: Situation) -> Fit | Misfit:
    text = situation.clean
    if not text:
        return Misfit("it has no words")
    if len(text) > LONGEST_TEXT:
        return Misfit(f"it has more than {LONGEST_TEXT:,} characters")
    return Fit(text, typed(text))


def _read_photo(_: Expected, situation: Situation) -> Fit | Misfit:
    for media, kind in zip(situation.message.media, kinds_of(situation.message), strict=False):
        if kind == "picture":
            return Fit(media.url, "a picture")
    return Misfit("no picture came along")


def _read_matching(expected: Expected, situation: Situation) -> Fit | Misfit:
    found = None if expected.pattern is None else expected.pattern.search(situation.clean)
    value = "" if found is None else found.get(expected.group, "").strip()
    if not value:
        return Misfit("the regular expression isn't found in it")
    return Fit(value[:LONGEST_TEXT], typed(value))


# The readers below take some ten milliseconds to import, for all the words that they know: only an answer pays that,
# not every command that loads rules.


def _read_number(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.numbers import read_number

    return read_number(situation)


def _read_day(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.days import read_day

    return read_day(situation)


def _read_date(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.days import read_date

    return read_date(situation)


def _read_time(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.times import read_time

    return read_time(situation)


def _read_phone(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.addresses import read_phone

    return read_phone(situation)


def _read_email(_: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.addresses import read_email

    return read_email(situation)


def _read_name(expected: Expected, situation: Situation) -> Fit | Misfit:
    from responder.core.answers.names import read_name

    return read_name(expected, situation)


_READERS: Final[Mapping[str, Callable[[Expected, Situation], Fit | Misfit]]] = {
    "text": _read_text,
    "yes or no": read_yes_or_no,
    "number": _read_number,
    "day": _read_day,
    "time": _read_time,
    "date": _read_date,
    "phone": _read_phone,
    "email": _read_email,
    "name": _read_name,
    "photo": _read_photo,
    "choices": read_choice,
    "matches": _read_matching,
}
