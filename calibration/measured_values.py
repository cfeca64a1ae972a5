"""Measured values of the project's scenarios: `python -m calibration.measured_values` writes the CSV file.

A contrast runs a scenario several times (seed 1, replications 0, 1, …), and usually another scenario with the same
people and the same luck; a value is the mean over replications of a reading, or of a difference. `half_width` is that
of its 95 % interval (t), `spread` the standard deviation of single runs; both are about luck only, not parameters. No
parameter is calibrated to these values. `python -m tools.document_tables` writes them into docs/odd.md.
"""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from calibration.replications import mean_and_reach
from simulation.parameters import PARAMETERS

from .run_readings import WHOLE_TOWN, Variant, run_readings

MEASURED_FILE = Path(__file__).parent / "measured_values.csv"
VALUE_COLUMNS = ("comparison", "measure", "group", "week", "value", "half_width", "spread", "n")
PROCESSES = 2
TRIALS, TOWNS = 30, 10
"""Replications of the trial and of the whole town."""

TRIAL, FOUR = Variant("tilburg-2018"), Variant("four-coaches")
CITY, PERSPECTIEF, FEW_COACHES = Variant("city-7000"), Variant("perspectief"), Variant("perspectief-few-coaches")
USUAL, LONG_USUAL = Variant("tilburg-2018", usual=True), Variant("after-the-experiment", usual=True)
PINS = Variant("vertrouwenspin")
PIN_EFFECTS = ("pin_trust", "pin_trust_near", "pin_belief", "pin_welcome", "pin_hiring")
ALL_HIGH = tuple((name, PARAMETERS[name].high) for name in PIN_EFFECTS)

COACHED = ("own_direction", "guidance", "coaching")
ARMS = (*COACHED, "standard")
CASELOAD_WEEKS = (1, 13, 14, 26, 27, 52, 78, 104)
MEASURED_OUTCOMES = ("exit_work", "life_satisfaction", "trust")


Readings = Callable[[Variant], dict[tuple[str, str], np.ndarray]]
"""Function from a scenario to its weekly values by measure and group."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A scenario and the scenario subtracted from it (`against`; None: no difference), with the values to read.

    `reads`: measures with their weeks and groups; `as_it_stands`: measures without a difference.
    """

    scenario: Variant
    against: Variant | None
    replications: int
    reads: tuple[tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]], ...]
    as_it_stands: tuple[str, ...] = field(default=())

    def of(self, readings: Readings) -> dict[tuple[str, str, int], float]:
        """Return the values of one replication by measure, group and week; `readings` is of the same replication."""
        own = readings(self.scenario)
        base = readings(self.against) if self.against else {}
        values = {}
        for names, weeks, groups in self.reads:
            for name in names:
                for group in groups:
                    less = self.against is not None and name not in self.as_it_stands
                    for week in weeks:
                        value = own[name, group][week] - (base[name, group][week] if less else 0.0)
                        values[name, group, week] = float(value)
        return values


SERVED = (
    (("conversations_year",), (52, 104), ARMS),
    (("backlog_quarter", "broken_promises", "grants", "businesses"), (104,), ARMS),
    (("caseload",), CASELOAD_WEEKS, (WHOLE_TOWN,)),
    (("met",), (26, 39), ARMS),
    (("trust_less_control",), (52, 104), COACHED),
    (("group_activity", "acquaintances"), (104,), COACHED),
    (("response",), (0, 52, 104), ARMS),
)
LATER = (
    ((*MEASURED_OUTCOMES, "self_efficacy", "autonomy", "problem_load"), (104, 156, 208), COACHED),
    (("trust",), (105,), COACHED),
)
FEWER_COACHES = (
    (("backlog_quarter", "broken_promises", *MEASURED_OUTCOMES), (104,), COACHED),
    (("conversations_year",), (52, 104), COACHED),
)
IN_GROUPS = (((*MEASURED_OUTCOMES, "self_efficacy", "problem_load"), (104,), COACHED),)
IN_TOWN = (
    (("exit_work",), (52, 104), ("recipients",)),
    (("life_satisfaction", "trust", "contacts_held", "backlog_quarter"), (104,), ("recipients",)),
)
AS_IT_STANDS = ("contacts_held", "backlog_quarter")
PIN_COUNTS = ("pins_held", "pins_residents", "pins_professionals", "pins_employers", "week_of_300_pins")
WITH_PINS = ((MEASURED_OUTCOMES, (104,), ("recipients",)),)
NUMBER_OF_PINS = (("pins_held",), (52, 104), (WHOLE_TOWN,)), (PIN_COUNTS[1:], (104,), (WHOLE_TOWN,))


def in_town(coaches: float | None, displacement: float, scenario: Variant = PERSPECTIEF) -> Contrast:
    """Return a policy for the whole town against the service as usual."""
    varied = Variant(scenario.scenario, coaches=coaches, displacement=displacement)
    return Contrast(varied, CITY, TOWNS, IN_TOWN, AS_IT_STANDS)


CONTRASTS = {
    "trial": Contrast(TRIAL, None, TRIALS, SERVED),
    "trial, four coaches": Contrast(FOUR, None, TRIALS, SERVED[:3]),
    "trial less usual": Contrast(TRIAL, USUAL, TRIALS, ((("trust",), (52, 104), COACHED),)),
    "warm handover less usual": Contrast(Variant("after-the-experiment"), LONG_USUAL, TRIALS, LATER),
    "no handover less usual": Contrast(Variant("after-without-handover"), LONG_USUAL, TRIALS, LATER),
    "no end less usual": Contrast(Variant("tilburg-2018", weeks=208), LONG_USUAL, TRIALS, LATER[:1]),
    "four coaches less six": Contrast(FOUR, TRIAL, TRIALS, FEWER_COACHES),
    "groups and peers": Contrast(
        TRIAL, Variant("tilburg-2018", without=("courses", "participants_meeting", "peers")), TRIALS, IN_GROUPS
    ),
    "peers alone": Contrast(TRIAL, Variant("tilburg-2018", without=("peers",)), TRIALS, IN_GROUPS),
    "perspectief, d 0.3": in_town(None, 0.3),
    "perspectief, d 0": in_town(None, 0.0),
    "perspectief, d 1": in_town(None, 1.0),
    "140 coaches, d 0.3": in_town(140.0, 0.3),
    "140 coaches, d 0": in_town(140.0, 0.0),
    "few coaches, d 0.3": in_town(None, 0.3, FEW_COACHES),
    "few coaches, d 0": in_town(None, 0.0, FEW_COACHES),
    "pins": Contrast(PINS, CITY, TOWNS, (*WITH_PINS, *NUMBER_OF_PINS), PIN_COUNTS),
    "pins without pin_hiring": Contrast(Variant("vertrouwenspin", without=("pin_hiring",)), CITY, TOWNS, WITH_PINS),
    "pins without pin_trust": Contrast(Variant("vertrouwenspin", without=("pin_trust",)), CITY, TOWNS, WITH_PINS),
    "pins, all high": Contrast(Variant("vertrouwenspin", parameters=ALL_HIGH), CITY, TOWNS, WITH_PINS),
}
"""Name in the file → contrast. Neighbours share the scenario that is subtracted."""


def batches() -> list[tuple[tuple[str, ...], int]]:
    """Return the work: names of contrasts that share scenarios, with a replication."""
    sharing = defaultdict(list)
    for name, contrast in CONTRASTS.items():
        sharing[contrast.against, contrast.replications].append(name)
    return [(tuple(names), k) for (_, most), names in sharing.items() for k in range(most)]


def replicate(batch: tuple[tuple[str, ...], int]) -> list[tuple]:
    """Return the values of one replication of some contrasts: name, measure, group, week, value."""
    names, replication = batch
    cache: dict[Variant, dict[tuple[str, str], np.ndarray]] = {}

    def readings(scenario: Variant) -> dict[tuple[str, str], np.ndarray]:
        if scenario not in cache:
            cache[scenario] = run_readings(scenario, replication)
        return cache[scenario]

    by_name = {name: CONTRASTS[name].of(readings) for name in names}
    return [(name, *key, value) for name, values in by_name.items() for key, value in values.items()]


def summarised(rows: list[tuple]) -> pd.DataFrame:
    """Return the table of the file, columns `VALUE_COLUMNS`, from rows (comparison, measure, group, week, value)."""
    by_key = defaultdict(list)
    for *key, value in rows:
        if not np.isnan(value):
            by_key[tuple(key)].append(value)
    summaries = []
    for group, values in by_key.items():
        number = len(values)
        spread = float(np.std(values, ddof=1)) if number > 1 else np.nan
        summary = (*mean_and_reach(np.array(values)), spread)
        summaries.append((*group, *(float(f"{value:.5g}") for value in summary), number))
    return pd.DataFrame(summaries, columns=VALUE_COLUMNS)


def measured() -> pd.DataFrame:
    """Run every contrast and return the table of the file."""
    work = batches()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        parts = list(tqdm(pool.imap(replicate, work), total=len(work), desc="measured"))
    order = {name: index for index, name in enumerate(CONTRASTS)}
    rows = sorted((row for part in parts for row in part), key=lambda row: order[row[0]])
    return summarised(rows)


if __name__ == "__main__":
    measured().to_csv(MEASURED_FILE, index=False)
