"""The bands of the background patterns, read from `bands.toml`, and the patterns of a reading outside them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STORED = Path(__file__).parent / "bands.toml"
COARSE_MARGIN = 0.25
"""How far outside, in widths of the band, a coarse reading may lie without ruling a point out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A pattern and where it should lie: `low` to `high`, the published value with the tolerance around it.

    `arithmetic` derives `published` from the evidence rows; `tolerance` gives the reason for the width of the band;
    `conflict` the evidence of other rows; `error` is the standard error of a reading: bands are not
    widened by it. A band whose `target` is false is reported and rules nothing out; then `low` and `high` are absent.
    """

    name: str
    meaning: str
    tolerance: str
    published: float | None = None
    arithmetic: str = ""
    conflict: str = ""
    error: float | None = None
    target: bool = True
    low: float = float("-inf")
    high: float = float("inf")


def read_bands(path: Path = STORED) -> dict[str, Band]:
    """Return the bands by pattern, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Band(name=name, **row) for name, row in rows.items()}


def outside(reading: Mapping[str, float], bands: Mapping[str, Band]) -> list[str]:
    """Return the patterns of a reading that do not lie in their band."""
    return [name for name, band in bands.items() if band.target and not band.low <= reading[name] <= band.high]


def far_outside(reading: Mapping[str, float], bands: Mapping[str, Band]) -> list[str]:
    """Return the published patterns of a coarse reading that lie outside by more than `COARSE_MARGIN` of the band."""
    names = []
    for name, band in bands.items():
        margin = COARSE_MARGIN * (band.high - band.low)
        published = band.target and band.published is not None
        if published and not band.low - margin <= reading[name] <= band.high + margin:
            names.append(name)
    return names
