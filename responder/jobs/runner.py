"""Jobs as they are run, by one worker process."""

from __future__ import annotations

import logging
from collections.abc import Callable

from responder.errors import told
from responder.jobs.jobs import APPLICATION, POSTS, TEXTS, VERSION, WORKFLOW, Jobs

from dbos import DBOS  # isort: skip - after ``jobs``, which keeps its log quiet

log = logging.getLogger("responder.jobs")

Attempt = Callable[[int, int], None]
"""Does a row of ``due``, by its id and the number of its job."""

EVERY = 0.25
"""Seconds between two looks at a queue."""

_attempt: Attempt | None = None


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
def _run(id_: int, number: int) -> None:
    assert _attempt is not None, "a runner is started before its jobs"
    try:
        _attempt(id_, number)
    except Exception as error:
        # The engine would log the error with all that it holds. The row says that nothing came of it, and whoever
        # looks for what was forgotten finds it.
        log.error("job %d.%d wasn't done: %s", id_, number, told(error))


class Runner:
    """Runs jobs in threads of this process. There is one runner in a process."""

    def __init__(self, jobs: Jobs, name: str, attempt: Attempt, slots: int) -> None:
        self._jobs = jobs
        self._name = name
        self._attempt = attempt
        self._slots = slots

    def start(self) -> None:
        """Take up what this name had begun, and run what is due from now on."""
        global _attempt
        _attempt = self._attempt
        DBOS(
            config={
                "name": APPLICATION,
                "application_version": VERSION,
                "executor_id": self._name,
                "system_database_engine": self._jobs.engine,
                "use_listen_notify": False,
                "run_migrations": False,
                "log_level": "WARNING",
            }
        )
        DBOS.listen_queues([TEXTS, POSTS])
        DBOS.launch()
        DBOS.register_queue(
            TEXTS,
            partition_concurrency=1,
            worker_concurrency=self._slots,
            polling_interval_sec=EVERY,
            on_conflict="always_update",
        )
        DBOS.register_queue(
            POSTS,
            worker_concurrency=max(1, self._slots // 4),
            polling_interval_sec=EVERY,
            on_conflict="always_update",
        )

    def stop(self, grace: int) -> None:
        """Begin nothing more, and wait so many seconds for what is under way."""
        DBOS.destroy(workflow_completion_timeout_sec=grace)
