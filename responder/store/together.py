"""Many texts answered with two statements, for SQLite: what ``answer_alone`` does for one, for all that wait.

Each step of the sqlite3 module lets go of Python's one lock, and on a busy server has to queue for it again behind
every other thread: 40 statements for 8 texts cost several times what SQLite itself needs. So the texts that share a
commit share their statements too. One looks for copies and recalls all senders; then everything is plain Python, in
the order of the texts; one takes all rows that came of it. Only what is seldom (lists, the ledger, second replies) is
written one by one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import cache

from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.store.answering import Answered, Question
from responder.store.columns import given_back, key, microseconds
from responder.store.rows import Row, contact_of, contact_row, decision_row, inbound_row, reply_rows
from responder.store.statements import columns_of, contact_rows, in_sqlite
from responder.store.tables import contacts, decisions, messages
from responder.store.traces import shared
from responder.store.unit import Unit

# A text comes to a row of `arrived`, whose trigger makes of it the rows of three tables. One statement can so insert
# into all of them; both exist only in the writer's connection.
_MESSAGE = columns_of(messages, but="id")
_CONTACT = columns_of(contacts, but="address")
_REPLY = ("body", "media", "segments")
_DECISION = columns_of(decisions, but="message_id")
_COLUMNS = (
    "id",
    *(f"message_{name}" for name in _MESSAGE),
    *(f"contact_{name}" for name in _CONTACT),
    *(f"reply_{name}" for name in _REPLY),
    *(f"decision_{name}" for name in _DECISION),
)
MOST = 999 // len(_COLUMNS)
"""Texts of one statement. SQLite takes 999 parameters, or 32,766 since 3.32."""


class Together:
    """Answers texts in a transaction that is open and holds the write lock."""

    def __init__(self, connection: sqlite3.Connection, cursor: sqlite3.Cursor, unit: Unit) -> None:
        self._cursor = cursor
        self._unit = unit
        connection.execute(_arrived_view())
        connection.execute(_arrived_trigger())

    def answer(self, questions: Sequence[Question]) -> list[Answered | Exception]:
        """What each text is answered with, or what its ``decide`` raised; then nothing of that text is kept.

        Raises the driver's error where the database fails; then the transaction must be rolled back.
        """
        results: list[Answered | Exception] = []
        for begin in range(0, len(questions), MOST):
            results += self._answer(questions[begin : begin + MOST])
        return results

    def _answer(self, questions: Sequence[Question]) -> list[Answered | Exception]:
        round_ = _Round(*self._look_up(questions))
        results = [round_.answer(question) for question in questions]
        if round_.rows:
            values = [value for row in round_.rows for value in row]
            self._cursor.execute(_insert(len(round_.rows)), values)
        for question, decision, id_ in round_.seldom:
            self._record_seldom(question, decision, id_)
        return results

    def _look_up(self, questions: Sequence[Question]) -> tuple[int, list[list[str]], list[Row]]:
        """The last id, copies' sids, tokens and answers, and the rows of the senders."""
        size = len(questions)
        values = [key(question.message.sid) for question in questions]
        # NULL is in no index: a text without a token has no copies by token.
        values += [key(question.token) if question.token else None for question in questions]  # type: ignore[misc]
        values += [key(question.address) for question in questions]
        last, copies, senders = self._cursor.execute(_look_up(size), values).fetchone()
        return last or 0, json.loads(copies), json.loads(senders)

    def _record_seldom(self, question: Question, decision: Decision, id_: int) -> None:
        message, at, address = question.message, microseconds(question.now), key(question.address)
        for row in reply_rows(message, id_, decision.replies[1:], address, at):
            self._unit.insert_message(row)
        self._unit.record_effects(decision.effects, address, at, message.body, message.sid, decision.ruleset)


class _Round:
    """What the texts of one transaction know of each other, and the rows that they come to."""

    def __init__(self, last_id: int, copies: Sequence[Sequence[str]], senders: Sequence[Row]) -> None:
        self.last_id = last_id
        # Answers by sid and by token, as they are stored.
        self.given = {name: answer for sid, token, answer in copies for name in ((0, sid), (1, token))}
        # Senders as they are stored, and as this round leaves them.
        self.stored = {row[0]: row for row in senders}
        self.known: dict[str, Contact] = {}
        self.rows: list[Row] = []
        self.seldom: list[tuple[Question, Decision, int]] = []

    def answer(self, question: Question) -> Answered | Exception:
        sid = (0, key(question.message.sid))
        token = (1, key(question.token)) if question.token else None
        given = self.given.get(sid)
        if given is None and token is not None:
            given = self.given.get(token)
        if given is not None:
            return Answered(given_back(given), None)
        try:
            decision, twiml, stored = self._answer_new(question)
        except Exception as error:
            return error
        self.given[sid] = stored
        if token is not None:
            self.given[token] = stored
        return Answered(twiml, decision)

    def _answer_new(self, question: Question) -> tuple[Decision, str, str]:
        address = question.address
        stored = key(address)
        before = self.known.get(stored) or contact_of(address, self.stored.get(stored))
        decision, twiml = question.decide(before)
        id_, at = self.last_id + 1, microseconds(question.now)
        replies = reply_rows(question.message, id_, decision.replies[:1], stored, at)
        decided = decision_row(id_, decision, twiml, at, shared(question.passed))
        row = (
            id_,
            *inbound_row(question.message, stored, at, question.token),
            *contact_row(decision.contact)[1:],
            *(replies[0][_BODY : _BODY + 3] if replies else (None, None, None)),
            *decided[1:],
        )
        # Nothing is taken before all of it is made, so that an error leaves nothing behind.
        self.rows.append(row)
        self.known[stored] = decision.contact
        self.last_id += 1 + len(replies)
        if decision.effects or len(decision.replies) > 1:
            self.seldom.append((question, decision, id_))
        return decision, twiml, decided[_ANSWER]


_BODY = _MESSAGE.index("body")
_ANSWER = columns_of(decisions).index("answer")


def _arrived_view() -> str:
    return f"CREATE TEMP VIEW arrived AS SELECT {', '.join(f'NULL AS {name}' for name in _COLUMNS)}"


def _arrived_trigger() -> str:
    def insert(table: str, values: dict[str, str]) -> str:
        return f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"

    contact = {"address": "NEW.message_contact"} | {name: f"NEW.contact_{name}" for name in _CONTACT}
    message = {"id": "NEW.id"} | {name: f"NEW.message_{name}" for name in _MESSAGE}
    reply = {"id": "NEW.id + 1", "direction": "'out'", "reply_to": "NEW.id"}
    reply |= {name: f"NEW.message_{name}" for name in ("contact", "ours", "channel", "at")}
    reply |= {name: f"NEW.reply_{name}" for name in _REPLY}
    decision = {"message_id": "NEW.id"} | {name: f"NEW.decision_{name}" for name in _DECISION}
    update = ", ".join(f"{name} = excluded.{name}" for name in _CONTACT)
    return (
        "CREATE TEMP TRIGGER arrive INSTEAD OF INSERT ON arrived BEGIN "
        # WHERE keeps SQLite from reading ON CONFLICT as the ON of a join.
        f"{insert('contacts', contact)} WHERE true ON CONFLICT (address) DO UPDATE SET {update}; "
        f"{insert('messages', message)}; "
        f"{insert('messages', reply)} WHERE NEW.reply_body IS NOT NULL; "
        f"{insert('decisions', decision)}; "
        "END"
    )


@cache
def _insert(count: int) -> str:
    row = f"({', '.join('?' * len(_COLUMNS))})"
    return f"INSERT INTO arrived VALUES {', '.join([row] * count)}"


@cache
def _look_up(count: int) -> str:
    """One row for so many texts. Its parameters: the sids, then the tokens, then the addresses."""
    places = ", ".join("?" * count)
    sender = in_sqlite(contact_rows("sqlite"))
    names = ", ".join(f"c{n}" for n in range(len(_CONTACT) + 2))
    copy = (
        "SELECT sid, token, coalesce(answer, '') AS answer FROM messages "
        f"LEFT JOIN decisions ON message_id = id WHERE {{}} IN ({places})"
    )
    return (
        "SELECT (SELECT max(id) FROM messages), "
        "(SELECT json_group_array(json_array(sid, token, answer)) FROM "
        f"({copy.format('sid')} UNION ALL {copy.format('token')})), "
        f"(WITH sender({names}) AS ({sender} WHERE contacts.address IN ({places})) "
        f"SELECT json_group_array(json_array({names})) FROM sender)"
    )
