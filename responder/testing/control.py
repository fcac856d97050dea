"""The stand-in's own routes under ``/stand-in/``, for tests and people outside its process. JSON in, JSON out.

| route | what it does |
|---|---|
| GET messages, calls, requests, webhooks | what is kept, oldest first |
| POST text `{from, to?, body?, …}` | a text comes in; answers with what became of it |
| POST advance `{sid?, steps?}` | statuses move on |
| POST fail `{status?, code?, drop?, delay?, done?, times?, on?, …}` | trouble with the next requests |
| POST ends `{to, status, code?}` | how texts and calls to a number end |
| POST block, unblock `{contact, number?}` | as if they had texted STOP or START |
| POST point `{url, …}` | a number's webhook |
| POST reset | forget messages, faults, blocks and logs |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Protocol

from responder.testing.exchange import Exchange
from responder.testing.loopback import Answer, Request
from responder.testing.records import Call, Message
from responder.testing.refusals import RefusedError, refused
from responder.testing.webhooks import Attempt

PREFIX = "/stand-in/"

Work = Callable[[dict[str, Any]], Any]


class Knobs(Protocol):
    """What the routes read and turn of a stand-in, which says itself what each of them takes."""

    requests: list[Request]

    @property
    def messages(self) -> list[Message]: ...
    @property
    def calls(self) -> list[Call]: ...
    @property
    def webhooks(self) -> list[Attempt]: ...
    def text(self, *args: Any, **told: Any) -> Exchange: ...
    def advance(self, *args: Any, **told: Any) -> list[Message]: ...
    def fail_next(self, *args: Any, **told: Any) -> None: ...
    def ends(self, *args: Any, **told: Any) -> None: ...
    def block(self, *args: Any, **told: Any) -> None: ...
    def unblock(self, *args: Any, **told: Any) -> None: ...
    def point(self, *args: Any, **told: Any) -> None: ...
    def reset(self) -> None: ...


class Control:
    """Answers requests below ``PREFIX`` by turning the stand-in's knobs."""

    def __init__(self, twilio: Knobs) -> None:
        self._twilio = twilio
        self._reads: dict[str, Callable[[], Any]] = {
            "messages": lambda: [message.to_json() for message in twilio.messages],
            "calls": lambda: [{**call.to_json(), "twiml": call.twiml} for call in twilio.calls],
            "requests": lambda: [{"method": r.method, "target": r.target} for r in twilio.requests],
            "webhooks": lambda: [attempt_json(attempt) for attempt in twilio.webhooks],
        }
        self._works: dict[str, Work] = {
            "text": self._text,
            "advance": lambda told: [message.to_json() for message in twilio.advance(**told)],
            "fail": lambda told: twilio.fail_next(**told),
            "ends": lambda told: twilio.ends(**told),
            "block": lambda told: twilio.block(**told),
            "unblock": lambda told: twilio.unblock(**told),
            "point": lambda told: twilio.point(**told),
            "reset": lambda told: twilio.reset(**told),
        }

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix(PREFIX)
        if request.method == "GET" and name in self._reads:
            return _json(self._reads[name]())
        if request.method != "POST" or name not in self._works:
            return _json({"error": f"{request.method} {request.path} isn't one of the stand-in's routes"}, 404)
        # A web page can't send this type to another address unasked, so no page in a browser can turn our knobs.
        if request.header("Content-Type").partition(";")[0].strip().lower() != "application/json":
            return _json({"error": "send JSON, with Content-Type: application/json"}, 415)
        try:
            told = json.loads(request.body or b"{}")
            return _json(self._works[name](told))
        except RefusedError as refusal:
            return refused(refusal)
        except (TypeError, ValueError, AttributeError) as error:
            return _json({"error": str(error)}, 400)

    def _text(self, told: dict[str, Any]) -> dict[str, Any]:
        given = {("from_" if name == "from" else name): value for name, value in told.items()}
        given["media"] = [(kind, b"") for kind in given.get("media", [])]
        return exchange_json(self._twilio.text(**given))


def _json(content: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content).encode(), [("Content-Type", "application/json")])


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    return {
        "url": attempt.url,
        "method": attempt.method,
        "params": [list(pair) for pair in attempt.params],
        "headers": dict(attempt.headers),
        "status": attempt.status,
        "content_type": attempt.content_type,
        "body": attempt.body.decode("utf-8", "replace"),
        "error": attempt.error,
        "because": attempt.because,
        "seconds": round(attempt.seconds, 3),
    }


def exchange_json(exchange: Exchange) -> dict[str, Any]:
    return {
        "message": exchange.message.to_json(),
        "replies": list(exchange.replies),
        "sent": [message.to_json() for message in exchange.sent],
        "by_twilio": exchange.by_twilio,
        "status": exchange.status,
        "twiml": exchange.twiml,
        "error": exchange.error,
        "because": exchange.because,
        "attempts": [attempt_json(attempt) for attempt in exchange.attempts],
    }
