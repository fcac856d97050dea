"""The SQL of one message's walk, made once from the tables.

Running a SQLAlchemy statement costs 20 to 60 µs of CPU, running its text on the driver's cursor 3 to 5 µs, and a
message needs five to seven of them. So what runs for each message is compiled here, when the store is opened, and
``Unit`` hands the texts to the driver with rows from ``responder.store.rows``: tuples in the order of the table's
columns. Whoever reads at leisure uses the tables themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    Dialect,
    Select,
    Table,
    Text,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from responder.store.columns import Key
from responder.store.tables import (
    answers,
    consent,
    contacts,
    decisions,
    deliveries,
    due,
    list_members,
    messages,
    runs,
    step_lists,
)

LIST_SEPARATOR = "\x1f"
"""Between names of lists that come in one text. ``columns.kept`` escapes it inside of names."""


@dataclass(frozen=True, slots=True)
class Statements:
    """SQL texts for one dialect. ``returning`` says whether ``message`` gives the new row's id as a row; SQLite before
    3.35 can't, and has the cursor's ``lastrowid`` for it."""

    returning: bool
    lock: str | None
    """Makes others who want the same contact wait until the transaction ends. None: writers take turns anyway."""
    message: str
    """Does nothing where the sid or the token is there already."""
    answer_by_sid: str
    answer_by_token: str
    contact: str
    keep_contact: str
    new_contact: str
    decision: str
    steps: str
    drop_steps: str
    ledger: str
    join: str
    leave: str
    due: str
    """Gives the new row's id as ``message`` does."""
    cancel: str
    """Takes back every follow-up of a contact; parameters: reason, time, reason again, contact. What is being sent
    isn't cancelled, only never sent anew."""
    cancel_named: str
    """Those of one name; parameters: as above, name."""
    cancel_same: str
    """The same of one rule; parameters: as above, name, rule, position."""
    cancel_same_waiting: str
    """Those of them that aren't being sent; the same parameters, without the second reason."""
    cancel_replied: str
    """Those that a reply takes back; parameters: reason, time, reason again, contact."""
    run: str
    """Begins a run, or says how far it is and how long it is open."""
    close_run: str
    """Parameters: time, how, contact, name, when it began."""
    given: str
    """Keeps an answer to a question."""
    status: str
    details: str
    """Of a message that we sent, by its sid."""
    name_reply: str
    """Parameters: the reply's sid, the sid of what it answers, its place, and its sid again."""


def compiled(dialect: Dialect) -> Statements:
    """The statements for the database behind ``dialect``: SQLite or PostgreSQL."""
    postgres = dialect.name == "postgresql"
    insert = postgresql.insert if postgres else sqlite.insert
    # Both with parameters by position: ? and %s. Dialect's type doesn't say that every dialect takes a paramstyle.
    speaker: Dialect = type(dialect)(paramstyle="format") if postgres else sqlite.dialect()  # type: ignore[call-arg]

    def sql(statement: ClauseElement, columns: Sequence[str] | None = None) -> str:
        return str(statement.compile(dialect=speaker, column_keys=columns))

    message = insert(messages).on_conflict_do_nothing()
    moved = insert(deliveries)
    status = columns_of(deliveries)
    arising = insert(due)
    begun = insert(runs)
    return Statements(
        returning=postgres,
        lock="SELECT pg_advisory_xact_lock(%s)" if postgres else None,
        message=sql(message.returning(messages.c.id) if postgres else message, columns_of(messages, but="id")),
        answer_by_sid=sql(_answer(messages.c.sid)),
        answer_by_token=sql(_answer(messages.c.token)),
        contact=sql(contact_query(dialect.name)),
        keep_contact=sql(updating(insert(contacts)), columns_of(contacts)),
        new_contact=sql(insert(contacts).on_conflict_do_nothing(), columns_of(contacts)),
        # Without inline() SQLAlchemy would ask PostgreSQL for the new row's id.
        decision=sql(insert(decisions).inline(), columns_of(decisions)),
        steps=sql(insert(step_lists).on_conflict_do_nothing(), columns_of(step_lists)),
        drop_steps=sql(delete(step_lists).where(step_lists.c.digest == bindparam("digest"))),
        ledger=sql(insert(consent).inline(), columns_of(consent, but="id")),
        join=sql(insert(list_members).on_conflict_do_nothing(), columns_of(list_members)),
        leave=sql(
            delete(list_members).where(
                list_members.c.contact == bindparam("contact"), list_members.c.list == bindparam("list")
            )
        ),
        due=sql(arising.returning(due.c.id) if postgres else arising, columns_of(due, but="id")),
        cancel=sql(_cancelling()),
        cancel_named=sql(_cancelling(due.c.name == bindparam("named"))),
        cancel_same=sql(_cancelling(*_THE_SAME)),
        cancel_same_waiting=sql(_cancelling_waiting(*_THE_SAME)),
        cancel_replied=sql(_cancelling(due.c.until_reply == literal_column("1"))),
        run=sql(
            begun.on_conflict_do_update(
                index_elements=[runs.c.contact, runs.c.name, runs.c.started_at],
                set_={name: begun.excluded[name] for name in ("until", "path")},
            ),
            columns_of(runs),
        ),
        close_run=sql(
            update(runs)
            .values(ended_at=bindparam("ended"), how=bindparam("ending"))
            .where(
                runs.c.contact == bindparam("whose"),
                runs.c.name == bindparam("named"),
                runs.c.started_at == bindparam("begun"),
                # Only the first end counts.
                runs.c.how.is_(None),
            )
        ),
        given=sql(insert(answers).inline(), columns_of(answers, but="id")),
        # A status only moves forward: later ones have higher ranks.
        status=sql(
            moved.on_conflict_do_update(
                index_elements=[deliveries.c.sid],
                set_={name: moved.excluded[name] for name in status if name != "sid"},
                where=deliveries.c.rank < moved.excluded.rank,
            ),
            status,
        ),
        details=sql(
            select(type_coerce(messages.c.details, Text)).where(
                messages.c.sid == bindparam("value"), messages.c.direction == literal_column("'out'")
            )
        ),
        name_reply=_NAME_REPLY.replace("?", "%s") if postgres else _NAME_REPLY,
    )


# Replies are kept at the moment of what they answer, in the order in which they are sent.
_NAME_REPLY = """
UPDATE messages SET sid = ? WHERE id = (
  SELECT reply.id FROM messages AS theirs
  JOIN messages AS reply ON reply.contact = theirs.contact AND reply.at = theirs.at AND reply.reply_to = theirs.id
  WHERE theirs.sid = ? ORDER BY reply.id LIMIT 1 OFFSET ?
) AND sid IS NULL AND NOT EXISTS (SELECT 1 FROM messages AS other WHERE other.sid = ?)
"""


_THE_SAME = (due.c.name == bindparam("named"), due.c.rule == bindparam("by"), due.c.position == bindparam("place"))


def _cancelling(*which: ColumnElement[bool]) -> ClauseElement:
    """Follow-ups of a contact that weren't sent yet are taken back: all, or those of which more holds."""
    waits = due.c.state == literal_column("'due'")
    return (
        update(due)
        .values(
            state=case((waits, literal_column("'cancelled'")), else_=due.c.state),
            reason=case((waits, bindparam("why", type_=Text)), else_=type_coerce(due.c.reason, Text)),
            ended_at=case((waits, bindparam("ended", type_=BigInteger)), else_=type_coerce(due.c.ended_at, BigInteger)),
            taken_back=bindparam("because", type_=Text),
        )
        .where(
            due.c.contact == bindparam("whose"),
            due.c.state.in_((literal_column("'due'"), literal_column("'sending'"))),
            due.c.kind == literal_column("'follow-up'"),
            *which,
        )
    )


def _cancelling_waiting(*which: ColumnElement[bool]) -> ClauseElement:
    """Those that nobody has begun to send."""
    return (
        update(due)
        .values(state=literal_column("'cancelled'"), reason=bindparam("why"), ended_at=bindparam("ended"))
        .where(
            due.c.contact == bindparam("whose"),
            due.c.state == literal_column("'due'"),
            due.c.kind == literal_column("'follow-up'"),
            *which,
        )
    )


def columns_of(table: Table, but: str | None = None) -> tuple[str, ...]:
    """The names of a table's columns, in order, but for one."""
    return tuple(column.name for column in table.c if column.name != but)


def updating(insert: Any) -> Any:
    """An insert into ``contacts`` that takes the place of the row that is there."""
    rest = {name: insert.excluded[name] for name in columns_of(contacts, but="address")}
    return insert.on_conflict_do_update(index_elements=[contacts.c.address], set_=rest)


def contact_query(dialect: str) -> Select[*tuple[Any, ...]]:
    """One contact's row, for ``rows.contact_of``; the parameter is the address."""
    return contact_rows(dialect).where(contacts.c.address == bindparam("address", type_=Key))


def contact_rows(dialect: str) -> Select[*tuple[Any, ...]]:
    """Contacts as they are stored, and in the same row the names of all their lists."""
    gather, character = (func.string_agg, func.chr) if dialect == "postgresql" else (func.group_concat, func.char)
    lists = (
        select(gather(list_members.c.list, character(literal_column(str(ord(LIST_SEPARATOR))))))
        .where(list_members.c.contact == contacts.c.address)
        .scalar_subquery()
    )
    times = ("first_seen", "last_seen")
    texts = ("fields", "tags", "opted_out", "history", "last_answered", "questions")
    return select(
        type_coerce(contacts.c.address, Text),
        *(type_coerce(contacts.c[name], BigInteger) for name in times),
        *(type_coerce(contacts.c[name], Text) for name in texts),
        type_coerce(contacts.c.handed_over_until, BigInteger),
        type_coerce(lists, Text),
        contacts.c.waiting,
    )


def _answer(column: ColumnElement[Any]) -> ClauseElement:
    return (
        select(decisions.c.answer)
        .join_from(messages, decisions, decisions.c.message_id == messages.c.id)
        .where(column == bindparam("value"))
    )
