"""What was counted since somebody first asked for ``/metrics``: numbers that only ever grow, the same for every process
that tells them, whatever is deleted or begun anew meanwhile.

Nothing is counted where texts are answered. Whoever asks has what came since the last time added, read from an index
and outside of any transaction; a short one then adds it, unless somebody else was faster. Only what is older than
``SETTLED`` counts, so that nothing is missed which was begun before it and committed after.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, case, func, literal_column, select

from responder.store.columns import given_back, key, microseconds, moment
from responder.store.cursor import Cursor
from responder.store.tables import consent, decisions, deliveries, due, messages, tallies

SETTLED = timedelta(seconds=30)
"""Longer than any transaction takes and than clocks disagree."""
MOST_RULES = 500
"""Rules that are counted apart; later ones are counted together."""
OTHERS = "(others)"
LONGEST = 100
"""Characters of a name in a label."""

MARK = "counted until"
TEXTS_IN, TEXTS_OUT, SEGMENTS_OUT = "texts in", "texts out", "segments out"
ENDED, RETRIES, REASONS, FAILED_TEXTS, CONSENT = "ended", "retries", "reasons", "failed texts", "consent"
_TIME = "time"

Tally = tuple[str, str, str]
"""What is counted, and two labels; those that it hasn't are empty."""


@dataclass(slots=True)
class Counted:
    """What came between two marks. ``before`` is None where nothing was ever counted."""

    before: tuple[int, int] | None
    after: tuple[int, int]
    more: Counter[Tally] = field(default_factory=Counter)


class Tallying(ABC):
    """What one may ask a store about what was counted."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def tallies(self) -> dict[Tally, int]:
        """All that was counted, and the marks."""
        columns = (tallies.c.what, tallies.c.first, tallies.c.second, tallies.c.value)
        return {(row[0], row[1], row[2]): row[3] for row in self._rows(select(*columns))}

    def uncounted(self, now: datetime, known: dict[Tally, int]) -> Counted:
        """What came since the marks among ``known``, which ``tallies`` gave."""
        until, ledger = now - SETTLED, known.get((MARK, CONSENT, ""), 0)
        mark = known.get((MARK, _TIME, ""))
        if mark is None:
            return Counted(None, (microseconds(until), self._last_line(0, until)))
        since = moment(mark)
        counted = Counted((mark, ledger), (max(mark, microseconds(until)), self._last_line(ledger, until)))
        if until > since:
            for some in (self._texts_out(since, until), self._ended(since, until), self._failed_texts(since, until)):
                counted.more.update(some)
            self._count_rules(since, until, known, counted.more)
        for what, count in self._lines(ledger, counted.after[1]):
            counted.more[CONSENT, what, ""] += count
        return counted

    def _count_rules(self, since: datetime, until: datetime, known: dict[Tally, int], more: Counter[Tally]) -> None:
        named = {first for what, first, _ in known if what == TEXTS_IN}
        query = select(decisions.c.rule, decisions.c.outcome, func.count()).group_by(
            decisions.c.outcome, decisions.c.rule
        )
        rows = self._rows(query.where(decisions.c.at > since, decisions.c.at <= until))
        for rule, outcome, count in sorted(rows, key=lambda row: (-row[2], row[0] or "", row[1])):
            name = _label(given_back(rule or ""))
            if name not in named and len(named) >= MOST_RULES:
                name = OTHERS
            named.add(name)
            more[TEXTS_IN, name, outcome] += count

    def _texts_out(self, since: datetime, until: datetime) -> Counter[Tally]:
        kind = case((messages.c.reply_to.is_(None), literal_column("'other'")), else_=literal_column("'answer'"))
        query = select(kind, func.count(), func.sum(messages.c.segments)).where(messages.c.direction == "out")
        found: Counter[Tally] = Counter()
        for what, count, segments in self._rows(
            query.where(messages.c.at > since, messages.c.at <= until).group_by(kind)
        ):
            found[TEXTS_OUT, what, ""] += count
            found[SEGMENTS_OUT, what, ""] += int(segments)
        return found

    def _ended(self, since: datetime, until: datetime) -> Counter[Tally]:
        within = (due.c.ended_at > since, due.c.ended_at <= until)
        found: Counter[Tally] = Counter()
        query = select(due.c.kind, due.c.state, func.count(), func.sum(due.c.failures)).where(*within)
        for kind, state, count, failures in self._rows(query.group_by(due.c.kind, due.c.state)):
            found[ENDED, kind, state] += count
            found[RETRIES, kind, ""] += int(failures)
        reasons = select(due.c.reason, func.count()).where(*within, due.c.state == "failed")
        for reason, count in self._rows(reasons.group_by(due.c.reason)):
            found[REASONS, code_in(reason or ""), ""] += count
        return found

    def _failed_texts(self, since: datetime, until: datetime) -> Counter[Tally]:
        query = select(deliveries.c.error_code, func.count()).where(deliveries.c.error_code.is_not(None))
        query = query.where(deliveries.c.at > since, deliveries.c.at <= until).group_by(deliveries.c.error_code)
        return Counter({(FAILED_TEXTS, str(code), ""): count for code, count in self._rows(query)})

    def _last_line(self, mark: int, until: datetime) -> int:
        """The last line of the ledger that is old enough; the lines behind the mark are few but the first time."""
        query = select(consent.c.id).where(consent.c.id > mark, consent.c.at <= until)
        rows = self._rows(query.order_by(consent.c.id.desc()).limit(1))
        return int(rows[0][0]) if rows else mark

    def _lines(self, mark: int, last: int) -> Iterable[tuple[str, int]]:
        if last <= mark:
            return []
        query = select(consent.c.what, func.count()).where(consent.c.id > mark, consent.c.id <= last)
        return [(row[0], row[1]) for row in self._rows(query.group_by(consent.c.what))]


class Tallies:
    """Writes inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_postgres")

    def __init__(self, cursor: Cursor, postgres: bool) -> None:
        self._cursor = cursor
        self._postgres = postgres

    def add(self, counted: Counted) -> bool:
        """Add what was counted; False where somebody else has moved the marks since."""
        if not self._moved(counted):
            return False
        for (what, first, second), count in counted.more.items():
            if count:
                self._run(_ADD, what, key(first), key(second), count)
        return True

    def _moved(self, counted: Counted) -> bool:
        time, ledger = counted.after
        if counted.before is None:
            self._run(_BEGIN, MARK, _TIME, "", time)
            if self._cursor.rowcount < 1:
                return False
            self._run(_BEGIN, MARK, CONSENT, "", ledger)
            return True
        self._run(_MOVE, time, MARK, _TIME, counted.before[0])
        if self._cursor.rowcount < 1:
            return False
        self._run(_MOVE, ledger, MARK, CONSENT, counted.before[1])
        return True

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql.replace("?", "%s") if self._postgres else sql, values)


_BEGIN = "INSERT INTO tallies (what, first, second, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_ADD = (
    "INSERT INTO tallies (what, first, second, value) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (what, first, second) DO UPDATE SET value = tallies.value + excluded.value"
)
_MOVE = "UPDATE tallies SET value = ? WHERE what = ? AND first = ? AND value = ?"


def code_in(reason: str) -> str:
    """The error's number in a reason, as ``sms.error_codes`` writes it; "none" where it has none."""
    for words in ("(Twilio error ", "(HTTP "):
        number = reason.rpartition(words)[2].partition(")")[0]
        if words in reason and number.isdecimal() and len(number) <= 6:
            return number
    return "none"


def _label(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
