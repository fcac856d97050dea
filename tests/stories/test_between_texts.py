"""What a writer of rules relies on from one text to the next: the language of a word, ``or_reply: nothing``, and
whether a conversation is still open."""

from __future__ import annotations

from responder import rules
from responder.stories.run import run
from responder.stories.wording import explain

DESK = """
business: Clinic
phone: +1 202 555 0100
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
words: {sick: {en: [fever], es: [fiebre]}}
rules:
  - name: Sick
    when: {contains: <sick>}
    reply: {en: Get well soon., es: Que se mejore.}
    examples:
      - {they_text: Fever 102!, we_reply: Get well soon.}
      - {they_text: Fiebre 39, we_reply: Que se mejore.}
otherwise: {once_per: 1 day, or_reply: nothing, reply: Soon., notify: maria}
stories:
  - name: They get one answer a day, and Maria hears of each text
    steps:
      - {they_text: is it ready, we_reply: Soon., we_send: {to: maria, contains: ready}}
      - {they_text: "well?", we_reply: nothing, rule: otherwise, we_send: {to: maria, contains: well}}
      - later: 1 day
      - {they_text: hm, we_reply: Soon., we_send: {to: maria, contains: hm}}
"""


def test_a_word_tells_its_language_and_nothing_said_instead_still_tells_the_staff() -> None:
    ruleset = rules.loads(DESK)
    report = run(ruleset)
    assert [list(explain(result)) for result in report.failed] == []
    assert len(report.results) == 3


SURVEY = """
business: Pool
phone: +1 202 555 0100
timezone: America/Denver
rules:
  - name: Begin
    when: {says: survey}
    start: survey
    follow_up: {after: 5 hours, unless: {not: {answering: survey}}, text: It is still open.}
conversations:
  survey: [{ask: How often?}, {ask: How good?}, {reply: Thanks!}]
otherwise: Soon.
stories:
  - name: Who stops in the middle is asked to go on
    steps: [{they_text: survey}, {they_text: weekly}, {later: 5 hours, we_send: It is still open.}]
  - name: Who has finished isn't
    steps: [{they_text: survey}, {they_text: weekly}, {they_text: very}, {later: 1 day, we_send: nothing}]
  - name: Nor who wants no more of it
    steps: [{they_text: survey}, {they_text: cancel that}, {later: 1 day, we_send: nothing}]
"""


def test_a_follow_up_can_wait_on_whether_a_conversation_is_still_open() -> None:
    report = run(rules.loads(SURVEY))
    assert ([list(explain(result)) for result in report.failed], len(report.results)) == ([], 3)
