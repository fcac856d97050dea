"""The server as one starts it: the real executable, real requests."""

from __future__ import annotations

import html
import shutil
import socket
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def test_it_says_what_it_does_answers_and_stops(serve) -> None:
    server = serve("--no-signature")
    server.wait_for("Stop with Ctrl-C.")

    status, body = server.text("a birthday cake")

    assert (status, "Lovely! What date is it for?" in body) == (200, True)
    assert "Rosa's Bakery: 5 rules from rules.yaml" in server.output
    assert f"Answering at http://127.0.0.1:{server.port}" in server.output
    assert "Signatures aren't checked" in server.output
    assert server.stop() == 0
    assert server.output.endswith("Stopped.\n")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_command_that_it_tells_gets_an_answer_and_the_next_one_another(serve, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is missing")
    server = serve("--no-signature")
    server.wait_for("Stop with Ctrl-C.")
    command = server.output.partition("Try: ")[2].partition("\n")[0]

    answers = []
    for body in ("hello", "birthday cake"):
        changed = command.replace("Body=hello", f"'Body={body}'")
        answers.append(subprocess.run([shell, "-c", changed], capture_output=True, text=True, timeout=20).stdout)
        time.sleep(1.1)  # not every shell has a $RANDOM

    assert "Sorry, I didn't get that." in html.unescape(answers[0])
    assert "Lovely! What date is it for?" in html.unescape(answers[1])
    assert server.stop() == 0


def test_without_a_token_it_says_that_everything_is_refused_and_what_to_do(serve) -> None:
    server = serve()
    server.wait_for("Stop with Ctrl-C.")

    assert server.text("cake")[0] == 403
    assert "TWILIO_AUTH_TOKEN isn't set, so every webhook is refused." in server.output
    assert "responder chat" in server.output and "RESPONDER_PUBLIC_URL isn't set" in server.output
    assert server.stop() == 0


def test_with_all_set_it_says_which_address_to_paste_where_and_no_secret(serve) -> None:
    server = serve(TWILIO_AUTH_TOKEN="f" * 32, RESPONDER_PUBLIC_URL="https://texts.example.com")
    server.wait_for("Stop with Ctrl-C.")

    assert "A message comes in: Webhook, https://texts.example.com/sms, HTTP POST" in server.output
    assert "isn't set" not in server.output and "f" * 32 not in server.output
    assert server.stop() == 0


def test_a_login_in_the_public_address_is_not_printed(serve) -> None:
    server = serve(TWILIO_AUTH_TOKEN="f" * 32, RESPONDER_PUBLIC_URL="https://ana:hush@texts.example.com")
    server.wait_for("Stop with Ctrl-C.")
    assert server.text("cake")[0] == 403
    server.wait_for("Refused a request")

    assert "Webhook, https://texts.example.com/sms, HTTP POST" in server.output
    assert "with the user name and password of RESPONDER_PUBLIC_URL" in server.output
    assert server.stop() == 0
    assert "hush" not in server.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--no-signature", "--host", "0.0.0.0"], "works only on 127.0.0.1"),
        (["--restore-webhook"], "belong to --tunnel"),
        (["--tunnel", "--no-signature"], "anybody on the internet"),
        (["--workers", "2"], "need a PostgreSQL database"),
        (["--rules", "missing.yaml"], "missing.yaml"),
    ],
)
@pytest.mark.usefixtures("bakery")
def test_what_can_not_be_served_is_refused_before_anything_starts(execute, arguments, told: str) -> None:
    done = execute("serve", *arguments)

    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr


def test_rules_with_errors_are_told_and_nothing_starts(execute, folder) -> None:
    (folder / "rules.yaml").write_text("ruls: []\n")

    done = execute("serve")

    assert done.returncode == 2
    assert '"ruls" isn\'t a setting here' in done.stderr and "Answering" not in done.stdout


@pytest.mark.usefixtures("bakery")
def test_a_taken_port_is_told(execute) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = execute("serve", "--port", str(taken.getsockname()[1]))

    assert (done.returncode, "Give another --port" in done.stderr) == (2, True)


def test_it_says_which_settings_are_missing_to_send_what_the_rules_send_later(serve, bakery) -> None:
    path = bakery / "rules.yaml"
    rule = "rules:\n  - {name: Ask, when: {says: person}, notify: rosa, reply: Soon.}\n"
    text = path.read_text(encoding="utf-8").replace("rules:\n", rule, 1)
    path.write_text(f"staff: {{rosa: +1 202 555 0171}}\n{text}", encoding="utf-8")
    server = serve("--no-signature")
    server.wait_for("Stop with Ctrl-C.")

    assert "What the rules send under `notify` waits until TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and " in server.output
    assert server.stop() == 0
