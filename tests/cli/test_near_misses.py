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

US = "+12025550100"
SAID = [
    "opem now?",
    "are you opem",
    "do you have parking",
    "parking",
    "parking +12025550177",
    "special",
    "tell \x1b[2Jme",
]


@pytest.fixture
def texted(bakery: Path) -> Path:
    """The bakery a day after some texts that no rule answered."""
    ruleset = load(bakery / "rules.yaml")
    begun = datetime.now(UTC) - timedelta(days=1)
    with Store.open(Settings.from_environment().store_url) as store:
        for number, body in enumerate(SAID):
            message = InboundMessage(f"SM{number:032x}", f"+1202556000{number}", US, body)
            handle(store, ruleset, message, begun + number * timedelta(minutes=1))
    return bakery


@pytest.mark.usefixtures("texted")
def test_what_nobody_answered_is_listed_with_what_to_change(run) -> None:
    output = run("near-misses").output
    assert "7 texts since " in output
    assert "no rule answered 7 of them." in output
    assert "1  Add “opem” to `contains` of “Opening hours” (rules.yaml:7)" in output
    assert "Near “open”. It then answers 2 texts that no rule answered." in output
    assert "2  “parking”: 3 texts of 3 people" in output
    assert "when: {contains: [parking]}" in output
    assert "2 other texts without an answer:" in output
    assert "+1202" not in output
    assert "\x1b[2J" not in output


def test_apply_changes_the_file_and_leaves_the_rest_as_it_is(run, texted) -> None:
    before = (texted / "rules.yaml").read_text()
    result = run("near-misses", "--apply", "1", "--yes")
    assert result.exit_code == 0
    assert "+    when: {contains: [hours, open, opem]}" in result.output
    assert "1 change made; the examples pass." in result.output
    assert (texted / "rules.yaml").read_text() == before.replace(
        "contains: [hours, open]", "contains: [hours, open, opem]"
    ).replace("examples: [what are your hours]", "examples: [what are your hours, are you opem]")
    assert "Add “opem”" not in run("near-misses").output


def test_where_nobody_can_be_asked_the_change_is_only_shown(run, texted) -> None:
    before = (texted / "rules.yaml").read_bytes()
    result = run("near-misses", "--apply", "1")
    assert "+    when: {contains: [hours, open, opem]}" in result.output
    assert "Nothing was written. Add --yes to write it." in result.output
    assert (result.exit_code, (texted / "rules.yaml").read_bytes()) == (1, before)


@pytest.mark.usefixtures("texted")
def test_yes_goes_with_apply(run) -> None:
    assert run("near-misses", "--yes").exit_code == 2


def test_all_that_was_tried_can_be_made_at_once_and_by_its_word(run, texted) -> None:
    assert "2 changes made" in run("near-misses", "--least", "1", "--apply", "all", "--yes").output
    assert "says: [specials, special]" in (texted / "rules.yaml").read_text()


def test_a_topic_becomes_a_rule_with_the_reply_that_is_given(run, texted) -> None:
    refused = run("near-misses", "--apply", "parking")
    assert refused.exit_code == 2
    assert "--reply" in refused.output
    result = run("near-misses", "--apply", "parking", "--reply", "Behind the house.", "--yes")
    assert "1 change made" in result.output
    rules = load(texted / "rules.yaml").rules
    assert rules[-1].name == "Parking"
    assert "do you have parking" in (texted / "rules.yaml").read_text()


def test_what_is_not_in_the_list_changes_nothing(run, texted) -> None:
    before = (texted / "rules.yaml").read_bytes()
    for chosen in ("99", "stop", "0", ""):
        result = run("near-misses", "--apply", chosen)
        assert result.exit_code == 2
        assert "There is no suggestion" in result.output
    result = run("near-misses", "--apply", "parking", "--reply", "{{ nonsense }}")
    assert result.exit_code == 2
    assert "was left as it is" in result.output
    assert (texted / "rules.yaml").read_bytes() == before


def test_examples_that_fail_come_first(run, texted) -> None:
    path = texted / "rules.yaml"
    path.write_text(path.read_text().replace("examples: [specials]", "examples: [something else]"))
    result = run("near-misses")
    assert result.exit_code == 2
    assert "`responder test`" in result.output


def test_what_was_near_and_would_not_do_is_told_with_the_reason(run, texted) -> None:
    path = texted / "rules.yaml"
    story = "stories:\n  - name: Slip\n    steps: [{they_text: opem, rule: otherwise}]\n"
    path.write_text(path.read_text().rstrip() + "\n" + story)
    output = run("near-misses").output
    assert "Near a rule, and tried without success:" in output
    told = "“opem” (2 texts): near “Opening hours” (rules.yaml:7), but then an example or a story fails"
    assert told in " ".join(output.split())
    assert "- name: Opem" not in output
    refused = run("near-misses", "--apply", "opem", "--yes")
    assert refused.exit_code == 2
    assert told in " ".join(refused.output.split())
    assert json.loads(run("near-misses", "--format", "json").output)["refused"][0]["why"] == "broken"


@pytest.mark.usefixtures("texted")
def test_json_is_plain(run) -> None:
    found = json.loads(run("near-misses", "--format", "json").output)
    assert (found["texts"], found["unanswered"]) == (7, 7)
    assert found["suggestions"] == [
        {
            "rule": "Opening hours",
            "place": "rules.yaml:7",
            "key": "contains",
            "word": "opem",
            "near": "open",
            "example": "are you opem",
            "texts": 2,
            "samples": ["'are you opem'", "'opem now'"],
        }
    ]
    assert [topic["words"] for topic in found["topics"]] == [["parking"]]
