"""What was decided about one text, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from responder.core.contact import Contact, OptedOutBy
from responder.core.message import Reply

Verdict = Literal["yes", "no", "not needed", "error"]
Outcome = Literal["answered", "silent", "otherwise", "safety", "nothing"]
"""answered: a rule replied. silent: a rule fits and says nothing on purpose. otherwise: no rule fits, the fallback
was used. safety: STOP, START, HELP, a blocked sender, an opted-out contact or the limits ended it (with or without a
reply). nothing: no rule fits and there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: a safety check, a rule, or otherwise.

    ``because`` holds one sentence per condition looked at, in the words of someone who edits rules.yaml
    ("none of price, cost is in the text"). ``near`` holds near misses ("'prise' is nearly 'price'").
    """

    kind: Literal["safety", "rule", "otherwise"]
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


Effect = Remembered | Tagged | Untagged | Joined | Left | OptedOut | OptedIn


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
