"""Jobs as they wait: scheduled in the store's own transactions, looked at, taken up again, cleared away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self

# Before DBOS is imported, which else would print to the terminal in its own way.
logging.getLogger("dbos").addHandler(logging.NullHandler())
logging.getLogger("dbos").setLevel(logging.WARNING)

from dbos import DBOS, DBOSClient  # noqa: E402 - see above

from responder.errors import StoreError  # noqa: E402
from responder.store import Job  # noqa: E402
from responder.store.columns import key  # noqa: E402
from responder.store.connect import engine_for_jobs, jobs_of, with_password  # noqa: E402

APPLICATION = "responder"
VERSION = "1"
"""Constant: jobs of one release are done by the next."""
WORKFLOW = "attempt"
TEXTS, POSTS = "texts", "posts"
"""The queues. A receiver of texts gets one at a time; posts go side by side."""

JobState = Literal["waiting", "over"]

_WAITING = frozenset({"DELAYED", "ENQUEUED", "PENDING"})
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_AT_ONCE = 500


class Jobs:
    """The jobs of one database. Threads share it; a process that forks opens its own afterwards."""

    def __init__(self, url: str) -> None:
        self.engine = engine_for_jobs(url)
        self.client = DBOSClient(
            system_database_engine=self.engine,
            application_name=APPLICATION,
            lazy=True,
            # Our own callers decide how long they wait.
            retry_connection_errors=False,
        )

    @classmethod
    def open(cls, url: str) -> Self:
        """The jobs in the store's database at this URL, which must be there; tables of their own are made.

        Raises StoreError.
        """
        try:
            DBOS.migrate(with_password(url))
        except Exception as error:
            said = str(getattr(error, "orig", error)).strip().splitlines()
            raise StoreError(
                f"The tables of the job engine can't be made: {said[0] if said else type(error).__name__}. The "
                "database's user must be allowed to make tables, and on PostgreSQL a schema."
            ) from None
        return cls(url)

    def schedule(self, connection: Any, job: Job) -> None:
        """Keep the job in the transaction that is open on ``connection``. The same job twice is one."""
        options: dict[str, Any] = {
            "workflow_name": WORKFLOW,
            "queue_name": POSTS if job.kind == "webhook" else TEXTS,
            "workflow_id": name_of(job.id, job.number),
            "app_version": VERSION,
        }
        if job.kind != "webhook":
            options["queue_partition_key"] = key(job.to)
        delay = job.at.timestamp() - time.time()
        if delay > 0:
            options["delay_seconds"] = delay
        enqueue: Callable[..., Any] = self.client.enqueue_in_transaction
        enqueue(connection, options, job.id, job.number)

    def schedule_now(self, jobs: Iterable[Job]) -> None:
        """Keep these jobs in a transaction of their own."""
        with self.engine.begin() as connection:
            for job in jobs:
                self.schedule(connection, job)

    def states(self, jobs: Collection[tuple[int, int]]) -> dict[tuple[int, int], JobState]:
        """Of these jobs, by id and number, those that there are."""
        named = {name_of(*job): job for job in jobs}
        if not named:
            return {}
        found = self.client.list_workflows(workflow_ids=list(named), load_input=False, load_output=False)
        return {named[one.workflow_id]: "waiting" if one.status in _WAITING else "over" for one in found}

    def drop(self, jobs: Iterable[tuple[int, int]]) -> None:
        """These jobs, by id and number, aren't wanted any more; those that run already end by themselves."""
        rest = [name_of(*job) for job in jobs]
        for start in range(0, len(rest), _AT_ONCE):
            self.client.cancel_workflows(rest[start : start + _AT_ONCE])

    def forget(self, receiver: str) -> int:
        """Delete all jobs of this receiver of texts, whose number is in them. Returns how many."""
        names = jobs_of(self.engine, key(receiver))
        for start in range(0, len(names), _AT_ONCE):
            self.client.delete_workflows(names[start : start + _AT_ONCE])
        return len(names)

    def take_up(self, alive: Collection[str]) -> int:
        """Jobs that began with a worker that isn't among those alive go back to their queue. Returns how many."""
        begun = self.client.list_workflows(status="PENDING", load_input=False, load_output=False, limit=_AT_ONCE)
        lost = [one for one in begun if one.executor_id not in alive and one.queue_name in (TEXTS, POSTS)]
        for queue in (TEXTS, POSTS):
            if names := [one.workflow_id for one in lost if one.queue_name == queue]:
                self.client.resume_workflows(names, queue_name=queue)
        return len(lost)

    def tidy(self, now: datetime, older: timedelta = timedelta(hours=1)) -> int:
        """Forget jobs that are over for so long. Returns how many."""
        before = (now - older).astimezone(UTC).isoformat()
        over = self.client.list_workflows(
            status=_OVER, completed_before=before, load_input=False, load_output=False, limit=_AT_ONCE
        )
        if over:
            self.client.delete_workflows([one.workflow_id for one in over])
        return len(over)

    def close(self) -> None:
        """Let go of the database."""
        self.client.destroy()
        self.engine.dispose()


def name_of(id_: int, number: int) -> str:
    """The engine's name for a job."""
    return f"due-{id_}-{number}"
