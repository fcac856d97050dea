"""Does Twilio know us, and is it the same time there?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, good, skipped, warning
from responder.sms.rest import TwilioError
from responder.sms.senders import Account, account_of

TIMEOUT = 4.0
"""Seconds for one request to Twilio."""
APART = timedelta(seconds=10)

CREDENTIALS = (20003, 20005, 401)


def account(case: Case) -> Iterator[Finding]:
    """The credentials open an account that is active."""
    if not case.settings.account_sid or not case.settings.auth_tokens:
        yield skipped("Twilio account", "It can't be asked for without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
        return
    try:
        case.account = account_of(case.settings, TIMEOUT)
    except TwilioError as error:
        yield _refused(case, error)
        return
    yield from _told(case.account)


def _refused(case: Case, error: TwilioError) -> Finding:
    if error.code not in CREDENTIALS:
        if error.permanent:
            return bad("Twilio account", str(error), "Look at https://status.twilio.com and in the Twilio console.")
        return warning(
            "Twilio account", str(error), "Is there a firewall or proxy? https://status.twilio.com tells of outages."
        )
    if _second_opens(case):
        return bad(
            "Twilio account",
            "Twilio takes the second auth token, not the first, which is the one that sends.",
            "Put the second first in TWILIO_AUTH_TOKEN, and take the other out.",
        )
    return bad(
        "Twilio account",
        "Twilio doesn't take TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or the account isn't active.",
        "Copy both again from https://console.twilio.com, Account Info. A subaccount has a token of its own.",
    )


def _second_opens(case: Case) -> bool:
    tokens = case.settings.auth_tokens
    if len(tokens) < 2:
        return False
    try:
        account_of(replace(case.settings, auth_tokens=tokens[1:]), TIMEOUT)
    except TwilioError:
        return False
    return True


def _told(found: Account) -> Iterator[Finding]:
    if found.status != "active":
        yield bad(
            "Twilio account",
            f"The account is {found.status}: nothing is sent and no text comes.",
            "Look in the Twilio console under Billing, or ask Twilio's support.",
        )
    elif found.is_trial:
        yield warning(
            "Twilio account",
            "It is a trial account: only numbers that were verified get texts.",
            "Verify numbers under Phone Numbers, Manage, Verified Caller IDs, or upgrade the account.",
        )
    else:
        yield good("Twilio account", "Twilio takes the account and its token, and the account is active.")


def clock(case: Case) -> Iterator[Finding]:
    """Signatures have no time in them, but several hosts must agree on what is due."""
    ahead = None if case.account is None else case.account.ahead
    if ahead is None:
        yield skipped("clock", "There was nobody to compare it with.")
        return
    seconds = round(ahead.total_seconds())
    if abs(ahead) <= APART:
        yield good("clock", "This machine's clock agrees with Twilio's.")
        return
    fast = "fast" if seconds > 0 else "slow"
    yield warning(
        "clock",
        f"This machine's clock is {abs(seconds):,} seconds {fast}: what is due goes out at the wrong time.",
        "Switch time synchronisation on: `timedatectl set-ntp true`.",
    )
