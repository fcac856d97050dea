"""Requests for no more texts in Portuguese."""

from __future__ import annotations

from typing import Final

from responder.core.answering.consent.stop_phrases.grammar import Grammar

PORTUGUESE: Final = Grammar(
    clear="""
(pare|parem|para|pararem|chega) de (me|nos|) (mandar|enviar|mandarem|enviarem) (mais|essas|estas|tantas|suas|)
    (mensagens|mensagem|sms|msgs|msg|textos)
(pare|parem|para) de (me|nos) (escrever|contatar|incomodar|perturbar|chatear|contactar)
nao (me|nos|) (mande|mandem|manda|envie|enviem|envia) mais (mensagens|mensagem|sms|msg|msgs|nada)
nao (me|nos) (mande|mandem|manda|envie|enviem|envia) (mais|) (mensagens|mensagem|sms|msg|msgs) (mais|)
nao (me|nos) (escreva|escrevam|contate|contatem|contacte|contactem|incomode|incomodem) (mais|nunca mais)
(eu|) nao quero (mais|) (receber|) (mais|suas|essas|estas|nenhuma|) (mensagens|mensagem|sms|msg|msgs) (de voces|
    suas|)
chega de (mensagens|mensagem|sms|msgs)
(me|) (tire|tirem|tira|remova|removam|remove|exclua|excluam|retire|retirem|apague) (me|) (da sua|de sua|
    da vossa|desta|dessa) (lista|lista de mensagens|lista de contatos|base|base de dados)
(apague|apaguem|apaga|remova|removam|exclua|excluam|delete|deletem|esqueca|esquecam|tire|tirem) (o|) (meu|este|
    esse) (numero|telefone|contato) (da sua lista|da lista de mensagens|)
(me|) (descadastre|descadastrem|descadastra) (me|)
(quero|gostaria de) me descadastrar (da sua lista|das mensagens|)
(me) (deixe|deixem|deixa) em paz
(deixe|deixem|deixa) me em paz
""",
    alone="""
(me|) (tire|tirem|tira|remova|removam) da lista
quero (me|) descadastrar
(nao|) (me) (escreva|escrevam|contate|contatem) nao
""",
    before="""
(por favor|porfavor|pfv|pf|favor|oi|ola|bom dia|boa tarde|boa noite|ja|eu|gente|numero errado|quero que|
    eu pedi para|ja pedi para|ja falei para)
""",
    asking="""
(voces podem|voce pode|pode|podem|poderia|poderiam) (por favor|)
""",
    behind="""
(por favor|porfavor|pfv|obrigado|obrigada|ja|agora|nunca mais|mais|imediatamente|para este numero|neste numero|
    no meu celular|🙏|🛑|😡)
""",
    beside="""
(numero errado|e numero errado|este numero esta errado|pessoa errada)
(nao tenho interesse|nao estou interessado|nao estou interessada|nao conheco voces|obrigado|obrigada|oi|ola|nao|
    sim|spam|chega|quem e)
""",
    whole="pare parem parar descadastrar descadastre descadastramento",
)
