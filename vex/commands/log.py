"""`vex log`: everything that happens to people in one run, as a table of events."""

from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _, decimal

from ..folders import shown
from ..screen import clear_errors, must_be_new, refuse
from .options import ScenarioName, loaded
from .story import OneLifeSeed, Replication


def log(
    scenario: ScenarioName = "tilburg-2018",
    people: Annotated[int, typer.Option(min=1, help="How many people of each group are followed.")] = 20,
    everybody: Annotated[bool, typer.Option("--all", help="Follow everybody.")] = False,
    replication: Replication = 0,
    seed: OneLifeSeed = 1,
    out: Annotated[Path | None, typer.Option(help="File to write, .csv or .parquet.")] = None,
) -> None:
    """Run a scenario once and write down everything that happens to people, one row an event."""
    from simulation.event_frame import events_of
    from simulation.events import ALL_PEOPLE
    from simulation.experiment import TrustExperiment

    with clear_errors():
        chosen = loaded(scenario)
    path = out or Path(f"{chosen.name}-events.csv")
    if path.suffix not in (".csv", ".parquet"):
        refuse(_("the event log is written as .csv or .parquet; got {path}").format(path=path.name))
    if not path.parent.is_dir():
        refuse(_("there is no folder {path}").format(path=shown(path.parent)))
    must_be_new(path)
    logged = ALL_PEOPLE if everybody else people
    model = TrustExperiment(chosen.design, rng=seed, replication=replication, logged=logged)
    model.run_until(chosen.design.weeks)
    events = events_of(model)
    if path.suffix == ".csv":
        events.to_csv(path, index=False)
    else:
        events.to_parquet(path, index=False)
    number = events["person"].nunique()
    words = _("{events} events of {people} people in {weeks} weeks: {path}")
    counted = {"events": decimal(len(events)), "people": decimal(number), "weeks": chosen.design.weeks}
    typer.echo(words.format(path=shown(path), **counted))
