"""``unkept-promise``: giving up with "Joe will call you", and nobody tells Joe."""

from __future__ import annotations

import pytest

STAFF = "staff: {joe: +1 555 010 0002}\n"
FILE = """rules:
  - {{name: A, when: {{says: a}}, start: c, {begins}}}
conversations:
  c:
    {before}
    - ask: Which day?
      expect: day
      give_up: {gives_up}
    - reply: Thank you!
otherwise: {{reply: Soon.}}
"""


def file(gives_up: str, begins: str = "tag: x", before: str = "- reply: Hello", staff: str = STAFF) -> str:
    return staff + FILE.format(gives_up=gives_up, begins=begins, before=before)


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("Joe will call you.", "Joe will call"),
        ("No worries, we'll get back to you.", "we'll get back"),
        ("Someone is going to text you soon.", "Someone is going to text"),
        ("{reply: The office will be in touch., tag: x}", "office will be in touch"),
        ("Le llamaremos.", "Le llamaremos"),
        ("Nos pondremos en contacto.", "pondremos en contacto"),
        ("Nous vous rappellerons.", "rappellerons"),
        ("Jo ruft Sie an.", "ruft Sie an"),
        ("Entraremos em contato.", "Entraremos em contato"),
        ("{en: We leave it., es: Joe le va a llamar.}", "va a llamar"),
    ],
)
def test_a_promise_that_nobody_is_told_of_is_told(lint, text: str, promise: str) -> None:
    (problem,) = lint(file(text), "unkept-promise")

    assert (problem.place.line, problem.level) == (9, "note")
    assert problem.source_line[problem.place.column - 1 : problem.end_column - 1] == promise


@pytest.mark.parametrize(
    "text",
    [
        "Never mind.",
        "Let's leave it here. Text QUIZ to play again.",
        "You'll have to call us then.",
        "We will not write again.",
        "Please call us.",
        "Entonces llámenos.",
        "{reply: Joe will call you., notify: joe}",
        "{reply: Joe will call you., hand_over: yes}",
        "{reply: Joe will call you., forward: joe}",
        "{reply: Joe will call you., call: {to: joe, say: Somebody needs you.}}",
    ],
)
def test_what_promises_nothing_or_tells_somebody_is_no_problem(lint, text: str) -> None:
    assert lint(file(text), "unkept-promise") == []


def test_where_staff_know_of_it_already_all_is_well(lint) -> None:
    assert lint(file("Joe will call you.", begins="notify: joe"), "unkept-promise") == []
    assert lint(file("Joe will call you.", before="- notify: joe"), "unkept-promise") == []


def test_a_file_without_staff_has_nobody_to_tell(lint) -> None:
    assert lint(file("Joe will call you.", staff=""), "unkept-promise") == []


def test_a_comment_silences_it(lint) -> None:
    assert lint(file("Joe will call you. # responder: ignore=unkept-promise"), "unkept-promise") == []
