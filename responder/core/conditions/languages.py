"""The language of a contact: the saved one, what they write in, what their country speaks. ``when: language`` and
replies in several languages ask here, so that they never disagree."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.situation import Situation
from responder.core.phone import country_of
from responder.core.text.written_language import written_language
from responder.core.wording import language_of_country

SAVED, WRITTEN, WORD, COUNTRY = (
    "their saved language",
    "what the text is written in",
    "the language of the word they used",
    "the language of their number's country",
)


def languages_of(situation: Situation, word: str | None = None) -> Iterator[tuple[str, str]]:
    """The languages to try, best first, each with where it is known from. ``word``: the language of the built-in word
    that fitted. Tags are as saved (``pt-BR``), else without country."""
    if situation.contact.language:
        yield situation.contact.language, SAVED
    if situation.tapback is None and (written := written_language(situation.folded)) is not None:
        yield written, WRITTEN
    if word:
        yield word, WORD
    sender = situation.message.from_
    spoken = language_of_country(country_of(sender)) if sender.startswith("+") else None
    if spoken:
        yield spoken, COUNTRY


def is_language(spoken: str, wanted: str, country: str | None = None) -> bool:
    """Whether someone who speaks ``spoken`` is meant by ``wanted``: ``es-MX`` by ``es``, and ``es`` by ``es-MX`` where
    their number is from that country (``MX``)."""
    has, want = _parts(spoken), _parts(wanted)
    if has[: len(want)] == want:
        return True
    return country is not None and [*has, country.lower()] == want


def _parts(tag: str) -> list[str]:
    return tag.replace("_", "-").lower().split("-")
