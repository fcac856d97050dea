"""A text to the stand-in becomes a signed webhook, as Twilio's would be, and its answer becomes messages."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator

from responder.testing import StandInTwilio
from responder.testing.loopback import Answer
from responder.testing.overrides import Overrides

US = "+15557122661"
PERSON = "+15558675310"
SAMPLES = Path(__file__).parent.parent / "data" / "webhook_samples.json"


@pytest.fixture
def pointed(twilio: StandInTwilio, hook: Any) -> StandInTwilio:
    twilio.point(f"{hook.url}/sms")
    return twilio


def xml(*messages: str) -> str:
    return f"<Response>{''.join(f'<Message>{m}</Message>' for m in messages)}</Response>"


def sample(name: str) -> dict[str, Any]:
    samples = json.loads(SAMPLES.read_text(encoding="utf-8"))["samples"]
    return next(one for one in samples if one["id"] == name)


def test_the_webhook_reads_like_a_captured_one(pointed: StandInTwilio, hook: Any) -> None:
    captured = sample("sms_longcode")
    pointed.text(PERSON, US, "What are your hours?")
    (request,) = hook.requests
    names = [name for name, _ in parse_qsl(request.body.decode(), keep_blank_values=True)]
    assert names == [name for name, _ in captured["params"]]
    assert set(dict(request.header_pairs)) - {"Content-Length"} == set(captured["headers"])
    same = ("User-Agent", "Accept", "X-Home-Region", "Content-Type")
    assert [request.header(name) for name in same] == [captured["headers"][name] for name in same]
    assert re.fullmatch(r"[0-9a-f-]{36}", request.header("I-Twilio-Idempotency-Token"))


def test_the_signature_is_the_one_that_twilios_own_library_expects(pointed: StandInTwilio, hook: Any) -> None:
    pointed.text(PERSON, body="¿Qué? 👍  \n")
    form, request = hook.forms()[0], hook.requests[0]
    assert form["Body"] == "¿Qué? 👍  \n"
    validator = RequestValidator(pointed.account.auth_token)
    assert validator.validate(f"{hook.url}/sms", form, request.header("X-Twilio-Signature"))


def test_a_get_webhook_has_everything_signed_in_its_address(twilio: StandInTwilio, hook: Any) -> None:
    twilio.point(f"{hook.url}/sms?clinic=1", method="GET")
    twilio.text(PERSON, body="¿hi?")
    (request,) = hook.requests
    assert (request.method, request.body) == ("GET", b"")
    assert hook.forms()[0]["Body"] == "¿hi?"
    assert hook.forms()[0]["clinic"] == "1"
    validator = RequestValidator(twilio.account.auth_token)
    assert validator.validate(hook.url + request.target, {}, request.header("X-Twilio-Signature"))


def test_a_public_address_is_signed_although_the_request_goes_elsewhere(twilio: StandInTwilio, hook: Any) -> None:
    twilio.reach("https://texts.example.com", hook.url)
    twilio.point("https://user:pass@texts.example.com/sms#rc=2")
    twilio.text(PERSON, body="hi")
    (request,) = hook.requests
    assert request.header("Host") == "texts.example.com"
    assert request.header("Authorization") == "Basic dXNlcjpwYXNz"
    validator = RequestValidator(twilio.account.auth_token)
    signature = request.header("X-Twilio-Signature")
    assert validator.validate("https://texts.example.com/sms", hook.forms()[0], signature)


def test_a_shared_key_signs_by_sha256(twilio: StandInTwilio, hook: Any) -> None:
    twilio.caller.shared_key = ("webhooks_sharedkey_1", "shared secret")
    twilio.point(f"{hook.url}/sms")
    twilio.text(PERSON, body="hi")
    (request,) = hook.requests
    assert request.header("X-Twilio-Webhooks-Signature-Settings") == "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    validator = RequestValidator("shared secret")
    signature = request.header("X-Twilio-Signature")
    assert validator.validate(f"{hook.url}/sms", hook.forms()[0], signature, algorithm="HMAC_SHA256")


def test_the_answers_messages_are_read_and_sent(pointed: StandInTwilio, hook: Any, client: Any) -> None:
    hook.says(
        xml("One &amp; <![CDATA[<two>]]>", "<Body>Look: </Body><Body>👍</Body><Media>https://x.example/a.png</Media>")
    )
    exchange = pointed.text(PERSON, body="hi")
    assert exchange.replies == ("One & <two>", "Look: 👍")
    assert pointed.settle()
    assert [(m.direction, m.from_, m.to, m.status) for m in exchange.sent] == [
        ("outbound-reply", US, PERSON, "delivered"),
        ("outbound-reply", US, PERSON, "delivered"),
    ]
    assert exchange.sent[1].media[0].content_type == "image/png"
    assert len(client.messages.list(to=PERSON, limit=5)) == 2


def test_replies_call_back_where_the_twiml_says_so(pointed: StandInTwilio, hook: Any) -> None:
    hook.says(f'<Response><Message statusCallback="{hook.url}/status">hi</Message></Response>')
    pointed.text(PERSON, body="hi")
    pointed.settle()
    assert [form["MessageStatus"] for form in hook.forms("/status")] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "error", "replies"),
    [
        ("<Response/>", "text/xml", 200, None, ()),
        ("", "text/xml", 204, None, ()),
        ("<Response><Message>hi</Message></Response>", "application/xml; charset=utf-8", 200, None, ("hi",)),
        ("Internal error, sorry", "text/plain", 200, None, ("Internal error, sorry",)),
        ("{}", "application/json", 200, 12300, ()),
        ("<Response><Message>", "text/xml", 200, 12100, ()),
        ("<Response>\x0b</Response>", "text/xml", 200, 12100, ()),
        ("<!DOCTYPE a []><Response/>", "text/xml", 200, 12100, ()),
        ("<Answer/>", "text/xml", 200, 12200, ()),
        (xml(*["hi"] * 11), "text/xml", 200, 14109, ()),
        (xml("a" * 66_000), "text/xml", 200, 11750, ()),
        ("<Response><Message>hi</Message></Response>", "text/xml", 500, 11200, ()),
        ("not found", "text/plain", 404, 11200, ()),
    ],
)
def test_each_kind_of_answer_means_what_it_means_to_twilio(
    pointed: StandInTwilio, hook: Any, body: str, kind: str, status: int, error: int | None, replies: tuple[str, ...]
) -> None:
    hook.says(body, kind=kind, status=status)
    exchange = pointed.text(PERSON, body="hi")
    assert (exchange.error, exchange.replies) == (error, replies)


def test_a_failure_goes_to_the_fallback_with_its_reason(twilio: StandInTwilio, hook: Any) -> None:
    twilio.point(f"{hook.url}/sms#rc=0", fallback_url=f"{hook.url}/fallback")
    hook.says("boom", status=500)
    hook.says(xml("Please call us."), path="/fallback")
    exchange = twilio.text(PERSON, body="hi")
    assert exchange.replies == ("Please call us.",)
    assert exchange.error is None
    form = hook.forms("/fallback")[0]
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", f"{hook.url}/sms")
    assert form["MessageSid"] == exchange.message.sid


@pytest.mark.parametrize(
    ("fragment", "calls"),
    [("", 1), ("#rp=5xx", 2), ("#rc=3&rp=all", 4), ("#rc=5&rp=4xx", 1), ("#rc=0&rp=all", 1), ("#rc=99&rp=5xx", 2)],
)
def test_connection_overrides_say_how_often_a_500_is_retried(
    twilio: StandInTwilio, hook: Any, fragment: str, calls: int
) -> None:
    twilio.point(f"{hook.url}/sms{fragment}")
    hook.says("boom", status=500)
    exchange = twilio.text(PERSON, body="hi")
    assert len(hook.requests) == calls
    assert len({attempt.token for attempt in exchange.attempts}) == 1


def test_a_slow_answer_is_given_up_after_the_read_time_out(twilio: StandInTwilio, hook: Any) -> None:
    release = threading.Event()

    def slow(_: object) -> Answer:
        release.wait(5)
        return Answer(200, b"<Response/>", [("Content-Type", "text/xml")])

    hook.answers["/sms"] = slow
    twilio.point(f"{hook.url}/sms#rt=200&rc=1&rp=rt")
    started = time.monotonic()
    exchange = twilio.text(PERSON, body="hi")
    release.set()
    assert 0.4 <= time.monotonic() - started < 2
    assert [attempt.kind for attempt in exchange.attempts] == ["rt", "rt"]
    assert (exchange.error, exchange.because) == (11200, "no answer in time")


def test_the_total_time_out_ends_the_retries(serve: Any, hook: Any) -> None:
    twilio = serve(patience=Overrides(tt=0.3))
    hook.answers["/sms"] = lambda _: time.sleep(0.5) or Answer(200)
    twilio.point(f"{hook.url}/sms#rc=5&rp=all")
    assert len(twilio.text(PERSON, body="hi").attempts) == 1


def test_a_webhook_that_nobody_serves_is_tried_twice(twilio: StandInTwilio) -> None:
    twilio.point("http://127.0.0.1:9/sms")
    exchange = twilio.text(PERSON, body="hi")
    assert [(attempt.error, attempt.kind) for attempt in exchange.attempts] == [(11205, "ct")] * 2


def test_a_connection_that_breaks_off_is_an_error_of_the_webhook(pointed: StandInTwilio, hook: Any) -> None:
    hook.answers["/sms"] = lambda _: Answer(dropped=True)
    assert pointed.text(PERSON, body="hi").error == 11200


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (307, "POST"), (308, "POST")])
def test_redirects_are_followed_and_signed_anew(pointed: StandInTwilio, hook: Any, status: int, method: str) -> None:
    hook.answers["/sms"] = lambda _: Answer(status, b"", [("Location", "/sms/")])
    pointed.text(PERSON, body="hi")
    last = hook.requests[-1]
    assert (last.path, last.method) == ("/sms/", method)
    params = hook.forms("/sms/")[0] if method == "POST" else {}
    validator = RequestValidator(pointed.account.auth_token)
    assert validator.validate(hook.url + last.target, params, last.header("X-Twilio-Signature"))


def test_redirects_in_a_circle_end(pointed: StandInTwilio, hook: Any) -> None:
    hook.answers["/sms"] = lambda _: Answer(307, b"", [("Location", "/sms")])
    assert pointed.text(PERSON, body="hi").error == 11215
    assert len(hook.requests) == 11


def test_a_redelivery_is_the_same_webhook_once_more(pointed: StandInTwilio, hook: Any) -> None:
    exchange = pointed.text(PERSON, body="hi")
    pointed.redeliver(exchange)
    pointed.redeliver(exchange, same_token=False)
    first, again, replay = hook.requests
    assert first.body == again.body == replay.body
    tokens = [r.header("I-Twilio-Idempotency-Token") for r in hook.requests]
    assert tokens[0] == tokens[1] != tokens[2]


def test_attachments_come_as_addresses_that_the_account_can_read(
    pointed: StandInTwilio, hook: Any, client: Any
) -> None:
    exchange = pointed.text(PERSON, body="look", media=[("image/jpeg", b"picture"), ("text/vcard", b"card")])
    form = hook.forms()[0]
    assert form["MessageSid"].startswith("MM")
    assert (form["NumMedia"], form["MediaContentType0"], form["MediaContentType1"]) == ("2", "image/jpeg", "text/vcard")
    assert form["MediaUrl0"].startswith(pointed.url)
    assert client.request("GET", form["MediaUrl0"]).text == "picture"
    assert exchange.message.media[1].content == b"card"


def test_other_channels_and_fields_are_as_the_caller_says(twilio: StandInTwilio, hook: Any) -> None:
    sender = twilio.add_number("whatsapp:+14155238886", sms_url=f"{hook.url}/sms")
    extra = {"ProfileName": "Ada", "WaId": "15558675310", "MessageType": "text"}
    twilio.text(f"whatsapp:{PERSON}", sender.phone_number, "Hola", extra=extra)
    form = hook.forms()[0]
    assert (form["From"], form["ProfileName"], form["NumSegments"]) == (f"whatsapp:{PERSON}", "Ada", "1")
    assert "FromCity" not in form


def test_half_a_surrogate_pair_cannot_leave_a_phone(pointed: StandInTwilio, hook: Any) -> None:
    pointed.text(PERSON, body="a\ud83dz")
    assert hook.forms()[0]["Body"] == "a�z"


class TestWhichWebhookCounts:
    def test_a_service_answers_for_its_numbers(self, twilio: StandInTwilio, hook: Any) -> None:
        twilio.point(f"{hook.url}/number")
        service = twilio.add_service([twilio.number], inbound_request_url=f"{hook.url}/service")
        twilio.text(PERSON, body="hi")
        assert [r.path for r in hook.requests] == ["/service"]
        assert hook.forms("/service")[0]["MessagingServiceSid"] == service.sid

    def test_a_service_may_leave_it_to_the_number(self, twilio: StandInTwilio, hook: Any) -> None:
        twilio.point(f"{hook.url}/number")
        twilio.add_service([twilio.number], use_inbound_webhook_on_number=True)
        twilio.text(PERSON, body="hi")
        assert [r.path for r in hook.requests] == ["/number"]

    def test_a_service_without_an_address_takes_no_texts(self, twilio: StandInTwilio, hook: Any) -> None:
        twilio.point(f"{hook.url}/number")
        twilio.add_service([twilio.number])
        assert twilio.text(PERSON, body="hi").because == "no webhook is configured for this number"
        assert hook.requests == []

    def test_an_application_overrules_the_numbers_own_address(self, pointed: StandInTwilio, hook: Any) -> None:
        pointed.change(pointed.number, sms_application_sid="AP" + "1" * 32)
        pointed.text(PERSON, body="hi")
        assert hook.requests == []


def test_the_31st_reply_in_a_row_fails_until_there_was_a_pause(serve: Any, hook: Any) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    twilio = serve(clock=lambda: now)
    twilio.point(f"{hook.url}/sms")
    hook.says(xml("again"))

    def answered() -> int | None:
        twilio.pass_time(timedelta(seconds=1))
        (message,) = twilio.text(PERSON, body="hi").sent
        twilio.settle()
        return message.error_code

    assert [answered() for _ in range(32)] == [None] * 30 + [14107] * 2
    twilio.pass_time(timedelta(seconds=30))
    assert answered() is None


def test_a_reply_that_is_too_long_fails(pointed: StandInTwilio, hook: Any) -> None:
    hook.says(xml("a" * 1601))
    (message,) = pointed.text(PERSON, body="hi").sent
    pointed.settle()
    assert (message.status, message.error_code) == ("failed", 21617)
