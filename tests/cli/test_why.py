from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.usefixtures("bakery")


def test_it_shows_every_rule_with_its_verdict_its_reasons_and_the_reply(run) -> None:
    result = run("why", "can i get a birthday cake for sat", "--at", "mon 10:00")

    assert (result.exit_code, result.output) == (
        0,
        """\
“Order a cake” answered
to “can i get a birthday cake for sat” · 1 text, 50 characters

 ✓ safety          no STOP, START or HELP word, not blocked, not opted out, within the limits
 ✗ Opening hours   none of hours, open is in the text
 ✓ Order a cake    'cake' is in the text
                   at rules.yaml:11
 · Join specials   not needed
 · Leave specials  not needed
 · Thanks          not needed
 · otherwise       not needed

Reply
 │ Lovely! What date is it for?
 │ A human will confirm.

And then
 ↳ Tag “cake-order” added
""",
    )


def test_a_near_miss_is_named(run) -> None:
    output = run("why", "wht r ur ours").output

    assert output.startswith("No rule fitted, so otherwise answered\nto “wht r ur ours” · 1 text, 25 characters\n")
    assert "'ours' is nearly 'hours'" in output


def test_stop_is_decided_before_any_rule(run) -> None:
    output = run("why", "STOP").output

    assert output.startswith("Decided before any rule: STOP\nto “STOP” · no reply\n")
    assert "↳ They get nothing more from us: STOP word 'stop'" in output


def test_silence_on_purpose_is_told_as_such(run) -> None:
    assert run("why", "thanks!").output.startswith("“Thanks” fits and keeps silent\nto “thanks!” · no reply\n")


def test_programs_get_json(run) -> None:
    told = json.loads(run("why", "specials", "--from", "+447700900123", "--json").output)

    assert (told["outcome"], told["rule"], told["from"]) == ("answered", "Join specials", "+447700900123")
    assert told["replies"] == [{"text": "You're on the list, friend.", "media": []}]
    assert told["effects"] == [{"effect": "Joined", "list": "specials", "rule": "Join specials"}]
    assert [step["name"] for step in told["steps"] if step["verdict"] == "yes"][-1] == "Join specials"


@pytest.mark.parametrize("sender", ["maria", "202 555 0177", "+1 (202) 555-0177"])
def test_the_sender_may_be_a_name_or_a_number_as_people_write_it(run, folder, sender: str) -> None:
    (folder / "rules.yaml").write_text(
        "phone: +1 202 555 0100\nstaff: {maria: +12025550177}\n"
        "rules:\n  - {name: Staff, when: {from: staff}, reply: 'Hello {{ from }}'}\n"
    )

    assert "│ Hello +12025550177" in run("why", "hi", "--from", sender).output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Which text? Write it in quotes"),
        (["hi", "--at", "soon"], "'soon' isn't a time. Write a time (10:00)"),
        (["hi", "--from", "my phone"], "isn't a phone number"),
        (["hi", "--has", "cake"], "'cake' isn't an attachment"),
    ],
)
def test_what_can_not_be_understood_is_told_plainly(run, arguments: list[str], told: str) -> None:
    result = run("why", *arguments)

    assert (result.exit_code, told in result.output) == (2, True)


def test_a_text_can_not_steer_the_terminal(run) -> None:
    output = run("why", "cake \x1b[2J\x07 \u202egnp").output

    assert "\x1b" not in output and "\x07" not in output and "\u202e" not in output
    assert "\\x1b[2J" in output


def test_a_text_of_1600_characters_is_shown_in_part(run) -> None:
    assert "…”" in run("why", "x" * 1600).output


def test_a_large_file_lists_every_rule(run, folder) -> None:
    rules = "".join(f"  - {{name: Rule {n}, when: {{says: word{n}}}, reply: r}}\n" for n in range(300))
    (folder / "rules.yaml").write_text("rules:\n" + rules)

    assert run("why", "word299").output.count(" ✗ Rule") == 299
