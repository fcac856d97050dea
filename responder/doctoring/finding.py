"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "warning", "bad", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """``name`` says in a word or two what was looked at, ``sentence`` how it is, ``remedy`` what to do (empty where
    there is nothing to do). Neither holds a secret, or the number of anybody but us."""

    name: str
    verdict: Verdict
    sentence: str
    remedy: str = ""


def good(name: str, sentence: str) -> Finding:
    return Finding(name, "good", sentence)


def warning(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, "warning", sentence, remedy)


def bad(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, "bad", sentence, remedy)


def skipped(name: str, sentence: str, remedy: str = "") -> Finding:
    return Finding(name, "skipped", sentence, remedy)


def counted(count: int, one: str) -> str:
    """``1 text``, ``2 texts``."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"
