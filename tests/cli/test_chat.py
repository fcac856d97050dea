from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("bakery")


def chat(run, *lines: str, at: str = "mon 10:00") -> str:
    result = run("chat", "--at", at, typed="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 0, result.output
    return result.output.split("/quit ends.\n\n", 1)[1]


def test_it_greets_with_the_time_and_says_that_nothing_is_sent(run) -> None:
    output = run("chat", "--at", "2026-06-01 10:00", typed="").output

    assert output == (
        "A phone to try Rosa's Bakery. Nothing is sent, nothing is saved.\n"
        "It is Monday 1 June 2026, 10:00 (America/Chicago).\n"
        "Type a text as a customer would. /help shows what else you can type, /quit ends.\n\n"
    )


def test_a_text_gets_its_reply_with_the_rule_and_what_follows(run) -> None:
    assert chat(run, "a birthday cake please") == (
        "you> a birthday cake please\n"
        "     │ Lovely! What date is it for?\n"
        "     │ A human will confirm.\n"
        "     Order a cake, rules.yaml:11 · 1 text, 50 characters\n"
        "     ↳ Tag “cake-order” added\n\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("thank you", "Thanks, rules.yaml:28 · no answer, on purpose"),
        ("STOP", "STOP: "),
        ("hm", "otherwise, rules.yaml:33 · 1 text, 25 characters"),
    ],
)
def test_who_answered_or_why_nobody_did_stands_below(run, text: str, told: str) -> None:
    assert told in chat(run, text)


def test_an_otherwise_that_has_answered_already_says_so(run, folder) -> None:
    (folder / "rules.yaml").write_text("otherwise: {reply: Soon., once_per: 1 day}\n", encoding="utf-8")

    assert "no rule fits, and otherwise keeps silent: it answered them" in chat(run, "hm", "hm?")


@pytest.mark.parametrize("more", ["otherwise: {reply: Soon.}\n", ""])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Liked “Which size?”", "a reaction, and nothing takes it. It is left alone: no answer"),
        ("Removed a like from “Which size?”", "a reaction, taken back: there is nothing to answer. It is left alone"),
    ],
)
def test_a_reaction_that_nothing_takes_is_said_to_be_left_alone(run, folder, more: str, text: str, told: str) -> None:
    (folder / "rules.yaml").write_text(
        "rules: [{name: Go, when: {says: go}, start: size}]\n"
        f"conversations: {{size: [{{ask: Which size?, choices: [s, l]}}, {{reply: Done.}}]}}\n{more}",
        encoding="utf-8",
    )

    assert told in chat(run, "go", text) and told in chat(run, text)


def test_an_opted_out_phone_gets_nothing_until_start(run) -> None:
    output = chat(run, "STOP", "hours", "START", "hours")

    before, after = output.split("you> START")
    assert "We're open" not in before and "opted out" in before
    assert "We're open" in after


def test_time_passes_when_told_and_is_shown(run) -> None:
    output = chat(run, "/time", "/later 2 days", "/time sun 9am", "/time now")

    assert "It is Monday" in output and "It is Wednesday" in output and "It is Sunday" in output


def test_another_sender_is_another_contact(run) -> None:
    output = chat(run, "specials", "/who", "/from +1 202 555 0177", "/who", "/from")

    assert "+13125550123, has texted before\n  lists: specials\n" in output
    assert "You text from +12025550177 now." in output
    assert "+12025550177, first text ever" in output


def test_why_explains_the_last_text(run) -> None:
    assert "Type a text first" in chat(run, "/why")
    assert "“Order a cake” answered\nto “cake” · 1 text" in chat(run, "cake", "/why")


def test_a_picture_can_come_along(run, folder) -> None:
    (folder / "rules.yaml").write_text("rules:\n  - {name: Pic, when: {has: picture}, reply: 'Nice: {{ body }}'}\n")

    assert "│ Nice: my tooth" in chat(run, "/with picture my tooth")
    assert "Say what comes along: picture, video" in chat(run, "/with cake")


def test_reset_forgets_everyone(run) -> None:
    output = chat(run, "specials", "/reset", "/who")

    assert "Forgot 1 contact." in output and "first text ever" in output


def test_help_lists_what_can_be_typed_and_unknown_commands_get_the_nearest(run) -> None:
    output = chat(run, "/help", "/lateer 2 days", "/xyzzy")

    assert "/later 2 days" in output and "/with picture [text]" in output
    assert "There is no /lateer. Did you mean /later?" in output
    assert "There is no /xyzzy. /help lists them." in output


def test_quit_ends_and_what_comes_after_is_not_read(run) -> None:
    assert "cake" not in chat(run, "/quit", "cake")


def test_two_slashes_send_a_text_that_begins_with_one(run, folder) -> None:
    (folder / "rules.yaml").write_text("otherwise: {reply: 'Got {{ body }}'}\n")

    assert "│ Got /menu" in chat(run, "//menu")


@pytest.mark.parametrize("line", ["/time soon", "/later soon", "/from me", "/later"])
def test_what_can_not_be_read_is_told_and_the_phone_goes_on(run, line: str) -> None:
    assert "We're open" in chat(run, line, "hours")


def test_rules_saved_meanwhile_answer_from_the_next_text_on(run, bakery, monkeypatch) -> None:
    from responder.cli import chat as module

    rules = bakery / "rules.yaml"

    def typing():
        yield "hours"
        rules.write_text(rules.read_text().replace("We're open Mon-Sat", "Now open daily, not Mon-Sat"))
        yield "hours"
        rules.write_text("ruls: []\n")
        yield "hours"

    monkeypatch.setattr(module, "_lines", typing)
    output = run("chat", "--at", "mon 10:00").output

    assert output.count("│ We're open Mon-Sat") == 1
    assert output.count("│ Now open daily") == 2
    assert '"ruls" isn\'t a setting here' in output and "The ones from before still answer." in output


def test_the_executable_reads_a_pipe(execute) -> None:
    done = execute("chat", typed="cake\n/quit\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert "│ Lovely! What date is it for?" in done.stdout
    assert "\x1b" not in done.stdout


CLINIC = """
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
rules:
  - {name: Emergency, when: {contains: tooth}, reply: Call us., notify: maria}
  - name: Prices
    when: {says: price}
    reply: $60.
    follow_up: {after: 2 days, unless: they reply, text: Shall we find you a time?}
  - {name: Daily, when: {says: daily}, reply: OK., follow_up: {at: 9:00, text: A new day., repeat: 1 day}}
"""


@pytest.fixture
def clinic(bakery) -> None:
    """A file of rules in place of the bakery's."""
    (bakery / "rules.yaml").write_text(CLINIC)


@pytest.mark.usefixtures("clinic")
def test_what_is_sent_later_is_shown_as_the_clock_turns(run) -> None:
    output = chat(run, "price", "/due", "/later 2 days", "/due", at="2027-06-01 10:00")

    assert "↳ Follow-up “Prices” due Thu 3 June 10:00, unless they reply\n" in output
    assert "you> /due\n  Follow-up “Prices” due Thu 3 June 10:00, unless they reply\n" in output
    assert (
        "you> /later 2 days\n"
        "     later, Thu 3 June 10:00:\n"
        "     │ Shall we find you a time?\n"
        "It is Thursday 3 June 2027, 10:00 (America/Chicago).\n"
    ) in output
    assert output.endswith("you> /due\nNothing is due later.\n\n")


@pytest.mark.usefixtures("clinic")
def test_what_a_reply_takes_back_isnt_sent(run) -> None:
    assert "Shall we find you" not in chat(run, "price", "thanks", "/time fri 10:00", at="2027-06-01 10:00")


@pytest.mark.usefixtures("clinic")
def test_notes_to_the_staff_are_shown_with_who_gets_them(run) -> None:
    assert "Mon 30 November 10:00, to maria:\n     │ " in chat(run, "my tooth", at="2026-11-30 10:00")


@pytest.mark.usefixtures("clinic")
def test_a_series_without_end_stops_the_clock_and_says_so(run) -> None:
    output = chat(run, "daily", "/later 3650 days", "/reset", "/due", at="2027-06-01 10:00")

    assert "more than 1,000 texts would be sent in this time; let less time pass" in output
    assert "and 950 more" in output
    assert "Nothing is due later." in output
