"""What the staff is told when a limit is reached, in the business's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from responder.core.answering.outgoing.notices import who
from responder.core.answering.replies import split
from responder.core.business import Business
from responder.core.conditions.situation import Situation
from responder.core.decision import Due

THE_LIMITS = "the limits"
"""In whose name the staff is told."""


@dataclass(frozen=True, slots=True)
class Words:
    """The announcements in one language."""

    unasked: str
    passed_on: str
    budget: str
    spent: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        "{who} has had as many texts from us as the limit allows ({limit}). One more wasn't sent. You aren't told "
        "again today.",
        "{who} texts so often that not all of it is passed on (the limit is {limit}). All of it is kept. You aren't "
        "told again today.",
        "{percent}% of this month's budget for texts is used: {used} of {limit} segments.",
        "This month's budget for texts is used up ({limit} segments). Answers go on; texts that nobody just asked for "
        "aren't sent until next month.",
    ),
    "es": Words(
        "{who} ha recibido tantos mensajes como permite el limite ({limit}). Otro no se ha enviado. Hoy no se avisa "
        "de nuevo.",
        "{who} escribe tanto que no todo se reenvia (el limite es {limit}). Todo queda guardado. Hoy no se avisa de "
        "nuevo.",
        "Usado el {percent}% del presupuesto de mensajes del mes: {used} de {limit} segmentos.",
        "El presupuesto de mensajes del mes se ha agotado ({limit} segmentos). Se sigue respondiendo; lo que nadie "
        "acaba de pedir no se envia hasta el mes que viene.",
    ),
    "fr": Words(
        "{who} a reçu autant de messages que la limite permet ({limit}). Un autre n'a pas été envoyé. Pas d'autre "
        "avis aujourd'hui.",
        "{who} écrit si souvent que tout n'est pas transmis (la limite est {limit}). Tout est gardé. Pas d'autre avis "
        "aujourd'hui.",
        "{percent}% du budget de messages du mois est utilisé : {used} sur {limit} segments.",
        "Le budget de messages du mois est épuisé ({limit} segments). Les réponses continuent ; ce que personne ne "
        "vient de demander attend le mois prochain et n'est pas envoyé.",
    ),
    "de": Words(
        "{who} hat so viele Nachrichten von uns, wie die Grenze erlaubt ({limit}). Eine weitere ging nicht hinaus. "
        "Heute kommt dazu nichts mehr.",
        "{who} schreibt so oft, dass nicht alles weitergeleitet wird (Grenze: {limit}). Alles ist aufgehoben. Heute "
        "kommt dazu nichts mehr.",
        "{percent}% des Budgets für Nachrichten sind in diesem Monat verbraucht: {used} von {limit} Segmenten.",
        "Das Budget für Nachrichten ist in diesem Monat verbraucht ({limit} Segmente). Antworten gehen weiter hinaus; "
        "was niemand eben verlangt hat, bis zum nächsten Monat nicht.",
    ),
    "pt": Words(
        "{who} recebeu tantas mensagens quanto o limite permite ({limit}). Outra não foi enviada. Hoje não há novo "
        "aviso.",
        "{who} escreve tanto que nem tudo é repassado (o limite é {limit}). Tudo fica guardado. Hoje não há novo "
        "aviso.",
        "{percent}% do orçamento de mensagens do mês foi usado: {used} de {limit} segmentos.",
        "O orçamento de mensagens do mês acabou ({limit} segmentos). As respostas continuam; o que ninguém acabou de "
        "pedir não é enviado até o mês que vem.",
    ),
}


def too_many_unasked(situation: Situation, limit: str) -> str:
    """Somebody has had as many texts that they didn't ask for as they may get."""
    return _filled(_words(situation.business).unasked, limit=limit, who=who(situation))


def too_many_passed_on(situation: Situation, limit: str) -> str:
    """Somebody texts so much that not all of it is passed on."""
    return _filled(_words(situation.business).passed_on, limit=limit, who=who(situation))


def budget_used(business: Business, used: int, segments: int) -> str:
    """How much of the month's budget is used."""
    words = _words(business)
    if used >= segments:
        return _filled(words.spent, limit=f"{segments:,}")
    return _filled(words.budget, percent=str(used * 100 // segments), used=f"{used:,}", limit=f"{segments:,}")


def to_all_staff(text: str, business: Business, now: datetime) -> Iterator[Due]:
    """The text to everyone under ``staff``, each number once."""
    numbers: dict[str, str] = {}
    for name, number in business.staff.items():
        numbers.setdefault(number, name)
    for number, name in numbers.items():
        for piece in split(text):
            yield Due("notify", number, now.astimezone(UTC), THE_LIMITS, name, piece)


def _words(business: Business) -> Words:
    tag = business.language.replace("_", "-").lower().partition("-")[0]
    return WORDS.get(tag, WORDS["en"])


def _filled(sentence: str, **values: str) -> str:
    # Not str.format: what people call themselves may have braces in it, so that who comes last.
    for name, value in values.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
