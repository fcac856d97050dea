"""Durable works on PostgreSQL: each in a transaction of its own, on a connection from the pool.

The server gathers commits by itself, over all processes. A work that couldn't be kept because the connection was
lost, or because the server chose it to end a deadlock, is run once more: nothing of the first try was kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.pool import PoolProxiedConnection

from responder.errors import StoreError
from responder.store.answering import Answered, Question, answer_alone
from responder.store.failures import AGAIN_SECONDS, WAIT_SECONDS, in_plain_words, of_the_database
from responder.store.forgotten import HashKey
from responder.store.health import Health
from responder.store.scheduling import Job, Scheduler, in_transaction
from responder.store.statements import compiled
from responder.store.unit import Unit

T = TypeVar("T")
_TRIES = 3


class OwnCommit:
    """Writes to one PostgreSQL database. Threads and processes write at the same time."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._statements = compiled(engine.dialect)
        self._hash_key = HashKey()
        self.scheduler: Scheduler | None = None
        self._busy = threading.local()
        self._closed = False
        self.health = Health()

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in a transaction and return what it returned, once that is committed.

        What the work raises is raised here, and nothing that it did is kept. It may run more than once.
        Raises StoreError where the database fails, and RuntimeError for a work that calls ``write`` itself.
        """
        if getattr(self._busy, "now", False):
            raise RuntimeError("a work can't begin another transaction; use the unit that it was given")
        if self._closed:
            raise StoreError(f"The database {self._where} was closed, so nothing more can be kept in it.")
        self._busy.now = True
        try:
            result = self._write(work)
        except (psycopg.Error, DBAPIError, TimeoutError) as error:
            said = in_plain_words(error, self._where)
            if of_the_database(error):
                self.health.failed(said)
            raise StoreError(said) from None
        else:
            self.health.well()
            return result
        finally:
            self._busy.now = False

    def answer(self, question: Question) -> Answered:
        """Answer a text. Raises as ``write`` does."""
        return self.write(partial(answer_alone, question=question))

    def look(self) -> None:
        """A server has no file that could go away under us."""

    def close(self) -> None:
        """Take no more works. The connections belong to the engine, which closes them."""
        self._closed = True

    def _write(self, work: Callable[[Unit], T]) -> T:
        begun = time.monotonic()
        for tries_left in reversed(range(_TRIES)):
            connection = self._engine.raw_connection()
            driver: Any = connection.driver_connection
            # All tries together, and the wait for a connection, end before Twilio gives up.
            driver.deadline = begun + WAIT_SECONDS
            committing = False
            try:
                schedule = partial(self._schedule, connection)
                result = work(Unit(connection.cursor(), self._statements, schedule, self._hash_key))
                committing = True
                connection.commit()
                return result
            except psycopg.Error as error:
                # A commit that ends in silence may have been kept, so that isn't tried again.
                late = time.monotonic() - begun > AGAIN_SECONDS
                if committing or late or not tries_left or not self._passing(error, connection):
                    raise
            finally:
                # Back to the pool, which rolls back what wasn't committed and drops what is broken.
                connection.close()
        raise AssertionError("unreachable: the last try returns or raises")

    def _schedule(self, connection: PoolProxiedConnection, job: Job) -> None:
        if self.scheduler is not None:
            # Made for this alone, as it is seldom; it is never closed, since the pool's connection goes on without it.
            in_transaction(self.scheduler, Connection(self._engine, connection=connection), job)

    def _passing(self, error: psycopg.Error, connection: PoolProxiedConnection) -> bool:
        """Whether another try can go well."""
        if isinstance(error, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
            return True
        driver: Any = connection.driver_connection
        if driver.closed:
            # A server that was restarted has forgotten the other connections in the pool too.
            self._engine.dispose()
            return True
        return False
