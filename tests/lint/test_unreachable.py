"""``unreachable`` over several files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from responder import rules
from responder.lint.registry import run


def test_a_rule_in_another_file_is_named_with_its_file(tmp_path: Path) -> None:
    main, more = tmp_path / "rules.yaml", tmp_path / "more.yaml"
    main.write_text("include: more.yaml\nrules:\n  - name: Hello\n    reply: Hi.\n", encoding="utf-8")
    more.write_text("rules:\n  - {name: Prices, when: {says: price}, reply: From 60.}\n", encoding="utf-8")
    ruleset = rules.load(main)
    texts = {name: Path(name).read_text(encoding="utf-8") for name in ruleset.files}
    (found,) = [one for one in run(ruleset, texts, date(2026, 6, 2)) if one.code == "unreachable"]
    assert found.place.file == more.as_posix()
    assert f'"Hello" ({main.as_posix()}, line 3)' in found.message
