"""Who may come in: a request is read once, bounded, and its signature checked over the URL that Twilio called.

A request is its WSGI environment here, so that no framework stands between what was signed and what is checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from responder.errors import SignatureRefused
from responder.settings import Settings
from responder.sms.signature import UNSIGNED, Fields, Verifier
from responder.sms.webhook import read_form
from responder.web.loopback import why_not_from_here
from responder.web.pages import Turned

LARGEST = 256 * 1024
"""Bytes of a request. Twilio's are about one thousand; add-ons and long WhatsApp texts take some more."""

Environ = Mapping[str, Any]

_FORM = "application/x-www-form-urlencoded"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*")


class Door:
    """Lets Twilio's requests in. With ``verify`` off it lets everyone in who is on this very machine."""

    def __init__(self, settings: Settings, verify: bool = True) -> None:
        self._verifier = Verifier(settings.auth_tokens, settings.shared_keys) if verify else None
        self._base = settings.public_url.rstrip("/")
        parts = urlsplit(self._base)
        self._origin, self._prefix = f"{parts.scheme}://{parts.netloc}", parts.path

    @property
    def knows_its_url(self) -> bool:
        """Whether the public URL was set. If not it is guessed from what the request says, and no proxy is believed."""
        return bool(self._base)

    @property
    def verifies(self) -> bool:
        """Whether signatures are checked."""
        return self._verifier is not None

    def admit(self, environ: Environ, read: Fields | bytes | None = None) -> Fields:
        """The request's parameters in order, once it is known to be Twilio's.

        ``read`` is the form, or the body, where somebody has read it before and it can't be read again. Raises
        SignatureRefused, and Turned for what is no webhook at all: too large, too many fields.
        """
        if self._verifier is not None and not environ.get("HTTP_X_TWILIO_SIGNATURE"):
            # Strangers' bodies aren't waited for.
            raise SignatureRefused(UNSIGNED)
        if self._verifier is None:
            _must_be_local(environ)
        if environ["REQUEST_METHOD"] == "GET":
            fields = _fields(environ.get("QUERY_STRING", "").encode("latin-1"))
            self._check(environ, (), None)
            return fields
        body = body_of(environ) if read is None else read
        if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == _FORM:
            fields = _fields(body) if isinstance(body, bytes) else body
            self._check(environ, fields, None)
            return fields
        # No route takes anything but forms yet; who signed it is still worth telling apart.
        self._check(environ, (), body if isinstance(body, bytes) else b"")
        return ()

    def public_url(self, environ: Environ) -> str:
        """The URL that Twilio called: our public one and the path, without the query.

        The public URL may include the prefix under which these routes are mounted, or leave it out.
        """
        path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if not _PLAIN_PATH.fullmatch(path):
            path = quote(path.encode("latin-1"), safe="/._~!$&'()*+,;=:@-")
        if not self._base:
            host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
            return f"{environ['wsgi.url_scheme']}://{host}{path}"
        if self._prefix and path.startswith(self._prefix + "/"):
            return self._origin + path
        return self._base + path

    def _check(self, environ: Environ, fields: Fields, body: bytes | None) -> None:
        if self._verifier is None:
            return
        url = self.public_url(environ)
        if query := environ.get("QUERY_STRING"):
            # As it came: decoding and encoding it again, as frameworks' URLs do, changes what was signed.
            url = f"{url}?{query if query.isascii() else query.encode('latin-1').decode('utf-8', 'replace')}"
        signature = environ.get("HTTP_X_TWILIO_SIGNATURE")
        settings = environ.get("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS")
        try:
            self._verifier.check(url, fields, signature, body=body, settings=settings)
        except SignatureRefused:
            # No server tells an empty query from none, and Twilio signs the question mark that was configured.
            if query or not signature:
                raise
            self._verifier.check(url + "?", fields, signature, body=body, settings=settings)


def body_of(environ: Environ) -> bytes:
    """The request's body, which can be read once. Raises Turned for one that is too large or broke off."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length:
        left = int(length) if length.isdecimal() and len(length) < 10 else LARGEST + 1
    else:
        # Sent in chunks, whose end only some servers tell; without either there is no body.
        left = LARGEST + 1 if environ.get("wsgi.input_terminated") else 0
    if length and left > LARGEST:
        raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Twilio's requests are smaller.")
    pieces = []
    while left and (piece := environ["wsgi.input"].read(left)):
        pieces.append(piece)
        left -= len(piece)
    if length and left:
        raise Turned(HTTPStatus.BAD_REQUEST, "The request broke off.")
    body = b"".join(pieces)
    if len(body) > LARGEST:
        raise Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Twilio's requests are smaller.")
    return body


def _fields(encoded: bytes) -> Fields:
    try:
        return read_form(encoded.decode("utf-8", "replace"))
    except ValueError:
        raise Turned(HTTPStatus.BAD_REQUEST, "This form has too many fields.") from None


def _must_be_local(environ: Environ) -> None:
    """Without signatures only this machine may ask."""
    if why := why_not_from_here(environ):
        raise SignatureRefused(f"{why}, and signatures are off (--no-signature)")
