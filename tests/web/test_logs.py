"""The log of a running server: whole lines, in order, without holding up an answer."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from responder.serving.logs import Gathered, logging_config


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def log(stream: io.StringIO) -> Iterator[logging.Logger]:
    logger = logging.Logger("test")
    handler = Gathered(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    yield logger
    handler.close()


def test_lines_come_whole_and_in_order(log: logging.Logger, stream: io.StringIO) -> None:
    for n in range(100):
        log.info("line %d", n)
    log.handlers[0].flush()
    assert stream.getvalue() == "".join(f"INFO line {n}\n" for n in range(100))


def test_they_come_without_being_asked_for(log: logging.Logger, stream: io.StringIO) -> None:
    log.warning("hello")
    deadline = time.monotonic() + 5
    while not stream.getvalue() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert stream.getvalue() == "WARNING hello\n"


def test_many_threads_lose_nothing(log: logging.Logger, stream: io.StringIO) -> None:
    def some(n: int) -> None:
        for m in range(200):
            log.info("%d-%d", n, m)

    threads = [threading.Thread(target=some, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.handlers[0].flush()
    assert sorted(stream.getvalue().splitlines()) == sorted(f"INFO {n}-{m}" for n in range(8) for m in range(200))


def test_a_line_that_cannot_be_written_is_told_and_the_others_come(log: logging.Logger, stream: io.StringIO) -> None:
    log.info("%d", "no number")
    log.info("fine")
    log.handlers[0].flush()
    assert stream.getvalue() == "INFO a line of test can't be written (TypeError)\nINFO fine\n"


def test_a_stream_that_is_gone_breaks_nothing(log: logging.Logger, stream: io.StringIO) -> None:
    stream.close()
    log.info("hello")
    log.handlers[0].flush()


def test_what_was_logged_last_is_written_when_the_process_ends() -> None:
    code = (
        "import logging, logging.config; from responder.serving.logs import logging_config; "
        "logging.config.dictConfig(logging_config('INFO')); logging.getLogger('responder.x').info('the last words'); "
        "logging.getLogger('responder.x').debug('too quiet')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.endswith(" INFO the last words\n")
    assert "quiet" not in done.stderr


def test_granian_is_heard_only_when_something_went_wrong() -> None:
    assert logging_config("DEBUG")["loggers"]["_granian"]["level"] == "ERROR"
