"""What a store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from responder.core.contact import EVERYTHING, Contact, Exchange
from responder.core.decision import (
    Decision,
    Effect,
    Joined,
    Left,
    OptedIn,
    OptedOut,
    Remembered,
    Step,
    Tagged,
    Trace,
    Untagged,
)
from responder.core.message import InboundMessage, Location, Media, Reply
from responder.core.question import Asker, Choosing, OpenQuestion
from responder.errors import StoreError
from responder.store import Answered, Delivery, LedgerEntry, Outgoing, Question, Store, Unit
from responder.store.rows import inbound

NOW = datetime(2026, 6, 2, 10, 0, 0, 123456, tzinfo=UTC)
ANA = "+15550100001"
US = "+15550109999"
TRACE = Trace(
    (
        Step("rule", "Emergency", "no", ("none of emergency, bleeding is in the text",), (), "rules.yaml:20"),
        Step("rule", "Prices", "yes", ("'price' is in the text",), ("'prise' is nearly 'price'",), "rules.yaml:31"),
    ),
    unlisted=998,
)
_sids = itertools.count()


def a_text(body: str = "What's the price?", **more: object) -> InboundMessage:
    given = {"sid": f"SM{next(_sids):032x}", "from_": ANA, "to": US, "body": body}
    return InboundMessage(**{**given, **more})  # type: ignore[arg-type]


def a_decision(contact: Contact, *replies: str, effects: tuple[Effect, ...] = (), **more: object) -> Decision:
    given = {
        "outcome": "answered",
        "rule": "Prices",
        "replies": tuple(Reply(reply) for reply in replies),
        "effects": effects,
        "contact": contact,
        "trace": TRACE,
        "ruleset": "0123456789abcdef",
    }
    return Decision(**{**given, **more})  # type: ignore[arg-type]


def keep(
    store: Store,
    message: InboundMessage,
    decision: Decision,
    answer: str = "<Response/>",
    now: datetime = NOW,
    token: str | None = None,
) -> Answered:
    return store.answer(Question(message, now, lambda _: (decision, answer), token))


def test_a_message_is_answered_once_and_its_copy_gets_the_same_bytes(store: Store) -> None:
    message, answer = a_text(), "<Response><Message>Qué tal 👍 &amp; \x85</Message></Response>"
    assert keep(store, message, a_decision(Contact(ANA)), answer).decision is not None
    again = keep(store, message, a_decision(Contact(ANA), "something else"), "<Response>other</Response>")
    assert again == Answered(answer, None)
    assert store.contents().messages == 1


def test_a_copy_is_known_by_its_token_too(store: Store) -> None:
    keep(store, a_text(), a_decision(Contact(ANA)), "<first/>", token="7f1c")
    assert keep(store, a_text(), a_decision(Contact(ANA)), token="7f1c") == Answered("<first/>", None)
    assert keep(store, a_text(), a_decision(Contact(ANA)), token="other").decision is not None
    assert keep(store, a_text(), a_decision(Contact(ANA))).decision is not None


def test_where_sid_and_token_name_two_messages_the_sid_counts(store: Store) -> None:
    one, other = a_text(), a_text()
    keep(store, one, a_decision(Contact(ANA)), "<one/>", token="1")
    keep(store, other, a_decision(Contact(ANA)), "<other/>", token="2")
    assert keep(store, one, a_decision(Contact(ANA)), token="2").twiml == "<one/>"


def test_everything_about_an_inbound_message_comes_back(store: Store) -> None:
    message = a_text(
        "see the picture",
        channel="whatsapp",
        from_="US.13491208655302741918",
        media=(Media("https://api.twilio.com/ME1", "image/jpeg"), Media("https://api.twilio.com/ME2", "audio/ogg")),
        location=Location(41.88, -87.63, "12 Mill Lane", "Home"),
        opt_out_type="HELP",
        account_sid="AC" + "0" * 32,
        messaging_service_sid="MG" + "0" * 32,
        profile_name="Ana",
        city="CHICAGO",
        state="IL",
        zip="60601",
        country="US",
        button_text="Yes",
        button_payload="yes-1",
        replied_to_sid="SM" + "f" * 32,
        num_segments=2,
        extra={"WaId": "1555", "Tomorrow's": "parameter"},
    )
    keep(store, message, a_decision(Contact("whatsapp:US.13491208655302741918")))
    found = store.message(message.sid)
    assert found is not None
    assert inbound(found) == message
    assert (found.contact, found.direction, found.at) == ("whatsapp:US.13491208655302741918", "in", NOW)


def test_the_decision_comes_back_with_its_trace_and_reasons(store: Store) -> None:
    message = a_text()
    effects: tuple[Effect, ...] = (
        Remembered("name", "Ana", "Prices"),
        Tagged("asked", "Prices"),
        Untagged("new", "Prices"),
        Joined("tips", "Prices"),
        Left("news", "Prices"),
        OptedOut((US, EVERYTHING), "STOP word 'stop'"),
        OptedIn((US,), "START word 'start'", "Prices"),
    )
    decision = a_decision(Contact(ANA), "hi", effects=effects, problems=("rules.yaml:3: rule 'X': it divides by zero",))
    keep(store, message, decision, "<Response>hi</Response>")
    found = store.decision(message.sid)
    assert found is not None
    assert (found.outcome, found.rule, found.answer) == ("answered", "Prices", "<Response>hi</Response>")
    assert (found.trace, found.effects, found.problems) == (TRACE, effects, decision.problems)
    assert (found.ruleset, found.at) == ("0123456789abcdef", NOW)


def test_a_decision_without_a_rule_or_effects_comes_back(store: Store) -> None:
    message = a_text()
    keep(store, message, a_decision(Contact(ANA), outcome="nothing", rule=None, trace=Trace()))
    found = store.decision(message.sid)
    assert found is not None
    assert (found.outcome, found.rule, found.effects, found.problems) == ("nothing", None, (), ())


def test_what_was_never_kept_is_not_found(store: Store) -> None:
    assert store.message("SM404") is None
    assert store.decision("SM404") is None
    assert store.delivery("SM404") is None
    assert store.contact("+1404") == Contact("+1404")
    assert (store.messages(), store.ledger("+1404"), store.members("tips")) == ([], [], [])
    assert store.contents().messages == 0


def test_replies_are_messages_of_the_conversation(store: Store) -> None:
    message = a_text()
    replies = (Reply("One", ("https://example.com/a.jpg",)), Reply("Dos: " + "ú" * 100))
    keep(store, message, replace(a_decision(Contact(ANA)), replies=replies))
    kept = store.message(message.sid)
    assert kept is not None
    answers = store.answers(kept)
    assert [(a.body, a.media, a.segments) for a in answers] == [
        ("One", (Media("https://example.com/a.jpg", ""),), 1),
        ("Dos: " + "ú" * 100, (), 2),
    ]
    assert {(a.direction, a.contact, a.ours, a.sid) for a in answers} == {("out", ANA, US, None)}
    assert store.messages(ANA) == [*reversed(answers), kept]


def test_messages_come_newest_first_a_page_at_a_time(store: Store) -> None:
    for minute in (0, 1, 1, 1, 2):
        keep(store, a_text(str(minute)), a_decision(Contact(ANA)), now=NOW + timedelta(minutes=minute))
    keep(store, a_text("someone else", from_="+15550100002"), a_decision(Contact("+15550100002")), now=NOW)
    pages = []
    before = None
    while page := store.messages(ANA, before=before, limit=2):
        pages.append([m.body for m in page])
        before = (page[-1].at, page[-1].id)
    assert pages == [["2", "1"], ["1", "1"], ["0"]]
    assert len(store.messages()) == 6


def test_the_contact_is_kept_as_the_decision_left_it(store: Store) -> None:
    contact = Contact(
        ANA,
        first_seen=NOW - timedelta(days=1),
        last_seen=NOW,
        fields={"first_name": "José", "language": "es"},
        tags=frozenset({"vip", "new patient"}),
        lists=frozenset({"tips", "news, offers", "Ünïcode"}),
        opted_out={US: "carrier", EVERYTHING: "rule"},
        history=(
            Exchange(NOW - timedelta(minutes=5), "price", ("abc", "def"), told=True),
            Exchange(NOW, "hello"),
        ),
        last_answered={"Closed": NOW, "otherwise": NOW - timedelta(hours=3)},
        questions=(OpenQuestion("party", "rule", NOW, NOW + timedelta(days=1), "Coming? 🎉"),),
        choosing=Choosing(("party", "new_time"), "yes", NOW + timedelta(days=1)),
        handed_over_until=NOW + timedelta(hours=2),
        handed_over_to=("maria", "Ünïcode"),
    )
    effects = tuple(Joined(name, "Join") for name in sorted(contact.lists))
    keep(store, a_text(), a_decision(contact, effects=effects))
    assert store.contact(ANA) == contact
    assert store.write(lambda unit: unit.contact(ANA)) == contact


def test_leaving_a_list_takes_them_off_it(store: Store) -> None:
    keep(store, a_text(), a_decision(Contact(ANA), effects=(Joined("tips", "Join"), Joined("news", "Join"))))
    keep(store, a_text(), a_decision(Contact(ANA), effects=(Left("tips", "Leave"), Joined("news", "Join"))))
    assert store.contact(ANA).lists == {"news"}
    assert (store.members("news"), store.members("tips")) == ([ANA], [])


def test_members_of_a_list_come_in_the_order_in_which_they_joined(store: Store) -> None:
    for minutes, address in ((2, "+15550100002"), (1, "+15550100009"), (3, "+15550100001")):
        decision = a_decision(Contact(address), effects=(Joined("tips", "Join"),))
        keep(store, a_text(from_=address), decision, now=NOW + timedelta(minutes=minutes))
    assert store.members("tips") == ["+15550100009", "+15550100002", "+15550100001"]


def test_the_ledger_keeps_who_what_when_and_in_which_words(store: Store) -> None:
    joining, stopping = a_text("Join TIPS 🙂"), a_text("STOP")
    keep(store, joining, a_decision(Contact(ANA), effects=(Joined("tips", "Join tips"),)))
    scopes = (US, "MG" + "0" * 32)
    out = OptedOut(scopes, "STOP word 'stop'", by="carrier")
    later = NOW + timedelta(days=1)
    keep(store, stopping, a_decision(Contact(ANA), effects=(out, Tagged("gone", "x"), Left("tips", "x"))), now=later)
    digest = "0123456789abcdef"
    stop = ("STOP", None, "STOP word 'stop'", digest, stopping.sid)
    assert store.ledger(ANA) == [
        LedgerEntry(ANA, NOW, "joined", "tips", "Join TIPS 🙂", "Join tips", "rule 'Join tips'", digest, joining.sid),
        LedgerEntry(ANA, later, "opted_out", scopes[0], *stop),
        LedgerEntry(ANA, later, "opted_out", scopes[1], *stop),
        LedgerEntry(ANA, later, "left", "tips", "STOP", "x", "rule 'x'", digest, stopping.sid),
    ]
    assert store.ledger("+1404") == []


@pytest.mark.parametrize("change", ["UPDATE consent SET words = 'yes, please'", "DELETE FROM consent"])
def test_the_database_itself_refuses_to_change_the_ledger(store: Store, change: str) -> None:
    keep(store, a_text("stop"), a_decision(Contact(ANA), effects=(OptedOut((US,), "STOP word 'stop'"),)))
    with pytest.raises(DBAPIError, match="only ever added to"), store._engine.begin() as connection:
        connection.execute(text(change))
    assert [entry.words for entry in store.ledger(ANA)] == ["stop"]


def test_nothing_of_a_work_that_raises_is_kept_and_its_error_is_the_callers(store: Store) -> None:
    message = a_text()

    def work(unit: Unit) -> None:
        claim = unit.claim(message, NOW)
        unit.record(claim, message, a_decision(Contact(ANA, first_seen=NOW)), "<Response/>", NOW)
        raise LookupError("of the caller's own")

    with pytest.raises(LookupError, match="of the caller's own"):
        store.write(work)
    assert store.message(message.sid) is None
    assert store.contact(ANA) == Contact(ANA)
    assert keep(store, message, a_decision(Contact(ANA))).decision is not None


def test_nothing_is_kept_of_a_text_that_can_t_be_decided(store: Store) -> None:
    message = a_text()

    def decide(contact: Contact) -> tuple[Decision, str]:
        raise LookupError(contact.address)

    with pytest.raises(LookupError, match="15550100001"):
        store.answer(Question(message, NOW, decide, "token"))
    assert store.contents().messages == 0
    assert keep(store, message, a_decision(Contact(ANA)), token="token").decision is not None


def test_deciding_is_asked_with_what_was_kept_before_and_only_once(store: Store) -> None:
    asked: list[Contact] = []
    message = a_text()

    def decide(contact: Contact) -> tuple[Decision, str]:
        asked.append(contact)
        return a_decision(replace(contact, first_seen=NOW, tags=frozenset({"asked"}))), "<Response/>"

    for _ in range(3):
        store.answer(Question(message, NOW, decide))
    store.answer(Question(a_text(), NOW, decide))
    assert asked == [Contact(ANA), Contact(ANA, first_seen=NOW, tags=frozenset({"asked"}))]


def test_steps_that_traces_have_in_common_are_kept_once(store: Store) -> None:
    passed = tuple(Step("rule", f"Rule {n}", "no", ("none of price, cost is in the text",)) for n in range(30))
    traces = [Trace((*passed[:n], TRACE.steps[1], *passed[n + 1 :])) for n in (0, 7, 29)]
    texts = [a_text() for _ in traces]
    for message, trace in zip(texts, traces, strict=True):
        decision = a_decision(Contact(ANA), trace=trace)
        store.answer(Question(message, NOW, lambda _, d=decision: (d, "<Response/>"), passed=passed))  # type: ignore[misc]
    found = [store.decision(message.sid) for message in texts]
    assert [decision and decision.trace for decision in found] == traces
    with store._engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM step_lists")).scalar() == 1
        assert connection.execute(text("SELECT max(length(trace)) FROM decisions")).scalar_one() < 300


def test_a_work_may_not_begin_another(store: Store) -> None:
    with pytest.raises(RuntimeError, match="use the unit"):
        store.write(lambda _: store.write(lambda _: None))
    assert store.write(lambda _: 7) == 7


def test_a_closed_store_keeps_nothing_more(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.write(lambda _: None)


def test_a_sent_message_is_kept_once_with_its_status(store: Store) -> None:
    sent = Outgoing("SM1", ANA, US, "See you", media=("https://example.com/m.png",), status="accepted", segments=1)
    store.record_sent(sent, NOW)
    store.record_sent(replace(sent, body="again"), NOW)
    (kept,) = store.messages(ANA)
    assert (kept.sid, kept.direction, kept.body, kept.reply_to) == ("SM1", "out", "See you", None)
    assert kept.media == (Media("https://example.com/m.png", ""),)
    assert kept.delivery == Delivery("accepted", None, NOW)
    assert store.contact(ANA) == Contact(ANA)
    assert store.contents().contacts == 1


def test_sending_to_someone_known_leaves_what_is_known_of_them(store: Store) -> None:
    contact = Contact(ANA, first_seen=NOW, last_seen=NOW, fields={"first_name": "Ana"})
    keep(store, a_text(), a_decision(contact))
    store.record_sent(Outgoing("SM1", ANA, US, "Hi"), NOW)
    assert store.contact(ANA) == contact


@pytest.mark.parametrize(
    ("statuses", "last"),
    [
        (["queued", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "queued"], "delivered"),
        (["sent", "sent"], "sent"),
        (["scheduled", "canceled", "queued"], "canceled"),
        (["delivered", "undelivered"], "delivered"),
        (["delivered", "read"], "read"),
        (["beamed"], "beamed"),
        (["beamed", "queued"], "queued"),
        (["sent", "beamed"], "sent"),
    ],
)
def test_a_status_only_moves_forward(store: Store, statuses: list[str], last: str) -> None:
    for minute, status in enumerate(statuses):
        store.move_status("SM1", status, None, NOW + timedelta(minutes=minute))
    found = store.delivery("SM1")
    assert found is not None
    assert found.status == last
    assert found.at == NOW + timedelta(minutes=statuses.index(last))


def test_moving_a_status_says_whether_it_moved_and_keeps_the_error(store: Store) -> None:
    assert store.move_status("SM1", "sent", None, NOW) is True
    assert store.move_status("SM1", "undelivered", 30003, NOW) is True
    assert store.move_status("SM1", "sent", None, NOW) is False
    assert store.delivery("SM1") == Delivery("undelivered", 30003, NOW)


def test_a_callback_that_overtakes_the_answer_to_our_request_is_not_lost(store: Store) -> None:
    store.move_status("SM1", "delivered", None, NOW)
    store.record_sent(Outgoing("SM1", ANA, US, "Hi", status="queued"), NOW)
    kept = store.message("SM1")
    assert kept is not None
    assert kept.delivery == Delivery("delivered", None, NOW)


def test_an_opt_out_that_no_text_told_us_of_is_held_and_in_the_ledger(store: Store) -> None:
    keep(store, a_text(), a_decision(Contact(ANA, first_seen=NOW, opted_out={"+1999": "rule"})))
    held = store.record_opt_out(ANA, (US,), "carrier", "Twilio's error 21610", NOW)
    assert held.opted_out == {"+1999": "rule", US: "carrier"}
    store.record_opt_out(ANA, (US,), "carrier", "Twilio's error 21610", NOW)
    assert store.contact(ANA) == held
    assert [(e.what, e.scope, e.source, e.words) for e in store.ledger(ANA)] == [
        ("opted_out", US, "Twilio's error 21610", "")
    ]
    assert store.is_opted_out(ANA, (US,)) is True
    assert store.is_opted_out(ANA, ("+1777",)) is False


def test_someone_we_never_heard_of_can_opt_out(store: Store) -> None:
    store.record_opt_out(ANA, (EVERYTHING,), "rule", "asked at the desk", NOW)
    assert store.is_opted_out(ANA, (US,)) is True


def test_contents_are_counted(store: Store) -> None:
    keep(store, a_text(), a_decision(Contact(ANA), "hi", effects=(Joined("tips", "Join"),)))
    contents = store.contents()
    assert (contents.messages, contents.contacts, contents.ledger, contents.last_message) == (2, 1, 1, NOW)


def test_what_each_rule_answered_since_then_is_counted(store: Store) -> None:
    for number, (rule, minutes) in enumerate((("Prices", 0), ("Prices", 5), ("␛ odd", 5), ("Hours", -5))):
        message = replace(a_text(), sid=f"SM{number:032}")
        keep(store, message, a_decision(Contact(ANA), "hi", rule=rule), now=NOW + timedelta(minutes=minutes))

    assert store.answered_since(NOW) == {"Prices": 2, "␛ odd": 1}


HOSTILE = "\x00'; DROP TABLE messages; --\ud83d %s %(x)s :sid ␛0000 \x1f\x1b\ufffe\U0010ffff" + "👍" * 400


def test_hostile_texts_names_and_numbers_are_kept_as_they_are(store: Store) -> None:
    short = HOSTILE[:100]
    message = a_text(HOSTILE, from_=short, to=short, profile_name=HOSTILE, num_segments=10**40, extra={short: HOSTILE})
    contact = Contact(
        short,
        fields={short: HOSTILE},
        tags=frozenset({short}),
        lists=frozenset({short, "tips"}),
        opted_out={short: "rule"},
        history=(Exchange(NOW, HOSTILE, (HOSTILE,)),),
        last_answered={HOSTILE: NOW},
    )
    effects = (Joined(short, short), Joined("tips", short), OptedOut((short,), HOSTILE, short))
    step = Step("rule", HOSTILE, "no", (HOSTILE,))
    decision = a_decision(contact, HOSTILE, effects=effects, rule=short, trace=Trace((step,)))
    keep(store, message, decision, HOSTILE, token=HOSTILE)
    found, decided = store.message(message.sid), store.decision(message.sid)
    assert found is not None
    assert decided is not None
    assert inbound(found) == replace(message, num_segments=2**31 - 1)
    assert (decided.answer, decided.trace, decided.effects) == (HOSTILE, decision.trace, effects)
    assert store.contact(short) == contact
    assert [entry.words for entry in store.ledger(short)] == [HOSTILE] * 3
    assert [answer.body for answer in store.answers(found)] == [HOSTILE]
    assert keep(store, a_text(), decision, token=HOSTILE).twiml == HOSTILE


def test_endless_numbers_and_names_don_t_break_an_index(store: Store) -> None:
    endless = "👍" * 20_000
    message = a_text("hi", sid=endless, from_=endless, to=endless)
    effects = (Joined(endless, endless), OptedOut((endless,), endless))
    keep(store, message, a_decision(Contact(endless), rule=endless, effects=effects, ruleset=endless), token=endless)
    assert keep(store, message, a_decision(Contact(endless))).decision is None
    assert len(store.ledger(endless)) == 2
    store.move_status(endless, endless, 10**40, NOW)


ANY_TEXT = st.text(st.characters(), max_size=40)
NAME = st.text(st.characters(), min_size=1, max_size=20)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
CONTACTS = st.builds(
    Contact,
    address=st.just(""),
    first_seen=st.none() | MOMENTS,
    last_seen=st.none() | MOMENTS,
    fields=st.dictionaries(NAME, ANY_TEXT, max_size=4).map(MappingProxyType),
    tags=st.frozensets(ANY_TEXT, max_size=3),
    lists=st.frozensets(NAME, max_size=3),
    opted_out=st.dictionaries(NAME, st.sampled_from(["carrier", "rule"]), max_size=3),
    history=st.lists(st.builds(Exchange, MOMENTS, ANY_TEXT, st.lists(ANY_TEXT, max_size=2).map(tuple)), max_size=4).map(
        tuple
    ),
    last_answered=st.dictionaries(NAME, MOMENTS, max_size=3),
    questions=st.lists(
        st.builds(
            OpenQuestion,
            name=NAME,
            asker=st.sampled_from(get_args(Asker)),
            asked_at=MOMENTS,
            until=MOMENTS,
            text=ANY_TEXT,
            step=st.integers(-1, 50),
            tries=st.integers(0, 5),
            started_at=st.none() | MOMENTS,
            came_from=st.lists(st.integers(0, 50), max_size=3).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    choosing=st.none() | st.builds(Choosing, st.lists(NAME, max_size=3).map(tuple), ANY_TEXT, MOMENTS),
    handed_over_until=st.none() | MOMENTS,
)


@given(CONTACTS, ANY_TEXT)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_contact_and_any_text_come_back_as_they_were(store: Store, contact: Contact, body: str) -> None:
    message = a_text(body)
    address = f"+1{message.sid[-12:]}"
    message, contact = replace(message, from_=address), replace(contact, address=address)
    effects = tuple(Joined(name, "Join") for name in contact.lists)
    keep(store, message, a_decision(contact, body, effects=effects))
    found = store.message(message.sid)
    assert found is not None
    assert inbound(found) == message
    assert store.contact(address) == contact
