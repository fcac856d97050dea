"""Does Twilio know where to ask, and can the number do what it must?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from responder.core.answering.outgoing.later import actions_of
from responder.core.phone import is_short_code
from responder.core.rule import Call
from responder.doctoring.account_checks import TIMEOUT
from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, good, skipped, warning
from responder.settings import without_login
from responder.sms.rest import TwilioError
from responder.sms.senders import Senders, Webhook, senders_of

NUMBER_PAGE = "Phone Numbers, Manage, Active numbers, the number, Messaging Configuration"
SERVICE_PAGE = "Messaging, Services, the service, Integration"


def sender(case: Case) -> Iterator[Finding]:
    """The number is this account's, and can text."""
    given = case.settings
    if case.account is None or not (given.from_number or given.messaging_service_sid):
        yield skipped("number", "Twilio couldn't be asked about it.")
        return
    if ":" in given.from_number:
        yield skipped(
            "number", f"{given.from_number} is no ordinary number; its webhook stands under Messaging, Senders."
        )
        return
    try:
        case.senders = senders_of(given, TIMEOUT)
    except TwilioError as error:
        yield bad("number", str(error), "Check TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID.")
        return
    yield from _told(case, case.senders)


def _told(case: Case, found: Senders) -> Iterator[Finding]:
    written, number, service = case.settings.from_number, found.number, found.service
    if written and number is None:
        if is_short_code(written):
            yield skipped(
                "number", f"{written} is a short code, whose webhook stands under Phone Numbers, Short Codes."
            )
            return
        yield bad(
            "number",
            f"{written} isn't a number of this Twilio account.",
            "Check TWILIO_FROM, and that TWILIO_ACCOUNT_SID is the account (or subaccount) that owns it.",
        )
        return
    if service is not None and not service.numbers:
        yield bad(
            "number", f"The Messaging Service {service.name} has no number.", f"Add one: {SERVICE_PAGE}: Senders."
        )
    if number is None:
        assert service is not None
        yield good("number", f"The Messaging Service {service.name} sends, from {', '.join(service.numbers)}.")
        if _calls(case):
            yield warning(
                "calls",
                "The rules call people, and a Messaging Service can't call.",
                "Set TWILIO_FROM to one of its numbers that has Voice.",
            )
        return
    if not number.can_text:
        yield bad("number", f"{number.phone_number} can't text.", "Get a number with SMS: Phone Numbers, Buy a number.")
        return
    where = f", in the Messaging Service {service.name}" if service is not None else ""
    yield good("number", f"{number.phone_number} is this account's and can text{where}.")
    if _calls(case) and not number.can_call:
        yield bad("calls", f"The rules call people, and {number.phone_number} can't call.", "Get a number with Voice.")
    wanted = case.settings.messaging_service_sid
    if wanted and (service is None or service.sid != wanted):
        yield warning(
            "number",
            f"{number.phone_number} isn't in the Messaging Service of TWILIO_MESSAGING_SERVICE_SID.",
            f"Add it there ({SERVICE_PAGE}: Senders), or take one of the two settings out.",
        )


def _calls(case: Case) -> bool:
    rules = case.ruleset
    return rules is not None and any(isinstance(one, Call) for _, actions in actions_of(rules) for one in actions)


def webhook(case: Case) -> Iterator[Finding]:
    """What Twilio has is our address."""
    found = case.webhook
    if found is None or case.senders is None:
        yield skipped("webhook", "Twilio couldn't be asked where it calls.")
        return
    number, service = case.senders.number, case.senders.service
    by_service = service is not None and not service.defers
    page = SERVICE_PAGE if by_service else NUMBER_PAGE
    owner = f"the Messaging Service {service.name}" if by_service and service is not None else "the number"
    if number is not None and number.application and not by_service:
        yield bad(
            "webhook",
            f"The Twilio application {number.application} answers the texts, so the number's webhook isn't heeded.",
            f"Take it out: {page}: Configure with.",
        )
        return
    if not case.public_url:
        told = f"Twilio asks {_shown(found.url)}" if found.url else "Twilio asks nobody"
        yield skipped("webhook", f"{told}. Without RESPONDER_PUBLIC_URL it can't be told whether that is here.")
        return
    yield from _compared(case, found, owner, page)


def _compared(case: Case, found: Webhook, owner: str, page: str) -> Iterator[Finding]:
    target = case.sms_url
    paste = f"{page}: A message comes in: Webhook, {target}, HTTP POST."
    if not found.url:
        yield bad("webhook", f"Twilio has no address for {owner}: texts go unanswered.", paste)
        return
    if difference := _difference(found.url, target):
        yield bad("webhook", f"Twilio asks {_shown(found.url)} for {owner}: {difference}.", paste)
        return
    if found.method.upper() != "POST":
        yield warning("webhook", f"Twilio asks by {found.method}, which puts the texts into proxies' logs.", paste)
    else:
        yield good("webhook", f"Twilio asks {_shown(found.url)} for {owner}.")
    if not found.fallback_url:
        yield warning(
            "fallback",
            "Twilio has no second address to ask when the first one fails.",
            f"{page}: Primary handler fails: {target}/fallback",
        )
    elif _difference(found.fallback_url, f"{target}/fallback"):
        yield skipped("fallback", f"When that fails, Twilio asks {_shown(found.fallback_url)}.")


def _difference(theirs: str, ours: str) -> str:
    """Which part of Twilio's address isn't ours; empty where they are the same."""
    a, b = urlsplit(without_login(theirs).partition("#")[0]), urlsplit(without_login(ours))
    if a.hostname != b.hostname:
        return f"that is another host than {b.hostname}"
    if a.scheme != b.scheme:
        return f"that is {a.scheme}, and RESPONDER_PUBLIC_URL is {b.scheme}"
    if _port(a.scheme, a.port) != _port(b.scheme, b.port):
        return "the port is another than in RESPONDER_PUBLIC_URL"
    if a.path.rstrip("/") != b.path.rstrip("/"):
        return f"the path should be {b.path}"
    return ""


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)


def _shown(url: str) -> str:
    # What somebody typed into the console may be anything.
    return ascii(without_login(url)[:120])[1:-1]
