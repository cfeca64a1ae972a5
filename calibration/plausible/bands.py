"""Bands of the background patterns, read from `bands.toml`, and the patterns of a reading outside their band."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BANDS_FILE = Path(__file__).parent / "bands.toml"
FIRST_MARGIN = 0.25
"""Distance to the band, in widths of the band, up to which a first reading does not rule a point out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The band of a pattern: `low` to `high`, the published value with a tolerance around it.

    `arithmetic` derives `published` from the evidence rows; `tolerance` is the reason for the width of the band;
    `conflict` has contradicting rows; `error` is the standard error of a reading: bands are not widened by it. A band
    whose `target` is false is only reported, without `low` and `high`.
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


def read_bands(path: Path = BANDS_FILE) -> dict[str, Band]:
    """Return the bands by pattern, in the order of the file."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Band(name=name, **row) for name, row in rows.items()}


def outside(reading: Mapping[str, float], bands: Mapping[str, Band]) -> list[str]:
    """Return the patterns of a reading that do not lie in their band."""
    return [name for name, band in bands.items() if band.target and not band.low <= reading[name] <= band.high]


def far_outside(reading: Mapping[str, float], bands: Mapping[str, Band]) -> list[str]:
    """Return the published patterns of a first reading that lie outside by more than `FIRST_MARGIN` of the band."""
    far = []
    for name, band in bands.items():
        margin = FIRST_MARGIN * (band.high - band.low)
        published = band.target and band.published is not None
        if published and not band.low - margin <= reading[name] <= band.high + margin:
            far.append(name)
    return far
