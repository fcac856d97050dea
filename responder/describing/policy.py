"""The whole description of a file of rules."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.phone import format_number
from responder.core.rule import Join, Leave, Rule
from responder.core.ruleset import Ruleset
from responder.describing.answers import Answers
from responder.describing.page import Item, Line, Policy, Section, listed, quoted, sentence, tidy
from responder.describing.promises import promises
from responder.describing.times import hours, window
from responder.describing.wordings import Wordings, language, spaced


def policy_of(ruleset: Ruleset) -> Policy:
    """Who gets what answer when; what is sent later; what is never sent."""
    wordings = Wordings(ruleset.business)
    answers = Answers(ruleset, wordings)
    name = tidy(ruleset.business.name)
    about = (
        "This is what is answered automatically, and by which rules. [Square brackets] stand for what is filled in for "
        "each person."
    )
    title = f"How {name} answers texts" if name else "How we answer texts"
    return Policy(title, about, tuple(_sections(ruleset, answers, wordings)))


def _sections(ruleset: Ruleset, answers: Answers, wordings: Wordings) -> Iterator[Section]:
    yield Section("About us", "", tuple(_facts(ruleset)))
    if ruleset.rules:
        about = "The rules are tried from top to bottom, and the first that fits answers."
        yield Section("What we answer", about, (), tuple(map(answers.rule, ruleset.rules)), numbered=True)
    yield Section("If nothing fits", "", _otherwise(ruleset.otherwise, answers))
    if ruleset.conversations:
        about = (
            "Questions that are asked one after the other. Whoever says that they don't want to go on is left alone, "
            "and BACK goes back to the question before."
        )
        items = tuple(map(answers.conversation, ruleset.conversations.values()))
        yield Section("Conversations", about, (), items)
    later = tuple(answers.follow_ups())
    nothing = () if later else (Line("Nothing. We only answer."),)
    yield Section("What we send later", "", nothing, later)
    if ruleset.business.lists:
        about = (
            "By text, people join and leave only as is said here. Who joined or left is kept, with their words, the "
            "rule and the time."
        )
        yield Section("Lists and consent", about, (), tuple(_lists(ruleset)))
    yield Section("What we never do", "", tuple(promises(ruleset, wordings)))
    if ruleset.words:
        items = tuple(
            Item(name, (Line(sentence(listed([quoted(word) for word in words], "or"))),))
            for name, words in ruleset.words.items()
        )
        yield Section("Our word lists", "The rules above call these words by the name of their list.", (), items)


def _otherwise(rule: Rule | None, answers: Answers) -> tuple[Line, ...]:
    return (Line("We answer nothing."),) if rule is None else tuple(answers.does(rule))


def _facts(ruleset: Ruleset) -> Iterator[Line]:
    business = ruleset.business
    if business.name:
        yield Line(f"Name: {tidy(business.name)}")
    if business.phone:
        yield Line(f"Phone: {tidy(business.phone_written or business.phone)}")
    for title, people in (("Our numbers", business.numbers), ("Staff", business.staff)):
        if people:
            yield Line(f"{title}: {listed([f'{tidy(name)} ({_number(number)})' for name, number in people.items()])}")
    if business.hours is not None:
        yield Line("Opening hours:", points=tuple(hours(business.hours, business.country)))
    for name, one in business.windows.items():
        if name not in ("hours", "closed"):
            yield Line(f"Times with a name: {window(one, business.country)}")
    yield Line(f"All times are by the clock in {str(business.timezone).replace('_', ' ')}.")
    yield Line(f"We answer in {listed(_languages(ruleset))}.")
    for name, value in business.about.items():
        yield Line(f"{spaced(name).capitalize()}: {tidy(value)}")


def _number(number: str) -> str:
    return format_number(number) if number.startswith("+") else tidy(number)


def _languages(ruleset: Ruleset) -> list[str]:
    """The languages that some reply is written in, that of the business first."""
    fallback = () if ruleset.otherwise is None else (ruleset.otherwise,)
    rules = (*ruleset.rules, *fallback)
    tags = [tag for rule in rules if rule.reply is not None for tag in rule.reply.by_language if tag]
    return list(dict.fromkeys(map(language, [ruleset.business.language, *tags])))


def _lists(ruleset: Ruleset) -> Iterator[Item]:
    for name, about in ruleset.business.lists.items():
        lines = [Line(sentence(tidy(about)))] if about.strip() else []
        for kind, verb in ((Join, "join"), (Leave, "leave")):
            rules = [quoted(rule.name) for rule in ruleset.rules if _has(rule, kind, name)]
            talks = [
                quoted(conversation.name)
                for conversation in ruleset.conversations.values()
                for step in conversation.steps
                if step.doing is not None
                and any(isinstance(one, kind) and name in one.lists for one in step.doing.actions)
            ]
            ways = [f"by the rule {listed(rules, 'or')}"] if rules else []
            ways += [f"in the conversation {listed(list(dict.fromkeys(talks)), 'or')}"] if talks else []
            if ways:
                lines.append(Line(f"People {verb} it {listed(ways, 'or')}."))
            elif kind is Join:
                lines.append(Line("Nobody can join it by text."))
            else:
                lines.append(Line("STOP ends it, as it ends all else."))
        yield Item(name, tuple(lines))


def _has(rule: Rule, kind: type[Join] | type[Leave], name: str) -> bool:
    return any(isinstance(one, kind) and name in one.lists for one in rule.actions)
