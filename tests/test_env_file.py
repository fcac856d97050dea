"""``.env`` as people leave it behind."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from responder.errors import SettingsError
from responder.settings import Settings

TOKEN = "f" * 32


def read(folder: Path, content: bytes) -> Settings:
    path = folder / ".env"
    path.write_bytes(content)
    return Settings.from_environment({}, path)


@pytest.mark.parametrize(
    "content",
    [
        f"# from the console\nTWILIO_AUTH_TOKEN={TOKEN}\n".encode(),
        f"\ufeffTWILIO_AUTH_TOKEN={TOKEN}\r\nRESPONDER_RULES=a.yaml\r\n".encode(),
        f"export TWILIO_AUTH_TOKEN='{TOKEN}' # mine".encode(),
    ],
    ids=["plain", "as Notepad saves it", "as a shell would have it"],
)
def test_it_is_read(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes) -> None:
    assert [token.reveal() for token in read(tmp_path, content).auth_tokens] == [TOKEN]
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\xff\xfe" + f"TWILIO_AUTH_TOKEN={TOKEN}".encode("utf-16-le"), 1),
        (f"TWILIO_AUTH_TOKEN={TOKEN}\n# caf".encode() + b"\xe9\n", 2),
    ],
    ids=["UTF-16", "Latin-1"],
)
def test_what_is_not_utf_8_is_told_with_the_file_the_line_and_what_to_do(
    tmp_path: Path, content: bytes, line: int
) -> None:
    with pytest.raises(SettingsError) as told:
        read(tmp_path, content)

    assert f"{tmp_path / '.env'}, line {line} isn't UTF-8 text" in str(told.value)
    assert "save it as UTF-8" in str(told.value)
    assert TOKEN not in str(told.value) and told.value.__suppress_context__


def test_a_line_that_is_no_setting_is_told_without_what_it_says_and_the_others_count(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = f"RESPONDER_RULES=a.yaml\n\n# mine\n\nTWILIO_AUTH_TOKEN '{TOKEN}'\nRESPONDER_THREADS=4\n"

    for _ in range(2):
        settings = read(tmp_path, content.encode())

    assert (settings.rules, settings.threads, settings.auth_tokens) == (Path("a.yaml"), 4, ())
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (
            logging.WARNING,
            f"{tmp_path / '.env'}, line 5 isn't NAME=value, so it is skipped. Correct it, or put a # before it.",
        )
    ]


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(SettingsError, match=r"\.env can't be read: Permission denied\."):
        read(tmp_path, b"TWILIO_AUTH_TOKEN=x")
