"""Baseline: a small stored table of the trial. It changes only on purpose, and the change log says why.

To store a new table: `uv run python tests/simulation/test_baseline_trial.py`.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from worlds import COACHED, FREE, two_groups, usual_equilibrium

from simulation.design import CoachPost, Group
from simulation.measures import NAMES
from simulation.model import TrustExperiment

STORED = Path(__file__).parent / "baseline" / "trial.csv"


def table() -> pd.DataFrame:
    groups = (
        Group(name="free", size=100, policy=FREE),
        Group(name="coached", size=100, policy=COACHED),
        Group(name="usual", size=100),
    )
    posts = (CoachPost(), CoachPost(leaves=13), CoachPost(arrives=26), CoachPost(arrives=26))
    design = two_groups(groups=groups, weeks=104, posts=posts)
    rows = []
    for replication in range(2):
        model = TrustExperiment(design, rng=1, replication=replication, equilibrium=usual_equilibrium())
        model.run_until(104)
        for week in (0, 26, 104):
            for number, group in enumerate(groups):
                rows.append([replication, week, group.name, *model.book.series[week, number]])
    return pd.DataFrame(rows, columns=["replication", "week", "group", *NAMES]).round(6)


def test_the_trial_equals_the_stored_table():
    stored, now = pd.read_csv(STORED), table()
    assert list(stored.columns) == list(now.columns)
    assert stored[["replication", "week", "group"]].equals(now[["replication", "week", "group"]])
    np.testing.assert_allclose(stored[list(NAMES)], now[list(NAMES)], rtol=1e-4, atol=1e-5)


if __name__ == "__main__":
    STORED.parent.mkdir(exist_ok=True)
    table().to_csv(STORED, index=False)
