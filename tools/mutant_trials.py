"""Trials of mutants: a copy of the project in which a rule is changed and the tests run.

Equilibria and waiting lines of the unmutated rules are given to the mutant. Searching them with compilation off would
take hours; and a test asks what a rule does, not from which start.
"""

import hashlib
import importlib.util
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simulation.compiled import cache_folder
from simulation.disk_cache import cache_root
from simulation.stationary_line import LINES
from simulation.world_hash import HASH_LENGTH, rules_hash

from .line_coverage import PROJECT, PYTEST, RULES, TracedLines, uncompiled
from .mutations import Mutant, mutated
from .processor_time import LIMIT

COPIED = ("simulation", "scenarios", "results", "calibration", "vex", "tools", "tests")
KILLED, TIMEOUT, SURVIVED = "killed", "timeout", "survived"
NOTICED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
SLOWEST_TEST, MOST_SECONDS = 20.0, 200.0
"""Processor seconds, with compilation off, of a single test and of all tests of a mutant; more is left out."""
SLACK_SECONDS, SLACK = 30.0, 3.0
"""A mutant may take this much processor time and this many times that of its tests; then it counts as a timeout."""
BUSY = 20.0
"""How many times the processor time a run may last on a busy machine."""
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL} if hasattr(signal, "SIGXCPU") else set()
CHECK_SECONDS = 1800.0
NO_TESTS = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: killed, timeout or survived, and the test that noticed it."""

    outcome: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The test files for a mutant, in the order to run, and the single tests in them that take too long."""

    files: tuple[str, ...]
    left_out: tuple[str, ...]
    seconds: float


class Workshop:
    """A copy of the project with a cache of its own, in which one mutant after the other is tried."""

    def __init__(self, folder: Path):
        self.project, self.cache = folder / "project", folder / "cache"
        for name in COPIED:
            shutil.copytree(PROJECT / name, self.project / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", self.project)
        self.stored: set[Path] = set()
        for stored in (cache_folder() / "equilibria", cache_root() / LINES):
            if stored.exists():
                copied = shutil.copytree(stored, self.cache / stored.relative_to(cache_root()))
                self.stored |= set(Path(copied).iterdir())
        self.uncompiled(["-m", "compileall", "-q", *COPIED], limit=600.0, bytecode=True)

    def trial(self, mutant: Mutant, selection: Selection) -> Verdict:
        """Run the selected tests on a mutant until the first that notices it."""
        if not selection.files:
            return Verdict(SURVIVED)
        deselected = [f"--deselect={test}" for test in selection.left_out]
        with self.changed(mutant):
            self.fill_cache()
            limit = SLACK_SECONDS + SLACK * selection.seconds
            try:
                run = self.uncompiled([*PYTEST, "-x", *deselected, *selection.files], limit)
            except subprocess.TimeoutExpired:
                return Verdict(TIMEOUT)
        if run.returncode in OUT_OF_TIME:
            return Verdict(TIMEOUT)
        if run.returncode in (0, NO_TESTS):
            return Verdict(SURVIVED)
        noticed = NOTICED.search(run.stdout)
        return Verdict(KILLED, noticed[1] if noticed else f"pytest ended with {run.returncode}")

    def failing_unchanged(self, tests: list[str]) -> list[str]:
        """Return which of these tests fail in the copy without any mutant: their verdicts would be worth nothing."""
        self.fill_cache()
        return NOTICED.findall(self.uncompiled([*PYTEST, *tests], CHECK_SECONDS).stdout) if tests else []

    @contextmanager
    def changed(self, mutant: Mutant) -> Iterator[None]:
        """Change a rule in the copy, and change it back."""
        path = self.project / mutant.file
        original = path.read_bytes()
        # python trusts bytecode of the same second and size
        Path(importlib.util.cache_from_source(str(path))).unlink(missing_ok=True)
        path.write_bytes(mutated(original.decode(), mutant).encode())
        try:
            yield
        finally:
            path.write_bytes(original)

    def fill_cache(self) -> None:
        """Give the cache what is stored of the unmutated rules, and nothing that a mutant before has stored."""
        shutil.rmtree(self.project / ".hypothesis", ignore_errors=True)  # examples that another mutant failed on
        for path in self.cache.rglob("*"):
            if path.is_file() and path not in self.stored:
                path.unlink()
        # the cache names a folder after the hash of the rules, which it keeps under the hash of their source
        known = self.cache / "rules" / source_hash_of(self.project / RULES)
        known.parent.mkdir(parents=True, exist_ok=True)
        known.write_text(rules_hash(), encoding="ascii")

    def uncompiled(self, arguments: list[str], limit: float, bytecode: bool = False) -> subprocess.CompletedProcess:
        """Run Python in the copy, for at most `limit` seconds of processor time."""
        settings = {"VEX_CACHE_DIR": str(self.cache), "PYTHONPATH": str(self.project), LIMIT: f"{limit:.0f}"}
        settings["PYTHONDONTWRITEBYTECODE"] = "" if bytecode else "1"
        return uncompiled(arguments, self.project, settings, BUSY * limit)


def source_hash_of(folder: Path) -> str:
    """Return what `simulation.world_hash.source_hash` returns in another copy of the rules."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:HASH_LENGTH]


def selection_for(mutant: Mutant, traced: TracedLines) -> Selection:
    """Return the tests that run the changed line: first those named after the file, then those that name the rule.

    Within each of the three the quickest file comes first.
    """
    stem = Path(mutant.file).stem
    rule = re.compile(rf"\b{mutant.function}\b")

    def distance(test: str) -> int:
        if Path(test).stem == f"test_unit_{stem}":
            return 0
        return 1 if rule.search((PROJECT / test).read_text(encoding="utf-8")) else 2

    too_slow = {name for name, seconds in traced.slow.items() if seconds > SLOWEST_TEST}
    files: list[str] = []
    left_out: list[str] = []
    total = 0.0
    for test in sorted(traced.tests_of(mutant.file, mutant.first_line, mutant.last_line), key=distance):
        slow = [name for name in too_slow if name.split("::")[0] == test]
        seconds = traced.seconds[test] - sum(traced.slow[name] for name in slow)
        if total + seconds <= MOST_SECONDS:
            files.append(test)
            left_out += slow
            total += seconds
    return Selection(tuple(files), tuple(sorted(left_out)), total)
