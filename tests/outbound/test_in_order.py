"""One person gets things one after the other, in the order in which they are due; and nothing that was taken back."""

from __future__ import annotations

from typing import Any

import pytest

ANA = "+12025550123"
TWO = """
timezone: America/Chicago
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - {name: Late, when: {says: late}, reply: OK., follow_up: {name: late, after: 3 hours, text: Second.}}
  - {name: Early, when: {says: early}, reply: OK., follow_up: {name: early, after: 1 hour, text: First.}}
  - {name: Never, when: {says: never}, reply: OK., cancel: early}
otherwise: Hm.
"""


@pytest.fixture
def both(desk: Any, of_clinic: Any) -> Any:
    """The later one is planned first, so that its row has the lower id."""
    desk.ruleset = of_clinic(TWO)
    desk.text("late")
    desk.wait(seconds=1)
    desk.text("early")
    return desk


def test_overdue_texts_go_out_in_the_order_of_their_times_whichever_job_comes_first(both: Any) -> None:
    both.wait(hours=4)
    late = both.rows[0]
    both.outbound.attempt(late.id, late.job)
    assert both.sent() == ["First.", "Second."]
    both.work()
    assert len(both.sent()) == 2


def test_texts_that_were_put_off_to_the_same_morning_keep_their_order(both: Any) -> None:
    both.wait(hours=10)
    # 9 PM where they are: both were due before, and nobody worked.
    early, late = both.rows[1], both.rows[0]
    both.outbound.attempt(early.id, early.job)
    both.outbound.attempt(late.id, late.job)
    assert both.sent() == []
    both.wait(hours=12)
    late = both.rows[0]
    both.outbound.attempt(late.id, late.job)
    assert both.sent() == ["First.", "Second."]


def test_what_comes_later_waits_for_one_that_is_tried_again(both: Any) -> None:
    both.wait(hours=1)
    both.twilio.fail_next(status=400, code=21611)
    both.work()
    assert both.rows[1].failures == 1
    both.store.write(lambda unit: unit.doing.put_off(unit.doing.take(1, 0), both.now, "sooner"))
    both.work()
    assert (both.sent(), both.rows[0].reason) == ([], "an earlier text to them goes out first")
    both.wait(minutes=3)
    both.work()
    assert both.sent() == ["First.", "Second."]


def unclear(desk: Any) -> None:
    """Twilio never got it, and we don't know."""
    desk.wait(hours=1)
    desk.twilio.fail_next(drop=True, on="POST")
    desk.work()
    assert desk.rows[1].state == "sending"


def test_what_a_rule_takes_back_while_nobody_knows_whether_it_was_sent_isnt_sent_anew(both: Any) -> None:
    unclear(both)
    both.text("never")
    both.wait(minutes=30)
    both.work()
    assert both.sent() == []
    assert (both.rows[1].state, both.rows[1].reason) == ("cancelled", "rule 'Never'")


def test_nor_is_it_after_a_stop_that_was_undone(both: Any) -> None:
    unclear(both)
    both.text("STOP")
    both.text("START")
    both.wait(minutes=30)
    both.work()
    assert both.sent() == []
    assert (both.rows[1].state, both.rows[1].reason) == ("cancelled", "they opted out")


def test_what_twilio_has_is_kept_as_sent_although_it_was_taken_back(both: Any) -> None:
    both.wait(hours=1)
    both.twilio.fail_next(drop=True, done=True, on="POST")
    both.work()
    both.text("never")
    both.wait(minutes=30)
    both.work()
    assert both.sent() == ["First."]
    assert both.rows[1].state == "sent"
