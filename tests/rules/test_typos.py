"""``typos: yes``: one slip of the thumb in a long word still counts, and never where it could mean something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from responder.core.answering.engine import decide
from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.core.message import InboundMessage
from responder.rules.load import loads

NOW = datetime(2026, 6, 2, 19, 5, tzinfo=UTC)


def texted(rules: str, body: str, *, explain: bool = False, top: str = "") -> Decision:
    them = "+12025550123"
    ruleset = loads(f"business: Bright Smile\n{top}\nrules:\n{rules}\notherwise: later\n")
    return decide(ruleset, InboundMessage("SM1", them, "+12025550100", body), Contact(them), NOW, explain=explain)


def rule(name: str, when: str, typos: str = "") -> str:
    return f"  - name: {name}\n    when: {when}\n    reply: '{name}'\n" + (f"    typos: {typos}\n" if typos else "")


CONFIRM = rule("Confirm", "{says: [confirm, confirm appointment, 'cancel appointment', '12345', <yes>]}", "yes")


@pytest.mark.parametrize(
    "body",
    ["confrim", "Confim!", "CONFIRMM", "konfirm", "onfirm", "confirm apointment", "cancel apointment"],
)
def test_one_slip_in_a_long_word_counts(body: str) -> None:
    assert texted(CONFIRM, body).rule == "Confirm"


@pytest.mark.parametrize(
    "body",
    ["confrmi t", "cnofrim", "konfrim apointment", "cancle appointment", "12346", "perfact", "please confrim"],
)
def test_more_slips_and_short_or_weighty_words_do_not(body: str) -> None:
    assert texted(CONFIRM, body).rule == "otherwise"


def test_without_it_no_slip_counts() -> None:
    assert texted(rule("Confirm", "{says: confirm}"), "confrim").rule == "otherwise"
    assert texted(rule("Confirm", "{contains: confirm}", "yes"), "confrim").rule == "otherwise"


def test_the_reason_says_what_was_nearly_what_and_claims_no_near_miss() -> None:
    decision = texted(CONFIRM, "Confrim!", explain=True)
    (step,) = [step for step in decision.trace.steps if step.name == "Confirm"]
    assert (step.verdict, step.because, step.near) == ("yes", ("the text is 'confrim', nearly 'confirm'",), ())


@pytest.mark.parametrize(("body", "rest"), [("bokking for two, Please!", "for two, Please!"), ("Boooking: 4", "4")])
def test_a_beginning_with_a_slip_leaves_the_rest_as_it_was_typed(body: str, rest: str) -> None:
    rules = "  - name: Book\n    when: {starts_with: booking}\n    reply: 'for {{ rest }}'\n    typos: yes\n"
    decision = texted(rules, body)
    assert [reply.text for reply in decision.replies] == [f"for {rest}"]
    assert "nearly 'booking'" in decision.trace.steps[0].because[0]


@pytest.mark.parametrize("when", ["{says: confirn}", "{starts_with: confirn}", "{says: [x, confirn], from: GB}"])
def test_the_exact_word_of_any_rule_wins_whatever_the_order(when: str) -> None:
    rules = rule("Confirm", "{says: confirm}", "yes") + rule("Other", when)
    assert texted(rules, "confirn").rule == ("otherwise" if "GB" in when else "Other")
    assert texted(rules, "confirk").rule == "Confirm"


def test_words_that_a_rule_contains_or_does_not_want_are_nobodys_exact_words() -> None:
    rules = rule("Confirm", "{says: confirm}", "yes") + rule("Other", "{contains: confirn, not: {says: confirn}}")
    assert texted(rules, "confirn").rule == "Confirm"


def test_a_longer_exact_beginning_is_no_slip_either() -> None:
    rules = rule("Order", "{starts_with: order pizza}", "yes") + rule("Pizzas", "{starts_with: order pizzas}")
    assert texted(rules, "order pizzas for two").rule == "Pizzas"
    assert texted(rules, "order pziaz for two").rule == "otherwise"
    assert texted(rules, "order piza for two").rule == "Order"


def test_at_the_top_it_is_for_all_rules_but_those_that_say_no() -> None:
    rules = rule("Confirm", "{any: [{says: confirm}, {starts_with: agreed}]}") + rule("Book", "{says: booking}", "no")
    assert texted(rules, "confrim", top="typos: yes").rule == "Confirm"
    assert texted(rules, "agrede", top="typos: yes").rule == "Confirm"
    assert texted(rules, "bokking", top="typos: yes").rule == "otherwise"
    assert texted(rules, "confrim", top="typos: no").rule == "otherwise"


def test_words_under_opt_out_are_taken_only_as_they_are() -> None:
    top = "typos: yes\nopt_out:\n  stop_words: [goodbye]"
    assert texted(rule("Bye", "{says: goodbye all}"), "godbye all", top=top).rule == "otherwise"
    assert texted(rule("Bye", "{says: goodbye all}"), "godbye all", top="typos: yes").rule == "Bye"


def test_not_excludes_slips_too() -> None:
    rules = rule("Other", "{contains: please, not: {starts_with: booking}}", "yes")
    assert texted(rules, "bokking please").rule == "otherwise"
    assert texted(rules, "a table please").rule == "Other"
