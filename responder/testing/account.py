"""The account behind the stand-in Twilio: what it holds, who is blocked, what time it is."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from responder.testing.numbers import Number, Service
from responder.testing.records import API_VERSION, Call, Message, rfc2822
from responder.testing.refusals import RefusedError

E164 = re.compile(r"\+[1-9]\d{6,14}")
SHORT_CODE = re.compile(r"\d{3,6}")
LETTERS = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
TOLL_FREE = re.compile(r"\+1(?:800|833|844|855|866|877|888)\d{7}")


def channel_of(address: str) -> str:
    """``sms``, or the channel that the address names (``whatsapp:+1…``, ``rcs:…``)."""
    prefix, colon, _ = address.partition(":")
    return prefix if colon else "sms"


def is_phone_number(address: str) -> bool:
    """E.164 as Twilio takes it; a number of the US and its neighbours has ten digits after +1."""
    number = address.removeprefix("whatsapp:")
    return E164.fullmatch(number) is not None and (not number.startswith("+1") or len(number) == 12)


class Account:
    """All that the stand-in keeps. Every reader and writer holds ``lock``; nothing that waits does.

    ``clock`` gives aware UTC; ``seed`` makes the sids the same in every run.
    """

    def __init__(self, sid: str, auth_token: str, clock: Callable[[], datetime], seed: int | None) -> None:
        self.sid = sid
        self.auth_token = auth_token
        self.lock = threading.RLock()
        self.api_keys: dict[str, str] = {}
        self.status = "active"
        self.type = "Full"
        """``Trial`` for an account that may only text verified numbers."""
        self.created = clock()
        self.numbers: dict[str, Number] = {}
        self.services: dict[str, Service] = {}
        self.messages: dict[str, Message] = {}
        self.calls: dict[str, Call] = {}
        self.blocked: set[tuple[str, str]] = set()
        """(number or Messaging Service, contact): who said STOP to whom."""
        self.endings: dict[str, tuple[str, int | None]] = {}
        """How texts to this number end: a final status, and Twilio's error code."""
        self.call_endings: dict[str, str] = {}
        """How calls to this number end."""
        self._clock = clock
        self._ahead = timedelta()
        self._chance = random.Random(seed)

    def now(self) -> datetime:
        return (self._clock() + self._ahead).astimezone(UTC)

    def pass_time(self, span: timedelta) -> None:
        with self.lock:
            self._ahead += span

    def new_sid(self, prefix: str) -> str:
        """``prefix`` (``SM``, ``PN`` …) and 32 hexadecimal digits."""
        with self.lock:
            return f"{prefix}{self._chance.getrandbits(128):032x}"

    def new_token(self) -> str:
        """A random UUID, for I-Twilio-Idempotency-Token."""
        import uuid

        with self.lock:
            return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def to_json(self) -> dict[str, Any]:
        path = f"/{API_VERSION}/Accounts/{self.sid}"
        return {
            "sid": self.sid,
            "auth_token": self.auth_token,
            "friendly_name": "Stand-in",
            "status": self.status,
            "type": self.type,
            "owner_account_sid": self.sid,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "uri": f"{path}.json",
            "subresource_uris": {"messages": f"{path}/Messages.json", "calls": f"{path}/Calls.json"},
        }

    def opens(self, user: str, password: str) -> bool:
        """Whether these are the account's sid and token, or one of its API keys and its secret."""
        with self.lock:
            return (user, password) == (self.sid, self.auth_token) or self.api_keys.get(user) == password

    def number(self, phone_number: str) -> Number | None:
        with self.lock:
            return next((n for n in self.numbers.values() if n.phone_number == phone_number), None)

    def service_of(self, number: Number) -> Service | None:
        """The Messaging Service that the number is in. A number is in one at most."""
        with self.lock:
            return next((s for s in self.services.values() if number.sid in s.numbers), None)

    def numbers_in(self, service: Service) -> list[Number]:
        with self.lock:
            return [self.numbers[sid] for sid in service.numbers if sid in self.numbers]

    def message(self, sid: str) -> Message:
        with self.lock:
            if sid not in self.messages:
                raise RefusedError(20404, f"/2010-04-01/Accounts/{self.sid}/Messages/{sid}.json")
            return self.messages[sid]

    def add_number(self, phone_number: str) -> Number:
        now = self.now()
        number = Number(self.new_sid("PN"), self.sid, phone_number, now, now, friendly_name=phone_number)
        with self.lock:
            self.numbers[number.sid] = number
        return number

    def add_service(self, friendly_name: str, numbers: Iterable[Number]) -> Service:
        now = self.now()
        service = Service(self.new_sid("MG"), self.sid, friendly_name, now, now)
        with self.lock:
            for number in numbers:
                self.join(number, service)
            self.services[service.sid] = service
        return service

    def join(self, number: Number, service: Service) -> None:
        """Put the number in the service, and out of any other."""
        with self.lock:
            for other in self.services.values():
                if number.sid in other.numbers:
                    other.numbers.remove(number.sid)
            service.numbers.append(number.sid)

    def scope_of(self, address: str) -> str:
        """What a STOP to this number of ours blocks: the number, or the whole service that it is in."""
        number = self.number(address)
        service = self.service_of(number) if number else None
        return service.sid if service else address

    def is_blocked(self, ours: str, contact: str) -> bool:
        """``ours``: a number or a service's sid."""
        with self.lock:
            return (self.scope_of(ours), contact) in self.blocked
