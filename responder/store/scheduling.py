"""How a row of ``due`` gets done: a job is scheduled for it, in the transaction that makes or changes the row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Job:
    """One try at a row of ``due``. ``number`` counts the row's jobs from 0; only the one that the row names does
    anything, so that a job that comes late or twice is harmless."""

    id: int
    number: int
    at: datetime
    """Not before then, UTC."""
    kind: str
    to: str
    """Who gets it: nobody gets two things at the same moment."""


class Scheduler(Protocol):
    """The job engine, as the store knows it."""

    def schedule(self, connection: Any, job: Job) -> None:
        """Keep the job in the transaction that is open on this SQLAlchemy connection to the store's database. The same
        job twice is one."""


Schedule = Callable[[Job], None]


def in_transaction(scheduler: Scheduler, connection: Any, job: Job) -> None:
    """Schedule the job; what the database refuses is raised as its driver's own error, as by every other statement of
    the transaction."""
    try:
        scheduler.schedule(connection, job)
    except DBAPIError as error:
        raise (error.orig or error) from None
