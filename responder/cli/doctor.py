"""``responder doctor``"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled, wrapped
from responder.cli.plain_json import json_text
from responder.cli.progress import waiting
from responder.cli.rules_file import rules_option

if TYPE_CHECKING:
    from responder.doctoring import Check, Finding

SIGNS = {"good": ("✓", "good"), "warning": ("!", "warning"), "bad": ("✗", "bad"), "skipped": ("·", "quiet")}
INDENT = 19
"""Columns before a finding's words."""


@click.command()
@rules_option
@click.option("--offline", is_flag=True, help="Look at this machine only: ask neither Twilio nor the public address.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(rules: Path | None, offline: bool, as_json: bool) -> None:
    """Say what is wrong between a phone and an answer, and what to do.

    Looks at the settings, the rules, the database and the worker, at your account, number and webhook at Twilio, and
    walks the way from Twilio to here with a signed request of its own, which is answered by nobody and not kept.
    Changes nothing, and takes twenty seconds at the most. Run it where the server runs, with the same settings.

    Exits with 0 if all is well, 1 if there are warnings, 2 if something is wrong.
    """
    from responder.doctoring import examine, open_case

    case = open_case(os.environ, rules, offline=offline)
    found: list[tuple[Check, Finding]] = []
    heading = ""
    steps = examine(case)
    while True:
        with waiting("Looking …"):
            step = next(steps, None)
        if step is None:
            break
        found.append(step)
        if not as_json:
            heading = _say(*step, heading)
    counts = Counter[str](finding.verdict for _, finding in found)
    if as_json:
        say(json_text(_plain(found, counts)))
    else:
        _say_sum(counts)
    sys.exit(2 if counts["bad"] else 1 if counts["warning"] else 0)


def _say(check: Check, finding: Finding, heading: str) -> str:
    """Print one finding, under its heading where that is new; the heading."""
    if check.about != heading:
        say(("\n" if heading else "") + styled(check.about, "strong"))
    sign, tone = SIGNS[finding.verdict]
    words = wrapped(shown(finding.sentence), " " * INDENT).lstrip()
    name = f"{finding.name:<{INDENT - 5}}"
    gap = "" if len(name) <= INDENT - 5 else "\n" + " " * INDENT
    say(f"  {styled(sign, tone)} {name}{gap or ' '}{words}")
    if finding.remedy:
        remedy = wrapped(shown(finding.remedy), " " * (INDENT + 2)).lstrip()
        say(f"{' ' * INDENT}{styled('→', tone)} {remedy}")
    return check.about


def _say_sum(counts: Counter[str]) -> None:
    parts = []
    if counts["bad"]:
        parts.append(styled(f"{plural(counts['bad'], 'thing')} wrong", "error"))
    if counts["warning"]:
        parts.append(styled(plural(counts["warning"], "warning"), "warning"))
    if not parts:
        say(f"\n{styled('All is well.', 'good')}")
        return
    say(f"\n{', '.join(parts)}. Begin at the top: the rest may follow from it.")


def _plain(found: list[tuple[Check, Finding]], counts: Counter[str]) -> dict[str, object]:
    return {
        "verdict": next((verdict for verdict in ("bad", "warning") if counts[verdict]), "good"),
        "findings": [
            {
                "about": check.about,
                "name": finding.name,
                "verdict": finding.verdict,
                "sentence": finding.sentence,
                "remedy": finding.remedy,
            }
            for check, finding in found
        ],
    }
