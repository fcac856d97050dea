"""What one may ask a store: for ``responder why``, ``db`` and ``send``, and for pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, func, select
from sqlalchemy.exc import DBAPIError, TimeoutError

from responder.core.contact import Contact
from responder.core.message import NOTHING
from responder.errors import StoreError
from responder.store.failures import AGAIN_SECONDS, in_plain_words
from responder.store.records import Contents, Delivery, KeptDecision, KeptMessage, LedgerEntry
from responder.store.rows import contact_of, effects_of, media_of
from responder.store.statements import contact_query
from responder.store.tables import consent, contacts, decisions, deliveries, list_members, messages, step_lists
from responder.store.traces import trace_of

T = TypeVar("T")

PAGE = 50
"""How many messages come at once, unless said otherwise."""


class Reading:
    """The questions. Each sees what is committed. All raise StoreError where the database fails."""

    _engine: Engine
    _where: str

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
        return contact_of(address, rows[0] if rows else None)

    def is_opted_out(self, address: str, scopes: tuple[str, ...]) -> bool:
        """Whether nothing may be sent to this contact from any of these numbers and services of ours."""
        return self.contact(address).is_opted_out_of(scopes)

    def members(self, list_: str) -> list[str]:
        """The addresses on a list, in the order in which they joined."""
        query = select(list_members.c.contact).where(list_members.c.list == list_)
        return [row[0] for row in self._rows(query.order_by(list_members.c.joined_at, list_members.c.contact))]

    def ledger(self, address: str) -> list[LedgerEntry]:
        """Every line of the consent ledger about a contact, oldest first."""
        query = select(*[column for column in consent.c if column.name != "id"]).where(consent.c.contact == address)
        return [LedgerEntry(**row._mapping) for row in self._rows(query.order_by(consent.c.id))]

    def delivery(self, sid: str) -> Delivery | None:
        """What became of a message that we sent; None where nothing is known of it."""
        query = select(deliveries.c.status, deliveries.c.error_code, deliveries.c.at).where(deliveries.c.sid == sid)
        rows = self._rows(query)
        return Delivery(*rows[0]) if rows else None

    def contents(self) -> Contents:
        """How much the store holds."""
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in (messages, contacts, consent)]
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
