"""Which language a text is clearly written in: by small words that are frequent in one language, or by its script.

Texts are short, and libraries that tell languages by letter statistics guess on short ones. This counts words of our
own lists and says nothing where it isn't clear: where another language has nearly as many. English, Spanish, French,
German, Portuguese and Italian are told by words; languages with a script to themselves by that.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from responder.core.text.folding import Folded

# A word of several languages stands under each of them, and so speaks for none of them against the others.
_FREQUENT: Final[dict[str, str]] = {
    "en": (
        "the and you your is are am was were be been i im ive id ill my mine me we our us he she him her they them "
        "their it its this that these those there here to of for from with without about at by on in into an a or but "
        "not no dont doesnt didnt cant wont do does did have has had will would could should can may might must want "
        "need like know get got make take see come go going how what whats when where who why which please thanks "
        "thank hello hi yes yeah sorry sure good great morning afternoon evening today tomorrow tonight "
        "yesterday week month monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri "
        "sat sun english speak appointment price cost much "
        "many open hours time day book call back still again just also too very so if then than as up out off any some "
        "all more less because soon until after before send"
    ),
    "es": (
        "el la los las un una unos unas de del al y o pero que quien como cuando donde cuanto cuanta cuantos "
        "cuesta cual por para con sin sobre en a es son esta este esto estos estas estan estoy estas soy era ser hay "
        "tengo tiene tienes tienen tener quiero quiere quisiera puedo puede puedes necesito me mi mis te tu tus se su "
        "sus lo le les nos no si yo usted ustedes ellos nosotros muy mas menos ya hoy manana ayer ahora tarde noche "
        "dia dias semana lunes martes miercoles jueves viernes sabado domingo hola buenos buenas gracias favor adios "
        "cita precio precios abierto abren horario hora horas bien vale claro tambien porque pues hacer hago cambiar "
        "cancelar gracias mucho muchas senor senora ayuda llamar espanol ingles castellano italiano hablo habla hablas "
        "hablan doctor hablar persona receta hijo hija reservar mesa dolor"
    ),
    "fr": (
        "le la les un une des du de et ou mais que qui quoi comment quand combien pourquoi quel quelle quels quelles "
        "pour avec sans sur dans en a au aux est sont suis etes etre ai as avez ont avoir je j tu il elle nous vous "
        "ils elles on me m moi te toi se ce c cet cette ces mon ma mes ton ta tes son sa ses votre vos notre nos leur "
        "ne n pas plus moins tres bien oui non si bonjour bonsoir salut merci svp stp aujourdhui hui demain hier matin "
        "soir apres midi jour semaine lundi mardi mercredi jeudi vendredi samedi dimanche rendez rdv prix heure "
        "heures ouvert ouverte voudrais veux peux pouvez puis prendre faire l d qu jai cest francais parle parlez "
        "parlons daccord etait y aussi "
        "cher coute beaucoup plait"
    ),
    "de": (
        "der die das den dem des ein eine einen einem einer und oder aber ist sind bin bist war waren sein haben habe "
        "hat hast hatte ich du er sie es wir ihr mich mir dich dir uns euch ihnen ihre ihren mein meine meinen dein "
        "deine nicht kein keine keinen ja nein bitte danke hallo guten tag morgen abend heute gestern jetzt was wann "
        "wo wer wie warum welche wieviel viel kostet kosten mit ohne fur von zu zum zur im in am an auf aus bei nach "
        "uber unter um bis vor kann konnen konnte mochte will wollen muss brauche gibt geht noch auch schon nur sehr "
        "gut wenn dass weil als so termin preis preise offnungszeiten offen geoffnet uhr montag dienstag mittwoch "
        "deutsch spreche sprechen sprichst donnerstag freitag samstag sonntag woche monat vielen dank grusse man"
    ),
    "pt": (
        "o a os as um uma uns umas de do da dos das e ou mas que quem como quando onde quanto quanta custa qual por "
        "para pra com sem sobre em no na nos nas ao aos e sao esta estao estou sou era ser tem tenho temos quero "
        "queria gostaria posso pode podem preciso me meu minha meus minhas te seu sua seus suas se lhe nao sim eu "
        "voce voces ele ela eles elas nos muito muita mais menos ja hoje amanha ontem agora tarde noite dia dias "
        "semana segunda terca quarta quinta sexta sabado domingo feira ola oi bom boa obrigado obrigada favor tchau "
        "consulta preco precos aberto abre horario hora horas bem tambem porque pois fazer marcar remarcar cancelar "
        "ingles portugues italiano falo fala falam isso este essa voces ate ajuda doutor"
    ),
    "it": (
        "il lo la i gli le un uno una di del della dei delle dal dalla al alla e o ma che chi cosa come quando dove "
        "quanto quanta costa quale per con senza su sul nel nella in a da non no si sono sei siamo e ho hai ha "
        "abbiamo avete hanno era essere avere io tu lui lei noi voi loro mi ti ci vi mio mia miei tuo tua vostro "
        "vostra questo questa quello piu meno molto oggi domani ieri adesso ora sera mattina pomeriggio giorno "
        "settimana lunedi martedi mercoledi giovedi venerdi sabato domenica ciao buongiorno buonasera salve grazie "
        "prego scusi scusa appuntamento prezzo prezzi aperti aperto orari orario ore vorrei voglio posso puo potete "
        "italiano parlo parla parlate bene anche perche fare prenotare cambiare disdire dottore"
    ),
}


def _spoken() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, words in _FREQUENT.items():
        for word in set(words.split()):
            found[word] = (*found.get(word, ()), language)
    return found


_LANGUAGES_OF: Final = _spoken()

_NAMES: Final = frozenset(("english", "espanol", "castellano", "francais", "deutsch", "portugues"))
"""Languages in their own words, without accents as a folded text has them."""

_LETTERS: Final = (("ñ¿¡", ("es",)), ("ß", ("de",)), ("ãõ", ("pt",)), ("œ", ("fr",)), ("ç", ("fr", "pt")))
"""Letters and marks, each worth a word of these languages."""

_SCRIPTS: Final = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("el", re.compile("[\u0391-\u03c9]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("hy", re.compile("[\u0531-\u0587]")),
    ("ka", re.compile("[\u10d0-\u10ff]")),
)
"""Scripts that one language has to itself, nearly. Kana comes first: Japanese has Chinese characters, too."""

_LATIN: Final = re.compile("[a-z]")

COUNTED: Final = 60
"""Words of a text that are counted; people write fewer."""

_MARGIN: Final = 2
_ENOUGH: Final = 3
_SHORT: Final = 3
_SHARE: Final = 0.3


def written_language(text: Folded) -> str | None:
    """The language (``es``) that a text is clearly written in, or None."""
    words = text.words[:COUNTED]
    if not words:
        return None
    counted = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    shown = text.written[:400]
    if not shown.isascii():
        if not counted and (script := _script_of(shown)) is not None:
            return script
        counted.update(language for marks, languages in _LETTERS if _has_any(shown, marks) for language in languages)
    return _leading(counted, words)


def names_a_language(text: Folded) -> bool:
    """Whether the text is the name of a language in that language ("español"), which asks to be spoken to in it."""
    return text.text in _NAMES


def _leading(counted: Counter[str], words: tuple[str, ...]) -> str | None:
    """The language with the most words, where the next has clearly fewer."""
    ranked = sorted(counted.items(), key=lambda found: (-found[1], found[0]))
    if not ranked:
        return None
    language, most = ranked[0]
    ahead = most - (ranked[1][1] if len(ranked) > 1 else 0)
    # Of a word or two all must be known: a name may be a word of some language by chance.
    if len(words) <= _SHORT and most >= len(words) and ahead >= 1:
        return language
    clearly = ahead >= _MARGIN or (ahead >= 1 and most >= _ENOUGH and _is_alone(words, language))
    return language if clearly and most >= len(words) * _SHARE else None


def _is_alone(words: tuple[str, ...], language: str) -> bool:
    """Whether some of the words are of this language only, and none of another one only: "mi hijo no puede respirar"
    is Spanish by its "puede", although "mi" and "no" are Italian, too."""
    only = {spoken[0] for word in words if len(spoken := _LANGUAGES_OF.get(word, ())) == 1}
    return only == {language}


def _script_of(shown: str) -> str | None:
    if _LATIN.search(shown.lower()):
        return None
    return next((language for language, letters in _SCRIPTS if letters.search(shown)), None)


def _has_any(shown: str, marks: str) -> bool:
    lower = shown.lower()
    return any(mark in lower for mark in marks)
