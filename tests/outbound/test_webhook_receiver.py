"""The receiver in the documentation, run as it stands there: it takes what we signed, once, and nothing else."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from responder.posting import Poster, Refused
from responder.settings import Secret

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
EVENT = json.dumps({"rule": "Refill", "message": {"body": "aspirin refill"}})


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("RESPONDER_WEBHOOK_SECRET", "s3cret")
    (code,) = re.findall(r"```python\n(import hashlib.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {"__name__": "receiver"}
    exec(compile(code, str(PAGE), "exec"), names)
    server = make_server("127.0.0.1", 0, names["app"], request_handler=Quiet)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/texts"
    server.shutdown()
    thread.join()
    server.server_close()


def post(url: str, secret: str = "s3cret", key: str = "due-1", ago: timedelta = timedelta()) -> int:
    return Poster(Secret(secret), ["127.0.0.1"]).post(url, EVENT, key, datetime.now(UTC) - ago)


def test_what_we_signed_is_taken_and_counts_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert [post(url), post(url)] == [204, 204]
    assert capsys.readouterr().out == "Refill aspirin refill\n"


@pytest.mark.parametrize(("secret", "hours"), [("another", 0), ("", 0), ("s3cret", 1)])
def test_what_others_signed_or_an_old_copy_is_refused(url: str, secret: str, hours: int) -> None:
    with pytest.raises(Refused, match="403"):
        post(url, secret, ago=timedelta(hours=hours))
