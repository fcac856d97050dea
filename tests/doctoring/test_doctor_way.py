"""The doctor walks from Twilio to the server, through a proxy, and says what is wrong on the way."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from clinic import Clinic, Proxy, Served, without

from responder.settings import Secret
from responder.sms import probe
from responder.testing import StandInTwilio
from responder.testing.loopback import Answer, Request


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with ExitStack() as stack:
        twilio = stack.enter_context(StandInTwilio(seed=1))
        proxy = Proxy()
        stack.callback(proxy.stop)
        clinic = Clinic(tmp_path_factory.mktemp("clinic"), twilio, proxy)
        proxy.port_behind = free_port()
        served = Served(clinic.folder, proxy.port_behind, clinic.environment)
        stack.callback(served.stop)
        wait_for_the_worker(clinic)
        yield clinic


def wait_for_the_worker(clinic: Clinic) -> None:
    """It comes up a few seconds after the server answers."""
    deadline = time.monotonic() + 60
    with clinic.store() as store:
        while not store.seen_workers():
            assert time.monotonic() < deadline, "the worker doesn't come up"
            time.sleep(0.1)


@pytest.fixture
def served(built: Clinic) -> Iterator[Clinic]:
    """The real server with its worker behind the proxy; all of it is as it should be."""
    built.twilio.point(f"{built.proxy.url}/sms", f"{built.proxy.url}/sms/fallback")
    yield built
    built.proxy.put_right()


def test_where_everything_is_right_nothing_is_wrong_and_nothing_is_kept(served: Clinic) -> None:
    service = served.twilio.add_service([served.twilio.number], us_app_to_person_registered=True)
    service.inbound_request_url = f"{served.proxy.url}/sms"
    service.fallback_url = f"{served.proxy.url}/sms/fallback"
    try:
        done = served.run("--json")
    finally:
        served.twilio.account.services.clear()
    told = json.loads(done.stdout)
    assert [one for one in told["findings"] if one["verdict"] in ("bad", "warning")] == []
    assert (done.returncode, told["verdict"], done.stderr) == (0, "good", "")
    by_name = {one["name"]: one["sentence"] for one in told["findings"]}
    assert by_name["signature"] == "Signed requests arrive unchanged, for texts and for news of them."
    assert by_name["worker"] == "1 worker at work; nothing waits for long."
    with served.store() as store:
        contents = store.contents()
        assert (contents.messages, contents.contacts, contents.ledger) == (0, 0, 0)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (lambda path: "/texts" + path, "The path /sms arrives as /texts/sms"),
        (lambda path: path.replace("/sms", "/sms/"), "The path /sms arrives as /sms/"),
        (lambda path: path.removeprefix("/sms") or "/", "The path /sms arrives as /,"),
    ],
)
def test_a_proxy_that_changes_the_path_is_told(served: Clinic, target: object, words: str) -> None:
    served.proxy.change = lambda request: replace(request, target=target(request.target))  # type: ignore[operator]
    found = served.verdict("signature")
    assert found.verdict == "bad"
    assert words in found.sentence
    assert "proxy_pass" in found.remedy


def test_a_proxy_that_drops_the_query_breaks_only_the_news(served: Clinic) -> None:
    served.proxy.change = lambda request: replace(request, target=request.path)
    assert served.verdict("signature").sentence == "Signed requests for texts arrive unchanged."
    found = served.verdict("news signature")
    assert (found.verdict, "behind the ?" in found.sentence) == ("bad", True)


def test_a_proxy_that_writes_forms_anew_is_told(served: Clinic) -> None:
    served.proxy.change = lambda request: replace(request, body=request.body.replace(b"&Blank=", b""))
    found = served.verdict("signature")
    assert (found.verdict, found.sentence[:25]) == ("bad", "The body arrives changed:")


def test_a_proxy_that_drops_the_signature_is_told(served: Clinic) -> None:
    served.proxy.change = lambda request: without(request, "x-twilio")
    found = served.verdict("signature")
    assert (found.verdict, found.sentence) == ("bad", "The header X-Twilio-Signature is lost on the way.")


def test_a_proxy_that_drops_all_such_headers_is_told(served: Clinic) -> None:
    served.proxy.change = lambda request: without(request, "x-")
    found = served.verdict("signature")
    assert found.verdict == "bad"
    assert "the proxy takes the X-… headers out" in found.remedy


def test_a_server_with_another_token_is_told_without_saying_either(served: Clinic) -> None:
    other = "f" * 32
    findings = served.examine(TWILIO_AUTH_TOKEN=other)
    found = {finding.name: finding for finding in findings}["signature"]
    assert (found.verdict, "started before the token was changed" in found.remedy) == ("bad", True)
    said = repr(findings)
    assert other not in said
    assert served.twilio.account.auth_token not in said


def test_a_redirect_is_told_with_its_end(served: Clinic) -> None:
    there = "https://www.example.com/sms"
    served.proxy.change = lambda _: Answer(301, b"", [("Location", there)])
    found = served.verdict("address")
    assert found.verdict == "bad"
    assert there in found.sentence


@pytest.mark.parametrize(("status", "words"), [(502, "a proxy answers"), (404, "somebody answers with 404")])
def test_somebody_else_at_the_address_is_told(served: Clinic, status: int, words: str) -> None:
    served.proxy.change = lambda _: Answer(status, b"<h1>hello</h1>")
    found = served.verdict("address")
    assert found.verdict == "bad"
    assert words in found.sentence.lower()
    assert served.verdict("signature").verdict == "bad"


def test_nobody_at_the_address_is_told_once(served: Clinic) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    found = {finding.name: finding for finding in served.examine(RESPONDER_PUBLIC_URL=nobody)}
    assert (found["address"].verdict, found["signature"].verdict) == ("bad", "skipped")
    assert found["address"].sentence.endswith("can't be reached from this machine: connection refused.")


def test_a_server_started_with_another_address_is_told(served: Clinic) -> None:
    other = served.proxy.url.replace("127.0.0.1", "localhost")
    found = served.verdict("signature", RESPONDER_PUBLIC_URL=other)
    assert found.verdict == "bad"
    assert found.sentence == f"The server checks signatures over {served.proxy.url}, and not over {other}."


def test_a_server_that_does_not_know_its_address_is_told_what_to_set(clinic: Clinic) -> None:
    clinic.proxy.port_behind = free_port()
    clinic.proxy.keep_host = False
    server = Served(
        clinic.folder, clinic.proxy.port_behind, {**clinic.environment, "RESPONDER_PUBLIC_URL": ""}, ["--no-worker"]
    )
    try:
        found = clinic.verdict("signature")
    finally:
        server.stop()
    assert found.verdict == "bad"
    assert found.remedy.startswith(f"Set RESPONDER_PUBLIC_URL={clinic.proxy.url} where the server runs")


def test_a_server_without_signatures_is_told(clinic: Clinic) -> None:
    clinic.proxy.port_behind = free_port()
    server = Served(clinic.folder, clinic.proxy.port_behind, clinic.environment, ["--no-signature", "--no-worker"])
    try:
        found = {finding.name: finding for finding in clinic.examine()}
    finally:
        server.stop()
    assert (found["address"].verdict, "--no-signature" in found["address"].sentence) == ("bad", True)
    assert (found["signature"].verdict, "--no-signature" in found["signature"].sentence) == ("warning", True)


class TestTheProbe:
    """It tells strangers nothing."""

    def ask(self, clinic: Clinic, question: str, path: str = "/sms") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", clinic.proxy.port_behind, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded", probe.QUESTION: question}
        try:
            connection.request("POST", path, urlencode({"Body": "hours"}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def test_without_the_token_it_is_as_if_it_was_not_there(self, served: Clinic) -> None:
        now = datetime.now(UTC)
        for question in ("", "hello", "1.2.3", probe.question(Secret("a" * 32), "0" * 32, now)):
            status, body = self.ask(served, question)
            assert (status, served.proxy.url in body) == (403, False)
            assert self.ask(served, question, "/elsewhere")[0] == 404

    def test_an_old_question_counts_no_more(self, served: Clinic) -> None:
        token = Secret(served.twilio.account.auth_token)
        now = datetime.now(UTC)
        assert self.ask(served, probe.question(token, "0" * 32, now))[0] == 200
        for then in (now - timedelta(minutes=11), now + timedelta(minutes=11)):
            assert self.ask(served, probe.question(token, "0" * 32, then))[0] == 403

    def test_an_unsigned_text_that_asks_is_not_answered_as_a_text(self, served: Clinic) -> None:
        token = Secret(served.twilio.account.auth_token)
        status, body = self.ask(served, probe.question(token, "0" * 32, datetime.now(UTC)))
        assert (status, json.loads(body)["fits"], "9 to 5" in body) == (200, False, False)

    def test_an_answer_by_somebody_else_is_not_believed(self) -> None:
        token = Secret("a" * 32)
        arrived = probe.Arrived(True, "", "https://x/sms", "POST", "x", "", True, True, True, True)
        body = probe.written(arrived)
        proof = probe.proof(token, "0" * 32, body)
        assert probe.read(token, "0" * 32, body.encode(), proof) == arrived
        assert probe.read(token, "1" * 32, body.encode(), proof) is None
        assert probe.read(Secret("b" * 32), "0" * 32, body.encode(), proof) is None
        assert probe.read(token, "0" * 32, body.replace("true", "false").encode(), proof) is None


def test_the_request_type_of_the_proxy_is_what_it_seems(served: Clinic, tmp_path: Path) -> None:
    seen: list[Request] = []

    def remember(request: Request) -> Request:
        seen.append(request)
        return request

    served.proxy.change = remember
    served.examine()
    assert [request.path for request in seen] == ["/sms", "/sms", "/sms/status"]
    assert b"MessageSid" not in b"".join(request.body for request in seen)
    assert not list(tmp_path.iterdir())
