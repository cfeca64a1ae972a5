"""Unit: trials of mutants in a small project: what is killed, what survives, and that nothing else is touched."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from simulation.world_hash import source_hash
from tools import mutant_tables, mutant_trials, mutants
from tools.line_coverage import TracedLines
from tools.mutant_tables import TriedMutant
from tools.mutant_trials import Selection, Workshop, selection_for, source_hash_of
from tools.mutations import mutants_of

RULES = """from .compiled import rule

@rule
def is_poor(income, norm):
    return income < norm

@rule
def last_of(line):
    place = 0
    while place < 3:
        place += 1
    return place
"""
TESTS = """import pytest
from simulation.rules import is_poor, last_of

@pytest.mark.parametrize("norm", [5, 6], ids=["norm of 5", "norm of 6"])
def test_poor(norm):
    assert is_poor(4, norm)

def test_last():
    assert last_of(None) == 3
"""
TEST = "tests/test_unit_rules.py"
ALL = Selection((TEST,), (), 1.0)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Return a project with two rules and their tests."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "simulation").mkdir()
    (folder / "tests").mkdir()
    (folder / "simulation" / "__init__.py").write_text("")
    (folder / "simulation" / "compiled.py").write_text("def rule(function):\n    return function\n")
    (folder / "simulation" / "rules.py").write_text(RULES)
    (folder / TEST).write_text(TESTS)
    (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    return folder


@pytest.fixture(scope="module")
def workshop(project, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mutant_trials, "PROJECT", project)
        patch.setattr(mutant_trials, "COPIED", ("simulation", "tests"))
        yield Workshop(tmp_path_factory.mktemp("workshop"))


def mutant_with(before, after, mutation=None):
    """Return the mutant of the small project with this change."""
    known = [m for m in mutants_of("simulation/rules.py", RULES) if (m.before, m.after) == (before, after)]
    return next(m for m in known if mutation in (None, m.mutation))


def test_a_noticed_change_is_killed_by_the_first_test_that_fails(workshop):
    verdict = workshop.trial(mutant_with("income < norm", "income >= norm"), ALL)
    assert (verdict.outcome, verdict.test) == ("killed", f"{TEST}::test_poor[norm of 5]")


def test_a_change_that_no_test_notices_survives_and_the_next_one_of_the_same_size_does_not(workshop):
    survivor = mutant_with("income < norm", "income <= norm")
    assert workshop.trial(survivor, ALL).outcome == "survived"
    assert workshop.trial(mutant_with("3", "4"), ALL).outcome == "killed"
    assert workshop.trial(survivor, ALL).outcome == "survived"


def test_a_rule_that_never_ends_is_a_timeout(workshop, monkeypatch):
    monkeypatch.setattr(mutant_trials, "SLACK_SECONDS", 4.0)
    monkeypatch.setattr(mutant_trials, "SLACK", 0.0)
    assert workshop.trial(mutant_with("place += 1", "pass"), ALL).outcome == "timeout"
    assert workshop.trial(mutant_with("3", "4"), ALL).outcome == "killed"


def test_a_mutant_that_no_test_runs_survives(workshop):
    assert workshop.trial(mutant_with("3", "4"), Selection((), (), 0.0)).outcome == "survived"


def test_tests_that_are_left_out_do_not_kill(workshop):
    selection = Selection((TEST,), (f"{TEST}::test_last",), 1.0)
    assert workshop.trial(mutant_with("3", "4"), selection).outcome == "survived"


def test_only_the_copy_is_changed_and_only_during_the_trial(workshop, project):
    with workshop.changed(mutant_with("3", "4")):
        assert "while place < (4):" in (workshop.project / "simulation" / "rules.py").read_text()
        assert (project / "simulation" / "rules.py").read_text() == RULES
    assert (workshop.project / "simulation" / "rules.py").read_text() == RULES


def test_a_test_that_fails_without_a_mutant_is_named(workshop):
    path = workshop.project / "tests" / "test_unit_broken.py"
    path.write_text("def test_broken():\n    assert False\n")
    tests = [f"{TEST}::test_last", "tests/test_unit_broken.py::test_broken"]
    assert workshop.failing_unchanged(tests) == tests[1:]
    assert workshop.failing_unchanged([]) == []


def test_a_mutant_finds_the_equilibria_of_the_unmutated_rules(workshop):
    """The cache names folders after the hash of the rules: the mutant takes that of the original for its own."""
    assert source_hash_of(mutants.PROJECT / "simulation") == source_hash()
    workshop.fill_cache()
    (workshop.cache / "lines").mkdir(exist_ok=True)
    (workshop.cache / "lines" / "of-a-mutant.bin").write_bytes(b"")
    with workshop.changed(mutant_with("3", "4")):
        workshop.fill_cache()
        known = workshop.cache / "rules" / source_hash_of(workshop.project / "simulation")
        assert known.read_text() == mutant_trials.rules_hash()
    assert not (workshop.cache / "lines" / "of-a-mutant.bin").exists()


def test_tests_of_the_file_come_first_then_those_that_name_the_rule_and_slow_ones_are_left_out(tmp_path, monkeypatch):
    names = {"a": "", "b": "", "long": "", "naming": "from x import is_poor", "rules": ""}
    paths = {name: f"tests/test_unit_{name}.py" for name in names}
    (tmp_path / "tests").mkdir()
    for name, text in names.items():
        (tmp_path / paths[name]).write_text(text)
    monkeypatch.setattr(mutant_trials, "PROJECT", tmp_path)
    seconds = {paths["a"]: 30.0, paths["b"]: 3.0, paths["long"]: 900.0, paths["naming"]: 4.0, paths["rules"]: 5.0}
    slow = {f"{paths['a']}::test_years": 25.0, f"{paths['a']}::test_weeks": 2.0}
    traced = TracedLines(seconds, slow, {"simulation/rules.py": {5: list(paths.values())}})
    selection = selection_for(mutant_with("income < norm", "income <= norm"), traced)
    assert selection.files == tuple(paths[name] for name in ("rules", "naming", "b", "a"))
    assert selection.left_out == (f"{paths['a']}::test_years",)
    assert selection.seconds == 5.0 + 4.0 + 3.0 + 5.0
    assert selection_for(mutant_with("3", "4"), traced).files == ()


def test_the_sample_is_the_same_for_a_seed_and_another_for_another():
    every = mutants.every_mutant()
    assert len(every) > 4000
    assert {m.file for m in every} >= {"simulation/trust.py", "simulation/week.py"}
    first = mutants.sampled(every, 200, 1)
    assert len(set(first)) == 200
    assert first == mutants.sampled(every, 200, 1)
    assert set(first) != set(mutants.sampled(every, 200, 2))
    assert set(mutants.sampled(first, 500, 1)) == set(first)


ROW = TriedMutant("simulation/a.py", 3, "ease", "constant changed", "1", "2", "killed", "tests/test_unit_a.py::test_1")
SURVIVOR = TriedMutant("simulation/b.py", 9, "feel", "operator swapped", "a + b", "a - b", "survived", "")
STUCK = TriedMutant("simulation/b.py", 8, "feel", "statement removed", "k += 1", "pass", "timeout", "")


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Keep result and reasons in a folder of the test; return a function that writes a reason for the survivor."""
    monkeypatch.setattr(mutant_tables, "RESULT", tmp_path / "mutants.csv")
    reasons = tmp_path / "reasons.csv"
    monkeypatch.setattr(mutant_tables, "MUTANT_REASONS", reasons)
    reasons.write_text("file,function,mutation,before,after,reason\n")
    return lambda: reasons.write_text(
        "file,function,mutation,before,after,reason\nsimulation/b.py,feel,operator swapped,a + b,a - b,b is 0\n"
    )


def test_the_tables_show_shares_and_reasons_wherever_the_line_went(stored):
    mutant_tables.write_tried([SURVIVOR, STUCK, ROW], mutant_tables.RESULT)
    assert mutant_tables.read_tried() == [ROW, STUCK, SURVIVOR]
    by_file = mutant_tables.mutants_by_file().splitlines()
    assert by_file[2:] == [
        "| `simulation/a.py` | 1 | 1 | 0 | 0 | 100% |",
        "| `simulation/b.py` | 2 | 1 | 1 | 1 | 50% |",
        "| all | 3 | 2 | 1 | 1 | 67% |",
    ]
    assert mutant_tables.surviving_mutants().splitlines()[2:] == [
        "| `simulation/b.py:9` | `feel` | `a + b` | `a - b` | **no reason yet** |"
    ]
    stored()
    assert "| b is 0 |" in mutant_tables.surviving_mutants()


@pytest.mark.parametrize(
    "rows, explained, fails",
    [
        ([ROW] * 9 + [SURVIVOR], True, False),
        ([ROW] * 9 + [SURVIVOR], False, True),
        ([ROW] * 8 + [SURVIVOR], True, True),
    ],
)
def test_the_command_fails_below_90_percent_and_for_a_survivor_without_reason(
    stored, monkeypatch, capsys, rows, explained, fails
):
    if explained:
        stored()
    monkeypatch.setattr(mutants, "every_mutant", lambda: [SimpleNamespace(file="simulation/a.py")])
    monkeypatch.setattr(mutants, "traced_lines", lambda workers: None)
    monkeypatch.setattr(mutants, "tried_mutants", lambda *__: rows)
    if fails:
        with pytest.raises(typer.Exit) as raised:
            mutants.main(out=mutant_tables.RESULT)
        assert raised.value.exit_code == 1
    else:
        mutants.main(out=mutant_tables.RESULT)
    assert len(mutant_tables.read_tried()) == len(rows)
    assert ("survived without a reason" in capsys.readouterr().out) is not explained
