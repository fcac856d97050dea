from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.cli.look import quoted, shown, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("naïve 👍🏽 日本", "naïve 👍🏽 日本"),
        ("👩‍👧", "👩‍👧"),
        ("a\nb", "a\nb"),
        ("a\tb", "a b"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x00\x9b", "\\x00\\x9b"),
        ("\u202e\u2066", "\\u202e\\u2066"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_could_steer_a_terminal_is_made_visible(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text())
def test_nothing_shown_steers_a_terminal_and_all_of_it_can_be_printed(text: str) -> None:
    told = shown(text)

    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in told)
    told.encode()
    assert shown(told) == told


@given(st.text(max_size=200))
def test_a_quoted_text_stands_on_one_line(text: str) -> None:
    assert "\n" not in quoted(text) and len(quoted("x" * 500)) <= 72


def test_long_texts_are_wrapped_and_keep_their_own_lines() -> None:
    lines = wrapped("a b\n" + "word " * 40, "  ").split("\n")

    assert lines[0] == "  a b"
    assert all(len(line) <= 100 for line in lines) and len(lines) > 2


def on_a_terminal(folder, *arguments: str, **env: str) -> str:
    """What a command prints on a real terminal."""
    pty = pytest.importorskip("pty")
    primary, secondary = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-c", "from responder.cli import main; main()", *arguments],
        cwd=folder,
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        env={**os.environ, "TERM": "xterm", **env},
    )
    os.close(secondary)
    told = b""
    while True:
        try:
            piece = os.read(primary, 4096)
        except OSError:
            break
        if not piece:
            break
        told += piece
    os.close(primary)
    done.wait(timeout=30)
    return told.decode()


def test_a_terminal_gets_colours_and_one_that_wants_none_does_not(bakery) -> None:
    assert "\x1b[32m" in on_a_terminal(bakery, "why", "cake")
    assert "\x1b" not in on_a_terminal(bakery, "why", "cake", NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(bakery, "why", "cake", TERM="dumb")


@pytest.mark.usefixtures("bakery")
def test_a_stream_that_knows_only_ascii_gets_plain_signs(execute) -> None:
    done = execute("why", "cake", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert " + Order a cake" in done.stdout and '"Order a cake" answered' in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that closes early raises otherwise there")
def test_a_pipe_that_closes_early_ends_the_command_quietly() -> None:
    done = subprocess.run(
        f"{sys.executable} -c 'from responder.cli import main; main()' schema | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (done.stderr, done.stdout) == ("", "{\n")


def test_a_problem_is_as_wide_as_the_terminal(folder) -> None:
    (folder / "rules.yaml").write_text("rules:\n  - name: A\n    reply: x\n    zzz: 1\n", encoding="utf-8")
    lines = on_a_terminal(folder, "check", COLUMNS="50").splitlines()

    remedy = [line for line in lines if line.startswith("        ")]
    assert len(remedy) > 2 and all(len(line) <= 50 for line in remedy)
