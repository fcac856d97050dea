"""Caps and the month's budget: what is beyond them is kept with its reason, and the staff is told once."""

from __future__ import annotations

from typing import Any

ANA, MARIA = "+12025550123", "+13125550177"
NAMES = "abcdefgh"


def clinic(limits: str) -> str:
    planned = ", ".join(f"{{name: {name}, after: {n} hours, text: Text {name}.}}" for n, name in enumerate(NAMES, 1))
    return f"""
business: Clinic
timezone: America/Chicago
staff: {{maria: +1 312 555 0177}}
limits: {{replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000, quiet_hours: none, {limits}}}
rules:
  - {{name: Many, when: {{says: many}}, reply: OK., follow_up: [{planned}]}}
  - {{name: Pass, when: {{contains: pass}}, reply: OK., forward: +1 312 555 0188}}
  - {{name: Note, when: {{contains: note}}, reply: OK., notify: maria}}
  - {{name: Urgent, when: {{contains: tooth}}, reply: OK., notify: maria, always: yes}}
otherwise: Hm.
"""


def states(desk: Any, kind: str) -> list[str]:
    return [row.state for row in desk.rows if row.due.kind == kind]


def test_beyond_the_cap_texts_are_kept_and_the_staff_is_told_once(desk: Any, of_clinic: Any) -> None:
    desk.ruleset = of_clinic(clinic("unasked: 3 a day"))
    desk.text("many")
    for _ in range(8):
        desk.wait(hours=1)
        desk.work()
    assert desk.sent() == ["Text a.", "Text b.", "Text c."]
    assert states(desk, "follow-up") == ["sent"] * 3 + ["withheld"] * 5
    assert desk.rows[3].reason == "they got 3 texts from us already, and the limit is 3 a day"
    (told,) = desk.sent(MARIA)
    assert told.startswith(f"{ANA} has had as many texts from us as the limit allows (3 a day).")


def test_answers_and_texts_to_staff_are_not_counted_for_the_cap(desk: Any, of_clinic: Any) -> None:
    desk.ruleset = of_clinic(clinic("unasked: 3 a day"))
    for n in range(5):
        desk.text(f"hello {n}")
        desk.text(f"note {n}")
    desk.text("many")
    desk.wait(hours=3)
    desk.work()
    assert len(desk.sent()) == 3


def test_a_flood_from_one_phone_is_no_flood_to_those_it_is_passed_on_to(desk: Any, of_clinic: Any) -> None:
    desk.ruleset = of_clinic(clinic("passed_on: 3 an hour"))
    for n in range(6):
        desk.text(f"pass {n}")
        desk.work()
        desk.wait(seconds=1)
    assert len(desk.sent("+13125550188")) == 3
    assert states(desk, "forward") == ["sent"] * 3 + ["withheld"] * 3
    assert [row.reason for row in desk.rows if row.state == "withheld"] == [
        "3 texts of theirs were passed on already, and the limit is 3 an hour"
    ] * 3
    assert len(desk.sent(MARIA)) == 1
    desk.text("pass it", from_="+12025550124")
    desk.work()
    assert len(desk.sent("+13125550188")) == 4
    desk.wait(hours=1)
    desk.text("pass again")
    desk.work()
    assert len(desk.sent("+13125550188")) == 5


def test_a_rule_that_always_answers_tells_the_staff_all_the_same(desk: Any, of_clinic: Any) -> None:
    desk.ruleset = of_clinic(clinic("passed_on: 1 an hour"))
    for n in range(3):
        desk.text(f"my tooth {n}")
        desk.work()
    assert len(desk.sent(MARIA)) == 3


def test_the_budget_holds_back_what_we_begin_and_never_an_answer(desk: Any, of_clinic: Any) -> None:
    desk.ruleset = of_clinic(clinic("budget: 5 segments a month"))
    desk.text("many")
    for _ in range(4):
        desk.wait(hours=1)
        desk.work()
    # With the answer that is all.
    assert desk.sent() == ["Text a.", "Text b.", "Text c.", "Text d."]
    spent = "This month's budget for texts is used up (5 segments)."
    eighty, all_of_it = desk.sent(MARIA)
    assert eighty == "80% of this month's budget for texts is used: 4 of 5 segments."
    assert all_of_it.startswith(spent)
    assert "OK." in desk.text("note this")
    desk.wait(hours=4)
    desk.work()
    assert states(desk, "follow-up") == ["sent"] * 4 + ["withheld"] * 4
    assert {row.reason for row in desk.rows if row.state == "withheld"} == {
        "the month's budget of 5 segments a month is used up"
    }
    assert [one for one in desk.sent(MARIA) if "budget" in one] == [eighty, all_of_it]
    assert any("note this" in one for one in desk.sent(MARIA))
    desk.wait(days=30)
    desk.text("many")
    desk.wait(hours=1)
    desk.work()
    assert len(desk.sent()) == 5


def test_two_workers_tell_it_once(desk: Any) -> None:
    told = [desk.store.write(lambda unit: unit.spending.announce("budget 80 2026-06", desk.now)) for _ in range(3)]
    assert told == [True, False, False]
