"""Effects beside beliefs: `python -m calibration.effects COMMAND` measures and draws them.

All effects are differences from the service as usual after 104 weeks, of the same 1,200 people with the same luck.
`packages` measures each lever of a package alone and each package, `ablations` the effects of two packages without
groups of mechanisms, `ends` every lever at its ends. No parameter is set towards any of these values.
`python -m tools.document_tables` writes them into docs/effects.md; `figure` draws docs/images/effects.png.
"""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from .effect_figure import draw_effects
from .effect_replications import (
    ABLATION_REPLICATIONS,
    ABLATIONS_FILE,
    EFFECTS_FILE,
    SET_REPLICATIONS,
    TABLE_REPLICATIONS,
    measure_ablations,
    measure_effects,
)
from .lever_ends import END_REPLICATIONS, ENDS_FILE, measure_ends

IMAGE = Path(__file__).parents[2] / "docs" / "images" / "effects.png"
WorkerCount = Annotated[int, typer.Option(min=1, help="Processes.")]
effect_commands = typer.Typer(help="Effects of levers and packages.", add_completion=False)


@effect_commands.command("packages")
def write_packages(
    set_replications: Annotated[
        int, typer.Option(min=2, help="Replications over the plausible sets.")
    ] = SET_REPLICATIONS,
    table_replications: Annotated[
        int, typer.Option(min=2, help="Replications with the values of the table.")
    ] = TABLE_REPLICATIONS,
    workers: WorkerCount = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = EFFECTS_FILE,
    image: Annotated[Path, typer.Option(help="Figure to write.")] = IMAGE,
) -> None:
    """Measure levers alone and packages; write the table and the figure."""
    table = measure_effects(set_replications, table_replications, workers)
    table.to_csv(out, index=False, float_format="%.6g")
    draw_effects(table).savefig(image)


@effect_commands.command("figure")
def write_effect_figure(image: Annotated[Path, typer.Option(help="Figure to write.")] = IMAGE) -> None:
    """Draw the measured effects beside the beliefs."""
    draw_effects(pd.read_csv(EFFECTS_FILE)).savefig(image)


@effect_commands.command("ablations")
def write_ablations(
    replications: Annotated[int, typer.Option(min=2, help="Replications.")] = ABLATION_REPLICATIONS,
    workers: WorkerCount = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = ABLATIONS_FILE,
) -> None:
    """Measure guidance and coaching without groups of mechanisms."""
    measure_ablations(replications, workers).to_csv(out, index=False, float_format="%.6g")


@effect_commands.command("ends")
def write_ends(
    replications: Annotated[int, typer.Option(min=2, help="Replications.")] = END_REPLICATIONS,
    workers: WorkerCount = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = ENDS_FILE,
) -> None:
    """Measure every lever at its ends."""
    measure_ends(replications, workers).to_csv(out, index=False, float_format="%.6g")


if __name__ == "__main__":
    effect_commands()
