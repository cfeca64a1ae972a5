"""Tables of `docs/waits.md` with the values of `calibration/waits/waits.csv`."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from .markdown import markdown
from .mechanism_tables import SETS_HEADS, check_cell

MONTH_LONGER, NO_LIST = "longer against shorter", "no waiting list"
"""Contrasts: the setting with the longer wait against that with the shorter, and no waiting list against as usual."""
LAST_WEEKS = (104, 208)
OF_PEOPLE = (
    "in work", "lasting work", "life satisfaction", "mental health", "stress", "self-efficacy", "job offers",
    "weeks in care", "admitted at least once", "gave up the first time",
)  # fmt: skip
OF_TOWN = (
    "wait, weeks", "wait, weeks, mean so far", "admitted to mental health care", "gave up waiting for it",
    "exits to work, points", "life satisfaction",
)  # fmt: skip
SHARE_READINGS = ("in work", "lasting work", "admitted at least once", "gave up the first time")
BELIEF = "-0.4 (sd 0.4)"
"""Points in work for a month longer: X63, -2.0 where six in ten worked, carried over to where few work."""
PUBLISHED_WORK, PUBLISHED_BASE = -2.0, 60.0
"""X63: points in employment for a month longer, and the per cent who worked before."""


class WaitValue(NamedTuple):
    """A row of the file: the value as usual, the difference and the difference per month, with half-widths."""

    usual: float
    mean: float
    half_width: float
    a_month: float
    a_month_half_width: float
    n: int


@cache
def stored_waits() -> Mapping[tuple[str, str, str, str, int], WaitValue]:
    """Return the values by sets, contrast, who, reading and week."""
    import pandas as pd

    from calibration.waits.care_replications import WAITS_FILE

    rows = pd.read_csv(WAITS_FILE).itertuples(index=False)
    return {tuple(row[:5]): WaitValue(*row[5:]) for row in rows}


def points_cell(reading: str) -> str:
    """Return a reading with its unit."""
    return f"{reading}, points" if reading in SHARE_READINGS else reading


def level(value: WaitValue) -> str:
    """Return the value as usual with three significant digits."""
    return f"{value.usual:.0f}" if abs(value.usual) >= 100 else f"{value.usual:.3g}"


def difference_cell(value: WaitValue) -> str:
    """Return a difference with its interval."""
    return check_cell((value.mean, value.half_width, value.n))


def month_cell(value: WaitValue) -> str:
    """Return a difference per month of wait with its interval."""
    return check_cell((value.a_month, value.a_month_half_width, value.n))


def people_table(sets: str, who: str) -> str:
    """Return what a month of waiting costs some people, and what no list gives them."""
    cells = stored_waits()
    rows = []
    for reading in OF_PEOPLE:
        month = [cells[sets, MONTH_LONGER, who, reading, week] for week in LAST_WEEKS]
        none = [cells[sets, NO_LIST, who, reading, week] for week in LAST_WEEKS]
        rows.append((points_cell(reading), *map(level, month), *map(month_cell, month), *map(difference_cell, none)))
    heads = [f"{text}, {years} years" for text in ("as usual", "a month longer", "no list") for years in (2, 4)]
    return markdown(("of these people", *heads), rows)


def waits_referred() -> str:
    """Return the table of those referred, with the plausible sets and with the table's values."""
    return "\n\n".join(
        f"{head[0].upper()}{head[1:]}:\n\n{people_table(sets, 'referred')}" for sets, head in SETS_HEADS.items()
    )


def waits_treated() -> str:
    """Return the table of those admitted within two years, with the plausible sets."""
    return people_table("plausible", "treated")


def waits_changed() -> str:
    """Return by how many months people waited longer or shorter in each contrast."""
    cells = stored_waits()
    rows = []
    for contrast in ("shorter", "longer", MONTH_LONGER, NO_LIST):
        each = [cells[sets, contrast, "referred", "months waited", LAST_WEEKS[0]] for sets in SETS_HEADS]
        rows.append((contrast, *map(difference_cell, each), *(str(value.n) for value in each)))
    heads = [*SETS_HEADS.values(), *(f"replications, {head}" for head in SETS_HEADS.values())]
    return markdown(("setting", *heads), rows)


def waits_town() -> str:
    """Return what the town has in each setting after two and after four years, with the plausible sets."""
    cells = stored_waits()
    rows = []
    for week in LAST_WEEKS:
        for reading in OF_TOWN:
            values = [
                cells["plausible", contrast, "town", reading, week] for contrast in ("shorter", "longer", NO_LIST)
            ]
            rows.append((str(week // 52), reading, level(values[0]), *map(difference_cell, values)))
    return markdown(("years", "of the town", "as usual", "shorter", "longer", "no list"), rows)


def of_usual(value: WaitValue) -> str:
    """Return the difference per month as per cent of the value as usual."""
    scale = 100.0 / value.usual
    return check_cell((scale * value.a_month, abs(scale) * value.a_month_half_width, value.n))


def waits_published() -> str:
    """Return the values beside the published figures."""
    cells = stored_waits()

    def both(
        show: Callable[[WaitValue], str], reading: str, week: int, who: str = "referred", contrast: str = MONTH_LONGER
    ) -> list[str]:
        return [show(cells[sets, contrast, who, reading, week]) for sets in SETS_HEADS]

    rows = [
        ("X63", "in work, a month longer: points, those referred, 2 years", BELIEF, *both(month_cell, "in work", 104)),
        ("X63", "the same, 4 years", BELIEF, *both(month_cell, "in work", 208)),
        ("X63", "the same, 4 years, from no list against as usual", BELIEF)
        + (*both(month_cell, "in work", 208, contrast=NO_LIST),),
        (
            "X63",
            "the same, those treated, 4 years",
            f"{PUBLISHED_WORK:.1f}",
            *both(month_cell, "in work", 208, "treated"),
        ),
        ("X63", "the same, per cent of those in work", f"{100 * PUBLISHED_WORK / PUBLISHED_BASE:.1f}")
        + (*both(of_usual, "in work", 208, "treated"),),
        ("X64", "mean wait, weeks, 2 years", "15", *both(level, "wait, weeks, mean so far", 104, "town")),
        ("X65", "care received, a month longer: per cent, those treated, 4 years", "+10")
        + (*both(of_usual, "weeks in care", 208, "treated"),),
    ]
    return markdown(("evidence row", "value", "published", *SETS_HEADS.values()), rows)


WAITS_TABLES = {
    function.__name__: function
    for function in (waits_changed, waits_referred, waits_treated, waits_town, waits_published)
}
"""Name of the marker → function that returns the table."""
