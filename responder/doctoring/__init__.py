"""What ``responder doctor`` does: looks at everything between a phone and an answer, in the order in which one puts
things right.

``examine`` yields findings as they come. A check is a function of the Case that yields its findings; what it found out
stands in the case for those after it. Checks of one subject are a module.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from responder.doctoring import (
    account_checks,
    address_checks,
    database_checks,
    rules_checks,
    settings_checks,
    text_checks,
    webhook_checks,
    worker_checks,
)
from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, Verdict, bad, skipped
from responder.errors import ResponderError, SettingsError
from responder.settings import Settings

__all__ = ["CHECKS", "Case", "Check", "Finding", "Verdict", "examine", "open_case"]

SECONDS = 18.0
"""for the whole of it."""
PATIENCE = 8.0
"""Seconds for one check."""


@dataclass(frozen=True, slots=True)
class Check:
    """``about`` heads it, with its neighbours; ``name`` is what its finding has where it couldn't be made. ``local``:
    needs nobody beyond this machine and its database."""

    about: str
    name: str
    run: Callable[[Case], Iterator[Finding]]
    local: bool = True


CHECKS: tuple[Check, ...] = (
    Check("This machine", "settings", settings_checks.settings),
    Check("This machine", ".env", settings_checks.env_file),
    Check("This machine", "rules", rules_checks.rules),
    Check("This machine", "database", database_checks.database),
    Check("This machine", "disk", database_checks.disk),
    Check("This machine", "worker", worker_checks.worker),
    Check("This machine", "sending", worker_checks.halts),
    Check("Twilio", "Twilio account", account_checks.account, local=False),
    Check("Twilio", "token", settings_checks.rotation),
    Check("Twilio", "clock", account_checks.clock, local=False),
    Check("Twilio", "number", webhook_checks.sender, local=False),
    Check("Twilio", "webhook", webhook_checks.webhook, local=False),
    Check("The way from Twilio to here", "address", address_checks.address, local=False),
    Check("The way from Twilio to here", "signature", address_checks.round_trip, local=False),
    Check("Texts", "registration", text_checks.registration, local=False),
    Check("Texts", "opt-out", text_checks.opt_out),
    Check("Texts", "news of texts", text_checks.news),
    Check("Texts", "errors", text_checks.failures),
)
"""In the order in which one puts things right."""


def open_case(
    environ: Mapping[str, str], rules: Path | None = None, *, offline: bool = False, dotenv: Path = Path(".env")
) -> Case:
    """The case of this environment. Settings that can't be used are left out, and told by the first check."""
    problems: tuple[str, ...] = ()
    try:
        settings = Settings.from_environment(environ, dotenv)
    except SettingsError as error:
        problems = tuple(str(error).split("\n"))
        # A blank value hides what stands in .env, too.
        without = dict.fromkeys((problem.partition(":")[0] for problem in problems), "")
        try:
            settings = Settings.from_environment({**environ, **without}, dotenv)
        except SettingsError:
            settings = Settings()
    if rules is not None:
        settings = replace(settings, rules=rules)
    return Case(settings, problems, dotenv, offline, time.monotonic() + SECONDS)


def examine(case: Case) -> Iterator[tuple[Check, Finding]]:
    """Every finding, as soon as it is there. Ends in time, and never raises because of what it finds."""
    try:
        for check in CHECKS:
            if case.offline and not check.local:
                continue
            for finding in _made(check, case):
                yield check, finding
    finally:
        if case.store is not None:
            case.store.close()


def _made(check: Check, case: Case) -> list[Finding]:
    """The check's findings. It runs in a thread that can be left behind: not every wait has an end."""
    found: list[Finding] = []
    broken: list[Exception] = []

    def run() -> None:
        try:
            found.extend(check.run(case))
        except Exception as error:
            broken.append(error)

    seconds = min(PATIENCE, case.seconds)
    if seconds <= 0:
        return [skipped(check.name, "There was no time left for this.")]
    thread = threading.Thread(target=run, name=f"check {check.name}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        return [bad(check.name, f"This took longer than {seconds:.0f} seconds.", "Look why, and try again.")]
    return [*found, *(_broken(check, error) for error in broken)]


def _broken(check: Check, error: Exception) -> Finding:
    if isinstance(error, ResponderError):
        return bad(check.name, str(error), "Put that right, and run this again.")
    # Never its words, which may hold a secret or a text.
    return bad(check.name, f"This couldn't be looked at ({type(error).__name__}).", "Please report it.")
