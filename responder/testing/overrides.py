"""Twilio's connection overrides: the ``#rc=2&rp=all&rt=5000`` at the end of a configured webhook address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

RETRIED = frozenset({"4xx", "5xx", "ct", "rt"})
LIMITS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}


@dataclass(frozen=True, slots=True)
class Overrides:
    """How long Twilio waits for a webhook, and when it tries again.

    Seconds: ``ct`` to connect, ``rt`` to the first byte and between packets, ``tt`` for everything, retries
    included. ``rc``: how many retries. ``rp``: after which kinds of failure (``4xx``, ``5xx``, ``ct``, ``rt``).
    """

    ct: float = 5.0
    rt: float = 15.0
    tt: float = 15.0
    rc: int = 1
    rp: frozenset[str] = frozenset({"ct"})


def split_overrides(url: str, default: Overrides | None = None) -> tuple[str, Overrides]:
    """The address without its fragment, and what the fragment says; values out of Twilio's range keep the default."""
    clean, _, fragment = url.partition("#")
    found = default or Overrides()
    given = dict(parse_qsl(fragment))
    values: dict[str, float] = {}
    for name, (lowest, highest) in LIMITS.items():
        raw = given.get(name, "")
        if raw.isdigit() and lowest <= int(raw) <= highest:
            values[name] = int(raw) if name == "rc" else int(raw) / 1000
    kinds = frozenset(given.get("rp", "").split(",")) - {""}
    policy = RETRIED if "all" in kinds else kinds & RETRIED
    return clean, Overrides(
        ct=values.get("ct", found.ct),
        rt=values.get("rt", found.rt),
        tt=values.get("tt", found.tt),
        rc=int(values.get("rc", found.rc)),
        rp=policy or found.rp,
    )
