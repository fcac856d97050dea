"""What a log line says, as text and as JSON, and what it never says: whole numbers, and what people text."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.masking import without_numbers

MASKED = (
    ("to +12025550123, SM1", "to …0123, SM1"),
    ("whatsapp:+12025550123", "whatsapp:…0123"),
    ("call +1 202-555-0123 now", "call …0123 now"),
    ("staff: {maria: +1 (312) 555 0177}", "staff: {maria: …0177}"),
    ("from 12025550123.", "from …0123."),
)
LEFT_ALONE = (
    "SM00000000000000000000000012345678",
    "2026-06-02 16:00:01,123 INFO 7 texts",
    "127.0.0.1 port 8000, 123456 rows",
    "Nothing is sent until this is put right: 20003",
)


@pytest.mark.parametrize(("line", "masked"), MASKED)
def test_numbers_are_masked_however_they_are_written(line: str, masked: str) -> None:
    assert without_numbers(line) == masked


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_what_is_no_phone_number_stays(line: str) -> None:
    assert without_numbers(line) == line


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_line_has_a_whole_number_whatever_stands_around_it(before: str, after: str) -> None:
    number = "+12025550123"
    assert number not in without_numbers(f"{before} {number} {after}")


def logged(form: str, numbers: bool, code: str) -> str:
    """What a process writes whose log is set up so."""
    script = (
        "import logging, logging.config; from responder.serving.logs import logging_config; "
        f"logging.config.dictConfig(logging_config('INFO', {form!r}, {numbers}));\n{code}"
    )
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stderr


HANDLE = """
from datetime import datetime, UTC
from tempfile import TemporaryDirectory
from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.store import Store
ruleset = rules.loads("rules: [{name: Hi, when: {contains: hi}, reply: Hello.}]")
with TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/x.sqlite3") as store:
    for _ in range(2):
        message = InboundMessage("SM" + "1" * 32, "+12025550123", "+12025550100", "hi, my secret")
        inbound.handle(store, ruleset, message, datetime.now(UTC))
logging.getLogger("responder.x").error("a problem\\nof +12025550123 on two lines")
"""


def test_json_is_one_object_a_line_with_what_happened_as_fields() -> None:
    first, again, problem = (json.loads(line) for line in logged("json", False, HANDLE).splitlines())
    assert first["time"].endswith("+00:00") and (first["level"], first["logger"]) == ("info", "responder.inbound")
    known = {name: first[name] for name in ("event", "sid", "contact", "ours", "outcome", "rule", "replies")}
    assert known == {
        "event": "text", "sid": "SM" + "1" * 32, "contact": "…0123", "ours": "…0100", "outcome": "answered",
        "rule": "Hi", "replies": 1,
    }  # fmt: skip
    assert first["milliseconds"] >= 0
    assert again["outcome"] == "seen before"
    assert problem["message"] == "a problem\nof …0123 on two lines"


@pytest.mark.parametrize("form", ["text", "json"])
def test_numbers_are_whole_only_where_that_is_asked_for_and_texts_never_there(form: str) -> None:
    hidden, shown = logged(form, False, HANDLE), logged(form, True, HANDLE)
    assert "2025550123" not in hidden and "2025550100" not in hidden
    assert "+12025550123" in shown
    assert "secret" not in hidden + shown


def test_a_traceback_is_one_line_of_json() -> None:
    code = "try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.getLogger('responder.x').exception('that failed')"
    (line,) = logged("json", False, code).splitlines()
    assert "ZeroDivisionError" in json.loads(line)["error"]


def test_what_cannot_be_written_as_json_is_written_as_text() -> None:
    code = "logging.getLogger('responder.x').info('odd', extra={'fields': {'what': object()}})"
    (line,) = logged("json", False, code).splitlines()
    assert "object" in json.loads(line)["what"]


def test_the_settings_say_how_the_log_looks() -> None:
    from responder.errors import SettingsError
    from responder.settings import Settings

    settings = Settings.from_environment({"RESPONDER_LOG": "JSON", "RESPONDER_LOG_NUMBERS": "yes"})
    assert (settings.log, settings.log_numbers) == ("json", True)
    with pytest.raises(SettingsError, match="isn't one of text, json"):
        Settings.from_environment({"RESPONDER_LOG": "xml"})
