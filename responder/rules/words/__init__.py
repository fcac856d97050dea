"""The built-in word lists: what people really send for yes, no, thanks and the like, in five languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from responder.core.text.folding import Phrase
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import List, Settings, Text

BUILT_IN = ("yes", "no", "thanks", "greeting", "stop", "start", "help")
"""Their names; ``<yes>`` in a rule stands for all the words of ``yes``."""

LANGUAGES = ("en", "es", "fr", "de", "pt")

ANY = "any"
"""Words that tell no language: emoji, "ok"."""

_FOLDER = Path(__file__).parent


@cache
def built_in(name: str) -> tuple[Phrase, ...]:
    """The words of a built-in list, each once. A word that stands under several languages tells none."""
    found: dict[str, Phrase] = {}
    for language, words in written(name).items():
        for word in words:
            phrase = Phrase.of(word, name, None if language == ANY else language)
            before = found.get(phrase.folded)
            if before is None:
                found[phrase.folded] = phrase
            elif before.language != phrase.language:
                found[phrase.folded] = Phrase.of(before.written, name, None)
    return tuple(found.values())


@cache
def written(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a built-in list as they stand in its file, by language."""
    path = _FOLDER / f"{name}.yaml"
    tree = Builder(Source.of(path.name, path.read_text(encoding="utf-8")), frozenset(), []).tree()
    assert isinstance(tree, Settings), path
    words = {}
    for entry in tree:
        assert isinstance(entry.value, List), (path, entry.key.value)
        words[entry.key.value] = tuple(item.value for item in entry.value.items if isinstance(item, Text))
    return words
