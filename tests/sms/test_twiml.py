"""TwiML: well-formed and within Twilio's limits, whatever a reply holds."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from responder.core.message import Reply
from responder.core.text.segments import LONGEST, length
from responder.sms.twiml import BYTES, EMPTY, MEDIA, MESSAGES, render

ANY_TEXT = st.text(st.characters()) | st.text(
    st.sampled_from("&<>\"' \t\r\n\x00\x0b\x1b\ufffe\ud800\udc00é😀]"), max_size=2000
)
REPLIES = st.lists(st.builds(Reply, ANY_TEXT, st.lists(ANY_TEXT, max_size=12).map(tuple)), max_size=14)


def messages(document: str) -> list[tuple[str, list[str]]]:
    """What an XML parser reads: each message's text and media."""
    root = ET.fromstring(document.encode("utf-8"))
    assert root.tag == "Response"
    found = []
    for message in root:
        assert message.tag == "Message"
        body = message.find("Body")
        text = (message.text if body is None else body.text) or ""
        found.append((text, [media.text or "" for media in message.findall("Media")]))
    return found


@pytest.mark.parametrize(
    ("replies", "written"),
    [
        ([], "<Response/>"),
        ([Reply("Hi")], "<Response><Message>Hi</Message></Response>"),
        ([Reply("a < b & c > d")], "<Response><Message>a &lt; b &amp; c &gt; d</Message></Response>"),
        ([Reply("one"), Reply("two")], "<Response><Message>one</Message><Message>two</Message></Response>"),
        (
            [Reply("Look", ("https://x.example/a.png?b=1&c=2",))],
            "<Response><Message><Body>Look</Body><Media>https://x.example/a.png?b=1&amp;c=2</Media></Message></Response>",
        ),
        ([Reply("", ("https://x.example/a",))], "<Response><Message><Media>https://x.example/a</Media></Message></Response>"),
        ([Reply("")], "<Response/>"),
        ([Reply(" \n"), Reply("x")], "<Response><Message>x</Message></Response>"),
        ([Reply("\x00\x1b\ufffe\ud800")], "<Response/>"),
        ([Reply("a\x00b\ud83dc")], "<Response><Message>abc</Message></Response>"),
        ([Reply("a\r\nb\rc")], "<Response><Message>a\nb\nc</Message></Response>"),
        ([Reply("</Message><Redirect>http://evil.example</Redirect>")],
         "<Response><Message>&lt;/Message&gt;&lt;Redirect&gt;http://evil.example&lt;/Redirect&gt;</Message></Response>"),
    ],
)  # fmt: skip
def test_replies_are_written_as_twilio_reads_them(replies: list[Reply], written: str) -> None:
    assert render(replies) == '<?xml version="1.0" encoding="UTF-8"?>' + written


def test_no_reply_is_the_empty_document() -> None:
    assert render([]) == EMPTY


@given(REPLIES)
@example([Reply("&" * LONGEST, ("https://x.example/" + "&" * 2000,) * MEDIA)] * MESSAGES)
@example([Reply("😀" * LONGEST)] * MESSAGES)
@example([Reply("x", ("y" * BYTES,))])
def test_every_document_is_well_formed_and_within_twilios_limits(replies: list[Reply]) -> None:
    document = render(replies)
    assert len(document.encode("utf-8")) <= BYTES
    found = messages(document)
    assert len(found) <= MESSAGES
    for text, media in found:
        assert length(text) <= LONGEST
        assert len(media) <= MEDIA
        assert text.strip() or media


@given(REPLIES)
def test_the_same_replies_give_the_same_bytes(replies: list[Reply]) -> None:
    assert render(replies) == render(replies)


XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=200
)


PLAIN_REPLIES = st.lists(
    st.builds(Reply, XML_TEXT.filter(str.strip), st.lists(st.just("https://x.example/?a&b"), max_size=3).map(tuple)),
    max_size=5,
)


@given(PLAIN_REPLIES)
def test_it_reads_as_the_document_that_twilios_own_library_writes(replies: list[Reply]) -> None:
    theirs = MessagingResponse()
    for reply in replies:
        message = theirs.message()
        message.body(reply.text)
        for url in reply.media:
            message.media(url)
    assert messages(render(replies)) == messages(str(theirs))


def test_texts_beyond_the_limit_are_cut_off_the_end() -> None:
    assert messages(render([Reply("a" * 1601)])) == [("a" * 1600, [])]


def test_the_first_ten_messages_are_sent_and_the_first_ten_media() -> None:
    many = [Reply(str(n), tuple(f"https://x.example/{m}" for m in range(12))) for n in range(12)]
    found = messages(render(many))
    assert [text for text, _ in found] == [str(n) for n in range(10)]
    assert all(media == [f"https://x.example/{m}" for m in range(10)] for _, media in found)


def test_media_that_would_burst_the_document_are_left_out_before_the_text_is() -> None:
    assert messages(render([Reply("hello", ("x" * 70_000,)), Reply("bye")])) == [("hello", []), ("bye", [])]


def test_a_character_takes_its_bytes_and_not_one_from_the_room() -> None:
    found = messages(render([Reply("€" * 1600, ("https://x.example/" + "é" * 800,))] * 10))
    assert [len(media) for _, media in found] == [1] * 9 + [0]


def test_an_emoji_counts_twice_as_it_does_at_twilio() -> None:
    assert messages(render([Reply("😀" * 801)])) == [("😀" * 800, [])]


def test_each_reply_says_where_news_of_it_goes() -> None:
    url = 'https://me:p"w@texts.example.com/sms/status?re=SM1&n='
    made = render([Reply("One"), Reply(""), Reply("Two", ("https://x.example/a.jpg",))], url)
    messages = ET.fromstring(made.encode()).findall("Message")
    assert [message.get("statusCallback") for message in messages] == [f"{url}0", f"{url}2"]
    assert [message.text or message.findtext("Body") for message in messages] == ["One", "Two"]


def test_the_limit_of_bytes_counts_what_news_costs() -> None:
    url = "https://texts.example.com/sms/status?re=SM1&n="
    made = render([Reply("ü" * 1600, (f"https://x.example/{'a' * 5000}",))] * 10, url)
    assert len(made.encode()) <= 64_000
    ET.fromstring(made.encode())
