"""Language tags: the two-letter codes of ISO 639-1, and the names that people write instead."""

from __future__ import annotations

import re

from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.syntax.tree import Text

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
