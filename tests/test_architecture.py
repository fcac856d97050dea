"""The house keeps its shape: imports run one way, never in a circle; packages have one home; the core has no clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "responder"

# Later rooms may import earlier ones, never the other way round.
FLOORS = [
    ["errors"],
    ["secret", "masking", "retry_after"],
    ["setting_values"],
    ["settings"],
    ["core"],
    ["rules"],
    ["lint"],
    ["describing"],
    ["store"],
    ["sms"],
    ["inbound", "sending", "posting", "broadcasting"],
    ["outbound"],
    ["jobs"],
    ["operating"],
    ["simulator"],
    ["stories"],
    ["replaying", "mending", "exporting"],
    ["reload"],
    ["web"],
    ["tunnel"],
    ["testing"],
    ["app", "working"],
    ["serving"],
    ["doctoring"],
    ["cli"],
    ["__main__"],
]
FLOOR = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

# A third-party package is imported in its home and nowhere else.
HOMES = {
    "ahocorasick": ("core.conditions.index",),
    "alembic": ("store",),
    "babel": ("core.wording",),
    "click": ("cli",),
    "dbos": ("jobs",),
    "dotenv": ("settings",),
    "flask": ("web", "app", "testing"),
    "google": ("core.patterns",),
    "granian": ("serving",),
    "jinja2": ("core.templates",),
    "phonenumbers": ("core.phone",),
    "prometheus_client": ("operating.metrics",),
    "psycopg": ("store",),
    "pyngrok": ("tunnel",),
    "pytest": ("stories.pytest_plugin",),
    "_pytest": ("stories.pytest_plugin",),
    "re2": ("core.patterns",),
    "requests": ("sms",),
    "rich": ("cli",),
    "sqlalchemy": ("store",),
    "text_to_num": ("core.answers",),
    "twilio": ("sms",),
    "watchfiles": ("reload",),
    "werkzeug": ("web", "app", "testing"),
    "yaml": ("rules",),
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


MODULES = dict(modules())


def imports(tree: ast.Module) -> Iterator[str]:
    """Every imported module, those inside functions and type-checking blocks too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole.removeprefix("responder.") in MODULES else node.module


def room_of(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m not in ("__init__",)])
def test_imports_only_rooms_below_its_own(module: str) -> None:
    here = FLOOR[room_of(module)]
    wrong = [
        name
        for name in imports(MODULES[module])
        if name.startswith("responder.") and FLOOR.get(room_of(name.removeprefix("responder.")), -1) > here
    ]
    assert wrong == []


def test_every_room_has_its_floor() -> None:
    assert {room_of(m) for m in MODULES} - {"__init__"} == set(FLOOR)


def circles(imported: Mapping[str, Set[str]]) -> list[list[str]]:
    """The modules that reach each other by imports, group by group: the strongly connected components."""
    reached = {module: _reached(module, imported) for module in imported}
    groups = {frozenset(m for m in reached[module] if module in reached[m]) for module in imported}
    return sorted(sorted(group) for group in groups if group)


def _reached(module: str, imported: Mapping[str, Set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = set(imported[module])
    while ahead:
        found |= ahead
        ahead = {further for one in ahead for further in imported[one]} - found
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    ours = {"responder": "__init__"} | {f"responder.{module}": module for module in MODULES}
    imported = {module: {ours[name] for name in imports(tree) if name in ours} for module, tree in MODULES.items()}
    assert circles(imported) == []


def test_circles_are_found_however_long() -> None:
    imported = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set(), "f": {"g", "e"}, "g": {"f"}}
    assert circles(imported) == [["a", "b", "c"], ["f", "g"]]


@pytest.mark.parametrize("module", list(MODULES))
def test_each_third_party_package_is_imported_only_in_its_home(module: str) -> None:
    strangers = [
        name
        for name in imports(MODULES[module])
        if (top := name.split(".")[0]) != "responder"
        and top not in sys.stdlib_module_names
        and not any(module == home or module.startswith(home + ".") for home in HOMES.get(top, ()))
    ]
    assert strangers == []


PURE = [m for m in MODULES if room_of(m) in ("core", "rules", "lint")]
CLOCKS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "random", "uuid4", "getenv"}
IMPURE = {"os", "time", "random", "socket", "subprocess", "threading", "uuid", "secrets", "logging"}


@pytest.mark.parametrize("module", [m for m in MODULES if room_of(m) == "core"])
def test_the_core_imports_nothing_that_reaches_outside(module: str) -> None:
    assert sorted(IMPURE & {name.split(".")[0] for name in imports(MODULES[module])}) == []


@pytest.mark.parametrize("module", PURE)
def test_nothing_below_the_shell_reads_a_clock_or_rolls_a_die(module: str) -> None:
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(MODULES[module])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date", "time", "random", "uuid", "os")
        and node.func.attr in CLOCKS
    ]
    assert calls == []


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_modules_stay_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
