"""Everything that happened, kept: messages, decisions with their traces, contacts, lists, the consent ledger, answers
to questions, and what is due later.

``Store.open(url)`` opens a SQLite file or a PostgreSQL database and brings its tables up to date. A text is answered
by ``store.answer(Question(…))``; anything else that changes together is a work, ``store.write(lambda unit: …)``; what
one reads at leisure are methods of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from responder.core.contact import Contact, OptedOutBy
from responder.errors import StoreError
from responder.store import revisions
from responder.store.answering import Answered, Question
from responder.store.broadcast_rows import Recipient
from responder.store.broadcasts import Broadcast
from responder.store.checkups import Checkups
from responder.store.connect import engine_for, name_of, read_url
from responder.store.failures import in_plain_words
from responder.store.group_commit import GroupCommit
from responder.store.health import Health
from responder.store.pruning import Pruning
from responder.store.reading import Reading
from responder.store.records import Contents, Delivery, Halt, KeptDecision, KeptDue, KeptMessage, LedgerEntry, Run
from responder.store.revisions import NEWEST, Upgrade
from responder.store.scheduling import Job, Scheduler
from responder.store.snapshot import Snapshots
from responder.store.traces import shared
from responder.store.unit import Claim, Outgoing, Unit

__all__ = [
    "NEWEST",
    "Answered",
    "Broadcast",
    "Claim",
    "Contents",
    "Delivery",
    "Halt",
    "Job",
    "KeptDecision",
    "KeptDue",
    "KeptMessage",
    "LedgerEntry",
    "Outgoing",
    "Question",
    "Recipient",
    "Run",
    "Scheduler",
    "Store",
    "Unit",
    "Upgrade",
]

T = TypeVar("T")


class _Writer(Protocol):
    health: Health
    scheduler: Scheduler | None

    def look(self) -> None: ...

    def write(self, work: Callable[[Unit], T]) -> T: ...

    def answer(self, question: Question) -> Answered: ...

    def close(self) -> None: ...


class Store(Reading, Checkups, Snapshots, Pruning):
    """One database. Threads share a store; a process that forks opens its own afterwards."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._writer = _writer(engine, where)
        self._steps_kept: set[str] = set()

    @classmethod
    def open(cls, url: str) -> Self:
        """The database at this URL (``sqlite:///path``, ``postgresql://user:password@host/name``), made where it is
        new and brought up to date where it is old.

        Raises StoreError in plain words, never with the password: not reachable, of a newer responder, …
        """
        store = cls.connect(url, create=True)
        try:
            store.upgrade()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def connect(cls, url: str, *, create: bool = False) -> Self:
        """The database as it is. A SQLite file that isn't there is an error, unless it may be created.

        Call ``check`` before reading: the tables may be missing or old.
        """
        parsed = read_url(url)
        return cls(engine_for(parsed, create=create), name_of(parsed))

    @property
    def name(self) -> str:
        """The database in words, without a password: a path, or a name and a server."""
        return self._where

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server."""
        return Path(str(self._engine.url.database)) if self._engine.dialect.name == "sqlite" else None

    def schedule_by(self, scheduler: Scheduler) -> None:
        """From now on each row of ``due`` gets its job in the transaction that makes it. Without a scheduler the rows
        are kept all the same, and a worker finds them when it looks for what was forgotten."""
        self._writer.scheduler = scheduler

    def upgrade(self) -> Upgrade:
        """Bring the tables to the newest revision. Several programs may do so at the same moment."""
        try:
            return revisions.upgrade(self._engine, self._where)
        except DBAPIError as error:
            raise StoreError(in_plain_words(error, self._where)) from None

    def check(self) -> str:
        """The revision. Raises StoreError, with what to do, where it isn't the newest or nothing can be kept."""
        found = self._ask(lambda connection: revisions.check(connection, self._where))
        self._writer.health.check(self._writer.write)
        return found

    def write(self, work: Callable[[Unit], T]) -> T:
        """Run ``work`` in one transaction; when this returns what it returned, it is durable.

        What the work raises is raised here, and nothing of it is kept. A work may run in another thread, and more
        than once if the database asks for it: it has no effects but through its unit.
        """
        return self._writer.write(work)

    def answer(self, question: Question) -> Answered:
        """Answer one text, in one transaction; when this returns, everything about it is durable.

        A copy, by MessageSid or token, gets the bytes that the first got, also when both come at the same moment.
        Texts of one contact are decided one after the other. What ``question.decide`` raises is raised here, and
        nothing is kept then. Raises StoreError where the database fails.
        """
        common = shared(question.passed)
        if common is not None and common.digest not in self._steps_kept:
            self.write(lambda unit: unit.record_steps(common))
            self._steps_kept.add(common.digest)
        return self._writer.answer(question)

    def record_sent(self, sent: Outgoing, now: datetime) -> None:
        """Keep a message that Twilio took from us. A second call for the same sid changes nothing."""
        self.write(lambda unit: unit.record_sent(sent, now))

    def move_status(self, sid: str, status: str, error_code: int | None, now: datetime) -> bool:
        """Note what became of a message that we sent; False where a later status is known already."""
        return self.write(lambda unit: unit.move_status(sid, status, error_code, now))

    def record_opt_out(
        self, address: str, scopes: tuple[str, ...], by: OptedOutBy, source: str, now: datetime
    ) -> Contact:
        """Note an opt-out that no text told us of (Twilio's error 21610, say): see ``Unit.record_opt_out``."""
        return self.write(lambda unit: unit.record_opt_out(address, scopes, by, source, now))

    def forget(self, address: str, now: datetime) -> None:
        """Delete all that is kept of a contact; an opt-out stays, under a hash (see ``responder.store.forgotten``).

        Raises StillSending, and nothing changes, while something is being sent to them or about them. What a SQLite
        file held may be read from it until ``responder.store.rewriting`` has written it anew.
        """

        def erase(unit: Unit) -> None:
            unit.lock(address)
            unit.erasing.erase(address, unit.contact(address).opted_out, now)

        self.write(erase)

    def _ask(self, question: Callable[[Connection], T]) -> T:
        # A new connection to a file that is gone would make an empty one in its place.
        self._writer.look()
        return super()._ask(question)

    def close(self) -> None:
        """Let go of the database. Works that are under way end first."""
        self._writer.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _writer(engine: Engine, where: str) -> _Writer:
    if engine.dialect.name == "sqlite":
        return GroupCommit(engine, where)
    # psycopg takes a while to import, and most run on SQLite.
    from responder.store.own_commit import OwnCommit

    return OwnCommit(engine, where)
