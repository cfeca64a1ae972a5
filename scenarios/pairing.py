"""Pairs: all scenarios of a comparison run on the same people with the same luck, a replication at a time."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from simulation.design import Design
from simulation.measures import NAMES
from simulation.outcomes import COACH_COLUMNS, PARTNER_COLUMNS, Outcomes
from simulation.population import is_sensitive

from . import subgroups
from .drawing import Draws, draw_of, drawn
from .subgroups import LEVELS, VALUES
from .watching import EVERYONE, MONEY, Seen, kept_weeks, watch
from .workers import what_went_wrong

PEOPLE_DIFFER = "the people are not those of the base"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The frames of a comparison; each row has a scenario, a replication and a draw (see `Comparison`)."""

    series: pd.DataFrame
    money: pd.DataFrame
    partners: pd.DataFrame
    coaches: pd.DataFrame
    subgroups: pd.DataFrame
    failures: pd.DataFrame

    @staticmethod
    def together(parts: list["Pairs"]) -> "Pairs":
        """Return several as one, in the order given."""
        return Pairs(*(_stacked([getattr(part, table.name) for part in parts]) for table in fields(Pairs)))

    def of_real_people(self) -> "Pairs":
        """Return the same with every cell missing in all replications that is missing in one."""
        told = Outcomes(self.series, self.partners, self.coaches).of_real_people()
        money = self.money.assign(**_masked(self.money, list(MONEY)))
        return Pairs(told.series, money, told.partners, told.coaches, subgroups.alike(self.subgroups), self.failures)


def _masked(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    keys = [frame[key] for key in ("scenario", "group", "week")]
    return frame[columns].mask(frame[columns].isna().groupby(keys, observed=True, sort=False).transform("max"))


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    tables = [pa.Table.from_pandas(frame, preserve_index=False) for frame in frames]
    return pa.concat_tables(tables).unify_dictionaries().to_pandas()


class Run(NamedTuple):
    """What is kept of one scenario in one replication."""

    scenario: int
    replication: int
    seen: Seen


class Pair(NamedTuple):
    """How the people of a scenario fare against the base: means by group and level, everyone last."""

    scenario: int
    replication: int
    means: np.ndarray


@dataclass(frozen=True, slots=True)
class Pairing:
    """The job of running all designs of a comparison on the same people; the first design is the base.

    `paired` names for each design the groups that have the same people as in the base.
    """

    designs: tuple[Design, ...]
    seed: int
    draws: Draws
    paired: tuple[tuple[str, ...], ...]

    def run(self, numbers: tuple[int, ...]) -> Pairs:
        """Return what these replications give; a scenario that fails is a row of the failures."""
        runs, pairs, failures = [], [], []
        for number in numbers:
            base = None
            for place, design in enumerate(self.designs):
                try:
                    seen = self._watched(design, number)
                    if place == 0:
                        base = seen
                    elif base is not None:
                        pairs.append(Pair(place, number, self._compared(base, seen, place)))
                    runs.append(Run(place, number, seen))
                except Exception as error:  # whatever went wrong, the other runs go on
                    failures.append((design.name, number, what_went_wrong(error, design)))
        return self._frames(runs, pairs, failures)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> Pairs:
        """Return these replications of all scenarios as failures."""
        rows = [
            (design.name, number, what_went_wrong(error, design)) for number in numbers for design in self.designs
        ]
        return self._frames([], [], rows)

    def together(self, parts: list[Pairs]) -> Pairs:
        """Return several as one."""
        return Pairs.together(parts)

    def _watched(self, design: Design, number: int) -> Seen:
        draw = draw_of(self.draws, number)
        design = drawn(design, self.draws, draw)
        return watch(design, self.seed, number, self.draws.equilibrium(draw, design))

    def _compared(self, base: Seen, other: Seen, place: int) -> np.ndarray:
        if not np.array_equal(base.persons.ids, other.persons.ids):
            raise ValueError(PEOPLE_DIFFER)
        codes = subgroups.level_codes(base.start)
        differences = subgroups.person_differences(base.persons, other.persons)
        sums = []
        for name in self.paired[place]:
            there = base.persons.group == _number(self.designs[0], name)
            if not np.array_equal(there, other.persons.group == _number(self.designs[place], name)):
                raise ValueError(f"{PEOPLE_DIFFER} in group {name}")
            sums.append(subgroups.subgroup_sums(codes[:, there], differences[:, there]))
        sums.append(subgroups.subgroup_sums(codes, differences))
        return subgroups.means(np.stack(sums), is_sensitive(self.designs[0]))

    def _frames(self, runs: list[Run], pairs: list[Pair], failures: list[tuple]) -> Pairs:
        weeks = np.array(kept_weeks(self.designs[0].weeks), dtype=np.int16)
        groups = [[*(group.name for group in design.groups), EVERYONE] for design in self.designs]
        partners = [[partner.name for partner in design.partners] for design in self.designs]
        by_group = [(run, groups[run.scenario]) for run in runs]
        series = self._frame("group", by_group, weeks, [run.seen.series for run in runs], ("n", *NAMES))
        if not is_sensitive(self.designs[0]):
            series["n"] = series["n"].astype(np.int32)
        return Pairs(
            series=series,
            money=self._frame("group", by_group, weeks, [run.seen.money for run in runs], MONEY),
            partners=self._frame(
                "partner",
                [(run, partners[run.scenario]) for run in runs],
                weeks,
                [run.seen.partners for run in runs],
                PARTNER_COLUMNS,
            ),
            coaches=self._frame(
                "coach",
                [(run, run.seen.coach_names) for run in runs],
                weeks,
                [run.seen.coaches for run in runs],
                COACH_COLUMNS,
            ),
            subgroups=self._subgroups(pairs),
            failures=pd.DataFrame(failures, columns=["scenario", "replication", "error"]),
        )

    def _frame(self, kind: str, named: list, weeks: np.ndarray, blocks: list[np.ndarray], columns) -> pd.DataFrame:
        """Return one frame of blocks of shape (weeks, things, columns); `named` has each run with the things' names."""
        known = list(dict.fromkeys(name for _, names in named for name in names))
        place = {name: number for number, name in enumerate(known)}
        rows = [block.shape[0] * block.shape[1] for block in blocks]
        things = [np.tile([place[name] for name in names], len(weeks)) for _, names in named]
        keys = self._keys([run for run, _ in named], rows)
        keys[kind] = pd.Categorical.from_codes(_joined(things, np.int16), known)
        keys["week"] = _joined([np.repeat(weeks, len(names)) for _, names in named], np.int16)
        flat = [block.reshape(-1, len(columns)) for block in blocks]
        values = np.concatenate(flat).astype(np.float32) if flat else np.empty((0, len(columns)), dtype=np.float32)
        return pd.concat([pd.DataFrame(keys), pd.DataFrame(values, columns=list(columns))], axis=1)

    def _keys(self, runs: list, rows: list[int]) -> dict:
        names = [design.name for design in self.designs]
        scenarios = np.repeat(np.array([run.scenario for run in runs], dtype=np.int16), rows)
        numbers = np.array([run.replication for run in runs], dtype=np.int32)
        return {
            "scenario": pd.Categorical.from_codes(scenarios, names),
            "replication": np.repeat(numbers, rows),
            "draw": np.repeat((numbers % len(self.draws.draws)).astype(np.int16), rows),
        }

    def _subgroups(self, pairs: list[Pair]) -> pd.DataFrame:
        groups = [[*names, EVERYONE] for names in self.paired]
        known = list(dict.fromkeys(name for names in groups[1:] for name in names if name != EVERYONE)) + [EVERYONE]
        rows = [pair.means.shape[0] * len(LEVELS) for pair in pairs]
        keys = self._keys(pairs, rows)
        own = [np.repeat([known.index(name) for name in groups[pair.scenario]], len(LEVELS)) for pair in pairs]
        keys["group"] = pd.Categorical.from_codes(_joined(own, np.int16), known)
        everywhere = [np.tile(np.arange(len(LEVELS)), pair.means.shape[0]) for pair in pairs]
        at = _joined(everywhere, np.int64)
        dimensions = list(subgroups.DIMENSIONS)
        of_dimension = np.array([dimensions.index(dimension) for dimension, _ in LEVELS], dtype=np.int8)
        levels = list(dict.fromkeys(level for _, level in LEVELS))
        of_level = np.array([levels.index(level) for _, level in LEVELS], dtype=np.int8)
        keys["dimension"] = pd.Categorical.from_codes(of_dimension[at], dimensions)
        keys["level"] = pd.Categorical.from_codes(of_level[at], levels)
        values = _joined([pair.means.reshape(-1, 1 + len(VALUES)) for pair in pairs], np.float32)
        frame = pd.concat(
            [pd.DataFrame(keys), pd.DataFrame(values.reshape(-1, 1 + len(VALUES)), columns=["n", *VALUES])], axis=1
        )
        return frame[~(frame["n"] == 0)].reset_index(drop=True)


def _joined(arrays: list[np.ndarray], dtype) -> np.ndarray:
    return np.concatenate(arrays).astype(dtype) if arrays else np.empty(0, dtype=dtype)


def _number(design: Design, name: str) -> int:
    return [group.name for group in design.groups].index(name)
