"""Own population in a scenario: the groups of its people, the template of the file, and synthetic files to try out."""

import csv
import os
from dataclasses import replace
from typing import TextIO

import numpy as np

from simulation.arguments import flag, instance_of, path_of
from simulation.columns import COLUMNS
from simulation.design import Design, Group
from simulation.equilibrium_search import equilibrium_of
from simulation.imputation import of_donors
from simulation.luck import luck_of
from simulation.messages import N_, argument, message
from simulation.parameters import values_of
from simulation.people import PERSON_RECORD, empty_records
from simulation.population import (
    LEAST_COUNT,
    NO_CODE,
    Population,
    PrivacyError,
    group_of_population,
    is_sensitive,
    sizes_by_lot,
)
from simulation.synthesis import draw_people, person_ids

from .population_file import read_population
from .scenario import Scenario

ADVICE = (
    N_("An own population: one row a person, every column may be left out and every cell left empty."),
    N_("Give only what you need. No names, numbers or addresses: see docs/data-protection.md."),
    N_("Columns are separated by semicolons (decimal comma or point) or by commas (decimal point)."),
    N_("Put your rows in the place of the example below. Lines above the header that begin with # are not read."),
)


def with_population(scenario: Scenario, path: str | os.PathLike[str], synthetic: bool = False) -> Scenario:
    """Return the scenario with the people of a file; `synthetic` declares that no row describes a real person.

    The people of the file become the group from which people are recruited, the only group or the only open group;
    otherwise they are divided by lot over the groups, in proportion to the sizes. The town has at least as many
    recipients as people. Raises PopulationError, or PrivacyError for a file with fewer than ten real people.
    """
    instance_of("scenario", scenario, Scenario, "a Scenario; load it first: vex.load(name)")
    path_of("path", path)
    synthetic = flag("synthetic", synthetic)
    population = read_population(path, synthetic, scenario.design.least_age)
    return replace(scenario, design=populated(scenario.design, population))


def populated(design: Design, population: Population) -> Design:
    """Return the design with this population."""
    if population.rows < LEAST_COUNT and not population.synthetic:
        raise PrivacyError(
            message(
                "A file of fewer than {least} real people is not run, to protect them. You gave {people}. "
                "With {synthetic} you declare that no row is of a real person.",
                synthetic=argument("synthetic=True", "--synthetic"),
                least=LEAST_COUNT,
                people=population.rows,
            )
        )
    number = group_of_population(design)
    sizes = [group.size for group in design.groups]
    if number is None:
        sizes = sizes_by_lot(sizes, population.rows)
    else:
        sizes[number] = population.rows
    groups = tuple(replace(group, size=size) for group, size in zip(design.groups, sizes, strict=True))
    return replace(design, groups=groups, town=max(design.town, sum(sizes)), population=population)


def population_notes(before: Design, after: Design) -> list[str]:
    """Return lines for the user: the group of the people, the imputed columns, the counts that are not shown."""
    population, number = after.population, group_of_population(after)
    if population is None:
        return []
    named = [group.label or group.name for group in after.groups]
    sizes = ", ".join(f"{name} {group.size:,}" for name, group in zip(named, after.groups, strict=True))
    lines = [
        message("{people:,} people from the file are the group {group}.", people=population.rows, group=named[number])
        if number is not None
        else message(
            "{people:,} people from the file are divided by lot anew in each replication: {sizes}.",
            people=population.rows,
            sizes=sizes,
        )
    ]
    left = [name for name in COLUMNS if name not in population.columns]
    made_up = ", ".join(left) or message("empty cells only")
    lines.append(
        message(
            "Given: {given}. Made up by the program (imputed): {made_up}.",
            given=", ".join(population.columns),
            made_up=made_up,
        )
    )
    if after.town > before.town:
        lines.append(
            message(
                "The town is taken to have {town:,} recipients, not {before:,}.", town=after.town, before=before.town
            )
        )
    if is_sensitive(after):
        lines.append(
            message(
                "Counts under {least} people are not shown; where they occur, results are missing.", least=LEAST_COUNT
            )
        )
    return lines


def template() -> str:
    """Return a file to fill in: the meaning of each column, the header, and an example."""
    lines = [f"# {message(line)}" for line in ADVICE]
    for row in COLUMNS.values():
        words = N_("{name} ({unit}): {meaning}. Values: {valid}.")
        line = message(words, name=row.name, unit=message(row.unit), meaning=message(row.meaning), valid=row.valid)
        lines.append(f"# {line}")
    lines += [";".join(COLUMNS), ";".join(column.example.replace(".", ",") for column in COLUMNS.values())]
    return "\n".join(lines) + "\n"


def write_population(population: Population, file: TextIO) -> None:
    """Write a population as CSV. Raises PrivacyError unless it is declared synthetic."""
    if not population.synthetic:
        raise PrivacyError(message("rows of real people are not written"))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(population.columns)
    writer.writerows(zip(*(_cells(name, values) for name, values in population.columns.items()), strict=True))


def _cells(name: str, values: np.ndarray) -> list[str]:
    words = COLUMNS[name].words
    if COLUMNS[name].coded:
        return ["" if value == NO_CODE else words[value] if words else str(value) for value in values]
    return ["" if np.isnan(value) else repr(float(value)) for value in values]


def drawn_population(people: int, least_age: int = 18, seed: int = 1) -> Population:
    """Draw a synthetic population with every column, to try things out without real people."""
    design = Design(groups=(Group(name="drawn", size=people),), least_age=least_age)
    drawn = empty_records(PERSON_RECORD, people)
    drawn.id = person_ids(0, people)
    is_newcomer = np.zeros(people, dtype=bool)
    draw_people(drawn, values_of({}), luck_of(seed, 0), least_age, is_newcomer, equilibrium_of(design))
    columns = {name: np.asarray(of_donors(name, drawn)) for name in COLUMNS}
    return Population(columns=columns, synthetic=True)
