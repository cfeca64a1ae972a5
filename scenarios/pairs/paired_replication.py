"""Pairs: all scenarios of a comparison run on the same people with the same luck, a replication at a time."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation.design import Design
from simulation.outcomes import EVERYONE
from simulation.population import is_sensitive

from ..file.mechanism import EachWeek
from ..parameter_sets.parameter_sets import Draws, draw_of, drawn
from ..work.workers import error_text
from . import subgroups
from .comparison_frames import failed_row, kept_row, table_of
from .kept_measures import Seen, kept_weeks, watch

PEOPLE_DIFFER = "the people are not those of the base"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The job of running all designs of a comparison on the same people; the first design is the base.

    `paired` names for each design the groups that have the same people as in the base; `mechanisms` are the functions
    that are called before each week, one a design, None for a design without.
    """

    designs: tuple[Design, ...]
    seed: int
    draws: Draws
    paired: tuple[tuple[str, ...], ...]
    mechanisms: tuple[EachWeek | None, ...] = ()

    def run(self, numbers: tuple[int, ...]) -> pa.Table:
        """Return a row for each scenario in these replications; one that fails has an error in its row."""
        rows = []
        for number in numbers:
            base = None
            for place, design in enumerate(self.designs):
                try:
                    seen = self._watched(place, number)
                    if place == 0:
                        base = seen
                    compared = base is not None and place > 0
                    means = self._compared(base, seen, place) if compared else None
                    rows.append(kept_row(self._key(place, number), seen, means))
                except Exception as error:  # whatever went wrong, the other runs go on
                    rows.append(failed_row(self._key(place, number), error_text(error, design)))
        return table_of(rows)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> pa.Table:
        """Return these replications of all scenarios as failures."""
        return table_of(
            failed_row(self._key(place, number), error_text(error, design))
            for number in numbers
            for place, design in enumerate(self.designs)
        )

    def concatenate(self, parts: list[pa.Table]) -> pa.Table:
        """Return several as one."""
        return pa.concat_tables(parts)

    def _key(self, place: int, number: int) -> dict:
        design = self.designs[place]
        return {
            "place": place,
            "scenario": design.name,
            "replication": number,
            "draw": draw_of(self.draws, number),
            "weeks": kept_weeks(design.weeks),
            "groups": [*(group.name for group in design.groups), EVERYONE],
            "partners": [partner.name for partner in design.partners],
            "paired": [*self.paired[place], EVERYONE],
            "real_people": is_sensitive(design),
        }

    def _watched(self, place: int, number: int) -> Seen:
        draw = draw_of(self.draws, number)
        design = drawn(self.designs[place], self.draws, draw)
        each_week = self.mechanisms[place] if self.mechanisms else None
        return watch(design, self.seed, number, self.draws.equilibrium(draw, design), each_week)

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


def _number(design: Design, name: str) -> int:
    return [group.name for group in design.groups].index(name)
