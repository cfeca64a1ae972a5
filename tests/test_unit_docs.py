"""The documents: tables are current, code blocks run, names exist."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from document_blocks import ROOT, blocks

from simulation.parameters import EDGES, FAMILIES, PARAMETERS, PLAIN, SWITCHES
from tools.document_tables import TABLE, TABLES, filled, not_current, simulated_in

ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
PROSE = TABLE.sub("", ODD)
DOCUMENTS = (
    "README.md", "CHANGELOG.md", "docs/odd.md", "docs/adding-a-rule.md", "docs/adding-a-lever.md",
    "docs/adding-a-measure.md", "docs/adding-a-partner.md", "docs/data-protection.md", "docs/trial.md",
    "docs/scenarios.md",
    "docs/plausible.md",
    "docs/mechanisms.md",
    "docs/effects.md",
    "docs/levers.md",
    "docs/mesa.md",
    "docs/python.md",
    "docs/tests.md",
)  # fmt: skip
ADDED = {"simulation/neighbours.py"}
"""Files that a guide adds."""


def named(name, text):
    """Return whether `name` stands in `text` as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def test_tables_are_current():
    assert not not_current(ODD), "write them anew: python -m tools.document_tables"


def test_every_table_stands_in_the_document_once():
    assert sorted(name for _, name, _, _ in TABLE.findall(ODD)) == sorted(TABLES)


def test_a_table_that_differs_is_found_and_mended():
    spoilt = ODD.replace("| `trust_drift` | 0.006 |", "| `trust_drift` | 0.007 |")
    assert spoilt != ODD
    assert not_current(spoilt) == ["parameters"]
    assert filled(spoilt, simulated_in(ODD)) == ODD


def test_a_missing_table_is_found():
    assert not_current(ODD.replace("<!-- begin: switches -->", "")) == ["switches"]


@pytest.mark.parametrize("name", [name for name in PLAIN if PARAMETERS[name].section != "population"])
def test_the_description_names_every_parameter_of_a_rule(name):
    assert named(name, PROSE)


@pytest.mark.parametrize("name", SWITCHES)
def test_the_description_says_what_each_switch_switches(name):
    assert f"[{name}]" in PROSE


@pytest.mark.parametrize("family", FAMILIES)
def test_the_description_names_every_family_of_domains(family):
    assert named(f"{family}_k", PROSE) or family == "prevalence"


def test_the_description_names_the_problem_web():
    assert EDGES and named("web_j__k", PROSE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_files_that_are_named_exist(document):
    text = (ROOT / document).read_text("utf-8")
    links = re.findall(r"\]\((?!http|#)([^)#]+)[^)]*\)", text)
    missing = [link for link in links if not ((ROOT / document).parent / link).exists()]
    folders = "simulation|scenarios|results|calibration|vex|tests|docs|benchmarks"
    paths = set(re.findall(rf"`((?:{folders})/[\w./-]+\.\w+)`", text)) - ADDED
    missing += [path for path in paths if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_name_no_place_of_one_machine(document):
    assert not re.search(r"/(work|home|root|tmp|Users)/", (ROOT / document).read_text("utf-8"))


def test_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "readme"}
    texts = [text for kind, _, text in blocks("README.md") if kind == "python"]
    assert texts
    for text in texts:
        exec(compile(text, "README.md", "exec"), namespace)  # noqa: S102


def test_scenario_of_the_readme_loads(tmp_path):
    from scenarios.file.scenario import load

    texts = [text for kind, _, text in blocks("README.md") if kind == "toml"]
    assert texts
    for number, text in enumerate(texts):
        path = tmp_path / f"scenario-{number}.toml"
        path.write_text(text, encoding="utf-8")
        assert load(path).design.groups


def test_commands_of_the_readme_exist():
    from typer.testing import CliRunner

    from vex.command import app

    runner = CliRunner()
    used = {
        line.split()[1]
        for kind, _, text in blocks("README.md")
        if kind == "sh"
        for line in text.splitlines()
        if line.startswith("vex ")
    }
    assert used
    for name in used:
        assert runner.invoke(app, [name, "--help"]).exit_code == 0, name


def test_the_machine_runs_the_test_command_of_the_readme():
    last = (ROOT / ".ci" / "run").read_text("utf-8").rstrip().splitlines()[-1]
    assert last in (ROOT / "README.md").read_text("utf-8").splitlines()


def apply(instruction, text, copy):
    """Carry out one block of a guide in a copy of the project: run commands, append to a file, write or change one."""
    kind, _, name = instruction.partition("=")
    if kind == "run":
        for line in text.splitlines():
            run([sys.executable, *line.split()[1:]], copy)
        return
    path = copy / name
    path.parent.mkdir(exist_ok=True)
    if kind == "append":
        path.write_text(path.read_text("utf-8") + text, encoding="utf-8")
        return
    if not text.startswith((" ", "+", "-")):
        path.write_text(text, encoding="utf-8")
        return
    lines = text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    source = path.read_text("utf-8")
    assert source.count(before) == 1, f"the guide changes {name} where it no longer looks like this:\n{before}"
    path.write_text(source.replace(before, after), encoding="utf-8")


def run(command, copy):
    """Run a command in a copy of the project, with a cache of its own; return its output."""
    environment = os.environ | {"VEX_CACHE_DIR": str(copy.parent / "cache"), "PYTHONPATH": str(copy)}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "kind, passed, complete",
    [("rule", 3, []), ("lever", 4, ["lever", "measure"]), ("measure", 2, ["measure"]), ("partner", 2, ["partner"])],
)
def test_the_guide_extends_the_project(kind, passed, complete, tmp_path):
    copy = tmp_path / "project"
    for folder in ("simulation", "scenarios", "results", "calibration", "vex", "tools", "docs", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "test_*", "images")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    shutil.copy(ROOT / "babel.cfg", copy)
    for _, instruction, text in blocks(f"docs/adding-a-{kind}.md"):
        if instruction:
            apply(instruction, text, copy)
    pytest_of = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    assert f"{passed} passed" in run([*pytest_of, str(copy / "tests")], copy)
    if complete:
        shutil.copy(ROOT / "tests" / "test_unit_extending.py", copy / "tests")
        chosen = " or ".join(f"every_{each}" for each in complete)
        checked = run([*pytest_of, str(copy / "tests" / "test_unit_extending.py"), "-k", chosen], copy)
        assert f"{len(complete)} passed" in checked
