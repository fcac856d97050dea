"""What members of staff are told of a contact: who texted what, and how to answer, in the business's language.

A notice is one segment where it can be: its words keep to the GSM alphabet, what was texted is cut, and nothing in it
can hide or turn the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from responder.core.conditions.fact_matchers import kinds_of
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Situation
from responder.core.text.segments import count, smart_encode

LONGEST_NAME = 40
SHORTEST_QUOTE = 40
"""So much of a text is quoted at least, even where that makes a second segment."""
LONGEST_QUOTE = 300

_HIDING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The notices in one language."""

    texted: str
    sent: str
    """Where nothing came but pictures and the like."""
    stopped: str
    answer: str
    on_whatsapp: str
    kinds: Mapping[str, str]
    nothing: str = "?"


def _kinds(*words: str) -> Mapping[str, str]:
    return dict(zip(("picture", "video", "voice note", "file", "contact card", "location"), words, strict=True))


WORDS: Mapping[str, Words] = {
    "en": Words(
        '{who} texted: "{what}"',
        "{who} sent {what}.",
        '{who} wants no more texts ("{what}") and was opted out. Only their START undoes it.',
        "Text or call them back.",
        "Answer them on WhatsApp.",
        _kinds("a picture", "a video", "a voice note", "a file", "a contact card", "a location"),
        "an empty text",
    ),
    "es": Words(
        '{who} escribe: "{what}"',
        "{who} ha enviado {what}.",
        '{who} pide no recibir mensajes ("{what}") y queda de baja. Solo su START lo deshace.',
        "Responda por mensaje o llame.",
        "Responda por WhatsApp.",
        _kinds("una foto", "un video", "una nota de voz", "un archivo", "un contacto", "un lugar"),
        "un mensaje sin texto",
    ),
    "fr": Words(
        '{who} écrit : "{what}"',
        "{who} a envoyé {what}.",
        '{who} ne veut plus de messages ("{what}") et est désinscrit. Seul son START annule cela.',
        "Répondez par SMS ou appelez.",
        "Répondez par WhatsApp.",
        _kinds("une photo", "une vidéo", "un message vocal", "un fichier", "un contact", "une position"),
        "un message vide",
    ),
    "de": Words(
        '{who} schreibt: "{what}"',
        "{who} hat etwas geschickt: {what}.",
        '{who} will keine Nachrichten mehr ("{what}") und ist abgemeldet. Nur ein START hebt das auf.',
        "Bitte antworten oder anrufen.",
        "Bitte per WhatsApp antworten.",
        _kinds("ein Bild", "ein Video", "eine Sprachnachricht", "eine Datei", "einen Kontakt", "einen Standort"),
        "eine leere Nachricht",
    ),
    "pt": Words(
        '{who} escreveu: "{what}"',
        "{who} enviou {what}.",
        '{who} pediu o fim das mensagens ("{what}") e foi descadastrado. Apenas um START desfaz isso.',
        "Responda por mensagem ou ligue.",
        "Responda pelo WhatsApp.",
        _kinds("uma foto", "um vídeo", "uma mensagem de voz", "um arquivo", "um contato", "um lugar"),
        "uma mensagem vazia",
    ),
}


def notice(situation: Situation) -> str:
    """Who texted what, and how to answer them."""
    words = _words(situation)
    answer = words.answer if situation.message.from_.startswith("+") else words.on_whatsapp
    body, along = legible(situation.message.body), _along(situation, words)
    if not body:
        return f"{_filled(words.sent, situation, along or words.nothing)} {answer}"
    ending = f" (+ {along}) {answer}" if along else f" {answer}"
    return _fitted(lambda what: _filled(words.texted, situation, what) + ending, body)


def stop_notice(situation: Situation) -> str:
    """That they asked for no more texts in their own words, and were opted out."""
    words = _words(situation)
    return _fitted(lambda what: _filled(words.stopped, situation, what), legible(situation.message.body))


def forwarded(situation: Situation) -> str:
    """The text as it is passed on: who sent it, then all of it."""
    message, words = situation.message, _words(situation)
    lines = [_HIDING.sub("", line) for line in message.body.splitlines()]
    body = "\n".join(lines).strip() or _along(situation, words) or words.nothing
    place = message.location
    if place is not None:
        named = legible(" ".join(filter(None, (place.label, place.address))))
        body = f"{body}\n{place.latitude:.5f}, {place.longitude:.5f} {named}".rstrip()
    return f"{who(situation)}:\n{body}"


def who(situation: Situation) -> str:
    """The contact's name, as far as it is known, and number."""
    message = situation.message
    name = legible(str(values_for(("name",), situation)["name"])) or legible(message.profile_name)
    address = legible(message.from_)
    return f"{cut(name, LONGEST_NAME)} {address}" if name else address


def legible(text: str) -> str:
    """What someone typed, for one line of another text: without what isn't seen but does something, look-alikes of
    plain characters made plain."""
    return " ".join(smart_encode(_HIDING.sub(" ", text)).replace('"', "'").split())


def _words(situation: Situation) -> Words:
    tag = situation.business.language.replace("_", "-").lower().partition("-")[0]
    return WORDS.get(tag, WORDS["en"])


def _along(situation: Situation, words: Words) -> str:
    kinds = dict.fromkeys(kinds_of(situation.message))
    return ", ".join(words.kinds[kind] for kind in kinds)


def _filled(sentence: str, situation: Situation, what: str) -> str:
    # Not str.format: what people text may have braces in it.
    before, _, behind = sentence.partition("{who}")
    start, _, end = behind.partition("{what}")
    return f"{before}{who(situation)}{start}{what}{end}"


def _fitted(made: Callable[[str], str], body: str) -> str:
    """The notice with as much of the body as fits into one segment."""
    whole = cut(body, LONGEST_QUOTE)
    if count(made(whole)).segments == 1:
        return made(whole)
    low, high = min(SHORTEST_QUOTE, len(whole)), len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        if count(made(cut(whole, middle))).segments == 1:
            low = middle
        else:
            high = middle - 1
    return made(cut(whole, low))


def cut(text: str, longest: int) -> str:
    """The text, with dots in place of what is too much."""
    return text if len(text) <= longest else f"{text[: longest - 3].rstrip()}..."
