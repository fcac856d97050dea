"""Lists in pages, in the two styles of Twilio's APIs: ``next_page_uri`` (2010) and ``meta`` (the newer ones)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from responder.testing.form import Form

USUAL, LARGEST = 50, 1000
"""Items of a page: unless PageSize says otherwise, and at most."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of ``items``; ``link(n)`` is the address of page n with the filters of this one."""

    path: str
    query: Form
    items: Sequence[dict[str, Any]]

    @property
    def size(self) -> int:
        return self.query.number("PageSize", USUAL, 1, LARGEST)

    @property
    def index(self) -> int:
        return self.query.number("Page", 0, 0, 1_000_000)

    @property
    def shown(self) -> Sequence[dict[str, Any]]:
        return self.items[self.index * self.size : (self.index + 1) * self.size]

    @property
    def is_last(self) -> bool:
        return (self.index + 1) * self.size >= len(self.items)

    def link(self, index: int) -> str:
        filters = [pair for pair in self.query.pairs() if pair[0] not in ("Page", "PageSize", "PageToken")]
        pages: list[tuple[str, str]] = [("PageSize", str(self.size)), ("Page", str(index))]
        before = self.items[index * self.size - 1 :][:1] if index else ()
        pages += [("PageToken", f"PA{item['sid']}") for item in before]
        return f"{self.path}?{urlencode([*filters, *pages])}"


def page_of_2010(page: Page, key: str) -> dict[str, Any]:
    """A page as the 2010-04-01 API writes it. Its links are relative."""
    start = page.index * page.size
    return {
        key: list(page.shown),
        "end": max(start + len(page.shown) - 1, start),
        "first_page_uri": page.link(0),
        "next_page_uri": None if page.is_last else page.link(page.index + 1),
        "page": page.index,
        "page_size": page.size,
        "previous_page_uri": page.link(page.index - 1) if page.index else None,
        "start": start,
        "uri": page.link(page.index),
    }


def page_with_meta(page: Page, key: str, host: str) -> dict[str, Any]:
    """A page as messaging.twilio.com writes it. Its links begin with ``host``."""
    return {
        key: list(page.shown),
        "meta": {
            "page": page.index,
            "page_size": page.size,
            "first_page_url": host + page.link(0),
            "previous_page_url": host + page.link(page.index - 1) if page.index else None,
            "url": host + page.link(page.index),
            "next_page_url": None if page.is_last else host + page.link(page.index + 1),
            "key": key,
        },
    }
