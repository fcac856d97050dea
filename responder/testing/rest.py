"""The stand-in's REST API: who may ask, what for, and the answer in Twilio's JSON."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from typing import Any

from responder.testing import numbers
from responder.testing.account import Account, channel_of
from responder.testing.calls import listed, place
from responder.testing.composing import compose
from responder.testing.filters import chosen
from responder.testing.form import Form
from responder.testing.loopback import Answer, Request
from responder.testing.numbers import Number, Service
from responder.testing.paging import Page, page_of_2010, page_with_meta
from responder.testing.post_office import PostOffice
from responder.testing.records import FINAL, iso8601
from responder.testing.refusals import RefusedError, refused


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that matched a route. ``sids`` are the ones in its path after the account's."""

    path: str
    sids: tuple[str, ...]
    form: Form
    query: Form


@dataclass(frozen=True, slots=True)
class Told:
    """An answer's JSON; ``posted`` is the sid of what is now under way."""

    content: Any
    status: int = 200
    posted: str = ""


Handler = Callable[[Asked], Told | Answer]


class Api:
    """Answers requests for the account. New messages and calls go to the ``post_office``, which moves them once the
    answer is out; ``host`` is our own address, for absolute links."""

    def __init__(self, account: Account, post_office: PostOffice, host: Callable[[], str]) -> None:
        self._account = account
        self._post_office = post_office
        self._host = host
        own, sid = f"/2010-04-01/Accounts/{account.sid}", "([A-Z]{2}[0-9a-fA-F]{32})"
        services = f"/v1/Services/{sid}"
        self._routes: Sequence[tuple[str, re.Pattern[str], Handler]] = [
            (method, re.compile(pattern), handler)
            for method, pattern, handler in (
                ("GET", rf"{own}\.json", lambda _: Told(account.to_json())),
                ("POST", rf"{own}/Messages\.json", self._create_message),
                ("GET", rf"{own}/Messages\.json", self._list_messages),
                ("GET", rf"{own}/Messages/{sid}\.json", self._fetch_message),
                ("POST", rf"{own}/Messages/{sid}\.json", self._update_message),
                ("GET", rf"{own}/Messages/{sid}/Media\.json", self._list_media),
                ("GET", rf"{own}/Messages/{sid}/Media/{sid}", self._media_content),
                ("POST", rf"{own}/Calls\.json", self._create_call),
                ("GET", rf"{own}/Calls\.json", self._list_calls),
                ("GET", rf"{own}/Calls/{sid}\.json", self._fetch_call),
                ("GET", rf"{own}/IncomingPhoneNumbers\.json", self._list_numbers),
                ("GET", rf"{own}/IncomingPhoneNumbers/{sid}\.json", self._fetch_number),
                ("POST", rf"{own}/IncomingPhoneNumbers/{sid}\.json", self._update_number),
                ("GET", r"/v1/Services", self._list_services),
                ("GET", services, self._fetch_service),
                ("POST", services, self._update_service),
                ("GET", rf"{services}/PhoneNumbers", self._list_service_numbers),
                ("GET", rf"{services}/PhoneNumbers/{sid}", self._fetch_service_number),
            )
        ]

    def answer(self, request: Request) -> Answer:
        """The answer to one request, whatever it asks, with the time that it was given at."""
        answer = self._answered(request)
        return replace(answer, headers=[*answer.headers, ("Date", format_datetime(self._account.now(), usegmt=True))])

    def _answered(self, request: Request) -> Answer:
        try:
            self._authenticate(request)
            told = self._handle(request)
        except RefusedError as refusal:
            return refused(refusal)
        if isinstance(told, Answer):
            return told
        then: list[Callable[[], None]] = []
        if sid := told.posted:
            self._post_office.expect(sid)
            then.append(lambda: self._post_office.post(sid))
        return Answer(told.status, json.dumps(told.content).encode(), [("Content-Type", "application/json")], then=then)

    def _authenticate(self, request: Request) -> None:
        scheme, _, encoded = request.header("Authorization").partition(" ")
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        if scheme.lower() != "basic" or not self._account.opens(user, password):
            raise RefusedError(20003)

    def _handle(self, request: Request) -> Told | Answer:
        form = Form(request.body.decode("utf-8", "replace"))
        known = False
        for method, pattern, handler in self._routes:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                return handler(Asked(request.path, match.groups(), form, Form(request.query)))
            known = known or match is not None
        raise RefusedError(20004) if known else RefusedError(20404, request.path)

    # Messages

    def _create_message(self, asked: Asked) -> Told:
        message = compose(self._account, asked.form)
        return Told(message.to_json(), 201, posted=message.sid)

    def _list_messages(self, asked: Asked) -> Told:
        with self._account.lock:
            found = [m.to_json() for m in chosen(self._account.messages.values(), asked.query)]
        return Told(page_of_2010(Page(asked.path, asked.query, found), "messages"))

    def _fetch_message(self, asked: Asked) -> Told:
        return Told(self._account.message(asked.sids[0]).to_json())

    def _update_message(self, asked: Asked) -> Told:
        body, status = asked.form.one("Body"), asked.form.one("Status")
        if ("Body" in asked.form) == bool(status) or body or status not in ("", "canceled"):
            raise RefusedError(30400)
        with self._account.lock:
            message = self._account.message(asked.sids[0])
            now = self._account.now()
            if status and message.status != "scheduled":
                raise RefusedError(30409)
            if status:
                message.move("canceled", now)
                return Told(message.to_json(), posted=message.sid)
            if message.status not in FINAL:
                raise RefusedError(20009)
            message.body, message.updated = "", now
            return Told(message.to_json())

    def _list_media(self, asked: Asked) -> Told:
        message = self._account.message(asked.sids[0])
        items = [one.to_json(message.account_sid, message.sid) for one in message.media]
        return Told(page_of_2010(Page(asked.path, asked.query, items), "media_list"))

    def _media_content(self, asked: Asked) -> Answer:
        message = self._account.message(asked.sids[0])
        for one in message.media:
            if one.sid == asked.sids[1]:
                return Answer(200, one.content, [("Content-Type", one.content_type)])
        raise RefusedError(20404, asked.path)

    # Calls

    def _create_call(self, asked: Asked) -> Told:
        call = place(self._account, asked.form)
        return Told(call.to_json(), 201, posted=call.sid)

    def _list_calls(self, asked: Asked) -> Told:
        found = [call.to_json() for call in listed(self._account, asked.query)]
        return Told(page_of_2010(Page(asked.path, asked.query, found), "calls"))

    def _fetch_call(self, asked: Asked) -> Told:
        with self._account.lock:
            call = self._account.calls.get(asked.sids[0])
        if call is None:
            raise RefusedError(20404, asked.path)
        return Told(call.to_json())

    # Numbers

    def _list_numbers(self, asked: Asked) -> Told:
        wanted, name = asked.query.one("PhoneNumber"), asked.query.one("FriendlyName")
        with self._account.lock:
            found = [
                number.to_json()
                for number in self._account.numbers.values()
                if channel_of(number.phone_number) == "sms"
                and (not wanted or _matches(number.phone_number, wanted))
                and (not name or number.friendly_name == name)
            ]
        return Told(page_of_2010(Page(asked.path, asked.query, found), "incoming_phone_numbers"))

    def _number(self, asked: Asked, place: int = 0) -> Number:
        with self._account.lock:
            if asked.sids[place] not in self._account.numbers:
                raise RefusedError(20404, asked.path)
            return self._account.numbers[asked.sids[place]]

    def _fetch_number(self, asked: Asked) -> Told:
        return Told(self._number(asked).to_json())

    def _update_number(self, asked: Asked) -> Told:
        number = self._number(asked)
        changes = numbers.changes(asked.form, numbers.NUMBER_SETTINGS)
        with self._account.lock:
            for name, value in changes.items():
                setattr(number, name, value)
            number.updated = self._account.now()
            return Told(number.to_json())

    # Messaging Services

    def _service(self, asked: Asked) -> Service:
        with self._account.lock:
            if asked.sids[0] not in self._account.services:
                raise RefusedError(20404, asked.path)
            return self._account.services[asked.sids[0]]

    def _list_services(self, asked: Asked) -> Told:
        with self._account.lock:
            found = [service.to_json() for service in self._account.services.values()]
        return Told(page_with_meta(Page(asked.path, asked.query, found), "services", self._host()))

    def _fetch_service(self, asked: Asked) -> Told:
        return Told(self._service(asked).to_json())

    def _update_service(self, asked: Asked) -> Told:
        service = self._service(asked)
        changes = numbers.changes(asked.form, numbers.SERVICE_SETTINGS)
        with self._account.lock:
            for name, value in changes.items():
                setattr(service, name, value)
            service.updated = self._account.now()
            return Told(service.to_json())

    def _list_service_numbers(self, asked: Asked) -> Told:
        service = self._service(asked)
        found = [_member(number, service) for number in self._account.numbers_in(service)]
        return Told(page_with_meta(Page(asked.path, asked.query, found), "phone_numbers", self._host()))

    def _fetch_service_number(self, asked: Asked) -> Told:
        service, number = self._service(asked), self._number(asked, place=1)
        if number.sid not in service.numbers:
            raise RefusedError(20404, asked.path)
        return Told(_member(number, service))


def _matches(phone_number: str, wanted: str) -> bool:
    """Twilio looks for the digits anywhere in the number; ``*`` stands for any of them."""
    pattern = r"\d*".join(re.escape(part) for part in wanted.split("*"))
    return re.search(pattern, phone_number) is not None


def _member(number: Number, service: Service) -> dict[str, Any]:
    """A number as one of a Messaging Service."""
    return {
        "sid": number.sid,
        "account_sid": number.account_sid,
        "service_sid": service.sid,
        "date_created": iso8601(number.created),
        "date_updated": iso8601(number.updated),
        "phone_number": number.phone_number,
        "country_code": "US",
        "capabilities": ["SMS", "MMS", "Voice"],
        "url": f"https://messaging.twilio.com/v1/Services/{service.sid}/PhoneNumbers/{number.sid}",
    }
