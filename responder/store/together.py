"""Many texts answered with few statements, for SQLite: what ``answer_alone`` does for one, for all that wait.

Each statement makes Python's one lock go round among the threads that answer, which costs more than SQLite's own work.
So the texts that share a commit share their statements too: one looks for copies, one recalls all senders, and what
was decided is inserted as many rows at once. Between them everything is plain Python, in the order of the texts. Only
what effects come to (lists, the ledger, what is due, answers to questions), which is seldom, is written one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Table, bindparam, func, literal_column, select
from sqlalchemy.dialects import sqlite

from responder.core.contact import Contact
from responder.core.decision import Effect
from responder.store.answering import Answered, Question
from responder.store.columns import given_back, key, microseconds
from responder.store.cursor import Cursor
from responder.store.effects import Cause, Row, leaves_waiting
from responder.store.forgotten import OptOuts
from responder.store.rows import contact_of, contact_row, decision_row, inbound_row, is_waiting, reply_rows
from responder.store.statements import columns_of, contact_rows, updating
from responder.store.tables import contacts, decisions, messages
from responder.store.traces import shared
from responder.store.unit import Unit

MOST = 32
"""Rows of one statement. SQLite takes 999 parameters, or 32,766 since 3.32."""

_DIALECT = sqlite.dialect()


class Together:
    """Answers texts inside a transaction that is open, with the write lock held."""

    def __init__(self, cursor: Cursor, unit: Unit) -> None:
        self._cursor = cursor
        self._unit = unit

    def answer(self, questions: Sequence[Question]) -> list[Answered | Exception]:
        """What each text is answered with, or what its ``decide`` raised; then nothing of that text is kept.

        Raises the driver's error where the database fails; then the transaction must be rolled back.
        """
        round_ = _Round(questions)
        self._look_up(round_)
        results = [round_.answer(question) for question in questions]
        self._insert(contacts, list(round_.contact_rows.values()))
        self._insert(messages, round_.message_rows)
        self._insert(decisions, round_.decision_rows)
        for effects, cause, waiting in round_.effects:
            self._unit.record_effects(effects, cause, waiting)
        return results

    def _look_up(self, round_: _Round) -> None:
        execute, fetch = self._cursor.execute, self._cursor.fetchall
        for sids in _padded([key(question.message.sid) for question in round_.questions]):
            execute(_answers("sid", len(sids)), sids)
            round_.by_sid.update(fetch())
        for tokens in _padded([key(question.token) for question in round_.questions if question.token]):
            execute(_answers("token", len(tokens)), tokens)
            round_.by_token.update(fetch())
        for addresses in _padded([key(question.address) for question in round_.questions]):
            execute(_contacts(len(addresses)), addresses)
            round_.stored.update((row[0], row) for row in fetch())
        if strangers := [q.address for q in round_.questions if key(q.address) not in round_.stored]:
            round_.opted_out = self._unit.forgotten.opt_outs_of(strangers)
        execute(_LAST_ID, ())
        round_.next_id = (self._cursor.fetchone()[0] or 0) + 1

    def _insert(self, table: Table, rows: list[Row]) -> None:
        for some in _pieces(rows):
            self._cursor.execute(_inserting(table.name, len(some)), [value for row in some for value in row])


class _Round:
    """What the texts of one transaction know of each other, and the rows that they come to."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = questions
        self.next_id = 1
        self.by_sid: dict[str, str] = {}
        self.by_token: dict[str, str] = {}
        # Senders as they are stored, and as this round leaves them.
        self.stored: dict[str, Row] = {}
        self.known: dict[str, Contact] = {}
        # Of those who aren't stored, who had opted out before they were forgotten.
        self.opted_out: dict[str, OptOuts] = {}
        # Whether follow-ups may be due that a text of theirs takes back.
        self.waiting: dict[str, bool] = {}
        self.contact_rows: dict[str, Row] = {}
        self.message_rows: list[Row] = []
        self.decision_rows: list[Row] = []
        self.effects: list[tuple[Sequence[Effect], Cause, bool]] = []

    def answer(self, question: Question) -> Answered | Exception:
        sid, token = key(question.message.sid), key(question.token) if question.token else ""
        given = self.by_sid.get(sid)
        if given is None:
            given = self.by_token.get(token)
        if given is not None:
            return Answered(given_back(given), None)
        try:
            return self._answer_new(question, sid, token)
        except Exception as error:
            return error

    def _answer_new(self, question: Question, sid: str, token: str) -> Answered:
        message, address = question.message, key(question.address)
        before, waiting = self.known.get(address), self.waiting.get(address, False)
        if before is None:
            stored = self.stored.get(address)
            before, waiting = contact_of(question.address, stored), is_waiting(stored)
            if question.address in self.opted_out:
                before = replace(before, opted_out=self.opted_out[question.address])
        decision, twiml = question.decide(before)
        # Every row is made before any is taken, so that an error leaves nothing behind.
        at, id_ = microseconds(question.now), self.next_id
        waits = leaves_waiting(decision.effects)
        after = contact_row(decision.contact, waits)
        arrived = inbound_row(message, address, at, question.token)
        replies = reply_rows(message, id_, decision.replies, address, at)
        decided = decision_row(id_, decision, twiml, at, shared(question.passed))
        self.contact_rows[address] = after
        self.known[address] = decision.contact
        self.waiting[address] = waits
        self.message_rows += [(id_ + n, *row) for n, row in enumerate([arrived, *replies])]
        self.decision_rows.append(decided)
        if decision.effects or waiting:
            cause = Cause(address, at, message.body, message.sid, decision.ruleset, id_)
            self.effects.append((decision.effects, cause, waiting))
        self.next_id += 1 + len(replies)
        self.by_sid[sid] = decided[4]
        if token:
            self.by_token[token] = decided[4]
        return Answered(twiml, decision)


def _pieces(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows in pieces of 32, 16, 8, 4, 2 or 1, so that only six texts of a statement are ever needed."""
    begin = 0
    while left := len(rows) - begin:
        size = min(MOST, 1 << (left.bit_length() - 1))
        yield rows[begin : begin + size]
        begin += size


def _padded(values: list[str]) -> Iterator[list[str]]:
    """The values in pieces of such sizes, the last one filled up with a value that is there."""
    for begin in range(0, len(values), MOST):
        piece = values[begin : begin + MOST]
        yield piece + piece[-1:] * ((1 << (len(piece) - 1).bit_length()) - len(piece))


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=_DIALECT))


_LAST_ID = _sql(select(func.max(messages.c.id)))


def _places(count: int) -> list[Any]:
    return [bindparam(f"value_{n}") for n in range(count)]


@cache
def _answers(column: str, count: int) -> str:
    """By sid or token: what messages were answered with. Nothing for a message of ours that has the same sid."""
    given = func.coalesce(decisions.c.answer, literal_column("''"))
    query = select(messages.c[column], given).outerjoin_from(
        messages, decisions, decisions.c.message_id == messages.c.id
    )
    return _sql(query.where(messages.c[column].in_(_places(count))))


@cache
def _contacts(count: int) -> str:
    return _sql(contact_rows("sqlite").where(contacts.c.address.in_(_places(count))))


@cache
def _inserting(table: str, count: int) -> str:
    into = {"contacts": contacts, "messages": messages, "decisions": decisions}[table]
    insert = sqlite.insert(into).values([dict.fromkeys(columns_of(into))] * count)
    return _sql(updating(insert) if into is contacts else insert)
