"""What is examined, and what earlier checks have found out about it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from responder.core.ruleset import Ruleset
from responder.settings import Settings
from responder.sms.senders import Account, Senders, Webhook
from responder.store import Store


@dataclass(slots=True)
class Case:
    """One examination. ``deadline`` is of ``time.monotonic``. Checks run in order, and leave to the later ones what
    they found: None where there is nothing, or where it wasn't found out."""

    settings: Settings
    problems: tuple[str, ...]
    """Settings that can't be used, in words; the rest of the settings goes without them."""
    dotenv: Path
    offline: bool
    deadline: float
    ruleset: Ruleset | None = None
    store: Store | None = None
    account: Account | None = None
    senders: Senders | None = None
    reached: bool = False
    """Whether somebody answers at the public address."""
    days_left: int | None = None
    """Of the public address's certificate."""

    @property
    def seconds(self) -> float:
        """What is left of the time."""
        return self.deadline - time.monotonic()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def public_url(self) -> str:
        """Where Twilio calls us; a static domain of ngrok's is one, too."""
        return self.settings.public_url or self.settings.ngrok_url

    @property
    def webhook(self) -> Webhook | None:
        """Which of Twilio's two settings counts: the service's, unless it defers to its numbers."""
        if self.senders is None:
            return None
        service, number = self.senders.service, self.senders.number
        if service is not None and not service.defers:
            return service.webhook
        return None if number is None else number.webhook

    @property
    def sms_url(self) -> str:
        """The address of the texts' webhook: as Twilio has it where that is under our public address (the routes may
        be mounted under a prefix), else the usual one. No login, no fragment."""
        usual = f"{self.public_url.rstrip('/')}/sms"
        webhook = self.webhook
        if webhook is None:
            return usual
        theirs = webhook.url.partition("#")[0]
        return theirs if theirs.startswith(self.public_url + "/") and theirs.endswith("/sms") else usual

    @property
    def is_rehearsal(self) -> bool:
        """Whether a stand-in takes Twilio's place."""
        return bool(self.settings.api_base)
