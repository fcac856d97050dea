"""What asks for no more texts in other words than STOP, and what only sounds like it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.answering.consent.stop_phrases import GRAMMARS
from responder.core.answering.consent.stop_phrases.grammar import expanded, lines, slots
from responder.core.answering.consent.stop_requests import StopRequest, stop_request
from responder.core.business import Business
from responder.core.contact import Contact
from responder.core.decision import Due, OptedOut
from responder.core.message import Reply
from responder.core.question import OpenQuestion
from responder.core.ruleset import OptOutPolicy
from responder.core.text.folding import fold

REQUESTS = {
    "en": """
stop texting me
Please stop texting me
STOP TEXTING ME!!!
lose my number
remove me from your list
take me off your list
don't text me anymore
Do not text me again
no more messages please
unsubscribe me
please unsubscribe me
please stop
STOP STOP
quit texting me
leave me alone
wrong number, stop
wrong number stop texting
You have the wrong number. Please stop texting me.
stop sending me messages
stop sending these texts
Stop messaging me
stop contacting me
stop spamming me
please remove my number
remove my number from your list
delete my number
take my number off your list
take me off this list please
I don't want these texts
i do not want to receive texts
I no longer wish to receive messages
I don't want any more texts from you
can you please stop texting me?
Could you stop texting me
will you stop texting me
I said stop texting me
i told you to stop texting me
I already asked you to stop texting me
For the last time, stop texting me
opt me out
I want to opt out
please opt me out of these texts
stop it
stop now
Stop please
no stop
Stop. Stop. Stop.
stop these messages
stop all texts
stop the texts please
Please don't contact me again
do not contact me
Please lose my number
who is this? stop texting me
Hi, please remove me from your contact list. Thanks
I am not interested, stop texting me
not interested please stop
I'm not interested. Please take me off your list.
quit messaging me
please stop texting this number
please stop sending texts to this number
I want these texts to stop
I want to stop receiving these messages
remove me please
stop texting me you creep
Stop texting me. I already told you I moved to Ohio.
unsub me
Dont text me
no more texts
stop txting me
never contact me again
I revoke my consent
stop bothering me
stop harassing me
please cease texting me
hey stop texting me ok
🛑 stop texting me 🛑
stop texting me asap
I said, stop texting me
Like I said, stop texting me
please take my number off
    """,
    "es": """
Dejen de mandarme mensajes
deja de escribirme por favor
por favor no me escriban más
No me manden más mensajes
no quiero recibir más mensajes
Ya no quiero mensajes
no más mensajes por favor
quítenme de su lista
bórreme de su lista por favor
borren mi número
Borre mi número de su lista
denme de baja
quiero darme de baja
número equivocado, no me escriban más
déjenme en paz
Pueden dejar de escribirme? no, dejen de molestarme
¿Puede por favor borrar mi número? Dejen de escribirme
no me contacten más
    """,
    "fr": """
Arrêtez de m'envoyer des messages
arrêtez de m'écrire
Ne m'écrivez plus
ne me contactez plus svp
Je ne veux plus recevoir de messages
je ne souhaite plus recevoir vos sms
je veux plus de vos messages
Retirez-moi de votre liste
Supprimez mon numéro
supprimez mon numéro de votre liste svp
désabonnez-moi
Désinscrivez moi s'il vous plaît
laissez-moi tranquille
faux numéro, ne m'écrivez plus
Bonjour, merci de ne me contactez plus. Ne me contactez plus
cessez de me contacter
arrête de me texter
stop aux sms
    """,
    "de": """
Hören Sie auf, mir zu schreiben
hör auf mir zu schreiben
Schreiben Sie mir nicht mehr
schreib mir nie wieder
Bitte keine Nachrichten mehr
keine SMS mehr
Ich möchte keine Nachrichten mehr erhalten
ich will keine SMS mehr
Löschen Sie meine Nummer
bitte löschen Sie meine Nummer
Meine Nummer bitte löschen
Nehmen Sie mich von Ihrer Liste
Streichen Sie mich bitte aus Ihrem Verteiler
Lassen Sie mich in Ruhe
Falsche Nummer, schreiben Sie mir nicht mehr
kontaktieren Sie mich nicht mehr
Können Sie bitte aufhören? Schreiben Sie mir nicht mehr.
Stopp bitte
    """,
    "pt": """
Parem de me mandar mensagens
pare de me enviar mensagem por favor
para de me escrever
Não me mande mais mensagens
não mandem mais mensagens
não me escrevam mais
não quero mais receber mensagens
não quero receber mais mensagens
chega de mensagens
me tire da sua lista
Me tirem da sua lista por favor
apague meu número
remova meu número da sua lista
me deixe em paz
quero me descadastrar
me descadastre por favor
número errado, não me mandem mais mensagens
não me contatem mais
    """,
}

NOT_REQUESTS = {
    "en": """
stop the bleeding
can't stop the bleeding
how do I stop the bleeding
when should I stop taking the pills
should I stop taking it
don't stop
please stop by on Monday
stop in tomorrow
I'll stop by later
can I stop by?
cancel my appointment
please cancel
end of the month
remove my stitches
can you remove my stitches
take me off the waitlist
take me off the waiting list
please remove me from the waitlist
take me off the list for Friday
I lost my number
I lost your number
lost my card number
what's my number in line
don't stop texting me
please don't stop texting me
never stop texting me
why did you stop texting me
why did you stop texting me?
did you stop texting me
when will you stop texting me reminders
can you text me
text me
message me
don't text me before 9
don't text me tomorrow, call me
stop texting me at night
stop texting me at work
stop texting me about the bill
stop texting my husband about my appointment
my ex won't stop texting me
he won't stop texting me
how do I make him stop texting me
I told him to stop texting me
tell them to stop
the pain won't stop
it won't stop
the bus stop
I'm at the stop
next stop
stop sign is down
is there a bus stop nearby
stop order
can I stop the treatment
can I stop the antibiotics
we had to stop on the way
stop the order please
stop payment
please stop my prescription
please stop the automatic refill
stop my membership
stop my subscription
end my subscription
I quit smoking
how can I quit
I quit my job
cancel
please cancel my order
unsubscribe my wife
opt out of the x-ray
can I opt out of the x-ray?
remove the charge
remove me from the 3pm slot
remove me from the appointment
delete my appointment
delete my account
delete my old number and add this one
my number changed
change my number
new number
wrong number
this is the wrong number
no more pain
no more sugar please
no more appointments this week
no more openings?
no more messages?
I got no more messages
I don't want to cancel
I don't want any texts before 8
I don't want a text I want a call
I don't want to stop
leave me alone in the room?
don't leave me alone with him
can you leave it alone
I was left alone
stop?
is this a scam
who is this
thanks
please
full stop
non-stop
pit stop at noon
stop light is out
stop what you're doing and call me
stop crying
make it stop hurting
make the pain stop
contact me
do not call me before 9
do not contact my insurance
please contact me
lose weight
how do I unsubscribe
how do I stop these texts?
list of prices
take me off hold
take off the bandage
Stop texting and driving is important
My son says stop texting me in class
I want to stop receiving reminders by mail
"stop texting me" she said to him
she said, "stop texting me"
My son says, stop texting me
then he was like, leave me alone
    """,
    "es": """
dejen de operar el martes?
quiero cancelar mi cita
no me duele más
no me dejen sin medicina
¿cuándo debo dejar de tomar las pastillas?
quiero dejar de fumar
pare el sangrado
no para de sangrar
no me manden al especialista
mándenme más mensajes
no quiero más azúcar
no quiero recibir la vacuna
quítenme los puntos
perdí mi número de cita
número equivocado
quiero darme de baja del seguro médico
borren la cita del lunes
está en la lista de espera
quítenme de la lista de espera
necesito un mensaje de confirmación
no me escribieron ayer
no dejen de mandarme mensajes
nunca dejen de escribirme
    """,
    "fr": """
arrêtez le saignement
je veux arrêter de fumer
quand arrêter les médicaments
je veux annuler mon rendez-vous
ne m'oubliez pas
plus de messages
je voudrais plus de renseignements
le bus s'arrête où
supprimez mon rendez-vous
retirez-moi les points
sur la liste d'attente
retirez-moi de la liste d'attente
j'ai perdu votre numéro
faux numéro
ne m'appelez pas avant 9h
envoyez-moi un message
je ne peux plus venir
laissez-moi un message
c'est quoi votre numéro
je n'ai pas reçu de message
ne cessez pas de me contacter
    """,
    "de": """
Hören Sie auf zu bohren
wann soll ich mit den Tabletten aufhören
es hört nicht auf zu bluten
ich möchte absagen
Termin löschen
bitte löschen Sie meinen Termin
ich will keine Spritze mehr
keine Schmerzen mehr
Ich möchte keinen Termin mehr
schreiben Sie mir bitte
schreiben Sie mir morgen
Falsche Nummer
nehmen Sie mich von der Warteliste
auf der Warteliste
Wie ist Ihre Nummer
ich habe meine Nummer geändert
ich habe keine Nachricht bekommen
lassen Sie mich wissen
ich brauche Ruhe
Stopp an der Ecke
hören Sie nicht auf mir zu schreiben
    """,
    "pt": """
não para de sangrar
quero parar de fumar
quando paro de tomar o remédio
quero cancelar minha consulta
não quero mais o exame
não quero mais açúcar
me mande uma mensagem
me mandem mais mensagens
não me mandaram mensagem
apague a consulta
me tire uma dúvida
me tire da lista de espera
tem lista de espera
perdi meu número
número errado
mudei de número
pare o sangramento
me deixe saber
não recebi mensagem
para de doer quando?
não pare de me mandar mensagens
não parem de me escrever
    """,
}


def each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts.strip().splitlines()]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "STOP 🙏|🙏 stop|Stop 😀|STOP❗|stop all 😔|Unsubscribe 🙏🏽"),
        ("es", "ALTO|alto!|PARE|paren|Parar 😔|DETENER|desuscribir"),
        ("fr", "ARRET|Arrêt|arrêtez|désabonner"),
        ("de", "Stopp|STOPPEN|aufhören"),
        ("pt", "parem|descadastrar"),
    ],
)
def test_a_word_that_means_nothing_else_asks_for_no_more_texts_where_it_is_the_whole_text(
    language: str, words: str
) -> None:
    for word in words.split("|"):
        found = stop_request(fold(word))
        assert found is not None and found.language == language, word


@pytest.mark.parametrize(
    "text",
    [
        # They mean something else, too: the end, enough, low, out, signing a child off, a course given up.
        *("baja", "fin", "basta", "sair", "abmelden", "austragen", "désinscription", "salir", "ende"),
        # Not the whole text, or a question.
        *("no, alto", "es muy alto", "alto?", "pare el sangrado", "stop?", "stop 😀?", "🙏 STOP ❓"),
        # The carriers' own words that are about appointments, too.
        *("cancel 😔", "end 🙏", "quit 😀"),
    ],
)
def test_a_word_with_another_meaning_is_left_to_the_rules_or_to_the_carriers_list(text: str) -> None:
    assert stop_request(fold(text)) is None


def test_a_word_of_two_languages_is_of_the_one_that_the_contact_or_the_business_writes() -> None:
    assert [getattr(stop_request(fold("Pare"), likely), "language", "") for likely in ([], ["pt"], ["es", "pt"])] == [
        "es",
        "pt",
        "es",
    ]


def test_stop_with_an_emoji_opts_out_and_is_confirmed_unless_the_file_wants_only_the_words(make: Any) -> None:
    decision = make.decide(make.ruleset(), "STOP 🙏")
    assert [type(effect) for effect in decision.effects].count(OptedOut) == 1 and decision.replies
    policy = replace(OptOutPolicy(), in_other_words=False)
    assert not any(isinstance(effect, OptedOut) for effect in make.decide(make.ruleset(opt_out=policy), "ALTO").effects)


@pytest.mark.parametrize(("language", "text"), each(REQUESTS))
def test_these_ask_for_no_more_texts(language: str, text: str) -> None:
    found = stop_request(fold(text))
    assert found is not None
    assert found.language == language


@pytest.mark.parametrize("text", [text for _, text in each(NOT_REQUESTS)])
def test_these_only_sound_like_it(text: str) -> None:
    assert stop_request(fold(text)) is None


def test_the_tables_are_as_long_as_they_ought_to_be() -> None:
    sizes = {
        language: (len(REQUESTS[language].split("\n")) - 2, len(NOT_REQUESTS[language].split("\n")) - 2)
        for language in REQUESTS
    }
    assert sizes["en"][0] >= 60 and sizes["en"][1] >= 80
    assert all(asked >= 15 and not_asked >= 15 for asked, not_asked in sizes.values())


def test_the_request_itself_is_told_without_its_courtesies() -> None:
    assert stop_request(fold("Hi! Could you please LOSE my number, thanks?")) == StopRequest("lose my number", "en")


@pytest.mark.parametrize("language", GRAMMARS)
def test_every_phrase_of_the_grammar_is_written_as_texts_are_folded(language: str) -> None:
    grammar = GRAMMARS[language]
    parts = (grammar.clear, grammar.alone, grammar.before, grammar.asking, grammar.behind, grammar.beside)
    choices = [choice for part in parts for line in lines(part) for slot in slots(line) for choice in slot]
    assert [choice for choice in choices if fold(" ".join(choice)).words != choice] == []


@pytest.mark.parametrize(
    "line", [line for grammar in GRAMMARS.values() for line in lines(f"{grammar.clear}{grammar.alone}")]
)
def test_every_line_of_the_grammar_is_found(line: str) -> None:
    """The quick look at a text's words lets none of them through unseen."""
    missed = [phrase for phrase in islice(expanded(line), 40) if stop_request(fold(" ".join(phrase))) is None]
    assert missed == []


@given(st.text(max_size=300), st.sampled_from(["stop texting me", "no me escriban más", "stop", ""]))
def test_any_text_is_read_without_trouble_and_always_alike(text: str, words: str) -> None:
    folded = fold(f"{text}{words}{text}")
    assert stop_request(folded) == stop_request(folded)


@pytest.mark.parametrize(
    "piece",
    [
        "stop texting me ",
        "please ",
        "stop,",
        "please can you ",
        "i told you to ",
        "no me ",
        "stop? ",
        "stop 🛑",
        "é stop ",
    ],
)
def test_a_long_text_takes_no_longer_than_a_text_may(piece: str) -> None:
    folded = fold((piece * 1600)[:1600])
    stop_request(folded)
    began = perf_counter()
    for _ in range(5):
        stop_request(folded)
    # It takes less than half a millisecond on a quiet machine.
    assert (perf_counter() - began) / 5 < 0.02


# What follows.


def test_it_opts_out_tells_the_staff_and_says_how_to_undo_it(make: Any) -> None:
    rules = make.ruleset(make.rule("All", None, "An answer"))
    decision = make.decide(rules, "Please lose my number!", contact=Contact(make.them, fields={"first_name": "Ana"}))
    assert make.safety(decision) == (
        "STOP",
        ("'lose my number' asks for no more texts, in other words than STOP", "we confirm it once"),
    )
    assert decision.replies == (
        Reply("Bright Smile: You're unsubscribed and will get no more texts from us. Reply START to get them again."),
    )
    opted_out, *told = decision.effects
    assert opted_out == OptedOut((make.us,), "'lose my number' asks for it in other words", None, "rule")
    text = (
        f'Ana {make.them} wants no more texts ("Please lose my number!") and was opted out. Only their START undoes it.'
    )
    assert [(due.kind, due.name, due.to, due.text) for due in told if isinstance(due, Due)] == [
        ("notify", "maria", "+12025550002", text),
        ("notify", "ben", "+12025550003", text),
    ]


def test_it_is_ours_and_start_lifts_it(make: Any) -> None:
    rules = make.ruleset(make.rule("All", None, "An answer"))
    first, second, third, fourth = make.talk(rules, ["stop texting me", "leave me alone", "START", "hello"])
    assert first.contact.opted_out == {make.us: "rule"}
    assert (second.replies, second.effects[1:]) == ((), ())
    assert third.contact.opted_out == {} and len(third.replies) == 1
    assert fourth.outcome == "answered"


@pytest.mark.parametrize(
    ("body", "saved", "begins"),
    [
        ("No me escriban más", {}, "Bright Smile: Te has dado de baja"),
        ("laissez-moi tranquille", {}, "Bright Smile: Vous ne recevrez plus"),
        ("stop texting me", {"language": "es-MX"}, "Bright Smile: Te has dado de baja"),
    ],
)
def test_it_is_confirmed_in_their_language(make: Any, body: str, saved: dict[str, str], begins: str) -> None:
    decision = make.decide(make.ruleset(), body, contact=Contact(make.them, fields=saved))
    assert decision.replies[0].text.startswith(begins)


def test_the_files_own_words_confirm_it(make: Any) -> None:
    policy = OptOutPolicy(
        stop_reply=make.reply({"en": "Bye. START brings you back.", "es": "Adiós. START para volver."})
    )
    rules = make.ruleset(opt_out=policy)
    assert make.decide(rules, "déjenme en paz").replies == (Reply("Adiós. START para volver."),)


def test_it_goes_before_an_open_question_and_closes_it(make: Any) -> None:
    question = OpenQuestion("Rate us", "rule", make.now, make.now.replace(year=2027))
    decision = make.decide(
        make.ruleset(make.rule("All", None, "x")), "leave me alone", contact=Contact(make.them, questions=(question,))
    )
    assert decision.outcome == "safety"
    assert decision.contact.questions == ()


def test_it_can_be_switched_off(make: Any) -> None:
    rules = make.ruleset(make.rule("All", None, "An answer"), opt_out=OptOutPolicy(in_other_words=False))
    assert make.decide(rules, "stop texting me").outcome == "answered"
    assert make.decide(rules, "STOP").outcome == "safety"


def test_without_staff_nobody_is_told(make: Any) -> None:
    decision = make.decide(make.ruleset(business=Business()), "stop texting me")
    assert [type(effect) for effect in decision.effects] == [OptedOut]


def test_a_reaction_to_such_a_text_is_no_request(make: Any) -> None:
    rules = make.ruleset()
    assert make.decide(rules, "Liked “stop texting me”").outcome == "nothing"


def test_it_is_kept_from_those_who_are_never_answered(make: Any) -> None:
    rules = replace(make.ruleset(), blocked=())
    decision = make.decide(rules, "stop texting me", from_="72345")
    assert decision.replies == ()
    assert decision.contact.opted_out == {make.us: "rule"}
