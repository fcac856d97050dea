"""The stand-in's numbers, Messaging Services and calls."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from responder.testing import StandInTwilio

US = "+15557122661"
PERSON = "+15558675310"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("+15557122661", 1), ("5557122", 2), ("+1555*61", 1), ("*62", 1), ("+1555", 2), ("+44", 0), (None, 2)],
)
def test_numbers_are_found_by_their_digits(twilio: StandInTwilio, client: Any, wanted: str | None, found: int) -> None:
    twilio.add_number("+15557122662")
    twilio.add_number("whatsapp:+14155238886")
    fields = {"phone_number": wanted} if wanted else {}
    assert len(client.incoming_phone_numbers.list(limit=10, **fields)) == found


def test_a_numbers_webhook_is_changed_and_cleared(twilio: StandInTwilio, client: Any, hook: Any) -> None:
    number = client.incoming_phone_numbers(twilio.number.sid).update(sms_url=f"{hook.url}/sms", sms_method="GET")
    assert (number.sms_url, number.sms_method) == (f"{hook.url}/sms", "GET")
    twilio.text(PERSON, body="hi")
    assert len(hook.requests) == 1
    assert client.incoming_phone_numbers(twilio.number.sid).update(sms_url="").sms_url == ""


@pytest.mark.parametrize(
    ("fields", "code"), [({"sms_url": "no address"}, 21402), ({"sms_method": "PATCH"}, 21403)], ids=["url", "method"]
)
def test_a_setting_that_cannot_be_is_refused(
    twilio: StandInTwilio, client: Any, fields: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.incoming_phone_numbers(twilio.number.sid).update(**fields)
    assert caught.value.code == code


def test_an_unknown_setting_is_a_mistake_of_the_test(twilio: StandInTwilio) -> None:
    with pytest.raises(TypeError, match="a number has no setting 'sms_uri'"):
        twilio.add_number("+15557122662", sms_uri="http://127.0.0.1/")


def test_a_service_is_changed(twilio: StandInTwilio, client: Any) -> None:
    service = client.messaging.v1.services(twilio.add_service([twilio.number]).sid)
    changed = service.update(inbound_request_url="https://x.example/sms", use_inbound_webhook_on_number=True)
    assert (changed.inbound_request_url, changed.use_inbound_webhook_on_number) == ("https://x.example/sms", True)
    assert service.update(inbound_request_url="").inbound_request_url is None


def test_a_number_is_in_one_service_at_most(twilio: StandInTwilio, client: Any) -> None:
    first, second = twilio.add_service([twilio.number]), twilio.add_service([twilio.number])
    assert client.messaging.v1.services(first.sid).phone_numbers.list(limit=5) == []
    assert len(client.messaging.v1.services(second.sid).phone_numbers.list(limit=5)) == 1
    with pytest.raises(TwilioRestException) as caught:
        client.messaging.v1.services(first.sid).phone_numbers(twilio.number.sid).fetch()
    assert caught.value.status == 404


@pytest.mark.parametrize("sid", ["PN" + "0" * 32, "MG" + "0" * 32])
def test_an_unknown_number_or_service_is_not_found(client: Any, sid: str) -> None:
    resource = client.incoming_phone_numbers(sid) if sid[0] == "P" else client.messaging.v1.services(sid)
    with pytest.raises(TwilioRestException) as caught:
        resource.fetch()
    assert caught.value.code == 20404


class TestCalls:
    def call(self, client: Any, hook: Any, **fields: Any) -> Any:
        events = ["initiated", "ringing", "answered", "completed"]
        usual = {"to": PERSON, "from_": US, "url": f"{hook.url}/voice", "status_callback": f"{hook.url}/status"}
        return client.calls.create(**{**usual, "status_callback_event": events, **fields})

    @pytest.mark.parametrize(
        ("end", "told"),
        [
            ("completed", ["initiated", "ringing", "in-progress", "completed"]),
            ("no-answer", ["initiated", "ringing", "no-answer"]),
            ("busy", ["initiated", "ringing", "busy"]),
            ("failed", ["initiated", "failed"]),
        ],
    )
    def test_a_call_goes_its_way_and_tells_of_it(
        self, twilio: StandInTwilio, client: Any, hook: Any, end: str, told: list[str]
    ) -> None:
        twilio.ends(PERSON, end)
        call = self.call(client, hook)
        twilio.settle()
        assert client.calls(call.sid).fetch().status == end
        assert [form["CallStatus"] for form in hook.forms("/status")] == told
        assert len(hook.forms("/voice")) == (1 if end == "completed" else 0)

    def test_only_the_end_is_told_unless_asked_otherwise(self, twilio: StandInTwilio, client: Any, hook: Any) -> None:
        self.call(client, hook, status_callback_event=None)
        twilio.settle()
        assert [form["CallStatus"] for form in hook.forms("/status")] == ["completed"]

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"to": "+15005550001"}, 21217),
            ({"to": "+15005550002"}, 21214),
            ({"to": "+15005550003"}, 21215),
            ({"to": "+15005550004"}, 21216),
            ({"to": "nobody"}, 21211),
            ({"from_": "+15550009999"}, 21606),
            ({"url": None}, 21205),
            ({"url": None, "twiml": "a" * 4001}, 32018),
        ],
    )
    def test_each_mistake_has_twilios_code(self, client: Any, hook: Any, fields: dict[str, Any], code: int) -> None:
        with pytest.raises(TwilioRestException) as caught:
            self.call(client, hook, **fields)
        assert caught.value.code == code
