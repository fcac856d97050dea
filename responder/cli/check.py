"""``responder check``"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, rendered, say, shown, styled
from responder.cli.rules_file import file_argument, read_rules, rules_path
from responder.errors import StoreError

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset
    from responder.rules.problem import Problem

LEVELS = ("error", "warning", "note")


@click.command()
@file_argument
@click.option("--strict", is_flag=True, help="Exit with 1 where there are warnings.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How to say it: for people, for GitHub's log, or for programs.",
)
@click.option("--explain", metavar="NAME", help="Say more about a warning or note: the name stands behind it in ( ).")
@click.option("--fix", is_flag=True, help="Show what can be mended safely, and write it if you say yes.")
@click.option("--yes", is_flag=True, help="With --fix: write without asking.")
def command(file: Path | None, strict: bool, form: str, explain: str | None, fix: bool, yes: bool) -> None:
    """Say what is wrong or unwise in a rules file.

    Errors keep a file from being used. Warnings are likely mistakes. Notes are good to know. A comment at the end of
    the line, or on the line above, leaves a warning or note out:

    \b
        # responder: ignore=NAME

    --fix mends slips of typing that can mean one thing only (curly quotes, tabs, a text that needs quotes), and signs
    that make a reply cost more than it must. It shows each change first.

    Exits with 0 if the file can be used, 1 if --strict is given and there are warnings or --fix shows what it didn't
    write, 2 if there are errors.
    """
    if explain is not None:
        _explain(explain)
        return
    if yes and not fix:
        raise click.UsageError("--yes goes with --fix.")
    if fix and form != "text":
        raise click.UsageError("--fix shows its changes to people: leave --format out.")
    mended = not fix or _fix(file, yes)
    from responder.rules import RulesInvalid

    ruleset: Ruleset | None = None
    try:
        ruleset = read_rules(file)
        problems = advice(ruleset)
    except RulesInvalid as invalid:
        problems = list(invalid.problems)
    counts = {level: len(at_level(problems, level)) for level in LEVELS}
    SAY[form](str(rules_path(file)), ruleset, problems, counts)
    sys.exit(2 if counts["error"] else 1 if not mended or (strict and counts["warning"]) else 0)


def _fix(file: Path | None, yes: bool) -> bool:
    from responder.cli.fixing import fix

    return fix(rules_path(file), without_asking=yes)


def _explain(name: str) -> None:
    """Print the page of a check."""
    from responder.lint.registry import CHECKS, NAMES

    page = next((check.page for check in CHECKS if check.name == name), None)
    if page is None:
        from responder.core.suggest import did_you_mean

        listed = did_you_mean(name, NAMES).replace("`", "") or f" The names are {', '.join(sorted(NAMES))}."
        raise click.UsageError(f"There is no warning or note called {name!r}.{listed}")
    say(page.strip().replace("``", "`"))


def at_level(problems: list[Problem], level: str) -> list[Problem]:
    return [problem for problem in problems if problem.level == level]


def advice(ruleset: Ruleset) -> list[Problem]:
    """What the checks find in rules that can be used."""
    from responder.lint.registry import run

    today = datetime.now(UTC).astimezone(ruleset.business.timezone).date()
    texts = sources(ruleset)
    found = run(ruleset, texts, today)
    # The database is asked only where it has something to say.
    sent = _sent_last_month() if any(problem.code == "costly-reply" for problem in found) else {}
    return run(ruleset, texts, today, sent) if sent else found


def _sent_last_month() -> dict[str, int]:
    """How often each rule answered in the last 30 days; nothing where the database isn't there or can't say."""
    from responder.settings import Settings

    settings = Settings.from_environment()
    if not settings.database_url and not settings.data.is_dir():
        return {}
    from responder.store import Store

    try:
        with Store.connect(settings.store_url) as store:
            return store.answered_since(datetime.now(UTC) - timedelta(days=30))
    except StoreError:
        return {}


def sources(ruleset: Ruleset) -> dict[str, str]:
    """The text of every file that the rules came from, by the name that places carry."""
    return {name: Path(name).read_text(encoding="utf-8-sig", errors="replace") for name in ruleset.files}


def _say_text(name: str, ruleset: Ruleset | None, problems: list[Problem], counts: dict[str, int]) -> None:
    for problem in problems:
        # A note needs no source line: it is said in one line, and what to do in the next.
        if at_level([problem], "note"):
            say(f"{styled(str(problem.place), 'strong')}: {styled('note', 'note')}: {problem.message} ({problem.code})")
            say(f"    {problem.remedy}\n")
        else:
            say(rendered(problem) + "\n")
    found = ", ".join(plural(counts[level], level) for level in LEVELS if counts[level])
    if ruleset is None:
        say(f"{shown(name)}: {styled(found, 'error')}. The file can't be used until the errors are corrected.")
        return
    rules = [*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise else [])]
    examples = sum(len(rule.examples) for rule in rules)
    about = f"{plural(len(ruleset.rules), 'rule')}, {plural(examples, 'example')}"
    verdict = f"{found}. The file can be used." if found else styled("Nothing to improve.", "good")
    say(f"{shown(name)}: {about}. {verdict}")


def _say_github(_name: str, _ruleset: Ruleset | None, problems: list[Problem], _counts: dict[str, int]) -> None:
    for problem in problems:
        say(problem.to_github())


def _say_json(name: str, ruleset: Ruleset | None, problems: list[Problem], counts: dict[str, int]) -> None:
    told = {
        "file": name,
        "usable": ruleset is not None,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["note"],
        "problems": [problem.to_json() for problem in problems],
    }
    say(json.dumps(told, ensure_ascii=False, indent=2))


SAY = {"text": _say_text, "github": _say_github, "json": _say_json}
