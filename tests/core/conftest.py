"""Rules and messages for the tests of the engine, made by hand: the loader is tested elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder.core.answering.engine import decide
from responder.core.business import Business
from responder.core.calendar.dates import parse_date_range
from responder.core.calendar.hours import Hours
from responder.core.conditions.index import build_index
from responder.core.conditions.matchers import AllOf, Condition, Sender, Situation
from responder.core.contact import Contact, Exchange
from responder.core.conversation import Conversation, ConversationStep, Doing, Expected, Question
from responder.core.decision import Decision
from responder.core.message import InboundMessage
from responder.core.place import Place
from responder.core.question import OpenQuestion
from responder.core.rule import OTHERWISE, Action, OncePer, ReplyPart, ReplySpec, Rule
from responder.core.ruleset import Limits, OptOutPolicy, Ruleset
from responder.core.templates import ALWAYS_KNOWN, Template, compile_text
from responder.core.text.folding import Phrase, clean, fold

THEM = "+12025550123"
US = "+12025550100"
TUESDAY = datetime(2026, 6, 2, 19, 5, tzinfo=UTC)
"""14:05 in Chicago."""


class Make:
    """Short ways to make what the engine takes."""

    them, us, now = THEM, US, TUESDAY
    business = Business(
        name="Bright Smile",
        phone="+12025550199",
        phone_written="202 555 0199",
        timezone=ZoneInfo("America/Chicago"),
        hours=Hours.of([("mon-fri", "9:00-17:00")], [parse_date_range("12-25")]),
        staff={"maria": "+12025550002", "ben": "+12025550003"},
        numbers={"front desk": US, "texts": "24725"},
        lists={"tips": "Tips"},
        about={"address": "12 Mill Lane"},
    )

    @staticmethod
    def phrases(*written: str) -> tuple[Phrase, ...]:
        """``<yes>`` and the like stand for a small word list of that name in two languages."""
        made: list[Phrase] = []
        for one in written:
            if one.startswith("<"):
                name = one.strip("<>")
                made += [Phrase.of(name, name, "en"), Phrase.of(f"{name}o", name, "es")]
            else:
                made.append(Phrase.of(one))
        return tuple(made)

    @staticmethod
    def template(source: str) -> Template:
        return compile_text(source, ALWAYS_KNOWN | {"plan", "med", "visits", "what", "day", "half"})

    @classmethod
    def reply(cls, reply: Any) -> ReplySpec:
        """A text, a list of texts, a pair of text and URLs, or a map of languages to any of these."""
        by_language = reply if isinstance(reply, Mapping) else {"": reply}
        return ReplySpec({language: cls._parts(one) for language, one in by_language.items()})

    @classmethod
    def _parts(cls, reply: Any) -> tuple[ReplyPart, ...]:
        if isinstance(reply, list):
            return tuple(part for one in reply for part in cls._parts(one))
        text, media = reply if isinstance(reply, tuple) else (reply, ())
        return (ReplyPart(cls.template(text), tuple(map(cls.template, media))),)

    @classmethod
    def rule(
        cls,
        name: str,
        when: Condition | list[Condition] | None = None,
        reply: Any = None,
        *actions: Action,
        once_per: timedelta | None = None,
        or_reply: Any = None,
        **rest: Any,
    ) -> Rule:
        once = None
        if isinstance(when, list):
            when = AllOf(tuple(when))
        if once_per is not None:
            once = OncePer(once_per, f"{once_per}", cls.reply(or_reply) if or_reply is not None else None)
        return Rule(
            name,
            Place("rules.yaml", 10),
            when,
            cls.reply(reply) if reply is not None else None,
            actions=actions,
            once_per=once,
            **rest,
        )

    @classmethod
    def ruleset(
        cls,
        *rules: Rule,
        otherwise: Any = None,
        business: Business | None = None,
        opt_out: OptOutPolicy | None = None,
        limits: Limits | None = None,
        blocked: tuple[Sender, ...] = (),
        conversations: Iterable[Conversation] = (),
    ) -> Ruleset:
        if otherwise is not None and not isinstance(otherwise, Rule):
            otherwise = cls.rule(OTHERWISE, None, otherwise)
        return Ruleset(
            "0123456789abcdef",
            business or cls.business,
            rules,
            otherwise,
            opt_out or OptOutPolicy(),
            limits or Limits(),
            build_index(rules),
            blocked,
            conversations={one.name: one for one in conversations},
        )

    @classmethod
    def question(cls, ask: Any, kind: str = "text", *, save: str | None = None, **rest: Any) -> Question:
        """A question; ``choices`` maps names to lists of words, ``again`` is a reply, ``give_up`` a Doing."""
        words = {"yes": cls.phrases("<yes>"), "no": cls.phrases("<no>")} if kind == "yes or no" else {}
        chosen = {name: cls.phrases(name, *others) for name, others in rest.pop("choices", {}).items()}
        expected = Expected("choices" if chosen else kind, chosen, **words)  # type: ignore[arg-type]
        if "again" in rest:
            rest["again"] = cls.reply(rest["again"])
        return Question(cls.reply(ask), expected, save, **rest)

    @classmethod
    def doing(cls, reply: Any = None, *actions: Action) -> Doing:
        return Doing(None if reply is None else cls.reply(reply), actions)

    @classmethod
    def conversation(cls, name: str, *steps: Any) -> Conversation:
        """Steps are a Question, a Doing, a ConversationStep, or a text that is said."""
        place, made = Place("rules.yaml", 50), []
        for step in steps:
            if isinstance(step, ConversationStep):
                made.append(replace(step, place=place))
            elif isinstance(step, Question):
                made.append(ConversationStep(place, step))
            else:
                made.append(ConversationStep(place, None, step if isinstance(step, Doing) else cls.doing(step)))
        return Conversation(name, place, tuple(made))

    @staticmethod
    def with_conversations(ruleset: Ruleset, *conversations: Conversation) -> Ruleset:
        return replace(ruleset, conversations={**ruleset.conversations, **{one.name: one for one in conversations}})

    @staticmethod
    def open_question(name: str, asker: str = "rule", text: str = "", **rest: Any) -> OpenQuestion:
        """Asked an hour ago, open for a day."""
        rest = {"asked_at": TUESDAY - timedelta(hours=1), "until": TUESDAY + timedelta(days=1), **rest}
        return OpenQuestion(name, asker, text=text, **rest)  # type: ignore[arg-type]

    @staticmethod
    def message(body: str = "", from_: str = THEM, to: str = US, **rest: Any) -> InboundMessage:
        return InboundMessage("SM1", from_, to, body, **rest)

    @classmethod
    def situation(
        cls,
        body: str = "",
        *,
        contact: Contact | None = None,
        now: datetime | None = None,
        business: Business | None = None,
        **rest: Any,
    ) -> Situation:
        business = business or cls.business
        moment = (now or TUESDAY).astimezone(business.timezone)
        message = cls.message(body, **rest)
        return Situation(message, fold(body), clean(body), contact or Contact(message.from_), moment, business)

    @classmethod
    def decide(
        cls,
        ruleset: Ruleset,
        body: str = "",
        *,
        contact: Contact | None = None,
        now: datetime | None = None,
        explain: bool = False,
        **rest: Any,
    ) -> Decision:
        message = cls.message(body, **rest)
        return decide(ruleset, message, contact or Contact(message.from_), now or TUESDAY, explain=explain)

    @classmethod
    def talk(
        cls,
        ruleset: Ruleset,
        bodies: Iterable[str],
        *,
        every: timedelta = timedelta(minutes=1),
        contact: Contact | None = None,
        now: datetime | None = None,
        **rest: Any,
    ) -> list[Decision]:
        """The same contact texts these, one after the other."""
        contact, now, decisions = contact or Contact(THEM), now or TUESDAY, []
        for body in bodies:
            decisions.append(cls.decide(ruleset, body, contact=contact, now=now, **rest))
            contact, now = decisions[-1].contact, now + every
        return decisions

    @staticmethod
    def opted_out(by: str = "carrier", *scopes: str) -> Contact:
        """Someone who opted out of these scopes, of the number that they text unless some are named."""
        return Contact(THEM, opted_out=dict.fromkeys(scopes or (US,), by))  # type: ignore[arg-type]

    @staticmethod
    def busy() -> tuple[Exchange, ...]:
        """Five rounds in the last ten seconds: one more is too many."""
        return tuple(Exchange(TUESDAY - timedelta(seconds=n), f"{n}", ("x",)) for n in (9, 8, 6, 4, 2))

    @staticmethod
    def safety(decision: Decision) -> tuple[str, tuple[str, ...]]:
        """The safety step that ended it: its name and its reasons."""
        assert (decision.outcome, decision.rule) == ("safety", None)
        (step,) = decision.trace.steps
        assert (step.kind, step.verdict) == ("safety", "yes")
        return step.name, step.because


@pytest.fixture(scope="session")
def make() -> type[Make]:
    return Make
