"""One text's walk: seen before? recall, decide, record; then answer."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime

from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.masking import masked
from responder.sms import twiml
from responder.store import Question, Store

__all__ = ["Answer", "handle", "masked"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the webhook answers with. ``repeated``: this text was answered before, and this is that answer, byte for
    byte; nothing was decided or kept again, so ``decision`` is None."""

    twiml: str
    repeated: bool
    decision: Decision | None


def handle(
    store: Store,
    ruleset: Ruleset,
    message: InboundMessage,
    now: datetime,
    token: str | None = None,
    status_url: str = "",
) -> Answer:
    """Answer one text, in one transaction; when this returns, everything about it is durable.

    ``now`` is aware. ``token`` is the ``I-Twilio-Idempotency-Token`` header: a text with a MessageSid or a token
    that was seen before gets the answer that was given then, also when both copies arrive at the same moment.
    ``status_url`` is called with news of the answer.
    Raises StoreError where the database fails; then nothing was kept and the text may be handled again.
    """

    news = f"{status_url}?re={message.sid}&n=" if status_url else ""

    def decided(contact: Contact) -> tuple[Decision, str]:
        decision = decide(ruleset, message, contact, now)
        return decision, twiml.render(decision.replies, news)

    begun = time.perf_counter()
    given = store.answer(Question(message, now, decided, token, ruleset.index.passed))
    answer = Answer(given.twiml or twiml.EMPTY, given.decision is None, given.decision)
    _tell(message, answer, time.perf_counter() - begun)
    return answer


def _tell(message: InboundMessage, answer: Answer, seconds: float) -> None:
    """One line in the log for each text: who and what came of it, never what it says."""
    decision = answer.decision
    if not (log.isEnabledFor(logging.INFO) or (decision and decision.problems)):
        return
    # The sid comes from outside: what isn't a plain sid is written escaped.
    sid = message.sid if message.sid.isalnum() and message.sid.isascii() else ascii(message.sid[:64])
    from_, to = masked(message.from_), masked(message.to)
    way = f"{message.channel} {from_} to {to}, {sid}"
    fields = {
        "event": "text", "sid": sid, "channel": message.channel, "contact": from_, "ours": to,
        "milliseconds": round(seconds * 1000, 1),
    }  # fmt: skip
    if decision is None:
        log.info("%s: seen before, answered as then", way, extra={"fields": {**fields, "outcome": "seen before"}})
        return
    rule = "" if decision.rule is None else f" by {decision.rule!r}"
    count = len(decision.replies)
    fields = {**fields, "outcome": decision.outcome, "rule": decision.rule, "replies": count}
    replies = "reply" if count == 1 else "replies"
    log.info("%s: %s%s, %d %s", way, decision.outcome, rule, count, replies, extra={"fields": fields})
    # Problems name the rule and its line, and are in our own words: they quote nothing that was texted.
    for problem in decision.problems:
        log.error("%s: %s", way, " ".join(problem.split()), extra={"fields": {**fields, "event": "problem"}})
