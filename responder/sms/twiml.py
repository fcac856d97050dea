"""Replies as TwiML: the XML that answers a webhook."""

from __future__ import annotations

import re
from collections.abc import Sequence

from responder.core.message import Reply
from responder.core.text.segments import fitting

MESSAGES = 10
"""Twilio sends no more messages than this for one that came in (error 14109)."""
MEDIA = 10
"""attachments of one message."""
BYTES = 64_000
"""of the whole document in UTF-8 (error 11750 above 64 kB)."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY = f"{_HEAD}<Response/>"
"""The answer that sends nothing."""

# XML 1.0 allows these characters and no others, not even as references. Lone surrogates are outside it too.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# Written here and not by twilio's MessagingResponse, which costs 14 µs a reply against 0.6 µs (and 8 to 17 ms to
# import), and leaves XML-illegal characters in, so that it would need this cleaning and counting around it anyway.
# A property test holds both to the same document.
def render(replies: Sequence[Reply], news: str = "") -> str:
    """The TwiML document that sends these replies in order. ``news``: the URL, with a query, that Twilio calls with
    news of them; which of them it is, counted from 0, is added at its end.

    It is well-formed and within Twilio's limits for every input: characters that XML can't hold are left out, a
    reply without text and media is left out, and what goes beyond a limit is cut off the end. The same replies give
    the same text, byte for byte.
    """
    room = BYTES - len(EMPTY) - len("<Response>")
    messages: list[str] = []
    head = f'<Message statusCallback="{_quoted(news)}' if news else "<Message>"
    for place, reply in enumerate(replies):
        begin = f'{head}{place}">' if news else head
        message = _message(reply.text, reply.media, begin)
        size = _size(message)
        if size > room and reply.media:
            message = _message(reply.text, (), begin)
            size = _size(message)
        if size > room or len(messages) == MESSAGES:
            break
        if message:
            messages.append(message)
            room -= size
    return f"{_HEAD}<Response>{''.join(messages)}</Response>" if messages else EMPTY


def _message(text: str, media: Sequence[str], begin: str) -> str:
    """One ``<Message>``, or nothing where there is nothing to send."""
    # Parsers turn carriage returns into line feeds; doing it first keeps the count of characters right.
    text = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    # Longer ones are error 21617.
    text = text[: fitting(text)]
    body = "" if not text or text.isspace() else escaped(text)
    urls = [url for url in (legal(one).strip() for one in media) if url][:MEDIA]
    if not urls:
        return f"{begin}{body}</Message>" if body else ""
    attachments = "".join(f"<Media>{escaped(url)}</Media>" for url in urls)
    return f"{begin}<Body>{body}</Body>{attachments}</Message>" if body else f"{begin}{attachments}</Message>"


def legal(text: str) -> str:
    """The text without characters that XML can't hold."""
    return _ILLEGAL.sub("", text)


def escaped(text: str) -> str:
    """The text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(url: str) -> str:
    return escaped(legal(url)).replace('"', "&quot;")


def _size(message: str) -> int:
    return len(message) if message.isascii() else len(message.encode("utf-8"))
