"""Phone numbers as logs may show them."""

from __future__ import annotations

import re

# As in +12025550123 and +1 202-555-0123; without a plus, ten digits in a row.
_NUMBER = re.compile(r"(?<!\w)(?:\+\d[\d ().\-]{5,18}\d|\d{10,15})(?!\w)")


def masked(address: str) -> str:
    """An address: its last four characters at most, and never more than half of it."""
    if _shown_whole:
        return address if address.isascii() and address.isprintable() else ascii(address)
    shown = address[-min(4, len(address) // 2) :] if len(address) > 1 else ""
    if shown.isascii() and shown.isalnum():
        return f"…{shown}"
    return f"…{''.join(c if c.isascii() and c.isalnum() else '?' for c in shown)}"


def without_numbers(line: str) -> str:
    """A line of a log in which every phone number is masked, whoever wrote it there."""
    return line if _shown_whole else _NUMBER.sub(lambda found: masked(found[0]), line)


# How a process logs is settled once, where its log is set up, as it is for Python's own logging.
_shown_whole = False


def show_whole_numbers(whole: bool) -> None:
    """Whether the log of this process has whole numbers (RESPONDER_LOG_NUMBERS)."""
    global _shown_whole
    _shown_whole = whole
