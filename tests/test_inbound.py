"""One text's walk, on both databases: decided once, kept whole, answered the same for every copy."""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder import rules
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset
from responder.inbound import Answer, handle, masked

if TYPE_CHECKING:
    from responder.store import Store

NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
ANA, US = "+15550100001", "+15550109999"
RULES = """
business: Bright Smile Dental
phone: +1 555 010 9999
timezone: America/Chicago
lists:
  tips: A dental tip each month
rules:
  - name: Prices
    when: {contains: [price, cost]}
    reply: Check-up $60 & cleaning $80.
  - name: Join tips
    when: {says: tips}
    join: tips
    tag: reader
    reply: [You're on the list., "Reply STOP to end."]
  - name: Hello
    when: {starts_with: hello}
    once_per: 12 hours
    reply: Hello, once.
  - name: Share
    when: {starts_with: share}
    reply: "{{ 100 // (rest|length - 3) }}"
otherwise:
  reply: A person will read this soon.
"""
_sids = itertools.count()


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return rules.loads(RULES)


def a_text(body: str, from_: str = ANA, sid: str | None = None) -> InboundMessage:
    return InboundMessage(sid=sid or f"SM{next(_sids):032x}", from_=from_, to=US, body=body)


def test_a_text_is_answered_and_everything_about_it_is_kept(store: Store, ruleset: Ruleset) -> None:
    message = a_text("what's the PRICE?")
    answer = handle(store, ruleset, message, NOW)
    assert "<Message>Check-up $60 &amp; cleaning $80.</Message>" in answer.twiml
    assert answer.decision is not None
    kept, decision = store.message(message.sid), store.decision(message.sid)
    assert kept is not None
    assert decision is not None
    assert (kept.body, kept.at, decision.rule, decision.answer) == (message.body, NOW, "Prices", answer.twiml)
    assert (decision.trace, decision.ruleset) == (answer.decision.trace, ruleset.digest)
    assert [reply.body for reply in store.answers(kept)] == ["Check-up $60 & cleaning $80."]
    assert store.contact(ANA) == answer.decision.contact
    assert store.contact(ANA).first_seen == NOW


def test_a_text_that_joins_a_list_is_in_the_ledger_with_its_words(store: Store, ruleset: Ruleset) -> None:
    message = a_text(" Tips! ")
    answer = handle(store, ruleset, message, NOW)
    assert answer.twiml.count("<Message>") == 2
    (entry,) = store.ledger(ANA)
    assert (entry.what, entry.scope, entry.words, entry.rule) == ("joined", "tips", " Tips! ", "Join tips")
    assert (entry.ruleset, entry.message_sid, entry.at) == (ruleset.digest, message.sid, NOW)
    assert store.members("tips") == [ANA]
    contact = store.contact(ANA)
    assert (set(contact.lists), set(contact.tags)) == ({"tips"}, {"reader"})


def test_a_stop_word_is_held_and_in_the_ledger(store: Store, ruleset: Ruleset) -> None:
    handle(store, ruleset, a_text("Stop"), NOW)
    assert store.is_opted_out(ANA, (US,)) is True
    assert [(entry.what, entry.scope, entry.words) for entry in store.ledger(ANA)] == [("opted_out", US, "Stop")]
    handle(store, ruleset, a_text("START"), NOW)
    assert store.is_opted_out(ANA, (US,)) is False
    stopped, *resumed = store.ledger(ANA)
    assert stopped.what == "opted_out"
    assert {(entry.what, entry.words) for entry in resumed} == {("opted_in", "START")}
    assert US in {entry.scope for entry in resumed}


def test_what_was_said_before_is_known_when_the_next_text_is_decided(store: Store, ruleset: Ruleset) -> None:
    assert "Hello, once." in handle(store, ruleset, a_text("hello"), NOW).twiml
    later = NOW + timedelta(hours=11)
    assert "A person will read" in handle(store, ruleset, a_text("hello there"), later).twiml
    assert "Hello, once." in handle(store, ruleset, a_text("hello"), NOW + timedelta(hours=12)).twiml


def test_a_second_copy_gets_the_same_bytes_and_changes_nothing(store: Store, ruleset: Ruleset) -> None:
    message = a_text("tips")
    first = handle(store, ruleset, message, NOW)
    before = (store.contact(ANA), store.ledger(ANA), store.messages())
    other_rules = rules.loads("rules: [{name: All, reply: Something else.}]")
    copy = handle(store, other_rules, replace(message, body="altered"), NOW + timedelta(days=30))
    assert copy == Answer(first.twiml, True, None)
    assert (store.contact(ANA), store.ledger(ANA), store.messages()) == before


def test_a_copy_is_known_by_its_idempotency_token(store: Store, ruleset: Ruleset) -> None:
    first = handle(store, ruleset, a_text("tips"), NOW, "df9a7a5e")
    assert handle(store, ruleset, a_text("price"), NOW, "df9a7a5e") == Answer(first.twiml, True, None)
    assert handle(store, ruleset, a_text("price"), NOW, "another").repeated is False


def test_a_text_that_is_answered_with_silence_is_a_copy_too(store: Store, ruleset: Ruleset) -> None:
    message = a_text("STOP")
    assert handle(store, ruleset, message, NOW).twiml.endswith("<Response/>")
    assert handle(store, ruleset, message, NOW).repeated is True


def at_once(count: int, call: Callable[[int], Answer]) -> list[Answer]:
    """The answers of so many threads that begin together."""
    answers: list[Answer] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait(20)
        answers.append(call(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


def test_copies_that_arrive_at_the_same_moment_get_the_same_bytes(store: Store, ruleset: Ruleset) -> None:
    for n in range(20):
        message = a_text("tips", from_=f"+1555010{n:04d}")
        answers = at_once(6, lambda _, m=message: handle(store, ruleset, m, NOW, m.sid))  # type: ignore[misc]
        assert len({answer.twiml for answer in answers}) == 1
        assert Counter(answer.repeated for answer in answers) == {False: 1, True: 5}
    contents = store.contents()
    assert (contents.ledger, contents.messages, contents.contacts) == (20, 60, 20)


def test_copies_that_only_share_a_token_get_the_same_bytes(store: Store, ruleset: Ruleset) -> None:
    for token in ("one", "two", "three", "four", "five"):
        answers = at_once(
            6,
            lambda n, t=token: handle(store, ruleset, a_text("tips", from_=f"+1555010000{n}"), NOW, t),  # type: ignore[misc]
        )
        assert len({answer.twiml for answer in answers}) == 1
        assert Counter(answer.repeated for answer in answers) == {False: 1, True: 5}
    assert store.contents().ledger == 5


def test_texts_of_one_contact_are_decided_one_after_the_other(store: Store, ruleset: Ruleset) -> None:
    answers = at_once(8, lambda n: handle(store, ruleset, a_text(f"hello {n}"), NOW))
    assert sum("Hello, once." in answer.twiml for answer in answers) == 1
    assert len(store.contact(ANA).history) == 8


def test_texts_of_many_contacts_at_once_are_all_kept(store: Store, ruleset: Ruleset) -> None:
    def burst(thread: int) -> Answer:
        return [handle(store, ruleset, a_text("price", from_=f"+1555{thread}{n:06d}"), NOW) for n in range(25)][-1]

    at_once(8, burst)
    assert (store.contents().messages, store.contents().contacts) == (400, 200)


PROGRAM = """
import sys, threading
from datetime import UTC, datetime
from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Store

store, ruleset = Store.open(sys.argv[1]), rules.loads(sys.argv[2])
name, now = sys.argv[3], datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
for n in range(60):
    copied = InboundMessage(sid=f"SM{n:032x}", from_=f"+1555010{n:04d}", to="+15550109999", body="tips")
    answer = handle(store, ruleset, copied, now, f"token {n}")
    print("copy", n, answer.repeated, answer.twiml, flush=True)
for n in range(20):
    own = InboundMessage(sid=f"SM{name}{n:031x}", from_="+15550107777", to="+15550109999", body=f"hello {name} {n}")
    print("own", n, "Hello, once." in handle(store, ruleset, own, now).twiml, flush=True)
store.close()
"""


def test_copies_that_arrive_at_two_processes_at_the_same_moment_get_the_same_bytes(
    store: Store, database_url: str
) -> None:
    command = [sys.executable, "-c", PROGRAM, database_url, RULES]
    with ExitStack() as stack:
        programs = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, name],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    cwd=Path(__file__).parents[1],
                )
            )
            for name in ("a", "b")
        ]
        for program in programs:
            stack.callback(program.kill)
        assert [program.stdout.readline() for program in programs if program.stdout] == ["ready\n"] * 2
        for program in programs:
            assert program.stdin is not None
            program.stdin.write("go\n")
            program.stdin.flush()
        said = [program.communicate(timeout=120)[0] for program in programs]
    lines = [line.split(maxsplit=3) for text in said for line in text.splitlines()]
    copies = [line[1:] for line in lines if line[0] == "copy"]
    assert Counter(n for n, _, _ in copies) == dict.fromkeys(map(str, range(60)), 2)
    assert len({(n, twiml) for n, _, twiml in copies}) == 60
    assert Counter(repeated for _, repeated, _ in copies) == {"True": 60, "False": 60}
    assert store.contents().ledger == 60
    assert Counter(line[2] for line in lines if line[0] == "own") == {"True": 1, "False": 39}
    assert len([m for m in store.messages("+15550107777", limit=200) if m.direction == "in"]) == 40


def test_an_error_in_a_rule_is_answered_with_otherwise_and_kept_and_logged(
    store: Store, ruleset: Ruleset, caplog: pytest.LogCaptureFixture
) -> None:
    message = a_text("share abc")
    with caplog.at_level(logging.INFO, "responder.inbound"):
        answer = handle(store, ruleset, message, NOW)
    assert "A person will read this soon." in answer.twiml
    decision = store.decision(message.sid)
    assert decision is not None
    assert ["divides by zero" in problem for problem in decision.problems] == [True]
    (error,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "Share" in error.getMessage()
    assert "divides by zero" in error.getMessage()
    assert "abc" not in error.getMessage()


def test_the_log_has_a_line_for_each_text_and_never_the_text_or_the_numbers(
    store: Store, ruleset: Ruleset, caplog: pytest.LogCaptureFixture
) -> None:
    message = a_text("the price of my secret is\nforged line")
    with caplog.at_level(logging.INFO, "responder.inbound"):
        handle(store, ruleset, message, NOW)
        handle(store, ruleset, message, NOW)
        handle(store, ruleset, a_text("hi", sid="SM\nforged", from_="+1\n2\u202e"), NOW)
    first, second, third = [record.getMessage() for record in caplog.records]
    assert first == f"sms …0001 to …9999, {message.sid}: answered by 'Prices', 1 reply"
    assert second == f"sms …0001 to …9999, {message.sid}: seen before, answered as then"
    for line in (first, second, third):
        assert not {"secret", "forged line", ANA, US} & set(line.split())
        assert "\n" not in line


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+15550100001", "…0001"),
        ("24725", "…25"),
        ("US.13491208655302741918", "…1918"),
        ("BRIGHT", "…GHT"),
        ("x", "…"),
        ("", "…"),
        ("+1\n\u202e", "…??"),
    ],
)
def test_numbers_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown


def test_nothing_is_kept_when_the_rules_can_t_decide(store: Store, ruleset: Ruleset) -> None:
    message = a_text("price")
    with pytest.raises(AttributeError):
        handle(store, None, message, NOW)  # type: ignore[arg-type]
    assert store.message(message.sid) is None
    assert handle(store, ruleset, message, NOW).repeated is False


@given(st.text(st.characters(), max_size=80))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_and_a_redelivery_changes_nothing(store: Store, ruleset: Ruleset, body: str) -> None:
    message = a_text(body)
    message = replace(message, from_=f"+1555{message.sid[-7:]}")
    first = handle(store, ruleset, message, NOW)
    before = (store.contact(message.from_), store.messages(message.from_), store.ledger(message.from_))
    assert first.decision is not None
    assert before[0] == first.decision.contact
    assert handle(store, ruleset, message, NOW) == Answer(first.twiml, True, None)
    assert (store.contact(message.from_), store.messages(message.from_), store.ledger(message.from_)) == before
