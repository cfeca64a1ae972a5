"""How often lives like those in the process report occur, and their opposites: `python -m calibration.lives`.

Runs the trial 20 times (seed 1, replications 0 to 19) with everybody logged and writes `life_patterns.csv` beside this
file: per pattern and group, of 100 people, how many had the start, the life and its opposite.
"""

from pathlib import Path

import pandas as pd

from results.life_patterns import courses, frequencies
from scenarios.scenario import load
from simulation.events import ALL_PEOPLE
from simulation.model import TrustExperiment
from simulation.trial_data import TrialData

STORED = Path(__file__).parent / "life_patterns.csv"
SCENARIO, SEED, REPLICATIONS = "tilburg-2018", 1, 20


def measured(replications: int = REPLICATIONS) -> pd.DataFrame:
    """Return the frequencies over so many runs."""
    design = load(SCENARIO).design
    found, people = [], []
    for replication in range(replications):
        model = TrustExperiment(design, rng=SEED, replication=replication, logged=ALL_PEOPLE)
        model.run_until(design.weeks)
        data = TrialData.of(model)
        found.append(courses(data.events, data.persons, design.weeks))
        people.append(data.persons["group"].value_counts(sort=False))
    return frequencies(pd.concat(found), sum(people)).round(3)


if __name__ == "__main__":
    measured().to_csv(STORED, index=False)
