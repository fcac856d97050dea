"""Answers as people type them in five languages, and what is kept of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.core.answers import Fit, Misfit, hint_for, read
from responder.core.answers.hints import HINTS
from responder.core.business import Business
from responder.core.calendar.hours import Hours
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.conversation import Expected, Kind
from responder.core.message import InboundMessage, Media
from responder.core.patterns import Pattern
from responder.core.text.folding import Phrase, clean, fold
from responder.core.text.segments import count
from responder.rules.words import built_in

CHICAGO = ZoneInfo("America/Chicago")
TUESDAY = datetime(2026, 6, 2, 10, 0, tzinfo=CHICAGO)
HERE = Business(name="Bright Smile", phone="+12025550199", timezone=CHICAGO, country="US")

Reading = Callable[..., str | None]


def asked(text: str, language: str = "", country: str = "", business: Business = HERE, **message: object) -> Situation:
    """The situation of someone who answers with ``text``."""
    if country:
        business = replace(business, country=country)
    said = InboundMessage("SM1", "+12025550123", "+12025550100", text)
    contact = Contact(said.from_, fields={"language": language} if language else {})
    return Situation(replace(said, **message), fold(text), clean(text), contact, TUESDAY, business)  # type: ignore[arg-type]


def expecting(kind: Kind) -> Expected:
    if kind == "yes or no":
        return Expected(kind, yes=built_in("yes"), no=built_in("no"))
    if kind == "name":
        return Expected(kind, yes=built_in("yes"), no=(*built_in("no"), *built_in("greeting"), *built_in("thanks")))
    return Expected(kind)


def value(kind: Kind, text: str, language: str = "", country: str = "", business: Business = HERE) -> str | None:
    """What is kept, or None where the answer doesn't fit."""
    made = read(expecting(kind), asked(text, language, country, business))
    return made.value if isinstance(made, Fit) else None


DAYS = [
    # text, the contact's language, the business's country, the day
    ("tuesday", "", "", "2026-06-09"),
    ("Tues please", "", "", "2026-06-09"),
    ("next tuesday", "", "", "2026-06-09"),
    ("Wednesday!!", "", "", "2026-06-03"),
    ("thurs", "", "", "2026-06-04"),
    ("on wed", "", "", "2026-06-03"),
    ("how about monday?", "", "", "2026-06-08"),
    ("could we do tuesday?", "", "", "2026-06-09"),
    ("friday works best for me", "", "", "2026-06-05"),
    ("Sat or so", "", "", "2026-06-06"),
    ("No, monday", "", "", "2026-06-08"),
    ("monday next week", "", "", "2026-06-08"),
    ("wednesday of next week", "", "", "2026-06-10"),
    ("Monday after 3", "", "", "2026-06-08"),
    ("tuesday the 9th", "", "", "2026-06-09"),
    ("friday 12/6", "", "", "2026-06-12"),
    ("Tuesday, June 9", "", "", "2026-06-09"),
    ("today", "", "", "2026-06-02"),
    ("tonight", "", "", "2026-06-02"),
    ("tomorrow", "", "", "2026-06-03"),
    ("tmrw", "", "", "2026-06-03"),
    ("tomorrow at 3", "", "", "2026-06-03"),
    ("the day after tomorrow", "", "", "2026-06-04"),
    ("in two weeks", "", "", "2026-06-16"),
    ("in 3 days", "", "", "2026-06-05"),
    ("12 Dec", "", "", "2026-12-12"),
    ("june 12", "", "", "2026-06-12"),
    ("June 12th at 10am", "", "", "2026-06-12"),
    ("12th of june", "", "", "2026-06-12"),
    ("12/5", "", "US", "2026-12-05"),
    ("12/5", "", "GB", "2027-05-12"),
    ("13/7", "", "US", "2026-07-13"),
    ("2026-12-05", "", "", "2026-12-05"),
    ("the 5th", "", "", "2026-06-05"),
    ("the 1st", "", "", "2026-07-01"),
    ("5th", "", "", "2026-06-05"),
    ("march fourth", "", "", "2027-03-04"),
    ("June 2", "", "", "2026-06-02"),
    ("lunes", "", "", "2026-06-08"),
    ("El martes", "", "", "2026-06-09"),
    ("el viernes por favor", "", "", "2026-06-05"),
    ("miércoles", "", "", "2026-06-03"),
    ("mañana", "", "", "2026-06-03"),
    ("mañana por la mañana", "", "", "2026-06-03"),
    ("el lunes por la mañana", "", "", "2026-06-08"),
    ("pasado mañana", "", "", "2026-06-04"),
    ("el 5 de diciembre", "", "ES", "2026-12-05"),
    ("el jueves que viene", "", "", "2026-06-04"),
    ("el miércoles de la próxima semana", "", "", "2026-06-10"),
    ("hoy", "", "", "2026-06-02"),
    ("el 15", "es", "", "2026-06-15"),
    ("mar", "es", "", "2026-06-09"),
    ("lundi", "", "", "2026-06-08"),
    ("mardi prochain", "", "", "2026-06-09"),
    ("vendredi svp", "", "", "2026-06-05"),
    ("demain", "", "", "2026-06-03"),
    ("après-demain", "", "", "2026-06-04"),
    ("aujourd'hui", "", "", "2026-06-02"),
    ("le 5 décembre", "", "FR", "2026-12-05"),
    ("le 1er juillet", "", "FR", "2026-07-01"),
    ("le premier juillet", "fr", "FR", "2026-07-01"),
    ("dans deux semaines", "", "", "2026-06-16"),
    ("Montag", "", "", "2026-06-08"),
    ("am Dienstag", "", "", "2026-06-09"),
    ("Dienstag morgen", "", "", "2026-06-09"),
    ("nächsten Freitag", "", "", "2026-06-05"),
    ("morgen", "", "", "2026-06-03"),
    ("Guten Morgen, am Freitag bitte", "", "", "2026-06-05"),
    ("übermorgen", "", "", "2026-06-04"),
    ("5. Dezember", "", "DE", "2026-12-05"),
    ("5.12.", "", "DE", "2026-12-05"),
    ("5.12.", "", "US", "2026-12-05"),
    ("am 5.", "de", "DE", "2026-06-05"),
    ("Do", "", "", "2026-06-04"),
    ("in zwei Wochen", "", "", "2026-06-16"),
    ("segunda", "", "", "2026-06-08"),
    ("na segunda", "pt", "", "2026-06-08"),
    ("pode ser na terça-feira", "", "", "2026-06-09"),
    ("no sábado", "pt", "BR", "2026-06-06"),
    ("amanhã", "", "", "2026-06-03"),
    ("depois de amanhã", "", "", "2026-06-04"),
    ("5 de dezembro", "", "BR", "2026-12-05"),
    ("dia 15", "pt", "BR", "2026-06-15"),
    ("quinta-feira que vem", "", "", "2026-06-04"),
    ("tuesday, june 9 works", "", "", "2026-06-09"),
    ("friday the 12th", "", "", "2026-06-12"),
    ("viernes 19", "", "", "2026-06-19"),
    ("Monday 8", "", "", "2026-06-08"),
    ("Can I come in on Friday?", "", "", "2026-06-05"),
    ("I don't mind, tuesday", "", "", "2026-06-09"),
    # What isn't a day, or more than one
    ("viernes 12", "", "", None),
    ("el martes no puedo", "", "", None),
    ("tuesday doesn't work", "", "", None),
    ("lundi je ne peux pas", "", "", None),
    ("Montag geht nicht", "", "", None),
    ("the 12th of next month", "", "", None),
    ("how much is it on monday", "", "", None),
    ("what time do you open on monday", "", "", None),
    ("I don't know", "", "", None),
    ("may", "", "", None),
    ("maybe", "", "", None),
    ("monday or tuesday", "", "", None),
    ("not monday", "", "", None),
    ("no mondays", "", "", None),
    ("I can't do monday", "", "", None),
    ("no puedo el lunes", "", "", None),
    ("any day except friday", "", "", None),
    ("after monday", "", "", None),
    ("avant vendredi", "", "", None),
    ("next week", "", "", None),
    ("friday after next", "", "", None),
    ("the Friday after next", "", "", None),
    ("friday after next week", "", "", None),
    ("a week on friday", "", "", None),
    ("friday week", "", "", None),
    ("a week today", "", "", None),
    ("last friday", "", "", None),
    ("viernes de la otra semana", "", "", None),
    ("el viernes pasado", "", "", None),
    ("vendredi en huit", "", "", None),
    ("übernächsten Freitag", "", "", None),
    ("letzten Freitag", "", "", None),
    ("how much is a cleaning on monday please?", "", "", None),
    ("3", "", "", None),
    ("at 5", "", "", None),
    ("call me at 5", "", "", None),
    ("yes", "", "", None),
    ("so do we", "", "", None),
    ("32/45", "", "", None),
    ("Feb 30", "", "", None),
    ("yesterday", "", "", None),
    ("4 March 1990", "", "", None),
    ("wednesday june 9", "", "", None),
    ("", "", "", None),
]


@pytest.mark.parametrize(("text", "language", "country", "day"), DAYS)
def test_a_day_is_the_coming_one(text: str, language: str, country: str, day: str | None) -> None:
    assert value("day", text, language, country) == day


@pytest.mark.parametrize(
    ("text", "country", "day"),
    [
        ("4 March 1990", "US", "1990-03-04"),
        ("March 4th, 1990", "US", "1990-03-04"),
        ("3/4/90", "US", "1990-03-04"),
        ("3/4/90", "GB", "1990-04-03"),
        ("3/4/1990", "US", "1990-03-04"),
        ("1990-03-04", "US", "1990-03-04"),
        ("04.03.1990", "DE", "1990-03-04"),
        ("4 de marzo de 1990", "MX", "1990-03-04"),
        ("nací el 4 de marzo de 1990", "MX", "1990-03-04"),
        ("4 mars 1990", "FR", "1990-03-04"),
        ("4. März 1990", "DE", "1990-03-04"),
        ("4 de março de 1990", "BR", "1990-03-04"),
        ("4 mar '90", "US", "1990-03-04"),
        ("29 Feb 2000", "US", "2000-02-29"),
        ("29 feb", "US", "2028-02-29"),
        ("12 Dec", "US", "2026-12-12"),
        ("dec 12 2027", "US", "2027-12-12"),
        ("1/2/30", "US", "2030-01-02"),
        ("yesterday", "US", "2026-06-01"),
        ("friday", "US", "2026-06-05"),
        ("29 feb 2001", "US", None),
        ("3/4/1790", "US", None),
        ("1990", "US", None),
    ],
)
def test_a_date_may_have_passed(text: str, country: str, day: str | None) -> None:
    assert value("date", text, country=country) == day


TIMES = [
    ("3", "15:00"),
    ("at 3", "15:00"),
    ("3?", "15:00"),
    ("11", "11:00"),
    ("12", "12:00"),
    ("7", "19:00"),
    ("8", "08:00"),
    ("3pm", "15:00"),
    ("3 p.m.", "15:00"),
    ("3 PM please", "15:00"),
    ("8am", "08:00"),
    ("12am", "00:00"),
    ("12 pm", "12:00"),
    ("15:30", "15:30"),
    ("3:30", "15:30"),
    ("3.30pm", "15:30"),
    ("03:30", "03:30"),
    ("9:15", "09:15"),
    ("1530", "15:30"),
    ("330", "15:30"),
    ("half past 3", "15:30"),
    ("half past three", "15:30"),
    ("quarter to 4", "15:45"),
    ("a quarter past ten", "10:15"),
    ("20 past 3", "15:20"),
    ("3 o'clock", "15:00"),
    ("three thirty", "15:30"),
    ("three", "15:00"),
    ("noon", "12:00"),
    ("12 noon", "12:00"),
    ("midnight", "00:00"),
    ("3 in the afternoon", "15:00"),
    ("8 in the evening", "20:00"),
    ("3 in the morning", "03:00"),
    ("tuesday at 3", "15:00"),
    ("9 june at 3", "15:00"),
    ("around 10 would be great", "10:00"),
    ("a las 3", "15:00"),
    ("a las tres y media", "15:30"),
    ("a las 5 y cuarto", "17:15"),
    ("las 3 de la tarde", "15:00"),
    ("las 10 de la mañana", "10:00"),
    ("8 de la noche", "20:00"),
    ("tres y quince", "15:15"),
    ("cuatro menos cuarto", "15:45"),
    ("a mediodía", "12:00"),
    ("15h", "15:00"),
    ("à 15h30", "15:30"),
    ("vers 10h", "10:00"),
    ("trois heures et demie", "15:30"),
    ("quinze heures trente", "15:30"),
    ("3h de l'après-midi", "15:00"),
    ("midi", "12:00"),
    ("um 15 Uhr", "15:00"),
    ("15 Uhr 30", "15:30"),
    ("halb vier", "15:30"),
    ("Viertel nach drei", "15:15"),
    ("viertel vor 4", "15:45"),
    ("8 Uhr abends", "20:00"),
    ("mittags", "12:00"),
    ("às 15h", "15:00"),
    ("3 da tarde", "15:00"),
    ("três e meia", "15:30"),
    ("10 da manhã", "10:00"),
    ("meio-dia", "12:00"),
    ("3ish", "15:00"),
    ("3 30", "15:30"),
    ("1/2 past 3", "15:30"),
    ("seven thirty am", "07:30"),
    ("seven ten am", "07:10"),
    ("midi et demi", "12:30"),
    ("meio-dia e meia", "12:30"),
    ("morning", None),
    ("in the afternoon", None),
    ("3 - 4", None),
    ("3 to 4 pm", None),
    ("3:30 to 4", None),
    ("3 or later", None),
    ("3pm doesn't work", None),
    ("a las 3 no puedo", None),
    ("3 or 4", None),
    ("3-4", None),
    ("between 3 and 4", None),
    ("after 3", None),
    ("not 3", None),
    ("25:00", None),
    ("13pm", None),
    ("3:75", None),
    ("whenever", None),
    ("I'll call you", None),
    ("$50", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "time"), TIMES)
def test_a_time_is_told_by_the_clock(text: str, time: str | None) -> None:
    assert value("time", text) == time


@pytest.mark.parametrize(
    ("hours", "text", "time"),
    [
        ("18:00-2:00", "11", "23:00"),
        ("18:00-2:00", "1", "01:00"),
        ("06:00-11:00", "7", "07:00"),
        ("9:00-17:00", "5", "17:00"),
        ("9:00-17:00", "7", "19:00"),
        ("24 hours", "7", "19:00"),
        ("06:00-11:00", "7pm", "19:00"),
    ],
)
def test_an_hour_that_only_one_half_of_the_day_is_open_at_is_that_one(hours: str, text: str, time: str) -> None:
    business = replace(HERE, hours=Hours.of([("daily", hours)]))
    assert value("time", text, business=business) == time


@pytest.mark.parametrize(
    ("text", "language", "country", "number"),
    [
        ("3", "", "", "3"),
        ("3.", "", "", "3"),
        ("about 3?", "", "", "3"),
        ("3.5", "", "", "3.5"),
        ("3,5", "", "", "3.5"),
        ("1,000", "", "", "1000"),
        ("1.000", "de", "DE", "1000"),
        ("1.250,50", "de", "DE", "1250.5"),
        ("1,250.50", "", "", "1250.5"),
        ("1,000", "es", "MX", "1000"),
        ("$50", "", "", "50"),
        ("50%", "", "", "50"),
        ("007", "", "", "7"),
        ("-2", "", "", None),
        ("-1 people", "", "", None),
        ("minus five", "", "", None),
        ("0", "", "", "0"),
        ("2 people", "", "", "2"),
        ("we'll be 4 I think", "", "", "4"),
        ("2ppl", "", "", "2"),
        ("three", "", "", "3"),
        ("Twenty-five", "", "", "25"),
        ("just two of us", "", "", "2"),
        ("dos", "", "", "2"),
        ("somos dos personas", "", "", "2"),
        ("veintitrés", "", "", "23"),
        ("treinta y uno", "", "", "31"),
        ("deux", "", "", "2"),
        ("quatre-vingt-dix", "", "", "90"),
        ("nous serons trois", "", "", "3"),
        ("zwei", "", "", "2"),
        ("einundzwanzig", "", "", "21"),
        ("drei Personen", "", "", "3"),
        ("dois", "", "", "2"),
        ("vinte e um", "", "", "21"),
        ("somos duas", "", "", "2"),
        ("٣", "", "", "3"),
        ("2️⃣", "", "", "2"),
        ("3 or 4", "", "", None),
        ("3-4", "", "", None),
        ("3pm", "", "", None),
        ("3:30", "", "", None),
        ("12/5", "", "", None),
        ("5k", "", "", None),
        ("1.2.3", "", "", None),
        ("not 3", "", "", None),
        ("a few", "", "", None),
        ("6'2", "", "", None),
        ("two and a half", "", "", None),
        ("one", "", "", "1"),
        ("just one please", "", "", "1"),
        ("one person", "", "", "1"),
        ("no, one", "", "", "1"),
        ("one for now thanks", "", "", "1"),
        ("una persona", "", "", "1"),
        ("solo uno", "", "", "1"),
        ("una por favor", "", "", "1"),
        ("un perro", "es", "", "1"),
        ("une personne", "", "", "1"),
        ("un seul enfant", "fr", "", "1"),
        ("eine Person", "", "", "1"),
        ("einen Hund", "", "", "1"),
        ("nur eins", "", "", "1"),
        ("uma pessoa", "", "", "1"),
        ("a dozen", "", "", "12"),
        ("a dozen please", "", "", "12"),
        ("una docena", "", "", "12"),
        ("ein Dutzend", "", "", "12"),
        ("une douzaine", "", "", "12"),
        ("uma dúzia", "", "", "12"),
        ("a couple", "", "", "2"),
        ("a couple of kids", "", "", "2"),
        ("un par", "", "", "2"),
        ("unos veinte", "", "", "20"),
        ("a hundred", "", "", "100"),
        ("two dozen", "", "", None),
        ("2 dozen", "", "", None),
        ("dos docenas", "", "", None),
        ("half a dozen", "", "", None),
        ("dozens of them", "", "", None),
        ("ein paar", "", "", None),
        ("ein paar Leute", "", "", None),
        ("une vingtaine", "", "", None),
        ("couple hundred", "", "", None),
        ("a couple of hundred", "", "", None),
        ("a few hundred", "", "", None),
        ("5 hundred", "", "", None),
        ("a couple minutes", "", "", None),
        ("one sec", "", "", None),
        ("1 sec", "", "", None),
        ("one moment please", "", "", None),
        ("un momento", "", "", None),
        ("un momento por favor", "es", "", None),
        ("un instant svp", "fr", "", None),
        ("einen Moment bitte", "de", "", None),
        ("um momento", "pt", "", None),
        ("no one", "", "", None),
        ("the one on Main street", "", "", None),
        ("that one", "", "", None),
        ("one of my kids is sick", "", "", None),
        ("one more person", "", "", None),
        ("una más", "", "", None),
        ("un poco", "", "", None),
        ("un peu", "fr", "", None),
        ("um pouco", "pt", "", None),
        ("ein bisschen", "de", "", None),
        ("unos amigos", "", "", None),
        ("more than 3", "", "", None),
        ("9" * 40, "", "", None),
        ("", "", "", None),
    ],
)
def test_a_number_is_kept_plain(text: str, language: str, country: str, number: str | None) -> None:
    assert value("number", text, language, country) == number


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Yes", "yes"),
        ("YES!!", "yes"),
        ("yep", "yes"),
        ("👍🏽", "yes"),
        ("ok thx", "yes"),
        ("sure", "yes"),
        ("Yes, see you then", "yes"),
        ("yes I'll be there at 3", "yes"),
        ("Yes please, can't wait!", None),
        ("yes no problem", "yes"),
        ("I said yes", "yes"),
        ("Sí", "yes"),
        ("si claro, gracias señora", "yes"),
        ("oui, à demain", "yes"),
        ("Ja, bis morgen dann", "yes"),
        ("sim, estarei aí", "yes"),
        ("no", "no"),
        ("Nope", "no"),
        ("no thanks, I'm busy", "no"),
        ("No, sorry", "no"),
        ("sorry no", "no"),
        ("of course not", "no"),
        ("no puedo, lo siento", "no"),
        ("non merci", "no"),
        ("Nein, leider nicht", "no"),
        ("não posso", "no"),
        ("yes but can we do 3?", None),
        ("yes but later", None),
        ("yes, if it's after 3", None),
        ("yes or no", None),
        ("Yes?", None),
        ("yes and no", None),
        ("no but thursday works", None),
        ("no problem", None),
        ("why no", None),
        ("ok what time do you open", None),
        ("maybe", None),
        ("no sé", None),
        ("não sei", None),
        ("no idea", None),
        ("not yet", None),
        ("I have no idea", None),
        ("sí, pero más tarde", None),
        ("ja aber später", None),
        ("oui mais plus tard", None),
        ("", None),
    ],
)
def test_a_yes_is_only_a_plain_one(text: str, kept: str | None) -> None:
    assert value("yes or no", text) == kept


def test_the_writers_own_words_for_yes_take_the_place_of_the_others() -> None:
    own = Expected("yes or no", yes=(Phrase.of("aye"),), no=(Phrase.of("nay"),))
    assert read(own, asked("Aye!")) == Fit("yes", "yes")
    assert isinstance(read(own, asked("yes")), Misfit)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("202 555 0177", "US", "+12025550177"),
        ("(202) 555-0177", "US", "+12025550177"),
        ("my number is +44 20 7946 0958, thanks", "US", "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("this number", "US", "+12025550123"),
        ("This one.", "US", "+12025550123"),
        ("este número", "US", "+12025550123"),
        ("diese Nummer", "US", "+12025550123"),
        ("555 0177", "US", None),
        ("202 555 0177 or 202 555 0178", "US", None),
        ("call me", "US", None),
        ("2026-12-05", "US", None),
    ],
)
def test_a_phone_number_is_kept_in_full(text: str, country: str, number: str | None) -> None:
    assert value("phone", text, country=country) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ana@example.com", "ana@example.com"),
        ("It's Ana.Ruiz+dentist@Mail.Example.CO.UK, thanks", "Ana.Ruiz+dentist@mail.example.co.uk"),
        ("<ana@example.com>", "ana@example.com"),
        ("mailto:ana@example.com.", "ana@example.com"),
        ("ana@example", None),
        ("ana..ruiz@example.com", None),
        ("ana at example.com", None),
        ("a@example.com b@example.com", None),
        ("@example.com", None),
    ],
)
def test_an_email_address_is_found_anywhere(text: str, address: str | None) -> None:
    assert value("email", text) == address


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana", "Ana"),
        ("ana", "Ana"),
        ("ANA RUIZ", "Ana Ruiz"),
        ("I'm Ana", "Ana"),
        ("his name is Leo", "Leo"),
        ("Her name's Luna", "Luna"),
        ("its name is Rex", "Rex"),
        ("The name is Bond", "Bond"),
        ("their name is Sam", "Sam"),
        ("he's called Rex", "Rex"),
        ("my dog's name is Rex", "Rex"),
        ("my son is called Leo", "Leo"),
        ("se llama Toby", "Toby"),
        ("mi hijo se llama Leo", "Leo"),
        ("su nombre es Ana", "Ana"),
        ("il s'appelle Rex", "Rex"),
        ("Elle s’appelle Chloé", "Chloé"),
        ("mon fils s'appelle Léo", "Léo"),
        ("son nom est Rex", "Rex"),
        ("er heißt Max", "Max"),
        ("Sie heisst Mia", "Mia"),
        ("mein Sohn heißt Max", "Max"),
        ("sein Name ist Max", "Max"),
        ("ele se chama Rex", "Rex"),
        ("o nome dele é Rex", "Rex"),
        ("chama-se Rex", "Rex"),
        ("I’m Ana!", "Ana"),
        ("whats ur address", None),
        ("u open today", None),
        ("my name is Ana María", "Ana María"),
        ("Hi, this is Ana Ruiz, thanks", "Ana Ruiz"),
        ("it's Jean-Luc O'Neill", "Jean-Luc O'Neill"),
        ("jean-luc o'neill", "Jean-Luc O'Neill"),
        ("me llamo ana maría de la cruz", "Ana María de la Cruz"),
        ("soy Ana", "Ana"),
        ("je m'appelle Chloé", "Chloé"),
        ("ich heiße Jörg", "Jörg"),
        ("ich bin Max Müller", "Max Müller"),
        ("meu nome é João", "João"),
        ("sou o Pedro", "Pedro"),
        ("李小龙", "李小龙"),
        ("Ivy", "Ivy"),
        ("Esteban", "Esteban"),
        ("Imani", "Imani"),
        ("J. R. Smith", "J. R. Smith"),
        ("yes", None),
        ("this is maria calling", "Maria"),
        ("ana 😀", "Ana"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("สมชาย ใจดี", "สมชาย ใจดี"),
        ("Will Smith", "Will Smith"),
        ("hello", None),
        ("thanks!", None),
        ("why do you ask", None),
        ("who is this?", None),
        ("I don't want to say", None),
        ("Ana 2", None),
        ("www.example.com", None),
        ("https://example.com", None),
        ("{{ phone }}", None),
        ("...", None),
        ("x" * 81, None),
        ("", None),
    ],
)
def test_a_name_is_kept_in_its_proper_form(text: str, name: str | None) -> None:
    assert value("name", text) == name


def test_a_photo_is_kept_by_its_address() -> None:
    media = (Media("https://api.example.com/1", "application/pdf"), Media("https://api.example.com/2", "image/jpeg"))
    assert read(Expected("photo"), asked("here", media=media)) == Fit("https://api.example.com/2", "a picture")
    assert isinstance(read(Expected("photo"), asked("here", media=media[:1])), Misfit)
    assert isinstance(read(Expected("photo"), asked("here")), Misfit)


def test_a_text_is_kept_as_it_is() -> None:
    assert read(Expected("text"), asked("  It hurts {{ a lot }}  ")) == Fit(
        "It hurts {{ a lot }}", "'It hurts {{ a lot }}'"
    )
    assert isinstance(read(Expected("text"), asked(" \u200b ")), Misfit)
    assert isinstance(read(Expected("text"), asked("a" * 1001)), Misfit)


HALVES = {"morning": ("morning", "am", "early"), "afternoon": ("afternoon", "pm", "late")}


def choosing(**choices: tuple[str, ...]) -> Expected:
    return Expected("choices", {name: tuple(map(Phrase.of, words)) for name, words in choices.items()})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("morning", "morning"),
        ("Morning please!", "morning"),
        ("the afternoon would be better", "afternoon"),
        ("pm", "afternoon"),
        ("1", "morning"),
        ("2.", "afternoon"),
        ("option 2 please", "afternoon"),
        ("#1", "morning"),
        ("2️⃣", "afternoon"),
        ("Two please", "afternoon"),
        ("the second one", "afternoon"),
        ("Dos", "afternoon"),
        ("la primera", "morning"),
        ("eins bitte", "morning"),
        ("nº 2", "afternoon"),
        ("no one", None),
        ("three", None),
        ("hello", None),
        ("mornig", "morning"),
        ("afternoom pls", "afternoon"),
        ("no, afternoon", "afternoon"),
        ("earl", "morning"),
        ("erli", None),
        ("3", None),
        ("0", None),
        ("morning or afternoon", None),
        ("not the morning", None),
        ("morning doesn't work", None),
        ("no morning", None),
        ("neither", None),
        ("", None),
    ],
)
def test_a_choice_is_named_by_its_words_or_its_number(text: str, name: str | None) -> None:
    made = read(choosing(**HALVES), asked(text))
    assert (made.value if isinstance(made, Fit) else None) == name


def test_a_choice_whose_words_hold_anothers_is_told_from_it() -> None:
    expected = choosing(allergic=("allergies", "allergic"), fine=("no allergies", "none"))
    assert [read(expected, asked(text)) for text in ("I have allergies", "no allergies")] == [
        Fit("allergic", "allergic"),
        Fit("fine", "fine"),
    ]


def test_where_choices_are_numbers_their_place_in_the_list_doesnt_count() -> None:
    sizes = choosing(**{"2": ("2", "two"), "4": ("4", "four"), "6": ("6", "six")})
    assert read(sizes, asked("2")) == Fit("2", "2")
    assert read(sizes, asked("four")) == Fit("4", "4")
    assert isinstance(read(sizes, asked("1")), Misfit)


def test_what_a_regular_expression_finds_is_kept() -> None:
    expected = Expected("matches", pattern=Pattern.compile("(?P<code>[a-z]{2}-\\d{4})"), group="code")
    assert read(expected, asked("it is AB-1234!")) == Fit("AB-1234", "'AB-1234'")
    assert isinstance(read(expected, asked("no idea")), Misfit)


def test_every_kind_has_its_hint_in_five_languages_of_one_segment() -> None:
    kinds = set(HINTS["en"])
    assert set(HINTS) == {"en", "es", "fr", "de", "pt"}
    for language, texts in HINTS.items():
        assert set(texts) == kinds
        for kind in kinds:
            made = hint_for(Expected(kind, choosing(**HALVES).choices), language)  # type: ignore[arg-type]
            assert "{" not in made and count(made).segments == 1, (language, kind, made)


def test_a_hint_names_the_choices_unless_they_are_many() -> None:
    assert hint_for(choosing(**HALVES), "es-MX") == "Por favor, responde con una de estas opciones: morning, afternoon."
    many = choosing(**{f"choice number {n}": (f"choice number {n}",) for n in range(20)})
    assert "choice" not in hint_for(many, "en")
    assert hint_for(Expected("number"), "tlh") == "Please reply with a number, such as 3."
