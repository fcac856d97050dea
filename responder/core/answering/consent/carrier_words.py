"""The words that carriers and Twilio act on themselves, and what we answer to them where they don't.

STOP words as of the FCC's and Twilio's lists of 2025. The answers keep to characters of the GSM alphabet, so that each
is one segment for most businesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
"""Twilio acts on these where they are the whole text, in capitals or not."""

ALSO_STOP = frozenset({"opt out", "stop all"})
"""Twilio doesn't know these, but the FCC's rule and everyone who types them does."""

START_WORDS = frozenset({"start", "unstop"})

YES_AS_START = "yes"
"""Lifts an opt-out, but for toll-free numbers. From anyone else it is an ordinary word."""

HELP_WORDS = frozenset({"help", "info"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Our answers in one language. Each begins with the business's name where there is one."""

    stop: str
    start: str
    help: str
    call: str
    """Follows ``help`` where the business has a phone; ``{phone}`` is its number."""
    end: str
    """How to stop: the last sentence of ``help``."""


ANSWERS: Mapping[str, Answers] = {
    "en": Answers(
        stop="You're unsubscribed and will get no more texts from us. Reply START to get them again.",
        start="Welcome back, you will get our texts again. Reply STOP to unsubscribe, HELP for help.",
        help="Text us your question here.",
        call="Or call {phone}.",
        end="Reply STOP to unsubscribe.",
    ),
    "es": Answers(
        stop="Te has dado de baja y no te enviaremos mensajes. Responde START para recibirlos de nuevo.",
        start="Vuelves a recibir nuestros mensajes. Responde STOP para darte de baja, HELP para ayuda.",
        help="Escribe tu pregunta como respuesta.",
        call="O llama al {phone}.",
        end="Responde STOP para darte de baja.",
    ),
    "fr": Answers(
        stop="Vous ne recevrez plus de messages de notre part. Répondez START pour en recevoir de nouveau.",
        start="Vous recevez de nouveau nos messages. Répondez STOP pour ne plus en recevoir, HELP pour de l'aide.",
        help="Posez votre question en réponse à ce message.",
        call="Ou appelez le {phone}.",
        end="Répondez STOP pour ne plus en recevoir.",
    ),
    "de": Answers(
        stop="Sie sind abgemeldet und bekommen keine Nachrichten mehr von uns. Mit START melden Sie sich wieder an.",
        start="Sie bekommen unsere Nachrichten wieder. Mit STOP melden Sie sich ab, mit HELP gibt es Hilfe.",
        help="Schreiben Sie uns hier Ihre Frage.",
        call="Oder rufen Sie an: {phone}.",
        end="Mit STOP melden Sie sich ab.",
    ),
    "pt": Answers(
        stop="Cancelado: nossas mensagens param aqui. Responda START para voltar a receber.",
        start="Nossas mensagens voltam a chegar. Responda STOP para cancelar, HELP para ajuda.",
        help="Escreva sua pergunta aqui como resposta.",
        call="Ou ligue para {phone}.",
        end="Responda STOP para cancelar.",
    ),
}
