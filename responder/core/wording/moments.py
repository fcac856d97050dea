"""A moment that a reply can print, take apart and format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from responder.core.calendar.dates import DAY_NAMES
from responder.core.wording.times import say_date, say_day, say_moment, say_time, say_when


@dataclass(frozen=True, slots=True)
class Moment:
    """``{{ next_opening }}`` and ``{{ now }}``: as text it is words in the contact's language.

    ``at`` and ``now`` are aware and in the business's time zone. ``relative`` says it as seen from ``now`` ("tomorrow
    at 9:00 AM"); else date and time are said, which stay true when they are read later.
    """

    at: datetime
    now: datetime
    language: str = "en"
    relative: bool = True

    def __str__(self) -> str:
        return (say_when if self.relative else say_moment)(self.at, self.now, self.language)

    @property
    def date(self) -> str:
        """``Tue 2 June``, with the year where it isn't this one."""
        return say_date(self.at.date(), self.language, self.now.date())

    @property
    def time(self) -> str:
        """``10:00 AM``, or ``10:00`` where the clock has 24 hours."""
        return say_time(self.at, self.language)

    @property
    def day(self) -> str:
        """``Tuesday``, in the contact's language."""
        return say_day(self.at.date(), self.language)

    @property
    def weekday(self) -> str:
        """``tuesday``: always in English and small, for conditions."""
        return DAY_NAMES[self.at.weekday()]

    @property
    def hour(self) -> int:
        """0 to 23."""
        return self.at.hour

    @property
    def minute(self) -> int:
        """0 to 59."""
        return self.at.minute

    @property
    def month(self) -> int:
        """1 to 12."""
        return self.at.month

    @property
    def year(self) -> int:
        """Four digits."""
        return self.at.year


MOMENT_PARTS = ("date", "time", "day", "weekday", "hour", "minute", "month", "year")
"""What a reply may take from a moment, as in ``{{ now.time }}``."""
