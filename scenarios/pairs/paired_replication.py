"""Paired replications: all scenarios of a comparison are run on the same people with the same luck."""

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
from .comparison_frames import Row, failed_row, kept_row, runs_table
from .kept_measures import KeptRun, kept_weeks, run_and_keep

PEOPLE_DIFFER = "the people are not those of the base"


@dataclass(frozen=True, slots=True)
class PairedReplications:
    """The job of a comparison: in each replication all designs are run on the same people; the first is the base.

    `paired` has for each design the names of the groups with the same people as in the base. `mechanisms` has for each
    design the function to call before each week, or None.
    """

    designs: tuple[Design, ...]
    seed: int
    draws: Draws
    paired: tuple[tuple[str, ...], ...]
    mechanisms: tuple[EachWeek | None, ...] = ()

    def run(self, numbers: tuple[int, ...]) -> pa.Table:
        """Return a row for each scenario in these replications; a scenario that fails has an error in its row."""
        rows = []
        for number in numbers:
            base = None
            for index, design in enumerate(self.designs):
                try:
                    run = self._run(index, number)
                    if index == 0:
                        base = run
                    means = self._subgroup_means(base, run, index) if base is not None and index > 0 else None
                    rows.append(kept_row(self._key(index, number), run, means))
                except Exception as error:  # a failed run is a row; the other runs continue
                    rows.append(failed_row(self._key(index, number), error_text(error, design)))
        return runs_table(rows)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> pa.Table:
        """Return the rows of failed replications, one for each scenario."""
        return runs_table(
            failed_row(self._key(index, number), error_text(error, design))
            for number in numbers
            for index, design in enumerate(self.designs)
        )

    def concatenate(self, parts: list[pa.Table]) -> pa.Table:
        """Concatenate in the order given."""
        return pa.concat_tables(parts)

    def _key(self, index: int, number: int) -> Row:
        design = self.designs[index]
        return {
            "scenario_index": index,
            "scenario": design.name,
            "replication": number,
            "draw": draw_of(self.draws, number),
            "weeks": kept_weeks(design.weeks),
            "groups": [*(group.name for group in design.groups), EVERYONE],
            "partners": [partner.name for partner in design.partners],
            "paired": [*self.paired[index], EVERYONE],
            "real_people": is_sensitive(design),
        }

    def _run(self, index: int, number: int) -> KeptRun:
        draw = draw_of(self.draws, number)
        design = drawn(self.designs[index], self.draws, draw)
        each_week = self.mechanisms[index] if self.mechanisms else None
        return run_and_keep(design, self.seed, number, self.draws.equilibrium(draw, design), each_week)

    def _subgroup_means(self, base: KeptRun, other: KeptRun, index: int) -> np.ndarray:
        if not np.array_equal(base.persons.ids, other.persons.ids):
            raise ValueError(PEOPLE_DIFFER)
        codes = subgroups.level_codes(base.start)
        differences = subgroups.person_differences(base.persons, other.persons)
        sums = []
        for name in self.paired[index]:
            members = base.persons.group == _number(self.designs[0], name)
            if not np.array_equal(members, other.persons.group == _number(self.designs[index], name)):
                raise ValueError(f"{PEOPLE_DIFFER} in group {name}")
            sums.append(subgroups.subgroup_sums(codes[:, members], differences[:, members]))
        sums.append(subgroups.subgroup_sums(codes, differences))
        return subgroups.means(np.stack(sums), is_sensitive(self.designs[0]))


def _number(design: Design, name: str) -> int:
    return [group.name for group in design.groups].index(name)
