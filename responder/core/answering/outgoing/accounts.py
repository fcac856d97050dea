"""What members of staff are told of a conversation: what was asked and answered, where it got stuck, and when the
rules answer again; in the business's language, in two segments where it can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from responder.core.answering.outgoing.notices import cut, legible, who
from responder.core.conditions.scope import language_of, values_for
from responder.core.conditions.situation import Situation
from responder.core.templates.values import text_of
from responder.core.text.segments import count
from responder.core.wording import say_moment

MOST_SEGMENTS = 2

_LENGTHS = (160, 80, 40, 20, 10)
"""Characters of each value that are tried, until all of it fits."""

_SAID_BY_NAME = frozenset({"name", "first_name", "last_name"})
"""Fields that stand before the number already."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a conversation has come to: its name, and the fields that it has saved, in the order in which they were
    asked for. ``unanswered``: the question that it was given up at, as it was asked."""

    conversation: str
    saved: tuple[str, ...] = ()
    unanswered: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The pieces in one language."""

    unanswered: str
    but: str
    again: str
    on_whatsapp: str


WORDS: Mapping[str, Words] = {
    "en": Words("no answer to", "but", "Automatic answers resume", "Answer them on WhatsApp."),
    "es": Words("sin respuesta a", "sino", "Las reglas vuelven a responder", "Responda por WhatsApp."),
    "fr": Words("pas de réponse à", "mais", "Réponses automatiques de nouveau", "Répondez par WhatsApp."),
    "de": Words("keine Antwort auf", "sondern", "Automatische Antworten erst wieder", "Bitte per WhatsApp antworten."),
    "pt": Words("sem resposta a", "mas", "As regras voltam a responder", "Responda pelo WhatsApp."),
}


def account_notice(account: Account, situation: Situation) -> str:
    """Who, and what the conversation has come to; empty where it has nothing to tell. ``situation`` is worded in the
    business's language, and holds the contact as the conversation has left them. Raises TemplateFailed."""
    values = [(name, legible(text_of(value))) for name, value in values_for(account.saved, situation).items()]
    fields = [(legible(name.replace("_", " ")), value) for name, value in values if value]
    if not fields and not account.unanswered:
        return ""
    if situation.contact.fields.get("name") or situation.contact.fields.get("first_name"):
        shown = [pair for pair in fields if pair[0].replace(" ", "_") not in _SAID_BY_NAME]
        fields = shown or fields
    text = ""
    for longest in _LENGTHS:
        text = " ".join(_sentences(account, fields, situation, longest))
        if count(text).segments <= MOST_SEGMENTS:
            return text
    return text


def _sentences(account: Account, fields: list[tuple[str, str]], situation: Situation, longest: int) -> Iterator[str]:
    tag = situation.business.language.replace("_", "-").lower().partition("-")[0]
    words = WORDS.get(tag, WORDS["en"])
    parts = [f"{name} {cut(value, longest)}" for name, value in fields]
    if account.unanswered:
        said = cut(legible(situation.message.body), longest)
        but = f', {words.but} "{said}"' if said else ""
        parts.append(f'{words.unanswered} "{cut(legible(account.unanswered), longest)}"{but}')
    yield f"{who(situation)} {legible(account.conversation.replace('_', ' '))}: {', '.join(parts)}."
    until = situation.contact.handed_over_until
    if until is not None and until > situation.now:
        # A time zone may have no such moment any more, in the year 9999.
        with suppress(OverflowError):
            local = until.astimezone(situation.now.tzinfo)
            moment = say_moment(local, situation.now, language_of(situation))
            yield f"{words.again} {moment.rstrip('.')}."
    if not situation.message.from_.startswith("+"):
        yield words.on_whatsapp
