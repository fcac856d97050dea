"""What one decision costs as rules grow, how long their file takes to load, and what the index spares.

    python -m benchmarks.decide [--rounds 7] [--texts 2000] [--decide 10 100 1000 10000 100000]
                                [--match 100 1000 10000 100000]

No HTTP, no database: the pure core alone. Sizes take turns in each round; medians are reported.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from benchmarks import corpus, mixed
from responder import rules
from responder.core.answering.engine import decide
from responder.core.conditions.index import Index, build_index
from responder.core.conditions.situation import Match, Situation
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset

DECIDED = (10, 100, 1_000, 10_000, 100_000)
MATCHED = (100, 1_000, 10_000, 100_000)
NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)

T = TypeVar("T")


def messages(count: int, size: int, seed: int) -> Iterator[tuple[InboundMessage, Contact]]:
    for n, body in enumerate(corpus.texts(count, size, seed)):
        sender = f"+1415{2_000_000 + n}"
        yield InboundMessage(f"SM{n}", sender, corpus.OURS, body), Contact(sender)


def timed(action: Callable[[T], object], each: Sequence[T]) -> list[float]:
    """Microseconds of each."""
    took = []
    for one in each:
        begun = time.perf_counter()
        action(one)
        took.append((time.perf_counter() - begun) * 1e6)
    return took


def percentile(took: Sequence[float], p: float) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * p))]


def deciding(rounds: int, texts: int, sizes: Sequence[int]) -> None:
    """A whole decision for files from YAML, and what loading them takes."""
    loaded: dict[int, Ruleset] = {}
    seconds: dict[int, float] = {}
    for size in sizes:
        text = corpus.rules(size)
        begun = time.perf_counter()
        loaded[size] = rules.loads(text)
        seconds[size] = time.perf_counter() - begun
    costs: dict[int, list[list[float]]] = {size: [] for size in sizes}
    for round_number in range(rounds + 1):
        for size in sizes:
            ruleset = loaded[size]
            took = timed(lambda one, on=ruleset: decide(on, *one, NOW), list(messages(texts, size, round_number)))
            # The first round warms up and isn't counted.
            if round_number:
                costs[size].append(took)
    base = statistics.median(map(statistics.fmean, costs[sizes[0]]))
    print(f"{'rules':>8}{'µs a decision':>15}{'ratio':>8}{'p50':>8}{'p99':>8}{'load, s':>10}")
    for size in sizes:
        mean = statistics.median(map(statistics.fmean, costs[size]))
        low, high = (statistics.median(percentile(took, p) for took in costs[size]) for p in (0.5, 0.99))
        print(f"{size:>8,}{mean:>15.1f}{mean / base:>8.2f}{low:>8.1f}{high:>8.1f}{seconds[size]:>10.2f}")


def first_match(index: Index, rules: Sequence[Rule]) -> Callable[[Situation], object]:
    """Matching as a decision does it: the candidates of the index, tested until one fits."""

    def matched(situation: Situation) -> int | None:
        for position in index.candidates(situation):
            when = rules[position].when
            if when is not None and isinstance(when.test(situation), Match):
                return position
        return None

    return matched


class Matching:
    """One file size, ready to be matched in three ways."""

    def __init__(self, size: int) -> None:
        self.rules = mixed.rules(size)
        begun = time.perf_counter()
        self.index = build_index(self.rules)
        self.built = time.perf_counter() - begun
        begun = time.perf_counter()
        build_index([*self.rules[: size // 2], *self.rules[size // 2 + 1 :]], before=self.index)
        self.again = time.perf_counter() - begun
        sources = mixed.sources(size)
        loop, together = mixed.plain_loop(sources), mixed.large_set(sources)
        matched = first_match(self.index, self.rules)
        self.ways: dict[str, Callable[[Situation], object]] = {
            "index": matched,
            "re": lambda one: next((n for n, each in enumerate(loop) if each.search(one.clean)), None),
        }
        if together is not None:
            self.ways["set"] = lambda one: min(together.Match(one.clean) or (), default=None)
        self.took: dict[str, list[list[float]]] = {way: [] for way in self.ways}

    def round(self, texts: int, seed: int) -> None:
        size = len(self.rules)
        for way, match in self.ways.items():
            # A loop over a hundred thousand takes so long that some texts must do.
            count = texts if way == "index" else max(5, min(texts, 400_000 // size))
            self.took[way].append(timed(match, mixed.situations(count, size, seed)))

    def cost(self, way: str, p: float) -> float | None:
        # The first round warms up and isn't counted.
        counted = self.took.get(way, [])[1:]
        return statistics.median(percentile(took, p) for took in counted) if counted else None


def matching(rounds: int, texts: int, sizes: Sequence[int]) -> None:
    """Finding the first rule that fits among keywords and regular expressions, against what one would do without."""
    files = [Matching(size) for size in sizes]
    # What was made stays; looking through it again and again would be counted as matching.
    gc.collect()
    gc.freeze()
    for round_number in range(rounds + 1):
        for file in files:
            file.round(texts, round_number)
    print("\nmatching alone, in µs, among keywords and regular expressions")
    print(
        f"{'rules':>8}{'p50':>8}{'ratio':>8}{'p99':>8}{'re, p50':>11}{'p99':>11}{'one set, p50':>14}{'p99':>9}"
        f"{'index, s':>11}{'again, s':>11}"
    )
    base = files[0].cost("index", 0.5) or 1.0
    for file in files:
        low = file.cost("index", 0.5) or 0.0
        figures = [file.cost(way, p) for way in ("re", "set") for p in (0.5, 0.99)]
        loop, loop_high, one, one_high = ("-" if each is None else f"{each:,.1f}" for each in figures)
        print(
            f"{len(file.rules):>8,}{low:>8.1f}{low / base:>8.2f}{file.cost('index', 0.99) or 0.0:>8.1f}"
            f"{loop:>11}{loop_high:>11}{one:>14}{one_high:>9}{file.built:>11.3f}{file.again:>11.3f}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--texts", type=int, default=2_000)
    parser.add_argument("--decide", type=int, nargs="+", default=DECIDED, metavar="RULES")
    parser.add_argument("--match", type=int, nargs="*", default=MATCHED, metavar="RULES")
    options = parser.parse_args()
    deciding(options.rounds, options.texts, options.decide)
    if options.match:
        matching(options.rounds, options.texts, options.match)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
