"""The log of a running server: one line for each event, on standard error, with the time in it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Any, TextIO

PAUSE = 0.05
"""Seconds in which lines are gathered before they are written."""


def logging_config(level: str) -> dict[str, Any]:
    """For ``logging.config.dictConfig``: our lines from ``level`` on, and of granian only what went wrong."""
    handlers = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
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
