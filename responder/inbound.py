"""One text's walk: seen before? recall, decide, record; then answer."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.sms import twiml
from responder.store import Question, Store

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

    given = store.answer(Question(message, now, decided, token, ruleset.index.passed))
    answer = Answer(given.twiml or twiml.EMPTY, given.decision is None, given.decision)
    _tell(message, answer)
    return answer


def masked(address: str) -> str:
    """An address as logs may show it: its last four characters at most, and never more than half of it."""
    shown = address[-min(4, len(address) // 2) :] if len(address) > 1 else ""
    if shown.isascii() and shown.isalnum():
        return f"…{shown}"
    return f"…{''.join(c if c.isascii() and c.isalnum() else '?' for c in shown)}"


def _tell(message: InboundMessage, answer: Answer) -> None:
    """One line in the log for each text: who and what came of it, never what it says."""
    decision = answer.decision
    if not (log.isEnabledFor(logging.INFO) or (decision and decision.problems)):
        return
    # The sid comes from outside: what isn't a plain sid is written escaped.
    sid = message.sid if message.sid.isalnum() and message.sid.isascii() else ascii(message.sid[:64])
    way = f"{message.channel} {masked(message.from_)} to {masked(message.to)}, {sid}"
    if decision is None:
        log.info("%s: seen before, answered as then", way)
        return
    rule = "" if decision.rule is None else f" by {decision.rule!r}"
    count = len(decision.replies)
    log.info("%s: %s%s, %d %s", way, decision.outcome, rule, count, "reply" if count == 1 else "replies")
    # Problems name the rule and its line, and are in our own words: they quote nothing that was texted.
    for problem in decision.problems:
        log.error("%s: %s", way, " ".join(problem.split()))
