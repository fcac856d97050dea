"""How Twilio signs a webhook: the sender's side, written apart from the verifier that it is used to test."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

Algorithm = Literal["sha1", "sha256"]


def signed_url(url: str) -> str:
    """The part of a configured URL that enters the signature: no ``user:password@``, no ``#overrides``.

    Port, trailing slash, percent-encoding and query stay as they were written.
    """
    parts = urlsplit(url)
    cleaned = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
    # urlunsplit drops the question mark of an empty query, and Twilio signs what was configured.
    return cleaned + "?" if url.partition("#")[0].endswith("?") else cleaned


def sign(url: str, params: Iterable[tuple[str, str]], secret: str, algorithm: Algorithm = "sha1") -> str:
    """The ``X-Twilio-Signature`` of a form POST to ``url`` (of a GET: give the whole URL and no ``params``).

    ``params`` are decoded pairs; ``secret`` is the account's auth token, or with ``sha256`` a shared key's secret.
    """
    values: dict[str, set[str]] = defaultdict(set)
    for name, value in params:
        values[name].add(value)
    text = signed_url(url) + "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    return b64encode(hmac.digest(secret.encode(), text.encode(), algorithm)).decode("ascii")
