"""Tables of `docs/effects.md` and `docs/levers.md` with the values of the CSV files in `calibration/effects/`."""

import math
from functools import cache
from typing import TYPE_CHECKING

from .markdown import code, markdown
from .measured_tables import digits_of_half_width

if TYPE_CHECKING:
    import pandas as pd

AS_EXPECTED, NOTHING_CLEAR, CONTRARY = "as expected", "nothing clear", "**contrary**"
NOTHING = {
    "exit_work": 0.3, "part_time": 0.3, "life_satisfaction": 0.03, "trust": 0.007, "contacts_held": 0.1,
    "acquaintances": 0.05,
}  # fmt: skip
"""An effect expected to be nothing is as expected if its interval lies within this distance from 0."""
POINT_MEASURES = {
    "no_shows": "no-shows, points of conversations", "wait": "wait at partners, weeks", "letters": "letters a person",
    "withdrawn": "stepped out, share", "breaches": "breaches a person", "grants": "grants a person",
    "jobs_lost": "jobs lost a person", "response": "answered questionnaires, points",
}  # fmt: skip
SETS_WORDS = {"plausible": "plausible sets", "table": "table's values"}


@cache
def stored_effects(name: str) -> "pd.DataFrame":
    """Read a CSV file of the effects: effects, ablations or ends."""
    import pandas as pd

    from calibration.effects.effect_replications import FOLDER_OF_EFFECTS

    return pd.read_csv(FOLDER_OF_EFFECTS / f"{name}.csv", keep_default_na=False, na_values=[""], dtype={"value": str})


def to_places(value: float, places: int) -> str:
    """Return a number with so many decimals, without a minus before a zero."""
    return f"{round(value, places) + 0.0:.{places}f}"


def with_reach(mean: float, half_width: float) -> str:
    """Return a mean with the half-width of its interval."""
    places = digits_of_half_width(half_width)
    return f"{to_places(mean, places)} ± {half_width:.{places}f}"


def with_band(mean: float, low: float, high: float) -> str:
    """Return a mean with its band, to the digits of a fifth of the band."""
    places = digits_of_half_width((high - low) / 5.0)
    return f"{to_places(mean, places)} ({to_places(low, places)} to {to_places(high, places)})"


def beliefs() -> str:
    """Return the beliefs, and the model beside each."""
    from calibration.effects.beliefs import MEASURE_TITLES, beside_beliefs

    rows = []
    for row in beside_beliefs(stored_effects("effects")).itertuples():
        belief = f"{row.mean:g} ({row.sd:g})"
        behind = ", ".join(row.rows.split()) + ("; " if row.rows and row.remark else "") + row.remark
        model = with_band(row.model, row.model_low, row.model_high)
        verdict = row.verdict if row.verdict != "outside" else "**outside**"
        believed = (belief, f"{row.low:.2f} to {row.high:.2f}")
        modelled = (model, with_reach(row.table, row.table_reach), verdict)
        rows.append((code(row.setting), MEASURE_TITLES[row.measure], *believed, *modelled, behind))
    columns = ("lever or package", "effect on", "belief: mean (SD)", "90 %", "model: mean (90 % of sets)")
    return markdown((*columns, "table's values", "verdict", "rows behind the belief"), rows)


def aims() -> str:
    """Return the aims at the values of the table, and whether each is met."""
    from calibration.effects.beliefs import MEASURE_TITLES, read_aims

    effects = stored_effects("effects")
    table = effects[effects["sets"] == "table"].set_index(["setting", "measure"])
    rows = []
    for aim in read_aims().itertuples():
        cell = table.loc[(aim.setting, aim.measure)]
        low = -math.inf if math.isnan(aim.low) else aim.low
        high = math.inf if math.isnan(aim.high) else aim.high
        between = f"{low:g} or more" if math.isinf(high) else f"{low:g} to {high:g}"
        met = "yes" if low <= cell["mean"] <= high else "**no**"
        effect = with_reach(cell["mean"], cell["half_width"])
        rows.append((code(aim.setting), MEASURE_TITLES[aim.measure], between, effect, met))
    return markdown(("lever or package", "effect on", "aim", "model", "met"), rows)


def effects_of_kind(kind: str) -> str:
    """Return the effects of levers alone or of packages, over the plausible sets and at the values of the table."""
    from calibration.effects.beliefs import MEASURE_TITLES

    effects = stored_effects("effects")
    rows = []
    for setting, group in effects[effects["kind"] == kind].groupby("setting", sort=False):
        for sets, words in SETS_WORDS.items():
            cells = group[group["sets"] == sets].set_index("measure").loc[list(MEASURE_TITLES)]
            written = [
                with_band(cell.mean, cell.low, cell.high) if sets == "plausible" else with_reach(cell.mean, cell.reach)
                for cell in cells.rename(columns={"half_width": "reach"})[["mean", "low", "high", "reach"]].itertuples()
            ]
            rows.append((code(str(setting)) if sets == "plausible" else "", words, *written))
    return markdown(("lever or package" if kind == "package" else "lever", "", *MEASURE_TITLES.values()), rows)


def levers_alone_table() -> str:
    """Return the effects of levers alone."""
    return effects_of_kind("lever")


def packages_table() -> str:
    """Return the effects of packages."""
    return effects_of_kind("package")


def ablations_table() -> str:
    """Return the effects of packages without groups of mechanisms, and in bold what is clearly another effect."""
    from calibration.effects.beliefs import MEASURE_TITLES
    from calibration.effects.effect_settings import ABLATED, ABLATIONS

    table = stored_effects("ablations").fillna({"off": ""})
    measures = [name for name in MEASURE_TITLES if name in set(table["measure"])]
    cells = table.set_index(["setting", "off", "measure"])
    rows = [
        (code(setting) if not off else "", off or "none: all mechanisms")
        + tuple(ablation_cell(cells.loc[(setting, off, measure)]) for measure in measures)
        for setting in ABLATED
        for off in ("", *ABLATIONS)
    ]
    return markdown(("package", "off", *(MEASURE_TITLES[name] for name in measures)), rows)


def ablation_cell(cell: "pd.Series") -> str:
    """Return an effect with its interval, in bold if it clearly differs from that with all mechanisms."""
    written = with_reach(cell["mean"], cell["half_width"])
    return f"**{written}**" if abs(cell["lost"]) > cell["lost_half_width"] > 0.0 else written


def end_verdict(sign: str, measure: str, mean: float, half_width: float) -> str:
    """Return whether an effect is as expected, not clear, or contrary to expectation."""
    low, high = mean - half_width, mean + half_width
    if sign == "0":
        if -NOTHING[measure] <= low and high <= NOTHING[measure]:
            return AS_EXPECTED
        return CONTRARY if low > NOTHING[measure] or high < -NOTHING[measure] else NOTHING_CLEAR
    if low <= 0.0 <= high:
        return NOTHING_CLEAR
    return AS_EXPECTED if (mean > 0.0) == (sign == "+") else CONTRARY


def measure_words(measure: str) -> str:
    """Return what readers see of a measure, with its unit."""
    from simulation.measures import MEASURES

    if measure in POINT_MEASURES:
        return POINT_MEASURES[measure]
    row = MEASURES[measure]
    unit = "points" if row.share else row.unit
    return f"{row.title.lower()}, {unit}"


def judged_ends() -> "pd.DataFrame":
    """Return the expectations with the measured effect and the verdict."""
    from calibration.effects.lever_ends import END_KEYS, read_expectations

    expected = read_expectations()
    cells = stored_effects("ends").fillna({"target": ""}).set_index([*END_KEYS, "measure"])
    keys = [*END_KEYS, "measure"]
    found = cells.loc[list(expected[keys].itertuples(index=False, name=None)), ["mean", "half_width"]].to_numpy()
    verdicts = [
        end_verdict(sign, measure, *cell)
        for sign, measure, cell in zip(expected["sign"], expected["measure"], found, strict=True)
    ]
    return expected.assign(mean=found[:, 0], half_width=found[:, 1], verdict=verdicts)


def lever_ends() -> str:
    """Return every lever at its ends: the expectation, the effect, the verdict, and the effects on main measures."""
    from calibration.effects.lever_ends import BASES, END_KEYS, MAIN_MEASURES, base_value

    cells = stored_effects("ends").fillna({"target": ""}).set_index([*END_KEYS, "measure"])
    rows, before = [], ()
    for row in judged_ends().itertuples():
        keys = tuple(getattr(row, name) for name in END_KEYS)
        again, before = keys == before, keys
        usual = base_value(BASES[row.base], row.scope, row.target, row.lever)
        name = f"{row.scope}.{row.lever}" + (f" ({row.target})" if row.target else "")
        lever = ("", "", "") if again else (code(name), f"{row.value} ({usual})", row.base)
        main = ("",) * len(MAIN_MEASURES) if again else tuple(
            with_reach(*cells.loc[(*keys, measure), ["mean", "half_width"]]) for measure in MAIN_MEASURES
        )  # fmt: skip
        effect = f"{measure_words(row.measure)}: {with_reach(row.mean, row.half_width)}"
        rows.append((*lever, "" if again else row.through, row.sign, effect, row.verdict, *main, row.why))
    columns = ("lever", "value (base)", "base policy", "through", "expected", "effect", "verdict")
    return markdown(
        (*columns, "exits", "part-time", "life satisfaction", "trust", "conversations", "why expected"), rows
    )


def end_counts() -> str:
    """Return how many expectations have each verdict."""
    counts = judged_ends()["verdict"].value_counts()
    return markdown(
        ("verdict", "expectations"),
        [(name, int(counts.get(name, 0))) for name in (AS_EXPECTED, NOTHING_CLEAR, CONTRARY)],
    )


EFFECT_TABLES = {
    "aims": aims,
    "beliefs": beliefs,
    "packages": packages_table,
    "levers_alone": levers_alone_table,
    "ablations": ablations_table,
}
LEVER_TABLES = {"end_counts": end_counts, "lever_ends": lever_ends}
