"""What a Twilio account holds, and how Twilio writes it down as JSON.

Each ``to_json`` has every property of its OpenAPI schema and no other; tests hold them to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Literal
from xml.etree import ElementTree

from responder.testing.refusals import words_for

API_VERSION = "2010-04-01"

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "read", "received"})
"""Statuses after which a message no longer changes (but ``delivered`` may still become ``read``)."""
CALL_FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
ONLY_OF_CALLS = frozenset({"completed", "busy", "no-answer"})
"""Endings that no text has."""


def rfc2822(moment: datetime | None) -> str | None:
    """``Thu, 24 Aug 2023 05:01:45 +0000``; ``moment`` is aware UTC."""
    return None if moment is None else format_datetime(moment.replace(microsecond=0))


def iso8601(moment: datetime) -> str:
    """``2015-07-30T20:12:31Z``; ``moment`` is aware UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Media:
    """One attachment. ``content`` is what a GET of its URL gives."""

    sid: str
    content_type: str
    content: bytes
    created: datetime
    url: str = ""
    """Where an outbound attachment came from."""

    def to_json(self, account_sid: str, message_sid: str) -> dict[str, Any]:
        return {
            "account_sid": account_sid,
            "content_type": self.content_type,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "parent_sid": message_sid,
            "sid": self.sid,
            "uri": f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message_sid}/Media/{self.sid}.json",
        }


@dataclass(slots=True)
class Message:
    """One text, in or out. ``from_`` is empty until a Messaging Service has picked a number."""

    sid: str
    account_sid: str
    direction: Direction
    from_: str
    to: str
    body: str
    status: str
    created: datetime
    updated: datetime
    num_segments: int = 0
    media: list[Media] = field(default_factory=list)
    service_sid: str | None = None
    status_callback: str = ""
    sent: datetime | None = None
    send_at: datetime | None = None
    error_code: int | None = None
    smart_encoded: bool = False
    preferred_from: str = ""
    history: list[str] = field(default_factory=list)
    """Every status that it had, in order."""

    def move(self, status: str, now: datetime, error_code: int | None = None) -> None:
        self.status, self.updated, self.error_code = status, now, error_code
        self.history.append(status)
        if status == "sent":
            self.sent = now

    def to_json(self) -> dict[str, Any]:
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "body": self.body,
            "num_segments": str(self.num_segments),
            "direction": self.direction,
            "from": self.from_ or None,
            "to": self.to,
            "date_updated": rfc2822(self.updated),
            "price": None,
            "error_message": words_for(self.error_code),
            "uri": f"{uri}.json",
            "account_sid": self.account_sid,
            "num_media": str(len(self.media)),
            "status": self.status,
            "messaging_service_sid": self.service_sid,
            "sid": self.sid,
            "date_sent": rfc2822(self.sent),
            "date_created": rfc2822(self.created),
            "error_code": self.error_code,
            "price_unit": "USD",
            "api_version": API_VERSION,
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


@dataclass(slots=True)
class Call:
    """One phone call that the account placed."""

    sid: str
    account_sid: str
    from_: str
    to: str
    status: str
    created: datetime
    updated: datetime
    url: str = ""
    method: str = "POST"
    twiml: str = ""
    status_callback: str = ""
    status_callback_method: str = "POST"
    events: tuple[str, ...] = ("completed",)
    phone_number_sid: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    history: list[str] = field(default_factory=list)

    def move(self, status: str, now: datetime) -> None:
        self.status, self.updated = status, now
        self.history.append(status)
        if status == "in-progress":
            self.started = now
        if status in CALL_FINAL:
            self.started, self.ended = self.started or now, now

    @property
    def seconds(self) -> int:
        answered = self.started if "in-progress" in self.history else None
        return int((self.ended - answered).total_seconds()) if self.ended and answered else 0

    @property
    def said(self) -> str:
        """The words of its TwiML's ``<Say>``. Raises ParseError where that is no XML."""
        return " ".join("".join(one.itertext()) for one in ElementTree.fromstring(self.twiml).iter("Say"))

    def to_json(self) -> dict[str, Any]:
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/Calls/{self.sid}"
        return {
            "sid": self.sid,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "parent_call_sid": None,
            "account_sid": self.account_sid,
            "to": self.to,
            "to_formatted": self.to,
            "from": self.from_,
            "from_formatted": self.from_,
            "phone_number_sid": self.phone_number_sid,
            "status": self.status,
            "start_time": rfc2822(self.started),
            "end_time": rfc2822(self.ended),
            "duration": str(self.seconds) if self.ended else None,
            "price": None,
            "price_unit": "USD",
            "direction": "outbound-api",
            "answered_by": None,
            "api_version": API_VERSION,
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": "0",
            "trunk_sid": None,
            "uri": f"{path}.json",
            "subresource_uris": {"recordings": f"{path}/Recordings.json"},
        }
