"""Files that appear whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from ..words.language import current

DOTS_PER_INCH = 150
PACKED = 3
"""How hard a PNG is packed, 1 to 9: harder than this takes twice as long, and drawings get no smaller."""


def whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` write beside `path`, and put the file in its place when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write_csv(path: Path, table: pd.DataFrame, digits: str | None = "%.6g") -> Path:
    """Write a table; `digits` None writes numbers so that they are read back equal."""
    return whole(path, lambda part: table.to_csv(part, index=False, float_format=digits, lineterminator="\n"))


def write_figure(path: Path, figure: Figure, keep: bool = False) -> Path:
    """Write a figure in the format of the file's ending (png, svg) and let go of it, unless it is to be kept.

    An SVG says in which language it is.
    """
    kind = path.suffix[1:]
    if kind == "svg":
        # text stays text; without the salt and the date an SVG would differ from run to run
        looks = {"svg.hashsalt": "vex", "svg.fonttype": "none"}
        options = {"metadata": {"Date": None, "Language": current()}}
    else:
        # at this many dots hints of the font are not seen, and following them takes a fifth of the time
        looks = {"text.hinting": "none"}
        options = {"pil_kwargs": {"compress_level": PACKED}}
    with rc_context(looks):
        written = whole(path, lambda part: figure.savefig(part, dpi=DOTS_PER_INCH, format=kind, **options))
    if not keep:
        for axes in figure.axes:
            figure.delaxes(axes)  # clearing a figure would first make all its axes anew
        figure.clear()
    return written


def write_figure_twice(stem: Path, figure: Figure) -> tuple[Path, Path]:
    """Write a figure as PNG and as SVG, `stem` being their path without an ending, and let go of it."""
    vector = write_figure(stem.with_name(f"{stem.name}.svg"), figure, keep=True)
    return write_figure(stem.with_name(f"{stem.name}.png"), figure), vector
