"""Twilio's own answers to STOP, START and HELP, which come before and apart from the webhook's.

| to | who answers |
|---|---|
| a long code | Twilio, and it blocks; for the whole service if the number is in one |
| a toll-free number | the network; only START and UNSTOP lift the block |
| a short code of its own, WhatsApp, RCS | nobody |
| a service with Advanced Opt-Out | Twilio; the webhook names OptOutType |

The texts are ours: Twilio's exact wording isn't documented.
"""

from __future__ import annotations

from dataclasses import dataclass

from responder.testing.account import SHORT_CODE, TOLL_FREE, Account, channel_of
from responder.testing.numbers import Service

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})

STOPPED = "You have been unsubscribed and will get no more messages from this number. Reply START to resubscribe."
STARTED = "You have been re-subscribed to messages from this number. Reply HELP for help, STOP to unsubscribe."
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
NETWORK_STOPPED = (
    'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. '
    'Text back "unstop" to receive messages again.'
)
NETWORK_STARTED = 'NETWORK MSG: You have replied "unstop" and will begin receiving messages again from this number.'


@dataclass(frozen=True, slots=True)
class Handled:
    """What Twilio did by itself: the text that it answered ("" for none), and the OptOutType that it will name.

    A text ``by_network`` never passed Twilio, so its log doesn't have it.
    """

    reply: str = ""
    opt_out_type: str = ""
    by_network: bool = False


NOTHING = Handled()


def handle(account: Account, contact: str, ours: str, service: Service | None, body: str) -> Handled:
    """Block or unblock ``contact`` as Twilio would for this text to our number ``ours``."""
    word = body.strip().upper()
    if service is not None and service.advanced_opt_out:
        kind = _kind(word, STOP | service.opt_out_words, START)
        return Handled(_carry_out(account, contact, ours, kind), kind) if kind else NOTHING
    if channel_of(contact) != "sms" or (SHORT_CODE.fullmatch(ours) and service is None):
        return NOTHING
    toll_free = TOLL_FREE.fullmatch(ours) is not None
    kind = _kind(word, STOP, START - {"YES"} if toll_free else START)
    reply = _carry_out(account, contact, ours, kind)
    if toll_free:
        words = {STOPPED: NETWORK_STOPPED, STARTED: NETWORK_STARTED}.get(reply, "")
        return Handled(words or reply, by_network=bool(words))
    return Handled(reply)


def _kind(word: str, stop: frozenset[str], start: frozenset[str]) -> str:
    return "STOP" if word in stop else "START" if word in start else "HELP" if word in HELP else ""


def _carry_out(account: Account, contact: str, ours: str, kind: str) -> str:
    pair = (account.scope_of(ours), contact)
    with account.lock:
        was_blocked = pair in account.blocked
        if kind == "STOP":
            account.blocked.add(pair)
            return "" if was_blocked else STOPPED
        if kind == "START":
            account.blocked.discard(pair)
            return STARTED if was_blocked else ""
    return HELPED if kind == "HELP" else ""
