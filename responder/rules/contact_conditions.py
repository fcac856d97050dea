"""The settings of ``when`` on who the contact is and what they were asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from responder.core.conditions.contact_matchers import Channel, HasTag, InLanguage, OnList
from responder.core.conditions.question_matchers import Answering
from responder.core.conditions.situation import Condition
from responder.rules.actions import list_name
from responder.rules.keys import Key, Shape
from responder.rules.readers.contacts import contact_is, known_tag, question_name
from responder.rules.readers.facts import language
from responder.rules.readers.scalars import many, one_of
from responder.rules.schema_parts import TEXT, names_to, one_or_many

CHANNELS = ("sms", "mms", "whatsapp", "rcs")
_CHANNELS_INSTEAD = {
    "text": "sms",
    "picture": "mms",
    "picture message": "mms",
    "wa": "whatsapp",
    "whats app": "whatsapp",
}
_FIELD_NAME = {"pattern": "^[a-z][a-z0-9_]*$"}

CONTACT_KEYS = (
    Key(
        "channel",
        "The text came by one of these: `sms`, `mms` (a text with a picture or the like), `whatsapp`, `rcs`.",
        Shape(many(one_of(*CHANNELS, instead=_CHANNELS_INSTEAD)), one_or_many({"enum": list(CHANNELS)})),
        ("whatsapp", ["sms", "mms"]),
        instead="channels via medium network",
    ),
    Key(
        "answering",
        "This question is open for the contact: the name of a rule with `ask` (or its `as`), of a conversation, of a "
        "follow-up that asks, or `reminder`.",
        Shape(many(question_name), one_or_many(TEXT)),
        ("Rate us",),
        instead="answer answers question questions answer_to answering_to reply_to replies_to in_reply_to",
    ),
    Key(
        "on_list",
        "The contact has joined one of these lists.",
        Shape(many(list_name), one_or_many(TEXT)),
        ("tips",),
        instead="on_lists list lists in_list subscribed subscribed_to joined member member_of is_on_list",
    ),
    Key(
        "not_on_list",
        "The contact is on none of these lists.",
        Shape(many(list_name), one_or_many(TEXT)),
        ("tips",),
        instead="not_on_lists off_list not_in_list not_subscribed not_joined isnt_on_list",
    ),
    Key(
        "tagged",
        "The contact has one of these tags, which some rule gave them by `tag`.",
        Shape(many(known_tag), one_or_many(TEXT)),
        ("new patient",),
        instead="tag tags has_tag has_tags labelled labeled marked is_tagged",
    ),
    Key(
        "language",
        "The contact's language: the saved one, else what the text is clearly written in, else that of their "
        "number's country.",
        Shape(many(language), one_or_many({"type": "string"})),
        ("es", ["pt-BR", "pt"]),
        instead="lang languages locale speaks spoken",
    ),
    Key(
        "contact",
        "Fields saved about the contact, all of which must be so: a text, a list of texts, or a comparison such as "
        '`"> 3"`. `""` stands for a field that isn\'t saved.',
        Shape(contact_is, names_to(one_or_many(TEXT), _FIELD_NAME)),
        ({"plan": "gold", "visits": "> 3"},),
        instead="contacts field fields saved person customer client who about_them",
    ),
)


def _unique(make: Callable[[tuple[str, ...]], Condition]) -> Callable[[Any], Condition]:
    return lambda names: make(tuple(dict.fromkeys(names)))


CONTACT_MADE_OF: dict[str, Callable[[Any], Condition]] = {
    "channel": _unique(Channel),
    "answering": _unique(Answering),
    "on_list": _unique(lambda names: OnList(names, True)),
    "not_on_list": _unique(lambda names: OnList(names, False)),
    "tagged": _unique(HasTag),
    "language": _unique(InLanguage),
}
