"""Imputing: people of a file enter the world, and what the file does not say of them is drawn.

A hot deck. Each replication draws synthetic donors; for every person it takes one of those nearest to what is given,
by the person's own draw, and what is missing comes from this donor together, so that problems stack and the time on
benefit goes with age as in the synthetic population. What follows from these traits (employability, experience, mind)
is then drawn for the person as for everybody. Every replication imputes anew.
"""

import numpy as np

from .columns import COLUMNS, FIRST_WORK, YOUNGEST
from .luck import uniforms
from .people import CARE, DOMAINS, PERSON, SINGLE, SINGLE_PARENT, empty_records
from .population import NO_CODE, Population, group_of_population
from .synthesis import draw_people, follow, person_ids

DONORS, NEAREST = 5000, 10
DONOR_COHORT = 250
"""Cohort of the donors' addresses; the groups of a design use lower ones."""
ROWS_AT_ONCE = 500
EXACT = 3.0
"""Weight of words against numbers in the distance, in standard deviations: another word is far away."""
FIELDS = {
    "age": "age",
    "sex": "female",
    "household": "household",
    "young_children": "young_children",
    "education": "education",
    "neighbourhood": "neighbourhood",
    "migration_background": "migration_background",
}
"""Column → field of the record that has the same values."""
TRAITS = ("age", "female", "household", "young_children", "education", "benefit_weeks", "vulnerability")
LABELS = ("neighbourhood", "migration_background")


def cohort_of_population(design) -> int:
    """Return the cohort that addresses the luck of the people of the file."""
    return design.cohort_of(group_of_population(design) or 0)


def stock_ids(design, luck, number: int) -> np.ndarray:
    """Return the addresses of a group's first people: row in the file is place in the cohort, divided by lot or not."""
    group = design.groups[number]
    if design.population is None or group_of_population(design) is not None:
        return person_ids(design.cohort_of(number), group.size)
    everyone = person_ids(cohort_of_population(design), design.population.rows)
    own_luck = tuple(word ^ key for word, key in zip(luck, design.population.lot_key, strict=True))
    turn = np.argsort(uniforms(own_luck, "lot", 0, everyone, 1)[:, 0], kind="stable")
    first = sum(other.size for other in design.groups[:number])
    return np.sort(everyone[turn[first : first + group.size]])


def enter_population(people, design, values: dict, luck, equilibrium) -> None:
    """Put the people of the file in the place of those drawn; the rest of their lives is drawn at their addresses."""
    population = design.population
    place = people.id - person_ids(cohort_of_population(design), 1)[0]
    rows = np.flatnonzero((place >= 0) & (place < population.rows))
    part, place = people[rows], place[rows]
    donors = draw_donors(values, luck, design.least_age, equilibrium)
    chosen = donors[choose_donors(population, place, donors, uniforms(luck, "imputing", 0, part.id, 1)[:, 0])]
    for name in TRAITS:
        part[name] = chosen[name]
    part.level = chosen.level
    known = {name: values[place] for name, values in population.columns.items()}
    keep_given(part, known)
    make_possible(part, {name: population.given(name)[place] for name in COLUMNS}, known)
    follow(part, uniforms(luck, "attributes", 0, part.id, 20), values, known.get("experience_years"))
    if "exempted" in known:
        part.exempted = np.where(known["exempted"] == NO_CODE, part.exempted, known["exempted"])
    people[rows] = part


def draw_donors(values: dict, luck, least_age: int, equilibrium) -> np.recarray:
    """Return synthetic people of the stock to take from."""
    donors = empty_records(PERSON, DONORS)
    donors.id = person_ids(DONOR_COHORT, DONORS)
    draw_people(donors, values, luck, least_age, np.zeros(DONORS, dtype=bool), equilibrium)
    return donors


def choose_donors(population: Population, place: np.ndarray, donors, u: np.ndarray) -> np.ndarray:
    """Return a donor for each person at `place`: by `u` one of the nearest, and of all just as near as the last."""
    names = [name for name in population.columns if name not in LABELS]
    theirs = np.column_stack([np.ones(len(donors)), *(scores(name, of_donors(name, donors)) for name in names)])
    spread = np.maximum(theirs.std(axis=0), 1e-6)
    exact = np.concatenate([[0.0], *(np.full(width(name), EXACT if COLUMNS[name].words else 1.0) for name in names)])
    theirs = theirs * exact / spread
    chosen = np.empty(len(place), dtype=np.int64)
    for first in range(0, len(place), ROWS_AT_ONCE):
        part = place[first : first + ROWS_AT_ONCE]
        given = [np.repeat(population.given(name)[part][:, None], width(name), axis=1) for name in names]
        mask = np.column_stack([np.zeros(len(part)), *given]).astype(float)
        columns = [scores(name, population.columns[name][part].astype(float)) for name in names]
        own = np.nan_to_num(np.column_stack([np.ones(len(part)), *columns])) * exact / spread
        distance = (mask * own**2).sum(axis=1)[:, None] - 2.0 * (mask * own) @ theirs.T + mask @ (theirs**2).T
        last = np.partition(distance, NEAREST - 1, axis=1)[:, NEAREST - 1]
        near = distance <= last[:, None] + 1e-6
        wanted = np.floor(u[first : first + len(part)] * near.sum(axis=1))
        chosen[first : first + len(part)] = (near.cumsum(axis=1) > wanted[:, None]).argmax(axis=1)
    return chosen


def width(name: str) -> int:
    """Return how many scores a column has in the distance: words without an order have one each."""
    return len(COLUMNS[name].words) if name == "household" else 1


def scores(name: str, values: np.ndarray) -> np.ndarray:
    """Return the values of a column as scores, shape (people, width)."""
    if name == "household":
        return (values[:, None] == np.arange(width(name))).astype(float)
    return (np.sqrt(np.maximum(values, 0.0)) if name == "benefit_years" else values)[:, None]


def of_donors(name: str, donors) -> np.ndarray:
    """Return the donors' values of a column."""
    if name == "benefit_years":
        return donors.benefit_weeks / 52.0
    if name == "experience_years":
        return donors.experience
    if name == "exempted":
        return donors.exempted.astype(float)
    if name in FIELDS:
        return donors[FIELDS[name]].astype(float)
    return donors.level[:, DOMAINS.index(name.removeprefix("level_"))].astype(float)


def keep_given(part, known: dict[str, np.ndarray]) -> None:
    """Write what the file says over what was drawn."""
    for name, field in FIELDS.items():
        if name in known:
            missing = np.isnan(known[name]) if known[name].dtype == float else known[name] == NO_CODE
            part[field] = np.where(missing, part[field], known[name])
    if "benefit_years" in known:
        weeks = 52.0 * known["benefit_years"]
        part.benefit_weeks = np.where(np.isnan(weeks), part.benefit_weeks, weeks)
    for k, domain in enumerate(DOMAINS):
        values = known.get(f"level_{domain}")
        if values is not None:
            part.level[:, k] = np.where(values == NO_CODE, part.level[:, k], values)


def make_possible(part, given: dict[str, np.ndarray], known: dict[str, np.ndarray]) -> None:
    """Mend what a donor who is near but not alike makes impossible; nothing that is given changes."""
    least = np.full(len(part), YOUNGEST)
    if "benefit_years" in known:
        least = np.fmax(least, known["benefit_years"] + YOUNGEST)
    if "experience_years" in known:
        least = np.fmax(least, known["experience_years"] + FIRST_WORK)
    part.age = np.where(given["age"], part.age, np.maximum(part.age, least))
    most = 52.0 * (part.age - YOUNGEST)
    part.benefit_weeks = np.where(given["benefit_years"], part.benefit_weeks, np.minimum(part.benefit_weeks, most))
    alone = (part.household == SINGLE) & given["household"]
    free = (part.level[:, CARE] == 0) & given["level_care_duties"]
    part.young_children[(alone | free) & ~given["young_children"]] = 0
    part.household[(part.household == SINGLE) & (part.young_children == 1)] = SINGLE_PARENT
