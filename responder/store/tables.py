"""The tables. What changes here needs a revision in ``migrations/versions`` that does the same to a database that
exists; a test compares both ways, on SQLite and on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
)

from responder.store.append_only import only_added_to
from responder.store.columns import Json, Kept, Key, Moment, RowId

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

contacts = Table(
    "contacts",
    metadata,
    Column("address", Key, primary_key=True),
    # NULL for someone who never texted us, but whom we have texted.
    Column("first_seen", Moment),
    Column("last_seen", Moment),
    Column("fields", Json, nullable=False),
    Column("tags", Json, nullable=False),
    Column("opted_out", Json, nullable=False),
    Column("history", Json, nullable=False),
    Column("last_answered", Json, nullable=False),
    # Open questions, and which of them was asked about. NULL where nothing is open, as it is for most.
    Column("questions", Json),
    Column("handed_over_until", Moment),
    # 1 where a follow-up may be due that a reply takes back, so that a text of anybody else asks nothing of ``due``.
    Column("waiting", SmallInteger),
)

messages = Table(
    "messages",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # An answer in TwiML has no sid before the first news of it.
    Column("sid", Key),
    Column("token", Key),
    Column("direction", Text, nullable=False),
    # Not a foreign key: a message is claimed before its contact is read, and a contact may be forgotten.
    Column("contact", Key, nullable=False),
    Column("ours", Key, nullable=False),
    Column("channel", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Kept, nullable=False),
    Column("media", Json),
    Column("segments", Integer, nullable=False),
    # The message that this one answers. No foreign key, since that would want an index to itself: the answers to a
    # message are found among its contact's.
    Column("reply_to", RowId),
    Column("details", Json),
)
# Each NULL would be an entry in a plain unique index, and most rows have no token.
for _name in ("sid", "token"):
    _column = messages.c[_name]
    Index(
        f"uq_messages_{_name}",
        _column,
        unique=True,
        sqlite_where=_column.is_not(None),
        postgresql_where=_column.is_not(None),
    )
Index("ix_messages_contact_at", messages.c.contact, messages.c.at)
Index("ix_messages_at", messages.c.at)

# Apart from messages, so that lists of messages don't read past every trace.
decisions = Table(
    "decisions",
    metadata,
    Column("message_id", RowId, ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rule", Key),
    Column("answer", Kept, nullable=False),
    Column("trace", Json, nullable=False),
    Column("effects", Json),
    Column("problems", Json),
    Column("ruleset", Key, nullable=False),
)
# What answered how often, over any time, comes from this index alone.
Index("ix_decisions_at_outcome_rule", decisions.c.at, decisions.c.outcome, decisions.c.rule)

# What traces have in common, by a digest of what it says: see ``responder.store.traces``.
step_lists = Table(
    "step_lists",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("steps", Json, nullable=False),
)

list_members = Table(
    "list_members",
    metadata,
    Column("contact", Key, ForeignKey("contacts.address"), nullable=False),
    Column("list", Key, nullable=False),
    Column("joined_at", Moment, nullable=False),
    PrimaryKeyConstraint("contact", "list"),
    Index("ix_list_members_list", "list"),
)

# Proof of who agreed to what: rows are only ever added (see ``append_only``). It outlives the contact, so it has no
# foreign key.
consent = Table(
    "consent",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("contact", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("scope", Key, nullable=False),
    Column("words", Kept, nullable=False),
    Column("rule", Key),
    Column("source", Kept, nullable=False),
    Column("ruleset", Key, nullable=False),
    Column("message_sid", Key),
    Index("ix_consent_contact_at", "contact", "at"),
)

# By sid, since a status can arrive before the answer to our own request that made the message.
deliveries = Table(
    "deliveries",
    metadata,
    Column("sid", Key, primary_key=True),
    Column("status", Text, nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("error_code", Integer),
    Column("at", Moment, nullable=False),
)

# Those that failed, which are few: news of the others touches no index.
Index(
    "ix_deliveries_failed_at",
    deliveries.c.at,
    deliveries.c.error_code,
    sqlite_where=deliveries.c.error_code.is_not(None),
    postgresql_where=deliveries.c.error_code.is_not(None),
)

# What is to be sent or posted apart from an answer: one row each, which outlives what became of it.
due = Table(
    "due",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    # The text that it comes from; NULL where no text was the reason. No foreign key: whoever deletes old messages
    # would look here for each of them, which wants an index that nothing else needs.
    Column("message_id", RowId),
    # Whom it is about, which for staff and webhooks isn't who gets it.
    Column("contact", Key, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Key, nullable=False),
    Column("rule", Key, nullable=False),
    # Which of the rule's follow-ups it is: planned once more, it takes the place of the one before.
    Column("position", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    # The rest of the core's Due.
    Column("what", Json, nullable=False),
    # 1 for a follow-up that a reply takes back.
    Column("until_reply", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    # Why it was cancelled, put off, kept back or failed; and when it ended, NULL before.
    Column("reason", Kept),
    Column("ended_at", Moment),
    Column("ruleset", Key, nullable=False),
    # Which job is to do it, counted from 0: an older one that wakes up does nothing.
    Column("job", Integer, nullable=False, server_default="0"),
    # How often it failed so far, for how long to wait.
    Column("failures", Integer, nullable=False, server_default="0"),
    # Once it is being sent: the texts as they are worded, and how far each is.
    Column("sending", Json),
    # Its turn among what is due from the same number.
    Column("turn", Moment),
    # The broadcast that it is one text of.
    Column("broadcast", RowId),
    # How often it was sent again after it had failed on its way.
    Column("late", SmallInteger, nullable=False, server_default="0"),
    # Why it was taken back while it was being sent: Twilio may have it, but if not, it isn't sent anew.
    Column("taken_back", Kept),
    # The moment that it was planned for, once it was put off; NULL before, when that is ``at``.
    Column("planned_at", Moment),
    Index("ix_due_state_at", "state", "at"),
    Index("ix_due_contact_state", "contact", "state"),
)
# What became of it lately: what isn't over is left out.
Index(
    "ix_due_ended_at",
    due.c.ended_at,
    sqlite_where=due.c.ended_at.is_not(None),
    postgresql_where=due.c.ended_at.is_not(None),
)

# Nobody gets a broadcast twice. Other rows aren't in these indexes.
for _unique, _columns in ((True, (due.c.broadcast, due.c.contact)), (False, (due.c.broadcast, due.c.state, due.c.at))):
    Index(
        f"{'uq' if _unique else 'ix'}_due_{'_'.join(column.name for column in _columns)}",
        *_columns,
        unique=_unique,
        sqlite_where=due.c.broadcast.is_not(None),
        postgresql_where=due.c.broadcast.is_not(None),
    )

# Each time that a conversation or a question was begun with a contact, and how that ended.
runs = Table(
    "runs",
    metadata,
    Column("contact", Key, nullable=False),
    Column("name", Key, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("asker", Text, nullable=False),
    Column("rule", Key, nullable=False),
    # When the last question of it lapses.
    Column("until", Moment, nullable=False),
    # The steps that lead to that question, itself included: after BACK the answers to others count no more. NULL for a
    # question that stands alone.
    Column("path", Json),
    # Both NULL while it is open; one that lapsed is only closed when they text again.
    Column("ended_at", Moment),
    Column("how", Text),
    PrimaryKeyConstraint("contact", "name", "started_at"),
    Index("ix_runs_name_started_at", "name", "started_at"),
)

# What they answered. An answer that is given anew, after BACK, is one more row: the last one counts.
answers = Table(
    "answers",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("contact", Key, nullable=False),
    Column("name", Key, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("step", Integer, nullable=False),
    # Empty where the step saves nothing.
    Column("field", Kept, nullable=False),
    Column("value", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Column("message_sid", Key),
    Index("ix_answers_name_started_at", "name", "started_at"),
)

# What the staff was told once and isn't told again: that the month's budget is used up, say.
announced = Table(
    "announced",
    metadata,
    Column("what", Key, primary_key=True),
    Column("at", Moment, nullable=False),
)

# Until when the numbers and services that we send from are taken, at the rate that they may send with.
senders = Table(
    "senders",
    metadata,
    Column("sender", Key, primary_key=True),
    Column("free_at", Moment, nullable=False),
    # When that was said last: from then on it counts, even where the clock was wrong.
    Column("asked_at", Moment, nullable=False, server_default="0"),
)

# The processes that do what is due: which names are taken, and who was seen when.
workers = Table(
    "workers",
    metadata,
    Column("name", Key, primary_key=True),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("seen_at", Moment, nullable=False),
    # What only the process that holds the name knows: a host and a number may be those of another one.
    Column("token", Text, nullable=False, server_default=""),
)

# Why nothing is sent at the moment: Twilio doesn't take our credentials, say. A row that ended is deleted.
halts = Table(
    "halts",
    metadata,
    Column("what", Key, primary_key=True),
    Column("since", Moment, nullable=False),
    # When to try again.
    Column("until", Moment, nullable=False),
    Column("reason", Kept, nullable=False),
)

# Numbers that only ever grow, for /metrics: see ``responder.store.tallies``.
tallies = Table(
    "tallies",
    metadata,
    Column("what", Text, nullable=False),
    # Two labels; empty where it has none.
    Column("first", Key, nullable=False),
    Column("second", Key, nullable=False),
    Column("value", BigInteger, nullable=False),
    PrimaryKeyConstraint("what", "first", "second"),
)

only_added_to(consent)

# Alembic's own table, under a name of ours: a database may hold another program's.
REVISION_TABLE = "responder_revision"
revision_table = Table(
    REVISION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{REVISION_TABLE}_pkc"),
)
