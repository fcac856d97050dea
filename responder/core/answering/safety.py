"""What comes before every rule: senders that are never answered, STOP, START and HELP, opt-outs, limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from responder.core.answering.consent.opting import Answer, Asked, answer, asked_for, consent
from responder.core.answering.limits import may_be_machine, why_not_answer
from responder.core.business import Business
from responder.core.conditions.fact_matchers import sender_in_words
from responder.core.conditions.situation import Situation
from responder.core.contact import EVERYTHING
from responder.core.decision import Effect, Step
from responder.core.message import InboundMessage, Reply
from responder.core.phone import is_short_code
from responder.core.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Ruling:
    """Safety ends it here. ``rules`` says which rules are still looked at: "opt in": those that may lift an opt-out
    of ours; "muted": all, but only for opt-outs and lists that the contact leaves, and nothing is said; "always": as
    "muted", but rules with ``always`` do and say what they have to; "handed over": see ``taking_over``."""

    step: Step
    effects: tuple[Effect, ...] = ()
    replies: tuple[Reply, ...] = ()
    rules: Literal["none", "opt in", "muted", "always", "handed over"] = "none"
    problems: tuple[str, ...] = ()


def rule_on(ruleset: Ruleset, situation: Situation, shape: str, now: datetime) -> Ruling | None:
    """Whether safety ends it, and how; None where the rules have their turn. ``shape``: see ``limits.shape_of``;
    ``now`` in UTC, as spans of time are counted there."""
    message, contact = situation.message, situation.contact
    if _is_own(message, situation.business):
        reason = f"{sender_in_words(message)} is one of our own numbers, and we don't answer ourselves"
        return Ruling(_step("own number", reason))
    asked = asked_for(ruleset.opt_out, situation)
    if never := _never_answered(ruleset, situation):
        # They get no answer, but a STOP counts from anyone.
        return Ruling(never, consent(asked, situation) if asked is not None else ())
    why_not = why_not_answer(ruleset.limits, contact.history, shape, now)
    if asked is not None:
        return _with(asked, answer(asked, ruleset, situation, why_not))
    scopes = (*message.opt_out_scopes, EVERYTHING)
    if contact.opted_out and (held := [scope for scope in scopes if scope in contact.opted_out]):
        liftable = held == [EVERYTHING] and contact.opted_out[EVERYTHING] == "rule"
        return Ruling(_step("opted out", _opted_out_of(held)), rules="opt in" if liftable else "none")
    if why_not is None:
        return None
    machine = may_be_machine(ruleset.limits, contact.history, shape, now) is not None
    return Ruling(_step("limits", why_not), rules="muted" if machine else "always")


def _with(asked: Asked, made: Answer) -> Ruling:
    return Ruling(_step(asked.kind, asked.because, made.because), made.effects, made.replies, problems=made.problems)


def _step(name: str, *because: str) -> Step:
    return Step("safety", name, "yes", because)


def _is_own(message: InboundMessage, business: Business) -> bool:
    sender = message.from_
    if not sender:
        return False
    return sender in (message.to, business.phone) or sender in business.numbers.values()


def _never_answered(ruleset: Ruleset, situation: Situation) -> Step | None:
    message = situation.message
    if not (
        message.from_.startswith("+") or message.channel in ("whatsapp", "rcs") or ruleset.limits.answer_short_codes
    ):
        kind = "a short code" if is_short_code(message.from_) else "no phone number"
        return _step("short code", f"{sender_in_words(message)} is {kind}: a machine sends from it")
    for sender in ruleset.blocked:
        if sender.holds(situation):
            return _step("blocked", f"{sender_in_words(message)} is blocked: {sender.shown}")
    return None


def _opted_out_of(held: list[str]) -> str:
    if EVERYTHING in held:
        return "they opted out of everything"
    return f"they opted out of texts from {held[0].removeprefix('whatsapp:')}"
