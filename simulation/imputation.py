"""Imputation: people of a file enter the world, and their missing values are drawn by a hot deck.

Each replication draws synthetic donors. A draw of the person chooses one of the donors that are similar to the
given values. All missing values come from this donor, so that problems stack and the time on benefit correlates with
age as in the synthetic population. Employability, experience and states of mind are then drawn as for everybody.
Every replication imputes again.
"""

import numpy as np

from .columns import COLUMNS, FIRST_WORK, YOUNGEST
from .compiled import array_rule, rule
from .luck import uniforms
from .people import CARE, DOMAINS, PERSON_RECORD, SINGLE, SINGLE_PARENT, empty_records
from .population import NO_CODE, Population, group_of_population, luck_of_lots
from .synthesis import YOUNG_CHILDREN_UNTIL, derive_attributes, draw_people, person_ids

DONORS, NEAREST, ALIKE = 5000, 10, 0.25
"""Donors of a replication; those that are alike differ by less than `ALIKE` standard deviations, or are the nearest."""
DONOR_COHORT = 250
"""Cohort of the donors' addresses; the groups of a design use lower ones."""
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
    """Return the addresses of the first people of a group; the row in the file is the index in the cohort."""
    group = design.groups[number]
    if design.population is None or group_of_population(design) is not None:
        return person_ids(design.cohort_of(number), group.size)
    everyone = person_ids(cohort_of_population(design), design.population.rows)
    turn = np.argsort(uniforms(luck_of_lots(design, luck), "lot", 0, everyone, 1)[:, 0], kind="stable")
    first = sum(other.size for other in design.groups[:number])
    return np.sort(everyone[turn[first : first + group.size]])


def enter_population(people, design, values: dict, luck, equilibrium) -> None:
    """Replace drawn people by the people of the file; everything else is drawn at the addresses of these people."""
    population = design.population
    file_row = people.id - person_ids(cohort_of_population(design), 1)[0]
    rows = np.flatnonzero((file_row >= 0) & (file_row < population.rows))
    part, file_row = people[rows], file_row[rows]
    donors = draw_donors(values, luck, design.least_age, equilibrium)
    chosen = donors[choose_donors(population, file_row, donors, uniforms(luck, "imputing", 0, part.id, 1)[:, 0])]
    for name in TRAITS:
        part[name] = chosen[name]
    part.level = chosen.level
    known = {name: values[file_row] for name, values in population.columns.items()}
    keep_given(part, known)
    part.status_holder &= part.migration_background
    make_possible(part, {name: population.given(name)[file_row] for name in COLUMNS}, known)
    derive_attributes(part, uniforms(luck, "attributes", 0, part.id, 20), values, known.get("experience_years"))
    if "exempted" in known:
        part.exempted = np.where(known["exempted"] == NO_CODE, part.exempted, known["exempted"])
    people[rows] = part


def draw_donors(values: dict, luck, least_age: int, equilibrium) -> np.recarray:
    """Return synthetic people of the stock to take from."""
    donors = empty_records(PERSON_RECORD, DONORS)
    donors.id = person_ids(DONOR_COHORT, DONORS)
    draw_people(donors, values, luck, least_age, np.zeros(DONORS, dtype=bool), equilibrium)
    return donors


def choose_donors(population: Population, rows: np.ndarray, donors, u: np.ndarray) -> np.ndarray:
    """Return the index of a donor for each person in `rows` of the file.

    The draw `u` chooses among the donors that are like the given values of the person.
    """
    names = [name for name in population.columns if name not in LABELS]
    names.sort(key=lambda name: not COLUMNS[name].words)
    none = [np.zeros((len(donors), 1))], [np.zeros((len(rows), 1))], [np.zeros((len(rows), 1), dtype=bool)]
    theirs, own, given = none
    for name in names:
        values, column = scores(name, of_donors(name, donors)), population.columns[name][rows].astype(float)
        weight = (EXACT if COLUMNS[name].words else 1.0) / np.maximum(values.std(axis=0), 1e-6)
        theirs.append(weight * values)
        own.append(weight * scores(name, column))
        given.append(np.repeat(population.given(name)[rows][:, None], values.shape[1], axis=1))
    chosen = np.empty(len(rows), dtype=np.int64)
    choose_alike(*(np.hstack(parts) for parts in (own, given, theirs)), u, chosen)
    return chosen


@rule
def distance_within(own, given, other, bound):
    """Return the squared distance on the given values, or infinity as soon as it is above `bound`."""
    distance = 0.0
    for c in range(len(own)):
        if given[c]:
            distance += (own[c] - other[c]) ** 2
            if distance > bound:
                return np.inf
    return distance


@array_rule
def choose_alike(own, given, theirs, u, chosen):
    """Choose by `u` among the donors within `ALIKE` of a person, or, if there are fewer, the `NEAREST` of them."""
    near = np.empty(len(theirs), dtype=np.int64)
    least = np.empty(NEAREST)
    for i in range(len(own)):
        least[:] = np.inf
        bound = np.inf
        for d in range(len(theirs)):
            distance = distance_within(own[i], given[i], theirs[d], bound)
            if distance < least[NEAREST - 1]:
                rank = NEAREST - 1
                while rank > 0 and least[rank - 1] > distance:
                    least[rank] = least[rank - 1]
                    rank -= 1
                least[rank] = distance
                bound = max(least[NEAREST - 1], ALIKE * ALIKE) + 1e-9
        count = 0
        for d in range(len(theirs)):
            if distance_within(own[i], given[i], theirs[d], bound) < np.inf:
                near[count] = d
                count += 1
        chosen[i] = near[int(u[i] * count)]


def scores(name: str, values: np.ndarray) -> np.ndarray:
    """Return the values of a column as scores, shape (people, scores): words without an order have one each."""
    if name == "household":
        return (values[:, None] == np.arange(len(COLUMNS[name].words))).astype(float)
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
    """Overwrite drawn values with the values of the file."""
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
    """Correct impossible combinations from a similar but not equal donor; given values stay."""
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
    old = part.age >= YOUNG_CHILDREN_UNTIL
    part.young_children[(alone | free | old) & ~given["young_children"]] = 0
    part.household[(part.household == SINGLE) & (part.young_children == 1)] = SINGLE_PARENT
