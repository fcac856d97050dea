"""What one decision costs as rules grow, and how long their file takes to load.

    python -m benchmarks.decide [--rounds 7] [--texts 2000]

No HTTP, no database: the pure core alone. Sizes take turns in each round; medians are reported.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks import corpus
from responder import rules
from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.ruleset import Ruleset

SIZES = (10, 100, 1_000, 10_000)
NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)


def messages(count: int, size: int, seed: int) -> Iterator[tuple[InboundMessage, Contact]]:
    for n, body in enumerate(corpus.texts(count, size, seed)):
        sender = f"+1415{2_000_000 + n}"
        yield InboundMessage(f"SM{n}", sender, corpus.OURS, body), Contact(sender)


def microseconds(ruleset: Ruleset, texts: list[tuple[InboundMessage, Contact]]) -> float:
    begun = time.perf_counter()
    for message, contact in texts:
        decide(ruleset, message, contact, NOW)
    return (time.perf_counter() - begun) / len(texts) * 1e6


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--texts", type=int, default=2_000)
    options = parser.parse_args()
    loaded: dict[int, Ruleset] = {}
    seconds: dict[int, float] = {}
    for size in SIZES:
        text = corpus.rules(size)
        begun = time.perf_counter()
        loaded[size] = rules.loads(text)
        seconds[size] = time.perf_counter() - begun
    costs: dict[int, list[float]] = {size: [] for size in SIZES}
    for round_number in range(options.rounds + 1):
        for size in SIZES:
            cost = microseconds(loaded[size], list(messages(options.texts, size, round_number)))
            # The first round warms up and isn't counted.
            if round_number:
                costs[size].append(cost)
    base = statistics.median(costs[SIZES[0]])
    print(f"{'rules':>8}{'µs a decision':>15}{'ratio':>8}{'load, s':>10}")
    for size in SIZES:
        median = statistics.median(costs[size])
        print(f"{size:>8,}{median:>15.1f}{median / base:>8.2f}{seconds[size]:>10.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
