"""From what ``reply:`` says to the texts that go out: the language, the values, Twilio's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from responder.core.conditions.languages import languages_of
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Situation
from responder.core.message import NOTHING, Reply
from responder.core.rule import ReplyPart, ReplySpec
from responder.core.templates import Template, TemplateFailed
from responder.core.text.segments import fitting

MOST_TEXTS = 10
"""Twilio takes so many texts in answer to one."""

MOST_MEDIA = 10
"""Twilio takes so many pictures and files with one text."""

# What XML and phones can't carry: control characters, lone surrogates, U+FFFE and U+FFFF.
_UNSENDABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# "a las 9:00 a.m." may end the sentence that it is filled into; three stops are somebody's dots.
_TWO_STOPS = re.compile(r"(\b[ap]\.\s?m\.)\.(?!\.)")


@dataclass(frozen=True, slots=True)
class Found:
    """What a match brings to a reply: the values, and the language of the word that fitted."""

    groups: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    language: str | None = None


NOTHING_FOUND = Found()


def replies_of(spec: ReplySpec, situation: Situation, found: Found = NOTHING_FOUND) -> tuple[Reply, ...]:
    """The texts to send, within Twilio's limits. Raises TemplateFailed where one can't be made."""
    by_language = spec.by_language
    key, wording = _chosen(by_language, situation, found)
    if wording:
        # What is filled in speaks the language of the words around it.
        situation = replace(situation, language=wording)
    return tuple(_made(by_language.get(key, ()), situation, found.groups))[:MOST_TEXTS]


def said(
    spec: ReplySpec, situation: Situation, groups: Mapping[str, str], language: str | None = None
) -> tuple[str, str]:
    """The text of a call, in one piece, and the language that it is in: the contact's, or ``language`` where that is
    given; the business's where the file has the text in one language only. Raises TemplateFailed."""
    keys = tuple(spec.by_language)
    if language is None:
        key, wording = _chosen(keys, situation, Found(groups))
    else:
        key = wording = _key_for(language, keys) or keys[0]
    spoken = wording or situation.business.language
    return render(spec.by_language[key][0].text, replace(situation, language=spoken), groups), spoken


def language_of(spec: ReplySpec, situation: Situation, found: Found = NOTHING_FOUND) -> str:
    """The language that ``replies_of`` words this in; empty where the reply says none."""
    return _chosen(spec.by_language, situation, found)[1]


def _chosen(by_language: Iterable[str], situation: Situation, found: Found) -> tuple[str, str]:
    """The reply in the contact's language (see ``languages_of``), else the first in the file. Then the language to word
    values in: ``pt-BR`` for who speaks that and is answered in ``pt``; empty where the reply says none."""
    keys = tuple(by_language)
    for language, _ in languages_of(situation, found.language) if len(keys) > 1 else ():
        if (key := _key_for(language, keys)) is not None:
            return key, language if _is_kind_of(language, key) else key
    first = keys[0] if keys else ""
    return first, first


def _is_kind_of(language: str, key: str) -> bool:
    """Whether a tag is the other with a country: ``es-MX`` is of the kind ``es``."""
    main, _, country = language.replace("_", "-").partition("-")
    return main.lower() == key.lower() and len(country) == 2 and country.isascii() and country.isalpha()


def _key_for(language: str, keys: Iterable[str]) -> str | None:
    """``pt-BR`` finds ``pt-BR``, else ``pt``, else another ``pt-…``."""
    wanted = language.replace("_", "-").lower()
    main = wanted.partition("-")[0]
    known = {key.replace("_", "-").lower(): key for key in keys}
    if exact := known.get(wanted) or known.get(main):
        return exact
    return next((key for tag, key in known.items() if tag.partition("-")[0] == main), None)


def _made(parts: Iterable[ReplyPart], situation: Situation, groups: Mapping[str, str]) -> Iterator[Reply]:
    for part in parts:
        text = render(part.text, situation, groups)
        urls = [render(template, situation, groups) for template in part.media]
        media = tuple(_checked(url) for url in urls if url)[:MOST_MEDIA]
        pieces = split(text)
        # The picture comes with the first of the texts.
        if media:
            yield Reply(pieces[0] if pieces else "", media)
            pieces = pieces[1:]
        for piece in pieces:
            yield Reply(piece)


def render(template: Template, situation: Situation, groups: Mapping[str, str]) -> str:
    """The text without space at its ends and without what can't be sent. Raises TemplateFailed."""
    if template.static:
        return sendable(template.source).strip()
    text = sendable(template.render(values_for(template.variables, situation, groups))).strip()
    return _TWO_STOPS.sub(r"\1", text) if ".m.." in text else text


def sendable(text: str) -> str:
    """The text without characters that XML and phones can't carry."""
    return text if text.isascii() and text.isprintable() else _UNSENDABLE.sub("", text)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, url))
    except ValueError:
        fits = False
    if not fits:
        raise TemplateFailed("`media` doesn't come out as a web address; write it as https://example.com/picture.jpg")
    return url


def split(text: str) -> list[str]:
    """The text in pieces of 1,600 at most, between lines, else between words, else anywhere."""
    pieces = []
    while (room := fitting(text)) < len(text):
        # The space right after a full piece is a place to split, too.
        cut = text.rfind("\n", room // 2, room + 1)
        if cut < 0:
            cut = text.rfind(" ", 1, room + 1)
        if cut < 0:
            cut = room
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces
