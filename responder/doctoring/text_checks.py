"""How texts have fared: what came of them, who answers STOP, what the carriers want."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from responder.core.phone import country_of, is_short_code, is_toll_free
from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, counted, good, skipped, warning
from responder.sms.error_codes import explain

WEEK = timedelta(days=7)
MONTHS = timedelta(days=90)
SOON = timedelta(minutes=10)
"""Until when news of a text may be on its way."""
FEW = 3
"""So many texts without news may be by chance."""
SHOWN = 5

STOP_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")

# Twilio's 10DLC and toll-free errors.
UNREGISTERED, UNVERIFIED = (30034, 30024), (30032,)


def registration(case: Case) -> Iterator[Finding]:
    """What carriers in the United States want before they pass texts on, by the kind of number."""
    found = case.senders
    if found is None or (found.number is None and found.service is None):
        yield skipped("registration", "Without the number it isn't known what the carriers want.")
        return
    number = found.number.phone_number if found.number is not None else case.settings.from_number
    numbers = [number] if number else list(found.service.numbers if found.service is not None else ())
    codes = case.store.failed_since(case.now - WEEK)[0] if case.store is not None else {}
    if numbers and is_toll_free(numbers[0]):
        yield _toll_free(codes)
    elif numbers and is_short_code(numbers[0]):
        yield good("registration", "Short codes are registered when they are leased.")
    elif numbers and country_of(numbers[0]) == "US":
        registered = found.service is not None and found.service.is_registered
        yield _long_code(registered, found.service is not None, any(code in codes for code in UNREGISTERED))
    else:
        yield skipped("registration", "Numbers outside of the United States need no A2P campaign.")


def _toll_free(codes: dict[int, int]) -> Finding:
    page = "Phone Numbers, Manage, Active numbers, the number, Regulatory Information"
    if any(code in codes for code in UNVERIFIED):
        return bad("registration", "The toll-free number isn't verified, so carriers block its texts.", f"{page}.")
    return skipped("registration", f"Toll-free numbers must be verified before they text. See {page}.")


def _long_code(registered: bool, in_a_service: bool, refused: bool) -> Finding:
    page = "Messaging, Regulatory compliance, A2P 10DLC"
    if registered:
        return good("registration", "The Messaging Service has its campaign (A2P 10DLC) for the United States.")
    lacks = "Its Messaging Service has no campaign" if in_a_service else "It is in no Messaging Service with a campaign"
    say = bad if refused else warning
    return say(
        "registration",
        f"{lacks} (A2P 10DLC): carriers in the United States block its texts.",
        f"Register the brand and the campaign: {page}. Replies abroad aren't concerned.",
    )


def opt_out(case: Case) -> Iterator[Finding]:
    """Who answers STOP. Twilio tells it only in texts that came, so it is looked for there."""
    if case.store is None:
        yield skipped("opt-out", "Twilio tells only in texts that come whether it answers STOP itself.")
        return
    theirs, ours = case.store.opt_outs_seen(case.now - MONTHS, STOP_WORDS)
    if theirs is not None and (ours is None or theirs >= ours):
        yield good(
            "opt-out", f"Twilio answers STOP itself (Advanced Opt-Out), as on {theirs:%Y-%m-%d}; we keep quiet then."
        )
    elif ours is not None:
        yield good(
            "opt-out",
            f"STOP came on {ours:%Y-%m-%d} without a mark of Advanced Opt-Out: Twilio's standard words apply, and "
            "`opt_out` in the rules.",
        )
    else:
        yield skipped(
            "opt-out",
            "Nobody has texted STOP of late, and only then Twilio tells whether Advanced Opt-Out is on. "
            "Text STOP and then START from your own phone to see.",
        )


def news(case: Case) -> Iterator[Finding]:
    """Twilio tells what became of texts."""
    if case.store is None:
        yield skipped("news of texts", "Without a database nothing is known of texts.")
        return
    found = case.store.news_between(case.now - timedelta(days=1), case.now - SOON)
    sent = counted(found.sent, "text")
    if not found.sent:
        yield skipped("news of texts", "No text went out in the last day.")
    elif not case.settings.public_url and not found.heard:
        yield warning(
            "news of texts",
            f"{sent} went out in the last day, and Twilio wasn't told where to tell of them.",
            "Set RESPONDER_PUBLIC_URL.",
        )
    elif not found.heard and found.sent >= FEW:
        yield bad(
            "news of texts",
            f"{sent} went out in the last day, and there is no news of any.",
            "Twilio must reach RESPONDER_PUBLIC_URL with /sms/status: see the signature above, and Monitor, Logs, "
            "Errors in the console.",
        )
    else:
        yield good(
            "news of texts",
            f"{sent} went out in the last day; Twilio told of {found.heard:,}, and {found.delivered:,} were delivered.",
        )


def failures(case: Case) -> Iterator[Finding]:
    """Twilio's errors of the last week, the most frequent first, with what to do."""
    if case.store is None:
        return
    codes, reasons = case.store.failed_since(case.now - WEEK)
    count = Counter(codes)
    for reason in reasons:
        # What fell out of a status callback is counted by that already.
        if (named := re.search(r"\(Twilio error (\d+)\)", reason)) and int(named[1]) not in codes:
            count[int(named[1])] += 1
    if not count:
        yield good("errors", "Twilio told of no error in the last week.")
    for code, times in count.most_common(SHOWN):
        explained = explain(code)
        sentence = f"{counted(times, 'text')} in the last week: {explained.words} (Twilio error {code})"
        if explained.about in ("settings", "account"):
            yield bad("errors", sentence, explained.remedy)
        elif explained.about in ("opted out", "number", "passing"):
            yield skipped("errors", sentence, explained.remedy)
        else:
            yield warning("errors", sentence, explained.remedy)
