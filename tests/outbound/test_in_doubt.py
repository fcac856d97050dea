"""Twilio's answer was lost, or came after other news: what is sent, is sent once, and what failed isn't forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from responder.outbound import Outbound, World
from responder.sms import gateway as sms
from responder.sms.gateway import TRIAL, Taken, TwilioGateway
from responder.sms.webhook import StatusUpdate
from responder.web.webhooks import _move

ANA = "+12025550123"
QUESTION = "Hi there, shall we find a time?"
PICTURE = ("https://example.com/a.png",)


def due(desk: Any) -> None:
    """A follow-up is due now."""
    desk.text("price")
    desk.wait(days=2)


def as_of_today(desk: Any) -> None:
    """The texts of the stand-in were made when the desk's clock says so."""
    for message in desk.twilio.messages:
        message.created = desk.now


@contextmanager
def taken_late(desk: Any, seconds: float) -> Iterator[None]:
    """Twilio reads the next request so late that nobody waits for its answer any more, and takes it all the same."""
    faults, once = desk.twilio._faults, [True]
    around = faults.around

    def slow(request: Any, work: Any) -> Any:
        if once and request.method == "POST":
            once.clear()
            time.sleep(seconds)
        return around(request, work)

    faults.around = slow
    try:
        yield
    finally:
        del faults.around


def test_a_text_that_twilio_takes_long_after_we_gave_up_isn_t_sent_twice(desk: Any) -> None:
    due(desk)
    with taken_late(desk, 2.5):
        desk.outbound.attempt(desk.rows[0].id, 0)
        assert desk.rows[0].due.at - desk.now >= timedelta(minutes=1), "nobody looks at once"
        desk.wait(minutes=1)
        desk.work()
        assert (desk.rows[0].state, desk.sent()) == ("sending", [])
        deadline = time.monotonic() + 20
        while not desk.sent() and time.monotonic() < deadline:
            time.sleep(0.05)
    as_of_today(desk)
    desk.wait(minutes=3)
    desk.work()
    assert (desk.sent(), desk.states) == ([QUESTION], [("sent", None)])


def test_what_twilio_never_got_is_looked_for_after_one_and_three_minutes_and_then_sent(desk: Any) -> None:
    due(desk)
    begun = desk.now
    desk.twilio.fail_next(drop=True, on="POST")
    looks = []
    while desk.rows[0].state != "sent" and len(looks) < 5:
        desk.work()
        looks.append(desk.rows[0].due.at - begun)
        desk.now = desk.rows[0].due.at
    assert looks[:2] == [timedelta(minutes=1), timedelta(minutes=3)]
    assert desk.sent() == [QUESTION]


def test_after_a_crash_it_is_looked_for_at_once_and_sent_anew_a_quarter_of_a_minute_later(desk: Any) -> None:
    due(desk)
    desk.alive = False
    desk.outbound.attempt(desk.rows[0].id, 0)
    desk.alive = True
    desk.work()
    assert (desk.rows[0].state, desk.sent()) == ("sending", [])
    desk.wait(seconds=15)
    desk.work()
    assert (desk.rows[0].state, desk.sent()) == ("sent", [QUESTION])


def asked_for(desk: Any, body: str, media: tuple[str, ...] = (), **found: Any) -> list[Taken]:
    """What is found of a text with this body, where Twilio has one like ``found``."""
    gateway, number = TwilioGateway(desk.settings, timeout=5.0), desk.twilio.number.phone_number
    gateway.send(sms.Outbound(ANA, found.pop("was", body), found.pop("with_", ()), number))
    for name, value in found.items():
        setattr(desk.twilio.messages[-1], name, value)
    as_of_today(desk)
    return gateway.find(sms.Outbound(ANA, body, media, number), desk.now)


def test_only_the_very_text_is_taken_for_it(desk: Any) -> None:
    assert asked_for(desk, "See you!")
    desk.twilio.reset()
    assert asked_for(desk, "See you!", was=f"{TRIAL}See you!"), "as a trial account sends it"
    desk.twilio.reset()
    assert asked_for(desk, "See you!", was="Certainly. See you!") == []
    desk.twilio.reset()
    assert asked_for(desk, "See you!", direction="outbound-reply") == [], "an answer in TwiML is no text of ours"


def test_a_picture_without_words_isn_t_any_text(desk: Any) -> None:
    assert asked_for(desk, "", PICTURE, was="Something else") == []
    desk.twilio.reset()
    assert asked_for(desk, "", PICTURE, was="", with_=PICTURE)


def told(desk: Any, sid: str, code: int) -> None:
    update = StatusUpdate(sid, "undelivered", code, ANA, desk.twilio.number.phone_number)
    desk.store.write(lambda unit: _move(unit, update, desk.now, None))


def sending_with(desk: Any, after: Callable[[Taken], None]) -> Outbound:
    """A worker that is told something between Twilio's taking a text and keeping that it did."""

    class Gateway(TwilioGateway):
        def send(self, outbound: sms.Outbound) -> Taken:
            taken = super().send(outbound)
            after(taken)
            return taken

    gateway = Gateway(desk.settings, timeout=5.0)
    world = World(gateway, desk.poster, lambda: desk.ruleset, lambda: desk.now, lambda: 0.5, lambda: True)
    return Outbound(desk.store, desk.settings, world)


def test_news_of_a_failure_that_comes_before_the_sid_is_known_isn_t_lost(desk: Any) -> None:
    due(desk)
    sending_with(desk, lambda taken: told(desk, taken.sid, 30001)).attempt(desk.rows[0].id, 0)
    (row,) = desk.rows
    assert (row.state, row.late) == ("due", 1)
    desk.wait(minutes=2)
    desk.work()
    assert (desk.sent(), desk.states[0][0]) == ([QUESTION] * 2, "sent")


def test_nor_where_it_comes_at_the_same_moment(desk: Any) -> None:
    due(desk)
    telling: list[threading.Thread] = []

    def tell(taken: Taken) -> None:
        telling.append(threading.Thread(target=told, args=(desk, taken.sid, 30001)))
        telling[0].start()

    sending_with(desk, tell).attempt(desk.rows[0].id, 0)
    telling[0].join()
    assert (desk.rows[0].state, desk.rows[0].late) == ("due", 1)


@pytest.mark.parametrize("heard", [True, False], ids=["told", "found"])
def test_a_text_that_is_found_as_failed_is_no_success(desk: Any, heard: bool) -> None:
    due(desk)
    desk.twilio.fail_next(drop=True, done=True, on="POST")
    desk.outbound.attempt(desk.rows[0].id, 0)
    (message,) = desk.twilio.sent_to(ANA)
    message.status = "failed"
    if heard:
        told(desk, message.sid, 30001)
    else:
        message.error_code = 30001
    as_of_today(desk)
    desk.wait(minutes=1)
    desk.work()
    assert (desk.rows[0].state, desk.rows[0].late) == ("due", 1)


def test_an_opt_out_of_which_the_failure_tells_is_kept_too(desk: Any) -> None:
    due(desk)
    desk.twilio.fail_next(drop=True, done=True, on="POST")
    desk.outbound.attempt(desk.rows[0].id, 0)
    (message,) = desk.twilio.sent_to(ANA)
    message.status, message.error_code = "undelivered", 21610
    as_of_today(desk)
    desk.wait(minutes=1)
    desk.work()
    assert desk.store.contact(ANA).opted_out == {desk.twilio.number.phone_number: "carrier"}
