"""Tells ``responder doctor`` how its request arrived (see ``responder.sms.probe``)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from responder.errors import SignatureRefused
from responder.settings import Secret, Settings, without_login
from responder.sms import probe
from responder.sms.signature import Fields
from responder.web.door import Door, body_of
from responder.web.pages import JSON, Page, Turned

ASKS = "HTTP_" + probe.QUESTION.upper().replace("-", "_")
"""The header's name in a WSGI environment."""


class Probing:
    """Answers those who hold the auth token; to others it isn't there."""

    def __init__(self, door: Door, settings: Settings) -> None:
        self._door = door
        self._tokens: tuple[Secret, ...] = settings.auth_tokens

    def answer(
        self, environ: Mapping[str, Any], read: Fields | bytes | None = None, *, route: bool = True
    ) -> Page | None:
        """How this request arrived; None for one that doesn't ask, or may not. ``route``: texts are answered here."""
        asker = probe.asked_with(environ.get(ASKS, ""), self._tokens, datetime.now(UTC))
        if asker is None:
            return None
        token, nonce = asker
        try:
            arrived = self._arrived(environ, read)
        except Turned as turned:
            return turned.page
        body = probe.written(replace(arrived, route=route))
        return Page(body, JSON, headers=((probe.ANSWER, probe.proof(token, nonce, body)),))

    def _arrived(self, environ: Mapping[str, Any], read: Fields | bytes | None) -> probe.Arrived:
        body = body_of(environ) if read is None else read
        why = ""
        try:
            self._door.admit(environ, body)
        except SignatureRefused as reason:
            why = str(reason)
        query = environ.get("QUERY_STRING", "")
        url = without_login(self._door.public_url(environ)) + (f"?{query}" if query else "")
        return probe.Arrived(
            fits=not why,
            why=why,
            url=url,
            method=environ["REQUEST_METHOD"],
            host=environ.get("HTTP_HOST", ""),
            body=hashlib.sha256(body).hexdigest() if isinstance(body, bytes) else "",
            signed="HTTP_X_TWILIO_SIGNATURE" in environ,
            verifies=self._door.verifies,
            knows_its_url=self._door.knows_its_url,
            route=True,
        )
