from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from responder import rules
from responder.core.business import Business
from responder.core.phone import country_of_timezone, timezones_of
from responder.simulator import ATTACHMENTS, STRANGERS, Simulator, ordinary_moment, own_number, stranger
from responder.simulator.numbers import AREA_CODES

BAKERY = """
business: Rosa's Bakery
phone: +1 202 555 0100
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
lists: {specials: Cakes}
rules:
  - name: Name
    when: {starts_with: my name is}
    remember: {first_name: "{{ rest }}"}
    reply: Hello {{ first_name }}
  - name: First
    when: {first_time: yes}
    reply: Welcome
  - name: Picture
    when: {has: picture}
    reply: Nice picture
  - name: Again
    reply: "Again, {{ first_name or 'stranger' }}: {{ body }}"
"""


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(rules.loads(BAKERY))


def texts(decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def test_contacts_are_remembered_from_text_to_text(simulator) -> None:
    assert texts(simulator.text("my name is Ana")) == ["Hello Ana"]
    assert texts(simulator.text("hi")) == ["Again, Ana: hi"]
    assert texts(simulator.text("hi", from_="+12025550199")) == ["Welcome"]


def test_a_person_can_go_on_texting_without_being_taken_for_a_machine(simulator) -> None:
    answers = [texts(simulator.text(f"question {word}")) for word in "abcdefgh"]

    assert all(answers)


def test_the_clock_moves_when_it_is_told_to_and_between_two_texts(simulator) -> None:
    start = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
    assert simulator.now == start

    simulator.text("a")
    assert simulator.now == start
    simulator.text("b")
    assert simulator.now == start + timedelta(seconds=15)
    simulator.advance(timedelta(days=2))
    simulator.text("c")
    assert simulator.now == start + timedelta(days=2, seconds=15)


def test_the_clock_is_turned_to_moments_as_people_write_them(simulator) -> None:
    simulator.turn_to("mon 14:00")
    assert f"{simulator.local_now():%Y-%m-%d %H:%M}" == "2026-06-08 14:00"

    simulator.turn_to("8:00", today=True)
    assert f"{simulator.local_now():%Y-%m-%d %H:%M}" == "2026-06-08 08:00"


def test_known_facts_are_there_from_the_first_text(simulator) -> None:
    simulator.know(fields={"first_name": "Kim"})

    assert texts(simulator.text("hi")) == ["Again, Kim: hi"]


def test_explaining_the_last_text_changes_nothing_and_gives_every_rule(simulator) -> None:
    with pytest.raises(LookupError):
        simulator.explain()
    decision = simulator.text("hi")
    contact = simulator.contact()

    explained = simulator.explain()

    assert texts(explained) == texts(decision)
    assert simulator.contact() == contact
    assert [step.name for step in explained.trace.steps if step.kind == "rule"] == ["Name", "First", "Picture", "Again"]


def test_a_contact_that_is_forgotten_comes_for_the_first_time_again(simulator) -> None:
    simulator.text("hi")
    simulator.forget(stranger(simulator.ruleset.business))

    assert texts(simulator.text("hi")) == ["Welcome"]


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_attachments_come_as_media_of_an_mms(simulator, kind: str) -> None:
    message = simulator.message("look", has=[kind])

    assert (message.channel, len(message.media)) == ("mms", 1)
    assert message.media[0].content_type == ATTACHMENTS[kind][0]


def test_a_location_comes_as_one(simulator) -> None:
    message = simulator.message("here", has=["location"], channel="whatsapp")

    assert message.location is not None
    assert (message.channel, message.media) == ("whatsapp", ())


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"has": ["cake"]}])
def test_what_does_not_exist_is_refused_with_what_does(simulator, wrong) -> None:
    with pytest.raises(ValueError, match="Take one of"):
        simulator.text("hi", **wrong)


def test_sids_count_up_so_that_every_run_is_the_same(simulator) -> None:
    sids = [simulator.message("x").sid for _ in range(2)]

    assert sids == ["SM00000000000000000000000000000001", "SM00000000000000000000000000000002"]


@pytest.mark.parametrize("country", [*STRANGERS, "ZZ"])
def test_the_stranger_is_from_the_business_s_country_and_none_of_its_own(country: str) -> None:
    usual = stranger(Business(country=country))

    assert usual == STRANGERS.get(country, STRANGERS["US"])
    assert stranger(Business(country=country, phone=usual)) != usual
    assert stranger(Business(country=country, staff={"maria": usual})) != usual


def test_texts_come_to_the_phone_or_else_to_the_first_number() -> None:
    assert own_number(Business(phone="+12025550111")) == "+12025550111"
    assert own_number(Business(numbers={"front": "+12025550112"})) == "+12025550112"
    assert own_number(Business()) != stranger(Business())


def test_the_ordinary_moment_is_when_the_doors_are_open() -> None:
    closed_on_tuesdays = rules.loads("timezone: Europe/Paris\nhours: {wed: 14:00-18:00}\nrules: []\n").business

    assert ordinary_moment(closed_on_tuesdays) == datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
    assert ordinary_moment(Business()) == datetime(2026, 6, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", [*AREA_CODES, "America/New_York"])
def test_where_a_country_has_several_time_zones_the_stranger_is_from_the_business_s(zone: str) -> None:
    country = country_of_timezone(zone)
    assert zone in timezones_of(stranger(Business(country=country, timezone=ZoneInfo(zone))))


def test_a_question_can_be_left_open_from_the_start() -> None:
    simulator = Simulator(rules.loads(BAKERY))
    contact = simulator.ask("reminder")

    (question,) = contact.questions
    assert (question.name, question.asker, question.is_open(simulator.now)) == ("reminder", "reminder", True)
    assert simulator.contact().questions == (question,)


def test_days_that_pass_keep_the_time_of_day_across_a_clock_change(simulator) -> None:
    simulator.turn_to("2026-10-31 10:00")
    simulator.advance(timedelta(days=2))

    assert f"{simulator.local_now():%Y-%m-%d %H:%M}" == "2026-11-02 10:00"
