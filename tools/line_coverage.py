"""Coverage of the rules by unit tests: `python -m tools.line_coverage` runs them with compilation off and reports it.

Compiled rules hide their lines from a trace; as plain Python they do the same. Each test file is run by itself, so that
the trace also says which test files run a line: the runner of mutants needs only those.
"""

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import coverage
import typer
from tqdm import tqdm

from .processor_time import ALL, processor_seconds

PROJECT = Path(__file__).resolve().parents[1]
RULES = "simulation"
FOLDER = PROJECT / "runs" / "line-coverage"
REQUIRED_PERCENT = 95.0
LIMIT_SECONDS = 3600
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tools.processor_time", "--hypothesis-seed=0")
"""Properties are tested with the same examples every time: what a test notices is no matter of luck."""


@dataclass(frozen=True, slots=True)
class TracedLines:
    """Which test files run a line of the rules.

    `seconds` of processor time of each test file; `slow`: those of each single test that takes more than one.
    """

    seconds: dict[str, float]
    slow: dict[str, float]
    by_line: dict[str, dict[int, list[str]]]

    def tests_of(self, file: str, first_line: int, last_line: int) -> list[str]:
        """Return the test files that run any of these lines, the quickest first."""
        lines = self.by_line.get(file, {})
        tests = {test for line in range(first_line, last_line + 1) for test in lines.get(line, ())}
        return sorted(tests, key=lambda test: (self.seconds[test], test))


def main(
    workers: Annotated[int, typer.Option(min=1, help="Number of tests at the same time.")] = 2,
) -> None:
    """Run the unit tests of the rules with compilation off and report the share of lines that they run."""
    traced_lines(workers, fresh=True)
    measured = coverage.Coverage(data_file=FOLDER / "data")
    measured.load()
    percent = measured.report(show_missing=True, skip_covered=True, file=sys.stdout)
    typer.echo(f"{percent:.1f} % of the lines of {RULES}/ are run by its unit tests")
    if percent < REQUIRED_PERCENT:
        raise typer.Exit(1)


def traced_lines(workers: int, fresh: bool = False) -> TracedLines:
    """Return which tests run which lines. Traces tests that changed since; every test if `fresh`, or if a rule changed.

    Raises `typer.Exit` if a test fails.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    record = FOLDER / "traced.json"
    known = json.loads(record.read_text(encoding="utf-8")) if record.exists() and not fresh else {}
    stamps = {test: stamp_of(test) for test in unit_tests()}
    known = {test: run for test, run in known.items() if run["stamp"] == stamps.get(test)}
    stale = [test for test in stamps if test not in known]
    failed = []
    with ThreadPoolExecutor(workers) as pool:
        for test, run in tqdm(pool.map(traced, stale), total=len(stale), desc="coverage", unit="test file"):
            if run.failed:
                failed.append(f"{test}\n{run.output}")
            else:
                slow = processor_seconds(run.output)
                known[test] = {"stamp": stamps[test], "seconds": slow.pop(ALL), "slow": slow}
                record.write_text(json.dumps(known, indent=1, sort_keys=True), encoding="utf-8")
    if failed:
        typer.echo("\n".join(["With compilation off these tests fail:", *failed]), err=True)
        raise typer.Exit(1)
    traces = coverage.Coverage(data_file=FOLDER / "data")
    traces.combine([str(data_of(test)) for test in stamps], strict=True, keep=True)
    traces.save()
    seconds = {test: run["seconds"] for test, run in known.items()}
    slow = {name: spent for run in known.values() for name, spent in run["slow"].items()}
    return TracedLines(seconds, slow, tests_by_line(FOLDER / "data"))


def stamp_of(test: str) -> str:
    """Return a hash of the rules, of a test file and of what tests share."""
    shared = [path for path in (PROJECT / "tests").glob("*.py") if not path.name.startswith("test_")]
    digest = hashlib.sha256()
    for path in sorted([*(PROJECT / RULES).glob("*.*"), *shared, PROJECT / test]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def unit_tests() -> list[str]:
    """Return the unit tests of the rules, as paths from the root of the project."""
    return [path.relative_to(PROJECT).as_posix() for path in sorted((PROJECT / "tests" / RULES).glob("test_unit_*.py"))]


def data_of(test: str) -> Path:
    """Return the file of the trace of a test file."""
    return FOLDER / f"data.{Path(test).stem}"


@dataclass(frozen=True, slots=True)
class Traced:
    """One run of a test file under the trace."""

    failed: bool
    output: str


def traced(test: str) -> tuple[str, Traced]:
    """Run a test file under the trace."""
    trace = ("-m", "coverage", "run", f"--source={RULES}", f"--context={test}")
    data = f"--data-file={data_of(test)}"
    try:
        run = uncompiled([*trace, data, *PYTEST, test], PROJECT, {}, LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return test, Traced(True, f"more than {LIMIT_SECONDS} seconds")
    return test, Traced(run.returncode != 0, run.stdout + run.stderr)


def uncompiled(
    arguments: list[str], folder: Path, settings: dict[str, str], limit: float
) -> subprocess.CompletedProcess:
    """Run Python in a folder with compilation off; raises `subprocess.TimeoutExpired` after `limit` seconds."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "OPENBLAS_NUM_THREADS": "1"} | settings
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit)


def tests_by_line(data_file: Path) -> dict[str, dict[int, list[str]]]:
    """Return the test files that run each line of each file of the rules."""
    traces = coverage.CoverageData(str(data_file))
    traces.read()
    return {
        Path(file).relative_to(PROJECT).as_posix(): {
            line: sorted(filter(None, contexts)) for line, contexts in traces.contexts_by_lineno(file).items()
        }
        for file in traces.measured_files()
    }


if __name__ == "__main__":
    typer.run(main)
