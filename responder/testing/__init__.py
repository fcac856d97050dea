"""What our users' own tests may use: a stand-in Twilio, a stand-in ngrok, and how Twilio signs.

    from responder.testing import StandInTwilio

    with StandInTwilio() as twilio:
        twilio.point("http://127.0.0.1:8000/sms")
        exchange = twilio.text("+15558675310", body="hours")
        assert exchange.replies == ("We're open 9 to 5.",)

Both are real processes or servers on loopback, with state, so that nothing of the product has to be replaced to be
tested. Names are imported on first use: the stand-in ngrok is started by tests often, and needs little of this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from responder.testing.exchange import Exchange
    from responder.testing.ngrok import StandInNgrok
    from responder.testing.numbers import Number, Service
    from responder.testing.records import Call, Media, Message
    from responder.testing.signing import sign
    from responder.testing.twilio_server import StandInTwilio
    from responder.testing.webhooks import Attempt

__all__ = [
    "Attempt",
    "Call",
    "Exchange",
    "Media",
    "Message",
    "Number",
    "Service",
    "StandInNgrok",
    "StandInTwilio",
    "sign",
]

_HOMES = {
    "Attempt": "webhooks",
    "Call": "records",
    "Exchange": "exchange",
    "Media": "records",
    "Message": "records",
    "Number": "numbers",
    "Service": "numbers",
    "StandInNgrok": "ngrok",
    "StandInTwilio": "twilio_server",
    "sign": "signing",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"responder.testing.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'responder.testing' has no attribute {name!r}")
