"""What Twilio calls: a text came in, a text that we sent is on its way.

Each takes a request as its WSGI environment and gives a Page; ``responder.web.routes`` puts them under URLs.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Protocol

from responder import inbound
from responder.core.contact import contact_address
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.errors import SignatureRefused, told
from responder.outbound.afterwards import send_again
from responder.outbound.calls import after_call
from responder.settings import Settings, without_login
from responder.sms.error_codes import explain
from responder.sms.signature import Fields
from responder.sms.twiml import EMPTY
from responder.sms.webhook import (
    NotAMessage,
    StatusUpdate,
    call_update,
    inbound_message,
    parameters,
    reply_named,
    status_update,
)
from responder.store import Store, Unit
from responder.web.door import Door, Environ
from responder.web.pages import Page, Turned, html
from responder.web.probing import ASKS, Probing
from responder.web.watching import Watching

log = logging.getLogger("responder.web")

TOKEN = 100
"""Characters of an idempotency token that are believed. Twilio's are 36."""

Read = Fields | bytes | None
"""A body that somebody read before us: its fields, or its bytes."""


Understood = Callable[[Mapping[str, str]], StatusUpdate]
Move = Callable[[Unit, StatusUpdate, datetime, tuple[str, int] | None], bool]


class House(Protocol):
    """What the webhooks need of whoever answers: ``responder.app.Service``."""

    @property
    def store(self) -> Store: ...

    @property
    def ruleset(self) -> Ruleset: ...

    @property
    def stale(self) -> bool: ...


class Webhooks:
    """The answers to every route."""

    def __init__(self, house: House, settings: Settings, verify: bool = True) -> None:
        self._house = house
        self._door = Door(settings, verify)
        self._probing = Probing(self._door, settings)
        self.watching = Watching(house, settings)
        """For others than Twilio."""
        self._account = settings.account_sid
        self._status_url = f"{settings.public_url}/sms/status" if settings.public_url else ""
        self._strangers: set[str] = set()

    def sms(self, environ: Environ, read: Read = None) -> Page:
        """A text came in. If it can't be answered, Twilio is told to ask the fallback URL."""
        return self._message(environ, read, HTTPStatus.INTERNAL_SERVER_ERROR)

    def fallback(self, environ: Environ, read: Read = None) -> Page:
        """The same text once more, because the first URL failed. There is nowhere else to send Twilio now."""
        return self._message(environ, read, HTTPStatus.OK)

    def status(self, environ: Environ, read: Read = None) -> Page:
        """News of a text that we sent."""
        if probed := self.probed(environ, read):
            return probed
        return self._news(environ, read, status_update, _move)

    def call_status(self, environ: Environ, read: Read = None) -> Page:
        """News of a phone call that we placed."""
        if probed := self.probed(environ, read):
            return probed
        return self._news(environ, read, call_update, _move_call)

    def _news(self, environ: Environ, read: Read, understood: Understood, move: Move) -> Page:
        try:
            update = understood(self._admitted(environ, read))
        except Turned as turned:
            return turned.page
        except NotAMessage as error:
            return self._no_message(environ, error)
        now = datetime.now(UTC)
        try:
            reply = reply_named(environ.get("QUERY_STRING", ""))
            moved = self._house.store.write(lambda unit: move(unit, update, now, reply))
        except Exception as error:
            log.error("The status of %s couldn't be kept: %s", update.sid, told(error))
            return Page("", status=HTTPStatus.INTERNAL_SERVER_ERROR)
        if moved and update.error_code is not None:
            log.warning("%s is %s: %s", update.sid, update.status, explain(update.error_code))
        return Page("", status=HTTPStatus.NO_CONTENT)

    def probed(self, environ: Environ, read: Read = None, *, route: bool = True) -> Page | None:
        """What ``responder doctor`` is told of its own request; None for every other request."""
        return self._probing.answer(environ, read, route=route) if ASKS in environ else None

    def _message(self, environ: Environ, read: Read, failed: HTTPStatus) -> Page:
        if probed := self.probed(environ, read):
            return probed
        try:
            params = self._admitted(environ, read)
            message = inbound_message(params)
        except Turned as turned:
            return turned.page
        except NotAMessage as error:
            return self._no_message(environ, error)
        except Exception as error:
            log.error("A webhook couldn't be read: %s", told(error))
            return Page(EMPTY, status=failed)
        if "ErrorCode" in params:
            log.warning("Twilio sent %s to the fallback: %s", message.sid, _failure(params))
        if message.account_sid != self._account:
            self._mention(message.account_sid)
        token = environ.get("HTTP_I_TWILIO_IDEMPOTENCY_TOKEN", "")[:TOKEN] or None
        return self._answer(message, token, failed)

    def _answer(self, message: InboundMessage, token: str | None, failed: HTTPStatus) -> Page:
        try:
            answer = inbound.handle(
                self._house.store, self._house.ruleset, message, datetime.now(UTC), token, self._status_url
            )
        except Exception as error:
            log.error("%s couldn't be answered: %s", message.sid, told(error))
            return Page(EMPTY, status=failed)
        return Page(answer.twiml)

    def _admitted(self, environ: Environ, read: Read) -> dict[str, str]:
        """The parameters of Twilio's requests. Raises Turned for everybody else's."""
        try:
            return parameters(self._door.admit(environ, read))
        except SignatureRefused as reason:
            self._tell(environ, reason)
            words = "Only requests that Twilio signed for this address are answered."
            raise Turned(HTTPStatus.FORBIDDEN, words) from None
        except Turned as turned:
            _tell_turned(environ, turned.page.status, turned.why)
            raise

    def _no_message(self, environ: Environ, error: NotAMessage) -> Page:
        _tell_turned(environ, HTTPStatus.BAD_REQUEST, str(error))
        return html(HTTPStatus.BAD_REQUEST, str(error))

    def _tell(self, environ: Environ, reason: SignatureRefused) -> None:
        hint = ""
        if not self._door.knows_its_url:
            hint = " Set RESPONDER_PUBLIC_URL to the address that Twilio calls: signatures are checked over it."
        log.warning(
            "Refused a request from %s: %s. It was checked as one to %s.%s",
            environ.get("REMOTE_ADDR", "somewhere"),
            reason,
            ascii(without_login(self._door.public_url(environ))[:200]),
            hint,
        )

    def _mention(self, account: str) -> None:
        """Subaccounts may sign with the token that we know, so that another account isn't refused, only told, once."""
        if self._account and account not in self._strangers and len(self._strangers) < 100:
            self._strangers.add(account)
            log.warning("Texts come from the account %s too, which isn't TWILIO_ACCOUNT_SID", ascii(account[:40]))


def _move(unit: Unit, update: StatusUpdate, now: datetime, reply: tuple[str, int] | None) -> bool:
    """Note the news. An opt-out that only the carrier knew of is told by a text that failed.

    It is told once, and not where they have texted START since the text went out: news may come late, and again.
    """
    if reply is not None:
        unit.name_reply(*reply, update.sid)
    contact = contact_address(update.to, update.channel) if update.to else ""
    if update.error_code is not None and contact:
        # Before anything else, as whoever sends to them does: what becomes of a text may be told before its sid is.
        unit.lock(contact)
    moved = unit.move_status(update.sid, update.status, update.error_code, now)
    if not moved:
        return False
    if update.error_code is not None:
        send_again(unit, update.sid, update.error_code, now, random.random())
    if update.error_code is not None and explain(update.error_code).about == "opted out" and contact:
        number = f"whatsapp:{update.from_}" if update.channel == "whatsapp" else update.from_
        scopes = [scope for scope in (update.from_ and number, update.messaging_service_sid) if scope]
        if not unit.spending.opted_in_since(contact, scopes, update.sid):
            unit.record_opt_out(contact, scopes, "carrier", f"Twilio's error {update.error_code}", now)
    return True


def _move_call(unit: Unit, update: StatusUpdate, now: datetime, _: tuple[str, int] | None) -> bool:
    """Note the news, and call once more where nobody heard it."""
    moved = unit.move_status(update.sid, update.status, None, now)
    if moved:
        after_call(unit, update.sid, update.status, now)
    return moved


def _tell_turned(environ: Environ, status: HTTPStatus, why: str) -> None:
    """What Twilio isn't answered as it expects shows in the log. Nothing here is from the request's body."""
    log.warning("A request from %s got a %d: %s", environ.get("REMOTE_ADDR", "somewhere"), status, why.rstrip("."))


def _failure(params: dict[str, str]) -> str:
    # The URL that failed may hold the text in its query, when Twilio was told to use GET.
    url = params.get("ErrorUrl", "").partition("?")[0]
    return f"error {params['ErrorCode'][:20]!a} at {url[:200]!a}"
