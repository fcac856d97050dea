"""What a broadcast would come to, before it begins: who gets it, who doesn't and why, when, and how it reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from responder.core.answering.outgoing import broadcasts
from responder.core.calendar.quiet import next_allowed, zones_of
from responder.core.conditions.scope import values_for
from responder.core.contact import Contact
from responder.core.decision import Due
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.core.text.segments import count, length, smart_encode

TWICE = "they are in it twice"

_STOP = re.compile(r"\b(?:stop|stopall|unsubscribe|opt[- ]?out|alto|baja|arr[eê]t|parar|sair)\b", re.IGNORECASE)
_NAMES = ("first_name", "name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Someone for whom it is meant. ``groups``: what a file said of them; ``line``: where, or 0."""

    contact: Contact
    groups: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Getting:
    """Someone who gets it. ``at``: not before then, by the clock where they are."""

    address: str
    groups: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Someone who doesn't, and why. ``line``: in the file, or 0."""

    address: str
    because: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """How it reads for one person. ``what``: why they were picked."""

    what: str
    address: str
    texts: tuple[str, ...]
    segments: int


@dataclass(frozen=True, slots=True)
class Pace:
    """When it begins, and how fast it goes. ``rate``: segments a second that its sender may send with; ``every``:
    between two of its texts at least."""

    at: datetime
    rate: float
    every: timedelta = timedelta()

    def takes(self, segments: int) -> timedelta:
        """How long one text of so many segments takes."""
        return max(self.every, timedelta(seconds=segments / self.rate))


@dataclass
class Plan:
    """What it comes to."""

    getting: list[Getting] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    segments: int = 0
    """Of all texts together."""
    most_segments: int = 0
    samples: list[Sample] = field(default_factory=list)
    later: dict[datetime, int] = field(default_factory=dict)
    """When quiet hours end to how many wait for that."""
    ends: datetime | None = None
    """When the last of it would go out, if nothing else does meanwhile."""
    warnings: list[str] = field(default_factory=list)

    @property
    def usual(self) -> int:
        """What one text usually takes, in segments."""
        return -(-self.segments // len(self.getting)) if self.getting else 1

    def reasons(self) -> Mapping[str, int]:
        """Why people don't get it, and how many, most first."""
        found: dict[str, int] = {}
        for one in self.left_out:
            found[one.because] = found.get(one.because, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def plan(
    ruleset: Ruleset, text: str, lists: Sequence[str], people: Iterable[Wanted], pace: Pace, now: datetime
) -> Plan:
    """What the broadcast comes to for these people. The text must have been read as a template before.

    Pure: what people are is as it was when they were read, and asked once more when each text is sent.
    """
    made, seen, sampling = Plan(), set[str](), _Sampling()
    for one in people:
        address = one.contact.address
        due = Due("broadcast", address, pace.at, "", text=text, groups=one.groups, lists=tuple(lists))
        because = TWICE if address in seen else broadcasts.why_not(ruleset, due, one.contact, now)
        seen.add(address)
        texts: tuple[str, ...] = ()
        if because is None:
            texts, because = _worded(ruleset, due, one.contact, max(pace.at, now))
        if because is not None:
            made.left_out.append(LeftOut(address, because, one.line))
            continue
        segments = sum(count(part).segments for part in texts)
        made.segments += segments
        made.most_segments = max(made.most_segments, segments)
        nameless = not any(values_for(_NAMES, broadcasts.situation_of(ruleset, due, one.contact, now)).values())
        sampling.look(Sample("", address, texts, segments), nameless)
        made.getting.append(Getting(address, one.groups, pace.at))
    made.samples = sampling.picked()
    _set_times(made, ruleset, pace)
    made.warnings = list(_warnings(text, made, ruleset))
    return made


def _worded(ruleset: Ruleset, due: Due, contact: Contact, at: datetime) -> tuple[tuple[str, ...], str | None]:
    """How it reads for them, and why it can't be sent."""
    try:
        texts = tuple(reply.text for reply in broadcasts.worded(ruleset, due, contact, at))
    except TemplateFailed as failed:
        return (), f"{broadcasts.CANT_BE_MADE}: {failed}"
    return texts, None if texts else broadcasts.EMPTY


class _Sampling:
    """Picks three that show most: the longest, one without a name, and an ordinary one."""

    def __init__(self) -> None:
        self._longest: Sample | None = None
        self._nameless: Sample | None = None
        # Two, since one of them may be the longest.
        self._named: list[Sample] = []

    def look(self, sample: Sample, nameless: bool) -> None:
        if self._longest is None or _size(sample) > _size(self._longest):
            self._longest = sample
        if nameless:
            self._nameless = self._nameless or sample
        elif len(self._named) < 2:
            self._named.append(sample)

    def picked(self) -> list[Sample]:
        found: dict[str, Sample] = {}
        longest, nameless = self._longest, self._nameless
        if longest is not None and longest is nameless:
            both = "the longest, without a name"
            found[longest.address] = Sample(both, longest.address, longest.texts, longest.segments)
        for what, one in (
            ("the longest", self._longest),
            ("without a name", self._nameless),
            ("an ordinary one", next((one for one in self._named if one is not longest), None)),
        ):
            if one is not None and one.address not in found:
                found[one.address] = Sample(what, one.address, one.texts, one.segments)
        return list(found.values())


def _size(sample: Sample) -> int:
    return sum(map(length, sample.texts))


def _set_times(made: Plan, ruleset: Ruleset, pace: Pace) -> None:
    """When each may get it: those for whom it is quiet at their turn wait until that is over."""
    begin, quiet, ours = pace.at.astimezone(UTC), ruleset.limits.quiet_hours, ruleset.business.timezone
    takes, allowed = pace.takes(made.usual), _Allowed()
    free = begin
    for place, one in enumerate(made.getting):
        at = free
        if quiet is not None:
            at = allowed(free, lambda moment, z: next_allowed(moment, quiet, z), zones_of(one.address, begin, ours))
        if at > free:
            made.later[at] = made.later.get(at, 0) + 1
        else:
            free += takes
        made.getting[place] = Getting(one.address, one.groups, at if at > free else begin)
    for at, people in sorted(made.later.items()):
        free = max(free, at) + takes * people
    made.later = dict(sorted(made.later.items()))
    made.ends = free if made.getting else None


class _Allowed:
    """``next_allowed`` once for each minute and zone: many people live in few zones."""

    def __init__(self) -> None:
        self._known: dict[tuple[datetime, tuple[tzinfo, ...]], datetime] = {}

    def __call__(
        self,
        moment: datetime,
        ask: Callable[[datetime, tuple[tzinfo, ...]], datetime],
        zones: tuple[tzinfo, ...],
    ) -> datetime:
        minute = moment.replace(second=0, microsecond=0)
        found = self._known.get((minute, zones))
        if found is None:
            found = self._known[minute, zones] = ask(minute, zones)
        return max(found, moment)


def _warnings(text: str, made: Plan, ruleset: Ruleset) -> Iterable[str]:
    if made.samples and not any(_STOP.search(part) for part in made.samples[0].texts):
        yield 'Nothing in it says how to opt out. Marketing texts must: add "Reply STOP to opt out."'
    source = count(text)
    cheap = smart_encode(text)
    if source.costly and not count(cheap).costly:
        named = " ".join(source.costly[:5])
        yield f"{named} makes only 70 characters fit into a segment instead of 160. Write it as: {cheap}"
    elif source.costly:
        named = " ".join(source.costly[:5])
        yield f"{named} makes only 70 characters fit into a segment instead of 160. Leave it out if the price matters."
    elif made.samples and count("".join(made.samples[0].texts)).costly:
        yield "For some people a name or another value with special signs makes it dearer: 70 characters fit then."
    if made.most_segments > 1:
        yield f"It takes up to {made.most_segments} segments for one person, and each is paid. 160 characters are one."
    business = ruleset.business.name
    if business and made.samples and business.lower() not in " ".join(made.samples[0].texts).lower():
        yield f"It doesn't say who writes. Name {business} in it."
