"""`vex log`, `vex story`: what happened to whom in one run, as a table, and one life under each policy, as a story."""

from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _, decimal

from ..screen import BAD_INPUT, clear_errors, must_be_new, say, shown
from .compare import Point, plausible
from .run import ScenarioName, Synthetic, announce_compilation, check_declaration, taken_in, warn_of_parameters

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
    from simulation.event_frame import events_of
    from simulation.events import ALL_PEOPLE
    from simulation.model import TrustExperiment

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


def story(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="One scenario: a life under each of its groups' policies. Several: a life in each."),
    ] = None,
    like: Annotated[
        str | None, typer.Option(help="A life like that of: wendy, fernando, ingrid-driver, ingrid-craft.")
    ] = None,
    where: Annotated[
        str | None, typer.Option(help="A condition on the start: \"household == 'single parent' and load >= 8\".")
    ] = None,
    person: Annotated[int | None, typer.Option(help="Permanent number of a person, as in the event log.")] = None,
    seed: Seed = 1,
    replication: Replication = 0,
    replications: Annotated[
        int | None,
        typer.Option(
            min=1, help="Repetitions that are searched and counted; with --like each plausible set once, else 1."
        ),
    ] = None,
    point: Point = False,
    population: Annotated[Path | None, typer.Option(help="Own recipients; only if no row is of a real person.")] = None,
    synthetic: Synthetic = False,
    out: Annotated[Path | None, typer.Option(help="Folder; runs/SCENARIO-story-TIME unless said otherwise.")] = None,
) -> None:
    """Tell one simulated person's life under each policy, side by side, and how frequent such a life is."""
    check_declaration(population, synthetic)
    with clear_errors():
        from scenarios.run_folder.store import default_folder
        from scenarios.story import check_question, live_story

        check_question(like, where, person)
        chosen = [loaded(name) for name in scenarios or ["tilburg-2018"]]
        if population is not None:
            chosen = [taken_in(one, population, synthetic, quiet=True) for one in chosen]
        folder = out or default_folder(f"{chosen[0].name}-story")
        must_be_new(folder)
        lived = live_story(
            chosen, seed, like=like, where=where, person=person, replication=replication, replications=replications,
            draws=None if point else plausible(quiet=False), progress=True,
        )  # fmt: skip
        write_story(lived, folder)


def write_story(lived, folder: Path) -> None:
    """Show a story and put it into a new folder: what it is told from, text, and figure."""
    from results.story.story_text import tell
    from scenarios.file.faults import why
    from scenarios.story import save

    one = tell(lived)
    try:
        folder.mkdir(parents=True)
        save(lived, folder)
        (folder / "story.txt").write_text(one.text(), encoding="utf-8")
        for suffix in ("png", "svg"):
            one.figure.savefig(folder / f"story.{suffix}")
    except OSError as error:
        words = _("cannot write in {path}: {fault}; choose another folder with --out")
        refuse(words.format(path=shown(folder), fault=why(error)))
    typer.echo(one.text())
    typer.echo(_("Figure, text and what they are told from: {path}").format(path=shown(folder)))


def loaded(scenario: str):
    """Return a scenario, with the warnings of a run."""
    from scenarios.file.scenario import load

    chosen = load(scenario)
    warn_of_parameters(chosen.design)
    announce_compilation(quiet=False)
    return chosen


def refuse(message: str) -> None:
    """End with one clear message and exit code 2."""
    say(f"vex: {message}")
    raise typer.Exit(BAD_INPUT)
