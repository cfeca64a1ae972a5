"""Search for a person: the lives of a replication under every policy, and which person is typical or starts alike."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from simulation.design import Design
from simulation.equilibrium import Equilibrium

from ..parameter_sets.parameter_sets import Draws, draw_of, drawn
from .followed_life import Lives, follow
from .life_patterns import courses_of

YEARS, LOAD, AGE = 3.0, 3, 10.0
"""Two people start alike if their households are the same and if years on benefit, sum of problem levels and age differ
by at most this much."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A life under one policy: `name` of the group or scenario, and `title`, what readers see."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Search:
    """The lanes, the designs of their lives, and a one-entry cache with the lives of the last replication.

    `by_group`: a lane is a group of the only scenario, not a scenario. `equilibrium` gives the starting point of a
    design for which the draws have none.
    """

    lanes: tuple[Lane, ...]
    designs: tuple[Design, ...]
    by_group: bool
    seed: int
    draws: Draws
    equilibrium: Callable[[Design], Equilibrium]
    kept: dict[int, list[Lives]]

    def lives(self, replication: int) -> list[Lives]:
        """Return the lives in every design, with the parameters of the replication."""
        if replication not in self.kept:
            self.kept.clear()
            number = draw_of(self.draws, replication)
            self.kept[replication] = [self._follow(design, replication, number) for design in self.designs]
        return self.kept[replication]

    def _follow(self, design: Design, replication: int, number: int) -> Lives:
        design = drawn(design, self.draws, number)
        start = self.draws.equilibrium(number, design) or self.equilibrium(design)
        return follow(design, self.seed, replication, start)

    def people(self, replication: int, like: str | None) -> pd.DataFrame:
        """Return a row for each person and lane, for people with a life in every lane.

        Columns: those of `Lives.people`, `world` (index of the design), `lane`, and with `like` the `course` of that
        pattern ("" for people without its start).
        """
        frames = []
        for world, lives in enumerate(self.lives(replication)):
            people = lives.people.assign(world=world, lane=self.lanes[world].name)
            if self.by_group:
                people["lane"] = people["group"]
                people = people[people["group"].isin([lane.name for lane in self.lanes])]
            if like:
                persons = lives.persons[lives.persons["person"].isin(people["person"])]
                course = courses_of(like, lives.events, persons, self.designs[world].weeks)
                people["course"] = [course.get(person, "") for person in people["person"]]
            frames.append(people)
        all_people = pd.concat(frames, ignore_index=True)
        lanes = all_people.groupby("person")["lane"].transform("nunique")
        return all_people[lanes == len(self.lanes)].reset_index(drop=True)


def most_typical(rows: pd.DataFrame) -> tuple[tuple[int, int], int]:
    """Return (replication, person) nearest to the median problem load and time on benefit, and the number of rows.

    The unit of distance is the standard deviation of `rows`; the first of equal rows counts.
    """
    rows = rows.sort_values(["replication", "person"], kind="stable", ignore_index=True)
    nearest = rows.iloc[int(sum(_distance(rows, name) for name in ("load", "years_on_benefit")).argmin())]
    return (int(nearest["replication"]), int(nearest["person"])), len(rows)


def _distance(rows: pd.DataFrame, name: str) -> pd.Series:
    spread = rows[name].std()
    return (rows[name] - rows[name].median()).abs() / (spread if spread > 0 else 1.0)


def similar_start(people: pd.DataFrame, key: tuple[int, int]) -> pd.Series:
    """Return a mask of the rows that start like the person `key` (replication, person), who is in it too."""
    person = people[(people["replication"] == key[0]) & (people["person"] == key[1])].iloc[0]
    near = [(people[name] - person[name]).abs() <= most for name, most in
            (("years_on_benefit", YEARS), ("load", LOAD), ("age", AGE))]  # fmt: skip
    return (people["household"] == person["household"]) & near[0] & near[1] & near[2]
