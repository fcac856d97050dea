"""A text to one of our numbers: Twilio's own opt-out, the signed webhook, and what becomes of its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from responder.testing import optout, twiml
from responder.testing.account import Account, channel_of
from responder.testing.composing import outbound_media
from responder.testing.delivery import segments_of
from responder.testing.numbers import Number, Service
from responder.testing.records import Media, Message
from responder.testing.refusals import RefusedError
from responder.testing.webhooks import Attempt, Caller, Pairs

Attachment = tuple[str, bytes]
"""MIME type and content."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One text that came in, and all that Twilio did about it.

    ``error`` is the code of Twilio's console where the webhook or its answer couldn't be used, ``because`` in words.
    """

    message: Message
    attempts: tuple[Attempt, ...] = ()
    """Every webhook request: the first, its retries, the fallback."""
    document: twiml.Document = twiml.SILENCE
    sent: tuple[Message, ...] = ()
    """The reply messages that came of the TwiML; their ``status`` tells whether they were delivered."""
    by_twilio: str = ""
    """What Twilio itself answered to STOP, START or HELP."""
    error: int | None = None
    because: str = ""

    @property
    def replies(self) -> tuple[str, ...]:
        """The texts of the answer's messages, in order."""
        return tuple(said.text for said in self.document.said)

    @property
    def status(self) -> int | None:
        """The HTTP status of the last webhook request; None if there was no answer."""
        return self.attempts[-1].status if self.attempts else None

    @property
    def twiml(self) -> str:
        """The answer as it came, for comparing byte for byte."""
        return self.attempts[-1].body.decode("utf-8", "replace") if self.attempts else ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a text to a number goes: the number's own address, or its service's."""

    url: str
    method: str
    fallback_url: str
    fallback_method: str


def webhook_for(number: Number, service: Service | None) -> Webhook | None:
    """The webhook that counts, or None. An SmsApplicationSid overrules the number's own addresses, and the
    application behind it isn't ours."""
    if service is not None and not service.use_inbound_webhook_on_number:
        url, method = service.inbound_request_url or "", service.inbound_method
        hook = Webhook(url, method, service.fallback_url or "", service.fallback_method)
    elif number.sms_application_sid:
        return None
    else:
        hook = Webhook(number.sms_url, number.sms_method, number.sms_fallback_url, number.sms_fallback_method)
    return hook if hook.url else None


class Inbox:
    """Takes texts in. ``api_url`` is where attachments are served, ``posted`` takes each reply message."""

    def __init__(self, account: Account, caller: Caller, api_url: Callable[[], str], posted: Callable[[str], None]):
        self._account = account
        self._caller = caller
        self._api_url = api_url
        self._posted = posted

    def receive(
        self,
        from_: str,
        to: str,
        body: str,
        media: Sequence[Attachment],
        extra: Mapping[str, str],
        sid: str,
        token: str,
    ) -> Exchange:
        number = self._account.number(to)
        if number is None:
            raise RefusedError(20404, f"/stand-in/numbers/{to}")
        service = self._account.service_of(number)
        message = self._message(from_, to, _sendable(body), media, service, sid)
        handled = optout.handle(self._account, from_, to, service, message.body)
        if handled.reply and not handled.by_network:
            self._reply(message, twiml.Said(handled.reply), by_twilio=True)
        params = self._params(message, handled.opt_out_type, extra)
        return self.deliver(message, number, params, token, handled.reply)

    def deliver(self, message: Message, number: Number, params: Pairs, token: str, by_twilio: str = "") -> Exchange:
        """Post the webhook and carry out its answer."""
        hook = webhook_for(number, self._account.service_of(number))
        if hook is None:
            return Exchange(message, by_twilio=by_twilio, because="no webhook is configured for this number")
        attempts = self._caller.call(hook.url, hook.method, params, token)
        document, error, because = _understand(attempts[-1])
        if error and hook.fallback_url:
            told = [*params, ("ErrorCode", str(error)), ("ErrorUrl", hook.url.partition("#")[0])]
            attempts += self._caller.call(hook.fallback_url, hook.fallback_method, told)
            document, error, because = _understand(attempts[-1])
        sent = tuple(self._reply(message, said) for said in document.said)
        return Exchange(message, tuple(attempts), document, sent, by_twilio, error, because)

    def _message(
        self, from_: str, to: str, body: str, media: Sequence[Attachment], service: Service | None, sid: str
    ) -> Message:
        now = self._account.now()
        message = Message(
            sid=sid or self._account.new_sid("MM" if media else "SM"),
            account_sid=self._account.sid,
            direction="inbound",
            from_=from_,
            to=to,
            body=body,
            status="received",
            created=now,
            updated=now,
            sent=now,
            num_segments=segments_of(body, smart=False) if channel_of(from_) == "sms" else 1,
            media=[Media(self._account.new_sid("ME"), kind, content, now) for kind, content in media],
            service_sid=service.sid if service else None,
            history=["received"],
        )
        with self._account.lock:
            self._account.messages[message.sid] = message
        return message

    def _reply(self, inbound: Message, said: twiml.Said, by_twilio: bool = False) -> Message:
        now = self._account.now()
        message = Message(
            sid=self._account.new_sid("MM" if said.media else "SM"),
            account_sid=self._account.sid,
            direction="outbound-reply",
            from_=said.from_ or inbound.to,
            to=said.to or inbound.from_,
            body=said.text,
            # Twilio's own word on STOP passes the block that it has just set.
            status="delivered" if by_twilio else "queued",
            created=now,
            updated=now,
            sent=now if by_twilio else None,
            num_segments=segments_of(said.text, smart=False),
            media=[outbound_media(self._account, url) for url in said.media],
            service_sid=inbound.service_sid,
            status_callback=said.status_callback,
            history=["delivered" if by_twilio else "queued"],
        )
        with self._account.lock:
            self._account.messages[message.sid] = message
        if not by_twilio:
            self._posted(message.sid)
        return message

    def _params(self, message: Message, opt_out_type: str, extra: Mapping[str, str]) -> list[tuple[str, str]]:
        """The webhook's fields in the order of captured ones, with whatever the caller adds or replaces."""
        fields = dict(GEOGRAPHY) if channel_of(message.from_) == "sms" else {}
        fields |= {"SmsMessageSid": message.sid, "SmsSid": message.sid, "MessageSid": message.sid}
        fields |= {"From": message.from_, "To": message.to, "Body": message.body, "AccountSid": message.account_sid}
        fields |= {"NumMedia": str(len(message.media)), "NumSegments": str(message.num_segments)}
        fields |= {"SmsStatus": "received", "ApiVersion": "2010-04-01"}
        if opt_out_type:
            fields["OptOutType"] = opt_out_type
        if message.service_sid:
            fields["MessagingServiceSid"] = message.service_sid
        for index, one in enumerate(message.media):
            fields[f"MediaContentType{index}"] = one.content_type
            path = one.to_json(message.account_sid, message.sid)["uri"].removesuffix(".json")
            fields[f"MediaUrl{index}"] = self._api_url() + path
        return sorted((fields | dict(extra)).items(), key=lambda pair: _place(pair[0]))


GEOGRAPHY = {
    "ToCountry": "US",
    "ToState": "CA",
    "ToCity": "SAUSALITO",
    "ToZip": "94965",
    "FromCountry": "US",
    "FromState": "CA",
    "FromCity": "SAN FRANCISCO",
    "FromZip": "94103",
}
"""Where the numbers are, as in Twilio's captured requests. Override any of it by ``extra``."""

ORDER = (
    *("ToCountry", "MediaContentType", "ToState", "SmsMessageSid", "NumMedia", "ToCity", "FromZip", "SmsSid"),
    *("OptOutType", "FromState", "SmsStatus", "FromCity", "Body", "FromCountry", "To", "MessagingServiceSid", "ToZip"),
    *("NumSegments", "MessageSid", "AccountSid", "From", "MediaUrl", "ApiVersion"),
)


def _place(name: str) -> int:
    """Where a field stands in a captured webhook; what isn't in one comes last."""
    plain = name.rstrip("0123456789")
    return ORDER.index(plain) if plain in ORDER else len(ORDER)


def _understand(attempt: Attempt) -> tuple[twiml.Document, int | None, str]:
    if attempt.error is not None or attempt.status is None:
        return twiml.SILENCE, attempt.error, attempt.because
    try:
        return twiml.read(attempt.status, attempt.content_type, attempt.body), None, ""
    except twiml.TwimlError as problem:
        return twiml.SILENCE, problem.code, problem.because


def _sendable(body: str) -> str:
    """A text that a phone can send: half of a surrogate pair can't leave one."""
    return body.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
