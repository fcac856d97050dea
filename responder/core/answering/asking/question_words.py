"""The words that steer a conversation, and the short texts that go with open questions, in five languages.

The texts keep to characters of the GSM alphabet, so that each is one segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from responder.core.answering.replies import Found, language_of
from responder.core.conditions.languages import COUNTRY, languages_of
from responder.core.conditions.situation import Situation
from responder.core.rule import ReplySpec
from responder.core.text.folding import fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word).text for word in words.split("|"))


BACK = _folded(
    "back|go back|back please|previous|previous question|atrás|volver|volver atrás|anterior|regresar|retour|"
    "en arrière|revenir|question précédente|zurück|vorherige frage|vorige frage|eine frage zurück|voltar|para trás"
)
"""The whole text is one of these, in any language: the question before is asked once more."""

CANCEL = _folded(
    "cancel that|cancel this|cancel it|never mind|nevermind|nvm|forget it|forget that|forget about it|"
    "cancel that please|cancel that pls|never mind thanks|nevermind thanks|nvm thanks|never mind thank you|"
    "stop asking|stop asking me|no more questions|enough questions|no más preguntas|deja de preguntar|"
    "deje de preguntar|plus de questions|arrêtez de demander|keine fragen mehr|chega de perguntas|"
    "cancela eso|cancelar eso|cancélalo|olvídalo|olvídelo|déjalo|déjelo|"
    "annule ça|annulez ça|annuler ça|laisse tomber|laissez tomber|oublie ça|oubliez ça|oublie|oubliez|"
    "abbrechen|vergiss es|vergessen sie es|schon gut|lass es|lassen sie es|"
    "cancela isso|cancelar isso|cancele isso|esquece|esqueça|esqueça isso|esquece isso|deixa pra lá|deixa para lá"
)
"""The whole text is one of these: the conversation ends. CANCEL alone is a STOP word."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What we say in one language where the file has no words of its own."""

    cancelled: str
    nothing_before: str
    given_up: str
    which_one: str


TEXTS: Mapping[str, Texts] = {
    "en": Texts(
        cancelled="OK, we'll leave it at that.",
        nothing_before="There is no question before this one.",
        given_up="Sorry, we didn't get that. A person will read your texts and answer you.",
        which_one="Which one do you mean? Reply with its number.",
    ),
    "es": Texts(
        cancelled="De acuerdo, no seguimos.",
        nothing_before="No hay ninguna pregunta antes de esta.",
        given_up="Perdona, no lo hemos entendido. Una persona lee tus mensajes y te responde.",
        which_one="Tenemos varias preguntas para ti. Responde con la cifra de una.",
    ),
    "fr": Texts(
        cancelled="D'accord, on en reste là.",
        nothing_before="Il n'y a pas de question avant celle-ci.",
        given_up="Désolé, nous n'avons pas compris. Une personne lira vos messages et vous répondra.",
        which_one="De laquelle s'agit-il ? Répondez par son numéro.",
    ),
    "de": Texts(
        cancelled="In Ordnung, wir lassen es dabei.",
        nothing_before="Vor dieser Frage gibt es keine.",
        given_up="Das haben wir leider nicht verstanden. Jemand liest Ihre Nachrichten und antwortet Ihnen.",
        which_one="Welche Frage meinen Sie? Antworten Sie mit der Nummer.",
    ),
    "pt": Texts(
        cancelled="Tudo bem, vamos deixar assim.",
        nothing_before="Esta pergunta é a primeira.",
        given_up="Desculpe, isso ficou pouco claro. Uma pessoa vai ler suas mensagens e responder.",
        which_one="Qual delas? Responda com 1, 2 etc.",
    ),
}


def language_for(situation: Situation, beside: ReplySpec | None = None, word: str | None = None) -> str:
    """One that there are texts in: that in which the question ``beside`` them is said where it comes in several, else
    what the contact is known to speak (see ``languages_of``), else the file's, else English. Their country alone
    doesn't count where the question is in one language: that is the file's."""
    said = language_of(beside, situation, Found(language=word)) if beside and len(beside.by_language) > 1 else ""
    spoken = (language for language, known in languages_of(situation, word) if known != COUNTRY)
    tags = (said, *spoken, situation.business.language, "en")
    known = (tag.replace("_", "-").lower().partition("-")[0] for tag in tags)
    return next(tag for tag in known if tag in TEXTS)


def texts_for(situation: Situation, beside: ReplySpec | None = None, word: str | None = None) -> Texts:
    """The texts in the language of ``language_for``."""
    return TEXTS[language_for(situation, beside, word)]
