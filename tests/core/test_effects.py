"""What actions change about a contact."""

from __future__ import annotations

from typing import Any

import pytest

from responder.core.answering.effects import LONGEST_FIELD, applied, effects_of
from responder.core.contact import EVERYTHING, Contact
from responder.core.decision import Effect, Joined, Left, OptedIn, OptedOut, Remembered, Tagged, Untagged
from responder.core.rule import Join, Leave, OptIn, OptOut, Remember, Tag, Untag

BEFORE = Contact(
    "+12025550123",
    fields={"plan": "gold"},
    tags=frozenset({"vip"}),
    lists=frozenset({"tips"}),
    opted_out={"+1999": "carrier", EVERYTHING: "rule"},
)


def test_actions_become_effects_in_their_order(make: Any) -> None:
    rule = make.rule(
        "Sign up",
        None,
        None,
        Remember((("first_name", make.template("{{ match.med }}")), ("plan", make.template("")))),
        Tag(("new", "vip")),
        Untag(("old",)),
        Join(("tips",)),
        Leave(("deals",)),
        OptOut(),
        OptIn(),
    )
    assert effects_of(rule, make.situation(), {"med": " Ana\n"}) == [
        Remembered("first_name", "Ana", "Sign up"),
        Remembered("plan", "", "Sign up"),
        Tagged("new", "Sign up"),
        Tagged("vip", "Sign up"),
        Untagged("old", "Sign up"),
        Joined("tips", "Sign up"),
        Left("deals", "Sign up"),
        OptedOut((EVERYTHING,), "rule 'Sign up'", "Sign up"),
        OptedIn((EVERYTHING,), "rule 'Sign up'", "Sign up"),
    ]


def test_a_saved_field_is_no_longer_than_it_may_be(make: Any) -> None:
    rule = make.rule("Save", None, None, Remember((("plan", make.template("{{ rest }}")),)))
    (effect,) = effects_of(rule, make.situation(), {"rest": "x" * 1600 + "\x00"})
    assert effect == Remembered("plan", "x" * LONGEST_FIELD, "Save")


@pytest.mark.parametrize(
    ("effect", "changed"),
    [
        (Remembered("plan", "tin", "r"), {"fields": {"plan": "tin"}}),
        (Remembered("age", "9", "r"), {"fields": {"plan": "gold", "age": "9"}}),
        (Remembered("plan", "", "r"), {"fields": {}}),
        (Remembered("other", "", "r"), {}),
        (Tagged("new", "r"), {"tags": {"vip", "new"}}),
        (Untagged("vip", "r"), {"tags": set()}),
        (Untagged("other", "r"), {}),
        (Joined("deals", "r"), {"lists": {"tips", "deals"}}),
        (Left("tips", "r"), {"lists": set()}),
        (OptedOut(("+1888",), "x"), {"opted_out": {"+1999": "carrier", "+1888": "rule", EVERYTHING: "rule"}}),
        (OptedOut((EVERYTHING,), "x", by="carrier"), {"opted_out": {"+1999": "carrier", EVERYTHING: "carrier"}}),
        (OptedOut(("+1999",), "x", by="rule"), {}),
        (OptedIn(("+1999", "+1777"), "x"), {"opted_out": {EVERYTHING: "rule"}}),
    ],
)
def test_an_effect_changes_its_part_of_the_contact(effect: Effect, changed: dict[str, Any]) -> None:
    after = applied(BEFORE, [effect])
    for name in ("fields", "tags", "lists", "opted_out"):
        assert getattr(after, name) == changed.get(name, getattr(BEFORE, name))
    assert BEFORE.fields == {"plan": "gold"}
