"""What the documentation says is true, and nothing is left out of it."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from responder import rules
from responder.cli import COMMANDS
from responder.lint.registry import run as checked
from responder.rules.file_keys import LANGUAGE
from responder.settings import Settings
from responder.store.tables import metadata
from responder.stories.run import run

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LANGUAGE_PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.M | re.S)


def blocks(page: Path, language: str) -> list[str]:
    found = []
    for indent, name, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if name == language:
            found.append("".join(line.removeprefix(indent) for line in body.splitlines(keepends=True)))
    return found


def whole_files() -> list[tuple[str, str]]:
    """The blocks of YAML that are whole rules files: they begin with a business or with rules. The pages of checks show
    what is wrong, too, and have a test of their own."""
    return [
        (f"{page.relative_to(ROOT)} {n}", text)
        for page in PAGES
        if page.parent.name != "checks"
        for n, text in enumerate(blocks(page, "yaml"))
        if re.match(r"(# .*\n)*(business|rules):", text)
    ]


def test_pages_made_from_code_are_up_to_date() -> None:
    """New keys, settings, commands, options, checks and words are in the reference, or this fails."""
    made = subprocess.run(
        [sys.executable, "docs/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, f"Run `python docs/reference.py`.\n{made.stdout}{made.stderr}"


@pytest.mark.parametrize("key", sorted({key.name for table in LANGUAGE for key in table.keys}))
def test_the_language_page_explains_every_key(key: str) -> None:
    assert re.search(rf"`{re.escape(key)}`|^\s*(- )?{re.escape(key)}:", LANGUAGE_PAGE, re.M)


@pytest.mark.parametrize("env", sorted(s.metadata["env"] for s in Settings.__dataclass_fields__.values()))
def test_the_readme_names_every_setting(env: str) -> None:
    assert f"`{env}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_how_it_works_names_every_table() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", page, re.M)) == sorted(metadata.tables)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    assert f"`responder {command}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("where", "text"), whole_files(), ids=[where for where, _ in whole_files()])
def test_rules_files_in_the_documentation_load_and_their_examples_come_out(where: str, text: str) -> None:
    ruleset = rules.loads(text, where)
    report = run(ruleset)
    assert report.failed == ()
    assert report.results


@pytest.mark.parametrize(("where", "text"), whole_files(), ids=[where for where, _ in whole_files()])
def test_the_checks_find_nothing_unwise_in_rules_files_of_the_documentation(where: str, text: str) -> None:
    found = checked(rules.loads(text, where), {where: text}, date(2026, 6, 2))
    assert [str(problem) for problem in found if problem.level == "warning"] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", text)):
        path, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        found = (page.parent / path) if path else page
        headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.M) if found.is_file() else []
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        if not found.exists() or (anchor and anchor not in anchors):
            dead.append(target)
    assert dead == []


def test_nothing_names_the_machine_it_was_made_on() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    pattern = re.compile(r"\.\./sha" r"red|/wo" r"rk/|/ro" r"ot/")
    assert [
        name
        for name in tracked
        if (ROOT / name).is_file() and pattern.search((ROOT / name).read_bytes().decode("utf-8", "replace"))
    ] == []
