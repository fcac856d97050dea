"""What came from each contact, and what was decided about it then: for playing it once more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from responder.core.decision import Effect, Outcome
from responder.core.message import NOTHING, InboundMessage
from responder.store.columns import given_back, key
from responder.store.effects import effects_of
from responder.store.records import KeptMessage
from responder.store.rows import inbound, media_of
from responder.store.tables import consent, decisions, messages, runs

CONTACTS = 100
"""Contacts whose texts are asked for at once."""
TEXTS = 2000
"""Texts that come at once."""


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What was decided about a text. ``rule`` as ``rule_as_kept`` gives it; ``answer`` is the TwiML."""

    outcome: Outcome
    rule: str | None
    answer: str
    effects: tuple[Effect, ...]
    ruleset: str


@dataclass(frozen=True, slots=True)
class PastText:
    """A text that came. ``decision`` is None where none was kept with it."""

    id: int
    at: datetime
    message: InboundMessage
    decision: PastDecision | None


@dataclass(frozen=True, slots=True)
class PastOptOut:
    """An opt-out from this number or service of ours that no text told us of."""

    at: datetime
    scope: str


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question that a follow-up asked them, of this name, open until then."""

    at: datetime
    name: str
    until: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class History:
    """All that came from one contact (by address), in the order in which it was answered."""

    contact: str
    texts: tuple[PastText, ...]
    opt_outs: tuple[PastOptOut, ...] = ()
    questions: tuple[PastQuestion, ...] = ()


def rule_as_kept(name: str | None) -> str | None:
    """The rule's name as it comes back from the database, which keeps very long ones in part."""
    return None if name is None else given_back(key(name))


class Histories(ABC):
    """What one may ask a store about the past."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def texters(self, since: datetime) -> list[str]:
        """The addresses of those who texted since then, in an order that stays."""
        query = select(messages.c.contact).where(messages.c.at >= since, messages.c.direction == "in")
        return [row[0] for row in self._rows(query.distinct().order_by(messages.c.contact))]

    def histories(self, contacts: Iterable[str]) -> Iterator[History]:
        """What came from each of these contacts since they first texted, one contact after the other. Read in pages:
        only the texts of one contact are in memory at once, and a page of the others'."""
        for some in _chunks(contacts):
            opted_out, asked = self._opt_outs(some), self._questions(some)
            for contact, rows in groupby(self._texts(some), key=lambda row: str(row.contact)):
                # Clocks may be set back; ids tell in which order texts were answered.
                texts = sorted(map(_past_text, rows), key=lambda text: text.id)
                yield History(contact, tuple(texts), tuple(opted_out.get(contact, ())), tuple(asked.get(contact, ())))

    def _texts(self, contacts: Sequence[str]) -> Iterator[Row[*tuple[Any, ...]]]:
        place = tuple_(messages.c.contact, messages.c.at, messages.c.id)
        query = (
            select(messages, *(decisions.c[name] for name in ("outcome", "rule", "answer", "effects", "ruleset")))
            .outerjoin(decisions, decisions.c.message_id == messages.c.id)
            .where(messages.c.contact.in_(contacts), messages.c.direction == "in")
            .order_by(messages.c.contact, messages.c.at, messages.c.id)
            .limit(TEXTS)
        )
        rows = self._rows(query)
        while rows:
            yield from rows
            if len(rows) < TEXTS:
                return
            last = rows[-1]
            rows = self._rows(query.where(place > tuple_(last.contact, last.at, last.id, types=_types(place))))

    def _opt_outs(self, contacts: Sequence[str]) -> dict[str, list[PastOptOut]]:
        query = select(consent.c.contact, consent.c.at, consent.c.scope).where(
            consent.c.contact.in_(contacts), consent.c.message_sid.is_(None), consent.c.what == "opted_out"
        )
        found: dict[str, list[PastOptOut]] = {}
        for contact, at, scope in self._rows(query.order_by(consent.c.id)):
            found.setdefault(contact, []).append(PastOptOut(at, scope))
        return found

    def _questions(self, contacts: Sequence[str]) -> dict[str, list[PastQuestion]]:
        query = select(runs.c.contact, runs.c.started_at, runs.c.name, runs.c.until, runs.c.rule).where(
            runs.c.contact.in_(contacts), runs.c.asker == "follow-up"
        )
        found: dict[str, list[PastQuestion]] = {}
        for contact, *rest in self._rows(query.order_by(runs.c.started_at)):
            found.setdefault(contact, []).append(PastQuestion(*rest))
        return found


def _chunks(contacts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(contacts)
    while some := list(islice(rest, CONTACTS)):
        yield some


def _types(place: Any) -> list[Any]:
    return [column.type for column in place.clauses]


def _past_text(row: Row[*tuple[Any, ...]]) -> PastText:
    kept = KeptMessage(
        id=row.id,
        sid=row.sid,
        direction="in",
        contact=row.contact,
        ours=row.ours,
        channel=row.channel,
        at=row.at,
        body=row.body,
        media=media_of(row.media),
        segments=row.segments,
        details=row.details or NOTHING,
    )
    decision = None
    if row.outcome is not None:
        decision = PastDecision(row.outcome, row.rule, row.answer, effects_of(row.effects), row.ruleset)
    return PastText(row.id, row.at, inbound(kept), decision)
