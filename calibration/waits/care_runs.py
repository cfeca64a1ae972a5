"""Runs of an open town with other numbers of places at mental health care (GGZ), and who waited there how long."""

from dataclasses import dataclass

import numpy as np

from calibration.mechanism_checks.check_settings import CheckSetting
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.people import (
    GAVE_UP,
    IN_SERVICE,
    LEFT_FOR_WORK,
    MENTAL,
    NEVER,
    NOT_YET_HERE,
    TRIAL_PLACEMENT,
    WAITING,
)

CARE_PARTNER = "ggz"
READ_WEEKS = (104, 208)
"""Weeks after which people are read."""
TOWN_PEOPLE = 7000
USUAL_PLACES = "as usual"
CARE_PLACES = {USUAL_PLACES: 1.0, "shorter": 1.12, "longer": 0.88, "no waiting list": 3.0}
"""Setting → places at mental health care, times usual. Twelve in a hundred places more or fewer make the wait about a
month shorter or longer for the people who are followed; with three times the places nobody waits, as in the scenario
`no-waiting-list-ggz`."""
CARE_STATES = {
    "in work": lambda people: (people.status == LEFT_FOR_WORK) | (people.contract > TRIAL_PLACEMENT),
    "lasting work": lambda people: people.durable == 1,
    "life satisfaction": lambda people: people.life_satisfaction,
    "mental health": lambda people: 5.0 - people.level[:, MENTAL],
    "stress": lambda people: people.stress,
    "self-efficacy": lambda people: people.self_efficacy,
    "job offers": lambda people: people.offers,
}
"""Reading → values of the people. In work: off the benefit through work, or in paid work beside it; lasting work: for
26 weeks off the benefit and in work, at some time; mental health: 1-5, 5 is no problem."""


def setting_of(places: float) -> CheckSetting:
    """Return the setting of an open town under the service as usual with these places at mental health care."""
    levers = {CARE_PARTNER: {"places_factor": places}} if places != 1.0 else {}
    return CheckSetting(people=TOWN_PEOPLE, weeks=max(READ_WEEKS), open=True, partner_levers=levers)


def masks_of(model: TrustExperiment, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return masks (people, slots) of those who wait for a partner, and of those who are in its service."""
    people = model.people
    own = (people.partner == number) & (people.status != NOT_YET_HERE)[:, None]
    help_now = people.help
    return own & (help_now == WAITING), own & (help_now == IN_SERVICE)


@dataclass(slots=True)
class CareSpells:
    """First time on the list, and first time in care, of each person.

    `joined`: week of joining the list, negative for who stood on it in week 0, `NEVER` for who was never there or was
    in care at the start. `admitted`, `gave_up`: week in which this first time on the list ended, or `NEVER`. `care`:
    weeks in care so far.
    """

    number: int
    joined: np.ndarray
    admitted: np.ndarray
    gave_up: np.ndarray
    care: np.ndarray
    waits: np.ndarray
    served: np.ndarray
    counted_admissions: int = 0
    counted_giving_up: int = 0

    @classmethod
    def at_start(cls, model: TrustExperiment) -> "CareSpells":
        """Return the spells in week 0."""
        number, size = model.design.partner_number(CARE_PARTNER), len(model.people)
        never = [np.full(size, NEVER) for _ in range(3)]
        waits, served = masks_of(model, number)
        spells = cls(number, never[0], never[1], never[2], np.zeros(size), waits, served)
        rows = np.flatnonzero(spells.waits.any(axis=1) & ~spells.served.any(axis=1))
        spells.joined[rows] = model.people.help_since[rows, spells.waits[rows].argmax(axis=1)]
        return spells

    def look(self, model: TrustExperiment, week: int) -> None:
        """Note who joined, was admitted or gave up in this week."""
        people = model.people
        waits, served = masks_of(model, self.number)
        this_week = people.help_since == week
        taken_in = served & this_week
        ended = (people.ended_week == week) & (people.ended_as == GAVE_UP)
        quit_list = self.waits & ended
        came = ((waits | (taken_in & ~self.waits)) & this_week).any(axis=1)
        self.joined[came & (self.joined == NEVER) & (self.care == 0) & ~self.served.any(axis=1)] = week
        open_spell = (self.joined > NEVER) & (self.admitted == NEVER) & (self.gave_up == NEVER)
        in_care = taken_in.any(axis=1)
        self.admitted[open_spell & in_care] = week
        self.gave_up[open_spell & quit_list.any(axis=1) & ~in_care] = week
        self.care += served.any(axis=1)
        self.counted_admissions += int(taken_in.sum())
        self.counted_giving_up += int(quit_list.sum())
        self.waits, self.served = waits, served


@dataclass(frozen=True, slots=True)
class CareRun:
    """Readings of a run: `states` and `care` by week of `READ_WEEKS`; `town`: readings of the town by week."""

    joined: np.ndarray
    admitted: np.ndarray
    gave_up: np.ndarray
    states: dict[int, dict[str, np.ndarray]]
    care: dict[int, np.ndarray]
    town: dict[int, dict[str, float]]


def record_care(model: TrustExperiment) -> CareRun:
    """Run a town to its last week and return its readings."""
    spells = CareSpells.at_start(model)
    waits: list[float] = []
    states, care, town = {}, {}, {}
    for week in range(1, model.design.weeks + 1):
        model.step()
        spells.look(model, week)
        waits.append(float(model.partners[spells.number].wait_weeks))
        if week in READ_WEEKS:
            states[week] = {
                name: np.asarray(read(model.people), dtype=float).copy() for name, read in CARE_STATES.items()
            }
            care[week] = spells.care.copy()
            series = model.book.series[week, 0]
            town[week] = {
                "wait, weeks": waits[-1],
                "wait, weeks, mean so far": float(np.mean(waits)),
                "admitted to mental health care": float(spells.counted_admissions),
                "gave up waiting for it": float(spells.counted_giving_up),
                "exits to work, points": 100.0 * float(series[INDEX["exit_work"]]),
                "life satisfaction": float(series[INDEX["life_satisfaction"]]),
            }
    return CareRun(spells.joined, spells.admitted, spells.gave_up, states, care, town)
