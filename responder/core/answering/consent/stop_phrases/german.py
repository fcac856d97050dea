"""Requests for no more texts in German."""

from __future__ import annotations

from typing import Final

from responder.core.answering.consent.stop_phrases.grammar import Grammar

GERMAN: Final = Grammar(
    clear="""
(horen sie|hor|hort) (bitte|) (auf|endlich auf|damit auf) (mir|uns) (nachrichten|sms|) zu (schreiben|schicken|
    senden)
(horen sie|hor|hort) (bitte|) auf (mich|uns) zu (kontaktieren|belastigen|nerven)
(schreiben sie|schreib|schreibt|schicken sie|schick|schickt|senden sie|sende) (mir|uns) (bitte|) (nicht mehr|
    nie wieder|keine nachrichten mehr|keine sms mehr|keine sms|keine nachrichten)
(kontaktieren sie|kontaktiere|kontaktiert) (mich|uns) (bitte|) (nicht mehr|nie wieder)
(ich|wir) (mochte|will|wunsche|mochten|wollen) (bitte|) keine (nachrichten|sms|weiteren nachrichten|
    weiteren sms|texte|werbung) mehr (von ihnen|von euch|) (bekommen|erhalten|haben|empfangen|)
(ich|wir) (mochte|will|wunsche) keine (weiteren|weitere) (nachrichten|sms) (von ihnen|) (bekommen|erhalten|)
(bitte|) keine (nachrichten|sms|textnachrichten|weiteren nachrichten|weiteren sms|werbung) mehr (schicken|
    senden|an mich|an diese nummer|)
(loschen sie|losche|loscht|vergessen sie|vergiss|entfernen sie|streichen sie) (bitte|) (meine|diese) (nummer|
    handynummer|telefonnummer) (aus ihrer liste|aus ihrem verteiler|aus ihrem system|)
(meine|diese) (nummer|handynummer|telefonnummer) (bitte|) (loschen|entfernen|streichen)
(nehmen sie|nimm|streichen sie|streich|entfernen sie|loschen sie) mich (bitte|) (von|aus) (ihrer|ihrem|eurer|
    eurem|dieser|diesem|deiner) (liste|verteiler|verteilerliste|kontaktliste|mailingliste)
(lassen sie|lass|lasst) (mich|uns) (bitte|endlich|) in ruhe
""",
    alone="""
(nicht mehr|nie wieder) schreiben
(schreiben sie|schreib|schreibt) mir nicht
(nehmen sie|streichen sie) mich (bitte|) von der liste
aufhoren zu schreiben
stop bitte
stopp bitte
""",
    before="""
(bitte|hallo|guten tag|hey|also|nein|ja|und|ich sagte|ich habe gesagt|ich bitte sie|nochmal|falsche nummer)
""",
    asking="""
(konnen sie|konnten sie|kannst du|konntest du) (bitte|)
""",
    behind="""
(bitte|danke|vielen dank|sofort|jetzt|endlich|nie wieder|an diese nummer|auf diese nummer|ab sofort|mehr|🙏|🛑|😡)
""",
    beside="""
(falsche nummer|sie haben die falsche nummer|falsch verbunden|das ist die falsche nummer)
(kein interesse|ich habe kein interesse|ich kenne sie nicht|danke|hallo|nein|ja|spam|es reicht|vielen dank|
    wer ist das|wer sind sie)
""",
    whole="stopp stoppen aufhoren",
)
