"""How long a file of rules takes to load, and to load again after one rule changed.

    python -m benchmarks.loading [--rounds 5] [--sizes 100 1000 10000]

Seconds of processor time, medians. Next to ours the same text is read by PyYAML's fastest loader (``CSafeLoader``), to
which all is compared: it says how fast the machine is, and makes nothing of the text but lists and dictionaries. Sizes
and kinds take turns in each round. Every rule has an example; the last two columns are what playing them costs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks.corpus import word
from responder import rules
from responder.stories.gate import complaints

SIZES = (100, 1_000, 10_000)

HEAD = """\
business: Bright Smile Dental
phone: +1 555 712 2661
timezone: America/Chicago
hours:
  mon-fri: 9:00-17:00
about:
  booking_page: https://example.com/book
words:
  emergency: [bleeding, broken tooth]
rules:
"""
TAIL = "otherwise:\n  reply: A person will read this soon.\n"

FRESH = "import sys, time; from pathlib import Path; from responder import rules; rules.load(Path(sys.argv[1]))"
PRINTED = "; print(time.process_time())"

COLUMNS = {
    "yaml": "YAML alone",
    "fresh": "new process",
    "first": "load",
    "changed": "one changed",
    "inserted": "one more on top",
    "played": "examples",
    "played again": "after a change",
}


def rule(n: int, count: int) -> str:
    """One rule of a file of ``count``: of twenty, seventeen with words, two with a regular expression, and one with
    hours and a long text; one of fifty takes Jinja to fill in."""
    own, other = word(n), f"{word(n)} {word(n + count)}"
    key = ("says", "contains", "says", "contains", "says", "starts_with")[n % 6]
    lines = [f"    when: {{{key}: [{own}, {other}]}}", f"    reply: This is what we say about {own}."]
    text = own
    if n % 10 == 0:
        lines[1] = f"    reply: About {own}, {{{{ first_name or 'friend' }}}}."
    if n % 50 == 8:
        lines[1] = f'    reply: "{{% if first_name %}}Hi {{{{ first_name|title }}}}, {{% endif %}}{own} is ready."'
    if n % 10 == 7:
        lines = [
            f"    when: {{matches: '\\b{own} (?P<what>\\w+)'}}",
            f"    reply: We look for {{{{ what }}}} of {own}.",
        ]
        text = f"{own} please"
    if n % 20 == 13:
        lines = [
            "    when:",
            f"      contains: {own}",
            "      outside: hours",
            "    once_per: 12 hours",
            "    reply: |",
        ]
        lines += [f"      About {own}: we open {{{{ next_opening }}}}.", "      Book at {{ about.booking_page }}"]
        text = f"{{they_text: {own}, at: sun 9:00}}"
    return "\n".join([f"  - name: Rule {n}", *lines, "    examples:", f"      - {text}", ""])


def file(count: int) -> tuple[str, str, str]:
    """A file of so many rules, the same with one of them changed in the middle, and with one more on top."""
    entries = [rule(n, count) for n in range(count)]
    middle = count // 2 // 30 * 30
    changed = entries[middle].replace("About", "All about")
    assert changed != entries[middle]
    one_more = "  - name: New\n    when: {says: something new}\n    reply: We have it.\n"

    def whole(one_by_one: list[str]) -> str:
        return HEAD + "".join(one_by_one) + TAIL

    one_changed = [*entries[:middle], changed, *entries[middle + 1 :]]
    return whole(entries), whole(one_changed), whole([one_more, *entries])


def seconds(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def fresh(path: Path) -> float:
    """Seconds of a new process that does nothing but load the file, from its very beginning."""
    done = subprocess.run(
        [sys.executable, "-c", FRESH + PRINTED, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def measured(path: Path, count: int) -> Iterator[tuple[str, float]]:
    text, changed, inserted = file(count)
    yield "yaml", seconds(lambda: yaml.load(text, yaml.CSafeLoader))
    path.write_text(text, encoding="utf-8")
    yield "fresh", fresh(path)
    reuse = rules.Reuse()
    yield "first", seconds(lambda: rules.load(path, reuse=reuse))
    before = rules.load(path, reuse=reuse)
    path.write_text(changed, encoding="utf-8")
    yield "changed", seconds(lambda: rules.load(path, reuse=reuse))
    after = rules.load(path, reuse=reuse)
    path.write_text(inserted, encoding="utf-8")
    yield "inserted", seconds(lambda: rules.load(path, reuse=reuse))
    yield "played", seconds(lambda: passed(complaints(before)))
    yield "played again", seconds(lambda: passed(complaints(after, before)))


def passed(complaints: tuple[str, ...]) -> None:
    assert not complaints, complaints[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    costs: dict[tuple[int, str], list[float]] = {(size, kind): [] for size in options.sizes for kind in COLUMNS}
    with TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for size in options.sizes:
                for kind, cost in measured(Path(folder) / "rules.yaml", size):
                    costs[size, kind].append(cost)
    print(f"{'rules':>8}" + "".join(f"{title:>18}" for title in COLUMNS.values()))
    for size in options.sizes:
        medians = {kind: statistics.median(costs[size, kind]) for kind in COLUMNS}
        cells = (f"{medians[kind]:.3f} ({medians[kind] / medians['yaml']:.2f})" for kind in COLUMNS)
        print(f"{size:>8,}" + "".join(f"{cell:>18}" for cell in cells))
    print("in brackets: as a multiple of YAML alone")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
