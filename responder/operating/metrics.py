"""``/metrics``: the figures of one database, as Prometheus reads them.

All of them are of the database, so that every process tells the same, and none is lost by a restart. What only grows is
counted by ``responder.store.tallies``; the rest is how things stand at the moment. Names of rules are labels, phone
numbers and texts never are.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from responder.operating.standing import AtWork, at_work
from responder.store import Store
from responder.store.tallies import CONSENT, ENDED, FAILED_TEXTS, REASONS, RETRIES, SEGMENTS_OUT, TEXTS_IN, TEXTS_OUT

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

FRESH = 5.0
"""Seconds for which the same page is given again, however often it is asked for."""
LATELY = timedelta(hours=1)

Now = Callable[[], datetime]

COUNTED = (
    (TEXTS_IN, "responder_texts_in", ("rule", "outcome"), "Texts that came in, by the rule that had its say."),
    (TEXTS_OUT, "responder_texts_out", ("kind",), "Texts that went out: answers, and others."),
    (SEGMENTS_OUT, "responder_segments_out", ("kind",), "Segments of texts that went out: what Twilio bills."),
    (ENDED, "responder_due_done", ("kind", "state"), "What was due and is over: sent, withheld, failed, cancelled."),
    (RETRIES, "responder_retries", ("kind",), "Tries that failed before what was due was over."),
    (REASONS, "responder_failures", ("code",), "What was due and failed, by Twilio's error or HTTP status."),
    (FAILED_TEXTS, "responder_texts_failed", ("code",), "Texts that Twilio took and that failed on their way."),
    (CONSENT, "responder_consent", ("what",), "Lines of the consent ledger."),
)
"""What is tallied, under its name, with its labels and its help. Prometheus adds ``_total``."""


class Metrics:
    """The page, for one process. Threads share it."""

    def __init__(self, store: Callable[[], Store], now: Now = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._page = b""
        self._made = float("-inf")

    def page(self) -> bytes:
        """In Prometheus' text format, some seconds old at most. Raises StoreError."""
        with self._lock:
            if time.monotonic() - self._made >= FRESH:
                self._page = self._rendered()
                self._made = time.monotonic()
            return self._page

    def _rendered(self) -> bytes:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.registry import Collector

        families = list(measured(self._store(), self._now()))

        class Given(Collector):
            def collect(self) -> Iterable[Metric]:
                return families

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Given())
        return generate_latest(registry)


def measured(store: Store, now: datetime) -> Iterator[Metric]:
    """Every metric, with its samples. Raises StoreError."""
    from prometheus_client.core import CounterMetricFamily

    known = store.tallies()
    counted = store.uncounted(now, known)
    if counted.after != counted.before:
        store.write(lambda unit: unit.tallies.add(counted))
        known = store.tallies()
    for what, name, labels, about in COUNTED:
        family = CounterMetricFamily(name, about, labels=labels)
        for (tallied, *values), value in sorted(known.items()):
            if tallied == what:
                family.add_metric(values[: len(labels)], value)
        yield family
    yield from _of_work(at_work(store, now), now)
    yield _gauge(
        "responder_texts_last_hour",
        "Texts of the last hour that went out, by what Twilio says of them.",
        {(status,): count for status, count in store.statuses(now - LATELY).items()},
        ("status",),
    )


def _of_work(work: AtWork, now: datetime) -> Iterator[Metric]:
    states: dict[tuple[str, ...], float] = {(state,): count for state, count in work.waiting.states.items()}
    yield _gauge("responder_info", "The version of responder.", {(_version(),): 1}, ("version",))
    yield _gauge("responder_due", "What is due now or later and isn't done, by state.", states, ("state",))
    yield _gauge("responder_overdue", "What should be done by now.", {(): work.waiting.overdue})
    lag = work.lag.total_seconds()
    yield _gauge("responder_lag_seconds", "How long the oldest of that waits, broadcasts left out.", {(): lag})
    yield _gauge("responder_workers", "Workers that are alive.", {(): len(work.workers)})
    yield _gauge("responder_halts", "Reasons for which nothing is sent.", {(): len(work.halts)})
    since = min((halt.since for halt in work.halts), default=now)
    seconds = max((now - since).total_seconds(), 0)
    yield _gauge("responder_halted_seconds", "For how long nothing has been sent.", {(): seconds})


def _version() -> str:
    """As it is installed; "unknown" for a folder that isn't."""
    try:
        return version("sms-responder")
    except PackageNotFoundError:
        return "unknown"


def _gauge(name: str, about: str, values: dict[tuple[str, ...], float], labels: tuple[str, ...] = ()) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(name, about, labels=labels)
    for label, value in sorted(values.items()):
        family.add_metric(label, value)
    return family
