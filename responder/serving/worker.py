"""The worker beside the server: a process of its own, so that sending never takes time from answering."""

from __future__ import annotations

import logging
import logging.config
import multiprocessing
import threading
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event

from responder.errors import ResponderError
from responder.serving.logs import logging_config
from responder.serving.parent import follow_parent
from responder.settings import Settings

log = logging.getLogger("responder.serve")

STOPPING = 20
"""Seconds that the worker has to finish when the server stops."""
_ANOTHER = 4
"""The exit code where a SQLite file has its worker already."""
_PAUSES = (1.0, 5.0, 30.0)
"""Seconds before it is started again, after one end, two, and more in a row."""
_ANOTHER_PAUSE = 10.0
"""Seconds until it is tried again where there is another worker, which may end."""
_ENOUGH = 60.0
"""Seconds that a worker runs which didn't end at once."""


def run_worker(settings: Settings, level: str = "INFO") -> None:
    """Do what is due until SIGINT or SIGTERM, then finish what is under way. Raises a ResponderError where that can't
    be: the rules, the database, or another worker on a SQLite file."""
    logging.config.dictConfig(logging_config(level, settings.log, settings.log_numbers))
    # The job engine takes a second to import, and a server without a worker does without.
    from responder.working import stopped_by_signals, work

    work(settings, stopped_by_signals())


class WorkerBeside:
    """Starts the worker once the server answers, and again whenever it ends."""

    def __init__(self, settings: Settings, level: str, loaded: Event) -> None:
        self._settings = settings
        self._level = level
        self._loaded = loaded
        self._stopping = threading.Event()
        self._process: BaseProcess | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._watch, name="responder-worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until it has finished what is under way."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        process.join(STOPPING)
        if process.is_alive():
            process.kill()
            process.join()

    def _watch(self) -> None:
        while not self._loaded.wait(0.2):
            if self._stopping.is_set():
                return
        ends = 0
        while not self._stopping.is_set():
            process = self._started()
            process.join(_ENOUGH)
            if process.is_alive():
                ends = 0
                process.join()
            if self._stopping.is_set():
                return
            ends += 1
            if process.exitcode != _ANOTHER:
                log.error("The worker ended (%s) and is started again", process.exitcode)
            pause = _ANOTHER_PAUSE if process.exitcode == _ANOTHER else _PAUSES[min(ends, len(_PAUSES)) - 1]
            self._stopping.wait(pause)

    def _started(self) -> BaseProcess:
        process = multiprocessing.get_context("spawn").Process(
            target=_in_process, args=(self._settings, self._level), name="responder-worker"
        )
        with self._lock:
            process.start()
            self._process = process
        return process


def _in_process(settings: Settings, level: str) -> None:
    follow_parent()
    try:
        run_worker(settings, level)
    except ResponderError as error:
        from responder.working.alone import AnotherWorks

        another = isinstance(error, AnotherWorks)
        log.log(logging.INFO if another else logging.ERROR, "%s", error)
        raise SystemExit(_ANOTHER if another else 1) from None
