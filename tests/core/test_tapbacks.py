"""Reactions come as texts from phones, and are read as what they are."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.conditions.matchers import Contains, Matches, Says
from responder.core.contact import Contact
from responder.core.message import Reply
from responder.core.patterns import Pattern
from responder.core.rule import Tag
from responder.core.text.tapbacks import Tapback, read_tapback

HAIR, ZERO, JOINER = "\u200a", "\u200b", "\u200c"


@pytest.mark.parametrize(
    ("body", "tapback"),
    [
        ("Liked “See you Tue”", Tapback("like", "👍", "See you Tue")),
        ("Loved “See you”", Tapback("love", "❤️", "See you")),
        ("Disliked “No”", Tapback("dislike", "👎", "No")),
        ("Laughed at “ha”", Tapback("laugh", "😂", "ha")),
        ("Emphasized “9:00!”", Tapback("emphasize", "‼️", "9:00!")),
        ("Questioned “Is it?”", Tapback("question", "❓", "Is it?")),
        ('Liked "straight quotes"', Tapback("like", "👍", "straight quotes")),
        ("Liked “two\nlines”", Tapback("like", "👍", "two\nlines")),
        ("Liked “he said “hi” twice”", Tapback("like", "👍", "he said “hi” twice")),
        ("Liked an image", Tapback("like", "👍")),
        ("Loved a movie", Tapback("love", "❤️")),
        ("Laughed at 2 photos", Tapback("laugh", "😂")),
        ("Reacted 🎉 to “You won”", Tapback("emoji", "🎉", "You won")),
        ("Reacted 👍🏽 to “See you”", Tapback("like", "👍🏽", "See you")),
        ("Reacted with a sticker to “See you”", Tapback("sticker", "", "See you")),
        ("Removed a like from “See you”", Tapback("like", "👍", "See you", True)),
        ("Removed a heart from an image", Tapback("love", "❤️", "", True)),
        ("Removed 🎉 from “You won”", Tapback("emoji", "🎉", "You won", True)),
        (f"{HAIR}{ZERO}👍{ZERO} to “{HAIR}See you{HAIR}”{HAIR}", Tapback("like", "👍", "See you")),
        (f"{HAIR}Removed {JOINER}👍{JOINER} from “{HAIR}See{HAIR}”{HAIR}", Tapback("like", "👍", "See", True)),
        ("❤️ to “See you”", Tapback("love", "❤️", "See you")),
        ("👨‍👩‍👧 to “family day”", Tapback("emoji", "👨‍👩‍👧", "family day")),
        ("Le gustó “Nos vemos”", Tapback("like", "👍", "Nos vemos")),
        ("Le encantó una imagen", Tapback("love", "❤️")),
        ("Le dio risa “ja”", Tapback("laugh", "😂", "ja")),
        ("Reaccionó con 🔥 a “hola”", Tapback("emoji", "🔥", "hola")),
        ("A aimé « à demain »", Tapback("like", "👍", "à demain")),
        ("N’a pas aimé « bof »", Tapback("dislike", "👎", "bof")),
        ("A ajouté un « J’aime » à « Message »", Tapback("like", "👍", "Message")),
        ("A réagi avec 🔥 à « lol »", Tapback("emoji", "🔥", "lol")),
        ("A retiré un J’aime de « à demain »", Tapback("like", "👍", "à demain", True)),
        ("Entfernte 👍 aus „Bis Dienstag”", Tapback("like", "👍", "Bis Dienstag", True)),
        ("Reagierte mit 😍 auf „Bis Dienstag“", Tapback("emoji", "😍", "Bis Dienstag")),
        ("Reagiu com 👏 a “Até terça”", Tapback("emoji", "👏", "Até terça")),
    ],
)
def test_a_reaction_says_what_and_to_which_text(body: str, tapback: Tapback) -> None:
    assert read_tapback(body) == tapback


@pytest.mark.parametrize(
    "body",
    [
        "",
        "👍",
        "I liked “it”",
        "Liked it",
        "Liked it a lot",
        "“See you”",
        "she said “yes”",
        "Loved the image",
        "I loved an image",
        "call me “maybe”",
        "2 to “x”",
        "to “x”",
        "yes to “x”",
        "Reacted badly to “penicillin”",
        "Removed two stitches from “the toe”",
        "send a photo",
        "J'ai adoré « le film »",
        "”",
        "Liked ”",
    ],
)
def test_other_texts_are_none(body: str) -> None:
    assert read_tapback(body) is None


@given(st.text(max_size=200), st.sampled_from(["Liked “", "Removed ", "Reacted 👍 to “", "👍 to ", "A retiré ", ""]))
def test_any_text_is_read_without_trouble(text: str, head: str) -> None:
    for body in (head + text, f"{head}{text}”", f"{text}{head}"):
        found = read_tapback(body)
        assert found is None or len(found.quoted) < len(body)


@pytest.mark.parametrize("piece", ["“", "“”", "a", "Liked ", "👍", "\u200b ", "Removed “", "an image "])
def test_the_longest_text_is_read_at_once(piece: str) -> None:
    body = (piece * 1600)[:1599] + "”"
    began = perf_counter()
    for _ in range(5):
        read_tapback(body)
    # It takes a fifth of a millisecond on a quiet machine.
    assert (perf_counter() - began) / 5 < 0.02


# What comes of it.


def test_rules_see_the_emoji_and_not_the_quoted_text(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Prices", Contains(make.phrases("price")), "A check-up is $60."),
        make.rule("Any price", Matches((Pattern.compile("price"),)), "It is $60."),
        make.rule("Yes", Says(make.phrases("👍")), "See you! You sent: {{ body }}"),
    )
    decision = make.decide(rules, "Liked “Our price is $60. OK?”")
    assert (decision.outcome, decision.rule) == ("answered", "Yes")
    assert decision.replies == (Reply("See you! You sent: Liked “Our price is $60. OK?”"),)


def test_one_that_no_rule_takes_gets_no_otherwise(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Prices", Contains(make.phrases("price")), "x"), otherwise="A person reads this soon."
    )
    decision = make.decide(rules, "Loved “See you Tuesday”")
    assert (decision.outcome, decision.rule, decision.replies) == ("nothing", None, ())
    assert decision.trace.steps[-1].because == (
        "it is a reaction (❤️ to 'See you Tuesday'), and those get no `otherwise`",
    )


def test_one_that_was_taken_back_goes_to_no_rule(make: Any) -> None:
    rules = make.ruleset(make.rule("All", None, "Hello", Tag(("seen",))), otherwise="x")
    for explain in (False, True):
        decision = make.decide(rules, "Removed a like from “See you”", explain=explain)
        assert (decision.outcome, decision.rule, decision.replies, decision.effects) == ("nothing", None, (), ())
        assert decision.trace.steps[0].because == (
            "they took back a reaction (👍 to 'See you'), which is nothing to answer",
        )
    assert decision.contact.last_seen == make.now


def test_a_quoted_stop_word_stops_nothing(make: Any) -> None:
    decision = make.decide(make.ruleset(), "Liked “STOP”", contact=Contact(make.them))
    assert decision.contact.opted_out == {}
