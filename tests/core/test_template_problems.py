"""What is said about a template that can't be used, so that whoever wrote it can mend it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.templates import LONGEST, TemplateProblem, compile_expression, compile_text, known_names

KNOWN = known_names(about=["address", "booking_page"], saved=["plan", "visits"], groups=["med"])


def problem_of(source: str) -> TemplateProblem:
    with pytest.raises(TemplateProblem) as raised:
        compile_text(source, KNOWN)
    return raised.value


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        ("{{ firstname }}", '"firstname" isn\'t known here', "Did you mean `first_name`? Known here: about, body,"),
        ("{{ First_Name }}", '"First_Name" isn\'t known here', "Did you mean `first_name`?"),
        (
            "{{ first-name }}",
            '"first-name" isn\'t known here',
            "Names are written with an underscore. Did you mean `first_name`?",
        ),
        ("{{ first name }}", '"first name" is more than one name', "write it in one word: `first_name`"),
        ("{{ name or there }}", '"there" isn\'t known here', 'put it in quotes: `"there"`'),
        ("{% if plan == gold %}{% endif %}", '"gold" isn\'t known here', 'put it in quotes: `"gold"`'),
        ("{{ about.adress }}", '`about` has no "adress"', "Did you mean `about.address`? It has: `about.address`,"),
        ("{{ about['adress'] }}", '`about` has no "adress"', "Did you mean `about.address`?"),
        ("{{ match.mad }}", '`match` has no "mad"', "Did you mean `match.med`?"),
        ("{{ now.tme }}", '`now` has no "tme"', "Did you mean `now.time`?"),
        ("{{ plan.name }}", "`plan` is a text and has no parts", "Write `{{ plan }}`."),
        ("{{ about }}", "`about` has several parts", "such as `{{ about.address }}`"),
        ("{{ contact|upper }}{{ contact }}", "`contact` has several parts", "such as `{{ contact.first_name }}`"),
        ("{{ about.address.street }}", "`.street` can't stand here", "as in `about.address`"),
    ],
)
def test_an_unknown_name_is_answered_with_the_likely_one_and_the_list(source: str, message: str, remedy: str) -> None:
    problem = problem_of(source)
    assert problem.message == message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        ("Hi {{ name, welcome!", '`{{` before "name, welcome!" has no `}}` after it', "Write `{{ name }}`."),
        ("Hi {{name}", '`{{` before "name}" has no `}}` after it', "Write `{{ name }}`."),
        ("{{ name } }", '`{{` before "name } }" has no `}}` after it', "Write `{{ name }}`."),
        ("{{ name %}", '`{{` before "name %}" has no `}}` after it', "Write `{{ name }}`."),
        ("{{ name and {{ plan }}", '`{{` before "name and {{ plan }}" has no `}}` after it', "Write `{{ name }}`."),
        ("{% if name }}x{% endif %}", "has no `%}` after it", "Close it with `%}`"),
        ("50{% off", '`{%` before "off" has no `%}` after it', "put a space between the two signs"),
        ("{#1 pizza}", '`{#` before "1 pizza}" has no `#}` after it', "put a space between the two signs"),
        ("{{ }}", "there is nothing between `{{` and `}}`", "`{{ first_name }}`"),
        ("{{{ name }}}", "there are three braces where two belong", "`{{ first_name }}`"),
        ("{% %}", "there is nothing between `{%` and `%}`", "{% if ... %}"),
        ("{% if name %}x", "`{% if %}` has no `{% endif %}`", "Add `{% endif %}`."),
        ("{% if name %}x{% end %}", "`{% if %}` has no `{% endif %}`", "Add `{% endif %}`."),
        ("{% for x in body %}x", "`{% for %}` has no `{% endfor %}`", "Add `{% endfor %}`."),
        ("x{% endif %}", "`{% endif %}` stands without `{% if %}` before it", "{% if ... %}"),
        ("{% if name %}{% else if plan %}{% endif %}", "`else if` is written in one word", "{% elif ... %}"),
        ("{% when x %}", "there is no `{% when %}`", "There are `{% if ... %}`"),
        ("{% iff x %}", "there is no `{% iff %}`", "Did you mean `{% if ... %}`?"),
        ("{{ “there” }}", "“ isn't a quote that can be read here", 'Write straight quotes: `"`.'),
        ("{{ it's }}", "a quote isn't closed", "Put one quote before the words and the same after them."),
        ("{% if plan = 'gold' %}y{% endif %}", "one `=` doesn't compare", 'Write two: `plan == "gold"`.'),
        ("{{ name || 'x' }}", "`||` can't be read here", "Write `or`."),
        ("{% if !name %}{% endif %}", "`!` can't be read here", "Write `not`."),
        ("{{ name if }}", "something is missing before the end", "`{{ first_name }}`"),
        ("{{ name|truncate(3 }}", '"}" can\'t stand where it stands', "`{{ first_name }}`"),
    ],
)
def test_the_usual_slips_are_explained(source: str, message: str, remedy: str) -> None:
    problem = problem_of(source)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        ("{{ name | uper }}", "there is no `|uper`", "Did you mean `|upper`? There are: capitalize,"),
        ("{{ name|center(80) }}", "there is no `|center`", "There are:"),
        ("{{ name|format(1) }}", "there is no `|format`", "There are:"),
        ("{{ name|attr('x') }}", "there is no `|attr`", "There are:"),
        ("{{ name is defned }}", "there is no `is defned`", "Did you mean `is defined`?"),
        ("{% if plan is gold %}{% endif %}", '"is gold" can\'t be read', 'write `== "gold"`'),
        ("{{ name|upper(3) }}", "`|upper` is used in a way it can't be", "Write `|upper`."),
        ("{{ name|truncate(len=3) }}", "`|truncate` is used in a way it can't be", "Write `|truncate(30)`."),
        ("{{ name|replace('a') }}", "`|replace` is used in a way it can't be", 'Write `|replace("old", "new")`.'),
        ("{{ name|default(*body) }}", "`*` can't be used in `|default`", "one by one"),
        ("{{ name.upper() }}", "`.upper()` can't be used here", "Write `name|upper`."),
        ("{{ upper(name) }}", "`upper(...)` can't be used here", "`...|upper`"),
        ("{{ range(5) }}", "nothing can be called here", "without `( )`"),
        ("{{ body.format(1) }}", "nothing can be called here", "without `( )`"),
        ("{{ 2 ** 9 }}", "`**` can't be used here", "`2 * 2`"),
        ("{{ {'a': 1} }}", "a map in braces can't be used here", "`{{ first_name }}`"),
        ("{% set x %}a{% endset %}", "`{% set %}` needs a value here", "on one line"),
        ("{% macro a() %}{% endmacro %}", "`macro` can't be used here", "{% if %}"),
        ("{% include 'x' %}", "`include` can't be used here", "{% if %}"),
        ("{% import 'x' as y %}", "`import` can't be used here", "{% if %}"),
        ("{% extends 'x' %}", "`extends` can't be used here", "{% if %}"),
        ("{% block x %}{% endblock %}", "`block` can't be used here", "{% if %}"),
        ("{% call name() %}{% endcall %}", "can't be used here", ""),
        ("{% filter upper %}x{% endfilter %}", "`filterblock` can't be used here", "{% if %}"),
        ("{% with x = 1 %}{% endwith %}", "`with` can't be used here", "{% if %}"),
        ("{% set name.x = 1 %}", "only a plain name can be set", "{% set name = ... %}"),
        (
            "{% for a in body %}{% for b in body %}{% endfor %}{% endfor %}",
            "a `{% for %}` can't stand inside another",
            "",
        ),
        ("{% for a in body recursive %}{% endfor %}", "`recursive` can't be used here", ""),
        ("{% for a in body %}{{ loop.cycle }}{% endfor %}", '`loop` has no "cycle"', "`loop.index`"),
        ("{% for a in body %}{{ loop }}{% endfor %}", "`loop` has several parts", "`{{ loop.index }}`"),
        ("{{ loop.index }}", '"loop" isn\'t known here', "Known here"),
        ("{% if visits > 3 %}{% endif %}", "`visits` is a text, not a number", "Write `visits|int` to compare it."),
        ("{% if contact.visits == 3 %}{% endif %}", "`contact.visits` is a text, not a number", "`contact.visits|int`"),
        ("{{ visits == true }}", "`visits` is a text, never true or false", 'Write `visits == "yes"`.'),
    ],
)
def test_what_cant_be_used_is_answered_with_what_can(source: str, message: str, remedy: str) -> None:
    problem = problem_of(source)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "source",
    [
        "{{ contact.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ contact['__class__'] }}",
        "{{ self.__init__ }}",
        "{{ loop.__class__ }}",
        "{{ _x }}",
        "{{ name|map('upper') }}",
        "{{ cycler }}",
        "{{ namespace(a=1) }}",
        "{{ body.__len__() }}",
        "{% for x in body %}{{ loop._iterator }}{% endfor %}",
        "{% set loop = contact %}{{ loop.__class__ }}",
        "{% for x in [contact] %}{{ x.__class__ }}{% endfor %}",
    ],
)
def test_no_template_reaches_behind_a_value(source: str) -> None:
    with pytest.raises(TemplateProblem):
        compile_text(source, KNOWN)


@pytest.mark.parametrize(
    ("source", "line"),
    [("a\nb\n{{ nme }}", 3), ("{{ name\n}} {{ nme }}", 2), ("a\n{% if name %}\nb", 2), ("a\n\n{{ name", 3)],
)
def test_a_problem_knows_its_line(source: str, line: int) -> None:
    assert problem_of(source).line == line


@pytest.mark.parametrize(
    "source",
    [
        "{{" * 1000,
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{{ " + "not " * 3000 + "name }}",
        "{% if name %}" * 60 + "{% endif %}" * 60,
        "{{ " + "name or " * 1500 + "plan }}",
    ],
)
def test_what_is_nested_too_deeply_is_refused(source: str) -> None:
    assert "nested too deeply" in problem_of(source).message


def test_what_no_reply_can_hold_is_refused() -> None:
    assert "longer than 16,000 characters" in problem_of("x" * (LONGEST + 1)).message


@pytest.mark.parametrize(
    ("source", "message", "remedy"),
    [
        ("", "there is no condition here", 'plan == "gold"'),
        ("{{ plan }}", "a condition stands without braces", "Write `if: plan`."),
        ("plan = 'gold'", "one `=` doesn't compare", 'plan == "gold"'),
        ("plan == gold", '"gold" isn\'t known here', 'put it in quotes: `"gold"`'),
        ("plam == 'gold'", '"plam" isn\'t known here', "Did you mean `plan`?"),
        ("visits > 3", "`visits` is a text, not a number", "`visits|int`"),
        ("name && plan", "`&&` can't be read here", "Write `and`."),
        ("plan == 'gold", "a quote isn't closed", ""),
        ("visits|int >", "something is missing before the end", "Write a condition such as"),
        ("plan contains gold", "`contains` can't be read here", 'Write `"gold" in plan`.'),
        ("name)", '")" can\'t stand where it stands', "Write a condition such as"),
        ("first name", '"first name" is more than one name', "`first_name`"),
        ("name.upper() == 'X'", "`.upper()` can't be used here", "Write `name|upper`."),
    ],
)
def test_slips_in_a_condition_are_explained(source: str, message: str, remedy: str) -> None:
    with pytest.raises(TemplateProblem) as raised:
        compile_expression(source, KNOWN)
    assert raised.value.message == message
    assert remedy in raised.value.remedy


WORDS = st.lists(
    st.sampled_from(["{{", "}}", "{%", "%}", "{#", "#}", " if ", " for x in ", " endif ", " endfor ", " set x = "])
    | st.sampled_from(
        ["name", "plan", ".", "|", "upper", "(", ")", "[", "]", "'", '"', " or ", "~", "*", "+", "1", "\n"]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@given(WORDS)
@settings(max_examples=600, deadline=None)
def test_any_source_is_a_template_or_a_problem_with_a_remedy(source: str) -> None:
    try:
        template = compile_text(source, KNOWN)
    except TemplateProblem as problem:
        assert problem.message and problem.remedy
        assert 1 <= problem.line <= source.count("\n") + 1
        return
    assert template.variables <= KNOWN


@given(WORDS)
@settings(max_examples=300, deadline=None)
def test_any_condition_is_an_expression_or_a_problem(source: str) -> None:
    try:
        compile_expression(source, KNOWN)
    except TemplateProblem as problem:
        assert problem.message and problem.remedy
