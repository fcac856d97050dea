"""Reactions that phones send as texts: "Liked “See you Tuesday”" from an iPhone, "👍 to “See you”" from Android.

A reaction says what was done to which text. The whole text has that shape, from its first word to the closing quote,
so that a person's own sentence is hardly ever taken for one. English, French and Spanish are worded as phones are
known to send them; German, Portuguese and Italian in the words that are likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["like", "love", "dislike", "laugh", "emphasize", "question", "emoji", "sticker"]

EMOJI: Final[dict[Kind, str]] = {
    "like": "👍",
    "love": "❤️",
    "dislike": "👎",
    "laugh": "😂",
    "emphasize": "‼️",
    "question": "❓",
}


@dataclass(frozen=True, slots=True)
class Tapback:
    """A reaction. ``emoji`` is what it comes to, empty for a sticker; ``quoted`` the text reacted to, maybe cut with
    "…", and empty for a picture or the like."""

    kind: Kind
    emoji: str
    quoted: str = ""
    removed: bool = False
    """The reaction was taken back."""


def read_tapback(body: str) -> Tapback | None:
    """The reaction that a text is, or None for any other text."""
    text = body.strip(_PADDING)
    if not text or len(text) > _LONGEST:
        return None
    if text[-1] in _CLOSING:
        return _of_quoting(text)
    return _of_media(text) if len(text) <= _LONGEST_MEDIA and text.endswith(_MEDIA_ENDS) else None


# Google's app puts hair spaces and zero-width characters around what it adds.
_PADDING: Final = " \t\r\n\u00a0\u2009\u200a\u200b\u200c\u200d\u2060\u202f\ufeff"
_UNSEEN: Final = re.compile("[\u200b\u200c\u2060\ufeff]")
_LONGEST: Final = 4000
_LONGEST_MEDIA: Final = 60
_LONGEST_HEAD: Final = 60
_CLOSING: Final = frozenset("”“\"»'’")
_OPENING: Final = re.compile("[“„”\"«'‘’]")

_HEADS: Final[dict[Kind, str]] = {
    "like": "liked|le gustó|le ha gustado|me gusta|a aimé|gefiel|mochte|gefällt|mag|gostou de|curtiu|ha gradito|"
    "ha messo mi piace a|a ajouté un « j'aime » à",
    "love": "loved|le encantó|le ha encantado|a adoré|liebte|liebt|amou|adorou|ha adorato|ha amato",
    "dislike": "disliked|no le gustó|no le ha gustado|n'a pas aimé|missfiel|mochte nicht|não gostou de|"
    "non ha gradito|non è piaciuto",
    "laugh": "laughed at|le dio risa|se rió de|le ha hecho gracia|a ri de|lachte über|hat gelacht über|riu de|"
    "achou graça de|ha riso per|ha riso a",
    "emphasize": "emphasized|emphasised|exclamó por|enfatizó|destacó|ha resaltado|a mis en évidence|"
    "a mis l'accent sur|a souligné|a insisté sur|betonte|hat betont|enfatizou|destacou|ha enfatizzato|"
    "ha evidenziato",
    "question": "questioned|dudó sobre|cuestionó|preguntó por|ha puesto en duda|a posé une question sur|"
    "s'est interrogé sur|s'est interrogé(e) sur|s'est interrogée sur|a questionné|hinterfragte|befragte|"
    "questionou|perguntou sobre|ha fatto una domanda su",
    "sticker": "reacted with a sticker to|reaccionó con un sticker a|a réagi avec un autocollant à|"
    "reagierte mit einem sticker auf|reagiu com um adesivo a",
}

_NOUNS: Final[dict[Kind, str]] = {
    "like": "a like|un me gusta|un j'aime|ein gefällt mir|um gostei|um curtir|un mi piace",
    "love": "a heart|un corazón|un cœur|un coeur|ein herz|um coração|un cuore",
    "dislike": "a dislike|un no me gusta|un je n'aime pas|ein gefällt mir nicht|um não gostei|un non mi piace",
    "laugh": "a laugh|una risa|un rire|un haha|ein lachen|uma risada|una risata",
    "emphasize": "an exclamation|an exclamation mark|una exclamación|un point d'exclamation|ein ausrufezeichen|"
    "uma exclamação|un'esclamazione",
    "question": "a question mark|un signo de interrogación|un point d'interrogation|ein fragezeichen|"
    "um ponto de interrogação|un punto interrogativo",
    "sticker": "a sticker|un sticker|un autocollant|einen sticker|um adesivo",
}

_ADDED: Final = {words: kind for kind, heads in _HEADS.items() for words in heads.split("|")}
_TAKEN: Final = {words: kind for kind, nouns in _NOUNS.items() for words in nouns.split("|")}

# What stands before and behind the emoji, and whether the reaction was taken back.
_AROUND: Final = (
    ("reacted with ", " to", False),
    ("reacted ", " to", False),
    ("reaccionó con ", " a", False),
    ("ha reaccionado con ", " a", False),
    ("a réagi avec ", " à", False),
    ("a réagi par ", " à", False),
    ("reagierte mit ", " auf", False),
    ("reagiu com ", " a", False),
    ("reagiu com ", " à", False),
    ("ha reagito con ", " a", False),
    ("removed ", " from", True),
    ("eliminó ", " de", True),
    ("quitó ", " de", True),
    ("ha eliminado ", " de", True),
    ("a retiré ", " de", True),
    ("a supprimé ", " de", True),
    ("entfernte ", " aus", True),
    ("entfernte ", " von", True),
    ("removeu ", " de", True),
    ("ha rimosso ", " da", True),
    ("", " to", False),
    ("", " a", False),
    ("", " à", False),
    ("", " auf", False),
)

_MEDIA_NAMES: Final = (
    "image images photo photos picture pictures movie movies video videos vídeo vidéo message messages audio sticker "
    "stickers attachment attachments file files link links contact contacts location gif gifs imagen foto adjunto "
    "jointe bild sprachnachricht anhang imagem anexo"
)
_MEDIA_ENDS: Final = tuple(_MEDIA_NAMES.split())
"""How the names of what isn't a text end, so that other texts cost no more than a look at their end."""

_MEDIA: Final = re.compile(
    r"(?P<head>.+?) (?:(?:an?|your|\d{1,3}) (?:image|photo|picture|movie|video|audio message|voice message|sticker|"
    r"attachment|file|link|contact|location|gif)s?"
    r"|una? (?:imagen|foto|video|vídeo|mensaje de audio|archivo adjunto)|une? (?:image|photo|vidéo|message audio|"
    r"pièce jointe)|(?:ein|eine|einen) (?:bild|foto|video|sprachnachricht|anhang)|uma? (?:imagem|foto|vídeo|anexo))"
)


def _of_quoting(text: str) -> Tapback | None:
    for opening in _OPENING.finditer(text, 0, _LONGEST_HEAD):
        at = opening.start()
        if at == 0 or opening.end() >= len(text):
            continue
        if (found := _meant_by(_plain(text[:at]))) is not None:
            kind, emoji, removed = found
            return Tapback(kind, emoji, text[at + 1 : -1].strip(_PADDING), removed)
    return None


def _of_media(text: str) -> Tapback | None:
    found = _MEDIA.fullmatch(_plain(text))
    meant = _meant_by(found["head"]) if found is not None else None
    return None if meant is None else Tapback(meant[0], meant[1], "", meant[2])


def _plain(head: str) -> str:
    """The beginning as it is compared: without what isn't seen, one kind of space and apostrophe, in lower case."""
    return " ".join(_UNSEEN.sub("", head).replace("’", "'").lower().split())


def _meant_by(head: str) -> tuple[Kind, str, bool] | None:
    if (kind := _ADDED.get(head)) is not None:
        return kind, EMOJI.get(kind, ""), False
    for what, removed in _inside(head):
        if (taken := _TAKEN.get(what)) is not None and removed:
            return taken, EMOJI.get(taken, ""), True
        if _is_emoji(what):
            return _KIND_OF.get(_TONES.sub("", what), "emoji"), what, removed
    return None


# The look of an emoji and its skin tone say nothing.
_TONES: Final = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")

_KIND_OF: Final[dict[str, Kind]] = {emoji.replace("\ufe0f", ""): kind for kind, emoji in EMOJI.items()}


def _inside(head: str) -> Iterator[tuple[str, bool]]:
    for before, behind, removed in _AROUND:
        if head.startswith(before) and head.endswith(behind) and len(head) > len(before) + len(behind):
            yield head[len(before) : len(head) - len(behind)].strip(), removed


# An emoji with its parts: no letter of any script, no punctuation of ASCII but the digit of a keycap.
_EMOJI_PARTS: Final = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2100-\u214f\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
    "\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f]{1,16}|[0-9#*]\ufe0f?\u20e3"
)


def _is_emoji(written: str) -> bool:
    return _EMOJI_PARTS.fullmatch(written) is not None
