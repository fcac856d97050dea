"""``responder check``"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, rendered, say, shown, styled
from responder.cli.rules_file import file_argument, read_rules, rules_path

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
def command(file: Path | None, strict: bool, form: str, explain: str | None) -> None:
    """Say what is wrong or unwise in a rules file.

    Errors keep a file from being used. Warnings are likely mistakes. Notes are good to know. A comment at the end of
    the line, or on the line above, leaves a warning or note out:

    \b
        # responder: ignore=NAME

    Exits with 0 if the file can be used, 1 if --strict is given and there are warnings, 2 if there are errors.
    """
    if explain is not None:
        _explain(explain)
        return
    from responder.rules import RulesInvalid

    ruleset: Ruleset | None = None
    try:
        ruleset = read_rules(file)
        problems = advice(ruleset)
    except RulesInvalid as invalid:
        problems = list(invalid.problems)
    counts = {level: len(at_level(problems, level)) for level in LEVELS}
    SAY[form](str(rules_path(file)), ruleset, problems, counts)
    sys.exit(2 if counts["error"] else 1 if strict and counts["warning"] else 0)


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
    return run(ruleset, sources(ruleset), today)


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
