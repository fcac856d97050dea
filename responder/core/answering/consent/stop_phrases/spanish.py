"""Requests for no more texts in Spanish."""

from __future__ import annotations

from typing import Final

from responder.core.answering.consent.stop_phrases.grammar import Grammar

SPANISH: Final = Grammar(
    clear="""
(deja|deje|dejen|para|pare|paren|basta) de (mandarme|enviarme|mandar|enviar|mandarnos|enviarnos) (mas|estos|
    tantos|sus|tus|) (mensajes|mensaje|textos|sms|mensajitos)
(deja|deje|dejen|para|pare|paren) de (escribirme|textearme|contactarme|molestarme|mensajearme)
no (me|nos) (escribas|escriba|escriban|contactes|contacte|contacten|mandes|mande|manden|envies|envie|envien|
    textees|textee|texteen|molestes|moleste|molesten) (mas|nunca mas|otra vez)
no (me|nos) (mandes|mande|manden|envies|envie|envien) (mas|) (mensajes|textos|sms|mensajitos) (mas|nunca mas|)
no (quiero|queremos|deseo) (recibir|) (mas|ningun|sus|tus|estos|) (mensajes|textos|sms|mensajitos) (suyos|
    de ustedes|tuyos|)
(ya|) no (quiero|deseo) (recibir|) (mas|sus|tus|estos|) (mensajes|textos|sms)
no (quiero|deseo) que me (escriban|contacten|manden mensajes|envien mensajes) (mas|)
no mas (mensajes|textos|sms)
(quitame|quiteme|quitenme|sacame|saqueme|saquenme|borrame|borreme|borrenme|eliminame|elimineme|eliminenme) de
    (su|tu|esta|sus|tus) (lista|listas|lista de mensajes|lista de contactos|contactos|base de datos|sistema)
(borra|borre|borren|elimina|elimine|eliminen|quita|quite|quiten|olvida|olvide|olviden) (mi|este) (numero|
    telefono) (de su lista|de tu lista|de su sistema|de sus contactos|)
(dame|deme|denme) de baja (de|) (su lista|sus mensajes|los mensajes|estos mensajes|la lista de mensajes|)
(quiero|deseo|quisiera) (darme|que me den) de baja de (su lista|sus mensajes|los mensajes|estos mensajes)
(dejame|dejeme|dejenme) en paz
""",
    alone="""
(dejen|dejame|dejeme|dejenme|deje|deja|paren|pare) de (escribir|molestar)
(quiero|deseo|quisiera) darme de baja
(quiero|) dar de baja mi numero
(quitame|quiteme|quitenme|borrame|borreme|borrenme) de la lista
no (me|) (escribas|escriba|escriban|contactes|contacte|contacten|molestes|moleste|molesten)
(darme|dar) de baja
basta de mensajes
""",
    before="""
(por favor|porfavor|porfa|favor de|hola|oiga|oigan|oye|ya|pero|si|buenas|buenos dias|buenas tardes|disculpe|
    disculpen|perdon|que)
(les|le|te) (pido|pedi|he pedido|dije) que
(quiero|necesito) que
numero equivocado
""",
    asking="""
(puede|puedes|pueden|podria|podrias|podrian) (por favor|)
""",
    behind="""
(por favor|porfavor|porfa|gracias|muchas gracias|ya|ahora|nunca mas|jamas|mas|ya mismo|inmediatamente|
    a este numero|a mi numero|a este telefono|a mi celular|otra vez|🙏|🛑|😡)
""",
    beside="""
(numero|persona|es numero|tiene el numero|es un numero) (equivocado|equivocada)
no (me interesa|estoy interesado|estoy interesada|los conozco|lo conozco|la conozco|soy esa persona)
(gracias|hola|no|si|adios|spam|ya|basta|quien es|quien eres|muchas gracias)
""",
    whole="alto pare paren parar detener detenganse desuscribir desuscribirme desuscribanme",
)
