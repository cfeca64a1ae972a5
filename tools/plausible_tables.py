"""Tables of `docs/plausible.md`: bands, points tried, sets kept, and the parameters that the patterns inform."""

import math
from functools import cache
from typing import TYPE_CHECKING

from vex.commands.lever_values import number

from .markdown import code, markdown

if TYPE_CHECKING:
    import pandas as pd

INFORMED = 3.0
"""A parameter is shown if its spread or mean deviates by more than this number of standard errors from that of draws
over its whole range."""


@cache
def read_stored(name: str) -> "pd.DataFrame":
    """Read a CSV file of the plausible set: kept, tried, waves or flows (columns: see `stored_set`)."""
    import pandas as pd

    from calibration.plausible.stored_set import SEARCH_FOLDER
    from scenarios.parameter_sets.plausible_set import KEPT

    return pd.read_csv(KEPT if name == "kept" else SEARCH_FOLDER / f"{name}.csv")


def bands() -> str:
    """Return the bands: the published value, the tolerance and its reason, and contradicting figures."""
    from calibration.plausible.bands import read_bands

    rows = []
    for name, band in read_bands().items():
        published = "" if band.published is None else f"{number(band.published)} = {band.arithmetic.replace('*', '×')}"
        where = f"{number(band.low)} to {number(band.high)}" if band.target else "reported only"
        error = "" if band.error is None else number(band.error)
        rows.append((code(name), band.meaning, published, where, error, band.tolerance, band.conflict))
    columns = ("pattern", "meaning", "published", "band", "error of a reading", "why so wide", "other figures")
    return markdown(columns, rows)


def tried_by_wave() -> str:
    """Return the numbers of candidates, points tried and points kept by wave."""
    rows: list[tuple] = []
    for row in read_stored("waves").itertuples():
        cutoff = "none: the whole space" if math.isnan(row.cutoff) else f"{number(row.cutoff)} errors"
        rows.append((row.wave, cutoff, f"{row.looked_at:,}", row.tried, row.twice, row.hold))
    table = read_stored("waves")
    rows.append(
        ("all", "", f"{table['looked_at'].sum():,}", *(table[name].sum() for name in ("tried", "twice", "hold")))
    )
    columns = ("wave", "emulated outside by at most", "looked at", "simulated", "two stocks", "hold")
    return markdown(columns, rows)


def why_not() -> str:
    """Return the share of points with each pattern outside its band, by wave."""
    table = read_stored("tried")
    waves = sorted(table["wave"].unique())
    often = {
        wave: part["outside"].dropna().str.split().explode().value_counts() for wave, part in table.groupby("wave")
    }
    sizes = table["wave"].value_counts()
    rows = [
        (code(name), *(f"{100 * often[wave].get(name, 0) / sizes[wave]:.0f}" for wave in waves))
        for name in read_stored("tried").columns[5:]
        if name in {name for counts in often.values() for name in counts.index}
    ]
    return markdown(("outside, % of those simulated", *(f"wave {wave}" for wave in waves)), rows)


def emulators() -> str:
    """Return the error of each emulator, in per cent of the pattern, before each wave but the first."""
    table = read_stored("waves").set_index("wave")
    names = [name for name in table.columns if name.startswith("error_")]
    waves = [wave for wave in table.index if table.loc[wave, names].notna().any()]
    rows = [
        (code(name.removeprefix("error_")), *(f"{100 * table.loc[wave, name]:.0f}" for wave in waves)) for name in names
    ]
    return markdown(("error of the emulator, %", *(f"before wave {wave}" for wave in waves)), rows)


def patterns_kept() -> str:
    """Return every pattern of the kept sets, and the flows, which rule no set out."""
    from calibration.flows import PUBLISHED_SHARES
    from calibration.plausible.bands import read_bands

    table = read_stored("tried")
    kept = table[table["holds"]].head(len(read_stored("kept")))
    rows = []
    for name, band in read_bands().items():
        where = f"{number(band.low)} to {number(band.high)}" if band.target else "none"
        rows.append((code(name), band.meaning, where, *spread(kept[name])))
    for name, figure in PUBLISHED_SHARES.items():
        meaning = f"{figure.meaning}, {figure.kind}; published: {figure.published}"
        rows.append((code(name), meaning, "none", *spread(read_stored("flows")[name])))
    return markdown(("figure", "meaning", "band", "lowest", "median", "highest"), rows)


def spread(values: "pd.Series") -> tuple[str, str, str]:
    """Return the lowest, the median and the highest value, formatted."""
    return f"{values.min():.3g}", f"{values.median():.3g}", f"{values.max():.3g}"


def ratios() -> "pd.DataFrame":
    """Return the spread and mean of the kept sets within the range, by parameter.

    Columns: ratio (standard deviation of the kept sets over that of draws from the whole range), middle (mean position
    in the range, 0…1).
    """
    import pandas as pd

    from calibration.plausible.space import UNCERTAIN, units_of

    unit = units_of(read_stored("kept")[list(UNCERTAIN)].to_numpy())
    whole = math.sqrt(1.0 / 12.0)
    return pd.DataFrame({"ratio": unit.std(axis=0, ddof=1) / whole, "middle": unit.mean(axis=0)}, index=list(UNCERTAIN))


def informed() -> str:
    """Return the parameters that the patterns inform, and the number of the others."""
    from simulation.parameters import PARAMETERS

    table = ratios()
    count = len(read_stored("kept"))
    narrow = table["ratio"] < 1.0 - INFORMED * math.sqrt(0.2 / count)
    off_centre = (table["middle"] - 0.5).abs() > INFORMED / math.sqrt(12.0 * count)
    informed_by = table[narrow | off_centre].sort_values("ratio")
    rows: list[tuple] = []
    for name, row in informed_by.iterrows():
        parameter = PARAMETERS[name]
        kept = read_stored("kept")[name]
        rows.append(
            (code(name), parameter.meaning, f"{number(parameter.low)} to {number(parameter.high)}")
            + (*spread(kept), f"{row['ratio']:.2f}", f"{row['middle']:.2f}")
        )
    others = len(table) - len(informed_by)
    rows.append((f"the other {others}", "as wide as their ranges, as far as can be told", *("",) * 6))
    columns = ("parameter", "meaning", "range", "lowest kept", "median", "highest", "spread against the range")
    return markdown((*columns, "middle of the kept, 0 to 1 of the range"), rows)


PLAUSIBLE_TABLES = {
    function.__name__: function for function in (bands, tried_by_wave, why_not, emulators, patterns_kept, informed)
}
"""Name of a marker → function that writes its table."""
