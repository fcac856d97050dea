"""The stand-in has the shape of Twilio: its own OpenAPI is the judge, for every request and answer of these tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest

from responder.testing import StandInTwilio


def test_every_operation_of_the_specification_is_served_in_its_shape(
    twilio: StandInTwilio, client: Any, spec: Any
) -> None:
    callback = "http://127.0.0.1:9/status"
    service = twilio.add_service([twilio.number])
    sent = client.messages.create(
        to="+15558675310",
        from_=twilio.number.phone_number,
        body="Hello 👍",
        media_url=["https://example.com/a.jpg", "https://example.com/b.png"],
        status_callback=callback,
        smart_encoded=True,
        validity_period=600,
        provide_feedback=False,
    )
    scheduled = client.messages.create(
        to="+15558675310",
        messaging_service_sid=service.sid,
        body="later",
        schedule_type="fixed",
        send_at=datetime.now(UTC) + timedelta(hours=1),
        risk_check="disable",
    )
    twilio.settle()
    assert client.messages(sent.sid).fetch().status == "delivered"
    assert client.messages(sent.sid).update(body="").body == ""
    assert client.messages(scheduled.sid).update(status="canceled").status == "canceled"
    assert [m.sid for m in client.messages.list(to="+15558675310", date_sent=datetime.now(UTC).date(), limit=5)] == [
        sent.sid
    ]
    assert len(client.messages(sent.sid).media.list(limit=5)) == 2
    call = client.calls.create(
        to="+15558675310",
        from_=twilio.number.phone_number,
        twiml="<Response><Say>Hello</Say></Response>",
        status_callback=callback,
        status_callback_event=["initiated", "completed"],
        timeout=20,
    )
    assert client.calls(call.sid).fetch().sid == call.sid
    (number,) = client.incoming_phone_numbers.list(phone_number=twilio.number.phone_number, limit=5)
    number.update(sms_url="https://texts.example.com/sms", sms_method="POST", sms_fallback_url="")
    found = client.messaging.v1.services(service.sid).fetch()
    assert found.update(inbound_request_url="https://texts.example.com/sms").inbound_method == "POST"
    # The fixture checks each exchange after the test; the operations are counted once more on the way.
    for request in twilio.requests:
        spec.seen.add(spec.operation_of(request))
    assert set(spec.operations) - spec.seen == set()


def test_what_the_specification_leaves_out_reads_as_the_real_client_expects(twilio: StandInTwilio, client: Any) -> None:
    service = twilio.add_service([twilio.number], friendly_name="Clinic")
    account = client.api.v2010.accounts(twilio.account.sid).fetch()
    assert (account.sid, account.status, account.type) == (twilio.account.sid, "active", "Full")
    assert client.incoming_phone_numbers(twilio.number.sid).fetch().phone_number == twilio.number.phone_number
    assert [one.friendly_name for one in client.messaging.v1.services.list(limit=5)] == ["Clinic"]
    (member,) = client.messaging.v1.services(service.sid).phone_numbers.list(limit=5)
    assert (member.sid, member.phone_number) == (twilio.number.sid, twilio.number.phone_number)
    fetched = client.messaging.v1.services(service.sid).phone_numbers(member.sid).fetch()
    assert fetched.service_sid == service.sid


def test_calls_are_listed_newest_first_in_the_shape_of_one_call(
    serve: Callable[..., StandInTwilio], connect: Callable[..., Any], spec: Any
) -> None:
    twilio = serve(seed=1, pace="on demand")
    client = connect(twilio)
    ours = twilio.number.phone_number
    placed = [
        client.calls.create(to=to, from_=ours, twiml="<Response><Say>Hello</Say></Response>").sid
        for to in ("+15558675310", "+15558675311", "+15558675310")
    ]
    twilio.account.calls[placed[0]].move("in-progress", twilio.account.now())
    found = client.calls.list(to="+15558675310", from_=ours, limit=10)
    assert [one.sid for one in found] == [placed[2], placed[0]]
    assert [one.sid for one in client.calls.list(status="queued", limit=10)] == [placed[2], placed[1]]
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    # What rings has no time at which it began: the filter passes over it, as Twilio's does.
    assert [one.sid for one in client.calls.list(start_time_after=hour_ago, limit=10)] == [placed[0]]
    for call in twilio.calls:
        check(spec, "api.v2010.account.call", call.to_json())


class TestTheJudge:
    """The translation of OpenAPI 3.0 must be able to say no."""

    MESSAGE = "api.v2010.account.message"

    def message(self, twilio: StandInTwilio) -> dict[str, Any]:
        return twilio.text("+15558675310", body="hi").message.to_json()

    def test_a_right_message_passes(self, spec: Any, twilio: StandInTwilio) -> None:
        check(spec, self.MESSAGE, self.message(twilio))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("sid", "SM123"),
            ("status", "on its way"),
            ("num_segments", 1),
            ("error_code", "21610"),
            ("date_created", "2026-11-24"),
            ("direction", None),
            ("price_unit", "dollars"),
            ("subresource_uris", {"media": 1}),
        ],
    )
    def test_a_wrong_value_is_refused(self, spec: Any, twilio: StandInTwilio, name: str, value: object) -> None:
        with pytest.raises(jsonschema.ValidationError):
            check(spec, self.MESSAGE, {**self.message(twilio), name: value})

    def test_a_missing_property_is_refused(self, spec: Any, twilio: StandInTwilio) -> None:
        message = self.message(twilio)
        del message["num_media"]
        with pytest.raises(jsonschema.ValidationError):
            check(spec, self.MESSAGE, message)

    def test_a_property_that_twilio_does_not_have_is_refused(self, spec: Any, twilio: StandInTwilio) -> None:
        with pytest.raises(jsonschema.ValidationError):
            check(spec, self.MESSAGE, {**self.message(twilio), "colour": "red"})

    @pytest.mark.parametrize("name", ["from", "price", "date_sent", "messaging_service_sid", "error_code"])
    def test_null_passes_where_twilio_says_nullable(self, spec: Any, twilio: StandInTwilio, name: str) -> None:
        check(spec, self.MESSAGE, {**self.message(twilio), name: None})


def check(spec: Any, schema: str, value: dict[str, Any]) -> None:
    spec.validate(value, spec.named(schema))
