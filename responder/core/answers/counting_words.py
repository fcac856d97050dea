"""Words of five languages that say how many without being plain numbers, as ``typed.plain`` writes them: "a dozen", "a
couple", "una"; and what stands beside them where they are an answer."""

from __future__ import annotations

import re
from typing import Final

from responder.core.answers.small_words import words

GROUPS: Final = (
    (re.compile(r"\b(?:(?:a|one|una|ein|une|uma) )?(?:dozen|docena|dutzend|douzaine|duzia)\b"), "12"),
    (re.compile(r"\b(?:(?:a|one|un|the) )?couple(?: of)?\b|\b(?:un|um) par(?: de)?\b|\bune paire(?: de)?\b"), "2"),
    (re.compile(r"\beine[nmrs]?\b"), "1"),
)
"""What stands for a number; the last is German for one, which no list of numbers has."""

ROUGHLY: Final = re.compile(
    r"\b(?:dozens|docenas|dutzende|douzaines|duzias|couples|dozens of|ein paar|einige|few|several|some|many"
    r"|vari[oa]s|algun[oa]s|muchos|muchas|quelques|plusieurs|mehrere|viele|alguns|algumas|vari[oa]s|muitos|muitas"
    r"|dizaines?|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaines?|milliers?"
    r"|decenas?|veintena|treintena|centenar(?:es)?|miles|dezenas?|centenas?|milhares"
    r"|hundreds|thousands|hunderte|tausende)\b"
)
"""About how many: no number that could be saved."""

SOME: Final = re.compile(r"\b(?:unos|unas)\b")
"""Before a number it says that it is about so many, and is no number itself."""

COUNTED: Final = words(
    "person people adult adults kid kids child children baby guest guests friend friends man woman boy girl student "
    "patient ticket tickets table seat seats spot place room bed dog dogs cat cats pet pets puppy bike car box copy "
    "bag bottle item order night nights day days week weeks month months year years time times hour hours page pages "
    "persona personas adulto adultos adulta nino nina ninos hijo hija hijos bebe invitado amigo amiga amigos "
    "mesa entrada boleto asiento lugar habitacion cama perro perra perros gato gata mascota bici bicicleta coche caja "
    "noche noches dia dias semana semanas mes ano vez hora horas "
    "personne personnes adulte adultes enfant enfants bebe invite ami amie amis place billet table chambre lit chien "
    "chienne chat velo voiture boite nuit nuits jour jours semaine semaines mois an annee fois heure heures "
    "personen erwachsener erwachsene kind kinder gast gaste freund freunde platz tisch ticket zimmer bett hund "
    "hunde katze haustier fahrrad rad auto karte karten nacht nachte tag tage woche wochen monat jahr mal stunde "
    "pessoa pessoas crianca criancas filho filha convidado amigos ingresso bilhete quarto cachorro cao bicicleta carro "
    "noite noites dia semana vez"
)
"""What people have one of when they say how many."""

BESIDE: Final = words(
    "please pls plz thanks thank you thx only just for now us here total all in ok yes "
    "por favor porfa gracias solo nomas ahora para "
    "svp merci sil vous te plait seulement pour maintenant "
    "bitte danke nur fur jetzt "
    "obrigado obrigada apenas so agora"
)
"""What may stand behind "one" where it is all of the answer."""

NOT_A_ONE: Final = words(
    "the this that which another every any each some no le la el ese esa este esta cada otro otra chaque autre "
    "der die das jeder jede andere anderer o a cada outro outra"
)
"""Before "one" they make it "the one", "that one", "no one"."""

MORE: Final = words("more extra other mas otra otro plus autre mehr weitere weiterer andere mais outra outro")
"""Behind "one" they say that it isn't all."""

WAITING: Final = words(
    "sec secs second seconds moment moments momento momentito momentos segundo segundos segundito instante instant "
    "instants seconde secondes augenblick sekunde sekunden momentchen min minuto minutito minute momentinho poco bit"
)
"""One of these is how long we are to wait, or a little."""
