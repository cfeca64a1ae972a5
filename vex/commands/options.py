"""Arguments and options that several commands share, and the checks and notices that go with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from results.words.language import _, brief

from ..folders import shown
from ..screen import say

if TYPE_CHECKING:
    from scenarios.file.scenario import Scenario
    from scenarios.parameter_sets.parameter_sets import Draws
    from simulation.design import Design

ScenarioName = Annotated[str, typer.Argument(help="Name of a shipped scenario, or a scenario file (.toml).")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Same seed, same luck, same result.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Processes on this machine; one for each core unless said otherwise."),
]
Synthetic = Annotated[
    bool, typer.Option("--synthetic", help="You declare that no row of the population is of a real person.")
]
People = Annotated[Path | None, typer.Option(help="Own recipients: a file as `vex population --template` writes it.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")]
Point = Annotated[
    bool, typer.Option("--point", help="The table's parameter values only, instead of the whole plausible set.")
]
Dask = Annotated[str | None, typer.Option(help="Address of a Dask scheduler that does the work, tcp://HOST:PORT.")]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with what was stopped: in --out, else the last one of the same in runs/."),
]
Replications = Annotated[
    int | None, typer.Option(min=1, help="How many times each world is run, at most; 200 unless said otherwise.")
]
OwnSeed = Annotated[
    int | None, typer.Option(min=0, max=2**64 - 1, help="Same seed, same luck, same result; 1 unless said otherwise.")
]
Precision = Annotated[
    float | None,
    typer.Option(help="Stop when every mean difference in exits to work is known to so much, such as 0.005."),
]
OneGroup = Annotated[
    str | None,
    typer.Option(help="Group that table, sentences and figures are about; everyone unless said otherwise."),
]

Social = Annotated[
    bool,
    typer.Option(
        "--social-account",
        help="Add a social cost-benefit account. It puts a price on wellbeing, whose effects have no measured size.",
    ),
]


def check_declaration(population: Path | None, synthetic: bool) -> None:
    """Refuse a declaration about a population that is not given."""
    if synthetic and population is None:
        raise typer.BadParameter(
            _("it says something of a --population, and there is none"), param_hint="--synthetic"
        )


def check_precision(precision: float | None) -> None:
    """Refuse a precision of zero or less."""
    if precision is not None and not precision > 0.0:
        raise typer.BadParameter(_("it is above 0; got {value:g}").format(value=precision), param_hint="--precision")


def with_people(scenario: "Scenario", population: Path | None, synthetic: bool, quiet: bool) -> "Scenario":
    """Return the scenario with the people of a file, and say who they are in it; unchanged without a file."""
    from scenarios.file.populations import population_notes, with_population

    if population is None:
        return scenario
    peopled = with_population(scenario, population, synthetic)
    for line in population_notes(scenario.design, peopled.design) if not quiet else ():
        say(line)
    return peopled


def announce_compilation(quiet: bool) -> None:
    """Say that the first run takes longer, if the cache holds no compiled rules."""
    from scenarios.work.workers import is_compiled

    if not quiet and not is_compiled():
        say(_("First run with these rules: compiling takes about a minute, once."))


def warn_of_parameters(design: "Design") -> None:
    """Say which parameters lie outside the range of the table; the run goes on with them."""
    from scenarios.file.scenario import outside_range

    for name, row in outside_range(design).items():
        words = _("vex: warning: {name} = {value} lies outside its range, {low} to {high}.")
        say(words.format(name=name, value=brief(row["value"]), low=brief(row["low"]), high=brief(row["high"])))


def loaded(scenario: str) -> "Scenario":
    """Return a scenario, after warnings of its parameters and of compilation."""
    from scenarios.file.scenario import load

    chosen = load(scenario)
    warn_of_parameters(chosen.design)
    announce_compilation(quiet=False)
    return chosen


def draws_asked(point: bool, quiet: bool) -> "Draws":
    """Return the table's values for --point, else the plausible set, and say that it is used."""
    from scenarios.parameter_sets.parameter_sets import POINT
    from scenarios.parameter_sets.plausible_set import load_set

    if point:
        return POINT
    plausible = load_set()
    if not quiet:
        say(
            _("Parameters: the plausible set {name}, {n} sets of values in turn (--point: the table's values).").format(
                name=plausible.name, n=len(plausible.draws)
            )
        )
    return plausible


def say_folder(folder: Path) -> None:
    """Say where the run folder is."""
    typer.echo(_("Run folder: {folder}").format(folder=shown(folder)))
