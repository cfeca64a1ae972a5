"""Searching a person: lives under every policy, who is nearest the middle of some, and who has a start like another."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from simulation.design import Design

from ..parameter_sets.parameter_sets import Draws, draw_of, drawn
from .followed_life import Lives, live
from .life_patterns import courses_of

YEARS, LOAD, AGE = 3.0, 3, 10.0
"""People start alike if they have the same household and differ by no more than this in time on benefit, in the sum of
their problems and in age."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A life under one policy: `name` of the group or scenario, and `title`, what readers see."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Search:
    """The lanes, the designs in which they are lived, and the lives of a replication, kept for the last one."""

    lanes: tuple[Lane, ...]
    designs: tuple[Design, ...]
    by_group: bool
    seed: int
    draws: Draws
    equilibrium: Callable
    kept: dict

    def lives(self, replication: int) -> list[Lives]:
        """Return the lives in every design, with the parameters of the replication."""
        if replication not in self.kept:
            self.kept.clear()
            number = draw_of(self.draws, replication)
            designs = [drawn(design, self.draws, number) for design in self.designs]
            self.kept[replication] = [
                live(design, self.seed, replication, self.draws.equilibrium(number, design) or self.equilibrium(design))
                for design in designs
            ]
        return self.kept[replication]

    def people(self, replication: int, like: str | None) -> pd.DataFrame:
        """Return a row a person and lane, of those who live in every lane; `world` is the place of the design."""
        found = []
        for world, lives in enumerate(self.lives(replication)):
            people = lives.people.assign(world=world, lane=self.lanes[world].name)
            if self.by_group:
                people["lane"] = people["group"]
                people = people[people["group"].isin([lane.name for lane in self.lanes])]
            if like:
                persons = lives.persons[lives.persons["person"].isin(people["person"])]
                course = courses_of(like, lives.events, persons, self.designs[world].weeks)
                people["course"] = [course.get(person, "") for person in people["person"]]
            found.append(people)
        together = pd.concat(found, ignore_index=True)
        lanes = together.groupby("person")["lane"].transform("nunique")
        return together[lanes == len(self.lanes)].reset_index(drop=True)


def chosen_among(rows: pd.DataFrame) -> tuple[tuple[int, int], int]:
    """Return (replication, person) of the one nearest the median problem load and time on benefit, and of how many.

    Distance is counted in standard deviations of `rows`; of equals the first counts.
    """
    rows = rows.sort_values(["replication", "person"], kind="stable", ignore_index=True)
    nearest = rows.iloc[int(sum(_away(rows, name) for name in ("load", "years_on_benefit")).argmin())]
    return (int(nearest["replication"]), int(nearest["person"])), len(rows)


def _away(rows: pd.DataFrame, name: str) -> pd.Series:
    spread = rows[name].std()
    return (rows[name] - rows[name].median()).abs() / (spread if spread > 0 else 1.0)


def alike(found: pd.DataFrame, key: tuple[int, int]) -> pd.Series:
    """Return who starts like the person of `key`, the person among them."""
    one = found[(found["replication"] == key[0]) & (found["person"] == key[1])].iloc[0]
    near = [(found[name] - one[name]).abs() <= most for name, most in
            (("years_on_benefit", YEARS), ("load", LOAD), ("age", AGE))]  # fmt: skip
    return (found["household"] == one["household"]) & near[0] & near[1] & near[2]
