"""Run every case in a process of its own, print the table and write it to `benchmarks/RESULTS.md`."""

import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median

from .cases import CASES

AIMS = {
    "trial": "60 ms",
    "city": "0.4 s",
    "whole_experiment": "0.5 s",
    "country": "25 s, 1.5 GiB",
    "event_log": "1.5 times",
    "against_plain_mesa": "5 times",
    "ensemble": "8 s",
    "comparison": "30 s together",
    "stored": "50 MB",
    "compilation": "30 s",
    "scaling": "0.3 µs, linear",
}


def measured(case: str) -> dict:
    """Return what one case found, from a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.cases", case], capture_output=True, text=True, check=True, cwd=_root()
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _root() -> Path:
    return Path(__file__).parent.parent


def spread(seconds: list[float]) -> str:
    """Return median and range in a readable unit."""
    unit, factor = ("ms", 1e3) if median(seconds) < 1 else ("s", 1.0)
    low, middle, high = (factor * value for value in (min(seconds), median(seconds), max(seconds)))
    return f"{middle:.3g} {unit}" + (f" ({low:.3g}–{high:.3g})" if len(seconds) > 1 else "")


def per_person_week(row: dict) -> str:
    """Return microseconds a person-week, at the median."""
    return f"{median(row['seconds']) / row['people'] / row['weeks'] * 1e6:.2f} µs"


def lines(found: dict[str, dict]) -> list[str]:
    """Return the rows of the table."""
    rows = []
    for case in ("trial", "city", "whole_experiment", "country"):
        row = found[case]
        what = f"{row['people']:,} people, {row['weeks']} weeks"
        taken, memory = (spread(row["seconds"]), per_person_week(row)), f"{row['peak_mib']:.0f} MiB"
        rows.append((case.replace("_", " "), what, *taken, memory, AIMS[case]))
    for name in ("tilburg-2018", "whole-experiment"):
        ratios = [logged / plain for plain, logged in found["event_log"][name]]
        what = f"{name}, 200 of each group logged ÷ nobody logged"
        ratio = f"{median(ratios):.2f} times ({min(ratios):.2f}–{max(ratios):.2f})"
        rows.append(("event log", what, ratio, "", "", AIMS["event_log"]))
    for row in found["scaling"]["rows"]:
        what = f"{row['people']:,} people, {row['weeks']} weeks"
        rows.append(("scaling", what, spread(row["seconds"]), per_person_week(row), "", AIMS["scaling"]))
    pairs = found["against_plain_mesa"]["pairs"]
    ratios = [plain / ours for ours, plain in pairs]
    ratio = f"{median(ratios):.1f} times ({min(ratios):.1f}–{max(ratios):.1f})"
    what = f"{found['against_plain_mesa']['people']:,} people, 104 weeks: plain Mesa ÷ this"
    rows.append(("plain Mesa", what, ratio, "", "", AIMS["against_plain_mesa"]))
    rows.append(("ensemble", "200 trials, 2 processes", spread(found["ensemble"]["seconds"]), "", "", AIMS["ensemble"]))
    row = found["comparison"]
    what = "5 policies × 200 replications, plausible set, 2 processes"
    rows.append(("comparison", f"{what}: run and stored", spread([row["compared"]]), "", "", AIMS["comparison"]))
    rows.append(("comparison", "the same: tables, figures, page", spread([row["reported"]]), "", "", ""))
    rows.append(("comparison", "the same: on disk", f"{row['stored_mb']:.1f} MB", "", "", AIMS["stored"]))
    first = found["compilation"]
    rows.append(("first run ever", "compiling the rules", spread([first["compile"]]), "", "", AIMS["compilation"]))
    rows.append(("first run ever", "solving the equilibrium", spread([first["equilibrium"]]), "", "", ""))
    head = ("case", "what", "median (range)", "a person-week", "peak memory", "aim")
    return ["| " + " | ".join(row) + " |" for row in (head, ("---",) * 6, *rows)]


def machine() -> str:
    """Return processor count, system and the versions that matter."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "mesa", "pandas"))
    system = f"{os.cpu_count()} cores {platform.machine()}, {platform.system()}"
    return f"{system}, Python {platform.python_version()}, {versions}"


def main() -> None:
    """Measure, print and write."""
    found = {}
    for case in CASES:
        print(f"{case} …", file=sys.stderr, flush=True)
        found[case] = measured(case)
    text = "\n".join(
        ["# Benchmarks", "", "Made by `uv run python -m benchmarks`.", "", machine(), "", *lines(found), ""]
    )
    notes = Path(__file__).parent / "NOTES.md"
    if notes.exists():
        text += "\n" + notes.read_text(encoding="utf-8")
    Path(__file__).with_name("RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
