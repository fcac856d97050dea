"""The benchmarks run, so that the figures in the documentation can be had again. Their figures aren't judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_ours_and_the_tutorials_app_are_measured_in_one_run(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    load = ["--rounds", "1", "--seconds", "0.3", "--connections", "4", "--threads", "4"]
    printed = run("benchmarks.webhook", *load, "--json", str(figures))
    servers = json.loads(figures.read_text(encoding="utf-8"))["servers"]
    assert list(servers) == ["the tutorial's app", "10 rules", "1,000 rules", "10,000 rules"]
    assert all(row["requests_per_second"] > 0 for row in servers.values())
    assert "of tutorial" in printed and "targets" in printed


def test_the_cost_of_a_decision_is_measured_from_10_to_10000_rules() -> None:
    printed = run(
        "benchmarks.decide", "--rounds", "1", "--texts", "50", "--decide", "10", "1000", "--match", "100", "1000"
    )
    decided, matched = (part.splitlines() for part in printed.split("\n\n"))
    assert [line.split()[0] for line in decided[1:]] == ["10", "1,000"]
    assert [line.split()[0] for line in matched[2:]] == ["100", "1,000"]
    assert all(float(figure.replace(",", "")) > 0 for line in matched[2:] for figure in line.split()[:8])


def test_what_is_pending_and_what_is_due_at_once_is_measured() -> None:
    printed = run("benchmarks.due", "--pending", "50", "--texts", "5", "--at-once", "20").splitlines()
    assert [line.split()[0] for line in printed] == ["0", "50", "ratio:", "1", "2"]


def test_loading_is_measured_against_yaml_alone() -> None:
    printed = run("benchmarks.loading", "--rounds", "1", "--sizes", "60", "120")
    head, *sizes, note = printed.splitlines()
    assert "one changed" in head
    assert [line.split()[0] for line in sizes] == ["60", "120"]
    assert "multiple of YAML" in note
