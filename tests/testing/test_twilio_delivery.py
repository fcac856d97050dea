"""The stand-in's statuses advance at once, on demand or by a timer, and signed callbacks tell of each."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from responder.testing import StandInTwilio

US = "+15557122661"
PERSON = "+15558675310"


def statuses(hook: Any, path: str = "/status") -> list[str]:
    return [form["MessageStatus"] for form in hook.forms(path)]


def send(client: Any, hook: Any, **fields: Any) -> Any:
    usual = {"to": PERSON, "from_": US, "body": "hi", "status_callback": f"{hook.url}/status"}
    return client.messages.create(**{**usual, **fields})


def test_at_once_a_message_runs_to_its_end_after_the_answer(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    message = send(client, hook)
    assert message.status == "queued"
    assert twilio.settle()
    assert twilio.messages[0].history == ["queued", "sending", "sent", "delivered"]
    assert statuses(hook) == ["sent", "delivered"]


def test_a_callback_has_twilios_fields_and_signature(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    message = send(client, hook)
    twilio.settle()
    request, form = hook.requests[-1], hook.forms("/status")[-1]
    assert form.pop("RawDlrDoneDate") == twilio.messages[0].updated.strftime("%y%m%d%H%M")
    assert form == {
        "SmsSid": message.sid,
        "SmsStatus": "delivered",
        "MessageStatus": "delivered",
        "To": PERSON,
        "MessageSid": message.sid,
        "AccountSid": twilio.account.sid,
        "From": US,
        "ApiVersion": "2010-04-01",
    }
    validator = RequestValidator(twilio.account.auth_token)
    assert validator.validate(f"{hook.url}/status", hook.forms("/status")[-1], request.header("X-Twilio-Signature"))


def test_a_service_queues_first_and_calls_its_own_callback(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    service = twilio.add_service([twilio.number], status_callback=f"{hook.url}/service")
    client.messages.create(to=PERSON, messaging_service_sid=service.sid, body="hi")
    twilio.settle()
    assert twilio.messages[0].history == ["accepted", "queued", "sending", "sent", "delivered"]
    assert statuses(hook, "/service") == ["queued", "sent", "delivered"]
    assert hook.forms("/service")[0]["MessagingServiceSid"] == service.sid


@pytest.mark.parametrize(
    ("end", "code", "history"),
    [
        ("undelivered", 30003, ["queued", "sending", "sent", "undelivered"]),
        ("failed", 30001, ["queued", "failed"]),
        ("sent", None, ["queued", "sending", "sent"]),
        ("read", None, ["queued", "sending", "sent", "delivered", "read"]),
    ],
)
def test_a_message_ends_as_the_stand_in_was_told(
    twilio: StandInTwilio, client: Any, hook: Any, end: str, code: int | None, history: list[str]
) -> None:
    twilio.ends(PERSON, end, code)
    message = send(client, hook)
    twilio.settle()
    fetched = client.messages(message.sid).fetch()
    assert twilio.messages[0].history == history
    assert (fetched.status, fetched.error_code) == (end, code)
    assert hook.forms("/status")[-1].get("ErrorCode") == (str(code) if code else None)


def test_on_demand_nothing_moves_by_itself(serve: Any, connect: Any, hook: Any) -> None:
    twilio = serve(pace="on demand")
    first, second = (send(connect(twilio), hook, body=body) for body in ("1", "2"))
    assert [m.status for m in twilio.messages] == ["queued", "queued"]
    assert [m.sid for m in twilio.advance(first.sid, steps=2)] == [first.sid]
    assert [m.status for m in twilio.messages] == ["sent", "queued"]
    assert [m.sid for m in twilio.advance()] == [first.sid, second.sid]
    assert [m.status for m in twilio.messages] == ["delivered", "sending"]
    twilio.advance(steps=5)
    assert [m.status for m in twilio.messages] == ["delivered", "delivered"]
    assert twilio.advance() == []


def test_a_timer_moves_one_status_at_a_time(serve: Any, connect: Any, hook: Any) -> None:
    twilio = serve(pace=0.05)
    started = time.monotonic()
    send(connect(twilio), hook)
    assert twilio.settle()
    assert time.monotonic() - started >= 0.15
    assert twilio.messages[0].status == "delivered"


def test_a_scheduled_message_waits_for_its_time(serve: Any, connect: Any, hook: Any) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    twilio = serve(clock=lambda: now)
    service = twilio.add_service([twilio.number])
    message = send(
        connect(twilio),
        hook,
        from_=None,
        messaging_service_sid=service.sid,
        schedule_type="fixed",
        send_at=now + timedelta(hours=1),
    )
    assert message.status == "scheduled"
    assert twilio.settle()
    twilio.pass_time(timedelta(minutes=59))
    assert twilio.settle()
    assert twilio.messages[0].status == "scheduled"
    twilio.pass_time(timedelta(minutes=1))
    assert twilio.settle()
    assert twilio.messages[0].history == ["scheduled", "queued", "sending", "sent", "delivered"]


def test_a_cancelled_message_is_never_sent(serve: Any, connect: Any, hook: Any) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    twilio = serve(clock=lambda: now)
    client = connect(twilio)
    service = twilio.add_service([twilio.number])
    fields = {"from_": None, "messaging_service_sid": service.sid, "schedule_type": "fixed"}
    message = send(client, hook, **fields, send_at=now + timedelta(hours=1))
    client.messages(message.sid).update(status="canceled")
    twilio.pass_time(timedelta(hours=2))
    assert twilio.settle()
    assert twilio.messages[0].history == ["scheduled", "canceled"]


def test_a_callback_can_come_twice_and_out_of_order(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    message = send(client, hook)
    twilio.settle()
    twilio.call_back(message.sid, "delivered")
    twilio.call_back(message.sid, "sent")
    assert statuses(hook) == ["sent", "delivered", "delivered", "sent"]
    assert twilio.messages[0].status == "delivered"


def test_a_callback_that_nobody_answers_stops_nothing(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    hook.says("no", path="/status", status=500)
    send(client, hook)
    twilio.settle()
    assert twilio.messages[0].status == "delivered"
    assert {attempt.error for attempt in twilio.webhooks} == {11200}


def test_a_message_to_someone_who_stopped_is_refused_or_fails(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    from twilio.base.exceptions import TwilioRestException

    twilio.block(PERSON)
    with pytest.raises(TwilioRestException) as caught:
        send(client, hook)
    assert (caught.value.status, caught.value.code) == (400, 21610)
    service = twilio.add_service([twilio.number])
    twilio.block(PERSON)
    message = send(client, hook, from_=None, messaging_service_sid=service.sid)
    twilio.settle()
    fetched = client.messages(message.sid).fetch()
    assert (fetched.status, fetched.error_code) == ("failed", 21610)
    assert hook.forms("/status")[-1]["ErrorCode"] == "21610"
