"""Requests for no more texts in French."""

from __future__ import annotations

from typing import Final

from responder.core.answering.consent.stop_phrases.grammar import Grammar

FRENCH: Final = Grammar(
    clear="""
(arretez|arrete|cessez|cesse) de (m|me|nous) (envoyer|ecrire|contacter|texter|harceler|spammer|deranger) (des|
    vos|tes|ces|) (messages|sms|textos|texto|)
(arretez|arrete|cessez) (menvoyer|decrire)
(arretez|arrete|cessez|cesse) de (menvoyer|mecrire|mharceler) (des|vos|tes|ces|) (messages|sms|textos|)
ne (m|me|nous) (ecrivez|ecris|contactez|contacte|envoyez|envoie|textez) plus (de|rien|) (messages|sms|textos|
    message|)
ne (mecrivez|mecris|menvoyez|menvoie) plus (de|rien|) (messages|sms|textos|message|)
(je|) (ne|) (veux|souhaite|desire) plus (recevoir|etre contacte|etre contactee) (de|vos|ces|aucun|) (messages|
    sms|textos|message|)
(je|) (ne|) (veux|souhaite) plus de (vos|ces|) (messages|sms|textos)
(je|) (ne|) (veux|souhaite) (pas|plus) recevoir (de|vos|ces|aucun|d autres|dautres) (messages|sms|textos|
    message)
(retirez|retire|enlevez|enleve|supprimez|supprime|rayez|effacez) moi de (votre|vos|ta|cette) (liste|listes|
    liste de diffusion|base de donnees|fichier|fichiers|liste d envoi)
(retirez|retire|enlevez|supprimez|supprime|effacez|efface|oubliez) (mon|ce) (numero|telefono) (de votre liste|
    de vos listes|de votre base|)
(desabonnez|desinscrivez|desabonne|desinscris) moi (de votre liste|de vos messages|de vos sms|)
(laissez|laisse|foutez|fichez) moi (tranquille|en paix|la paix)
(plus aucun|aucun autre) (message|sms|texto)
""",
    alone="""
(me|) (desabonner|desinscrire)
(je veux|je souhaite|je voudrais) (me|) (desabonner|desinscrire)
(retirez|retire|enlevez|supprimez) moi de la liste
ne me contactez pas
ne m ecrivez pas
arretez les (messages|sms|textos)
stop aux (messages|sms|textos)
""",
    before="""
(s il vous plait|sil vous plait|s il te plait|svp|stp|merci de|bonjour|bonsoir|salut|veuillez|non|oui|
    je vous prie de|je vous demande de|priere de|mais|deja)
(je vous ai|je t ai) (dit|demande) de
faux numero
""",
    asking="""
(pouvez vous|pourriez vous|peux tu|pourrais tu|est ce que vous pouvez)
""",
    behind="""
(s il vous plait|sil vous plait|s il te plait|svp|stp|merci|merci beaucoup|maintenant|immediatement|
    tout de suite|jamais|a ce numero|sur ce numero|sur mon telephone|definitivement|🙏|🛑|😡)
""",
    beside="""
(faux numero|mauvais numero|vous avez le mauvais numero|vous avez un faux numero|vous vous trompez de numero|
    erreur de numero|c est une erreur)
(je ne suis pas|pas) (interesse|interessee)
(merci|bonjour|non|oui|spam|qui est ce|qui etes vous|ca suffit|au revoir|bonne journee)
""",
    whole="arret arreter arretez arrete desabonner desabonnement desabonnez",
)
