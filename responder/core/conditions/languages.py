"""The language of a contact: the saved one, what they write in, what they wrote in so far, what their country speaks.
``when: language`` and replies in several languages ask here, so that they never disagree."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.situation import Situation
from responder.core.phone import country_of
from responder.core.text.written_language import names_a_language, written_language
from responder.core.wording import language_of_country

SAVED, WRITTEN, KEPT, WORD, COUNTRY = (
    "their saved language",
    "what the text is written in",
    "what they wrote in before they were asked",
    "the language of the word they used",
    "the language of their number's country",
)


def languages_of(situation: Situation, word: str | None = None) -> Iterator[tuple[str, str]]:
    """The languages to try, best first, each with where it is known from. ``word``: the language of the built-in word
    that fitted. Tags are as saved (``pt-BR``), else without country."""
    if situation.contact.language:
        yield situation.contact.language, SAVED
    kept = _kept(situation)
    written = written_language(situation.folded) if situation.tapback is None else None
    # One word in answer to a question is what was asked for, a name or "Mon", and no change of language.
    if written is not None and (kept is None or len(situation.folded.words) > 1 or names_a_language(situation.folded)):
        yield written, WRITTEN
    if kept is not None:
        yield kept, KEPT
    if word:
        yield word, WORD
    sender = situation.message.from_
    spoken = language_of_country(country_of(sender)) if sender.startswith("+") else None
    if spoken:
        yield spoken, COUNTRY


def spoken_language(situation: Situation, word: str | None = None) -> str | None:
    """The language that a question which is asked now is kept with: the first of ``languages_of``, but for the
    country's, which can be asked for again and isn't known from anything that they said."""
    return next((language for language, known in languages_of(situation, word) if known != COUNTRY), None)


def _kept(situation: Situation) -> str | None:
    """The language of the question that the text answers, or else of the last one that is open."""
    if situation.meant is not None:
        return situation.meant.language
    questions = reversed(situation.contact.questions)
    return next((one.language for one in questions if one.language and one.is_open(situation.now)), None)


def is_language(spoken: str, wanted: str, country: str | None = None) -> bool:
    """Whether someone who speaks ``spoken`` is meant by ``wanted``: ``es-MX`` by ``es``, and ``es`` by ``es-MX`` where
    their number is from that country (``MX``)."""
    has, want = _parts(spoken), _parts(wanted)
    if has[: len(want)] == want:
        return True
    return country is not None and [*has, country.lower()] == want


def _parts(tag: str) -> list[str]:
    return tag.replace("_", "-").lower().split("-")
