"""Tables of `docs/mechanisms.md` with the values of `calibration/mechanism_checks/values.csv`."""

import math
from functools import cache

from .markdown import markdown
from .measured_tables import digits_of_half_width

SETS_HEADS = {"plausible": "plausible sets", "table": "table's values"}


@cache
def stored_checks() -> dict[str, dict[str, dict[str, tuple[float, float, int]]]]:
    """Return mean, half-width and number of replications by check, value and kind of parameter sets."""
    import pandas as pd

    from calibration.mechanism_checks.check_replications import CHECKS_FILE

    cells: dict = {}
    for row in pd.read_csv(CHECKS_FILE).itertuples(index=False):
        cells.setdefault(row.check, {}).setdefault(row.value, {})[row.sets] = (row.mean, row.half_width, row.n)
    return cells


def check_cell(numbers: tuple[float, float, int] | None) -> str:
    """Return a mean with its half-width; a value without interval alone."""
    if numbers is None:
        return ""
    mean, half_width, _ = numbers
    places = digits_of_half_width(half_width)
    if math.isnan(half_width):
        return f"{mean:.{places}f}"
    return f"{round(mean, places) + 0.0:.{places}f} ± {half_width:.{places}f}"


def sign_of(numbers: tuple[float, float, int]) -> int:
    """Return 1 or -1 if the interval lies on that side of 0, otherwise 0."""
    mean, half_width, _ = numbers
    return 0 if abs(mean) <= half_width else int(math.copysign(1, mean))


def trust_signs(by_value: dict[str, dict[str, tuple[float, float, int]]]) -> str:
    """Say of each arm whether the sign of its effect on trust is the same under all definitions of a breach."""
    signs: dict[str, set[int]] = {}
    for value, by_sets in by_value.items():
        arm = value.split(", ")[0]
        signs.setdefault(arm, set()).update(sign_of(numbers) for numbers in by_sets.values())
    words: dict[tuple[int, ...], str] = {(1,): "settled, up", (-1,): "settled, down"}
    return "Sign: " + "; ".join(f"`{arm}` {words.get(tuple(each), 'not settled')}" for arm, each in signs.items()) + "."


def mechanism_checks() -> str:
    """Return a table for each check of mechanisms, below its statement."""
    from calibration.mechanism_checks.check_list import CHECKS

    tables = []
    for name, check in CHECKS.items():
        rows = [
            (value, *(check_cell(by_sets.get(sets)) for sets in SETS_HEADS))
            for value, by_sets in stored_checks().get(name, {}).items()
        ]
        columns = ("value", *SETS_HEADS.values())
        tables.append(f"**{name[0].upper()}{name[1:]}.** {check.statement}\n\n{markdown(columns, rows)}")
        if name == "trust":
            tables.append(trust_signs(stored_checks().get(name, {})))
    return "\n\n".join(tables)


MECHANISM_TABLES = {"mechanism_checks": mechanism_checks}
