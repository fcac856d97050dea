from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.rules import load
from responder.store import Question, Store

CLEAN = "rules:\n  - {name: Hi, when: {says: hi}, reply: Hello, examples: [hi]}\notherwise: {reply: Soon}\n"
UNWISE = "rules:\n  - {name: Stop it, when: {says: cancel}, reply: Hello, examples: []}\notherwise: {reply: Soon}\n"
NOTED = "rules:\n  - {name: Hi, when: {says: hi}, reply: Hello}\notherwise: {reply: Soon}\n"
BAD = "rules:\n  - {name: Hi, wen: {says: hi}, reply: Hello}\ntimezone: Nowhere/Atall\n"


@pytest.mark.parametrize(
    ("text", "code", "strict"),
    [(CLEAN, 0, 0), (NOTED, 0, 0), (UNWISE, 0, 1), (BAD, 2, 2)],
    ids=["clean", "notes", "warnings", "errors"],
)
@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_exit_codes_say_how_bad_it_is(run, folder, text: str, code: int, strict: int, form: str) -> None:
    (folder / "rules.yaml").write_text(text)

    assert run("check", "--format", form).exit_code == code
    assert run("check", "--format", form, "--strict").exit_code == strict


def test_a_clean_file_is_told_in_one_line(run, folder) -> None:
    (folder / "rules.yaml").write_text(CLEAN)

    assert run("check").output == "rules.yaml: 1 rule, 1 example. Nothing to improve.\n"


def test_errors_come_all_at_once_with_place_line_caret_and_remedy(run, folder) -> None:
    (folder / "shop.yaml").write_text(BAD)

    output = run("check", "shop.yaml").output

    assert 'shop.yaml:2:16: error: "wen" isn\'t a setting here (unknown-key)' in output
    assert "Did you mean `when`?" in output
    assert "shop.yaml:3:" in output
    assert output.endswith("shop.yaml: 2 errors. The file can't be used until the errors are corrected.\n")


def test_warnings_show_their_line_and_notes_take_two_lines(run, folder) -> None:
    (folder / "rules.yaml").write_text(UNWISE.replace("examples: []", "silent: no"))

    output = run("check").output

    column = UNWISE.splitlines()[1].index("cancel") + 1
    assert f'rules.yaml:2:{column}: warning: "cancel" never reaches "Stop it"' in output
    assert "^^^^^^" in output
    assert 'rules.yaml:2: note: "Stop it" has no example' in output
    assert "1 warning, 1 note. The file can be used." in output


def test_github_gets_annotations(run, folder) -> None:
    (folder / "rules.yaml").write_text(UNWISE.replace("examples: []", "silent: no"))

    lines = run("check", "--format", "github").output.splitlines()

    assert [line.split(" ")[0] for line in lines] == ["::notice", "::warning"]
    assert "file=rules.yaml,line=2," in lines[1]


def test_programs_get_json(run, folder) -> None:
    (folder / "rules.yaml").write_text(BAD)

    told = json.loads(run("check", "--format", "json").output)

    assert (told["file"], told["usable"], told["errors"]) == ("rules.yaml", False, 2)
    assert {"line", "column", "code", "message", "remedy", "level"} <= set(told["problems"][0])


def test_without_a_file_the_settings_say_which(run, folder) -> None:
    (folder / "other.yaml").write_text(CLEAN)

    assert run("check", env={"RESPONDER_RULES": "other.yaml"}).output.startswith("other.yaml: 1 rule")


def test_a_file_that_is_not_there_is_told_with_what_to_do(run) -> None:
    result = run("check")

    assert (result.exit_code, result.output) == (
        2,
        "responder: there is no rules.yaml here. `responder init` writes one to begin with; another place can be named "
        "by --rules or RESPONDER_RULES.\n",
    )
    assert run("check", "missing.yaml").exit_code == 2


def test_a_comment_in_the_file_leaves_a_finding_out(run, folder) -> None:
    (folder / "rules.yaml").write_text(UNWISE.replace("rules:\n", "rules:\n  # responder: ignore=carrier-words\n"))

    assert run("check", "--strict").exit_code == 0


def test_findings_in_included_files_name_their_file(run, folder) -> None:
    (folder / "more.yaml").write_text(UNWISE.replace("otherwise: {reply: Soon}\n", ""))
    (folder / "rules.yaml").write_text("include: more.yaml\notherwise: {reply: Soon}\n")

    output = run("check").output

    assert [line.split(":")[:2] for line in output.splitlines() if ": warning:" in line] == [["more.yaml", "2"]]


def test_an_executable_in_a_pipe_prints_no_colours(execute, folder) -> None:
    (folder / "rules.yaml").write_text(BAD)

    done = execute("check")

    assert (done.returncode, done.stderr) == (2, "")
    assert "\x1b" not in done.stdout


def test_a_finding_can_be_explained_by_its_name(run) -> None:
    assert run("check", "--explain", "no-way-to-leave").output.startswith(
        "A list that people can join by text and can't"
    )

    wrong = run("check", "--explain", "no-way-to-leaf")
    assert (wrong.exit_code, "Did you mean no-way-to-leave?" in wrong.output) == (2, True)


def test_a_costly_reply_is_told_with_what_it_cost_where_there_is_a_database(run, folder) -> None:
    long = "We are open from Monday to Friday and at weekends by appointment, come by, it’s easy"
    (folder / "rules.yaml").write_text(CLEAN.replace("Hello", f'"{long}"'), encoding="utf-8")
    url = f"sqlite:///{folder / 'kept.sqlite3'}"
    assert "last 30 days" not in run("check", env={"DATABASE_URL": url}).output

    ruleset, now = load(folder / "rules.yaml"), datetime.now(UTC)
    with Store.open(url) as store:
        for number in range(3):
            message = InboundMessage(f"SM{number:032}", f"+1555010000{number}", "+15550100009", "hi")
            decision = decide(ruleset, message, Contact(message.from_), now)
            store.answer(Question(message, now, lambda _, decision=decision: (decision, "<Response/>")))

    output = " ".join(run("check", env={"DATABASE_URL": url}).output.split())
    assert "sent 3 times in the last 30 days, 3 segments more than needed (costly-reply)" in output
