"""Measured in the shipped scenarios: `python -m calibration.measured_values` writes the CSV file.

Each comparison runs a world some times (seed 1, replications 0, 1, …), and most of them another world with the same
people and the same luck; a value is the mean over replications of what is read, or of the difference. `half_width` is
that of its 95 % interval (t), `spread` the standard deviation of single runs. Luck only: ranges of parameters are in
neither. Nothing is set towards any of these values. `python -m tools.document_tables` writes them into docs/odd.md.
"""

import multiprocessing
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import stdtrit
from tqdm import tqdm

from simulation.parameters import PARAMETERS

from .run_readings import TOWN, World, reading

STORED = Path(__file__).parent / "measured_values.csv"
COLUMNS = ("comparison", "measure", "group", "week", "value", "half_width", "spread", "n")
PROCESSES = 2
TRIALS, TOWNS = 30, 10
"""Replications of the trial and of the whole town."""

TRIAL, FOUR = World("tilburg-2018"), World("four-coaches")
CITY, PERSPECTIEF, FEW = World("city-7000"), World("perspectief"), World("perspectief-few-coaches")
USUAL, LONG_USUAL = World("tilburg-2018", usual=True), World("after-the-experiment", usual=True)
PINS = World("vertrouwenspin")
PIN_EFFECTS = ("pin_trust", "pin_trust_near", "pin_belief", "pin_welcome", "pin_hiring")
ALL_HIGH = tuple((name, PARAMETERS[name].high) for name in PIN_EFFECTS)

COACHED = ("own_direction", "guidance", "coaching")
ARMS = (*COACHED, "standard")
CASELOAD_WEEKS = (1, 13, 14, 26, 27, 52, 78, 104)
OUTCOMES = ("exit_work", "life_satisfaction", "trust")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A world, the world it is held `against` (None: values as they stand), and what is read of it.

    `reads` has measures with their weeks and groups; `as_it_stands` the measures of which no difference is taken.
    """

    world: World
    against: World | None
    replications: int
    reads: tuple[tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...]], ...]
    as_it_stands: tuple[str, ...] = field(default=())

    def measures(self) -> set[str]:
        """Return the names of all measures."""
        return {name for names, _, _ in self.reads for name in names}

    def of(self, readings) -> dict[tuple[str, str, int], float]:
        """Return the values of one replication by measure, group and week; `readings` gives those of a world."""
        own = readings(self.world)
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
    (("overdue_quarter", "broken_promises", "grants", "businesses"), (104,), ARMS),
    (("caseload",), CASELOAD_WEEKS, (TOWN,)),
    (("met",), (26, 39), ARMS),
    (("trust_less_control",), (52, 104), COACHED),
    (("group_activity", "acquaintances"), (104,), COACHED),
    (("response",), (0, 52, 104), ARMS),
)
LATER = (
    ((*OUTCOMES, "self_efficacy", "autonomy", "problem_load"), (104, 156, 208), COACHED),
    (("trust",), (105,), COACHED),
)
FEWER = (
    (("overdue_quarter", "broken_promises", *OUTCOMES), (104,), COACHED),
    (("conversations_year",), (52, 104), COACHED),
)
IN_GROUPS = (((*OUTCOMES, "self_efficacy", "problem_load"), (104,), COACHED),)
IN_TOWN = (
    (("exit_work",), (52, 104), ("recipients",)),
    (("life_satisfaction", "trust", "contacts_held", "overdue_quarter"), (104,), ("recipients",)),
)
AS_IT_STANDS = ("contacts_held", "overdue_quarter")
PIN_COUNTS = ("pins_held", "pins_residents", "pins_professionals", "pins_employers", "week_of_300_pins")
WITH_PINS = ((OUTCOMES, (104,), ("recipients",)),)
NUMBER_OF_PINS = (("pins_held",), (52, 104), (TOWN,)), (PIN_COUNTS[1:], (104,), (TOWN,))


def in_town(coaches: float | None, displacement: float, scenario: World = PERSPECTIEF) -> Comparison:
    """Return a policy for the whole town against the service as usual."""
    world = World(scenario.scenario, coaches=coaches, displacement=displacement)
    return Comparison(world, CITY, TOWNS, IN_TOWN, AS_IT_STANDS)


COMPARISONS = {
    "trial": Comparison(TRIAL, None, TRIALS, SERVED),
    "trial, four coaches": Comparison(FOUR, None, TRIALS, SERVED[:3]),
    "trial less usual": Comparison(TRIAL, USUAL, TRIALS, ((("trust",), (52, 104), COACHED),)),
    "warm handover less usual": Comparison(World("after-the-experiment"), LONG_USUAL, TRIALS, LATER),
    "no handover less usual": Comparison(World("after-without-handover"), LONG_USUAL, TRIALS, LATER),
    "no end less usual": Comparison(World("tilburg-2018", weeks=208), LONG_USUAL, TRIALS, LATER[:1]),
    "four coaches less six": Comparison(FOUR, TRIAL, TRIALS, FEWER),
    "groups and peers": Comparison(
        TRIAL, World("tilburg-2018", without=("courses", "participants_meeting", "peers")), TRIALS, IN_GROUPS
    ),
    "peers alone": Comparison(TRIAL, World("tilburg-2018", without=("peers",)), TRIALS, IN_GROUPS),
    "perspectief, d 0.3": in_town(None, 0.3),
    "perspectief, d 0": in_town(None, 0.0),
    "perspectief, d 1": in_town(None, 1.0),
    "140 coaches, d 0.3": in_town(140.0, 0.3),
    "140 coaches, d 0": in_town(140.0, 0.0),
    "few coaches, d 0.3": in_town(None, 0.3, FEW),
    "few coaches, d 0": in_town(None, 0.0, FEW),
    "pins": Comparison(PINS, CITY, TOWNS, (*WITH_PINS, *NUMBER_OF_PINS), PIN_COUNTS),
    "pins without pin_hiring": Comparison(World("vertrouwenspin", without=("pin_hiring",)), CITY, TOWNS, WITH_PINS),
    "pins without pin_trust": Comparison(World("vertrouwenspin", without=("pin_trust",)), CITY, TOWNS, WITH_PINS),
    "pins, all high": Comparison(World("vertrouwenspin", parameters=ALL_HIGH), CITY, TOWNS, WITH_PINS),
}
"""Name in the file → what is compared. Those that stand together share the world they are held against."""


def batches() -> list[tuple[tuple[str, ...], int]]:
    """Return the work: names of comparisons that share worlds, with a replication."""
    together = defaultdict(list)
    for name, comparison in COMPARISONS.items():
        together[comparison.against, comparison.replications].append(name)
    return [(tuple(names), k) for (_, most), names in together.items() for k in range(most)]


def replicate(batch: tuple[tuple[str, ...], int]) -> list[tuple]:
    """Return the values of one replication of some comparisons: name, measure, group, week, value."""
    names, replication = batch
    read = {}

    def readings(world: World):
        if world not in read:
            read[world] = reading(world, replication)
        return read[world]

    found = {name: COMPARISONS[name].of(readings) for name in names}
    return [(name, *key, value) for name, values in found.items() for key, value in values.items()]


def summarised(found: list[tuple]) -> pd.DataFrame:
    """Return the rows of the file: mean, half-width of its 95 % interval, spread of single runs and their number."""
    values = defaultdict(list)
    for *key, value in found:
        if not np.isnan(value):
            values[tuple(key)].append(value)
    rows = []
    for key, seen in values.items():
        number = len(seen)
        spread = float(np.std(seen, ddof=1)) if number > 1 else np.nan
        half_width = float(stdtrit(number - 1, 0.975) * spread / np.sqrt(number)) if number > 1 else np.nan
        rows.append((*key, *(float(f"{value:.5g}") for value in (np.mean(seen), half_width, spread)), number))
    return pd.DataFrame(rows, columns=COLUMNS)


def measured() -> pd.DataFrame:
    """Run every comparison and return the file's rows."""
    work = batches()
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as crew:
        parts = list(tqdm(crew.imap(replicate, work), total=len(work), desc="measured"))
    order = {name: place for place, name in enumerate(COMPARISONS)}
    rows = sorted((row for part in parts for row in part), key=lambda row: order[row[0]])
    return summarised(rows)


if __name__ == "__main__":
    measured().to_csv(STORED, index=False)
