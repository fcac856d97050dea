"""The stand-in Twilio as a caller: signed webhooks over real HTTP, with Twilio's patience, retries and fallback.

Not imitated: cookies, the cache for GET, the choice of an edge location.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from responder.testing.overrides import Overrides, split_overrides
from responder.testing.signing import sign, signed_url
from responder.testing.wire import Got, WireError, fetch

Pairs = Sequence[tuple[str, str]]

REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """One webhook request and what came of it. ``error`` is Twilio's code where it failed, ``because`` in words."""

    url: str
    method: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    status: int | None = None
    content_type: str = ""
    body: bytes = b""
    error: int | None = None
    because: str = ""
    kind: str = ""
    """What kind of failure, in the words of the retry policy: ct, rt, 4xx, 5xx, or other."""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def token(self) -> str:
        """The I-Twilio-Idempotency-Token, the same for every retry of one webhook."""
        return self.headers.get("I-Twilio-Idempotency-Token", "")


@dataclass(slots=True)
class Caller:
    """Posts webhooks. ``secret`` gives the auth token that signs; ``reach`` says where a public address really is.

    ``shared_key``: (name, secret) of Twilio's webhook shared keys, which then sign by HMAC-SHA256 instead.
    """

    secret: Callable[[], str]
    new_token: Callable[[], str]
    log: list[Attempt] = field(default_factory=list)
    reach: dict[str, str] = field(default_factory=dict)
    patience: Overrides = field(default_factory=Overrides)
    shared_key: tuple[str, str] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, url: str, method: str, params: Pairs, token: str = "") -> list[Attempt]:
        """Every attempt at one webhook, the last of which tells how it ended. All bear the same token."""
        clean, limits = split_overrides(url, self.patience)
        deadline = time.monotonic() + limits.tt
        token = token or self.new_token()
        attempts: list[Attempt] = []
        for _ in range(1 + limits.rc):
            attempt = self._attempt(clean, method, params, token, limits, deadline)
            attempts.append(attempt)
            with self._lock:
                self.log.append(attempt)
            if attempt.ok or attempt.kind not in limits.rp or time.monotonic() >= deadline:
                break
        return attempts

    def _attempt(self, url: str, method: str, params: Pairs, token: str, limits: Overrides, deadline: float) -> Attempt:
        started = time.monotonic()
        sent = _Sent(url, method, params, token)
        headers: dict[str, str] = {}
        try:
            for _ in range(1 + REDIRECTS):
                headers = self._headers(sent)
                got = fetch(self._real(sent.address), sent.method, headers, sent.body, limits, deadline)
                if got.status not in (301, 302, 303, 307, 308) or not got.location:
                    return _heard(sent, headers, got, time.monotonic() - started)
                sent = sent.redirected(got.status, got.location)
            raise WireError(11215, "other", f"more than {REDIRECTS} redirects")
        except WireError as failure:
            return Attempt(
                url=sent.address,
                method=sent.method,
                params=tuple(sent.params),
                headers=headers,
                error=failure.code,
                because=failure.because,
                kind=failure.kind,
                seconds=time.monotonic() - started,
            )

    def _headers(self, sent: _Sent) -> dict[str, str]:
        parts = urlsplit(sent.address)
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "X-Home-Region": "us1",
            "I-Twilio-Idempotency-Token": sent.token,
        }
        if parts.username is not None:
            from base64 import b64encode

            pair = f"{parts.username}:{parts.password or ''}"
            headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode("ascii")
        if sent.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        signed = sent.params if sent.method == "POST" else ()
        if self.shared_key:
            name, secret = self.shared_key
            headers["X-Twilio-Webhooks-Signature-Settings"] = f"key={name},algorithm=HMAC_SHA256"
            headers["X-Twilio-Signature"] = sign(sent.address, signed, secret, "sha256")
        else:
            headers["X-Twilio-Signature"] = sign(sent.address, signed, self.secret())
        return headers

    def _real(self, url: str) -> str:
        """The address to connect to: another one where ``reach`` knows better than the name system."""
        public = signed_url(url)
        for base, real in self.reach.items():
            if public == base or public.startswith((base + "/", base + "?")):
                return real + public[len(base) :]
        return public


@dataclass(frozen=True, slots=True)
class _Sent:
    """One request to make. Of a GET all parameters are in the address already."""

    url: str
    method: str
    params: Pairs
    token: str

    @property
    def address(self) -> str:
        if self.method != "GET" or not self.params:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(list(self.params))}"

    @property
    def body(self) -> bytes:
        return urlencode(list(self.params)).encode() if self.method == "POST" else b""

    def redirected(self, status: int, location: str) -> _Sent:
        """307 and 308 repeat the request as it was; the older ones turn it into a GET."""
        return _Sent(urljoin(self.url, location), self.method if status >= 307 else "GET", self.params, self.token)


def _heard(sent: _Sent, headers: Mapping[str, str], got: Got, seconds: float) -> Attempt:
    error, kind, because = None, "", ""
    if got.status >= 400:
        error, kind, because = 11200, f"{got.status // 100}xx", f"it answered with HTTP status {got.status}"
    return Attempt(
        url=sent.address,
        method=sent.method,
        params=tuple(sent.params),
        headers=headers,
        status=got.status,
        content_type=got.content_type,
        body=got.body,
        error=error,
        because=because,
        kind=kind,
        seconds=seconds,
    )
