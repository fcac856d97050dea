"""What is said to someone whose answer didn't fit, where the file has no words of its own (``again``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from responder.core.conversation import Expected

_LONGEST_LIST: Final = 120
"""Characters of choices that are named; a longer list stands in the question already."""

HINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "text": "Please reply with a few words.",
        "yes or no": "Please reply YES or NO.",
        "number": "Please reply with a number, such as 3.",
        "day": "Please reply with a day, such as Tuesday.",
        "time": "Please reply with a time, such as 3:30 PM.",
        "date": "Please reply with a date, such as {date}.",
        "phone": "Please reply with a phone number.",
        "email": "Please reply with an email address.",
        "name": "Please reply with just the name.",
        "photo": "Please reply with a photo.",
        "choices": "Please reply with one of these: {choices}.",
        "matches": "Sorry, we couldn't read that.",
    },
    "es": {
        "text": "Por favor, responde con unas palabras.",
        "yes or no": "Por favor, responde SI o NO.",
        "number": "Por favor, responde con un número, por ejemplo 3.",
        "day": "Por favor, responde con un día, por ejemplo martes.",
        "time": "Por favor, responde con una hora, por ejemplo 15:30.",
        "date": "Por favor, responde con una fecha, por ejemplo {date}.",
        "phone": "Por favor, responde con un número de teléfono.",
        "email": "Por favor, responde con una dirección de email.",
        "name": "Por favor, responde solo con el nombre.",
        "photo": "Por favor, responde con una foto.",
        "choices": "Por favor, responde con una de estas opciones: {choices}.",
        "matches": "Lo siento, no lo hemos entendido.",
    },
    "fr": {
        "text": "Merci de répondre en quelques mots.",
        "yes or no": "Merci de répondre OUI ou NON.",
        "number": "Merci de répondre par un nombre, par exemple 3.",
        "day": "Merci de répondre par un jour, par exemple mardi.",
        "time": "Merci de répondre par une heure, par exemple 15:30.",
        "date": "Merci de répondre par une date, par exemple {date}.",
        "phone": "Merci de répondre par un numéro de téléphone.",
        "email": "Merci de répondre par une adresse email.",
        "name": "Merci de répondre seulement par le nom.",
        "photo": "Merci de répondre par une photo.",
        "choices": "Merci de répondre par un de ces choix : {choices}.",
        "matches": "Désolé, nous n'avons pas compris.",
    },
    "de": {
        "text": "Bitte antworten Sie mit ein paar Worten.",
        "yes or no": "Bitte antworten Sie mit JA oder NEIN.",
        "number": "Bitte antworten Sie mit einer Zahl, zum Beispiel 3.",
        "day": "Bitte antworten Sie mit einem Tag, zum Beispiel Dienstag.",
        "time": "Bitte antworten Sie mit einer Uhrzeit, zum Beispiel 15:30.",
        "date": "Bitte antworten Sie mit einem Datum, zum Beispiel {date}.",
        "phone": "Bitte antworten Sie mit einer Telefonnummer.",
        "email": "Bitte antworten Sie mit einer E-Mail-Adresse.",
        "name": "Bitte antworten Sie nur mit dem Namen.",
        "photo": "Bitte antworten Sie mit einem Foto.",
        "choices": "Bitte antworten Sie mit einem davon: {choices}.",
        "matches": "Das haben wir leider nicht verstanden.",
    },
    "pt": {
        "text": "Por favor, responda com algumas palavras.",
        "yes or no": "Por favor, responda SIM ou NÃO.",
        "number": "Por favor, responda com um número, por exemplo 3.",
        "day": "Por favor, responda com um dia, por exemplo terça.",
        "time": "Por favor, responda com um horário, por exemplo 15:30.",
        "date": "Por favor, responda com uma data, por exemplo {date}.",
        "phone": "Por favor, responda com um número de telefone.",
        "email": "Por favor, responda com um endereço de email.",
        "name": "Por favor, responda apenas com o nome.",
        "photo": "Por favor, responda com uma foto.",
        "choices": "Por favor, responda com uma destas opções: {choices}.",
        "matches": "Desculpe, não entendemos.",
    },
}
"""By language and kind. Each is one segment; where an accent of the language isn't in the GSM alphabet, the sentence
does without the word or pays for it."""

_DATES: Final = {"en": "4 March 2027", "es": "4 de marzo de 2027", "fr": "4 mars 2027", "de": "4.3.2027"}


def hint_for(expected: Expected, language: str = "en") -> str:
    """What answer to ``expected`` would fit, in the language of a tag (``es``, ``pt-BR``); in English where that
    language isn't known."""
    tag = language[:2].lower()
    texts = HINTS.get(tag, HINTS["en"])
    choices = ", ".join(expected.choices)
    if expected.kind == "choices" and len(choices) > _LONGEST_LIST:
        return texts["matches"]
    return texts[expected.kind].replace("{choices}", choices).replace("{date}", _DATES.get(tag, "4 de março de 2027"))
