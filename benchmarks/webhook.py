"""Ours against the tutorial's Flask app, in one run.

Both are served by granian, one process, the same number of threads, over the same kind of connections. Ours has
everything on: signature, duplicates, rules, a durable commit before each answer. The servers are measured in turn,
round after round, so that a noisy machine is noisy for all of them, and the median of each is reported.

    python -m benchmarks.webhook [--rounds 7] [--seconds 2] [--connections 32] [--threads 64] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import corpus, load

SIZES = (10, 1_000, 10_000)
TUTORIAL = "the tutorial's app"
TARGET_SHARE = 0.5
TARGET_LOSS = 0.10


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str], log: Path) -> Iterator[int]:
    """Run a server until the block ends; its port answers before the block begins."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 60
        while True:
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended early:\n{log.read_text()}")
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise SystemExit(f"nothing answers on port {port}:\n{log.read_text()}") from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def tutorial_command(port: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", str(threads), "--no-ws", "--log-level", "error",
        "benchmarks.tutorial_app:app",
    ]  # fmt: skip


def our_command(port: int, rules: Path) -> list[str]:
    return [
        sys.executable, "-m", "responder", "serve", "--host", "127.0.0.1", "--port", str(port),
        "--rules", str(rules),
    ]  # fmt: skip


def our_environment(folder: Path, threads: int) -> dict[str, str]:
    return {
        **os.environ,
        "TWILIO_AUTH_TOKEN": corpus.TOKEN,
        "TWILIO_ACCOUNT_SID": corpus.ACCOUNT,
        "RESPONDER_PUBLIC_URL": corpus.URL.removesuffix("/sms"),
        "RESPONDER_DATA": str(folder / "data"),
        "RESPONDER_THREADS": str(threads),
    }


def measure(rounds: int, seconds: float, connections: int, threads: int) -> dict[str, list[load.Load]]:
    results: dict[str, list[load.Load]] = {TUTORIAL: [], **{f"{size:,} rules": [] for size in SIZES}}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        servers = []
        port = free_port()
        servers.append(
            (TUTORIAL, SIZES[0], serving(tutorial_command(port, threads), port, {**os.environ}, folder / "t.log"))
        )
        for size in SIZES:
            home = folder / str(size)
            home.mkdir()
            (home / "rules.yaml").write_text(corpus.rules(size), encoding="utf-8")
            port = free_port()
            command = our_command(port, home / "rules.yaml")
            server = serving(command, port, our_environment(home, threads), home / "server.log")
            servers.append((f"{size:,} rules", size, server))
        with ExitStack() as stack:
            ports = {name: (stack.enter_context(server), size) for name, size, server in servers}
            for round_number in range(-1, rounds):
                order = list(ports)
                # Each round begins with another server, so that none always runs after the same neighbour.
                shift = round_number % len(order)
                for place, name in enumerate(order[shift:] + order[:shift]):
                    port, size = ports[name]
                    made = corpus.requests(int(9_000 * seconds), size, seed=(round_number + 2) * 10 + place)
                    result = load.run(port, iter(made), connections=connections, seconds=seconds)
                    if result.refused:
                        raise SystemExit(f"{name} refused {result.refused} of {result.requests} requests")
                    # The first round warms up caches and connections and isn't counted.
                    if round_number >= 0:
                        results[name].append(result)
                    print(".", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)
    return results


def report(results: dict[str, list[load.Load]]) -> dict[str, object]:
    """Medians, and ratios taken round by round, which a drifting machine disturbs less."""
    rows = {}
    yardstick = results[TUTORIAL]
    for name, loads in results.items():
        shares = [ours.per_second / base.per_second for ours, base in zip(loads, yardstick, strict=True)]
        rows[name] = {
            "requests_per_second": round(statistics.median(r.per_second for r in loads)),
            "p50_ms": round(statistics.median(r.percentile(0.5) for r in loads) * 1e3, 2),
            "p99_ms": round(statistics.median(r.percentile(0.99) for r in loads) * 1e3, 2),
            "share_of_tutorial": round(statistics.median(shares), 3),
        }
    smallest, largest = f"{SIZES[0]:,} rules", f"{SIZES[-1]:,} rules"
    kept = statistics.median(
        many.per_second / few.per_second for many, few in zip(results[largest], results[smallest], strict=True)
    )
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return {
        "machine": machine,
        "servers": rows,
        "lost_from_fewest_to_most_rules": round(1 - kept, 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--threads", type=int, default=64, help="threads that each server answers with")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    figures = report(measure(options.rounds, options.seconds, options.connections, options.threads))
    print(f"{figures['machine']}; {options.rounds} rounds of {options.seconds:g} s, {options.connections} connections")
    print(f"{'':20}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'of tutorial':>13}")
    servers = figures["servers"]
    assert isinstance(servers, dict)
    for name, row in servers.items():
        print(
            f"{name:20}{row['requests_per_second']:>12,}{row['p50_ms']:>9}{row['p99_ms']:>9}"
            f"{row['share_of_tutorial']:>12.0%} "
        )
    lost = figures["lost_from_fewest_to_most_rules"]
    assert isinstance(lost, float)
    print(f"lost from {SIZES[0]:,} to {SIZES[-1]:,} rules: {lost:.1%}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    met = lost <= TARGET_LOSS and all(row["share_of_tutorial"] >= TARGET_SHARE for row in servers.values())
    print("targets met" if met else "targets missed: at least half of the tutorial's rate, at most 10 % lost")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
