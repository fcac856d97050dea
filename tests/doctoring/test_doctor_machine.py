"""What is wrong on this machine: settings, rules, the database, the certificate; and the command itself."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from clinic import Clinic

SECRET = "5ec7e75ec7e75ec7e75ec7e75ec7e75e"
NOTHING = {
    "TWILIO_API_BASE": "",
    "TWILIO_ACCOUNT_SID": "",
    "TWILIO_AUTH_TOKEN": "",
    "TWILIO_FROM": "",
    "RESPONDER_PUBLIC_URL": "",
}


class TestSettings:
    def test_what_is_missing_is_named(self, clinic: Clinic) -> None:
        found = clinic.verdict("settings", TWILIO_AUTH_TOKEN="", TWILIO_FROM="")
        assert found.verdict == "bad"
        assert found.sentence == "Not set: TWILIO_AUTH_TOKEN, TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID."

    def test_what_cannot_be_used_is_told_and_the_rest_is_looked_at(self, clinic: Clinic) -> None:
        findings = clinic.examine(TWILIO_FROM="me", RESPONDER_THREADS="many")
        told = [finding.sentence for finding in findings if finding.name == "settings"]
        assert [words.partition(":")[0] for words in told] == ["TWILIO_FROM", "RESPONDER_THREADS"]
        assert next(f for f in findings if f.name == "Twilio account").verdict == "good"

    def test_no_public_address_is_a_warning(self, clinic: Clinic) -> None:
        assert clinic.verdict("settings", RESPONDER_PUBLIC_URL="").verdict == "warning"

    def test_a_tunnel_wants_a_domain_that_stays(self, clinic: Clinic) -> None:
        found = clinic.verdict("settings", RESPONDER_PUBLIC_URL="", NGROK_AUTHTOKEN="a")
        assert (found.verdict, "NGROK_URL" in found.remedy) == ("warning", True)
        there = clinic.verdict("settings", RESPONDER_PUBLIC_URL="", NGROK_AUTHTOKEN="a", NGROK_URL=clinic.proxy.url)
        assert there.verdict == "good"

    def test_an_env_file_that_everybody_can_read_is_a_warning(self, clinic: Clinic) -> None:
        file = clinic.folder / ".env"
        file.write_text(f"NGROK_AUTHTOKEN={SECRET}\n", encoding="utf-8")
        file.chmod(0o644)
        assert clinic.verdict(".env").verdict == "warning"
        file.chmod(0o600)
        assert clinic.verdict(".env").verdict == "good"


class TestRules:
    def test_none_is_bad(self, clinic: Clinic) -> None:
        (clinic.folder / "rules.yaml").unlink()
        assert clinic.verdict("rules").verdict == "bad"

    def test_errors_are_bad_and_the_first_is_shown(self, clinic: Clinic) -> None:
        (clinic.folder / "rules.yaml").write_text("rules:\n  - name: A\n    when: {contain: x}\n    reply: y\n")
        found = clinic.verdict("rules")
        assert found.verdict == "bad"
        assert "rules.yaml:3" in found.sentence

    def test_warnings_are_counted(self, clinic: Clinic) -> None:
        file = clinic.folder / "rules.yaml"
        file.write_text(file.read_text().replace("We're open 9 to 5.", "Hi { first_name }"))
        found = clinic.verdict("rules")
        assert (found.verdict, "1 warning" in found.sentence) == ("warning", True)


class TestTheDatabase:
    def test_none_yet_is_no_fault(self, clinic: Clinic) -> None:
        assert clinic.verdict("database").verdict == "skipped"

    def test_one_that_keeps_what_is_written_is_good_and_keeps_nothing_of_the_trial(self, clinic: Clinic) -> None:
        clinic.store().close()
        assert clinic.verdict("database").verdict == "good"
        file = clinic.folder / "data" / "responder.sqlite3"
        assert b"a trial of the doctor" not in file.read_bytes()

    def test_a_file_that_is_none_is_bad(self, clinic: Clinic) -> None:
        (clinic.folder / "data").mkdir()
        (clinic.folder / "data" / "responder.sqlite3").write_text("Dear diary, " * 100)
        assert clinic.verdict("database").verdict == "bad"

    def test_an_empty_one_is_bad_with_what_to_run(self, clinic: Clinic) -> None:
        (clinic.folder / "data").mkdir()
        (clinic.folder / "data" / "responder.sqlite3").touch()
        found = clinic.verdict("database")
        assert (found.verdict, "responder db upgrade" in found.sentence) == ("bad", True)

    def test_a_server_that_is_not_there_is_bad_and_its_password_unsaid(self, clinic: Clinic) -> None:
        findings = clinic.examine(DATABASE_URL=f"postgresql://me:{SECRET}@127.0.0.1:9/x")
        assert next(f for f in findings if f.name == "database").verdict == "bad"
        assert SECRET not in repr(findings)

    @pytest.mark.parametrize(("free", "verdict"), [(50 * 1024**3, "good"), (500 * 1024**2, "warning"), (1024, "bad")])
    def test_the_room_on_the_disk(
        self, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, free: int, verdict: str
    ) -> None:
        class Usage(NamedTuple):
            free: int

        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))
        assert clinic.verdict("disk").verdict == verdict


class TestTheCertificate:
    """A server with a certificate of our own making."""

    @pytest.fixture
    def address(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path]]:
        if shutil.which("openssl") is None:
            pytest.skip("openssl makes the certificate")
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key, "-out", certificate, "-days", str(request.param), "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"],
            check=True,
            capture_output=True,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            threading.Thread(target=_refuse, args=(listening, context), daemon=True).start()
            yield f"https://localhost:{listening.getsockname()[1]}", certificate
            # Wakes the thread that waits for the next caller.
            listening.shutdown(socket.SHUT_RDWR)

    @pytest.mark.parametrize("address", [90], indirect=True)
    def test_one_that_nobody_vouches_for_is_bad(self, clinic: Clinic, address: tuple[str, Path]) -> None:
        found = clinic.verdict("certificate", RESPONDER_PUBLIC_URL=address[0])
        assert (found.verdict, "isn't trusted: self" in found.sentence) == ("bad", True)

    @pytest.mark.parametrize(("address", "verdict"), [(90, "good"), (5, "warning")], indirect=["address"])
    def test_its_days_are_counted(
        self, clinic: Clinic, address: tuple[str, Path], verdict: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(address[1]))
        assert clinic.verdict("certificate", RESPONDER_PUBLIC_URL=address[0]).verdict == verdict


def _refuse(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            plain, _ = listening.accept()
        except OSError:
            return
        plain.settimeout(5)
        try:
            with context.wrap_socket(plain, server_side=True) as caller:
                asked = b""
                # Closing before the body is read would reset the connection.
                while not asked.endswith(b"Plus=%2B1") and (piece := caller.recv(65_536)):
                    asked += piece
                caller.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except OSError:
            plain.close()


def test_an_address_inside_the_network_is_bad(clinic: Clinic) -> None:
    findings = clinic.examine(**NOTHING | {"RESPONDER_PUBLIC_URL": clinic.proxy.url})
    assert any(f.name == "address" and "inside your own network" in f.sentence for f in findings)


class TestTheCommand:
    def test_without_any_settings_it_says_what_is_missing(self, clinic: Clinic) -> None:
        done = clinic.run(COLUMNS="80", **NOTHING)
        assert (done.returncode, done.stderr) == (2, "")
        assert "Not set: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN" in done.stdout
        assert max(map(len, done.stdout.splitlines())) <= 80

    def test_offline_it_asks_nobody(self, clinic: Clinic) -> None:
        done = clinic.run("--offline", "--json")
        told: dict[str, Any] = json.loads(done.stdout)
        assert {one["about"] for one in told["findings"]} == {"This machine", "Texts"}
        assert (clinic.twilio.requests, done.returncode) == ([], 0)

    def test_a_warning_is_1(self, clinic: Clinic) -> None:
        (clinic.folder / ".env").write_text("A=b\n", encoding="utf-8")
        (clinic.folder / ".env").chmod(0o644)
        assert clinic.run("--offline").returncode == 1

    def test_no_secret_is_printed(self, clinic: Clinic) -> None:
        url = clinic.proxy.url.replace("//", f"//me:{SECRET}@")
        secrets = {"RESPONDER_WEBHOOK_SECRET": SECRET, "NGROK_AUTHTOKEN": SECRET, "TWILIO_AUTH_TOKEN": SECRET}
        for arguments in ([], ["--json"]):
            done = clinic.run(*arguments, RESPONDER_PUBLIC_URL=url, **secrets)
            assert SECRET not in done.stdout + done.stderr

    def test_it_ends_in_time_where_nobody_ever_answers(self, clinic: Clinic) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
            nowhere = f"http://127.0.0.1:{silent.getsockname()[1]}"
            begun = time.monotonic()
            done = clinic.run("--json", TWILIO_API_BASE=nowhere, RESPONDER_PUBLIC_URL=nowhere)
            took = time.monotonic() - begun
        assert done.returncode == 2
        assert "nobody answered in time" in done.stdout
        # Twenty seconds are promised; a loaded machine starts Python slowly.
        assert took < 30
