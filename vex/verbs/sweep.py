"""`vex.sweep`: one scenario at every point of a grid of levers."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.sweep.response_surface import response_surface, tipping_points
from results.sweep.sweep_figure import surface_figure
from results.sweep.sweep_files import write_surface
from scenarios import sweep as sweeps
from scenarios.file.scenario import Scenario
from scenarios.parameter_sets.parameter_sets import Draws
from scenarios.run import check_scenarios
from scenarios.sweep import Sweep
from simulation.arguments import flag, names_of, real_number, text

from ..folders import given_folder
from .compare import ComparisonResult
from .shown import Shown

THRESHOLD = 0.05
"""People begin to wait where a larger share has a conversation due and no date."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SweepResult(Shown, Sweep):
    """A sweep: the comparison of all points of the grid, with response surface and tipping points.

    `measure` and `groups` are those of the surface; `threshold` is the share of people waiting without a date
    from which on there is too little time. Tables: `surface`, `tipping`. Figure: `surface`.
    """

    comparison: ComparisonResult
    measure: str = "exit_work"
    groups: tuple[str, ...] = ()
    threshold: float = THRESHOLD

    def surface(self) -> pd.DataFrame:
        """Return the response surface, a row a point: a column an axis, and measures with 95 % intervals."""
        return response_surface(self, self.measure, self.groups)

    def tipping(self) -> pd.DataFrame:
        """Return the tipping points, a row a line of the grid: axis, tipping, low, high, note."""
        return tipping_points(self.surface(), self.axes, self.threshold)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables `surface` and `tipping`."""
        return {"surface": self.surface(), "tipping": self.tipping()} if len(self.comparison.series) else {}

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the function that draws the surface; none where the grid cannot be drawn."""
        figure = None
        if len(self.comparison.series):
            draw = partial(
                surface_figure, self, self.surface(), self.tipping(), self.measure, self.groups, self.threshold
            )
            figure = draw()
        return {} if figure is None else {"surface": lambda: figure}

    def heading(self) -> str:
        """Return the scenario, the axes with their values, and numbers of runs."""
        axes = "; ".join(f"{axis.path} = {', '.join(map(sweeps.in_words, axis.values))}" for axis in self.axes)
        done = self.comparison.series["replication"].nunique() if len(self.comparison.series) else 0
        return f"{self.comparison.base} over {axes}; {done} replications of {len(self.points)} points"

    def overview(self) -> pd.DataFrame:
        """Return the means of the response surface, without their intervals."""
        if not len(self.comparison.series):
            return pd.DataFrame()
        surface = self.surface()
        return surface[[name for name in surface if not name.endswith(("_low", "_high"))]]


def sweep(
    scenario: Scenario,
    vary: Sequence[str],
    *,
    measure: str = "exit_work",
    group: str | None = None,
    threshold: float = THRESHOLD,
    replications: int = 200,
    seed: int = 1,
    executor: Executor | None = None,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
    precision: float | None = None,
) -> SweepResult:
    """Run the scenario at every point of the grid that `vary` spans, and return response surface and tipping points.

    `vary` holds texts such as `organisation.coach_fte=2..12` or `policy.contacts_per_year=2,6,12`. The surface is of
    `measure`, over one group or by default over all groups with coaches. There is too little time where a larger share
    than `threshold` waits for a conversation without a date. The other arguments are those of `vex.compare`.

    Raises ScenarioError for a lever, value, group or measure that is refused, and the errors of `vex.compare`.
    """
    check_scenarios("sweep", [scenario])
    folder, progress = given_folder(folder), flag("progress", progress)
    vary = names_of("vary", vary, "a sequence of texts such as 'organisation.coach_fte=2..12'")
    measure = text("measure", measure)
    group = None if group is None else text("group", group)
    threshold = real_number("threshold", threshold, 0.0, 1.0)
    sweeps.axes_of(scenario, vary)
    groups = sweeps.swept_groups(scenario.design, group, measure)
    swept = sweeps.sweep(
        scenario,
        vary,
        replications=replications,
        seed=seed,
        executor=executor,
        workers=workers,
        progress=progress,
        folder=folder,
        draws=draws,
        precision=precision,
    )
    comparison = ComparisonResult.from_comparison(swept.comparison)
    result = SweepResult(swept.axes, swept.points, swept.coached, comparison, measure, groups, threshold)
    if folder is not None and len(comparison.series):
        write_surface(result, result.surface(), result.tipping(), measure, groups, threshold, folder)
    return result
