"""What one may ask a store: for ``responder why``, ``db`` and ``send``, and for pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, case, func, select
from sqlalchemy.exc import DBAPIError, TimeoutError

from responder.core.contact import Contact
from responder.core.message import NOTHING
from responder.errors import StoreError
from responder.store.broadcasts import Broadcasts
from responder.store.columns import given_back
from responder.store.effects import effects_of
from responder.store.erasing import Remaining
from responder.store.failures import AGAIN_SECONDS, in_plain_words
from responder.store.figures import Figures
from responder.store.forgotten import Remembering
from responder.store.histories import Histories
from responder.store.listing import Listing, kept_due
from responder.store.records import (
    Asked,
    Contents,
    Delivery,
    GivenAnswer,
    Halt,
    KeptDecision,
    KeptDue,
    KeptMessage,
    LedgerEntry,
    Run,
)
from responder.store.rows import contact_of, media_of
from responder.store.spending import Spent
from responder.store.statements import contact_query
from responder.store.tables import (
    answers,
    consent,
    contacts,
    decisions,
    deliveries,
    due,
    halts,
    list_members,
    messages,
    runs,
    step_lists,
)
from responder.store.tallies import Tallying
from responder.store.traces import trace_of

T = TypeVar("T")

PAGE = 50
"""How many messages come at once, unless said otherwise."""


class Reading(Broadcasts, Histories, Remembering, Remaining, Listing, Figures, Tallying, Spent):
    """The questions. Each sees what is committed. All raise StoreError where the database fails."""

    _engine: Engine
    _where: str

    @property
    def _dialect(self) -> str:
        return self._engine.dialect.name

    def message(self, sid: str) -> KeptMessage | None:
        """The message with this MessageSid, in or out."""
        rows = self._rows(_messages().where(messages.c.sid == sid))
        return _message(rows[0]) if rows else None

    def messages(
        self, contact: str | None = None, *, before: tuple[datetime, int] | None = None, limit: int = PAGE
    ) -> list[KeptMessage]:
        """Messages, newest first, of one contact (by address) or of all.

        ``before``: only those before this one, as ``(message.at, message.id)``: the last of the page before.
        """
        query = _messages().order_by(messages.c.at.desc(), messages.c.id.desc()).limit(limit)
        if contact is not None:
            query = query.where(messages.c.contact == contact)
        if before is not None:
            at, id_ = before
            query = query.where(messages.c.at <= at, (messages.c.at < at) | (messages.c.id < id_))
        return [_message(row) for row in self._rows(query)]

    def answers(self, message: KeptMessage) -> list[KeptMessage]:
        """What the message was answered with, in order."""
        query = _messages().where(
            messages.c.contact == message.contact, messages.c.at >= message.at, messages.c.reply_to == message.id
        )
        query = query.order_by(messages.c.id)
        return [_message(row) for row in self._rows(query)]

    def decision(self, sid: str) -> KeptDecision | None:
        """What was decided about the message with this MessageSid, and why."""
        query = select(decisions).join(messages, messages.c.id == decisions.c.message_id)
        rows = self._rows(query.where(messages.c.sid == sid))
        if not rows:
            return None
        digest = rows[0].trace.get("of")
        lists = self._rows(select(step_lists.c.steps).where(step_lists.c.digest == digest)) if digest else ()
        return _decision(rows[0], lists[0][0] if lists else None)

    def contact(self, address: str) -> Contact:
        """What is known of a contact, by address; a blank contact where nothing is."""
        rows = self._rows(contact_query(self._engine.dialect.name), {"address": address})
        if not rows:
            return Contact(address, opted_out=self.opt_outs_of_forgotten(address))
        return contact_of(address, rows[0])

    def is_opted_out(self, address: str, scopes: tuple[str, ...]) -> bool:
        """Whether nothing may be sent to this contact from any of these numbers and services of ours."""
        return self.contact(address).is_opted_out_of(scopes)

    def members(self, list_: str) -> list[str]:
        """The addresses on a list, in the order in which they joined."""
        query = select(list_members.c.contact).where(list_members.c.list == list_)
        return [row[0] for row in self._rows(query.order_by(list_members.c.joined_at, list_members.c.contact))]

    def ledger(self, address: str) -> list[LedgerEntry]:
        """Every line of the consent ledger about a contact, oldest first; those from before they were forgotten too."""
        query = select(*[column for column in consent.c if column.name != "id"])
        query = query.where(consent.c.contact.in_(self.names_in_ledger(address)))
        return [LedgerEntry(**row._mapping) for row in self._rows(query.order_by(consent.c.id))]

    def delivery(self, sid: str) -> Delivery | None:
        """What became of a message that we sent; None where nothing is known of it."""
        query = select(deliveries.c.status, deliveries.c.error_code, deliveries.c.at).where(deliveries.c.sid == sid)
        rows = self._rows(query)
        return Delivery(*rows[0]) if rows else None

    def due(
        self,
        contact: str | None = None,
        *,
        state: str | None = "due",
        before: datetime | None = None,
        limit: int = PAGE,
    ) -> list[KeptDue]:
        """What is to be sent or posted apart from answers, of one contact (by address) or of all, soonest first.

        ``state``: as ``KeptDue.state``, or None for all; what isn't due any more comes latest first. ``before``: only
        what is due by then.
        """
        order = (due.c.at, due.c.id) if state == "due" else (due.c.at.desc(), due.c.id.desc())
        query = select(due).order_by(*order).limit(limit)
        if contact is not None:
            query = query.where(due.c.contact == contact)
        if state is not None:
            query = query.where(due.c.state == state)
        if before is not None:
            query = query.where(due.c.at <= before)
        return [kept_due(row) for row in self._rows(query)]

    def due_by_id(self, id_: int) -> KeptDue | None:
        """One thing that is or was to be sent or posted."""
        rows = self._rows(select(due).where(due.c.id == id_))
        return kept_due(rows[0]) if rows else None

    def message_by_id(self, id_: int) -> KeptMessage | None:
        """The message with this id."""
        rows = self._rows(_messages().where(messages.c.id == id_))
        return _message(rows[0]) if rows else None

    def halts(self) -> list[Halt]:
        """What stands in the way of all sending."""
        return [Halt(*row) for row in self._rows(select(halts).order_by(halts.c.since))]

    def states_of_due(self) -> dict[str, int]:
        """How much is in each state."""
        return {row[0]: row[1] for row in self._rows(select(due.c.state, func.count()).group_by(due.c.state))}

    def asked(self, now: datetime, since: datetime | None = None) -> list[Asked]:
        """Every conversation and question that was begun (since then), by name: how often, and how that stands."""
        lapsed = case((runs.c.until <= now, "lapsed"), else_="open")
        state = func.coalesce(runs.c.how, lapsed).label("state")
        query = select(runs.c.name, runs.c.asker, state, func.count(), func.max(runs.c.started_at))
        if since is not None:
            query = query.where(runs.c.started_at >= since)
        found: dict[tuple[Any, Any], Asked] = {}
        for name, asker, how, count, last in self._rows(query.group_by(runs.c.name, runs.c.asker, state)):
            before = found.get((name, asker), Asked(name, asker, {}, last))
            states = {**before.states, how: count}
            found[name, asker] = Asked(name, asker, states, max(before.last, last))
        return [found[place] for place in sorted(found)]

    def runs(self, name: str, since: datetime | None = None) -> list[Run]:
        """Each time that this conversation or question was begun (since then), oldest first, with its answers."""
        begun = select(runs).where(runs.c.name == name).order_by(runs.c.started_at, runs.c.contact)
        given = select(answers).where(answers.c.name == name).order_by(answers.c.id)
        if since is not None:
            begun, given = begun.where(runs.c.started_at >= since), given.where(answers.c.started_at >= since)
        said: dict[tuple[Any, Any], list[GivenAnswer]] = {}
        for row in self._rows(given):
            one = GivenAnswer(row.step, row.field, row.value, row.at, row.message_sid)
            said.setdefault((row.contact, row.started_at), []).append(one)
        return [_run(row, said.get((row.contact, row.started_at), [])) for row in self._rows(begun)]

    def answered_since(self, since: datetime) -> dict[str, int]:
        """How many texts each rule has answered since then, by the rule's name; ``otherwise`` is one of them."""
        rule = decisions.c.rule
        answered = (decisions.c.at >= since, decisions.c.outcome.in_(("answered", "otherwise")), rule.is_not(None))
        query = select(rule, func.count()).where(*answered).group_by(rule)
        return {given_back(row[0]): row[1] for row in self._rows(query)}

    def contents(self) -> Contents:
        """How much the store holds."""
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in (messages, contacts, consent)]
        counts.append(select(func.count()).where(due.c.state == "due").scalar_subquery())
        counts.append(select(func.count()).select_from(answers).scalar_subquery())
        last = select(func.max(messages.c.at)).scalar_subquery()
        (row,) = self._rows(select(*counts, last))
        return Contents(*row)

    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._ask(lambda connection: connection.execute(query, parameters).all())

    def _ask(self, question: Callable[[Connection], T]) -> T:
        begun = time.monotonic()
        for tries_left in (1, 0):
            try:
                with self._engine.connect() as connection:
                    return question(connection)
            except (DBAPIError, TimeoutError) as error:
                # A server that was restarted has forgotten our connections; the pool makes new ones.
                lost = isinstance(error, DBAPIError) and error.connection_invalidated
                if lost and tries_left and time.monotonic() - begun < AGAIN_SECONDS:
                    continue
                raise StoreError(in_plain_words(error, self._where)) from None
        raise AssertionError("unreachable: the last try returns or raises")


def _messages() -> Select[*tuple[Any, ...]]:
    status = [deliveries.c.status, deliveries.c.error_code, deliveries.c.at.label("status_at")]
    return select(messages, *status).outerjoin(deliveries, deliveries.c.sid == messages.c.sid)


def _message(row: Row[*tuple[Any, ...]]) -> KeptMessage:
    return KeptMessage(
        id=row.id,
        sid=row.sid,
        direction=row.direction,
        contact=row.contact,
        ours=row.ours,
        channel=row.channel,
        at=row.at,
        body=row.body,
        media=media_of(row.media),
        segments=row.segments,
        reply_to=row.reply_to,
        details=row.details or NOTHING,
        delivery=None if row.status is None else Delivery(row.status, row.error_code, row.status_at),
    )


def _decision(row: Row[*tuple[Any, ...]], common: list[Any] | None) -> KeptDecision:
    return KeptDecision(
        message_id=row.message_id,
        at=row.at,
        outcome=row.outcome,
        rule=row.rule,
        answer=row.answer,
        trace=trace_of(row.trace, common),
        effects=effects_of(row.effects),
        problems=tuple(row.problems or ()),
        ruleset=row.ruleset,
    )


def _run(row: Row[*tuple[Any, ...]], given: list[GivenAnswer]) -> Run:
    return Run(
        contact=row.contact,
        name=row.name,
        asker=row.asker,
        started_at=row.started_at,
        until=row.until,
        ended_at=row.ended_at,
        how=row.how,
        path=tuple(row.path or ()),
        answers=tuple(given),
    )
