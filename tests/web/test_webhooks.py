"""The routes over real HTTP: who is let in, what is answered, what is logged."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from responder.settings import Secret
from responder.sms.signature import SETTINGS, sign
from responder.sms.twiml import EMPTY

Site = Any

SAMPLES = json.loads((Path(__file__).parent.parent / "data" / "webhook_samples.json").read_text(encoding="utf-8"))
TOKEN = SAMPLES["about"]["auth_token"]
PUBLIC = "https://inbound.example.com"
INBOUND = [sample for sample in SAMPLES["samples"] if sample["kind"] == "inbound"]
STATUS = [sample for sample in SAMPLES["samples"] if sample["kind"] == "status"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(site: Site, sample: dict[str, Any], **changed: str) -> Any:
    """A sample as it went over the wire."""
    headers = {**sample["headers"], **{name.replace("_", "-"): value for name, value in changed.items()}}
    if sample["method"] == "GET":
        return site.ask("GET", sample["url"].removeprefix(PUBLIC), None, headers)
    return site.ask("POST", sample["path"], sample["raw_body"].encode("utf-8"), headers)


def texts(document: str) -> list[str]:
    return [message.text or "" for message in ET.fromstring(document).findall("Message")]


class TestSamples:
    @pytest.mark.parametrize("sample", INBOUND, ids=lambda s: s["id"])
    def test_every_inbound_sample_is_answered_in_well_formed_twiml(self, site: Site, sample: dict[str, Any]) -> None:
        got = send(site, sample)
        assert (got.status, got.kind) == (200, "text/xml")
        answered = texts(got.body)
        if sample.get("expect") in (
            "no reply",
            "record opt-out, empty <Response/>",
            "record opt-in, empty <Response/>",
        ):
            assert got.body == EMPTY
        elif sample["id"] in ("sms_longcode", "sms_tollfree", "sms_spanish", "sms_get_method"):
            assert answered == ["We're open 9 to 5 & on <some> Saturdays."]

    @pytest.mark.parametrize("sample", INBOUND + STATUS, ids=lambda s: s["id"])
    @pytest.mark.parametrize("signature", ["", "WRONG", "VnHEp2qzGOwy97iphXrKZCNsbR8="])
    def test_no_sample_is_let_in_with_another_signature(
        self, site: Site, sample: dict[str, Any], signature: str
    ) -> None:
        got = send(site, sample, X_Twilio_Signature=signature)
        assert (got.status, got.kind) == (403, "text/html")

    @pytest.mark.parametrize("sample", STATUS, ids=lambda s: s["id"])
    def test_every_status_sample_is_taken_and_kept(self, site: Site, sample: dict[str, Any]) -> None:
        got = send(site, sample)
        assert (got.status, got.body) == (204, "")
        assert "text/plain" not in got.kind
        sid = dict(sample["params"])["MessageSid"]
        assert site.service.store.delivery(sid).status == dict(sample["params"])["MessageStatus"]

    def test_a_retry_gets_the_same_bytes_and_does_nothing_twice(
        self, site: Site, samples: dict[str, dict[str, Any]]
    ) -> None:
        first = send(site, samples["retry_first"])
        assert send(site, samples["retry_second"]).body == first.body
        assert send(site, samples["fallback_request"]).body == first.body
        sid = "SM0000000000000000000000000000002d"
        assert len([m for m in site.service.store.messages(limit=500) if m.sid == sid]) == 1

    def test_markup_in_a_text_stays_text(self, site: Site) -> None:
        said = "</Message><Redirect>http://evil.example</Redirect>{{ config }} & <b>"
        got = site.text(f"echo {said}", "SMmarkup")
        assert texts(got.body) == [f"You said: {said}"]


class TestSignatures:
    def test_a_changed_field_is_refused(self, site: Site, samples: dict[str, dict[str, Any]]) -> None:
        sample = dict(samples["sms_longcode"])
        sample["raw_body"] = sample["raw_body"].replace("hours", "money")
        assert send(site, sample).status == 403

    def test_another_host_header_changes_nothing_since_the_public_url_counts(
        self, site: Site, samples: dict[str, dict[str, Any]]
    ) -> None:
        assert send(site, samples["sms_longcode"], Host="127.0.0.1:5000", X_Forwarded_Host="evil.example").status == 200

    def test_both_tokens_are_taken_during_a_rotation(self, open_site: Callable[..., Site]) -> None:
        site = open_site(auth_tokens=(Secret("new"), Secret("old")))
        assert [site.text("hi", f"SM{key}", key=key).status for key in ("new", "old", "older")] == [200, 200, 403]

    def test_a_shared_key_signs_by_sha_256(self, open_site: Callable[..., Site]) -> None:
        site = open_site(auth_tokens=(), shared_keys=(("webhooks_sharedkey_1", Secret("shared")),))
        fields = [("MessageSid", "SM1"), ("From", "+15558675310"), ("To", "+15557122661"), ("Body", "hours")]
        signature = sign("shared", PUBLIC + "/sms", fields, "HMAC_SHA256")
        header = {SETTINGS: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", "X-Twilio-Signature": signature}
        assert site.post(fields, **header).status == 200
        assert site.post(fields, **{**header, SETTINGS: "key=another,algorithm=HMAC_SHA256"}).status == 403

    def test_without_any_token_everything_is_refused(self, open_site: Callable[..., Site]) -> None:
        site = open_site(auth_tokens=())
        assert site.text("hi", "SM1", key="").status == 403

    def test_without_a_public_url_the_host_is_taken_and_a_refusal_hints_at_the_setting(
        self, open_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
    ) -> None:
        site = open_site(public_url="")
        here = f"http://127.0.0.1:{site.port}"
        assert site.text("hi", "SM1", public=here).status == 200
        assert caplog.text == ""
        assert site.text("hi", "SM2", public=PUBLIC).status == 403
        assert "RESPONDER_PUBLIC_URL" in caplog.text

    def test_a_refusal_is_one_log_line_without_the_text(
        self, site: Site, samples: dict[str, dict[str, Any]], caplog: pytest.LogCaptureFixture
    ) -> None:
        send(site, samples["sms_longcode"], X_Twilio_Signature="WRONG")
        send(site, samples["sms_get_method"], X_Twilio_Signature="WRONG")
        lines = [record.getMessage() for record in caplog.records if record.name == "responder.web"]
        assert len(lines) == 2
        assert all("127.0.0.1" in line and "https://inbound.example.com/sms" in line for line in lines)
        assert "hours" not in caplog.text

    def test_a_refused_text_leaves_nothing_behind(self, site: Site) -> None:
        assert site.text("hi", "SMstranger", key="WRONG").status == 403
        assert site.service.store.message("SMstranger") is None

    def test_a_query_of_the_configured_url_is_signed_along(self, site: Site) -> None:
        fields = [("MessageSid", "SMquery"), ("From", "+15558675310"), ("To", "+15557122661"), ("Body", "hours")]
        path = "/sms?tenant=7&name=It%27s+%C2%BFQu%C3%A9%3F&empty="
        assert site.post(fields, path).status == 200
        assert site.post(fields, path, X_Twilio_Signature=sign(TOKEN, PUBLIC + "/sms", fields)).status == 403

    @pytest.mark.parametrize("target", ["/sms?", "/sms/"])
    def test_a_question_mark_or_a_slash_at_the_end_is_signed_as_configured(self, site: Site, target: str) -> None:
        assert site.text("hours", f"SMtail{len(target)}{target[-1] == '/'}", path=target).status == 200

    @pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
    def test_a_body_that_is_not_a_form_needs_its_hash_in_the_url(self, site: Site, kind: str) -> None:
        headers = {"Content-Type": kind, "X-Twilio-Signature": sign(TOKEN, PUBLIC + "/sms")}
        got = site.ask("POST", "/sms", b'{"Body": "hi"}', headers)
        assert (got.status, got.kind) == (403, "text/html")

    def test_a_signed_body_that_is_not_a_form_is_still_no_message(self, site: Site) -> None:
        target = "/sms?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        headers = {"Content-Type": "application/json", "X-Twilio-Signature": sign(TOKEN, PUBLIC + target)}
        got = site.ask("POST", target, b"{}", headers)
        assert (got.status, got.kind) == (400, "text/html")


class TestWithoutSignatures:
    FIELDS = b"MessageSid=SM1&From=%2B15558675310&To=%2B15557122661&Body=hours"

    def test_this_machine_is_answered(self, open_site: Callable[..., Site]) -> None:
        got = open_site(verify=False, auth_tokens=()).ask("POST", "/sms", self.FIELDS, FORM)
        assert texts(got.body) == ["We're open 9 to 5 & on <some> Saturdays."]

    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000"])
    def test_it_is_asked_under_a_name_of_its_own(self, open_site: Callable[..., Site], host: str) -> None:
        headers = {**FORM, "Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert open_site(verify=False).ask("POST", "/sms", self.FIELDS, headers).status == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "texts.example.com"},
            # A name that was made to lead to 127.0.0.1, and what only looks like one of this machine.
            {"Host": "evil.example:8000"},
            {"Host": "localhost.evil.example"},
            {"Host": "localhost@evil.example"},
            {"Host": ""},
            {"Origin": "https://evil.example"},
            {"Origin": "http://127.0.0.1.evil.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_somebody_elses_page_in_a_browser_here_is_not(
        self, open_site: Callable[..., Site], headers: dict[str, str]
    ) -> None:
        site = open_site(verify=False)
        assert site.ask("POST", "/sms", self.FIELDS, {**FORM, **headers}).status == 403
        assert site.service.store.message("SM1") is None

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "Forwarded", "Via", "X-Real-IP"]
    )
    def test_a_proxy_that_speaks_for_others_is_not(self, open_site: Callable[..., Site], header: str) -> None:
        got = open_site(verify=False).ask("POST", "/sms", self.FIELDS, {**FORM, header: "198.51.100.7"})
        assert got.status == 403


class TestAnswers:
    def test_two_copies_at_the_same_moment_get_the_same_answer_and_one_is_kept(self, site: Site) -> None:
        got: list[Any] = []
        start = threading.Barrier(8)

        def one() -> None:
            start.wait()
            got.append(site.text("echo twice", "SMtwins", I_Twilio_Idempotency_Token="t-1"))

        threads = [threading.Thread(target=one) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {(g.status, g.body) for g in got} == {(200, got[0].body)}
        assert texts(got[0].body) == ["You said: twice"]
        assert len([m for m in site.service.store.messages(limit=500) if m.sid == "SMtwins"]) == 1

    def test_the_same_token_is_the_same_message(self, site: Site) -> None:
        first = site.text("echo one", "SMtoken1", I_Twilio_Idempotency_Token="same")
        assert site.text("echo two", "SMtoken2", I_Twilio_Idempotency_Token="same").body == first.body

    @pytest.mark.parametrize("said", ["\x00\x0b\x1b", "\ufffe", "]]>", "a\r\nb", "😀" * 500, "x" * 1600])
    def test_whatever_is_echoed_comes_back_well_formed(self, site: Site, said: str) -> None:
        got = site.text(f"echo {said}", f"SMecho{abs(hash(said))}", from_=f"+1555{abs(hash(said)) % 10**7:07}")
        assert got.status == 200
        assert all(len(text) <= 1600 for text in texts(got.body))

    def test_an_error_inside_a_rule_answers_with_otherwise_and_is_logged(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        got = site.text("divide", "SMdivide", from_="+15558675399")
        assert texts(got.body) == ["A person will read this soon."]
        assert "'Broken'" in caplog.text

    def test_a_database_that_is_down_sends_twilio_to_the_fallback_and_the_fallback_says_nothing(
        self, open_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
    ) -> None:
        site = open_site()
        site.text("hours", "SM1")
        site.service.store.close()
        first = site.text("a secret", "SM2")
        second = site.text("a secret", "SM2", path="/sms/fallback")
        assert (first.status, first.kind, first.body) == (500, "text/xml", EMPTY)
        assert (second.status, second.kind, second.body) == (200, "text/xml", EMPTY)
        assert "SM2 couldn't be answered" in caplog.text
        assert "a secret" not in caplog.text

    def test_the_fallback_says_in_the_log_what_failed_without_the_text(
        self, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        fields = [
            ("MessageSid", "SMfall"), ("From", "+15558675310"), ("To", "+15557122661"), ("Body", "hi"),
            ("ErrorCode", "11200\n\x1b[31m"), ("ErrorUrl", "https://x.example/sms?Body=secret"),
        ]  # fmt: skip
        assert site.post(fields, "/sms/fallback").status == 200
        assert r"error '11200\n\x1b[31m' at 'https://x.example/sms'" in caplog.text
        assert "secret" not in caplog.text

    def test_another_account_is_mentioned_once_and_answered(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        for n in range(2):
            fields = [
                ("MessageSid", f"SMsub{n}"), ("From", "+15558675310"), ("To", "+15557122661"), ("Body", "hours"),
                ("AccountSid", "ACffffffffffffffffffffffffffffffff"),
            ]  # fmt: skip
            assert site.post(fields).status == 200
        assert caplog.text.count("isn't TWILIO_ACCOUNT_SID") == 1


class TestStatus:
    def status(self, site: Site, sid: str, status: str, *more: tuple[str, str]) -> int:
        fields = [
            ("MessageSid", sid),
            ("MessageStatus", status),
            ("To", "+15550001111"),
            ("From", "+15557122661"),
            *more,
        ]
        got = site.post(fields, "/sms/status")
        return int(got.status)

    def test_a_status_only_moves_forward(self, site: Site) -> None:
        for status in ("sent", "delivered", "sent", "queued"):
            assert self.status(site, "SMforward", status) == 204
        assert site.service.store.delivery("SMforward").status == "delivered"

    def test_a_failure_is_explained_in_the_log_once(self, site: Site, caplog: pytest.LogCaptureFixture) -> None:
        for _ in range(2):
            self.status(site, "SM30006", "undelivered", ("ErrorCode", "30006"))
        assert caplog.text.count("landline") == 1

    def test_an_opt_out_that_only_the_carrier_knew_of_is_kept(self, site: Site) -> None:
        self.status(site, "SMoptout", "failed", ("ErrorCode", "21610"), ("MessagingServiceSid", "MG1"))
        assert dict(site.service.store.contact("+15550001111").opted_out) == {
            "+15557122661": "carrier",
            "MG1": "carrier",
        }

    def test_the_same_news_again_does_not_opt_out_whoever_came_back_since(self, open_site: Callable[..., Site]) -> None:
        site = open_site()
        refused = ("SMagain", "failed", ("ErrorCode", "21610"))
        self.status(site, *refused)
        assert site.service.store.contact("+15550001111").opted_out
        site.text("START", "SMstart", "+15550001111")
        assert not site.service.store.contact("+15550001111").opted_out
        assert self.status(site, *refused) == 204
        assert not site.service.store.contact("+15550001111").opted_out

    def test_a_database_that_is_down_is_told_as_an_error(self, open_site: Callable[..., Site]) -> None:
        site = open_site()
        site.service.store.close()
        assert self.status(site, "SM1", "sent") == 500

    def test_only_post_is_a_status_callback(self, site: Site) -> None:
        assert site.ask("GET", "/sms/status?MessageSid=SM1").status == 405


class TestPages:
    @pytest.mark.parametrize(
        ("method", "target", "status"),
        [
            ("GET", "/", 404),
            ("GET", "/nowhere", 404),
            ("POST", "/nowhere", 404),
            ("PUT", "/sms", 405),
            ("DELETE", "/sms/status", 405),
            ("OPTIONS", "/sms", 405),
            ("GET", "/sms", 403),
            ("POST", "/sms", 403),
            ("POST", "/healthz", 405),
        ],
    )
    def test_no_page_is_plain_text(self, site: Site, method: str, target: str, status: int) -> None:
        got = site.ask(method, target)
        assert (got.status, got.kind) == (status, "text/html")

    def test_head_is_no_webhook(self, site: Site) -> None:
        assert site.ask("HEAD", "/sms").status == 405

    def test_a_request_that_is_too_large_is_refused(self, site: Site) -> None:
        got = site.ask("POST", "/sms", b"Body=" + b"x" * 300_000, {**FORM, "X-Twilio-Signature": "x"})
        assert (got.status, got.kind) == (413, "text/html")

    @pytest.mark.parametrize(("method", "target", "body"), [
        ("POST", "/sms", b"a=&" * 1000), ("GET", "/sms?" + "a=&" * 600, None),
    ])  # fmt: skip
    def test_a_form_of_too_many_fields_is_refused(
        self, site: Site, method: str, target: str, body: bytes | None
    ) -> None:
        got = site.ask(method, target, body, {**FORM, "X-Twilio-Signature": "x"})
        assert (got.status, got.kind) == (400, "text/html")

    def test_a_body_without_a_signature_is_not_waited_for(self, site: Site) -> None:
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as stranger:
            stranger.sendall(b"POST /sms HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nBody=")
            assert b" 403 " in stranger.recv(100)
        assert time.monotonic() - began < 5

    @pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"%", b"%zz=%c3%28", b"=&=&=", b"&&&&", b"\x00" * 100])
    def test_nonsense_is_refused_and_breaks_nothing(self, site: Site, body: bytes) -> None:
        got = site.ask("POST", "/sms", body, {**FORM, "X-Twilio-Signature": "x"})
        assert (got.status, got.kind) == (403, "text/html")

    def test_signed_parameters_that_are_no_message_are_a_bad_request(self, site: Site) -> None:
        got = site.post([("Hello", "there")])
        assert (got.status, got.kind) == (400, "text/html")

    @pytest.mark.parametrize(
        ("fields", "path", "words"),
        [
            ([("Body", "a secret")], "/sms", "got a 400: these parameters aren't a message"),
            ([("Body", "a secret")], "/sms/status", "got a 400: these parameters aren't a status"),
            ([("Body", "a secret" * 40_000)], "/sms", "got a 413: Twilio's requests are smaller"),
            ([("Body", "a secret"), *[("a", "")] * 1200], "/sms", "got a 400: This form has too many fields"),
        ],
    )
    def test_what_twilio_sends_in_vain_leaves_one_line_without_the_text(
        self, site: Site, caplog: pytest.LogCaptureFixture, fields: list[tuple[str, str]], path: str, words: str
    ) -> None:
        with caplog.at_level(logging.DEBUG, "responder"):
            site.post(fields, path)
        [line] = caplog.records
        assert (line.levelname, words in line.getMessage()) == ("WARNING", True), line.getMessage()
        assert "secret" not in caplog.text

    def test_a_login_in_the_public_url_is_not_logged(
        self, open_site: Callable[..., Site], caplog: pytest.LogCaptureFixture
    ) -> None:
        site = open_site(public_url="https://ana:hush@inbound.example.com")
        assert site.ask("POST", "/sms", b"Body=hi", FORM).status == 403
        assert "'https://inbound.example.com/sms'" in caplog.text and "hush" not in caplog.text


class TestHealth:
    def test_a_service_that_answers_says_so(self, site: Site) -> None:
        got = site.ask("GET", "/healthz")
        assert (got.status, json.loads(got.body)) == (200, {"status": "ok", "rules": "current"})

    def test_a_database_that_is_gone_is_told(self, open_site: Callable[..., Site]) -> None:
        site = open_site()
        site.service.store.close()
        for path in site.settings.data.iterdir():
            path.write_bytes(b"this is no database " * 100)
        got = site.ask("GET", "/healthz")
        assert (got.status, got.kind) == (503, "application/json")


def test_info_about_texts_never_holds_what_they_say(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        site.text("hours and a secret", "SMquiet")
    assert "secret" not in caplog.text
