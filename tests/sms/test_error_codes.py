"""Twilio's error codes in words that someone at a front desk can act on."""

from __future__ import annotations

import pytest

from responder.sms.error_codes import EXPLANATIONS, explain


@pytest.mark.parametrize("code", [20429, 20500, 20503, 21611, 30001, 30022, 30017, 14107, 30003, 30008])
def test_what_passes_is_not_permanent(code: int) -> None:
    assert explain(code).permanent is False


@pytest.mark.parametrize(
    ("codes", "about"),
    [
        ([20003, 20005, 30002], "account"),
        ([20404, 21701, 21705, 21408, 21606, 21603, 21212, 21608, 30032, 30034], "settings"),
        ([21211, 21217, 21614, 21635, 21612, 30004, 30005, 30006], "number"),
        ([21602, 21617, 21620, 21623, 30007], "text"),
        ([21610], "opted out"),
    ],
)
def test_every_code_that_matters_says_what_stands_in_the_way(codes: list[int], about: str) -> None:
    assert {explain(code).about for code in codes} == {about}
    assert all(explain(code).permanent for code in codes)


def test_an_opted_out_contact_is_explained_with_the_way_back() -> None:
    assert str(explain(21610)) == (
        "They opted out: they texted STOP to this number. Only they can lift that, by texting START. "
        "(Twilio error 21610)"
    )


@pytest.mark.parametrize(
    ("status", "like"), [(401, 20003), (404, 20404), (429, 20429), (500, 20500), (502, 20500), (503, 20500)]
)
@pytest.mark.parametrize("with_code", [True, False])
def test_an_answer_without_a_code_is_explained_by_its_http_status(status: int, like: int, with_code: bool) -> None:
    found = explain(status if with_code else None, status)
    assert (found.words, found.permanent, found.code) == (explain(like).words, explain(like).permanent, status)


def test_an_unknown_code_is_permanent_and_names_its_page() -> None:
    found = explain(29999, 400)
    assert (found.known, found.permanent) == (False, True)
    assert "https://www.twilio.com/docs/errors/29999" in str(found)


@pytest.mark.parametrize("code", [None, 0, -1, 418])
def test_no_code_at_all_still_says_where_to_look(code: int | None) -> None:
    assert "console" in str(explain(code))


@pytest.mark.parametrize("code", list(EXPLANATIONS))
def test_every_explanation_is_two_plain_sentences(code: int) -> None:
    found = explain(code)
    for sentence in (found.words, found.remedy):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not any(jargon in sentence for jargon in ("parameter", "payload", "exception", "E.164"))
