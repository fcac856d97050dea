"""What a webhook's answer means to Twilio: TwiML or plain text, read into messages, or one of Twilio's errors."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

LARGEST = 64 * 1024
"""Bytes of TwiML (error 11750 above)."""
MESSAGES = 10
"""``<Message>`` verbs that one answer may have (error 14109 above)."""

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


class TwimlError(Exception):
    """Twilio can't use this answer. ``code`` is the error in its console."""

    def __init__(self, code: int, because: str) -> None:
        self.code = code
        self.because = because
        super().__init__(f"{code}: {because}")


@dataclass(frozen=True, slots=True)
class Said:
    """One ``<Message>``: its text, its attachments, and its attributes."""

    text: str
    media: tuple[str, ...] = ()
    to: str = ""
    from_: str = ""
    status_callback: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An answer as Twilio reads it. ``verbs`` names every verb; only ``Message`` is carried out here."""

    said: tuple[Said, ...] = ()
    verbs: tuple[str, ...] = ()


SILENCE = Document()
"""An answer that sends nothing."""


def read(status: int, content_type: str, body: bytes) -> Document:
    """The messages in a webhook's answer; raises TwimlError. No content (204) says nothing, as does ``<Response/>``."""
    kind = content_type.partition(";")[0].strip().lower()
    if status == 204 or (not body and kind in XML_TYPES | {"text/plain"}):
        return SILENCE
    if kind == "text/plain":
        # Whatever it is, an error page too, Twilio texts it to the sender.
        return Document((Said(body.decode("utf-8", "replace")),), ("text/plain",))
    if kind not in XML_TYPES:
        raise TwimlError(12300, f"the content type is {kind or 'missing'}, which isn't TwiML")
    if len(body) > LARGEST:
        raise TwimlError(11750, f"the answer has {len(body)} bytes, and TwiML may have {LARGEST}")
    return _document(_parse(body))


def _parse(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise TwimlError(12100, "TwiML has no document type")
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise TwimlError(12100, f"the answer isn't well-formed XML: {error}") from error


def _document(root: ElementTree.Element) -> Document:
    if root.tag != "Response":
        raise TwimlError(12200, f"TwiML begins with <Response>, and this with <{root.tag}>")
    verbs = tuple(verb.tag for verb in root)
    said = tuple(_message(verb) for verb in root if verb.tag in ("Message", "Sms"))
    if len(said) > MESSAGES:
        raise TwimlError(14109, f"the answer has {len(said)} messages, and Twilio sends {MESSAGES} at most")
    return Document(said, verbs)


def _message(verb: ElementTree.Element) -> Said:
    nested = [child.text or "" for child in verb if child.tag == "Body"]
    own = verb.text or ""
    return Said(
        # Between nested verbs the text is only indentation.
        text=(own.strip() if len(verb) else own) + "".join(nested),
        media=tuple((child.text or "").strip() for child in verb if child.tag == "Media"),
        to=verb.get("to", ""),
        from_=verb.get("from", ""),
        status_callback=verb.get("statusCallback", "") or verb.get("action", ""),
    )
