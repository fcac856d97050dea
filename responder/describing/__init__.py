"""A file of rules in plain English: a page that the owner of a practice hangs on the wall, or shows to a lawyer."""

from responder.describing.page import Item, Line, Policy, Section
from responder.describing.policy import policy_of
from responder.describing.writing import FORMATS, as_html, as_markdown, as_page, as_text

__all__ = [
    "FORMATS",
    "Item",
    "Line",
    "Policy",
    "Section",
    "as_html",
    "as_markdown",
    "as_page",
    "as_text",
    "policy_of",
]
