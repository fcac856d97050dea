from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.rules import load
from responder.settings import Settings
from responder.store import Store

ANA, BEN, US = "+12025550123", "+12025550124", "+12025550100"


@pytest.fixture
def texted(bakery: Path) -> Path:
    """The bakery a day after some texts came."""
    ruleset = load(bakery / "rules.yaml")
    said = [
        (ANA, "are you open?"),
        (BEN, "OPEN?"),
        (ANA, "a birthday cake"),
        (BEN, "hm \x1b[31m\u202e"),
        (BEN, "specials"),
    ]
    begun = datetime.now(UTC) - timedelta(days=1)
    with Store.open(Settings.from_environment().store_url) as store:
        for number, (who, body) in enumerate(said):
            message = InboundMessage(f"SM{number:032x}", who, US, body)
            handle(store, ruleset, message, begun + number * timedelta(minutes=1))
    return bakery


def changed(folder: Path, before: str, after: str) -> str:
    """A file in which something is written otherwise."""
    text = (folder / "rules.yaml").read_text()
    assert before in text
    (folder / "other.yaml").write_text(text.replace(before, after))
    return "other.yaml"


@pytest.mark.usefixtures("texted")
def test_the_file_that_answered_changes_nothing(run) -> None:
    result = run("replay", "--fail-on-change")
    assert result.exit_code == 0
    assert "5 texts of 2 people since " in result.output
    assert "Every one is answered as it was." in result.output


def test_another_reply_is_shown_word_by_word_and_fails_where_that_is_asked(run, texted) -> None:
    other = changed(texted, "8am-6pm", "8am-7pm")
    result = run("replay", "--rules", other)
    assert result.exit_code == 0
    assert "2 texts would come out otherwise." in result.output
    assert "The reply of “Opening hours” changes: 2 texts of 2 people" in result.output
    assert "We're open Mon-Sat, 8am-[-6pm-]{+7pm+}." in result.output
    assert run("replay", "--rules", other, "--fail-on-change").exit_code == 1


def test_another_rules_answer_and_what_else_follows_are_told(run, texted) -> None:
    text = changed(texted, "contains: [cake, birthday]", "contains: [cake, hm]")
    output = run("replay", "--rules", text).output
    assert "otherwise → “Order a cake”: 1 text of 1 person" in output
    assert "was: Sorry, I didn't get that." in output
    assert "\x1b[31m" not in output
    assert "\u202e" not in output
    output = run("replay", "--rules", changed(texted, "tag: cake-order", "tag: cakes")).output
    assert "“Order a cake” replies as before, and does something else: 1 text" in output
    assert "no more: Tag “cake-order” added" in output
    assert "now: Tag “cakes” added" in output


def test_a_number_that_changed_behind_a_name_is_shown(run, bakery: Path) -> None:
    rules = "staff: {rosa: +1 202 555 0171}\nrules:\n  - {name: A, when: {says: hi}, hand_over: yes, notify: rosa}\n"
    (bakery / "rules.yaml").write_text(rules)
    with Store.open(Settings.from_environment().store_url) as store:
        for n, body in enumerate(("hi", "and now?")):
            message = InboundMessage(f"SM{n:032x}", ANA, US, body)
            handle(store, load(bakery / "rules.yaml"), message, datetime.now(UTC) - timedelta(hours=1, seconds=-9 * n))
    output = run("replay", "--rules", changed(bakery, "0171", "0172")).output
    assert "“A” replies as before, and does something else: 1 text" in output
    assert "The same replies by a STOP word, an opt-out, the limits or a person who has taken over" in output
    assert "(to +12025550171)" in output
    assert "(to +12025550172)" in output


def test_what_is_older_is_not_told_and_nonsense_is_refused(run, texted) -> None:
    other = changed(texted, "8am-6pm", "8am-7pm")
    assert "There is nothing to compare." in run("replay", "--rules", other, "--since", "2 hours").output
    assert "2 texts would" in run("replay", "--rules", other, "--since", "2020-01-01").output
    result = run("replay", "--since", "soon")
    assert result.exit_code == 2
    assert "Or a date, such as 2026-06-01." in result.output


def test_a_file_that_cannot_be_read_is_an_error_and_no_change(run, texted) -> None:
    (texted / "other.yaml").write_text("rules: [{name: A}")
    assert run("replay", "--rules", "other.yaml", "--fail-on-change").exit_code == 2


@pytest.mark.usefixtures("bakery")
def test_without_a_database_it_says_so(run) -> None:
    result = run("replay")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_json_has_counts_and_samples_and_masks_who_texted(run, texted) -> None:
    result = run("replay", "--rules", changed(texted, "8am-6pm", "8am-7pm"), "--format", "json")
    found = json.loads(result.output)
    assert (found["texts"], found["people"], found["changed"], found["skipped"]) == (5, 2, 2, 0)
    (group,) = found["groups"]
    assert {k: v for k, v in group.items() if k != "samples"} == {
        "change": "reply", "before": "Opening hours", "after": "Opening hours", "felt": True, "texts": 2, "people": 2,
    }  # fmt: skip
    assert group["samples"][0]["before"]["replies"] == [{"text": "We're open Mon-Sat, 8am-6pm.", "media": []}]
    assert group["samples"][0]["from"] == "…0123"
    assert ANA not in result.output


def test_only_the_first_kinds_of_change_are_shown_where_that_is_asked(run, texted) -> None:
    text = (texted / "rules.yaml").read_text().replace("8am-6pm", "8am-7pm").replace("Lovely!", "Fine!")
    (texted / "other.yaml").write_text(text)
    output = run("replay", "--rules", "other.yaml", "--limit", "1").output
    assert "Opening hours" in output
    assert "Order a cake" not in output
    assert "and 1 more kind of change" in output
