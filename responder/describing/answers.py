"""Rules, follow-ups and conversations: who gets what when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.core.conditions.matchers import AllOf, AnyOf
from responder.core.conditions.situation import Condition
from responder.core.conditions.slips import tolerant
from responder.core.conditions.text_matchers import Says, StartsWith
from responder.core.conversation import Conversation, ConversationStep, Doing, Expected, Question
from responder.core.rule import FollowUp, ReplySpec, Rule
from responder.core.ruleset import Ruleset
from responder.describing.conditions import condition_sentence, node_of
from responder.describing.deeds import deeds, when_sent
from responder.describing.page import Item, Line, listed, quoted, sentence, tidy
from responder.describing.sentences import clause
from responder.describing.times import length
from responder.describing.wordings import Wordings, spaced

_KINDS = {
    "text": "any text",
    "yes or no": "yes or no",
    "number": "a number",
    "day": "a day",
    "time": "a time",
    "date": "a date",
    "phone": "a phone number",
    "email": "an email address",
    "name": "a name",
    "photo": "a photo",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """Describes what one file answers."""

    ruleset: Ruleset
    wordings: Wordings

    def rule(self, rule: Rule) -> Item:
        """One rule as an entry of “What we answer”."""
        return Item(rule.name, (Line(sentence(self._when(rule.when) + ".")), *self.does(rule)))

    def does(self, rule: Rule) -> Iterator[Line]:
        """All that a rule does when it answers."""
        if rule.reply is not None:
            yield from self.wordings.said(rule.reply, "We answer")
        elif rule.silent:
            yield Line("We answer nothing, on purpose.")
        if rule.ask is not None:
            yield from self.wordings.said(rule.ask.spec, "Then we ask" if rule.reply else "We ask")
            name = "" if rule.ask.name == rule.name else f"The question is called {quoted(rule.ask.name)}. "
            yield Line(f"{name}An answer counts for {length(rule.ask.within)}.")
        yield from deeds(rule.actions, self.wordings)
        yield from self._limits(rule)

    def _limits(self, rule: Rule) -> Iterator[Line]:
        once = rule.once_per
        if once is not None:
            each = f"This happens at most once in {tidy(once.written)} for each person."
            if once.or_reply is None:
                yield Line(each)
            elif not _says_something(once.or_reply):
                yield Line(f"This is answered at most once in {tidy(once.written)} for each person; all else is done.")
            else:
                yield Line(each)
                yield from self.wordings.said(once.or_reply, "In between we answer")
        if rule.goes_on:
            yield Line("The rules below are looked at, too.")
        if rule.always:
            yield Line("This is answered even where our limits would hold an answer back.")
        if _forgives(rule.when):
            yield Line("A slip of one letter in a longer word counts, too.")

    def _when(self, condition: Condition | None) -> str:
        return condition_sentence(condition, self._country, self.ruleset.words)

    def _asked_later(self, condition: Condition) -> str:
        return clause(node_of(condition, self._country, self.ruleset.words))

    @property
    def _country(self) -> str:
        return self.ruleset.business.country

    def follow_ups(self) -> Iterator[Item]:
        """What is sent later, rule by rule."""
        fallback = () if self.ruleset.otherwise is None else (self.ruleset.otherwise,)
        for rule in (*self.ruleset.rules, *fallback):
            for action in rule.actions:
                if isinstance(action, FollowUp):
                    yield self._follow_up(action, f"the rule {quoted(rule.name)}", rule.name)
        for conversation in self.ruleset.conversations.values():
            for step in conversation.steps:
                for action in step.doing.actions if step.doing is not None else ():
                    if isinstance(action, FollowUp):
                        yield self._follow_up(
                            action, f"the conversation {quoted(conversation.name)}", conversation.name
                        )

    def _follow_up(self, action: FollowUp, source: str, name: str) -> Item:
        sent = action.ask or action.text
        before = f"{when_sent(action)}, after {source}, we send"
        lines = list(self.wordings.said(sent, before)) if sent is not None else []
        if action.ask is not None:
            lines.append(Line(f"It is a question; an answer counts for {length(action.within)}."))
        if action.repeat is not None:
            times = f", {action.times} times in all" if action.times else ", without an end"
            lines.append(Line(f"It is sent again every {length(action.repeat)}{times}."))
        unless = ["they write to us before"] if action.unless_reply else []
        if action.unless is not None:
            unless.append(self._asked_later(action.unless))
        unless.append("they have opted out")
        lines.append(Line(f"It is not sent if {listed(unless, 'or')}."))
        if action.urgent:
            lines.append(Line("It is urgent, and sent in quiet hours, too."))
        return Item(action.name or name, tuple(lines))

    def conversation(self, conversation: Conversation) -> Item:
        """One conversation, step by step."""
        lines: list[Line] = []
        for number, step in enumerate(conversation.steps, 1):
            made = list(self._step(step))
            first = Line(f"Step {number}. {made[0].words}", made[0].said) if made else Line(f"Step {number}.")
            lines += [first, *made[1:]]
        return Item(conversation.name, tuple(lines))

    def _step(self, step: ConversationStep) -> Iterator[Line]:
        if step.when is not None:
            yield Line(f"Only if {self._asked_later(step.when)}.")
        if step.doing is not None:
            yield from self._doing(step.doing)
        if step.question is not None:
            yield from self._question(step.question)

    def _doing(self, doing: Doing) -> Iterator[Line]:
        if doing.reply is not None:
            yield from self.wordings.said(doing.reply, "We say")
        yield from deeds(doing.actions, self.wordings)

    def _question(self, question: Question) -> Iterator[Line]:
        yield from self.wordings.said(question.ask, "We ask")
        saved = f", which we keep as {quoted(spaced(question.save))}" if question.save else ""
        yield Line(f"We expect {_expected(question.expected)}{saved}. An answer counts for {length(question.within)}.")
        tries = "once" if question.tries == 1 else f"up to {question.tries} times"
        if question.again is not None:
            yield from self.wordings.said(question.again, f"If it is something else, we say {tries}")
        else:
            yield Line("If it is something else, we ask " + ("once more." if question.tries == 1 else f"{tries} more."))
        if question.give_up is None:
            yield Line("After that, a person takes over, and our staff is told.")
        else:
            yield Line("After that, we give up:")
            yield from self._doing(question.give_up)


def _forgives(condition: Condition | None) -> bool:
    """Whether a misspelt word may count, by ``typos: yes``."""
    if isinstance(condition, AllOf | AnyOf):
        return any(map(_forgives, condition.conditions))
    return isinstance(condition, Says | StartsWith) and bool(tolerant(condition.phrases, condition.slips))


def _says_something(spec: ReplySpec) -> bool:
    """Whether there is anything in it: ``or_reply: nothing`` has nothing."""
    return any(part.text.source or part.media for parts in spec.by_language.values() for part in parts)


def _expected(expected: Expected) -> str:
    if expected.kind == "choices":
        return f"one of {listed([quoted(name) for name in expected.choices], 'or')}"
    if expected.kind == "matches":
        return f"something like the pattern {quoted(expected.pattern.source)}" if expected.pattern else "a certain form"
    return _KINDS[expected.kind]
