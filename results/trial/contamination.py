"""Contamination between arms through shared coaches and partners: each arm alone, minus the full trial.

Both worlds have the same people with the same luck, so differences are paired by replication. `scenarios/single_arm.py`
defines "alone".
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simulation.outcomes import Outcomes

from ..statistics.summary import STATISTICS, over_replications
from ..words.language import N_

CONTAMINATION_MEASURES = ("exit_work", "life_satisfaction", "trust", "contacts_held", "backlog", "in_service")
VARIANT_TITLES = (N_("all coaches"), N_("its share of the coaches"), N_("no programme for anybody"))
"""Titles of the variants in `scenarios/single_arm.py`, marked here for the catalogue."""
CONTAMINATION_COLUMNS = ("group", "variant", "measure", "week", "full_trial", *STATISTICS)


def contamination(full: Outcomes, alone: Mapping[tuple[str, str], Outcomes], week: int) -> pd.DataFrame:
    """Return alone − full trial for each group and variant in `week`, over replications (`CONTAMINATION_COLUMNS`).

    `alone` maps (group, variant) to the outcomes of the world with only that group's programme. The column `full_trial`
    is the average in the full trial. Replications that failed in either world are left out.
    """
    frames = []
    for (group, variant), outcomes in alone.items():
        base = _at(full, group, week)
        changed = _at(outcomes, group, week)
        both = base.index.intersection(changed.index)
        rows = (changed.loc[both] - base.loc[both]).reset_index()
        rows = rows.assign(scenario="alone", group=group, week=week)
        changes = over_replications(rows, list(CONTAMINATION_MEASURES)).assign(variant=variant)
        frames.append(changes.assign(full_trial=changes["measure"].map(base.loc[both].mean())))
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in CONTAMINATION_COLUMNS})
    return pd.concat(frames, ignore_index=True)[list(CONTAMINATION_COLUMNS)]


def _at(outcomes: Outcomes, group: str, week: int) -> pd.DataFrame:
    series = outcomes.series
    rows = series[(series["group"] == group) & (series["week"] == week)]
    return rows.set_index("replication")[list(CONTAMINATION_MEASURES)].astype(np.float64).sort_index()
