"""A question that only whoever holds the auth token can ask: how did my signed request arrive?

``responder doctor`` signs a request as Twilio does and sends it the way that Twilio's come. Where its signature doesn't
fit, somebody between changed it, and only the receiver can say what. It says so to no stranger: the question and the
answer carry a proof each, made from the auth token but never from what Twilio signs. Nothing of it is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from responder.settings import Secret

QUESTION = "X-Responder-Probe"
ANSWER = "X-Responder-Probe-Answer"

LIFETIME = 600
"""Seconds that a question counts for, so that one from an old log is worth nothing; clocks may differ by as much."""

_WRITTEN = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Arrived:
    """How a request arrived. ``url`` is what the signature was checked over, query and all; ``host`` is the header as
    it came; ``body`` is the SHA-256 of the bytes in hex, empty where somebody had read them before."""

    fits: bool
    why: str
    url: str
    method: str
    host: str
    body: str
    signed: bool
    """Whether X-Twilio-Signature came along."""
    verifies: bool
    """False where signatures are switched off."""
    knows_its_url: bool
    """Whether RESPONDER_PUBLIC_URL is set there."""
    route: bool
    """Whether a text would be answered at that path."""


def question(token: Secret, nonce: str, now: datetime) -> str:
    """The header that asks. ``nonce`` is 32 hexadecimal digits that were never used before."""
    begun = f"{int(now.timestamp())}.{nonce}"
    return f"{begun}.{_proof(token, 'question', begun.encode())}"


def asked_with(header: str, tokens: Sequence[Secret], now: datetime) -> tuple[Secret, str] | None:
    """The token that asks, and the nonce; None where nobody may ask like this."""
    found = _WRITTEN.fullmatch(header)
    if found is None or abs(now.timestamp() - int(found[1])) > LIFETIME:
        return None
    begun = f"{found[1]}.{found[2]}".encode()
    for token in tokens:
        if token and hmac.compare_digest(_proof(token, "question", begun), found[3]):
            return token, found[2]
    return None


def written(arrived: Arrived) -> str:
    """The answer's body."""
    return json.dumps(asdict(arrived))


def proof(token: Secret, nonce: str, body: str) -> str:
    """The header that says that the answer is by one who holds the token, and to this question."""
    return _proof(token, "answer", f"{nonce}.{body}".encode())


def read(token: Secret, nonce: str, body: bytes, header: str) -> Arrived | None:
    """The answer; None where it isn't one to this question by one who holds the token."""
    expected = _proof(token, "answer", f"{nonce}.".encode() + body)
    if not hmac.compare_digest(expected.encode(), header.encode("utf-8", "replace")):
        return None
    told = json.loads(body)
    # A newer responder may tell more.
    return Arrived(**{field.name: told[field.name] for field in fields(Arrived)})


def _proof(token: Secret, purpose: str, content: bytes) -> str:
    # Apart from Twilio's signatures, which are over an address that begins with its scheme.
    message = f"responder probe {purpose}\n".encode() + content
    return hmac.new(token.reveal().encode(), message, hashlib.sha256).hexdigest()
