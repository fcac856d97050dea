"""What staff, other numbers and other programs are told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.answering.effects import applied, effects_of
from responder.core.answering.outgoing.notices import WORDS, forwarded, notice, stop_notice
from responder.core.business import Business
from responder.core.conditions.matchers import Matches
from responder.core.contact import Contact
from responder.core.decision import Due, HandedOver
from responder.core.message import Location, Media
from responder.core.patterns import Pattern
from responder.core.rule import Forward, HandOver, Notify, Remember, Tag, Webhook
from responder.core.text.segments import LONGEST, count

PICTURE = Media("https://api.twilio.com/m/1", "image/jpeg")
HOUR = timedelta(hours=1)


def dues(make: Any, *actions: Any, body: str = "hi", **rest: Any) -> list[Due]:
    effects = effects_of(make.rule("R", None, None, *actions), make.situation(body, **rest), {})
    return [effect for effect in effects if isinstance(effect, Due)]


# Notices.


def test_staff_are_told_who_texted_what_and_how_to_answer(make: Any) -> None:
    ana = Contact(make.them, fields={"first_name": "Ana", "last_name": "López"})
    assert dues(make, Notify(("maria",)), body="Can I come\nat 9?", contact=ana) == [
        Due(
            kind="notify",
            to="+12025550002",
            at=make.now.astimezone(UTC),
            rule="R",
            name="maria",
            text=f'Ana López {make.them} texted: "Can I come at 9?" Text or call them back.',
        )
    ]


def test_all_means_everyone_and_each_number_once(make: Any) -> None:
    business = replace(make.business, staff={"maria": "+1202", "ben": "+1203", "maria again": "+1202"})
    told = dues(make, Notify(()), business=business)
    assert [(due.name, due.to) for due in told] == [("maria", "+1202"), ("ben", "+1203")]


def test_words_of_ones_own_are_filled_in_for_the_staff(make: Any) -> None:
    (due,) = dues(make, Notify(("ben",), make.template("{{ first_name or 'Someone' }} wants it: {{ body }}")))
    assert due.text == "Someone wants it: hi"
    (empty,) = dues(make, Notify(("ben",), make.template("{{ plan }}")))
    assert empty.text == notice(make.situation("hi"))


@pytest.mark.parametrize(
    ("body", "media", "text"),
    [
        ("", (PICTURE,), "{} sent a picture. Text or call them back."),
        ("", (), "{} sent an empty text. Text or call them back."),
        ("see", (PICTURE, PICTURE), '{} texted: "see" (+ a picture) Text or call them back.'),
        ('she said "yes"', (), "{} texted: \"she said 'yes'\" Text or call them back."),
        ("a {who} {what} {0}", (), '{} texted: "a {{who}} {{what}} {{0}}" Text or call them back.'),
    ],
)
def test_what_came_along_is_named(make: Any, body: str, media: tuple[Media, ...], text: str) -> None:
    assert notice(make.situation(body, media=media)) == text.format(make.them)


def test_someone_without_a_number_is_answered_on_whatsapp(make: Any) -> None:
    situation = make.situation("hi", from_="US.1234", channel="whatsapp", profile_name="Ana\u202e 🌸")
    assert notice(situation) == 'Ana 🌸 US.1234 texted: "hi" Answer them on WhatsApp.'


@pytest.mark.parametrize("language", WORDS)
def test_a_long_text_is_cut_so_that_the_notice_is_one_segment(make: Any, language: str) -> None:
    business = replace(make.business, language=language)
    text = notice(make.situation("please call me " * 100, business=business))
    assert (count(text).segments, "..." in text) == (1, True)
    assert count(stop_notice(make.situation("lose my number", business=business))).segments == 1


def test_a_text_with_emoji_is_cut_at_what_still_says_something(make: Any) -> None:
    text = notice(make.situation("🦷 " + "my tooth hurts a lot " * 20))
    assert count(text).segments == 2
    assert "my tooth hurts" in text


@given(st.text(max_size=400), st.text(max_size=80))
@settings(max_examples=60)
def test_no_text_can_hide_or_turn_the_words_around_it(make: Any, body: str, name: str) -> None:
    for shown in (notice, stop_notice):
        text = shown(make.situation(body, contact=Contact(make.them, fields={"name": name})))
        assert make.them in text
        assert not any(c in text for c in "\n\r\x00\x1b\u202e\u2066\u200b\ufeff")


# Forwarding.


def test_a_text_is_passed_on_with_its_pictures_and_who_sent_it(make: Any) -> None:
    (due,) = dues(make, Forward("+12025550009", "maria"), body="line\nline\x07", media=(PICTURE,))
    assert (due.kind, due.to, due.text, due.media) == (
        "forward", "+12025550009", f"{make.them}:\nline\nline", (PICTURE.url,),
    )  # fmt: skip


def test_the_longest_text_is_passed_on_in_pieces(make: Any) -> None:
    first, second = dues(make, Forward("+1", "x"), body="word " * 320, media=(PICTURE,))
    assert (first.media, second.media) == ((PICTURE.url,), ())
    assert len(first.text) <= LONGEST
    assert f"{first.text} {second.text}".count("word") == 320


def test_a_place_is_passed_on_in_numbers(make: Any) -> None:
    situation = make.situation("", location=Location(41.5, -87.25, "12 Mill Lane", "Home"))
    assert forwarded(situation) == f"{make.them}:\na location\n41.50000, -87.25000 Home 12 Mill Lane"


# Handing over.


def test_a_person_takes_over_for_a_while(make: Any) -> None:
    effects = effects_of(make.rule("R", None, None, HandOver(2 * HOUR, "2 hours")), make.situation(), {})
    until = make.now.astimezone(UTC) + 2 * HOUR
    assert effects == [HandedOver(until, "R")]
    assert applied(Contact(make.them), effects).handed_over_until == until


def test_a_longer_handing_over_is_not_cut_short(make: Any) -> None:
    later = make.now.astimezone(UTC) + 5 * HOUR
    who = Contact(make.them, handed_over_until=later)
    (effect,) = effects_of(make.rule("R", None, None, HandOver(HOUR, "1 hour")), make.situation(contact=who), {})
    assert effect == HandedOver(later, "R")


# Webhooks.


def test_an_event_says_what_happened(make: Any) -> None:
    rules = make.ruleset(
        make.rule(
            "Refill",
            Matches((Pattern.compile("(?P<med>[a-z]+) refill"),)),
            "OK",
            Webhook("https://example.com/texts"),
            Remember((("plan", make.template("gold")),)),
            Tag(("vip",)),
        )
    )
    decision = make.decide(rules, "aspirin refill\x00 \ud800é", media=(PICTURE,))
    (due,) = [effect for effect in decision.effects if isinstance(effect, Due)]
    assert (due.kind, due.to, due.at, due.rule) == ("webhook", "https://example.com/texts", make.now, "Refill")
    assert json.loads(due.text.encode()) == {
        "event": "inbound",
        "time": "2026-06-02T19:05:00Z",
        "rule": "Refill",
        "found": {"med": "aspirin"},
        "message": {
            "sid": "SM1",
            "from": make.them,
            "to": make.us,
            "channel": "sms",
            "body": "aspirin refill\x00 \ufffdé",
            "media": [{"url": PICTURE.url, "content_type": "image/jpeg"}],
        },
        # As the rule leaves them, whatever the order in the file.
        "contact": {"address": make.them, "fields": {"plan": "gold"}, "tags": ["vip"], "lists": []},
    }


def test_otherwise_tells_the_staff_too(make: Any) -> None:
    rules = make.ruleset(otherwise=make.rule("otherwise", None, "Soon", Notify(()), HandOver(HOUR, "1 hour")))
    decision = make.decide(rules, "hello?")
    assert [type(effect) for effect in decision.effects] == [Due, Due, HandedOver]
    assert {effect.rule for effect in decision.effects} == {"otherwise"}


def test_nothing_is_due_where_a_template_fails(make: Any) -> None:
    rules = make.ruleset(make.rule("R", None, "OK", Notify((), make.template("{{ 1 // 0 }}"))))
    decision = make.decide(rules, "x")
    assert (decision.effects, len(decision.problems)) == ((), 1)


def test_a_business_without_staff_has_nobody_to_tell(make: Any) -> None:
    assert dues(make, Notify(()), business=Business()) == []
