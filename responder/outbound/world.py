"""What lies outside of what is due: Twilio, other programs, the rules, the clock and chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from responder.core.ruleset import Ruleset
from responder.posting import Poster
from responder.sms.gateway import LookingGateway


@dataclass(frozen=True, slots=True)
class World:
    """What lies outside. ``ruleset``: the rules that hold now. ``chance``: between 0 and 1. ``alive``: whether others
    still believe that we are; one who doesn't sends nothing, as another may be doing it by now."""

    gateway: LookingGateway
    poster: Poster
    ruleset: Callable[[], Ruleset]
    now: Callable[[], datetime]
    chance: Callable[[], float]
    alive: Callable[[], bool]
