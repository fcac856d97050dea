"""Readers for words and phrases, and for ``words:``, the writer's own lists of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from responder.core.suggest import did_you_mean, nearest, quoted
from responder.core.text.folding import Phrase
from responder.rules.desk import Desk, listed
from responder.rules.readers import scalars
from responder.rules.readers.bare_words import lacking_brackets, tell_lacking
from responder.rules.readers.languages import language_tag
from responder.rules.readers.scalars import many, text
from responder.rules.syntax.tree import Node, Settings, Text
from responder.rules.words import BUILT_IN, built_in

LIST_NAME = re.compile(r"[^\W_][\w -]{0,40}")
LONGEST_REFERENCE = 60
_REFERENCE = re.compile(r"<\s*([^<>]+?)\s*>")


def phrase_group(node: Node, desk: Desk, name: str) -> tuple[Phrase, ...] | None:
    """One word or phrase, or all of a list for ``<yes>``."""
    value = text(node, desk, name)
    if value is None:
        return None
    found = _REFERENCE.fullmatch(value) if value[0] == "<" and len(value) <= LONGEST_REFERENCE else None
    if found is None:
        return None if _is_half_reference(node, value, desk) else _one(node, value, desk)
    wanted = found[1]
    if wanted in desk.facts.words:
        return desk.facts.words[wanted]
    if wanted in BUILT_IN:
        return built_in(wanted)
    known = [*desk.facts.words, *BUILT_IN]
    meant = did_you_mean(wanted, known).replace("`", "")
    remedy = f"Known lists: {listed(known)}.{meant} Your own lists stand under `words:` at the top of the file."
    desk.error(node, "unknown-list", f"there is no word list <{wanted}>", remedy)
    return None


def _is_half_reference(node: Node, value: str, desk: Desk) -> bool:
    """Whether this is a list that lacks one of its signs, ``<emergency``; if so it is told."""
    if value[0] != "<" and value[-1] != ">":
        return False
    found = _HALF_REFERENCE.fullmatch(value)
    if found is None:
        return False
    wanted = found["ahead"] or found["behind"]
    known = [*desk.facts.words, *BUILT_IN]
    meant = wanted if wanted in known else nearest(wanted, known)
    if meant is None and isinstance(node, Text) and node.quoted:
        # No list is near, and somebody took the trouble of quotes: these are the words.
        return False
    missing, behind = (">", "behind") if found["ahead"] else ("<", "before")
    message = f"a {missing} is missing {behind} {quoted(value)}"
    remedy = f"Write a list of words as `<{meant}>`, a word without < and >."
    if meant is None:
        remedy = f"Write a word without < and >. The lists of words are {listed(known)}."
    desk.error(node, "half-list", message, remedy)
    return True


_HALF_REFERENCE = re.compile(r"<\s*(?P<ahead>[^\W\d_][\w -]{0,40}\w)|(?P<behind>[^\W\d_][\w -]{0,40}\w)\s*>")


def _one(node: Node, value: str, desk: Desk) -> tuple[Phrase, ...] | None:
    phrase = Phrase.of(value)
    if phrase.folded:
        return (phrase,)
    desk.error(node, "empty", f"there is nothing in {quoted(value)} that a text could say", "Write a word or a phrase.")
    return None


_groups = many(phrase_group)


def groups(node: Node, desk: Desk, name: str) -> tuple[tuple[Phrase, ...], ...] | None:
    """One entry or a list, each a group of phrases of which any counts."""
    return _groups(node, desk, name)


def phrases(node: Node, desk: Desk, name: str) -> tuple[Phrase, ...] | None:
    """One word or phrase or a list of them, ``<lists>`` put in, each once."""
    found = _groups(node, desk, name)
    if found is None:
        return None
    each: dict[str, Phrase] = {}
    for group in found:
        for phrase in group:
            each.setdefault(phrase.folded, phrase)
    return tuple(each.values())


def word_lists(node: Node, desk: Desk, name: str) -> dict[str, tuple[str, ...]] | None:
    """``words:``: name to words as written. Also fills ``desk.facts.words``; a list may name others, in any order."""
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "names with words", f"{name}:\n    emergency: [bleeding, broken tooth]")
        return None
    for entry in node:
        if not LIST_NAME.fullmatch(entry.key.value):
            desk.error(
                entry.key,
                "odd-name",
                f"{quoted(entry.key.value)} can't be the name of a word list",
                "Use letters, digits, spaces and hyphens: it is written as <name> in rules.",
            )
    lacking = lacking_brackets(node)
    if lacking:
        tell_lacking(lacking, desk)
    lists = {entry.key.value: entry.value for entry in node if entry not in lacking}
    for wanted in lists:
        _resolve(wanted, lists, (), desk)
    return {wanted: tuple(phrase.written for phrase in desk.facts.words[wanted]) for wanted in lists}


def _resolve(wanted: str, lists: Mapping[str, Node], inside: tuple[str, ...], desk: Desk) -> None:
    """Fill in one list, those that it names first. ``inside``: the lists that are being filled in."""
    if wanted in desk.facts.words:
        return
    inside = (*inside, wanted)
    for inner, place in _references(lists[wanted]):
        if inner == wanted and inner in BUILT_IN:
            # A list may hold the built-in one of its own name, to which it adds words.
            desk.facts.words[inner] = built_in(inner)
        elif inner in inside:
            chain = " holds ".join(f"<{one}>" for one in (*inside[inside.index(inner) :], inner))
            desk.error(place, "endless", f"these lists hold each other: {chain}", "Take one of them out.")
            desk.facts.words.setdefault(inner, ())
        elif inner in lists:
            _resolve(inner, lists, inside, desk)
    made = _spoken(lists[wanted], desk, wanted)
    desk.facts.words[wanted] = tuple(Phrase.of(p.written, wanted, p.language) for p in made)


def _spoken(node: Node, desk: Desk, name: str) -> tuple[Phrase, ...]:
    """The words of a list; or of one by languages, ``{en: [bleeding], es: [sangre]}``, each with its language. A word
    that stands under several languages tells none, as in the built-in lists."""
    if not isinstance(node, Settings):
        return phrases(node, desk, name) or ()
    lacking = lacking_brackets(node)
    if lacking:
        tell_lacking(lacking, desk)
    each: dict[str, Phrase] = {}
    for entry in node:
        language = None if entry in lacking else language_tag(entry.key, desk)
        for phrase in phrases(entry.value, desk, entry.key.value) or () if language is not None else ():
            before = each.get(phrase.folded)
            shared = before is not None and before.language != language
            each[phrase.folded] = Phrase.of(phrase.written, name, None if shared else language)
    return tuple(each.values())


def _references(node: Node) -> list[tuple[str, Node]]:
    """The lists that a list names, and where."""
    if isinstance(node, Settings):
        return [found for entry in node for found in _references(entry.value)]
    entries = getattr(node, "items", [node])
    texts = [item for item in entries if isinstance(item, Text) and len(item.value) <= LONGEST_REFERENCE]
    found = [(_REFERENCE.fullmatch(item.value.strip()), item) for item in texts]
    return [(match[1], item) for match, item in found if match is not None]


def folded_words(node: Node, desk: Desk, name: str) -> frozenset[str] | None:
    """Words for ``opt_out:``, folded."""
    found = phrases(node, desk, name)
    return None if found is None else frozenset(phrase.folded for phrase in found)


def names(node: Node, desk: Desk, name: str) -> tuple[str, ...] | None:
    """One name or a list of names."""
    return many(scalars.text)(node, desk, name)


def first_known(word: str, known: Mapping[str, object]) -> str | None:
    """The name in ``known`` that ``word`` is, case aside."""
    if word in known:
        return word
    return next((name for name in known if name.casefold() == word.casefold()), None)
