from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.inbound import handle
from responder.replaying.grouping import Report, report
from responder.store import Store

US = "+12025550100"
BEGUN = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)

Text = Callable[..., None]


@pytest.fixture
def text(store: Store) -> Text:
    """Someone texts, and is answered by these rules: what the webhook does."""
    sids = itertools.count()

    def text(ruleset: Ruleset, from_: str, body: str, after: timedelta = timedelta(), **more: str) -> None:
        message = InboundMessage(f"SM{next(sids):032x}", from_, US, body, **more)  # type: ignore[arg-type]
        handle(store, ruleset, message, BEGUN + after)

    return text


@pytest.fixture
def replay(store: Store) -> Callable[..., Report]:
    """All that was texted (since then) once more, through these rules."""

    def replay(ruleset: Ruleset, since: datetime = BEGUN) -> Report:
        return report(ruleset, store.histories(store.texters(since)), since)

    return replay
