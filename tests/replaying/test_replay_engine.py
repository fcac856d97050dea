"""What came is played through other rules, and only what would come out otherwise is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from responder.core.decision import Asked
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.inbound import handle
from responder.replaying.grouping import Report, report
from responder.rules import loads
from responder.store import Store
from responder.store import histories as paging
from responder.store.columns import microseconds
from responder.store.effects import Cause

ANA, BEN = "+12025550123", "+12025550124"
US = "+12025550100"
BEGUN = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

CLINIC = """\
business: Bright Smile
phone: +1 202 555 0100
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
staff: {maria: +1 202 555 0102}
lists: {tips: A tip each month}
rules:
  - name: Name
    when: {matches: "my name is (?P<who>[a-z]+)"}
    remember: {first_name: "{{ who }}"}
    reply: Hello {{ who }}
  - name: Prices
    when: {contains: [price, prices, cost]}
    reply: Hi {{ first_name or "there" }}, a check-up is $60.
    follow_up: {after: 2 days, unless: they reply, text: Shall we find you a time?}
  - name: Tips
    when: {says: tips}
    join: tips
    notify: maria
    reply: One tip a month.
  - name: Book
    when: {contains: book}
    start: booking
  - name: Today
    when: {contains: today}
    ask: Today at three?
  - name: Three
    when: {answering: Today, says: <yes>}
    reply: See you at three.
  - name: Thanks
    when: {says: <thanks>}
    silent: yes
  - name: Person
    when: {says: person}
    hand_over: {for: 1 hour}
    reply: A person will answer.
  - name: Closed
    when: {outside: hours}
    once_per: 12 hours
    reply: We open {{ next_opening }}.
conversations:
  booking:
    - ask: Which day suits you?
      save: day
      expect: day
    - ask: Morning or afternoon?
      save: half
      choices: {morning: [am], afternoon: [pm]}
    - reply: Noted, {{ day }} {{ half }}.
otherwise:
  once_per: 1 hour
  reply: A person will read this.
"""
SAID = [
    "price?", "PRICES please", "tips", "i want to book", "tomorrow", "monday", "pm", "am", "back", "never mind",
    "today", "yes", "no", "thanks", "person", "my name is ana", "STOP", "START", "HELP", "hm", "hm?",
    "stop texting me", "👍",
]  # fmt: skip


@pytest.fixture(scope="module")
def clinic() -> Ruleset:
    return loads(CLINIC)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([ANA, BEN]), st.sampled_from(SAID), st.sampled_from([1, 4, 70, 4000, 100_000])),
        max_size=40,
    )
)
def test_the_file_that_answered_would_answer_the_same_again(
    tmp_path_factory: pytest.TempPathFactory, clinic: Ruleset, said: list[tuple[str, str, int]]
) -> None:
    now = BEGUN
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('db') / 'it.sqlite3'}") as store:
        for number, (who, body, seconds) in enumerate(said):
            handle(store, clinic, InboundMessage(f"SM{number:032x}", who, US, body), now)
            now += timedelta(seconds=seconds)
        found = report(clinic, store.histories(store.texters(BEGUN)), BEGUN)
    assert [(group.kind, group.before, group.after) for group in found.groups] == []
    assert (found.texts, found.same_file) == (len(said), len(said))


def test_a_month_on_a_real_database_is_answered_the_same_again(text, replay, clinic, monkeypatch) -> None:
    monkeypatch.setattr(paging, "TEXTS", 7)
    monkeypatch.setattr(paging, "CONTACTS", 2)
    for number in range(120):
        who = f"+1202555{100 + number % 9:04}"
        text(clinic, who, SAID[number * 7 % len(SAID)], number * timedelta(hours=5, seconds=13))
    found = replay(clinic)
    assert (found.texts, found.people, found.changed) == (120, 9, 0)


def test_another_reply_is_told_once_with_how_many_texts_and_people(text, replay, clinic) -> None:
    for number in range(4):
        text(clinic, ANA, "price", number * DAY)
    text(clinic, BEN, "what does it cost", 4 * DAY)
    text(clinic, BEN, "tips", 5 * DAY)

    found = replay(loads(CLINIC.replace("$60", "$70")))

    (group,) = found.groups
    assert (group.kind, group.after, group.texts, group.people, group.is_felt) == ("reply", "Prices", 5, 2, True)
    assert [one.replayed.text.message.body for one in group.samples] == ["price", "what does it cost"]
    assert [reply.text for reply in group.samples[0].before.replies] == ["Hi there, a check-up is $60."]
    assert [reply.text for reply in group.samples[0].after.replies] == ["Hi there, a check-up is $70."]
    assert (found.texts, found.changed, found.same_file) == (6, 5, 0)


def kinds(found: Report) -> list[tuple[str, str, str, int]]:
    return [(group.kind, group.before, group.after, group.texts) for group in found.groups]


def test_what_most_people_feel_comes_first_and_a_new_name_alone_last(text, replay, clinic) -> None:
    text(clinic, ANA, "tips")
    for number in range(3):
        text(clinic, f"+1202555013{number}", "price")
    text(clinic, BEN, "hm")

    changed = CLINIC.replace("name: Prices", "name: Costs").replace("One tip", "Two tips")
    found = replay(loads(changed.replace("A person will read this.", "Soon.")))

    assert kinds(found) == [
        ("reply", "Tips", "Tips", 1),
        ("reply", "otherwise", "otherwise", 1),
        ("rule", "Prices", "Costs", 3),
    ]


def test_a_text_that_nobody_answered_and_a_rule_would_is_told(text, replay) -> None:
    before = "rules: [{name: Prices, when: {contains: price}, reply: $60}]"
    text(loads(before), ANA, "are you open")
    found = replay(loads(before.replace("]", ", {name: Hours, when: {contains: open}, reply: 9 to 5}]")))
    assert kinds(found) == [("rule", "nobody", "Hours", 1)]


def test_what_else_follows_counts_as_a_change_of_its_own(text, replay, clinic) -> None:
    text(clinic, ANA, "tips")
    found = replay(loads(CLINIC.replace("    notify: maria\n", "    tag: reader\n")))
    assert kinds(found) == [("effects", "Tips", "Tips", 1)]
    assert not found.groups[0].is_felt


def test_the_history_before_the_window_counts_and_is_not_told(text, replay, clinic) -> None:
    text(clinic, ANA, "my name is ana")
    text(clinic, ANA, "price", DAY)
    other = loads(CLINIC.replace("Hello {{ who }}", "Hey {{ who }}"))

    assert kinds(replay(other, BEGUN + MINUTE)) == []
    # A file that saves no name makes another answer of the text a day later.
    nameless = CLINIC.replace('    remember: {first_name: "{{ who }}"}\n', "")
    found = replay(loads(nameless), BEGUN + MINUTE)
    assert kinds(found) == [("reply", "Prices", "Prices", 1)]
    assert found.texts == 1


def test_an_opt_out_that_no_text_told_of_is_known_to_the_replay(store, text, replay, clinic) -> None:
    text(clinic, ANA, "price")
    store.record_opt_out(ANA, (US,), "carrier", "Twilio error 21610", BEGUN + MINUTE)
    text(clinic, ANA, "price", 2 * MINUTE)
    assert replay(clinic).changed == 0


def test_what_a_follow_up_really_asked_is_open_in_the_replay(store, text, replay) -> None:
    rules = """\
rules:
  - name: Prices
    when: {contains: price}
    reply: $60
    follow_up: {after: 2 days, ask: Shall we book?, name: shall we}
  - name: Booked
    when: {answering: shall we, says: <yes>}
    reply: Booked.
"""
    asked_at = BEGUN + 2 * DAY
    asked = Asked("shall we", "follow-up", "Shall we book?", asked_at + DAY, asked_at, -1, "Prices")
    cause = Cause(ANA, microseconds(asked_at), "", None, "", None)
    text(loads(rules), ANA, "price")
    store.write(lambda unit: unit.record_effects([asked], cause, replied=False))
    # The store's contact doesn't know of it, so that nobody answered then.
    text(loads(rules), ANA, "yes", 2 * DAY + MINUTE)
    text(loads(rules), ANA, "yes", 2 * DAY + 2 * MINUTE)
    assert kinds(replay(loads(rules))) == [("rule", "nobody", "Booked", 1)]


def test_a_text_without_a_decision_is_left_out_and_counted(store, text, replay, clinic) -> None:
    text(clinic, ANA, "price")
    text(clinic, ANA, "tips", MINUTE)
    with store._engine.begin() as connection:
        connection.execute(sql("DELETE FROM decisions WHERE rule = 'Prices'"))
    found = replay(clinic)
    assert (found.texts, found.skipped, found.changed) == (1, 1, 0)


def test_a_redelivered_text_counts_once(store, clinic, replay) -> None:
    for _ in range(3):
        handle(store, clinic, InboundMessage("SM" + "0" * 32, ANA, US, "price"), BEGUN)
    assert replay(clinic).texts == 1


def test_names_and_texts_that_no_database_holds_as_they_are_make_no_difference(text, replay) -> None:
    name = "N" * 80
    odd = loads(f"rules: [{{name: {name}, when: {{contains: 'price'}}, reply: '{{{{ body }}}} & <b> ␛'}}]")
    text(odd, ANA, "price \x00 \ud800 \x1f ␛0041 \r\n]]>")
    assert replay(odd).changed == 0


def test_nothing_is_written(store, text, replay, clinic) -> None:
    text(clinic, ANA, "tips")
    before = (store.contents(), store.contact(ANA), store.ledger(ANA))
    replay(loads(CLINIC.replace("join: tips", "opt_out: yes")))
    assert (store.contents(), store.contact(ANA), store.ledger(ANA)) == before
