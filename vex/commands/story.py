"""`vex story`: one simulated person's life under each policy."""

from pathlib import Path
from typing import Annotated

import typer

from results.words.language import _

from ..folders import shown
from ..screen import clear_errors, must_be_new
from .options import Point, Synthetic, check_declaration, draws_asked, loaded, with_people

Replication = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Which repetition of the world.")]
OneLifeSeed = Annotated[int, typer.Option("--seed", min=0, max=2**64 - 1, help="Same seed, same luck, same lives.")]


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
    seed: OneLifeSeed = 1,
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
        from scenarios.story import check_question

        from ..verbs import story as verb

        check_question(like, where, person)
        chosen = [
            with_people(loaded(name), population, synthetic, quiet=True) for name in scenarios or ["tilburg-2018"]
        ]
        folder = out or default_folder(f"{chosen[0].name}-story")
        must_be_new(folder)
        result = verb.story(
            chosen,
            seed=seed,
            like=like,
            where=where,
            person=person,
            replication=replication,
            replications=replications,
            draws=draws_asked(point, quiet=False),
            folder=folder,
        )
    typer.echo(result.text())
    typer.echo(_("Figure, text and what they are told from: {path}").format(path=shown(folder)))
