"""PyYAML's own parser, for where it was built without libyaml. The same events as libyaml's."""

from __future__ import annotations

from yaml.parser import Parser as EventParser
from yaml.reader import Reader
from yaml.scanner import Scanner


class Parser(Reader, Scanner, EventParser):
    """``Parser(text).get_event()`` gives one event after the other."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        EventParser.__init__(self)
