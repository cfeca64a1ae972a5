"""Replications of the effects and of the ablations, and their tables."""

from pathlib import Path

import pandas as pd

from calibration.mechanism_checks.check_replications import run_of
from calibration.replications import in_processes, mean_and_reach

from .effect_settings import ABLATED, ABLATIONS, USUAL_SETTING, ablated, kind_of_setting, measured_settings, packages
from .effect_values import EFFECT_MEASURES, band_over_sets, effects_of

FOLDER_OF_EFFECTS = Path(__file__).parent
EFFECTS_FILE, ABLATIONS_FILE = FOLDER_OF_EFFECTS / "effects.csv", FOLDER_OF_EFFECTS / "ablations.csv"
SET_REPLICATIONS = 111
TABLE_REPLICATIONS = 60
ABLATION_REPLICATIONS = 50
ABLATION_MEASURES = {name: EFFECT_MEASURES[name] for name in ("exit_work", "part_time", "life_satisfaction", "trust")}


def effects_in(task: tuple[str, int]) -> list[dict]:
    """Return the effects of all settings in one replication: setting, measure, effect."""
    sets, replication = task
    usual = run_of(USUAL_SETTING, sets, replication)
    return [
        {"setting": name, "measure": measure, "effect": effect}
        for name, setting in measured_settings().items()
        for measure, effect in effects_of(run_of(setting, sets, replication), usual).items()
    ]


def measure_effects(set_replications: int, table_replications: int, workers: int) -> pd.DataFrame:
    """Return the table of effects: setting, kind, measure, sets, mean, half_width, low, high, n.

    Replication r over the plausible sets has set r. How much luck an effect varies by is taken from the replications
    with the values of the table.
    """
    done = {}
    for sets, replications in (("table", table_replications), ("plausible", set_replications)):
        tasks = [(sets, replication) for replication in range(replications)]
        frame = pd.DataFrame(sum(in_processes(effects_in, tasks, workers, sets), []))
        done[sets] = frame.groupby(["setting", "measure"], sort=False)["effect"].apply(list)
    rows = []
    for sets, effects in done.items():
        for (setting, measure), each in effects.items():
            values = pd.Series(each).to_numpy()
            luck = float(pd.Series(done["table"][setting, measure]).var())
            band = band_over_sets(values, luck) if sets == "plausible" else (float("nan"), float("nan"))
            rows.append((setting, kind_of_setting(setting), measure, sets, *mean_and_reach(values), *band, len(values)))
    heads = ["setting", "kind", "measure", "sets", "mean", "half_width", "low", "high", "n"]
    return pd.DataFrame(rows, columns=heads)


def ablations_in(replication: int) -> list[dict]:
    """Return the effects in one replication with all mechanisms, and without each group of them."""
    rows: list[dict] = []
    for group in ("", *ABLATIONS):
        usual = run_of(ablated(USUAL_SETTING, group), "table", replication)
        for name in ABLATED:
            run = run_of(ablated(packages()[name], group), "table", replication)
            effects = effects_of(run, usual, ABLATION_MEASURES)
            rows += [{"off": group, "setting": name, "measure": key, "effect": each} for key, each in effects.items()]
    return rows


def measure_ablations(replications: int, workers: int) -> pd.DataFrame:
    """Return the table of ablations with the values of the table.

    A world without a mechanism has an equilibrium of its own; over the plausible sets there would be one for each set.
    """
    return ablation_table(sum(in_processes(ablations_in, list(range(replications)), workers, "ablations"), []))


def ablation_table(effects: list[dict]) -> pd.DataFrame:
    """Return a row for each effect: off, setting, measure, mean, half_width, lost, lost_half_width, n.

    `lost` is the effect with all mechanisms less that without the group, on the same people with the same luck.
    """
    wide = pd.DataFrame(effects).groupby(["setting", "measure", "off"], sort=False)["effect"].apply(list)
    rows = []
    for (setting, measure, off), each in wide.items():
        values, whole = pd.Series(each).to_numpy(), pd.Series(wide[setting, measure, ""]).to_numpy()
        lost = mean_and_reach(whole - values)
        rows.append((off, setting, measure, *mean_and_reach(values), *lost, len(values)))
    heads = ["off", "setting", "measure", "mean", "half_width", "lost", "lost_half_width", "n"]
    return pd.DataFrame(rows, columns=heads)
