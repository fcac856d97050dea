from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("bakery")


def test_a_good_file_is_told_in_one_line(run) -> None:
    result = run("test")

    assert (result.exit_code, result.output) == (0, "✓ rules.yaml: 5 examples came out as written.\n")


def test_each_example_is_named_where_one_asks_for_it(run) -> None:
    lines = run("test", "-v").output.splitlines()

    assert lines[0] == "✓ Opening hours: “what are your hours”"
    assert len(lines) == 6


def test_some_can_be_picked_by_a_word(run) -> None:
    assert "1 example came out" in run("test", "-k", "birthday").output
    assert run("test", "-k", "elephant").output == "rules.yaml has no example with 'elephant' in it.\n"


def broken(bakery) -> None:
    text = (bakery / "rules.yaml").read_text()
    (bakery / "rules.yaml").write_text(
        text.replace("examples: [specials]", "examples:\n      - {they_text: spezials, rule: Join specials}").replace(
            "examples: [what are your hours]",
            'examples:\n      - {they_text: hours?, we_reply: "We\'re open Mon-Sat, 7am-6pm."}',
        )
    )


def test_what_came_out_otherwise_is_shown_beside_what_was_expected(run, bakery) -> None:
    broken(bakery)

    result = run("test")

    assert result.exit_code == 1
    assert "✗ Opening hours: “hours?”  rules.yaml:" in result.output
    assert (
        "    expected   We're open Mon-Sat, 7am-6pm.\n"
        "                                   ^\n"
        "    got        We're open Mon-Sat, 8am-6pm.\n"
        "                                   ^\n"
    ) in result.output
    assert (
        "    expected   “Join specials” answers\n    got        no rule fits, so otherwise answers\n" in result.output
    )
    assert "'spezials' is nearly 'specials'" in result.output
    assert result.output.endswith("2 of 5 came out otherwise than written.\n")


def test_why_adds_every_rule_s_verdict(run, bakery) -> None:
    broken(bakery)

    assert " ✗ Order a cake" not in run("test").output
    assert " ✗ Order a cake" in run("test", "--why").output


def test_a_file_without_examples_says_so(run, folder) -> None:
    (folder / "rules.yaml").write_text("otherwise: {reply: Soon}\n")

    result = run("test")

    assert (result.exit_code, result.output) == (0, "rules.yaml has no examples, so there is nothing to play.\n")


def test_a_file_that_can_not_be_used_exits_with_2_and_its_problems(run, folder) -> None:
    (folder / "rules.yaml").write_text("ruls: []\n")

    result = run("test")

    assert (result.exit_code, 'rules.yaml:1:1: error: "ruls"' in result.output) == (2, True)
