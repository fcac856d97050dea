"""Requests for no more texts in English."""

from __future__ import annotations

from typing import Final

from responder.core.answering.consent.stop_phrases.grammar import Grammar

ENGLISH: Final = Grammar(
    clear="""
(stop|quit|cease) (texting|messaging|contacting|txting|spamming|harassing|bothering|bugging|pestering) (me|us)
(stop|quit|cease) (texting|messaging|contacting|txting) (my|this) (number|phone|cell)
(stop|quit) (texting|messaging|txting) (me|us) (anymore|any more)
(stop|quit) (texting|messaging|txting|contacting)
(stop|quit) texting and calling (me|us|)
(stop|quit) calling and texting (me|us|)
(stop|quit) (sending|with) (me|us|) (these|those|your|all|all these|all your|any more|) (texts|text messages|
    messages|txts|msgs|sms|spam)
(stop|end) (the|these|those|your|all|all the|all these|all your) (texts|text messages|messages|txts|texting|
    messaging|msgs|spam)
make (the|these|your|all these) (texts|messages|text messages) stop
(dont|do not|never|dont ever|do not ever) (text|message|contact|txt|msg|sms) (me|us|this number|my number|
    my phone) (anymore|any more|again|ever again|ever)
(dont|do not|dont ever) send (me|us|) (any more|anymore|any|more|these|your) (texts|text messages|messages|txts|
    msgs)
(dont|do not) send (me|us) (texts|text messages|messages|txts|msgs) (anymore|any more|again|)
(do not|never) contact me
(lose|delete|remove|erase|forget) (my|this) (number|phone number|cell number|cell|digits)
(remove|delete|erase|take|get) (my|this) (number|phone number|cell number|info|contact) (off|from|out of|
    off of) (your|this|ur|yalls) (list|lists|contact list|contacts|mailing list|text list|texting list|
    call list|database|system|records|phone)
take (my|this) (number|phone number) off
(remove|delete|take|get) (me|us) (off|from|out of|off of) (your|this|ur|yalls|the) (mailing list|text list|
    texting list|contact list|text message list|messaging list|text messages|texts|sms list|distribution list|
    phone list|call list|marketing list|subscriber list)
(remove|delete|take|get) (me|us) (off|from|out of|off of) (your|this|ur|yalls) (list|lists|contacts|database|
    system|messages)
opt me out
opt me out of (your|these|all|all your|the|) (texts|messages|text messages|texting|list|sms)
(i|) opt out of (your|these|all|all your|the|) (texts|messages|text messages|sms)
(unsubscribe|unsub) (me|us|my number|this number)
(unsubscribe|unsub) (me|us|my number|) from (your|this|these|all|all your|the|) (list|lists|texts|messages|
    text messages|sms|mailing list|texting list)
no more (texts|text messages|messages|txts|msgs|sms|texting|spam) (from you|to me|to this number|to this phone|)
(i|we) (dont|do not|no longer|never) (want|wish|care) (to get|to receive|to be getting|to be receiving|
    to keep getting|) (any|any more|anymore|more|these|your|any of these|any of your|) (texts|text messages|
    messages|txts|msgs|sms|spam) (from you|from you guys|from yall|from this number|on my phone|)
(i|we) (dont|do not|no longer) (want|wish) to be (contacted|texted|messaged) (by you|)
(i|) want (these|your|the|all these) (texts|messages|text messages) to stop
(i|) want to stop (getting|receiving) (these|your|the|any|all|) (texts|messages|text messages)
(i|) (revoke|withdraw) (my|) consent
leave (me|us) alone
""",
    alone="""
stop
stop stop
stop stop stop
stop stop stop stop
stopp
stop (it|this|that|now|text|texts|message|messages|spam|sms)
stop sending (me|us|) (these|this|those|stuff|anything|)
stop bothering
quit (it|bothering)
unsubscribe
unsubscribed
unsub
opt out
opting out
remove me
remove my name and number
remove number
take me off
(dont|do not) (text|message|contact|txt|msg) (me|us|)
""",
    before="""
(🛑|✋|😡|😠|🙏|please|pls|plz|plse|kindly|just|now|so|and|ok|okay|hey|hi|hello|no|yes|yo|sorry|omg|wtf|well|
    seriously|again)
(dear|) (sir|madam|sirs|all|everyone|team|guys|folks)
(i|ive|i have) (said|already said|say)
(i|ive|i have) (already|just|) (told|asked) you (guys|all|people|) (to|)
(i|ive|i have) (already|just|) (told|asked) yall (to|)
(i|we) (want|need|would like|would like for) (you|yall|you guys) to
(id|i would) like (you|yall|you guys) to
(i|we) (want|need|wish|would like) to
(id|i would) like to
(i|we) am asking you to
im asking you to
(i) (request|demand) (that you|you to)
like i said
as i (said|told you)
(for the|) last time
(you|yall) (can|may|need to|must|should|have to)
wrong (number|person)
(this is|you have|you got|u have|u got|you have got|youve got) the wrong (number|person)
thank you but
thanks but
im not interested
not interested
""",
    asking="""
(can|could|will|would) (you|u|yall|ya|you guys|you all|somebody|someone) (please|pls|plz|just|kindly|all|)
would you mind
""",
    behind="""
(please|pls|plz|thanks|thank you|thank u|ty|thx|kindly|now|right now|immediately|asap|at once|today|already|
    forever|for good)
(anymore|any more|again|ever again|from now on|any longer|altogether|completely|permanently|going forward)
(at|on|to) this (number|phone|phone number|cell)
(at|on|to) my (number|phone|cell)
(guys|man|dude|bro|people|sir|ok|okay|lol|or else|you creep|creep|jerk|jerks|idiot|idiots|asshole|assholes|
    damn it|dammit)
(🙏|🛑|😡|😠|🤬|👎|❌|🚫|✋)
(i am|im|we are) (not interested|serious|begging you)
wrong (number|person)
you have the wrong number
all of (you|them|these)
and calling (me|us|)
god bless
""",
    beside="""
(wrong|you have the wrong|you got the wrong|u have the wrong|this is the wrong|its the wrong) (number|person)
(i am|im|) not interested
(i|) (dont|do not) know (you|u|who you are|who this is)
(i|) (dont|do not) (live there|work there|go there) (anymore|any more|)
who (is|are) (this|you)
(this|it) is (spam|annoying|harassment|ridiculous)
(im|i am) (not|no longer) (a|your) (patient|customer|client|member)
(im|i am) (annoyed|tired of this|sick of this|done)
(i|ive|i have) moved
(spam|scam|enough|hi|hello|thanks|no|yes|nope|ugh|enough already|thank you|bye|goodbye|good bye|god bless|
    have a nice day|have a good day)
""",
)
