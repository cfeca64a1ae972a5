"""Mutation testing of the rules: `python -m tools.mutants` changes rules and looks whether a unit test notices.

A seeded sample of all mutants is tried, each in a copy of the project, with compilation off, on the unit tests that run
the changed line. `docs/tests.md` shows the result.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from tqdm import tqdm

from .line_coverage import FOLDER, PROJECT, RULES, TracedLines, traced_lines
from .mutant_tables import RESULT, TriedMutant, killed_share, read_reasons, write_tried
from .mutant_trials import SURVIVED, Verdict, Workshop, selection_for
from .mutations import Mutant, mutants_of

REQUIRED_SHARE = 0.9


def main(
    sample: Annotated[int, typer.Option(min=1, help="Number of mutants.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Number of mutants at the same time.")] = 2,
    file: Annotated[str, typer.Option(help="Only rules of this file, such as simulation/trust.py.")] = "",
    out: Annotated[Path, typer.Option(help="File of the result.")] = RESULT,
) -> None:
    """Try a sample of mutants; exit with 1 if fewer than 90 % are killed or a survivor has no reason."""
    mutants = [mutant for mutant in every_mutant() if file in ("", mutant.file)]
    chosen = sampled(mutants, sample, seed)
    tried = tried_mutants(chosen, traced_lines(workers), workers)
    write_tried(tried, out)
    reasons = read_reasons()
    unexplained = [row for row in tried if row.outcome == SURVIVED and row.key not in reasons]
    for row in unexplained:
        typer.echo(f"{row.file}:{row.line} {row.function}: {row.before!r} → {row.after!r} survived without a reason")
    share = killed_share(tried)
    typer.echo(f"{share:.1%} of {len(tried)} mutants killed, of {len(mutants)} possible ones")
    if share < REQUIRED_SHARE or unexplained:
        raise typer.Exit(1)


def every_mutant() -> list[Mutant]:
    """Return every mutant of every rule."""
    paths = sorted((PROJECT / RULES).glob("*.py"))
    return [mutant for path in paths for mutant in mutants_of(f"{RULES}/{path.name}", path.read_text(encoding="utf-8"))]


def sampled(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """Return a random sample, each mutant with the same chance; all of them if there are no more."""
    return random.Random(seed).sample(mutants, min(size, len(mutants)))


def tried_mutants(mutants: list[Mutant], traced: TracedLines, workers: int) -> list[TriedMutant]:
    """Try mutants, each worker in its own copy of the project; what has been tried is in `runs/` if that ends early.

    Raises `RuntimeError` if a test that noticed a mutant fails without it too.
    """
    with TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(workers) as pool:
        workshops = [Workshop(Path(folder) / str(number)) for number in range(workers)]
        free: SimpleQueue[Workshop] = SimpleQueue()
        for workshop in workshops:
            free.put(workshop)

        def tried(mutant: Mutant) -> TriedMutant:
            workshop = free.get()
            try:
                return with_verdict(mutant, workshop.trial(mutant, selection_for(mutant, traced)))
            finally:
                free.put(workshop)

        rows = []
        for row in tqdm(pool.map(tried, mutants), total=len(mutants), desc="mutants", unit="mutant"):
            rows.append(row)
            write_tried(rows, FOLDER / "tried.csv")
        failing = workshops[0].failing_unchanged(sorted({row.test for row in rows if "::" in row.test}))
    if failing:
        raise RuntimeError(f"these tests fail in the copy of the project without a mutant too: {', '.join(failing)}")
    return rows


def with_verdict(mutant: Mutant, verdict: Verdict) -> TriedMutant:
    """Return the row of the result."""
    names = ("file", "line", "function", "mutation", "before", "after")
    return TriedMutant(**{name: getattr(mutant, name) for name in names}, outcome=verdict.outcome, test=verdict.test)


if __name__ == "__main__":
    typer.run(main)
