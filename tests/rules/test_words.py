"""Word lists: the writer's own, and the built-in ones with what people really send."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.answering.consent.carrier_words import HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.conditions.matchers import Says
from responder.core.ruleset import Ruleset
from responder.core.text.folding import fold
from responder.rules import Problem
from responder.rules.words import ANY, BUILT_IN, LANGUAGES, built_in, written

Load = Callable[[str], Ruleset]
OneProblem = Callable[[str], Problem]


def folded(name: str) -> set[str]:
    return {phrase.folded for phrase in built_in(name)}


def says(ruleset: Ruleset) -> Says:
    when = ruleset.rules[0].when
    assert isinstance(when, Says)
    return when


def test_a_list_of_ones_own_stands_for_its_words(load: Load) -> None:
    ruleset = load(
        """
        words:
          emergency: [bleeding, broken tooth]
          urgent: [<emergency>, now]
        rules:
          - {name: A, when: {says: [<urgent>, help me]}, reply: x}
        """
    )
    assert [(p.written, p.list) for p in says(ruleset).phrases] == [
        ("bleeding", "urgent"),
        ("broken tooth", "urgent"),
        ("now", "urgent"),
        ("help me", None),
    ]
    assert ruleset.words == {"emergency": ("bleeding", "broken tooth"), "urgent": ("bleeding", "broken tooth", "now")}


def test_a_list_may_stand_above_one_that_it_names(load: Load) -> None:
    load("words:\n  a: [<b>]\n  b: [c]\n")


def test_a_list_with_a_built_in_name_takes_its_place(load: Load) -> None:
    ruleset = load("words: {yes: [aye]}\nrules:\n  - {name: A, when: {says: <yes>}, reply: x}\n")
    assert [p.folded for p in says(ruleset).phrases] == ["aye"]


def test_or_adds_to_it_by_naming_it(load: Load) -> None:
    ruleset = load("words: {yes: [<yes>, aye]}\nrules:\n  - {name: A, when: {says: <yes>}, reply: x}\n")
    assert {"aye", "yep"} <= {p.folded for p in says(ruleset).phrases}


def test_a_list_by_languages_tells_the_language_of_each_word(load: Load) -> None:
    ruleset = load(
        """
        words:
          sick:
            en: [fever, tos]
            es: [fiebre, tos, <ache>]
          ache: dolor
        rules:
          - {name: A, when: {says: <sick>}, reply: x}
        """
    )
    assert [(p.written, p.list, p.language) for p in says(ruleset).phrases] == [
        ("fever", "sick", "en"),
        ("tos", "sick", None),
        ("fiebre", "sick", "es"),
        ("dolor", "sick", "es"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("words: {a: {en: [x], spanish: [y]}}", "unknown-language"),
        ("words: {a: {en: [x], es: []}}", "empty"),
        ("words: {a: {en: x, y}}", "list-without-brackets"),
        ("words: {a: {en: <b>}, b: {es: <a>}}", "endless"),
        ("words: {a: [<b>], b: [<a>]}", "endless"),
        ("words: {a: [<a>]}", "endless"),
        ("words: {a: [<nope>]}", "unknown-list"),
        ("words: {<a>: [b]}", "odd-name"),
        ("words: {a: []}", "empty"),
        ("words: [a, b]", "wrong-type"),
        ("words: {a: b, c d, e}", "list-without-brackets"),
    ],
)
def test_a_list_that_cant_be_is_told(problem: OneProblem, text: str, code: str) -> None:
    assert problem(f"{text}\n").code == code


def test_an_unknown_list_comes_with_the_nearest(problem: OneProblem) -> None:
    found = problem("words: {emergency: [a]}\nrules:\n  - {name: A, when: {says: <emergancy>}, reply: x}\n")
    assert "Did you mean emergency?" in found.remedy and "<emergancy>" in found.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<emergency", "`<emergency>`"),
        ("emergency>", "`<emergency>`"),
        ("'<emergancy'", "`<emergency>`"),
        ("[hi, <yes]", "`<yes>`"),
        ("<zebra", "The lists of words are emergency, yes"),
    ],
)
def test_half_a_list_is_told_with_the_whole(problem: OneProblem, written: str, meant: str) -> None:
    rule = f"rules:\n  - name: A\n    when: {{contains: {written}}}\n    reply: x\n"
    found = problem(f"words: {{emergency: [a]}}\n{rule}")
    assert found.code == "half-list" and meant in found.remedy


@pytest.mark.parametrize("written", ["<3", "'->'", "i <3 you", "x > y", "'<zebra'"])
def test_signs_that_are_no_half_of_a_list_are_words(load: Load, written: str) -> None:
    load(f"rules:\n  - name: A\n    when: {{contains: {written}}}\n    reply: x\n")


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_list_has_words_in_every_language_each_once(name: str) -> None:
    lists = written(name)
    assert list(lists) == [ANY, *LANGUAGES]
    for language, words in lists.items():
        forms = [fold(word).text for word in words]
        assert "" not in forms
        assert sorted(forms) == sorted(set(forms)), language


REALLY_SENT = {
    "yes": """Yes | YES!! | yep | 👍 | 👍🏽 | ok | K | Ok thx | ok thank you | Sí | si por favor | oui | D'accord
        ja bitte | sim | Sure! | I'll be there | ill be there | Yes please. | ✅ | vale | Ça marche""",
    "no": """No | nope! | No thanks | No, thank you. | 👎 | can't make it | I can’t make it | nein | não | Nao
        non merci | no gracias | Not interested | sorry, I can't""",
    "thanks": """Thanks! | thank you so much | thx | TY | 🙏 | gracias | Muchas gracias | merci beaucoup | danke
        Vielen Dank! | obrigada | vlw | ok thank you | Perfect, thank you!""",
    "greeting": """Hi | hello? | Good morning! | hey there | hola | Buenos días | bonjour | Grüß Gott | moin | olá
        bom dia | 👋""",
    "stop": """STOP | stop. | unsubscribe | Opt out | opt-out | Stop texting me | remove me | Lose my number! | baja
        désabonner | abmelden | sair | não quero mais receber mensagens | STOP ALL | cancel""",
    "start": "START | unstop | sign me up | opt in | alta | reprendre | anmelden | quero receber mensagens",
    "help": "HELP | info | who is this? | Who's this | ? | ayuda | aide | hilfe | ajuda | Quién es?",
}
TEXTS = [(name, text.strip()) for name, texts in REALLY_SENT.items() for text in texts.replace("\n", "|").split("|")]


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_a_built_in_list_holds_what_people_really_send(name: str, text: str) -> None:
    assert fold(text).text in folded(name)


# A thank-you that agrees is both: which rule takes it is the file's decision.
OVERLAP = {("thanks", "yes")}


@pytest.mark.parametrize(
    ("one", "other"),
    [(a, b) for i, a in enumerate(sorted(BUILT_IN)) for b in sorted(BUILT_IN)[i + 1 :] if (a, b) not in OVERLAP],
)
def test_no_text_means_two_things(one: str, other: str) -> None:
    assert folded(one) & folded(other) == set()


def test_a_text_that_says_yes_and_thanks_does_both() -> None:
    both = folded("yes") & folded("thanks")
    gratitude = ("thank", "thx", "ty", "tks", "gracias", "merci", "danke", "dank", "obrigad", "obg", "vlw")
    assert both and all(any(word in text for word in gratitude) for text in both)


MEANS_SOMETHING_ELSE = {
    "yes": """no problem | maybe | ya | seguro | bueno | fine | right | positive | dale | tá | great | 1
        | that's ok | that's fine | c'est bon | passt danke | está bien gracias | ahí nos vemos | fechado""",
    "no": """no problem | no worries | not yet | negative | nan | maybe | stop | na | no way | declined | geht nicht
        | das passt nicht | não consigo | no lo siento | no todavía no | pas possible""",
    "stop": """cancelar | annuler | absagen | stornieren | no | para | kündigen | stop the bleeding | no more | no más
        | quiero la baja | cancelar envio | cancelar assinatura | cancelar suscripción | não quero mais | abbestellen
        | abbestellung | abmeldung | ich melde mich ab | plus de messages | keine nachrichten | remove | remover
        | take me off | quero sair""",
    "help": "help me | i need help | socorro | menu | emergency | 911 | help please | hilfe bitte | how do i use this",
    "greeting": "morgen | tag | morning | afternoon | yo | bye | opa | tudo bem | saludos | cómo está",
    "start": """yes | si | join | ok | sign | i want to join | add me to the list | inicio | inscribirme | apúntame
        | inscription | anmeldung | ich möchte mich anmelden | bitte eintragen | quero receber | me cadastre""",
    "thanks": "no thanks | no thank you | thanks but no | ta | ok",
}


@pytest.mark.parametrize("name", BUILT_IN)
def test_words_that_may_mean_something_else_are_not_in_it(name: str) -> None:
    others = [text.strip() for text in MEANS_SOMETHING_ELSE[name].split("|")]
    assert [text for text in others if fold(text).text in folded(name)] == []


def test_the_carriers_words_are_in_the_lists() -> None:
    assert folded("stop") >= STOP_WORDS and folded("start") >= START_WORDS and folded("help") >= HELP_WORDS


@pytest.mark.parametrize(
    ("name", "word", "language"),
    [
        ("yes", "yep", "en"),
        ("yes", "sim", "pt"),
        ("yes", "👍", None),
        ("yes", "ok", None),
        ("yes", "s", None),
        ("no", "no", None),
        ("no", "nein", "de"),
        ("thanks", "gracias", "es"),
        ("stop", "pare", None),
    ],
)
def test_a_word_tells_its_language_where_only_one_has_it(name: str, word: str, language: str | None) -> None:
    (found,) = [phrase for phrase in built_in(name) if phrase.folded == fold(word).text]
    assert found.language == language
