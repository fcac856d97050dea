"""A worker: the process that does what is due. It takes a name, runs jobs, says that it is alive, and one of all the
workers looks after what others left behind."""

from __future__ import annotations

import logging
import random
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime

from responder.broadcasting.feeding import Feeder
from responder.jobs import Jobs, Runner
from responder.outbound import Outbound, World
from responder.posting import Poster
from responder.reload import LiveRules
from responder.settings import Settings
from responder.sms.gateway import TwilioGateway
from responder.store import Store
from responder.stories.gate import complaints
from responder.working.alone import alone
from responder.working.care import Care
from responder.working.names import Name

log = logging.getLogger("responder.work")

SLOTS = 24
"""Things that one worker does at the same moment. Each waits for Twilio most of the time."""
GRACE = 15
"""Seconds that a stop leaves to what is under way."""


def work(settings: Settings, stop: threading.Event) -> None:
    """Do what is due until ``stop`` is set, then finish what is under way.

    Raises AnotherWorks where a SQLite file has its worker already, and a ResponderError where the rules or the
    database can't be used.
    """
    with ExitStack() as at_the_end:
        store = at_the_end.enter_context(Store.open(settings.store_url))
        only = store.file is not None
        if store.file is not None:
            at_the_end.enter_context(alone(store.file))
        rules = LiveRules(settings.rules, gate=complaints)
        rules.start()
        at_the_end.callback(rules.stop)
        jobs = Jobs.open(settings.store_url)
        at_the_end.callback(jobs.close)
        store.schedule_by(jobs)
        name = Name.take(store, only=only)
        at_the_end.callback(name.leave)
        world = World(
            gateway=TwilioGateway(settings),
            poster=Poster(settings.webhook_secret, settings.webhook_hosts),
            ruleset=lambda: rules.current,
            now=lambda: datetime.now(UTC),
            chance=random.random,
            alive=name.is_fresh,
        )
        runner = Runner(jobs, name.name, Outbound(store, settings, world).attempt, SLOTS)
        runner.start()
        at_the_end.callback(runner.stop, GRACE)
        log.info("%s does what is due", name.name)
        at_the_end.callback(_beside(Feeder(store, settings, lambda: rules.current, lambda: datetime.now(UTC)).until))
        Care(store, jobs, name, settings.keep_texts).until(stop)


def _beside(work: Callable[[threading.Event], None]) -> Callable[[], None]:
    """Begin it in a thread of its own. Returns what ends it."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name="responder-feeder", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end


def stopped_by_signals() -> threading.Event:
    """Set when this process is asked to stop, by Ctrl-C or by a service manager."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
