"""What was decided about one text, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from responder.core.contact import Contact, OptedOutBy
from responder.core.message import Reply
from responder.core.question import Asker

Verdict = Literal["yes", "no", "not needed", "error"]
Outcome = Literal["answered", "silent", "otherwise", "safety", "nothing"]
"""answered: a rule replied, or a conversation went on. silent: a rule fits and says nothing on purpose. otherwise: no
rule fits, the fallback was used. safety: STOP, START, HELP, a blocked sender, an opted-out contact, the limits, or a
person who has taken over ended it (with or without a reply). nothing: no rule fits and there is nothing to say."""

Ending = Literal["answered", "given up", "cancelled", "lapsed", "replaced"]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: a safety check, an open question, a rule, or otherwise.

    ``because`` holds one sentence per condition looked at, in the words of someone who edits rules.yaml
    ("none of price, cost is in the text"). ``near`` holds near misses ("'prise' is nearly 'price'").
    """

    kind: Literal["safety", "question", "rule", "otherwise"]
    name: str
    verdict: Verdict
    because: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    place: str = ""
    """``rules.yaml:12``, or empty."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Every step in order. ``unlisted`` counts rules that were looked at and did not fit but have no step of their
    own, because the file is large and no word of theirs is in the text."""

    steps: tuple[Step, ...] = ()
    unlisted: int = 0

    def to_json(self) -> dict[str, Any]:
        """Compact plain values for the store: empty parts are left out."""
        steps = []
        for s in self.steps:
            row: dict[str, Any] = {"kind": s.kind, "name": s.name, "verdict": s.verdict}
            if s.because:
                row["because"] = list(s.because)
            if s.near:
                row["near"] = list(s.near)
            if s.place:
                row["place"] = s.place
            steps.append(row)
        return {"steps": steps, "unlisted": self.unlisted} if self.unlisted else {"steps": steps}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Trace:
        """The trace that ``to_json`` wrote."""
        return cls(
            tuple(
                Step(
                    row["kind"],
                    row["name"],
                    row["verdict"],
                    tuple(row.get("because", ())),
                    tuple(row.get("near", ())),
                    row.get("place", ""),
                )
                for row in data["steps"]
            ),
            data.get("unlisted", 0),
        )


@dataclass(frozen=True, slots=True)
class Remembered:
    """A field of the contact was saved. An empty value clears it."""

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Tagged:
    tag: str
    rule: str


@dataclass(frozen=True, slots=True)
class Untagged:
    tag: str
    rule: str


@dataclass(frozen=True, slots=True)
class Joined:
    """They joined a list: consent, which the ledger keeps with their words."""

    list: str
    rule: str


@dataclass(frozen=True, slots=True)
class Left:
    list: str
    rule: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Nothing more may be sent to them from these scopes. ``source``: what made it so, in words
    ("STOP word 'stop'", "Twilio's OptOutType", "rule 'No more texts'"). ``by``: who holds it from now on."""

    scopes: tuple[str, ...]
    source: str
    rule: str | None = None
    by: OptedOutBy = "rule"


@dataclass(frozen=True, slots=True)
class OptedIn:
    scopes: tuple[str, ...]
    source: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question is open from now on, or asks again. ``text``: as it was sent. Times in UTC."""

    name: str
    asker: Asker
    text: str
    until: datetime
    started_at: datetime
    """When the question, or the conversation that it belongs to, began: names the run."""
    step: int
    rule: str
    asked_at: datetime | None = None
    """None: at ``started_at``."""
    tries: int = 0
    """How many answers to this step didn't fit so far."""
    came_from: tuple[int, ...] = ()
    """For conversations: the steps that asked before, for BACK."""
    language: str | None = None
    """What they write in, as far as their texts tell."""
    bare: str = ""
    """The question alone, where ``text`` has more: a hint, or ``again`` in its place."""
    before: tuple[str, ...] = ()
    """The questions over which they picked this one."""
    known_by: tuple[str, ...] = ()
    """For conversations: see ``OpenQuestion.known_by``."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An open question got an answer. ``field`` is empty where nothing is saved; ``value`` as it is saved."""

    name: str
    field: str
    value: str
    started_at: datetime
    step: int
    rule: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A question or conversation is over. answered: by a rule, or through its last step. given up: no answer fitted, or
    a person took over. cancelled: they said so, or opted out. lapsed: no answer came in time, or the file has no such
    step any more. replaced: the same was asked anew, or too many were open."""

    name: str
    how: Ending
    started_at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A person answers this contact until then (UTC); a moment that has passed hands them back. ``staff``: who is told
    what they text until then; none named: all of them."""

    until: datetime
    rule: str
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Something to send or post apart from the answer, kept until it is done. notify and forward: ``text`` to ``to``, a
    number in E.164, at once. call: ``text`` is said on the phone to ``to``, such a number or the contact's address.
    webhook: ``text`` is the JSON to post to ``to``, a URL. follow-up: a text to the contact, made when it is due from
    the words in the file at that time; ``text`` is empty. broadcast: one of the texts to many,
    under the broadcast's ``name``; ``text`` is the template and ``groups`` what is known of this person besides."""

    kind: Literal["notify", "forward", "call", "webhook", "follow-up", "broadcast"]
    to: str
    at: datetime
    """When it is due, UTC."""
    rule: str
    name: str = ""
    """follow-up: what ``cancel`` and ``answering`` call it. notify: the member of staff. call: whom the rules
    name; empty for the contact."""
    text: str = ""
    media: tuple[str, ...] = ()
    position: int = 0
    """follow-up: which of the rule's follow-ups it is, from 0."""
    unless: tuple[str, ...] = ()
    """follow-up: "they reply", "they opt out": what takes it back. An ``unless`` condition is asked when it is due."""
    groups: tuple[str, ...] = ()
    """follow-up: what the rule's match found, name and value in turn, for its text."""
    repeated: int = 0
    """follow-up with ``repeat``: how often it was sent before."""
    language: str | None = None
    """follow-up: what they wrote in until then, as far as their texts told. call: what ``text`` is in."""
    lists: tuple[str, ...] = ()
    """broadcast: only who is on one of these lists when it is sent gets it."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Follow-ups of these names that weren't sent yet are taken back; ``all`` of them where no name is given."""

    names: tuple[str, ...]
    rule: str


Effect = (
    Remembered
    | Tagged
    | Untagged
    | Joined
    | Left
    | OptedOut
    | OptedIn
    | Asked
    | Answered
    | Closed
    | HandedOver
    | Due
    | Cancelled
)


@dataclass(frozen=True, slots=True)
class Decision:
    """All that follows from one text: what to answer, what to keep, and why. The shell only carries it out."""

    outcome: Outcome
    rule: str | None
    """The first rule that answered or ended it ("otherwise" for the fallback); a rule that fitted, said nothing and
    went on counts only where no other did. None where no rule had its say."""
    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
    contact: Contact
    """The contact as it now is, effects and history applied."""
    trace: Trace
    problems: tuple[str, ...] = ()
    """Errors inside rules, in words, for the log and the page; the contact got ``otherwise`` instead."""
    ruleset: str = ""
    """The digest of the rules that decided."""
