"""Unit: house rules that a machine can check."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from simulation.parameters import FAMILIES, PARAMETERS, PLAIN, SWITCHES

ROOT = Path(__file__).parent.parent
FLOORS = {"simulation": 1, "scenarios": 2, "results": 3, "calibration": 4, "vex": 5}
INNER_FLOORS = {
    "scenarios": ("file", "parameter_sets", "run_folder", "work", "pairs", "lives", ""),
    "results": (
        "statistics", "words", "drawing", "run", "comparison", "trial", "explain", "bottleneck", "sweep", "story",
        "page",
    ),
}  # fmt: skip
"""Folders of a room from the lowest floor up; the empty name is for files directly in the room."""
SOURCES = [path for room in FLOORS for path in (ROOT / room).rglob("*.py")]
WORLD = [path for path in SOURCES if path.is_relative_to(ROOT / "simulation")]
TOOLS = list((ROOT / "tools").glob("*.py"))
TESTS = list((ROOT / "tests").rglob("*.py"))


VERBS = ("bottleneck", "compare", "explain", "open_comparison", "open_run", "report", "run", "story", "sweep", "trial")
SHARED = dict.fromkeys(VERBS, "one verb: of scenarios, of the package and of the command") | {
    "levers": "one table: in the command and in the documents",
    "parameters": "one table: in the command and in the documents",
    "main": "the entry point of a program",
}
"""Name that several modules may define → why."""


def defined_names(path):
    """Yield the public names that a module defines."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            targets = [node.name]
        elif isinstance(node, ast.TypeAlias):
            targets = [node.name.id]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            parts = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [name for part in parts for name in ast.walk(part) if isinstance(name, ast.Name)]
            targets = [name.id for name in names if isinstance(name.ctx, ast.Store)]
        else:
            continue
        yield from (name for name in targets if not name.startswith("_"))


def imported_modules(path):
    """Yield the full name of every project module that a file imports."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            names = [".".join((*above, *filter(None, [node.module])))]
        yield from (name for name in names if name.split(".")[0] in (*FLOORS, "tools"))


def folder_of(module):
    """Return room and folder of a module; the folder is empty for a file of the room itself."""
    room, *below = module.split(".")
    inner = below[0] if below and (ROOT / room / below[0]).is_dir() else ""
    return room, inner


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_lower_floors(path):
    own_room = path.relative_to(ROOT).parts[0]
    for module in imported_modules(path):
        room = module.split(".")[0]
        assert room != "tools", "tools are for maintainers: nothing that is installed imports them"
        assert FLOORS[room] < FLOORS[own_room] or room == own_room


@pytest.mark.parametrize("room", INNER_FLOORS)
def test_every_folder_of_a_room_has_a_floor(room):
    folders = {path.parent.name for path in (ROOT / room).glob("*/*.py")}
    assert folders == set(INNER_FLOORS[room]) - {""}


@pytest.mark.parametrize("room", INNER_FLOORS)
def test_a_folder_imports_only_from_lower_floors_of_its_room(room):
    order = INNER_FLOORS[room]
    for path in (ROOT / room).rglob("*.py"):
        if path == ROOT / room / "__init__.py":
            continue
        own_folder = folder_of(".".join(path.relative_to(ROOT).with_suffix("").parts))[1]
        for module in imported_modules(path):
            other, folder = folder_of(module)
            if other == room:
                assert order.index(folder) <= order.index(own_folder), f"{path.relative_to(ROOT)} imports {module}"


def test_results_take_frames_and_read_no_scenario():
    reading = {("scenarios", folder) for folder in ("file", "parameter_sets", "run_folder")}
    for path in (ROOT / "results").rglob("*.py"):
        assert [module for module in imported_modules(path) if folder_of(module) in reading] == [], path


def test_two_things_never_share_a_name():
    modules = defaultdict(set)
    for path in (*SOURCES, *TOOLS):
        for name in defined_names(path):
            modules[name].add(str(path.relative_to(ROOT)))
    shared = {name: sorted(paths) for name, paths in modules.items() if len(paths) > 1}
    assert {name: paths for name, paths in shared.items() if name not in SHARED} == {}
    assert set(SHARED) <= set(shared), "a name that is no longer shared"


def test_every_file_of_results_is_in_a_folder():
    assert [path.name for path in (ROOT / "results").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("path", [*SOURCES, *TOOLS], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_a_docstring_and_at_most_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", WORLD, ids=lambda path: path.name)
def test_every_draw_is_addressed(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"^\s*(import random|from random)|np\.random\.(?!SeedSequence)|\.shuffle\(|default_rng", text, re.M
    )


@pytest.mark.parametrize("path", [*WORLD, *(ROOT / "simulation").glob("*.toml")], ids=lambda path: path.name)
def test_the_world_knows_no_arm(path):
    text = path.read_text(encoding="utf-8")
    arms = r"own_direction|\bguidance\b|\"standard\"|\"reference\"|(?<!fair[ _])treatment|control group"
    assert not re.search(arms, text)


def test_test_files_are_in_the_folder_of_a_room_and_named_by_kind():
    files = [path for path in TESTS if path.name.startswith("test_")]
    assert {path.parent.name for path in files} == {"tests", "tools", *FLOORS}
    assert [path.name for path in files if not re.match(r"test_(unit|behaviour|pairs|baseline)_", path.name)] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_no_test_imports_a_test_file(path):
    """A shared sample is in a helper module: a test file can be imported only if pytest collected its folder."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not [name for name in imported if name.startswith("test_")]


def test_rules_use_no_numpy_exponentials():
    for path in WORLD:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(getattr(d, "id", "") == "rule" for d in node.decorator_list):
                assert not re.search(r"np\.(exp|log)\b", ast.unparse(node)), f"{path.name}: {node.name}"


def test_every_parameter_and_switch_is_read_somewhere():
    world = "\n".join(path.read_text(encoding="utf-8") for path in WORLD)
    for name in (*PLAIN, *FAMILIES):
        if name == "prevalence":
            continue
        assert re.search(rf"p\.{name}\b|\"{name}\"", world), name
    for name in SWITCHES:
        assert f"on_{name}" in world, name


def test_every_number_has_a_source():
    evidence = (ROOT / "calibration" / "evidence" / "evidence.csv").read_text(encoding="utf-8")
    known = set(re.findall(r"^([A-Z]\d\d),", evidence, re.M))
    for row in PARAMETERS.values():
        assert row.unit and row.meaning and row.source
        if row.status == "evidence":
            assert set(re.findall(r"\b[A-Z]\d\d\b", row.source)) & known, row.name


def test_recollections_are_never_called_evidence():
    lines = (ROOT / "calibration" / "evidence" / "evidence.csv").read_text(encoding="utf-8").splitlines()
    recollected = {line.split(",")[0] for line in lines if line.endswith(",recollection")}
    assert recollected
    for row in PARAMETERS.values():
        if row.status == "evidence":
            assert not set(re.findall(r"\b[A-Z]\d\d\b", row.source)) & recollected, row.name


def compiled_rules(path):
    """Yield the names of the compiled rules of a file."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        decorators = {getattr(decorator, "id", "") for decorator in getattr(node, "decorator_list", [])}
        if decorators & {"rule", "array_rule"}:
            yield node.name


def test_a_test_imports_every_compiled_rule():
    """Only a test that calls a rule itself can know its right value; ruff refuses an import that is not used."""
    imported = set()
    for path in TESTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported |= {(node.module, alias.name) for alias in node.names}
    missing = [
        f"{path.stem}.{name}"
        for path in WORLD
        for name in compiled_rules(path)
        if (f"simulation.{path.stem}", name) not in imported
    ]
    assert missing == []


def test_no_test_passes_a_type_of_its_own_to_a_compiled_rule():
    """The rule would be stored with that type, and could not be loaded without the test; see `partial_world.py`."""
    own = {path.name for path in TESTS if "namedtuple(" in path.read_text(encoding="utf-8")}
    assert own <= {"partner_desk.py", Path(__file__).name}, "a desk is never passed to a rule, only its fields"


def test_array_rules_are_called_by_array_rules_only():
    """Other rules have no reference counting: an array passed to them would leak or be freed twice."""
    kinds = {"rule": {}, "array_rule": {}}
    for path in WORLD:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for decorator in getattr(node, "decorator_list", []):
                if getattr(decorator, "id", "") in kinds:
                    kinds[decorator.id][node.name] = node
    assert len(kinds["array_rule"]) >= 5
    for name, node in kinds["rule"].items():
        called = {getattr(call.func, "id", "") for call in ast.walk(node) if isinstance(call, ast.Call)}
        assert not called & set(kinds["array_rule"]), name
        for returned in (part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value):
            assert not any(isinstance(part, ast.Slice) for part in ast.walk(returned)), name
