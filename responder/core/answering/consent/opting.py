"""STOP, START and HELP: who asks for them, who answers, what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from responder.core.answering.consent.carrier_words import (
    ALSO_STOP,
    ANSWERS,
    HELP_WORDS,
    START_WORDS,
    STOP_WORDS,
    YES_AS_START,
)
from responder.core.answering.consent.stop_requests import stop_request
from responder.core.answering.outgoing.notices import stop_notice
from responder.core.answering.outgoing.outbound import notices
from responder.core.answering.replies import Found, replies_of, sendable
from responder.core.business import Business
from responder.core.conditions.reasons import typed
from responder.core.conditions.situation import Situation
from responder.core.contact import EVERYTHING, OptedOutBy
from responder.core.decision import Effect, OptedIn, OptedOut
from responder.core.message import InboundMessage, OptOutType, Reply
from responder.core.phone import is_short_code, is_toll_free
from responder.core.rule import ReplySpec
from responder.core.ruleset import OptOutPolicy, Ruleset
from responder.core.templates import TemplateFailed

STOP_IN_OTHER_WORDS = "STOP in other words"
"""What stands for a rule's name where staff are told of such a request."""

_EXACT = frozenset(word.upper() for word in (*STOP_WORDS, *START_WORDS, YES_AS_START, *HELP_WORDS))


@dataclass(frozen=True, slots=True)
class Asked:
    """The text asks for STOP, START or HELP."""

    kind: OptOutType
    source: str
    """What makes it so, for the ledger: ``STOP word 'stop'``."""
    because: str
    exact: bool
    """It is a word that Twilio and the carriers act on, written as they want it."""
    seen: bool
    """Twilio or the carrier acts on it and answers, so that we keep silent."""
    language: str | None = None
    """A STOP in other words, and the language of those."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows from it."""

    because: str
    effects: tuple[Effect, ...] = ()
    replies: tuple[Reply, ...] = ()
    problems: tuple[str, ...] = ()


def asked_for(policy: OptOutPolicy, situation: Situation) -> Asked | None:
    """What the text asks for, or None for any other text."""
    message = situation.message
    if (kind := message.opt_out_type) is not None:
        return Asked(kind, "Twilio's OptOutType", f"Twilio says it is {kind} (OptOutType)", True, True)
    word = situation.folded.text
    if (kind := _kind_of(word, policy, situation)) is None:
        return _in_other_words(policy, situation)
    body = message.body.strip()
    exact = body.isascii() and body.upper() in _EXACT
    source = f"{kind} word {typed(word)}"
    return Asked(kind, source, f"the whole text is the {source}", exact, exact and not answered_by_us(policy, message))


def _in_other_words(policy: OptOutPolicy, situation: Situation) -> Asked | None:
    """ "lose my number": Twilio knows nothing of it, so that the opt-out is ours, and START lifts it."""
    if not policy.in_other_words or situation.tapback is not None:
        return None
    tags = (situation.contact.language, situation.business.language)
    request = stop_request(situation.folded, [tag[:2].lower() for tag in tags if tag])
    if request is None:
        return None
    source = f"{typed(request.words)} asks for it in other words"
    because = f"{typed(request.words)} asks for no more texts, in other words than STOP"
    return Asked("STOP", source, because, False, False, request.language)


def _kind_of(word: str, policy: OptOutPolicy, situation: Situation) -> OptOutType | None:
    if word in STOP_WORDS or word in policy.stop_words or word in ALSO_STOP:
        return "STOP"
    if word in START_WORDS or word in policy.start_words:
        return "START"
    if word in HELP_WORDS or word in policy.help_words:
        return "HELP"
    if word == YES_AS_START and situation.contact.is_opted_out_of(situation.message.opt_out_scopes):
        # For a toll-free number the network lifts an opt-out on START and UNSTOP only.
        return None if is_toll_free(situation.message.to) else "START"
    if situation.folded.bare in START_WORDS | policy.start_words and situation.contact.is_opted_out_of(
        situation.message.opt_out_scopes
    ):
        return "START"
    return None


def answered_by_us(policy: OptOutPolicy, message: InboundMessage) -> bool:
    """Whether STOP, START and HELP get their answer from us and not from Twilio or the carrier."""
    if policy.answered_by is not None:
        return policy.answered_by == "us"
    return message.channel in ("whatsapp", "rcs") or is_short_code(message.to)


def consent(asked: Asked, situation: Situation) -> tuple[Effect, ...]:
    """What STOP and START change."""
    scopes, held = situation.message.opt_out_scopes, situation.contact.opted_out
    if asked.kind == "STOP":
        by: OptedOutBy = "carrier" if asked.seen else "rule"
        return (OptedOut(scopes, asked.source, None, by),)
    if asked.kind == "START":
        # What the carrier blocks stays blocked for as long as the carrier hasn't read a START.
        lifted = tuple(s for s in (*scopes, EVERYTHING) if asked.exact or held.get(s) != "carrier")
        return (OptedIn(lifted, asked.source),)
    return ()


def answer(asked: Asked, ruleset: Ruleset, situation: Situation, why_not: str | None) -> Answer:
    """What follows. ``why_not``: why the limits allow no answer now; a STOP is confirmed all the same."""
    effects = consent(asked, situation)
    if asked.seen and not _ours_to_lift(asked, situation):
        return Answer("Twilio or the carrier answers it, so we keep silent", effects)
    message, held = situation.message, situation.contact.opted_out
    if asked.kind == "STOP":
        if situation.contact.is_opted_out_of(message.opt_out_scopes):
            return Answer("they had opted out already, so we keep silent", effects)
        if asked.language is not None:
            effects += tuple(notices((), stop_notice(situation), STOP_IN_OTHER_WORDS, situation))
        return _say("we confirm it once", asked, ruleset, situation, effects)
    blocked = any(held.get(scope) == "carrier" for scope in (*message.opt_out_scopes, EVERYTHING))
    if blocked and not (asked.kind == "START" and asked.exact):
        return Answer("the carrier blocks our texts to them until they send START and nothing else", effects)
    if why_not is not None:
        return Answer(f"{why_not}, so we keep silent", effects)
    return _say("we answer it", asked, ruleset, situation, effects)


def _ours_to_lift(asked: Asked, situation: Situation) -> bool:
    """Whether it is a START to an opt-out that Twilio knows nothing of, so that it has nothing to confirm either."""
    message, held = situation.message, situation.contact.opted_out
    holders = {held[scope] for scope in (*message.opt_out_scopes, EVERYTHING) if scope in held}
    return asked.kind == "START" and message.opt_out_type is None and holders == {"rule"}


def _say(because: str, asked: Asked, ruleset: Ruleset, situation: Situation, effects: tuple[Effect, ...]) -> Answer:
    spec = _own_words(asked.kind, ruleset.opt_out)
    problems: tuple[str, ...] = ()
    if spec is not None:
        try:
            if replies := replies_of(spec, situation, Found(language=asked.language)):
                return Answer(because, effects, replies)
        except TemplateFailed as failed:
            problems = (f"opt_out: {asked.kind.lower()}_reply: {failed}",)
    text = default_reply(asked.kind, ruleset.business, situation, asked.language)
    return Answer(because, effects, (Reply(text),), problems)


def _own_words(kind: OptOutType, policy: OptOutPolicy) -> ReplySpec | None:
    if kind == "STOP":
        return policy.stop_reply
    return policy.start_reply if kind == "START" else policy.help_reply


def default_reply(kind: OptOutType, business: Business, situation: Situation, spoken: str | None = None) -> str:
    """What we answer where the file has no words of its own: in the contact's saved language, else the one that they
    asked in (``spoken``), else the file's, else English."""
    tags = (situation.contact.language or "", spoken or "", business.language, "en")
    known = (tag.replace("_", "-").lower().partition("-")[0] for tag in tags)
    words = next(ANSWERS[tag] for tag in known if tag in ANSWERS)
    phone = business.phone_written or business.phone
    if kind == "HELP":
        sentences = [words.help, words.call.replace("{phone}", phone) if phone else "", words.end]
        text = " ".join(filter(None, sentences))
    else:
        text = words.stop if kind == "STOP" else words.start
    return sendable(f"{business.name}: {text}" if business.name else text)
