"""``responder why --sid``: how a text that really came was answered, from what was kept with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from responder.cli.explanation import say_effects, say_headline, say_replies, say_trace
from responder.cli.look import say, shown
from responder.cli.plain_json import json_text
from responder.core.message import Reply
from responder.errors import ResponderError
from responder.settings import Settings
from responder.store import Store

if TYPE_CHECKING:
    from responder.store import KeptDecision, KeptMessage


class NotKeptError(ResponderError):
    """There is no such text in the database. Check the sid, and RESPONDER_DATA or DATABASE_URL."""


def explain_kept(sid: str, as_json: bool) -> None:
    """Print the decision that was kept with this MessageSid. Raises NotKeptError where there is none."""
    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        message, decision = store.message(sid), store.decision(sid)
        if message is None or decision is None:
            raise NotKeptError(
                f"{store.name} holds no text that came in with the sid {shown(sid)}. Sids begin with SM or MM and "
                "stand in the Twilio console, in its log of messages."
            )
        replies = tuple(Reply(answer.body, tuple(m.url for m in answer.media)) for answer in store.answers(message))
    if as_json:
        say(json_text(_plain(message, decision, replies)))
        return
    _say(message, decision, replies)


def _say(message: KeptMessage, decision: KeptDecision, replies: tuple[Reply, ...]) -> None:
    say_headline(message.body, decision.outcome, decision.rule, replies, decision.trace)
    came = message.at.astimezone()
    say(f"from {shown(message.contact)} to {shown(message.ours)}, {came:%Y-%m-%d %H:%M:%S %Z}\n")
    say_trace(decision.trace)
    say_replies(replies)
    say_effects(decision.effects, decision.problems, came)


def _plain(message: KeptMessage, decision: KeptDecision, replies: tuple[Reply, ...]) -> dict[str, object]:
    return {
        "sid": message.sid,
        "at": message.at.isoformat(),
        "text": message.body,
        "from": message.contact,
        "to": message.ours,
        "outcome": decision.outcome,
        "rule": decision.rule,
        "replies": [asdict(reply) for reply in replies],
        "effects": [{"effect": type(effect).__name__, **asdict(effect)} for effect in decision.effects],
        "problems": list(decision.problems),
        "ruleset": decision.ruleset,
        **decision.trace.to_json(),
    }
