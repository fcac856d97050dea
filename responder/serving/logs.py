"""The log of a running server: one line for each event, on standard error, with the time in it; as text or as JSON."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from datetime import UTC, datetime
from typing import Any, TextIO

from responder.masking import show_whole_numbers, without_numbers

PAUSE = 0.05
"""Seconds in which lines are gathered before they are written."""


class Lines(logging.Formatter):
    """One line of text for each event, without whole phone numbers unless ``numbers``."""

    def __init__(self, numbers: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        # Made where the log is set up, in each process: from here on it says how numbers look.
        show_whole_numbers(numbers)

    def format(self, record: logging.LogRecord) -> str:
        return without_numbers(super().format(record))


class JsonLines(Lines):
    """One JSON object a line: time, level, logger, message, then what the event has of its own (``fields``)."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_numbers(record.getMessage()),
        }
        if record.exc_info:
            said["error"] = without_numbers(self.formatException(record.exc_info))
        for name, value in getattr(record, "fields", {}).items():
            said[name] = without_numbers(value) if isinstance(value, str) else value
        return json.dumps(said, default=str)


def logging_config(level: str, form: str = "text", numbers: bool = False) -> dict[str, Any]:
    """For ``logging.config.dictConfig``: our lines from ``level`` on, and of granian only what went wrong.

    ``form``: as RESPONDER_LOG. ``numbers``: as RESPONDER_LOG_NUMBERS.
    """
    line = {"()": JsonLines if form == "json" else Lines, "numbers": numbers}
    handlers = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"stderr": {"()": Gathered, "formatter": "line", "stream": "ext://sys.stderr"}},
        "loggers": {
            "responder": {**handlers, "level": level},
            "dbos": {**handlers, "level": "WARNING"},
            "_granian": {**handlers, "level": "ERROR"},
            "granian.access": {**handlers, "level": "ERROR"},
        },
    }


# Measured with 16 threads that answer: a handler that writes each line itself takes a fifth of the texts a second,
# since every write hands the interpreter to another thread while the others queue for the handler's lock.
class Gathered(logging.Handler):
    """Writes what was logged in the last moment at once, in a thread of its own.

    A thread that logs only leaves its record. What was left is written at the latest when the process ends.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._records: deque[logging.LogRecord] = deque()
        self._there_are_some = threading.Event()
        self._starting = threading.Lock()
        self._writer: threading.Thread | None = None

    def handle(self, record: logging.LogRecord) -> bool:
        """Leave a record. There are no filters here, and no lock is held."""
        self._records.append(record)
        if not self._there_are_some.is_set():
            self._there_are_some.set()
            if self._writer is None:
                self._start()
        return True

    def emit(self, record: logging.LogRecord) -> None:
        self.handle(record)

    def flush(self) -> None:
        """Write what was left, now."""
        lines = []
        # The lock is the handler's own, so that two writers don't mix their lines.
        self.acquire()
        try:
            while self._records:
                lines.append(self._line(self._records.popleft()))
            if lines:
                self._stream.write("\n".join([*lines, ""]))
                self._stream.flush()
        except (OSError, ValueError):
            # Nobody reads standard error any more. Texts are answered all the same.
            self._records.clear()
        finally:
            self.release()

    def _line(self, record: logging.LogRecord) -> str:
        try:
            return self.format(record)
        except Exception as error:
            return f"{record.levelname} a line of {record.name} can't be written ({type(error).__name__})"

    def _start(self) -> None:
        with self._starting:
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="responder-log", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        while True:
            self._there_are_some.wait()
            time.sleep(PAUSE)
            # Cleared before the lines are taken: one that is left meanwhile sets it again.
            self._there_are_some.clear()
            self.flush()
