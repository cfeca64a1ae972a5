"""`vex log`, `vex life`: what happened to whom in one run, as a table and as a story."""

from pathlib import Path
from typing import Annotated

import typer

from .running import ScenarioName, announce_compilation, warn_of_parameters
from .screen import BAD_INPUT, clear_errors, must_be_new, say, shown

SEARCHED = 20
"""Replications in which `vex life --like` looks for somebody."""

Replication = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Which repetition of the world.")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Same seed, same luck, same lives.")]


def log(
    scenario: ScenarioName = "tilburg-2018",
    people: Annotated[int, typer.Option(min=1, help="How many people of each group are followed.")] = 20,
    everybody: Annotated[bool, typer.Option("--all", help="Follow everybody.")] = False,
    replication: Replication = 0,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="File to write, .csv or .parquet.")] = None,
) -> None:
    """Run a scenario once and write down everything that happens to people, one row an event."""
    from simulation.events import ALL_PEOPLE

    with clear_errors():
        chosen = loaded(scenario)
    path = out or Path(f"{chosen.name}-events.csv")
    if path.suffix not in (".csv", ".parquet"):
        refuse(f"the event log is written as .csv or .parquet; got {path.name}")
    if not path.parent.is_dir():
        refuse(f"there is no folder {shown(path.parent)}")
    must_be_new(path)
    data = followed(chosen.design, seed, replication, ALL_PEOPLE if everybody else people)
    if path.suffix == ".csv":
        data.events.to_csv(path, index=False)
    else:
        data.events.to_parquet(path, index=False)
    number = data.events["person"].nunique()
    typer.echo(f"{len(data.events):,} events of {number:,} people in {chosen.design.weeks} weeks: {shown(path)}")


def life(
    scenario: ScenarioName = "tilburg-2018",
    person: Annotated[int | None, typer.Option(help="Permanent number of a person, as in the event log.")] = None,
    like: Annotated[
        str | None, typer.Option(help="A life like that of: wendy, fernando, ingrid-driver, ingrid-craft.")
    ] = None,
    replication: Replication = 0,
    seed: Seed = 1,
) -> None:
    """Tell the life of one simulated person."""
    from results.life import tell
    from results.life_patterns import PATTERNS

    with clear_errors():
        chosen = loaded(scenario)
    if (person is None) == (like is None):
        refuse("say whose life: either --person NUMBER or --like NAME")
    if like is not None and like not in PATTERNS:
        refuse(f"--like is one of {', '.join(PATTERNS)}; got {like!r}")
    data, number = (
        find_like(chosen.design, seed, replication, like) if like else find(chosen, seed, replication, person)
    )
    row = data.persons.set_index("person", drop=False).loc[number]
    where = f"seed {seed}, replication {int(row['replication'])}"
    typer.echo(f"{chosen.title}, {where}. A simulated person; nobody lives this life.\n")
    typer.echo(tell(row, data.events, chosen.labels[row["group"]]))


def loaded(scenario: str):
    """Return a scenario, with the warnings of a run."""
    from scenarios.scenario import load

    chosen = load(scenario)
    warn_of_parameters(chosen.design)
    announce_compilation(quiet=False)
    return chosen


def followed(design, seed: int, replication: int, people: int):
    """Return what one run tells of its people."""
    from simulation.model import TrustExperiment
    from simulation.trial_data import TrialData

    model = TrustExperiment(design, rng=seed, replication=replication, logged=people)
    model.run_until(design.weeks)
    return TrialData.of(model)


def find(chosen, seed: int, replication: int, person: int):
    """Return the data of a run and the number of the person asked for."""
    from simulation.events import ALL_PEOPLE

    data = followed(chosen.design, seed, replication, ALL_PEOPLE)
    if person not in set(data.persons["person"]):
        some = ", ".join(str(number) for number in data.persons["person"].head(3))
        refuse(f"there is no person {person} in {chosen.name}; there are, for example, {some}")
    return data, person


def find_like(design, seed: int, replication: int, like: str):
    """Return the data of the first run in which somebody's life went like that, and the person's number.

    Where nobody's did, somebody whose life came close.
    """
    from results.life_patterns import CLOSE, LIFE, PATTERNS, courses
    from simulation.events import ALL_PEOPLE

    near = None
    for number in range(replication, replication + SEARCHED):
        data = followed(design, seed, number, ALL_PEOPLE)
        found = courses(data.events, data.persons, design.weeks)
        found = found[found["pattern"] == like].set_index("person")["course"]
        if (found == LIFE).any():
            return data, int(found.index[found == LIFE][0])
        if near is None and (found == CLOSE).any():
            near = data, int(found.index[found == CLOSE][0])
    if near is None:
        refuse(f"nobody's life went like that of {like} in replications {replication} to {number}; try another --seed")
    say(f"Nobody's life went all the way in {SEARCHED} runs. This one comes close: {PATTERNS[like].close}.")
    return near


def refuse(message: str) -> None:
    """End with one clear message and exit code 2."""
    say(f"vex: {message}")
    raise typer.Exit(BAD_INPUT)
