"""Sample comparisons for the tests of results/, with known differences, parameter variance and pairing.

The class has the fields of `scenarios.compare.Comparison` and none of its code.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from outcome_samples import LABELS, SPREAD, START_END, luck_of

from scenarios.pairs.subgroups import DIMENSIONS
from simulation.measures import MEASURES, NAMES

COSTS = ("cost_benefit", "cost_execution", "cost_coach", "cost_partner", "cost_bonus")


@dataclass(frozen=True)
class SampleComparison:
    base: str
    scenarios: tuple[str, ...]
    labels: dict[str, str]
    titles: dict[str, str]
    questions: dict[str, str]
    control: str | None
    draws: int
    same_people: dict[str, tuple[str, ...]]
    series: pd.DataFrame
    money: pd.DataFrame
    subgroups: pd.DataFrame
    partners: pd.DataFrame = field(default_factory=pd.DataFrame)
    coaches: pd.DataFrame = field(default_factory=pd.DataFrame)
    failures: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"scenario": [], "replication": [], "error": []})
    )
    manifest: dict = field(default_factory=dict)


def sample_comparison(
    effects=None,
    replications=40,
    draws=1,
    groups=("control", "coaching"),
    weeks=104,
    luck=0.2,
    shared=1.0,
    parameters=0.0,
    seed=1,
    titles=None,
    every=4,
    subgroup_effects=None,
) -> SampleComparison:
    """Return a comparison in which `effects[scenario][measure]` grows linearly to its value in the last week.

    A measure of a run is: level + `shared` × luck of the replication + `luck` × luck of the run + effect × (1 +
    `parameters` × luck of the parameter set), in units of `SPREAD`. The standard deviation of a difference is therefore
    √2 × `luck` × spread within a set, and `parameters` × effect between sets.
    """
    effects = {"twelve_coaches": {}} if effects is None else effects
    rng = np.random.default_rng(seed)
    kept = sorted({*range(0, weeks + 1, every), *range(0, weeks + 1, 26), weeks})
    grow = np.array(kept) / weeks
    groups = (*groups, "everyone")
    rows, number = [], np.arange(replications)
    common = _lucks(seed, "common", len(groups), replications)
    of_set = rng.standard_normal(draws)[number % draws]
    for scenario in ("base", *effects):
        own = _lucks(seed, scenario, len(groups), replications)
        planted = np.array([effects.get(scenario, {}).get(name, 0.0) for name in NAMES])
        spread = np.array([_spread(name) for name in NAMES])
        noise = spread[None, :, None] * (shared * common + (luck if scenario != "base" or luck else 0.0) * own)
        end = planted[None, :, None] * (1.0 + parameters * of_set) + noise
        start, finish = (np.array([START_END.get(name, (0.5, 0.5))[end] for name in NAMES]) for end in (0, 1))
        path = start + (finish - start) * grow[:, None]
        values = path[:, None, :, None] + grow[:, None, None, None] * end[None]
        flat = np.moveaxis(values, 3, 0).reshape(-1, len(NAMES))
        keys = pd.MultiIndex.from_product([number, kept, groups], names=["replication", "week", "group"]).to_frame(
            False
        )
        frame = keys.assign(scenario=scenario, draw=keys["replication"] % draws, n=200)
        rows.append(pd.concat([frame, pd.DataFrame(flat.astype(np.float32), columns=list(NAMES))], axis=1))
    series = pd.concat(rows, ignore_index=True)
    series["cost_month"] = series[list(COSTS)].sum(axis=1).astype(np.float32)
    named = tuple(effects)
    return SampleComparison(
        base="base", scenarios=named, labels=dict(LABELS), titles={"base": "As it was", **(titles or {})},
        questions={}, control=groups[0], draws=draws, same_people={name: groups for name in named},
        series=_categories(series), money=_categories(_money(series)),
        subgroups=_categories(_subgroups(series, named, subgroup_effects or {}, rng, weeks)),
    )  # fmt: skip


def _lucks(seed: int, place: str, groups: int, replications: int) -> np.ndarray:
    """Return standard normal luck, groups × measures × replications."""
    return np.stack([luck_of(seed, f"{place} {name}", groups, replications) for name in NAMES], axis=1)


def _spread(name: str) -> float:
    end = START_END.get(name, (0.5, 0.5))[1]
    return SPREAD.get(name, SPREAD["share"] if MEASURES[name].share else 0.02 * abs(end))


def _money(series: pd.DataFrame) -> pd.DataFrame:
    """Return cumulative euros; between stored weeks a measure is constant."""
    frame = series.sort_values(["scenario", "replication", "group", "week"]).reset_index(drop=True)
    keys = [frame["scenario"], frame["replication"], frame["group"]]
    since = frame["week"].groupby(keys).diff().fillna(0.0)
    money = frame[["scenario", "replication", "draw", "group", "week"]].copy()
    for name in (*COSTS, "cost_month"):
        money[name] = (frame[name] * since * 12 / 52).groupby(keys).cumsum()
    money["point_years"] = (frame["life_satisfaction"] * since / 52).groupby(keys).cumsum()
    return money.assign(exits_to_work=frame["exit_work"])


def _subgroups(series, scenarios, planted, rng, weeks) -> pd.DataFrame:
    outcomes = ["exit_work", "off_benefit", "life_satisfaction"]
    keys = ["scenario", "replication", "draw", "group"]
    last = series.loc[series["week"] == weeks, [*keys, *outcomes]].set_index(keys).astype(float)
    base = last.loc["base"]
    parts = []
    for scenario in scenarios:
        change = last.loc[scenario] - base
        noise = 0.0 if np.allclose(change, 0.0) else 0.3
        for kind, level in [(kind, level) for kind, of in DIMENSIONS.items() for level in of]:
            of_person = change + noise * rng.standard_normal(change.shape) * [_spread(name) for name in outcomes]
            for name, extra in planted.get((kind, level), {}).items():
                of_person[name] += extra
            for what, name in (("work", "exit_work"), ("life", "life_satisfaction")):
                of_person[f"better_{what}"] = 0.05 * bool(noise) + of_person[name].clip(0.0, 0.5)
                of_person[f"worse_{what}"] = 0.05 * bool(noise) + (-of_person[name]).clip(0.0, 0.5)
            size = 200 if kind == "everyone" else 60
            parts.append(of_person.reset_index().assign(scenario=scenario, dimension=kind, level=level, n=size))
    return pd.concat(parts, ignore_index=True)


def _categories(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: "category" for name in ("scenario", "group") if name in frame})


def sample_values(rng, cases, sets, each, parameter, luck, effect=0.5):
    """Return values (cases × replications), the parameter set of each replication, and another set's true value."""
    of_set = effect + parameter * rng.standard_normal((cases, sets))
    draws = np.arange(sets * each) % sets
    values = of_set[:, draws] + luck * rng.standard_normal((cases, sets * each))
    return values, draws, effect + parameter * rng.standard_normal(cases)
