"""The real server process, as `responder serve` runs it."""

from __future__ import annotations

import http.client
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from responder.errors import SettingsError
from responder.reload import snapshot
from responder.rules import RulesInvalid
from responder.serving import ServingError, check, serve
from responder.settings import Secret, Settings
from responder.sms.signature import sign
from responder.testing import StandInTwilio

SERVE = """
import json, sys
from responder.serving import serve
from responder.settings import Settings
options = json.loads(sys.argv[1])
serve(Settings.from_environment(), on_ready=lambda: print("ready", flush=True), **options)
"""
TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
PUBLIC = "https://texts.example.com"
RULES = "rules:\n  - name: {name}\n    when: {{contains: hours}}\n    reply: {reply}\n"
WINDOWS = sys.platform == "win32"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Running:
    """A server process with a folder of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, **options: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.rules = folder / "rules.yaml"
        if not self.rules.exists():
            self.rules.write_text(RULES.format(name="Hours", reply="9 to 5"), encoding="utf-8")
        self.log = folder / "server.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "RESPONDER"))}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVE, json.dumps({"port": self.port, **options})],
                env={
                    **kept,
                    "RESPONDER_RULES": str(self.rules),
                    "RESPONDER_DATA": str(folder / "data"),
                    "RESPONDER_PUBLIC_URL": PUBLIC,
                    "TWILIO_AUTH_TOKEN": TOKEN,
                    "TWILIO_ACCOUNT_SID": ACCOUNT,
                    **(environment or {}),
                },
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=Path(__file__).parent.parent.parent,
            )

    def wait_ready(self) -> Running:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line == b"ready\n", self.log.read_text()
        return self

    def text(self, body: str, sid: str, from_: str = "+15558675310") -> tuple[int, str]:
        fields = [("MessageSid", sid), ("From", from_), ("To", "+15557122661"), ("Body", body), ("AccountSid", ACCOUNT)]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(TOKEN, f"{PUBLIC}/sms", fields),
        }
        return self.ask("POST", "/sms", urlencode(fields).encode(), headers)

    def ask(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def children(self) -> list[int]:
        found: list[int] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            # A thread may end while its neighbours are read.
            with suppress(FileNotFoundError):
                found += map(int, (task / "children").read_text().split())
        return found

    def stop(self) -> int:
        self.process.terminate()
        try:
            code = self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
        return code


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def start_(**options: Any) -> Running:
        running.append(Running(tmp_path, **options))
        return running[-1]

    yield start_
    for one in running:
        one.stop()


def soon(holds: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_it_answers_follows_its_rules_and_stops_when_told(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    status, body = server.text("your hours?", "SM1")
    assert (status, "9 to 5" in body) == (200, True)
    assert server.ask("POST", "/sms", b"Body=hours")[0] == 403
    assert json.loads(server.ask("GET", "/healthz")[1]) == {"status": "ok", "rules": "current"}

    server.rules.write_text(RULES.format(name="Hours", reply="10 to 6"), encoding="utf-8")
    tries = iter(range(10_000))
    assert soon(lambda: "10 to 6" in server.text("hours", f"SM2{next(tries)}", f"+1555{next(tries):07}")[1])

    server.rules.write_text("rules: [", encoding="utf-8")
    assert soon(lambda: '"old"' in server.ask("GET", "/healthz")[1])
    assert "10 to 6" in server.text("hours", "SM3", "+15550009999")[1]

    assert server.stop() == 0
    log = server.log.read_text()
    assert "keep answering" in log
    assert "Traceback" not in log
    assert "your hours" not in log


def test_what_was_answered_is_answered_the_same_after_a_restart(start: Callable[..., Running]) -> None:
    first = start().wait_ready()
    answer = first.text("hours", "SM1")
    assert first.stop() == 0
    second = start().wait_ready()
    second.rules.write_text(RULES.format(name="Hours", reply="other"), encoding="utf-8")
    assert second.text("hours", "SM1") == answer


@pytest.mark.skipif(WINDOWS, reason="needs /proc")
def test_workers_end_when_the_main_process_is_killed(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    workers = server.children()
    assert workers
    server.process.kill()
    assert soon(lambda: not any(alive(pid) for pid in workers))


@pytest.mark.skipif(WINDOWS, reason="needs /proc")
def test_a_worker_that_dies_is_replaced(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    [worker, *_] = [pid for pid in server.children() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(worker, signal.SIGKILL)

    def answers() -> bool:
        try:
            return server.text("hours", "SM9")[0] == 200
        except OSError:
            return False

    assert soon(lambda: not alive(worker))
    assert soon(answers)


def test_answers_under_way_are_finished_before_it_stops(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    got: list[int] = []

    def many(n: int) -> None:
        for i in range(20):
            try:
                got.append(server.text("hours", f"SM{n}x{i}", f"+1555{n}{i:06}")[0])
            except OSError:
                return

    threads = [threading.Thread(target=many, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    soon(lambda: len(got) > 5)
    assert server.stop() == 0
    for thread in threads:
        thread.join()
    assert set(got) == {200}


def test_without_signatures_it_answers_on_loopback(start: Callable[..., Running]) -> None:
    server = start(verify=False, environment={"TWILIO_AUTH_TOKEN": ""}).wait_ready()
    form = b"MessageSid=SM1&From=%2B15558675310&To=%2B15557122661&Body=hours"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert "9 to 5" in server.ask("POST", "/sms", form, headers)[1]
    assert server.ask("POST", "/sms", form, {**headers, "X-Forwarded-For": "198.51.100.7"})[0] == 403


def test_an_edit_before_the_first_text_is_taken(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    server.rules.write_text(RULES.format(name="Hours", reply="10 to 6"), encoding="utf-8")
    assert soon(lambda: "the new rules answer now" in server.log.read_text())
    assert "10 to 6" in server.text("hours", "SM1")[1]


@pytest.mark.skipif(WINDOWS, reason="granian has one worker on Windows")
def test_an_edit_is_taken_by_each_worker_and_one_that_fails_is_told_by_each(
    start: Callable[..., Running], postgres: Any
) -> None:
    server = start(environment={"DATABASE_URL": postgres.database()}, workers=2, worker=False).wait_ready()
    replies = (f"edit {n}" for n in range(100))
    newest = ""

    def both_take_an_edit() -> bool:
        # One was ready; the other may have been loading still, and then it has loaded the new rules.
        nonlocal newest
        newest = next(replies)
        before = server.log.read_text().count("the new rules answer now")
        server.rules.write_text(RULES.format(name="Hours", reply=newest), encoding="utf-8")
        return soon(lambda: server.log.read_text().count("the new rules answer now") == before + 2, 4)

    assert soon(both_take_an_edit, 40)
    server.rules.write_text("rules: [", encoding="utf-8")
    assert soon(lambda: server.log.read_text().count("keep answering") == 2)
    for n in range(20):
        assert newest in server.text("hours", f"SM{n}", f"+1555000{n:04}")[1]


@pytest.mark.parametrize("begun", [b"", b"POST /sms HTTP/1.1\r\nHost: x\r\nX-Half"])
def test_a_client_that_does_not_go_on_holds_no_place_for_long(start: Callable[..., Running], begun: bytes) -> None:
    server = start().wait_ready()
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as idle:
        idle.sendall(begun)
        while idle.recv(1000):
            pass
    assert time.monotonic() - began < 12


def test_clients_whose_bodies_never_come_leave_threads_for_others(start: Callable[..., Running]) -> None:
    server = start().wait_ready()
    half = b"POST /sms HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: x\r\nContent-Length: 1000\r\n\r\nBody="
    strangers = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(100)]
    try:
        for stranger in strangers:
            stranger.sendall(half)
        assert server.text("hours", "SM1")[0] == 200
    finally:
        for stranger in strangers:
            stranger.close()


def test_a_missing_token_is_told_at_the_start(start: Callable[..., Running]) -> None:
    server = start(environment={"TWILIO_AUTH_TOKEN": ""}).wait_ready()
    assert soon(lambda: "TWILIO_AUTH_TOKEN isn't set" in server.log.read_text())


def test_the_stand_in_twilio_gets_its_answers(start: Callable[..., Running]) -> None:
    with StandInTwilio() as twilio:
        server = start(environment={**twilio.environment()}).wait_ready()
        twilio.reach(PUBLIC, f"http://127.0.0.1:{server.port}")
        twilio.point(f"{PUBLIC}/sms", f"{PUBLIC}/sms/fallback")
        exchange = twilio.text("+15558675310", body="hours?")
        assert exchange.replies == ("9 to 5",)
        assert twilio.redeliver(exchange).replies == ("9 to 5",)


@pytest.mark.skipif(WINDOWS, reason="granian has one worker on Windows")
def test_several_workers_share_a_postgresql_database(start: Callable[..., Running], postgres: Any) -> None:
    server = start(environment={"DATABASE_URL": postgres.database()}, workers=2, worker=False).wait_ready()
    workers = [pid for pid in server.children() if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(workers) == 2
    got: list[tuple[int, str]] = []

    def one(n: int) -> None:
        got.append(server.text("hours", f"SM{n % 10}", f"+1555000{n % 10:04}"))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 40
    # Ten texts, each answered the same four times: where news of an answer goes names the text.
    assert len(set(got)) == 10
    assert {status for status, _ in got} == {200}
    assert server.stop() == 0


FORK = """
import os, sys
from pathlib import Path
from responder import Settings, create_app
from responder.settings import Secret
folder = Path(sys.argv[1])
app = create_app(Settings(rules=folder / "rules.yaml", data=folder / "data"), verify=False)

def text(number):
    form = f"MessageSid=SM{number}&From=%2B1555867{number:04}&To=%2B15557122661&Body=hours"
    answer = app.test_client().post(
        "/sms", data=form, content_type="application/x-www-form-urlencoded", environ_base={"REMOTE_ADDR": "127.0.0.1"}
    )
    return answer.status_code == 200 and b"9 to 5" in answer.data

assert text(1)
children = []
for n in range(2):
    pid = os.fork()
    if pid == 0:
        os._exit(0 if all([text(100 * (n + 1) + m) for m in range(5)]) else 1)
    children.append(pid)
assert all(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0 for pid in children)
assert text(2)
"""


@pytest.mark.skipif(WINDOWS, reason="needs fork")
def test_a_server_that_forks_after_loading_gets_a_store_in_each_process(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.format(name="Hours", reply="9 to 5"), encoding="utf-8")
    # Python warns of forks beside threads; that this one works all the same is what is tested.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=Path(__file__).parent.parent.parent)
    assert (done.returncode, done.stderr) == (0, "")


class TestRefusals:
    """What keeps it from starting is told before anything listens."""

    @pytest.fixture
    def settings(self, tmp_path: Path) -> Settings:
        rules = tmp_path / "rules.yaml"
        rules.write_text(RULES.format(name="Hours", reply="x"), encoding="utf-8")
        return Settings(rules=rules, data=tmp_path / "data", auth_tokens=(Secret(TOKEN),))

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "texts.example.com"])
    def test_signatures_cannot_be_left_out_where_others_can_ask(self, settings: Settings, host: str) -> None:
        with pytest.raises(SettingsError, match="--no-signature"):
            check(settings, host=host, workers=1, verify=False)

    def test_several_workers_need_postgresql(self, settings: Settings) -> None:
        with pytest.raises(SettingsError, match="PostgreSQL"):
            check(settings, host="127.0.0.1", workers=2, verify=True)
        shared = replace(settings, database_url=Secret("postgresql+psycopg://u@h/d"))
        check(shared, host="0.0.0.0", workers=2, verify=True)

    def test_an_address_in_use_names_the_option(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(ServingError, match=rf"127\.0\.0\.1:{port}.*--port"):
                serve(settings, port=port)

    def test_rules_that_are_broken_are_raised(self, settings: Settings) -> None:
        settings.rules.write_text("rules: 7", encoding="utf-8")
        with pytest.raises(RulesInvalid):
            serve(settings, port=free_port())

    def test_also_where_they_broke_since_they_were_tried(self, settings: Settings) -> None:
        tried = snapshot([settings.rules])
        settings.rules.write_text("rules: 77", encoding="utf-8")
        with pytest.raises(RulesInvalid):
            serve(settings, port=free_port(), tried=tried)


def test_settings_reach_a_worker_whole() -> None:
    settings = Settings(
        rules=Path("r.yaml"), auth_tokens=(Secret("one"), Secret("two")), shared_keys=(("k", Secret("s")),)
    )
    assert pickle.loads(pickle.dumps(settings)) == settings
