"""Unit: the trace says which test files run a line, in a small project."""

import pytest
import typer

from tools import line_coverage
from tools.line_coverage import TracedLines, traced_lines
from tools.processor_time import processor_seconds

RULES = "def ease(level):\n    if level > 0:\n        return level - 1\n    return 0\n"
FIRST, SECOND = "tests/simulation/test_unit_ease.py", "tests/simulation/test_unit_end.py"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project with one rule and two test files, one of which runs only the first branch."""
    (tmp_path / "simulation").mkdir()
    (tmp_path / "tests" / "simulation").mkdir(parents=True)
    (tmp_path / "simulation" / "__init__.py").write_text("")
    (tmp_path / "simulation" / "ease.py").write_text(RULES)
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    for test, level in ((FIRST, 2), (SECOND, 0)):
        (tmp_path / test).write_text(
            f"from simulation.ease import ease\n\ndef test_ease():\n    assert ease({level}) == {max(0, level - 1)}\n"
        )
    monkeypatch.setattr(line_coverage, "PROJECT", tmp_path)
    monkeypatch.setattr(line_coverage, "FOLDER", tmp_path / "runs")
    return tmp_path


def test_each_line_has_the_files_that_run_it_and_only_changed_tests_are_traced_again(project, monkeypatch):
    lines = traced_lines(workers=2)
    assert sorted(lines.tests_of("simulation/ease.py", 2, 2)) == [FIRST, SECOND]
    assert lines.tests_of("simulation/ease.py", 3, 3) == [FIRST]
    assert lines.tests_of("simulation/ease.py", 3, 4) != [FIRST]
    assert lines.tests_of("simulation/ease.py", 99, 99) == []
    assert set(lines.seconds) == {FIRST, SECOND} and min(lines.seconds.values()) > 0.0

    traced, again = [], line_coverage.traced
    monkeypatch.setattr(line_coverage, "traced", lambda test: traced.append(test) or again(test))
    (project / SECOND).write_text((project / SECOND).read_text().replace("ease(0) == 0", "ease(1) == 0"))
    assert traced_lines(workers=1).tests_of("simulation/ease.py", 4, 4) == []
    assert traced == [SECOND]


def test_a_test_that_fails_with_compilation_off_stops_the_command(project, capsys):
    (project / SECOND).write_text("import os\n\ndef test_off():\n    assert os.environ['NUMBA_DISABLE_JIT'] != '1'\n")
    with pytest.raises(typer.Exit):
        traced_lines(workers=2)
    assert SECOND in capsys.readouterr().err


def test_the_quickest_file_comes_first():
    lines = TracedLines({"slow": 9.0, "quick": 1.0}, {}, {"simulation/a.py": {4: ["slow", "quick"]}})
    assert lines.tests_of("simulation/a.py", 3, 5) == ["quick", "slow"]


def test_processor_seconds_are_read_from_the_report():
    output = "..\nprocessor: 12.50 s tests/a.py::test_b[two words]\nprocessor: 15.00 s all tests\n1 passed\n"
    assert processor_seconds(output) == {"tests/a.py::test_b[two words]": 12.5, "all tests": 15.0}
