"""A person's name in an answer: "Ana", "I'm Ana", "me llamo Ana María"."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.small_words import words
from responder.core.answers.typed import plain, words_of
from responder.core.conditions.situation import Situation

if TYPE_CHECKING:
    from responder.core.conversation import Expected

LONGEST: Final = 80
_MOST_WORDS: Final = 6

# Whose name it may be besides the writer's: a pet's, a child's.
_WHOSE_EN: Final = r"my|his|her|its|their|the|(?:my|our|the|his|her) [a-z]+"
_WHOSE_ES: Final = r"(?:mi|nuestr[oa]|el|la) \w+"
_WHOSE_FR: Final = r"(?:mon|ma|notre|le|la) \w+"
_WHOSE_DE: Final = r"(?:mein|meine|unser|unsere|der|die|das) \w+"
_WHOSE_PT: Final = r"(?:o |a )?(?:meu|minha|nosso|nossa) \w+"

_OPENING: Final = re.compile(
    r"\s*(?:(?:hi|hello|hey|hola|bonjour|salut|hallo|oi|ola|olá|yes|ok|sure|sí|si|oui|ja|sim)\b[\s,.!]+)?"
    r"(?:(?:and |y |et |und |e )?(?:"
    rf"(?:{_WHOSE_EN})(?:'?s)? (?:full )?name(?:'s| is|s)|(?:he|she|it|they|{_WHOSE_EN})(?:'s|s| is| are|'re) called"
    r"|name is|i am|i'm|im|it is|it's|its|this is|call me|name ?:"
    r"|(?:yo )?me llamo|(?:mi|su|el) nombre(?: completo)? es|(?:yo )?soy|nombre ?:|es"
    rf"|(?:(?:él|el|ella|{_WHOSE_ES}) )?se llama"
    rf"|(?:(?:il|elle|{_WHOSE_FR}) )?s'?appelle|son (?:pré)?nom(?: complet)? est"
    rf"|(?:(?:er|sie|es|{_WHOSE_DE}) )?hei(?:ß|ss)t|(?:sein|ihr|der) name ist"
    rf"|(?:(?:ele|ela|{_WHOSE_PT}) )?se chama|chama-se|o (?:seu )?nome(?: completo)?(?: del[ea])? [ée]"
    r"|je m'appelle|je m appelle|mon nom(?: complet)? est|c'est|je suis|moi c'est|nom ?:"
    r"|ich heiße|ich heisse|ich bin(?: der| die)?|mein name ist|name ist"
    r"|(?:eu )?me chamo|chamo-me|(?:o )?meu nome(?: completo)? [ée]|(?:eu )?sou(?: o| a)?|nome ?:"
    r")(?:\s+|(?<=:)))?",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    r"(?:[\s,.]+(?:here|calling|speaking|thanks|thank you|please|gracias|por favor|merci|danke|bitte|obrigad[oa]))*"
    r"[\s,.!:;)(-]*$",
    re.IGNORECASE,
)
_AT_THE_ENDS: Final = frozenset(" .,!:;()'\"…-\ufe0f")
_EMOJI: Final = frozenset({"So", "Sk", "Cf"})
_INNER_DOT: Final = re.compile(r"\w\w\.\w")
_PARTICLES: Final = words("de da das do dos del della di la las los le von van der den ter y e bin ibn al el zu zur")
_NO_NAMES: Final = words(
    "a the is are not no dont want need why what who how when where which could you your yours they "
    "it this that have has had does would just only about price cost help please sorry later never nothing "
    "whats wheres hows whens whos ur pls plz open address hours appointment appt today tomorrow "
    "quiero necesito porque quien como cuando donde puedo usted no nada precio ayuda "
    "veux pourquoi quoi qui comment quand est vous votre pas rien prix aide "
    "warum wer wie wann kann nicht nichts preis hilfe ihre ihr "
    "quero preciso quem quando onde voce nao preco ajuda"
)
"""Words that stand in sentences and in hardly a name, as ``typed.plain`` writes them."""


def read_name(expected: Expected, situation: Situation) -> Fit | Misfit:
    """The name alone, in its proper form: ``Ana María``. At most 80 characters, letters only."""
    text = situation.clean
    if not text:
        return Misfit("it has no words")
    if len(text) > 2 * LONGEST:
        return Misfit("it is too long for a name")
    if "?" in text or "¿" in text:
        return Misfit("it is a question")
    if any(phrase.is_whole(situation.folded) for phrase in (*expected.yes, *expected.no)):
        return Misfit("it is something that people say, not a name")
    name = _bare(text)
    if not name or len(name) > LONGEST or not _is_of_letters(name):
        return Misfit("it isn't made of the letters of a name alone")
    parts = name.split()
    if len(parts) > _MOST_WORDS or (len(parts) > 1 and not _NO_NAMES.isdisjoint(words_of(plain(name)))):
        return Misfit("it is a sentence, not a name")
    shown = _in_proper_form(parts)
    return Fit(shown, shown)


def _bare(text: str) -> str:
    """The text without what people say around their name."""
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else text
    # Whoever is called Es or Ja isn't cut down to nothing.
    return _trimmed(_CLOSING.sub("", rest)) or _trimmed(_CLOSING.sub("", text))


def _trimmed(text: str) -> str:
    """The text without the punctuation and emoji at its ends. Brackets and the like stay: what has them is no name."""
    kept = [i for i, char in enumerate(text) if char not in _AT_THE_ENDS and unicodedata.category(char) not in _EMOJI]
    return text[kept[0] : kept[-1] + 1] if kept else ""


def _is_of_letters(name: str) -> bool:
    """Whether it is letters, with what may stand between those of a name. A dot shortens, or ends an initial."""
    letters = all(char in " .'’-" or unicodedata.category(char)[0] in "LM" for char in name)
    return letters and name[0].isalpha() and not _INNER_DOT.search(name)


def _in_proper_form(parts: list[str]) -> str:
    """Capitals where the writer left them out, or held the shift key down; else as they wrote it."""
    whole = " ".join(parts)
    if not (whole.islower() or (whole.isupper() and len(whole) > 2)):
        return whole
    small = [word.lower() for word in parts]
    return " ".join(word if i and word in _PARTICLES else _capital(word) for i, word in enumerate(small))


def _capital(word: str) -> str:
    return re.sub(r"(?:^|(?<=[-.])|(?<=\b[od]['’]))[^\W\d_]", lambda found: found[0].upper(), word)
