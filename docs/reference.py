"""Writes the pages of docs/ that the code itself knows: settings, commands, keys, words, checks.

    python docs/reference.py          writes them
    python docs/reference.py --check  says which are out of date, and exits 1

A test runs the second, so that nothing can be added to the product without being in its documentation.
"""

from __future__ import annotations

import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from click.testing import CliRunner

from responder.cli import COMMANDS, responder
from responder.lint.check import Check
from responder.lint.registry import CHECKS
from responder.rules.file_keys import LANGUAGE
from responder.rules.schema import schema_text
from responder.rules.words import ANY, BUILT_IN, written
from responder.settings import Secret, Settings

DOCS = Path(__file__).parent
ROOT = DOCS.parent
LANGUAGES = {ANY: "any language", "en": "English", "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese"}


def pages() -> Iterator[tuple[Path, str]]:
    """Every page that is made from code, as its path and its text."""
    yield DOCS / "settings.md", settings_page()
    yield DOCS / "commands.md", commands_page()
    yield DOCS / "keys.md", keys_page()
    yield DOCS / "words.md", words_page()
    yield ROOT / "responder" / "rules" / "rules.schema.json", schema_text()
    yield DOCS / "checks" / "README.md", checks_index()
    for check in CHECKS:
        yield DOCS / "checks" / f"{check.name}.md", check_page(check)
    yield ROOT / "README.md", readme((ROOT / "README.md").read_text(encoding="utf-8"))


BROKEN = """\
rules:
  - name: Prices
    when: {contain: [price, how much]}
    reply: Our prices: a check-up is $60
"""


def readme(text: str) -> str:
    """README.md with its settings, and with what the commands really say about its own rules."""
    text = with_block(text, "settings", settings_table())
    text = with_block(text, "check-example", said_of(BROKEN, "check", "rules.yaml", indent="  "))
    rules = text.partition("## A rule\n")[2].partition("```yaml\n")[2].partition("```")[0]
    why = ["why", "prise list", "--from", "+15551234567", "--at", "2026-06-07 20:00"]
    return with_block(text, "why-example", said_of(rules, *why, indent="  "))


def said_of(rules: str, *arguments: str, indent: str) -> str:
    """What a command prints about these rules, as a block of text."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("rules.yaml").write_text(rules, encoding="utf-8")
        printed = CliRunner().invoke(responder, arguments, env={"COLUMNS": "110"}).output
    return textwrap.indent(f"```text\n{printed.strip()}\n```\n", indent)


def with_block(text: str, name: str, block: str) -> str:
    """``text`` with what stands between ``<!-- name -->`` and ``<!-- /name -->`` replaced."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"README.md has no block {begin.strip()} … {end.strip()}")
    inset = " " * (len(before) - len(before.rstrip(" ")))
    return f"{before}{begin}{block}{inset}{end}{after}"


def settings_table() -> str:
    rows = ["| setting | what it says | unless set |", "|---|---|---|"]
    rows += [
        f"| `{field.metadata['env']}` | {cell(field.metadata['about'])} | {default(field.default)} |"
        for field in fields(Settings)
    ]
    return "\n".join(rows) + "\n"


def default(value: object) -> str:
    """The default as it is shown; none where there is nothing to show, as the help says what holds then."""
    if value == 0.0 and isinstance(value, float):
        return "by its kind"
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    return "" if value in ("", (), Secret(""), None) else f"`{value}`"


def settings_page() -> str:
    return (
        "# Settings\n\nFrom the environment, or from a file `.env` in the working folder; the environment wins. A "
        "value that can't be used stops the start, and all of them are named at once. Secrets are never printed.\n\n"
        f"{settings_table()}"
    )


def commands_page() -> str:
    parts = ["# Commands\n", "`responder COMMAND --help` prints the same.\n"]
    for name in COMMANDS:
        command = responder.get_command(click.Context(responder), name)
        assert command is not None
        with click.Context(command, info_name=f"responder {name}") as context:
            parts += list(command_section(name, command, context))
    return "\n".join(parts).rstrip() + "\n"


def command_section(name: str, command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {name}\n"
    yield prose(command.help or "")
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            below = command.get_command(context, sub)
            assert below is not None
            with click.Context(below, info_name=f"responder {name} {sub}") as sub_context:
                yield f"### {name} {sub}\n"
                yield prose(below.help or "")
                yield from usage_and_options(below, sub_context)
        return
    yield from usage_and_options(command, context)


def prose(help_text: str) -> str:
    """A command's help as Markdown. click marks what must keep its lines with a backspace before it."""
    kept = []
    for paragraph in inspect.cleandoc(help_text).split("\n\n"):
        marked, _, lines = paragraph.partition("\b\n")
        kept.append(f"```text\n{textwrap.dedent(lines)}\n```" if lines and not marked.strip() else paragraph)
    return "\n\n".join(kept) + "\n"


def usage_and_options(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    records = [
        record
        for p in command.get_params(context)
        if isinstance(p, click.Option) and (record := p.get_help_record(context))
    ]
    if records:
        yield "| option | meaning |\n|---|---|"
        for option, meaning in records:
            yield f"| `{cell(option)}` | {cell(meaning)} |"
        yield ""


def keys_page() -> str:
    parts = [
        "# Every key of rules.yaml\n",
        "What each means and how it fits together stands in [language.md](language.md); this is the list to look "
        "things up in. It is made from the tables that the loader reads by.\n",
    ]
    for table in LANGUAGE:
        parts.append(f"## {table.title[0].upper()}{table.title[1:]}\n\n{table.about}\n")
        parts.append("| key | what it says | examples |\n|---|---|---|")
        for key in table.keys:
            about = f"{key.about} *(needed)*" if key.required else key.about
            shown = "<br>".join(f"`{cell(flow(example))}`" for example in key.examples)
            parts.append(f"| `{key.name}` | {cell(about)} | {shown} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def flow(value: object) -> str:
    """A value as one would write it on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if text.startswith(("{", "[", '"', "'", "*", "&", "%", "@")) else text


def words_page() -> str:
    parts = [
        "# The built-in word lists\n",
        "`says: <yes>` stands for all of these. They are compared as every word is: capitals, accents and punctuation "
        "at the ends make no difference.\n",
    ]
    for name in BUILT_IN:
        parts.append(f"## <{name}>\n".replace("<", "&lt;"))
        for language, words in written(name).items():
            listed = ", ".join(f"`{word}`" for word in words)
            parts += textwrap.wrap(f"**{LANGUAGES[language]}**: {listed}", 120, break_long_words=False)
            parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def checks_index() -> str:
    rows = "\n".join(f"| [{c.name}]({c.name}.md) | {c.level} | {cell(c.summary)} |" for c in CHECKS)
    return (
        "# What the checker checks\n\n"
        "`responder check` reports every error of the file, and, in a file without errors, what is valid but unwise. A "
        "warning is likely a mistake and fails `check --strict`; a note is good to know.\n\n"
        "`responder check --fix` mends what can mean one thing only. In files with errors: curly quotes and "
        "dashes, tabs and odd spaces that stand where YAML needs plain ones, unseen characters, a text that "
        "needs quotes, a missing space or colon, a setting that is one letter off. In files without: signs "
        "such as ’ and … that make a reply cost more, with the examples that quote it. It shows the change "
        "and asks first (with `--yes` it doesn't ask), and keeps one only if the file then says the same, or "
        "says what it couldn't before, and every example comes out.\n\n"
        "A comment `# responder: ignore=no-otherwise` on the line, or on a line of its own above, silences a check "
        "there.\n\n"
        f"| check | level | what it finds |\n|---|---|---|\n{rows}\n"
    )


def check_page(check: Check) -> str:
    said = said_of(check.bad, "check", "rules.yaml", indent="")
    return (
        f"# {check.name}\n\n*{check.level}*\n\n{inspect.cleandoc(check.page)}\n\n"
        f"## An example\n\nNot so:\n\n```yaml\n{check.bad}```\n\n`responder check` says:\n\n{said}\n"
        f"But so:\n\n```yaml\n{check.good}```\n"
    )


def cell(text: str) -> str:
    """Text for a cell of a table: on one line, with bars that don't end the cell."""
    return " ".join(text.split()).replace("|", "\\|")


def main() -> int:
    stale = []
    for path, text in pages():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if "--check" not in sys.argv:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in stale:
        print(("out of date: " if "--check" in sys.argv else "written: ") + str(path.relative_to(ROOT)))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
