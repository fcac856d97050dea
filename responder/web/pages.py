"""What a request is answered with. Never plain text: Twilio would send that to whoever wrote to us."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from http import HTTPStatus

XML = "text/xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Page:
    """A status, a body and its kind. It belongs to no framework."""

    body: str
    kind: str = XML
    status: HTTPStatus = HTTPStatus.OK
    headers: tuple[tuple[str, str], ...] = ()
    """More of them, beside the kind."""


class Turned(Exception):
    """This request isn't one that we answer otherwise: ``page`` is the answer, with ``why`` on it."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.page = html(status, why)
        self.why = why


def html(status: HTTPStatus, words: str) -> Page:
    """A page with the status as its title and these words under it."""
    title = f"{status.value} {status.phrase}"
    text = f"<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{escape(words)}</p>\n"
    return Page(text, HTML, status)
