"""Durable works on SQLite: all that wait share one commit.

SQLite writes one transaction at a time, and each commit waits for the disk. Works that arrive meanwhile are gathered
(flat combining): the thread that finds nobody at it leads: it answers every text that waits (see ``together``), runs
every other work in a savepoint of its own, commits once, and wakes their owners. There is no writer thread to hand
works to, and a lone thread pays nothing but two uncontended locks.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar, cast

from sqlalchemy import Engine

from responder.errors import StoreError
from responder.store.answering import Answered, Question, answer_alone
from responder.store.failures import WAIT_SECONDS, in_plain_words, is_busy, of_the_database
from responder.store.file_in_place import FileInPlace
from responder.store.forgotten import HashKey
from responder.store.health import Health
from responder.store.scheduling import Job, Scheduler, in_transaction
from responder.store.statements import compiled
from responder.store.together import Together
from responder.store.unit import Unit

T = TypeVar("T")

_SOON = 0.25
"""Seconds that make no difference to one who has waited ten."""


class _Job:
    """One caller's work, and what came of it. ``question``: the work is to answer a text."""

    __slots__ = ("deadline", "done", "error", "gone", "latch", "leads", "next", "question", "result", "work")

    def __init__(self, work: Callable[[Unit], Any], question: Question | None = None) -> None:
        self.work = work
        self.question = question
        # However many others go before it, it doesn't wait longer for other programs.
        self.deadline = time.monotonic() + WAIT_SECONDS
        self.result: Any = None
        self.error: Exception | None = None
        self.done = False
        self.leads = False
        # Its owner was interrupted and waits no more.
        self.gone = False
        # Whom its owner wakes in turn.
        self.next: _Job | None = None
        # Its owner sleeps on it until the work is done, or until it is the owner's turn to lead.
        self.latch = threading.Lock()
        self.latch.acquire()

    def run(self, unit: Unit) -> None:
        try:
            self.result = self.work(unit)
        except Exception as error:
            self.error = error


class GroupCommit:
    """The one writer of a SQLite file in this process; threads share it. Other processes are waited for."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._where = where
        self._held = engine.connect()
        self._connection = cast(sqlite3.Connection, self._held.connection.dbapi_connection)
        self._cursor = self._connection.cursor()
        self.scheduler: Scheduler | None = None
        self._unit = Unit(self._cursor, compiled(engine.dialect), self._schedule, HashKey())
        self._together = Together(self._cursor, self._unit)
        self._in_place = FileInPlace(self._connection, where)
        self.health = Health()
        # Guards the three names below it, and is only held for moments.
        self._mutex = threading.Lock()
        self._waiting: list[_Job] = []
        self._led = False
        self._closed = False
        self._idle = threading.Condition(self._mutex)
        self._leader: int | None = None

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in a transaction and return what it returned, once that is on the disk.

        What the work raises is raised here, and nothing that it did is kept. It may run in another caller's thread.
        Raises StoreError where the database fails, and RuntimeError for a work that calls ``write`` itself.
        """
        return cast(T, self._done(_Job(work)))

    def answer(self, question: Question) -> Answered:
        """Answer a text, together with all that wait. Raises as ``write`` does."""
        return cast(Answered, self._done(_Job(partial(answer_alone, question=question), question)))

    def _done(self, job: _Job) -> Any:
        if self._leader == threading.get_ident():
            raise RuntimeError("a work can't begin another transaction; use the unit that it was given")
        with self._mutex:
            if self._closed:
                raise StoreError(f"The database {self._where} was closed, so nothing more can be kept in it.")
            self._waiting.append(job)
            job.leads = not self._led
            self._led = True
        if not job.leads:
            self._sleep(job)
        if not job.done:
            self._lead()
        if job.error is None:
            return job.result
        if isinstance(job.error, sqlite3.Error):
            raise StoreError(in_plain_words(job.error, self._where)) from None
        raise job.error

    def _schedule(self, job: Job) -> None:
        # The transaction that is open on the driver's connection is the one that SQLAlchemy's connection is in.
        if self.scheduler is not None:
            in_transaction(self.scheduler, self._held, job)

    def look(self) -> None:
        """Raises StoreError if the file isn't the one that was opened any more."""
        self._in_place.check()

    def close(self) -> None:
        """Take no more works, and let go of the file when those that were taken are done."""
        with self._mutex:
            self._closed = True
            while self._led:
                self._idle.wait()
        self._held.close()

    def _sleep(self, job: _Job) -> None:
        try:
            job.latch.acquire()
        except BaseException:
            # Interrupted (Ctrl-C). The others must not wait for one who has left.
            with self._mutex:
                job.gone = True
                if job in self._waiting and not job.leads:
                    self._waiting.remove(job)
            if job.leads:
                self._lead()
            raise
        finally:
            if job.next is not None:
                job.next.latch.release()

    def _lead(self) -> None:
        with self._mutex:
            batch, self._waiting = self._waiting, []
        self._leader = threading.get_ident()
        later: list[_Job] = []
        try:
            later = self._commit(batch)
        finally:
            self._leader = None
            with self._mutex:
                if later:
                    batch = [job for job in batch if job not in later]
                    self._waiting[:0] = [job for job in later if not job.gone]
                successor = self._waiting[0] if self._waiting else None
                self._led = successor is not None
                if successor is not None:
                    successor.leads = True
                elif self._closed:
                    self._idle.notify_all()
                first = _chained(batch)
            if successor is not None:
                successor.latch.release()
            if first is not None:
                first.latch.release()

    def _commit(self, batch: list[_Job]) -> list[_Job]:
        """Do the works, and return those that are left for the next to lead, since they have time left to wait."""
        execute = self._cursor.execute
        later: list[_Job] = []
        begun = False
        try:
            self._begin(batch)
            begun = True
            for job in self._answer_together(batch):
                execute("SAVEPOINT work")
                job.run(self._unit)
                if job.error is not None:
                    if not self._connection.in_transaction:
                        # A full disk, say: SQLite has undone the whole transaction, the others' works too.
                        raise job.error
                    execute("ROLLBACK TO work")
                execute("RELEASE work")
            self._in_place.check()
            execute("COMMIT")
            self._note(batch)
        except BaseException as error:
            if not begun and is_busy(error):
                # The one who leads came first; with it end those who came at about the same time.
                soon = time.monotonic() + _SOON
                later = [job for job in batch[1:] if job.deadline > soon]
            self._undo([job for job in batch if job not in later], error)
            if not isinstance(error, Exception):
                raise
        return later

    def _begin(self, batch: list[_Job]) -> None:
        """Take the file's write lock. Another program that has it is waited for until the first work's time is up."""
        left = batch[0].deadline - time.monotonic() if batch else WAIT_SECONDS
        if left > WAIT_SECONDS - _SOON:
            self._cursor.execute("BEGIN IMMEDIATE")
            return
        usual = self._cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        self._cursor.execute(f"PRAGMA busy_timeout = {max(0, min(usual, int(left * 1000)))}")
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
        finally:
            self._cursor.execute(f"PRAGMA busy_timeout = {usual}")

    def _note(self, batch: list[_Job]) -> None:
        """The commit went well; a damaged file may have refused each work in it all the same."""
        for job in batch:
            if isinstance(job.error, sqlite3.Error) and of_the_database(job.error):
                self.health.failed(in_plain_words(job.error, self._where))
                return
        self.health.well()

    def _answer_together(self, batch: list[_Job]) -> list[_Job]:
        """Answer the texts among the jobs, and return the jobs that are left to do, each on its own."""
        asking = [job for job in batch if job.question is not None]
        if not asking:
            return batch
        try:
            results = self._together.answer([job.question for job in asking if job.question is not None])
        except Exception:
            # One of them, or its job, can't be kept, and there is no telling which. Alone, each spoils only itself.
            if self._connection.in_transaction:
                self._cursor.execute("ROLLBACK")
            self._begin(batch)
            return batch
        for job, result in zip(asking, results, strict=True):
            if isinstance(result, Exception):
                job.error = result
            else:
                job.result = result
        return [job for job in batch if job.question is None]

    def _undo(self, batch: list[_Job], error: BaseException) -> None:
        """Nothing of this batch is kept, and each owner learns it."""
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._cursor.execute("ROLLBACK")
        if of_the_database(error):
            self.health.failed(in_plain_words(error, self._where))
        for job in batch:
            if job.error is None:
                # An exception of its own for each thread: they carry tracebacks.
                job.error = StoreError(in_plain_words(error, self._where))


def _chained(batch: list[_Job]) -> _Job | None:
    """Mark the jobs as done and have each sleeper wake the next; the first of them, or None.

    Woken all at once, they would only queue for Python's one lock: every one of them would be put to sleep and woken
    again. In turn they cost a third fewer switches of threads, which on a busy server is a tenth of the time.
    """
    sleepers = []
    for job in batch:
        job.done = True
        if not job.leads and not job.gone:
            sleepers.append(job)
    for job, following in pairwise(sleepers):
        job.next = following
    return sleepers[0] if sleepers else None
