"""The tables of `docs/plausible.md`: bands, what was tried and kept, and what the patterns say of the parameters."""

import math
from functools import cache

from vex.commands.lever_values import number

from .markdown import code, markdown

INFORMED = 3.0
"""Errors of chance, of so many draws from the whole range, beyond which a parameter is shown."""


@cache
def stored(name: str):
    """Return a file of the plausible set as a data frame."""
    import pandas as pd

    from calibration.plausible.stored_set import FOLDER
    from scenarios.parameter_sets.plausible_set import KEPT

    return pd.read_csv(KEPT if name == "kept" else FOLDER / f"{name}.csv")


def bands() -> str:
    """Return the bands: what was published, how far from it the world may lie and why, and what else is said."""
    from calibration.plausible.bands import read_bands

    rows = []
    for name, band in read_bands().items():
        said = "" if band.published is None else f"{number(band.published)} = {band.arithmetic.replace('*', '×')}"
        where = f"{number(band.low)} to {number(band.high)}" if band.target else "reported only"
        rows.append((code(name), band.meaning, said, where, number(band.error), band.tolerance, band.conflict))
    columns = ("pattern", "meaning", "published", "band", "error of a reading", "why so wide", "other figures")
    return markdown(columns, rows)


def tried_by_wave() -> str:
    """Return, by wave, how many points were looked at, tried and kept."""
    rows = []
    for row in stored("waves").itertuples():
        cutoff = "none: the whole space" if math.isnan(row.cutoff) else f"{number(row.cutoff)} errors"
        rows.append((row.wave, cutoff, f"{row.looked_at:,}", row.tried, row.fine, row.hold))
    table = stored("waves")
    rows.append(
        ("all", "", f"{table['looked_at'].sum():,}", *(table[name].sum() for name in ("tried", "fine", "hold")))
    )
    columns = ("wave", "emulated outside by at most", "looked at", "simulated", "read finely", "hold")
    return markdown(columns, rows)


def why_not() -> str:
    """Return how often each pattern lay outside, by wave."""
    table = stored("tried")
    waves = sorted(table["wave"].unique())
    often = {
        wave: part["outside"].dropna().str.split().explode().value_counts() for wave, part in table.groupby("wave")
    }
    sizes = table["wave"].value_counts()
    rows = [
        (code(name), *(f"{100 * often[wave].get(name, 0) / sizes[wave]:.0f}" for wave in waves))
        for name in stored("tried").columns[5:]
        if name in {name for counts in often.values() for name in counts.index}
    ]
    return markdown(("outside, % of those simulated", *(f"wave {wave}" for wave in waves)), rows)


def emulators() -> str:
    """Return the error of each emulator, per cent of the pattern, at the beginning of each later wave."""
    table = stored("waves").set_index("wave")
    names = [name for name in table.columns if name.startswith("error_")]
    waves = [wave for wave in table.index if table.loc[wave, names].notna().any()]
    rows = [
        (code(name.removeprefix("error_")), *(f"{100 * table.loc[wave, name]:.0f}" for wave in waves)) for name in names
    ]
    return markdown(("error of the emulator, %", *(f"before wave {wave}" for wave in waves)), rows)


def patterns_kept() -> str:
    """Return what the kept sets show: every pattern, and the flows that nothing is held to."""
    from calibration.flows import FIGURES
    from calibration.plausible.bands import read_bands

    table = stored("tried")
    kept = table[table["holds"]].head(len(stored("kept")))
    rows = []
    for name, band in read_bands().items():
        where = f"{number(band.low)} to {number(band.high)}" if band.target else "none"
        rows.append((code(name), band.meaning, where, *spread(kept[name])))
    for name, figure in FIGURES.items():
        meaning = f"{figure.meaning}, {figure.kind}; published: {figure.published}"
        rows.append((code(name), meaning, "none", *spread(stored("flows")[name])))
    return markdown(("figure", "meaning", "band", "lowest", "median", "highest"), rows)


def spread(values) -> tuple[str, str, str]:
    """Return the lowest, the median and the highest, as they are shown."""
    return tuple(f"{value:.3g}" for value in (values.min(), values.median(), values.max()))


def ratios():
    """Return a data frame: how wide the kept sets are against the range, and where in it they stand, by parameter.

    Columns `ratio` (standard deviation of the kept sets over that of draws from the whole range), `middle` (mean
    place in the range, 0…1).
    """
    import pandas as pd

    from calibration.plausible.space import UNCERTAIN, units_of

    unit = units_of(stored("kept")[list(UNCERTAIN)].to_numpy())
    whole = math.sqrt(1.0 / 12.0)
    return pd.DataFrame({"ratio": unit.std(axis=0, ddof=1) / whole, "middle": unit.mean(axis=0)}, index=list(UNCERTAIN))


def informed() -> str:
    """Return the parameters that the patterns say something about, and how many they say nothing about."""
    from simulation.parameters import PARAMETERS

    table = ratios()
    count = len(stored("kept"))
    narrow = table["ratio"] < 1.0 - INFORMED * math.sqrt(0.2 / count)
    aside = (table["middle"] - 0.5).abs() > INFORMED / math.sqrt(12.0 * count)
    told = table[narrow | aside].sort_values("ratio")
    rows = []
    for name, row in told.iterrows():
        parameter = PARAMETERS[name]
        kept = stored("kept")[name]
        rows.append(
            (code(name), parameter.meaning, f"{number(parameter.low)} to {number(parameter.high)}")
            + (*spread(kept), f"{row['ratio']:.2f}", f"{row['middle']:.2f}")
        )
    rows.append((f"the other {len(table) - len(told)}", "as wide as their ranges, as far as can be told", *("",) * 6))
    columns = ("parameter", "meaning", "range", "lowest kept", "median", "highest", "spread against the range")
    return markdown((*columns, "middle of the kept, 0 to 1 of the range"), rows)


PLAUSIBLE_TABLES = {
    function.__name__: function for function in (bands, tried_by_wave, why_not, emulators, patterns_kept, informed)
}
"""Name of the marker → what writes the table."""
