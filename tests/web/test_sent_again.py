"""A text that Twilio took and that failed on its way is sent again where the reason passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder import inbound, rules
from responder.core.message import InboundMessage
from responder.outbound import Outbound, World
from responder.posting import Poster
from responder.settings import Settings
from responder.sms.gateway import TwilioGateway
from responder.sms.retrying import late
from responder.sms.webhook import StatusUpdate
from responder.store import Store
from responder.testing import StandInTwilio
from responder.web.webhooks import _move

RULES = """
timezone: America/Chicago
rules: [{name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: Now., urgent: yes}}]
"""


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(pace="at once") as running:
        yield running


@pytest.mark.parametrize(("code", "again"), [(30001, True), (30003, True), (30008, True), (30007, False)])
def test_what_failed_on_its_way_is_sent_again_if_that_helps(
    store: Store, twilio: StandInTwilio, code: int, again: bool
) -> None:
    ruleset, now = rules.loads(RULES), datetime(2026, 6, 2, 16, tzinfo=UTC)
    message = InboundMessage("SM1", "+12025550123", twilio.number.phone_number, "soon")
    inbound.handle(store, ruleset, message, now)
    settings = Settings.from_environment(twilio.environment())
    clock = [now + timedelta(hours=1)]
    poster = Poster(settings.webhook_secret)
    world = World(TwilioGateway(settings), poster, lambda: ruleset, lambda: clock[0], lambda: 0.5, lambda: True)
    outbound = Outbound(store, settings, world)
    outbound.attempt(1, 0)
    (sent,) = twilio.sent_to("+12025550123")

    def news(sid: str, status: str) -> Any:
        update = StatusUpdate(sid, status, code, "+12025550123", twilio.number.phone_number)
        return store.write(lambda unit: _move(unit, update, clock[0], None))

    news(sent.sid, "undelivered")
    news(sent.sid, "undelivered")
    row = store.due_by_id(1)
    assert row is not None
    assert (row.state, row.failures, row.job) == (("due", 1, 1) if again else ("sent", 0, 0))
    clock[0] = row.due.at
    outbound.attempt(1, row.job)
    assert len(twilio.sent_to("+12025550123")) == (2 if again else 1)


def test_a_phone_that_is_off_gets_it_once_more_and_a_queue_ten_times() -> None:
    assert late(30003, 0, 0.5) == timedelta(hours=1)
    assert late(30003, 1, 0.5) is None
    assert late(30001, 9, 0.5) == timedelta(minutes=30)
    assert late(30001, 10, 0.5) is None
    assert late(21614, 0, 0.5) is None
