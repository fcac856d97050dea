"""The nearest known word, for "did you mean", and quotes, for errors."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` is most likely a slip for (case, hyphens and spaces aside), or None."""
    # Only an error needs difflib, and importing it costs more than reading a small file of rules.
    from difflib import get_close_matches

    plain = {_plain(name): name for name in sorted(known, reverse=True)}
    found = get_close_matches(_plain(word), plain, n=1, cutoff=0.65)
    return plain[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean `contains`?``, or nothing where no known word is near."""
    name = nearest(word, known)
    return f" Did you mean `{name}`?" if name else ""


def quoted(written: str, longest: int = 60) -> str:
    """What the writer wrote, in double quotes, cut where it is long, for errors."""
    text = " ".join(written.split())
    return f'"{text}"' if len(text) <= longest else f'"{text[: longest - 3]}..."'


def _plain(word: str) -> str:
    return word[:100].casefold().replace("-", "_").replace(" ", "_")
