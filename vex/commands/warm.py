"""`vex warm`: compiled rules and a starting point in the cache, before the first run."""

import time

import typer

from results.words.language import _, decimal

from ..screen import clear_errors
from .options import ScenarioName, announce_compilation


def warm(scenario: ScenarioName = "tilburg-2018") -> None:
    """Compile the rules and find the starting point of a scenario beforehand."""
    with clear_errors():
        from scenarios.file.scenario import load

        design = load(scenario).design
    start = time.perf_counter()
    announce_compilation(quiet=False)

    from scenarios.work.workers import compile_rules
    from simulation.equilibrium_search import equilibrium_of

    equilibrium_of(design)
    compile_rules(design)
    words = _("Ready: rules compiled and starting point found in {seconds} seconds.")
    typer.echo(words.format(seconds=decimal(time.perf_counter() - start, 1)))
