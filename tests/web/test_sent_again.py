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
from responder.store import Outgoing, Store
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
    assert (row.state, row.late, row.job) == (("due", 1, 1) if again else ("sent", 0, 0))
    clock[0] = row.due.at
    outbound.attempt(1, row.job)
    assert len(twilio.sent_to("+12025550123")) == (2 if again else 1)


def test_a_phone_that_is_off_gets_it_once_more_and_a_queue_ten_times() -> None:
    assert late(30003, 0, 0.5) == timedelta(hours=1)
    assert late(30003, 1, 0.5) is None
    assert late(30001, 9, 0.5) == timedelta(minutes=30)
    assert late(30001, 10, 0.5) is None
    assert late(21614, 0, 0.5) is None


TAKEN_BACK = """
timezone: America/Chicago
rules:
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: Now., urgent: yes}}
  - {name: Reply, when: {says: reply}, reply: OK., follow_up: {after: 1 hour, unless: they reply, text: Now.}}
  - {name: Never, when: {says: never}, reply: OK., cancel: all}
otherwise: Hm.
"""


@pytest.mark.parametrize(
    ("planned", "then", "again"),
    [("soon", "hello", True), ("soon", "never", False), ("reply", "hello", False), ("soon", "STOP", False)],
)
def test_what_they_took_back_after_it_was_sent_isnt_sent_again(
    store: Store, twilio: StandInTwilio, planned: str, then: str, again: bool
) -> None:
    us, them = twilio.number.phone_number, "+12025550123"
    ruleset, now = rules.loads(TAKEN_BACK), datetime(2026, 6, 2, 16, tzinfo=UTC)
    inbound.handle(store, ruleset, InboundMessage("SM1", them, us, planned), now)
    settings = Settings.from_environment(twilio.environment())
    due = now + timedelta(hours=1)
    world = World(
        TwilioGateway(settings),
        Poster(settings.webhook_secret),
        lambda: ruleset,
        lambda: due,
        lambda: 0.5,
        lambda: True,
    )
    Outbound(store, settings, world).attempt(1, 0)
    (sent,) = twilio.sent_to(them)
    inbound.handle(store, ruleset, InboundMessage("SM2", them, us, then), due + timedelta(minutes=1))
    news = StatusUpdate(sent.sid, "undelivered", 30003, them, us)
    store.write(lambda unit: _move(unit, news, due + timedelta(minutes=2), None))
    row = store.due_by_id(1)
    assert row is not None
    assert row.state == ("due" if again else "sent")


@pytest.mark.parametrize(("started", "out"), [(True, False), (False, True)])
def test_late_news_of_a_stop_doesnt_undo_a_start_that_came_after_it(store: Store, started: bool, out: bool) -> None:
    us, them, now = "+12025550100", "+12025550123", datetime(2026, 6, 2, 16, tzinfo=UTC)
    ruleset = rules.loads(RULES)
    start = InboundMessage("SM1", them, us, "START")
    if not started:
        inbound.handle(store, ruleset, start, now - timedelta(minutes=1))
    store.record_sent(Outgoing("SM9", them, us, "Hello."), now)
    if started:
        inbound.handle(store, ruleset, start, now + timedelta(minutes=1))
    news = StatusUpdate("SM9", "failed", 21610, them, us)
    store.write(lambda unit: _move(unit, news, now + timedelta(minutes=2), None))
    assert store.is_opted_out(them, (us,)) is out
