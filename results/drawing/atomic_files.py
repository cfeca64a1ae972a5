"""Atomic writing of files: a file is complete or absent."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from ..words.language import current

DOTS_PER_INCH = 150
PNG_COMPRESSION = 3
"""Level of compression, 1 to 9: higher levels take twice as long and give no smaller files."""


def write_atomically(path: Path, write: Callable[[Path], object]) -> Path:
    """Call `write` with a temporary path beside `path`, and rename the file when it is complete."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write_csv(path: Path, table: pd.DataFrame, digits: str | None = "%.6g") -> Path:
    """Write a table as CSV; with `digits` None numbers are read back equal."""
    options: dict[str, Any] = {"index": False, "float_format": digits, "lineterminator": "\n"}
    return write_atomically(path, lambda part: table.to_csv(part, **options))


def write_figure(path: Path, figure: Figure, keep: bool = False) -> Path:
    """Write a figure in the format of the suffix (png, svg), and clear it unless `keep` is set.

    The metadata of an SVG hold its language.
    """
    kind = path.suffix[1:]
    looks: dict[Any, Any]
    options: dict[str, Any]
    if kind == "svg":
        # text stays text; a fixed salt and no date make the same figure the same file
        looks = {"svg.hashsalt": "vex", "svg.fonttype": "none"}
        options = {"metadata": {"Date": None, "Language": current()}}
    else:
        # at this resolution font hinting is invisible, and it takes a fifth of the time
        looks = {"text.hinting": "none"}
        options = {"pil_kwargs": {"compress_level": PNG_COMPRESSION}}
    with rc_context(looks):
        written = write_atomically(path, lambda part: figure.savefig(part, dpi=DOTS_PER_INCH, format=kind, **options))
    if not keep:
        for axes in figure.axes:
            figure.delaxes(axes)  # clearing a figure with axes would reset each of them first
        figure.clear()
    return written


def write_figure_twice(stem: Path, figure: Figure) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG at the path `stem` with a suffix added, and clear it."""
    vector = write_figure(stem.with_name(f"{stem.name}.svg"), figure, keep=True)
    return write_figure(stem.with_name(f"{stem.name}.png"), figure), vector
