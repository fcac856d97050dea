"""What a rule's conditions say of open questions: which ones it answers, and whether the words count."""

from __future__ import annotations

from responder.core.conditions.matchers import AllOf, AnyOf, Has
from responder.core.conditions.question_matchers import Answering, is_called
from responder.core.conditions.situation import Condition
from responder.core.conditions.text_matchers import Contains, ContainsAll, Matches, Says, StartsWith
from responder.core.question import OpenQuestion


def asks_for(condition: Condition, question: OpenQuestion) -> bool:
    """Whether ``answering`` this question is among the conditions."""
    if isinstance(condition, Answering):
        return any(is_called(question, name) for name in condition.names)
    return isinstance(condition, AllOf | AnyOf) and any(asks_for(one, question) for one in condition.conditions)


def takes_reactions(condition: Condition) -> bool:
    """Whether the condition asks for certain words, among which an emoji may be: `.+` of a regular expression takes
    any."""
    if isinstance(condition, AllOf):
        return any(map(takes_reactions, condition.conditions))
    if isinstance(condition, AnyOf):
        return all(map(takes_reactions, condition.conditions))
    return isinstance(condition, Says | StartsWith | Contains | ContainsAll)


def looks_at_words(condition: Condition) -> bool:
    """Whether the condition is about what the text says, and not only about who answers when."""
    if isinstance(condition, AllOf):
        return any(map(looks_at_words, condition.conditions))
    if isinstance(condition, AnyOf):
        return all(map(looks_at_words, condition.conditions))
    return isinstance(condition, Says | StartsWith | Contains | ContainsAll | Matches | Has)
