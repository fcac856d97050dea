"""Language tags: the two-letter codes of ISO 639-1, and the names that people write instead."""

from __future__ import annotations

import re
from collections.abc import Container
from types import SimpleNamespace

from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.syntax.tree import Entry, List, Settings, Text

_WRITTEN = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "haw hmn yue fil"
)
_CODES = frozenset(_WRITTEN.split())
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?:[A-Z][a-z]{3}|[A-Z]{2}|[0-9]{3})){0,2}")

LANGUAGE_NAMES = {
    "english": "en", "eng": "en", "inglés": "en", "anglais": "en", "englisch": "en", "us": "en", "gb": "en",
    "spanish": "es", "español": "es", "espanol": "es", "esp": "es", "sp": "es", "castellano": "es",
    "french": "fr", "français": "fr", "francais": "fr", "fra": "fr", "fre": "fr",
    "german": "de", "deutsch": "de", "ger": "de", "deu": "de",
    "portuguese": "pt", "português": "pt", "portugues": "pt", "por": "pt", "br": "pt-BR",
    "italian": "it", "italiano": "it", "dutch": "nl", "polish": "pl", "russian": "ru", "ukrainian": "uk",
    "chinese": "zh", "mandarin": "zh", "cn": "zh", "japanese": "ja", "jp": "ja", "korean": "ko", "kr": "ko",
    "vietnamese": "vi", "vn": "vi", "tagalog": "tl", "arabic": "ar", "hindi": "hi", "creole": "ht", "hebrew": "he",
    "greek": "el", "gr": "el", "turkish": "tr", "swedish": "sv", "danish": "da", "dk": "da", "czech": "cs", "cz": "cs",
}  # fmt: skip


def is_language_tag(written: str) -> bool:
    """Whether this is a language tag such as ``es``, ``pt-BR`` or ``zh-Hant``."""
    found = _TAG.fullmatch(written)
    return found is not None and found["language"] in _CODES


def language_tag(key: Text, desk: Desk) -> str | None:
    """The language that a setting is for, ``es:``; what isn't one is told."""
    if is_language_tag(key.value):
        return key.value
    meant = LANGUAGE_NAMES.get(key.value.lower())
    remedy = f"Did you mean `{meant}`?" if meant else "Write the language as two letters: en, es, fr, de, pt …"
    desk.error(key, "unknown-language", f"{quoted(key.value)} isn't a language", remedy)
    return None


_ALSO_WORDS = frozenset({"am", "an", "as", "be", "he", "is", "it", "my", "no", "or", "so", "to"})
"""Codes that are English words: alone they are no languages."""


def lacking_reply(node: Settings, known: Container[str]) -> list[Entry]:
    """The texts by language that stand where ``reply`` is missing: ``otherwise: {en: Hello, es: Hola}``. ``known``:
    names that mean something, here or elsewhere."""
    found = [
        entry
        for name, entry in node.entries.items()
        if name not in known
        and (is_language_tag(name) or name.lower() in LANGUAGE_NAMES)
        and (isinstance(entry.value, List) or (isinstance(entry.value, Text) and entry.value.value.strip()))
    ]
    return [] if "reply" in node.entries or all(entry.key.value in _ALSO_WORDS for entry in found) else found


def tell_lacking_reply(found: list[Entry], desk: Desk) -> Entry:
    """Tell them, once; and the ``reply`` that was meant."""
    key, last = found[0].key, found[-1].value
    lines = "".join(f"\n    {entry.key.value}: …" for entry in found)
    message = "languages can't stand here by themselves"
    desk.error(key, "unknown-key", message, f"Put the languages under `reply:`:\n  reply:{lines}")
    start = SimpleNamespace(line=key.line - 1, column=key.column - 1)
    end = SimpleNamespace(line=last.end_line - 1, column=last.end_column - 1)
    whole = Settings(key.source, start, end)
    whole.entries = {entry.key.value: entry for entry in found}
    return Entry(Text(key.source, start, start, "reply", None), whole)
