"""Can the rules be used, and are they wise?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, counted, good, warning
from responder.errors import RulesUnreadable
from responder.lint.registry import run
from responder.rules import RulesInvalid, load


def rules(case: Case) -> Iterator[Finding]:
    """Reads the file; ``responder check`` says more."""
    path = case.settings.rules
    if not path.exists():
        yield bad("rules", f"There is no {path} here.", "`responder init` writes one; RESPONDER_RULES names another.")
        return
    try:
        ruleset = load(path)
    except RulesInvalid as invalid:
        first = next(iter(invalid.problems))
        found = counted(len(invalid.problems), "error")
        yield bad("rules", f"{path} can't be used: {found}. {first.place}: {first.message}", "Run `responder check`.")
        return
    except RulesUnreadable as error:
        yield bad("rules", f"{path} can't be read: {error}", "Let the user that runs responder read it.")
        return
    case.ruleset = ruleset
    yield _advice(case, path)


def _advice(case: Case, path: Path) -> Finding:
    assert case.ruleset is not None
    texts = {name: Path(name).read_text(encoding="utf-8-sig", errors="replace") for name in case.ruleset.files}
    today = case.now.astimezone(case.ruleset.business.timezone).date()
    levels = Counter(problem.level for problem in run(case.ruleset, texts, today))
    about = f"{path} can be used: {counted(len(case.ruleset.rules), 'rule')}"
    if levels["warning"]:
        found = counted(levels["warning"], "warning")
        return warning("rules", f"{about}, but {found}.", "`responder check` says what is unwise.")
    return good("rules", f"{about}.")
