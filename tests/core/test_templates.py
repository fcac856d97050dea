"""What templates render, whichever way they are rendered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.templates import LONGEST, TemplateFailed, compile_expression, compile_text, known_names
from responder.core.templates.jinja import compile_template
from responder.core.wording import Language, Moment

KNOWN = known_names(about=["address", "booking_page"], saved=["plan", "visits", "amount", "born"], groups=["med"])
NOW = datetime(2026, 5, 28, 14, 0, tzinfo=UTC)
OPENING = datetime(2026, 5, 29, 9, 0, tzinfo=UTC)
US = Language("en", "US")
VALUES: Mapping[str, Any] = {
    "first_name": "Ana",
    "name": "",
    "body": "hello {{ phone }} {% if",
    "plan": "gold",
    "visits": "5",
    "amount": "1250.5",
    "born": "2026-06-02",
    "phone": "+1 555 010 9999",
    "from": "+15558675310",
    "about": {"address": "12 Mill Lane"},
    "contact": {"plan": "gold", "last visit": "May"},
    "match": {"med": "aspirin", "rest": ""},
    "med": "aspirin",
    "language": US,
    "now": Moment(NOW, NOW, US, relative=False),
    "next_opening": Moment(OPENING, NOW, US),
}


def render(source: str, values: Mapping[str, Any] = VALUES) -> str:
    return compile_text(source, KNOWN).render(values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hi {{ first_name }}!", "Hi Ana!"),
        ("Hi {{first_name}}!", "Hi Ana!"),
        ('Hi {{ name or "there" }}', "Hi there"),
        ("Hi {{ name or 'there' }}", "Hi there"),
        ('Hi {{ first_name or "there" }}', "Hi Ana"),
        ('Hi {{ name|default("there") }}', "Hi there"),
        ("{{ about.address }}", "12 Mill Lane"),
        ('{{ about["address"] }}', "12 Mill Lane"),
        ('{{ contact["last visit"] }}', "May"),
        ("{{ contact.nothing }}!", "!"),
        ("{{ match.med }} {{ med }}", "aspirin aspirin"),
        ("{{ from }} {{ rest }}.", "+15558675310 ."),
        ("{{ next_opening }}", "tomorrow at 9:00 AM"),
        ("{{ next_opening.day }} {{ next_opening.time }}", "Friday 9:00 AM"),
        ("{{ now }}", "Thu 28 May at 2:00 PM"),
        ("{{ now.time|lower }}", "2:00 pm"),
        ("{% if first_name %}Hi {{ first_name }}{% else %}Hi{% endif %}", "Hi Ana"),
        ('{% if plan == "gold" %}A{% elif plan %}B{% endif %}', "A"),
        ("{% if plan in ['gold', 'silver'] %}A{% endif %}", "A"),
        ("{% if visits|int > 3 %}many{% endif %}", "many"),
        ("{{ 'few' if visits|int < 3 else 'many' }}", "many"),
        ('{% set who = first_name or "there" %}Hi {{ who }}', "Hi Ana"),
        ("{% for x in ['a', 'b'] %}{{ loop.index }}{{ x }} {% endfor %}", "1a 2b "),
        ("{% for x in about %}{{ x }}{% endfor %}", "address"),
        ("{% for x in nothing %}x{% else %}none{% endfor %}".replace("nothing", "name"), "none"),
        ("{{ 'a' ~ 1 ~ name ~ 'b' }}", "a1b"),
        (
            "{{ visits|int + 1 }} {{ visits|int * 2 }} {{ 7 / 2 }} {{ 8 / 2 }} {{ 7 // 2 }} {{ 7 % 2 }}",
            "6 10 3.5 4 3 1",
        ),
        ("{{ -(visits|int) }}", "-5"),
        ("{{ 'a' + 'b' }}", "ab"),
        ("{{ body[:5] }}{{ body[400] }}", "hello"),
        ("{{ ['b', 'a', 'B']|unique|sort|join('+') }}", "a+b"),
        ("{{ ['a', contact.nothing, 1] }}", "a, , 1"),
        ("{{ 'ANA maria'|title }} {{ 'x'|upper }} {{ 'HELLO'|capitalize }} {{ ' a '|trim }}", "Ana Maria X Hello a"),
        ("{{ 'one two three'|truncate(9) }}", "one..."),
        ("{{ 'onetwothree'|truncate(length=6) }} {{ 'short'|truncate(9) }}", "one... short"),
        ("{{ 'banana'|replace('an', 'o') }}", "booa"),
        ("{{ 'ab'|first }}{{ 'ab'|last }}{{ 'ab'|length }}{{ ''|first }}", "ab2"),
        ("{{ 'x'|int }} {{ 'x'|int(7) }} {{ '2.7'|int }} {{ '2.5'|float }} {{ name|int }}", "0 7 2 2.5 0"),
        ("{{ 2.567|round(1) }} {{ '2.5'|round }} {{ 'x'|round }}", "2.6 2 x"),
        ("{{ amount|money }} {{ 60|money }} {{ '60'|money('EUR') }} {{ plan|money }}", "$1,250.50 $60 €60 gold"),
        ("{{ amount|number }}", "1,250.5"),
        ("{{ born|date }} {{ born|day }} {{ plan|date }}", "Tue 2 June Tuesday gold"),
        ("{{ '14:30'|time }} {{ '2026-06-02T09:00'|time }} {{ next_opening|time }}", "2:30 PM 9:00 AM 9:00 AM"),
        ("{{ next_opening|date }} {{ next_opening|day }}", "Fri 29 May Friday"),
        ("{{ plan|phone }}", "gold"),
        ("https://x.test/?n={{ from|urlencode }}", "https://x.test/?n=%2B15558675310"),
        ("{{ name is defined }} {{ plan is defined }} {{ name is empty }} {{ visits is number }}", "no yes yes yes"),
        ("{{ 3 is odd }} {{ 3 is even }} {{ 3 > 2 }} {{ none }}", "yes no yes "),
        ("{# a note #}Hi", "Hi"),
        ("{% raw %}{{ name }}{% endraw %}", "{{ name }}"),
        ("100% {sure} {name} }} $ % # {", "100% {sure} {name} }} $ % # {"),
        ("{{ first_name }}\n", "Ana\n"),
    ],
)
def test_a_template_renders(source: str, expected: str) -> None:
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hi\n{% if plan %}\ngold\n{% endif %}\nBye", "Hi\ngold\nBye"),
        ("Hi\n  {% if not plan %}\nx\n  {% endif %}\nBye", "Hi\nBye"),
        ("Hi{% if plan %} gold{% endif %}\nBye", "Hi gold\nBye"),
        ("{# note #}\n{% set x = 1 %}\nHi", "Hi"),
        ("Hi\n{%- if plan -%}\n gold\n{%- endif %}\nBye", "Higold\nBye"),
    ],
)
def test_a_line_of_commands_leaves_no_empty_line(source: str, expected: str) -> None:
    assert render(source) == expected


def test_lines_keep_their_numbers_where_lines_of_commands_vanish() -> None:
    from responder.core.templates import TemplateProblem

    with pytest.raises(TemplateProblem) as raised:
        compile_text("{% if plan %}\n\n{{ plam }}\n{% endif %}", KNOWN)
    assert raised.value.line == 3


class TestWhatATemplateTells:
    def test_a_text_without_braces_is_static_and_its_own_rendering(self) -> None:
        template = compile_text("Hi {there} 50% }}\n", KNOWN)
        assert template.static and template.variables == frozenset()
        assert template.render({}) is template.source

    def test_it_lists_the_variables_it_needs(self) -> None:
        template = compile_text("{{ first_name }} {% if plan %}{{ about.address }}{% endif %}", KNOWN)
        assert template.variables == {"first_name", "plan", "about"}
        assert template.parts == {("about", "address")}
        assert not template.static

    def test_it_needs_the_language_for_what_is_said_in_it(self) -> None:
        assert compile_text("{{ amount|money }}", KNOWN).variables == {"amount", "language"}
        assert compile_text("{{ born|date }}", KNOWN).variables == {"born", "language", "now"}

    def test_what_it_sets_itself_is_no_variable(self) -> None:
        assert compile_text("{% set x = plan %}{{ x }}", KNOWN).variables == {"plan"}
        assert compile_text("{% for x in ['a'] %}{{ x }}{{ loop.index }}{% endfor %}", KNOWN).variables == frozenset()

    def test_equal_sources_make_equal_templates(self) -> None:
        assert compile_text("{{ plan }}", KNOWN) == compile_text("{{ plan }}", KNOWN)
        assert len({compile_text("{{ plan|upper }}", KNOWN), compile_text("{{ plan|upper }}", KNOWN)}) == 1


class TestValuesAreOnlyData:
    HOSTILE = "{{ 7 * 7 }} {% for x in body %} {# #} {{ ''.__class__ }} %s {0}"

    @pytest.mark.parametrize("source", ["{{ body }}", "{{ body|trim }}", "{% if body %}{{ body ~ '' }}{% endif %}"])
    def test_no_template_inside_a_value_is_ever_rendered(self, source: str) -> None:
        assert render(source, {"body": self.HOSTILE}) == self.HOSTILE

    @given(st.text(), st.sampled_from(["{{ body }}", "{{ body|d }}", "{% if body %}{{ body }}{% endif %}"]))
    def test_every_value_comes_out_as_it_went_in(self, body: str, source: str) -> None:
        assert render(source, {"body": body}) == body

    @pytest.mark.parametrize("value", ["9" * 5000, "1e99999", "nan", "inf", "-0", "١٢", "\ud800", "x" * 20_000, "1_0"])
    @pytest.mark.parametrize(
        "tail",
        [
            *("int", "float", "round(2)", "money", "number", "date", "time", "day", "title", "truncate(5)"),
            *("urlencode", "phone", "length", "replace('x', 'xxxxxxxxxxxxxxxx')"),
            *("list|join(', ')", "sort|join", "unique|join"),
        ],
    )
    def test_no_value_makes_a_filter_fail_or_grow(self, value: str, tail: str) -> None:
        assert len(render(f"{{{{ body|{tail} }}}}", {"body": value, "language": US})) <= LONGEST

    @given(st.text(max_size=50), st.text(max_size=20))
    @settings(deadline=None)
    def test_no_language_makes_a_filter_fail(self, value: str, language: str) -> None:
        render("{{ body|money }}{{ body|date }}{{ body|time }}", {"body": value, "language": language})

    def test_nothing_of_a_value_stands_in_a_failure(self) -> None:
        template = compile_text(
            "{{ 5 / (body|int) }}{{ body + 1 }}{{ body > 1 }}".replace("> 1", "> visits|int"), KNOWN
        )
        for body in ("secret", "7 secret", "1"):
            with pytest.raises(TemplateFailed) as raised:
                template.render({"body": body, "visits": "1"})
            assert "secret" not in str(raised.value)


class TestBounds:
    def test_output_ends_at_16000_characters(self) -> None:
        assert len(render("{{ body }}{{ body }}", {"body": "x" * 10_000})) == LONGEST
        assert len(render("{% if body %}{{ body }}{{ body }}{% endif %}", {"body": "x" * 10_000})) == LONGEST

    @pytest.mark.parametrize(
        "source",
        [
            "{% set a = body %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
            "{% set a = body %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
            "{% set a = body %}" + "{% set a = a|replace('x', a) %}" * 20 + "{{ a }}",
            "{% set a = body|list %}" + "{% set a = a|join(body) %}" * 20 + "{{ a }}",
            "{% for x in body %}{{ body }}{% endfor %}",
            "{% for x in body %}{% set y = body|replace('x', 'yyyyyyyy') %}{% endfor %}",
        ],
    )
    def test_nothing_grows_beyond_measure(self, source: str) -> None:
        assert len(render(source, {"body": "x" * 1600})) <= LONGEST

    @pytest.mark.parametrize(
        "source",
        [
            "{{ 'a' * 5 }}",
            "{{ [1] * 1000000 }}",
            "{{ '%1000000d' % 1 }}",
            "{% set n = 999999 %}" + "{% set n = n * n %}" * 30,
            "{% set l = ['a'] %}" + "{% set l = [l, l] %}" * 40 + "{{ l }}",
            "{% set l = ['a'] %}" + "{% set l = [l, l] %}" * 40 + "{{ l|join }}",
        ],
    )
    def test_what_could_run_away_fails_at_once(self, source: str) -> None:
        with pytest.raises(TemplateFailed):
            render(source)

    def test_a_loop_ends_after_500_rounds(self) -> None:
        assert render("{% for x in body %}.{% endfor %}", {"body": "x" * 2000}) == "." * 500


class TestFailures:
    @pytest.mark.parametrize(
        ("source", "sentence"),
        [
            ("{{ 1 / 0 }}", "it divides by zero"),
            ("{{ plan + 1 }}", "`+` is for numbers, and there is a text beside it; write `~` to put texts together"),
            ("{{ -plan }}", "`-` is for numbers"),
            ("{{ visits|list > visits|int }}", "it compares or joins a text with a number; write `name|int`"),
            ("{{ contact.x > contact.y }}", "a value that it needs is empty"),
            ("{{ plan|replace('', 'x') }}", "`replace` needs a text to look for"),
        ],
    )
    def test_a_failure_says_what_to_write(self, source: str, sentence: str) -> None:
        with pytest.raises(TemplateFailed) as raised:
            render(source)
        assert sentence in raised.value.message

    def test_a_missing_value_is_empty(self) -> None:
        assert render("{{ plan }}{{ about.address }}{% if name %}x{% endif %}.", {}) == "."


class TestExpressions:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("plan == 'gold'", True),
            ("plan == 'gold' and visits|int > 5", False),
            ("not name", True),
            ("'hello' in body", True),
            ("plan in ['silver', 'gold']", True),
            ("now.hour >= 9 and now.weekday == 'thursday'", True),
            ("contact.plan == 'gold'", True),
            ("contact.other", False),
            ("visits is number", True),
            ("(visits|int + 1) % 2 == 0", True),
            ("from[:2] == '+1'", True),
            (" plan ", True),
        ],
    )
    def test_an_expression_holds_or_not(self, source: str, expected: bool) -> None:
        assert compile_expression(source, KNOWN).evaluate(VALUES) is expected

    def test_it_lists_the_variables_it_needs(self) -> None:
        assert compile_expression("contact.plan == plan", KNOWN).variables == {"contact", "plan"}

    def test_it_fails_as_templates_do(self) -> None:
        with pytest.raises(TemplateFailed):
            compile_expression("1 / (name|int) > 2", KNOWN).evaluate(VALUES)


PIECES = st.lists(
    st.one_of(
        st.text("ab {}%#\n'\"", max_size=6),
        st.builds(
            "{{{{{0}{1}{2}{3}{0}}}}}".format,
            st.sampled_from(["", " ", "  "]),
            st.sampled_from(["first_name", "name", "plan", "visits", "now", "next_opening"]),
            st.sampled_from(["", "", "", ".hour", ".day"]),
            st.sampled_from(["", "", " or 'x'", ' or "it\'s"', " or ''"]),
        ),
    ),
    max_size=6,
).map("".join)


@given(PIECES, st.sampled_from(["", "0", "Ana", "{{ plan }}", None, 0, 1.0, ["a", "b"]]))
@settings(max_examples=400, deadline=None)
def test_simple_templates_render_as_jinja_renders_them(source: str, name: Any) -> None:
    from responder.core.templates import TemplateProblem

    values = {**VALUES, "name": name}
    try:
        expected = compile_template(source, KNOWN).render(values)
    except TemplateProblem as problem:
        with pytest.raises(TemplateProblem) as raised:
            compile_text(source, KNOWN)
        assert raised.value.message == problem.message
        return
    assert compile_text(source, KNOWN).render(values) == expected


def test_one_template_renders_in_many_threads_at_once() -> None:
    template = compile_text("{% for x in body %}{{ x }}{{ name }}{% endfor %}", KNOWN)
    results: list[bool] = []

    def work(name: str) -> None:
        expected = f"a{name}b{name}c{name}"
        results.extend(template.render({"body": "abc", "name": name}) == expected for _ in range(200))

    threads = [Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 800


def test_jinja_is_imported_only_for_templates_that_need_it() -> None:
    program = (
        "import sys; from responder.core.templates import compile_text, known_names; known = known_names();"
        "compile_text('plain {text}', known); compile_text('Hi {{ first_name or \"there\" }}', known).render({});"
        "assert 'jinja2' not in sys.modules and 'babel' not in sys.modules;"
        "compile_text('{{ first_name|upper }}', known); assert 'jinja2' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
