"""Random states of a person, the policy, the contact person, a partner and the town, with random parameters."""

from dataclasses import dataclass, replace

import numpy as np

from simulation.coaches import COACH_RECORD
from simulation.levers import LEVERS, write_lever
from simulation.luck import luck_of
from simulation.parameters import PARAMETERS, SWITCHES, parameter_record
from simulation.partners import PARTNER_RECORD
from simulation.people import (
    COUPLE,
    DOMAINS,
    IN_SERVICE,
    LEFT_FOR_WORK,
    NEVER,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERSON_RECORD,
    SELF_EMPLOYED,
    SLOTS,
    empty_records,
)
from simulation.start import POLICY_RECORD, TOWN_RECORD

SHARES = (
    "trust", "rapport", "self_efficacy", "autonomy", "stress", "shame", "attention", "employability", "full_time_share",
    "fair_treatment", "control",
)  # fmt: skip
FLAGS = (
    "asking",
    "in_diary",
    "blocked",
    "target_group",
    "drawn_for_nothing",
    "exempted",
    "young_children",
    "close_known",
)
SWITCHED_OFF = 0.15
"""Share of the mechanisms that a set of parameters switches off."""
AROUND = 40
"""Weeks before the present one in which something may have happened."""


@dataclass(frozen=True)
class State:
    """One state; `k` is a life domain, and `share` a number between 0 and 1 for what a rule gets beside the records."""

    person: np.record
    policy: np.record
    coach: np.record
    partner: np.record
    town: np.record
    parameters: np.recarray
    luck: tuple
    week: int
    k: int
    share: float

    @property
    def p(self) -> np.record:
        """The parameters as rules take them."""
        return self.parameters[0]

    def with_person(self, **fields) -> "State":
        """Return the state with a copy of the person in which these fields differ."""
        person = empty_records(PERSON_RECORD, 1)
        person[:] = self.person
        for name, value in fields.items():
            person[0][name] = value
        return replace(self, person=person[0])

    def with_parameters(self, **values) -> "State":
        """Return the state with these parameters, or switches by their name in the record."""
        parameters = self.parameters.copy()
        for name, value in values.items():
            parameters[name] = value
        return replace(self, parameters=parameters)


def random_states(seed: int, sets: int, each: int):
    """Yield `each` states under each of so many sets of parameters."""
    rng = np.random.default_rng(seed)
    for _ in range(sets):
        parameters = random_parameters(rng)
        for _ in range(each):
            yield random_state(rng, parameters)


def random_parameters(rng) -> np.recarray:
    """Return parameters within their ranges, some mechanisms switched off, and rates of worsening of any size."""
    values = {name: float(rng.uniform(row.low, row.high)) for name, row in PARAMETERS.items()}
    off = [name for name in SWITCHES if rng.random() < SWITCHED_OFF]
    return parameter_record(values, off, rng.uniform(0.0, 0.01, (9, 4)))


def random_state(rng, parameters) -> State:
    """Return a random state under these parameters, in a week after the first year."""
    week = int(rng.integers(60, 110))
    return State(
        person=random_person(rng, week),
        policy=random_levers(rng, POLICY_RECORD, "policy"),
        coach=random_coach(rng),
        partner=random_partner(rng),
        town=random_town(rng, week),
        parameters=parameters,
        luck=luck_of(int(rng.integers(2**31)), 0),
        week=week,
        k=int(rng.integers(9)),
        share=float(rng.random()),
    )


def random_person(rng, week: int) -> np.record:
    """Return a random person; about half have contracts, helpers, debts of dates and so on."""
    person = empty_records(PERSON_RECORD, 1)[0]
    person.id = rng.integers(2**20)
    for name in SHARES:
        person[name] = rng.random()
    for name in FLAGS:
        person[name] = rng.integers(2)
    person.age, person.benefit_weeks = rng.uniform(18.0, 66.0), rng.uniform(0.0, 600.0)
    person.household, person.vulnerability = rng.integers(COUPLE + 1), rng.normal()
    person.level[:], person.disclosed[:] = rng.integers(0, 5, 9), rng.integers(0, 2, 9)
    person.help[:], person.accompanied[:] = rng.integers(0, IN_SERVICE + 1, SLOTS), rng.integers(0, 2, SLOTS)
    person.status = rng.choice([ON_BENEFIT, ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK])
    person.contract = rng.integers(NO_WORK, SELF_EMPLOYED + 1)
    if person.contract != NO_WORK:
        person.hours, person.wage_hour = rng.uniform(4.0, 40.0), rng.uniform(9.0, 20.0)
        person.tenure, person.contract_until = rng.integers(0, 200), week + rng.integers(1, 50)
    for name in ("warned_week", "sanction_week", "last_contact", "exit_week", "lead_until", "ww_until"):
        person[name] = NEVER if rng.random() < 0.3 else week + rng.integers(-AROUND, 4 if name.endswith("until") else 0)
    person.with_coach_since = week - rng.integers(0, 2 * AROUND)
    person.release_weeks, person.acquaintances = rng.integers(0, 60), rng.integers(0, 6)
    person.appointment = NEVER
    return person


def random_levers(rng, dtype, scope: str) -> np.record:
    """Return a record with random levers of a scope."""
    record = empty_records(dtype, 1)[0]
    for name, lever in LEVERS[scope].items():
        write_lever(record, scope, name, random_lever(rng, lever))
    return record


def random_lever(rng, lever):
    """Return a random value of a lever; a number lies between its bounds, up to three times the usual value or 3."""
    if lever.choices:
        return str(rng.choice(lever.choices))
    if isinstance(lever.usual, bool):
        return bool(rng.integers(2))
    low, high = lever.bounds
    return float(rng.uniform(max(low, lever.least), min(high, max(3.0, 3.0 * float(lever.usual)))))


def random_coach(rng) -> np.record:
    """Return a random contact person at work."""
    coach = empty_records(COACH_RECORD, 1)[0]
    coach.working, coach.skill, coach.belief = 1, rng.random(), rng.random()
    return coach


def random_partner(rng) -> np.record:
    """Return a random partner that is open to everybody."""
    partner = empty_records(PARTNER_RECORD, 1)[0]
    partner.by_letter, partner.serves[:] = rng.integers(2), rng.uniform(0.2, 1.0, len(DOMAINS))
    for name in ("drop_out_week", "success", "welcome", "known_in_town"):
        partner[name] = rng.random()
    partner.wait_weeks = rng.uniform(0.0, 30.0)
    return partner


def random_town(rng, week: int) -> np.record:
    """Return a random town."""
    town = empty_records(TOWN_RECORD, 1)[0]
    town.letters, town.coordination = rng.uniform(0.0, 3.0), rng.integers(2)
    town.coordination_from = week + rng.integers(-30, 10)
    town.labour_market, town.offers_left = rng.uniform(0.02, 1.5), rng.uniform(0.3, 1.2)
    town.employers_open, town.job_loss = rng.uniform(0.0, 0.5), 1.0
    return town
