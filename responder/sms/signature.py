"""Did Twilio sign this request?

Twilio signs a webhook with a key that only it and the account know: the auth token by HMAC-SHA1, or a shared key by
HMAC-SHA256. Signed is the exact URL that Twilio called, and of a form post every field, sorted. Nothing here reads a
request: hand it the URL, the fields and the headers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs

from responder.errors import SignatureRefused
from responder.settings import Secret

SIGNATURE = "X-Twilio-Signature"
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
"""Comes along when a shared key signed: ``key=webhooks_sharedkey_…,algorithm=HMAC_SHA256``."""

UNSIGNED = f"it has no {SIGNATURE} header"
"""Why a request without a signature is refused."""

Fields = Sequence[tuple[str, str]]

_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_HOST = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>\d*))?$")
_DEFAULT_PORTS = {"https": "443", "http": "80"}


def sign(key: str, url: str, fields: Fields = (), algorithm: str = "HMAC_SHA1") -> str:
    """The signature that Twilio puts on a request to ``url`` with these form fields, in base64."""
    return _signed(_Key(key), _DIGESTS[algorithm], url, _glued(fields))


class Verifier:
    """Checks signatures against every key that may have signed.

    ``tokens`` are auth tokens, two during a rotation; ``shared_keys`` are pairs of a key's name and its secret.
    """

    def __init__(self, tokens: Sequence[Secret], shared_keys: Sequence[tuple[str, Secret]] = ()) -> None:
        # An empty key would verify what anybody signed with an empty key.
        self._tokens = [_Key(token.reveal()) for token in tokens if token]
        self._shared = {name: _Key(secret.reveal()) for name, secret in shared_keys if secret}

    @property
    def can_verify(self) -> bool:
        """Whether there is any key at all. Without one, every request is refused."""
        return bool(self._tokens or self._shared)

    def check(
        self,
        url: str,
        fields: Fields,
        signature: str | None,
        *,
        body: bytes | None = None,
        settings: str | None = None,
    ) -> None:
        """Return if the request is Twilio's; raise SignatureRefused, saying why in words, if not.

        ``url`` is what Twilio called, percent-encoding untouched, up to the end of the query. ``fields`` are the form's
        (none for GET, whose parameters are in the URL), decoded, in any order, repeated names repeated. ``body`` is the
        raw body where it isn't a form: then the URL must carry its SHA-256. ``signature`` and ``settings`` are the two
        headers, None where they are missing.
        """
        if not signature:
            raise SignatureRefused(UNSIGNED)
        keys, digest = self._keys(settings)
        if body is not None:
            _check_body(url, body)
            fields = ()
        given = signature.encode("utf-8", "replace")
        glued = _glued(fields)
        for spelling in _spellings(url):
            for key in keys:
                if hmac.compare_digest(_signed(key, digest, spelling, glued).encode("ascii"), given):
                    return
        raise SignatureRefused("its signature doesn't fit")

    def _keys(self, settings: str | None) -> tuple[Sequence[_Key], str]:
        """The keys that may have signed, and the digest's name."""
        if not settings and self._tokens:
            return self._tokens, "sha1"
        named = dict(_settings(settings or ""))
        algorithm = named.get("algorithm", "HMAC_SHA1").upper()
        if algorithm not in _DIGESTS:
            raise SignatureRefused(f"it is signed by {_brief(algorithm)}, which this version doesn't know")
        if "key" not in named:
            if not self._tokens:
                raise SignatureRefused("TWILIO_AUTH_TOKEN isn't set, so no signature can be checked")
            return self._tokens, _DIGESTS[algorithm]
        if named["key"] not in self._shared:
            raise SignatureRefused(f"it is signed with the key {_brief(named['key'])}; add it to TWILIO_WEBHOOK_KEYS")
        return [self._shared[named["key"]]], _DIGESTS[algorithm]


def _settings(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(","):
        name, _, value = part.partition("=")
        if name.strip() and value.strip():
            yield name.strip(), value.strip()


def _check_body(url: str, body: bytes) -> None:
    """A body that isn't a form is signed through its hash in the query."""
    claimed = parse_qs(url.partition("#")[0].partition("?")[2]).get("bodySHA256")
    if not claimed:
        raise SignatureRefused("its body isn't a form, and its URL has no bodySHA256")
    actual = hashlib.sha256(body).hexdigest().encode("ascii")
    if not hmac.compare_digest(actual, claimed[0].encode("utf-8", "replace")):
        raise SignatureRefused("its body isn't the one that was signed")


def _glued(fields: Fields) -> str:
    """Fields as they are signed: sorted by name, the values of one name each once and sorted, no delimiters."""
    return "".join([name + value for name, value in sorted(set(fields))])


class _Key:
    """A key, ready to sign: a copy of what HMAC makes of it is cheaper than beginning anew, and unlike hmac.digest
    it doesn't hand the interpreter to another thread in the middle of an answer."""

    def __init__(self, key: str) -> None:
        self._begun = {digest: hmac.new(key.encode("utf-8"), digestmod=digest) for digest in _DIGESTS.values()}

    def sign(self, text: bytes, digest: str) -> bytes:
        begun = self._begun[digest].copy()
        begun.update(text)
        return begun.digest()


def _signed(key: _Key, digest: str, url: str, glued: str) -> str:
    # What can't be encoded was never signed by Twilio: any bytes will do, as long as nothing raises.
    return base64.b64encode(key.sign((url + glued).encode("utf-8", "surrogatepass"), digest)).decode("ascii")


def _spellings(url: str) -> Iterator[str]:
    """The ways in which Twilio may have written this URL when it signed, likeliest first.

    User and password are dropped before signing, though the SDKs accept them too. A port is kept or dropped, or the
    default one added, by product and scheme. Connection overrides (``#rc=2``) never take part.
    """
    if "@" not in url and "#" not in url:
        # The usual URL, before the work of taking it apart.
        yield url
    scheme, _, rest = url.partition("#")[0].partition("://")
    end = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
    authority, tail = rest[:end], rest[end:]
    user, at, host_and_port = authority.rpartition("@")
    hosts = [host_and_port]
    if match := _HOST.match(host_and_port):
        port = _DEFAULT_PORTS.get(scheme.lower())
        if match["port"] is not None:
            hosts.append(match["host"])
        elif port is not None:
            hosts.append(f"{host_and_port}:{port}")
    for prefix in ("", user + at) if at else ("",):
        for host in hosts:
            yield f"{scheme}://{prefix}{host}{tail}"


def _brief(text: str) -> str:
    """A stranger's text for a log: short and escaped."""
    return ascii(text[:80])
