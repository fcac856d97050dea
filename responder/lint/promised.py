"""Words that texts ask people to reply with, and which rules take them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from responder.core.answering.asking.question_words import BACK, CANCEL
from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.conditions.matchers import AllOf, Contains, ContainsAll, If, Match, Matches, Says, StartsWith
from responder.core.conditions.question_matchers import Answering
from responder.core.conditions.situation import Situation, situation_of
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.text.folding import fold
from responder.lint.conditions import answers_everything, conditions

_WORD = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9']*(?![\w'])"
_WORDS = rf"(?:{_WORD}(?: {_WORD})*|[1-9]\d?(?![\w.,:%-]*\d)(?![\w%:-]))"
_ASKS = re.compile(
    r"\b(?P<verb>(?i:reply|respond|answer|text|type|write|text back|"
    r"responda|responde|conteste|contesta|escriba|escribe|"
    r"répondez|réponds|envoyez|écrivez|antworten sie|antworte|schreiben sie|schreib|responder|envie|escreva))"
    r"\s+(?:(?i:with|by|back|the word|us|con|la palabra|par|avec|mit|com|a palavra)\s+)?[\"'“‘«]?"
    rf"(?P<word>{_WORDS})(?P<rest>[^.!?\n]*)"
)
_MORE = re.compile(rf"(?:,|/|\b(?:or|and|o|u|y|ou|et|oder|und|e))\s*[\"'“‘«]?(?P<word>{_WORDS})")
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

# What stands for something that they fill in, or is said of the reply itself.
_NO_WORDS = frozenset({"I", "A", "ASAP", "ID", "ZIP", "PIN", "URL", "PDF", "AM", "PM", "US", "USA", "UK", "EU"}) | {
    *("NAME", "FULL", "FIRST", "LAST", "DATE", "DAY", "TIME", "NUMBER", "CODE", "EMAIL", "ADDRESS", "AGE", "PHOTO"),
    *("PICTURE", "PIC", "ONLY", "NOT", "NOW", "ALL", "TO", "IN", "THIS"),
}

_TEXT = (Says, StartsWith, Contains, ContainsAll, Matches)
_THEIRS, _OURS = "+15550100000", "+15550100001"
_MOMENT = datetime(2026, 1, 6, 12, tzinfo=UTC)


def promised(text: str) -> Iterator[str]:
    """The words, each once, that a text asks people to reply with: YES, C, LEAVE TIPS, 2."""
    found: dict[str, None] = {}
    for asks in _ASKS.finditer(_FILLED.sub(" x ", text)):
        if asks["word"].isdigit() and asks["verb"].lower() in ("text", "type", "write"):
            # "Please text 2 days before."
            continue
        found[asks["word"]] = None
        found.update((more["word"], None) for more in _MORE.finditer(asks["rest"]))
    yield from (word for word in found if not _NO_WORDS.issuperset(word.split()))


def heard_before_rules(ruleset: Ruleset, word: str) -> bool:
    """Whether it is a word of STOP, START or HELP, the carriers' or the file's own, or one that steers a
    conversation."""
    policy, folded = ruleset.opt_out, fold(word).text
    if ruleset.conversations and folded in BACK | CANCEL:
        return True
    families = (STOP_WORDS, ALSO_STOP, START_WORDS, HELP_WORDS)
    own = (policy.stop_words, policy.start_words, policy.help_words)
    return any(folded in words for words in (*families, *own))


def is_taken(ruleset: Ruleset, word: str, question: str = "") -> bool:
    """Whether some rule may answer a text that is this word, at some moment and for somebody. ``question``: what is
    open then; a rule that waits for another one doesn't count."""
    for number in (_OURS, *ruleset.index.by_number):
        message = InboundMessage("SM0", _THEIRS, number, word)
        situation = situation_of(message, Contact(_THEIRS), _MOMENT, ruleset.business)
        # The index leaves out only rules whose words can't be found in the text.
        candidates = (ruleset.rules[position] for position in ruleset.index.candidates(situation))
        if any(_takes(rule, situation, question) for rule in candidates):
            return True
    return False


def _takes(rule: Rule, situation: Situation, question: str) -> bool:
    if answers_everything(rule):
        return True
    said = list(conditions(rule))
    whole = rule.when.conditions if isinstance(rule.when, AllOf) else (rule.when,)
    # Under ``any`` the question is only one of several ways to fit.
    asked = [condition for condition in whole if isinstance(condition, Answering)]
    if asked and not any(question in condition.names for condition in asked):
        return False
    by_text = [condition for condition in said if isinstance(condition, _TEXT)]
    if not by_text:
        # An ``if`` may look at anything; and whoever waits for the question, and says no words, takes all.
        return bool(asked) or any(isinstance(condition, If) for condition in said)
    return any(isinstance(condition.test(situation), Match) for condition in by_text)
