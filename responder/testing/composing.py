"""POST Messages: what Twilio refuses and with which code, and the message that comes of the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from responder.testing.account import LETTERS, SHORT_CODE, Account, channel_of, is_phone_number
from responder.testing.delivery import segments_of
from responder.testing.form import Form, is_web_address
from responder.testing.numbers import Service
from responder.testing.records import Media, Message
from responder.testing.refusals import RefusedError

CHARACTERS = 1600
MEDIA = 10

# Twilio's test credentials have these numbers; here they work beside ordinary ones.
MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
MAGIC_SENDER = "+15005550006"
"""May send although nobody owns it."""

SOONEST, LATEST = timedelta(seconds=300), timedelta(days=35)


def compose(account: Account, form: Form) -> Message:
    """The new message, kept in the account with its first status. Raises RefusedError."""
    to = form.one("To")
    if not to:
        raise RefusedError(21604)
    body, media = _content(form)
    service = _service(account, form)
    sender = form.one("From")
    if not sender and service is None:
        raise RefusedError(21603)
    _check_recipient(to)
    if sender:
        _check_sender(account, sender, to, service)
    send_at = _send_at(account, form, service)
    callback = form.url("StatusCallback", 21609)
    _check_callback_host(callback)
    with account.lock:
        if service is None and account.is_blocked(sender, to):
            raise RefusedError(21610)
        message = _message(account, form, service, body, media, send_at)
        account.messages[message.sid] = message
    return message


def _content(form: Form) -> tuple[str, list[str]]:
    body, media = form.one("Body"), form.all("MediaUrl")
    if not body and not media and not form.one("ContentSid"):
        raise RefusedError(21602)
    # Twilio's limit is in UTF-16 units: an emoji counts twice.
    if len(body.encode("utf-16-le", "surrogatepass")) // 2 > CHARACTERS:
        raise RefusedError(21617)
    if len(media) > MEDIA:
        raise RefusedError(21623)
    for url in media:
        if not is_web_address(url):
            raise RefusedError(21620, url)
    form.number("ValidityPeriod", 36_000, 1, 36_000)
    return body, media


def _service(account: Account, form: Form) -> Service | None:
    sid = form.one("MessagingServiceSid")
    if not sid:
        return None
    with account.lock:
        service = account.services.get(sid)
    if service is None:
        raise RefusedError(21701, sid)
    if not account.numbers_in(service) and not form.one("From"):
        raise RefusedError(21703)
    return service


def _check_recipient(to: str) -> None:
    if to in MAGIC_TO:
        raise RefusedError(MAGIC_TO[to], to)
    if channel_of(to) in ("sms", "whatsapp") and not is_phone_number(to):
        raise RefusedError(21211, to)


def _check_sender(account: Account, sender: str, to: str, service: Service | None) -> None:
    if sender in MAGIC_FROM:
        raise RefusedError(MAGIC_FROM[sender], sender)
    if channel_of(sender) != channel_of(to):
        raise RefusedError(21910)
    if channel_of(sender) == "sms" and not (
        is_phone_number(sender) or SHORT_CODE.fullmatch(sender) or LETTERS.fullmatch(sender)
    ):
        raise RefusedError(21212, sender)
    if sender == to:
        raise RefusedError(21266, to)
    number = account.number(sender)
    owned = number is not None and (service is None or number.sid in service.numbers)
    if not owned and sender != MAGIC_SENDER:
        raise RefusedError(21606 if channel_of(sender) == "sms" else 63007, sender)


def _send_at(account: Account, form: Form, service: Service | None) -> datetime | None:
    if form.one("ScheduleType") != "fixed":
        return None
    if service is None:
        raise RefusedError(35118)
    if not form.one("SendAt"):
        raise RefusedError(35111)
    try:
        moment = datetime.fromisoformat(form.one("SendAt")).astimezone(UTC)
    except ValueError:
        raise RefusedError(35114) from None
    if not SOONEST < moment - account.now() <= LATEST:
        raise RefusedError(35114)
    return moment


def _check_callback_host(url: str) -> None:
    if "_" in url.partition("://")[2].partition("/")[0]:
        raise RefusedError(21609, url)


def _message(
    account: Account, form: Form, service: Service | None, body: str, media: list[str], send_at: datetime | None
) -> Message:
    now = account.now()
    status = "scheduled" if send_at else "accepted" if service else "queued"
    sender, smart = form.one("From"), form.flag("SmartEncoded")
    return Message(
        sid=account.new_sid("MM" if media else "SM"),
        account_sid=account.sid,
        direction="outbound-api",
        # A service names its sender only when the message leaves its queue.
        from_="" if service else sender,
        preferred_from=sender,
        to=form.one("To"),
        body=body,
        status=status,
        created=now,
        updated=now,
        num_segments=0 if service else segments_of(body, smart),
        media=[outbound_media(account, url) for url in media],
        service_sid=service.sid if service else None,
        status_callback=form.one("StatusCallback"),
        send_at=send_at,
        smart_encoded=smart,
        history=[status],
    )


def outbound_media(account: Account, url: str) -> Media:
    """An attachment by its address. Its type is guessed from the ending, and it isn't fetched."""
    import mimetypes

    kind = mimetypes.guess_type(url.partition("?")[0])[0] or "application/octet-stream"
    return Media(account.new_sid("ME"), kind, b"", account.now(), url)
