"""What a broadcast comes to is known before it begins."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from responder import rules
from responder.broadcasting.planning import Pace, Plan, Wanted, plan
from responder.core.contact import Contact

# A Tuesday, eleven in the morning in Chicago.
NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
FILE = """
business: Clinic
timezone: America/Chicago
lists: {tips: Tips}
blocked: [+1 312 555 0199]
rules:
  - {name: Join, when: {says: tips}, join: tips, remember: {plan: gold}, reply: On., examples: [tips]}
"""
RULES = rules.loads(FILE)


def member(n: int, area: str = "312", **fields: str) -> Contact:
    return Contact(f"+1{area}555{n:04d}", fields=fields, lists=frozenset({"tips"}))


def planned(*contacts: Contact, text: str = "Hi. Clinic. Reply STOP to end.", **pace: Any) -> Plan:
    begins = Pace(pace.pop("at", NOW), pace.pop("rate", 1.0), **pace)
    return plan(RULES, text, ["tips"], [Wanted(one) for one in contacts], begins, NOW)


def test_who_gets_nothing_is_counted_by_reason() -> None:
    out = Contact("+13125550002", lists=frozenset({"tips"}), opted_out={"*": "rule"})
    made = planned(
        member(1), member(1), out, Contact("+13125550003"), member(199), Contact("whatsapp:US.1", lists=out.lists)
    )
    assert [one.address for one in made.getting] == ["+13125550001"]
    assert made.reasons() == {
        "they are in it twice": 1,
        "they opted out": 1,
        "they aren't on the list 'tips'": 1,
        "they are blocked": 1,
        "no text reaches them: they have no phone number": 1,
    }


def test_the_samples_show_the_longest_one_without_a_name_and_an_ordinary_one() -> None:
    text = "Hi {{ first_name or 'there' }}"
    people = (member(1, first_name="Bo"), member(2), member(3, first_name="Maximiliane"))
    found = {one.what: one.texts for one in planned(*people, text=text).samples}
    assert found == {
        "the longest": ("Hi Maximiliane",),
        "without a name": ("Hi there",),
        "an ordinary one": ("Hi Bo",),
    }


def test_it_takes_as_long_as_the_number_needs_and_its_own_rate_if_that_is_slower() -> None:
    people = [member(n) for n in range(10)]
    assert planned(*people, rate=2.0).ends == NOW + timedelta(seconds=5)
    assert planned(*people, rate=2.0, every=timedelta(seconds=3)).ends == NOW + timedelta(seconds=30)


def test_those_for_whom_it_is_night_wait_until_eight() -> None:
    # 23:30 in New York, 20:30 in Los Angeles.
    late = datetime(2026, 6, 3, 3, 30, tzinfo=UTC)
    made = planned(member(1, "212"), member(2, "213"), member(3, "212"), at=late)
    assert made.later == {datetime(2026, 6, 3, 12, 0, tzinfo=UTC): 2}
    assert [one.at == late for one in made.getting] == [False, True, False]


def test_what_would_run_into_the_night_is_told_too() -> None:
    # 20:59:58 in Chicago: two more go out, the third is too late.
    made = planned(*(member(n) for n in range(4)), at=datetime(2026, 6, 3, 1, 59, 58, tzinfo=UTC))
    assert made.later == {datetime(2026, 6, 3, 13, 0, tzinfo=UTC): 2}


def test_what_is_unwise_is_told() -> None:
    told = " ".join(planned(member(1), text="It’s time.").warnings)
    assert "Reply STOP" in told and "It's time." in told and "Name Clinic" in told
    assert planned(member(1)).warnings == []
    assert any("up to 2 segments" in one for one in planned(member(1), text="Clinic STOP " + "x" * 160).warnings)


def test_what_came_with_a_person_goes_before_what_is_saved_and_is_no_template() -> None:
    one = Wanted(member(1, first_name="Saved", plan="gold"), ("first_name", "{{ 7*7 }}", "plan", ""))
    made = plan(RULES, "{{ first_name }}, {{ plan }}", ["tips"], [one], Pace(NOW, 1.0), NOW)
    assert made.samples[0].texts == ("{{ 7*7 }}, gold",)
