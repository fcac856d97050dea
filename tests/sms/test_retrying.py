"""What follows from each of Twilio's errors, as values."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.sms.error_codes import explain
from responder.sms.gateway import SendError
from responder.sms.retrying import MOST_FAILURES, GiveUp, Halt, Later, verdict


def error(code: int | None, uncertain: bool = False) -> SendError:
    if code is None:
        return SendError("Twilio can't be reached.", permanent=False, uncertain=uncertain)
    told = explain(code)
    return SendError(str(told), code=code, permanent=told.permanent, uncertain=uncertain, explanation=told)


@pytest.mark.parametrize(
    ("code", "seconds"),
    [(20429, 2), (20500, 10), (503, 10), (21611, 60), (30001, 60), (30022, 30), (14107, 40), (30008, 5), (None, 5)],
)
def test_what_will_pass_is_tried_later(code: int | None, seconds: int) -> None:
    told = verdict(error(code), 0, 0.5)
    assert isinstance(told, Later)
    expected = 10 if code == 503 else seconds
    assert told.after in (timedelta(seconds=expected), timedelta(seconds=5))


@pytest.mark.parametrize("code", [21211, 21408, 21606, 21608, 21612, 21614, 21617, 30034, 20404, 21705, 12345])
def test_what_won_t_pass_is_given_up_in_words(code: int) -> None:
    told = verdict(error(code), 0, 0.5)
    assert isinstance(told, GiveUp)
    assert not told.opted_out
    assert str(code) in told.because


@pytest.mark.parametrize("code", [20003, 20005, 30002])
def test_credentials_halt_everything(code: int) -> None:
    assert isinstance(verdict(error(code), 0, 0.5), Halt)


def test_an_opt_out_is_told_apart() -> None:
    assert verdict(error(21610), 0, 0.5) == GiveUp(str(explain(21610)), opted_out=True)


def test_nothing_is_tried_for_ever() -> None:
    assert isinstance(verdict(error(None), MOST_FAILURES - 2, 0.5), Later)
    told = verdict(error(None), MOST_FAILURES - 1, 0.5)
    assert isinstance(told, GiveUp)
    assert "tried 60 times" in told.because


def test_what_twilio_may_have_taken_is_marked() -> None:
    assert verdict(error(20500, uncertain=True), 0, 0.5) == Later(
        timedelta(minutes=1), str(explain(20500)), uncertain=True
    )


@given(st.integers(0, MOST_FAILURES - 2), st.floats(0, 1))
def test_waits_grow_to_half_an_hour_or_so(failures: int, chance: float) -> None:
    told = verdict(error(20429), failures, chance)
    assert isinstance(told, Later)
    even = verdict(error(20429), failures, 0.5)
    assert isinstance(even, Later)
    assert timedelta(seconds=1) <= told.after <= timedelta(minutes=30) * 1.25
    assert even.after * 0.74 <= told.after <= even.after * 1.26
