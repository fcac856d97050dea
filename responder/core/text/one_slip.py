"""Words that differ by one slip of the thumb."""

from __future__ import annotations

from collections.abc import Iterator


def is_slip(said: str, meant: str) -> bool:
    """Whether one letter too many, too few, wrong, or two letters the wrong way round make ``said`` of ``meant``."""
    if said == meant or abs(len(said) - len(meant)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), min(len(said), len(meant)))
    rest_said, rest_meant = said[start:], meant[start:]
    return (
        rest_said[1:] == rest_meant[1:]
        or rest_said[1:] == rest_meant
        or rest_said == rest_meant[1:]
        or (rest_said[1::-1] == rest_meant[:2] and rest_said[2:] == rest_meant[2:])
    )


def deletions(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters. Two words that are one slip apart have one of these in
    common, so that words near to one are found without a look at all the others."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
