"""`vex.explain`: through which channels one scenario differs from another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.drawing.atomic_files import write_csv, write_figure_twice
from results.explain.explain_table import channel_rows
from results.explain.explain_wording import correction_sentence
from results.explain.waterfall_figure import waterfall
from results.statistics.shapley import channel_shares
from results.words.language import _
from scenarios import explain as explanations
from scenarios.explain import Explanation, check_same_people, under_usual_service
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import Scenario
from scenarios.parameter_sets.parameter_sets import Draws
from scenarios.run import check_scenarios
from simulation.arguments import flag, names_of, text
from simulation.channels import CHANNELS
from simulation.measures import EXPLAINED
from simulation.messages import argument
from simulation.outcomes import EVERYONE

from ..folders import given_folder
from .shown import Shown, check_known, counted, failure_text, with_interval

EXPLAINED_BY_DEFAULT = ("exit_work", "life_satisfaction")
"""Measures that are explained by default."""
EXPLAIN_REPLICATIONS = 20


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ExplanationResult(Shown, Explanation):
    """An explanation: the values of every set of channels, with the share of each channel in the difference.

    `measures` are explained, for `group`. Table: `channels`. Figures: `explain-MEASURE`.
    """

    measures: tuple[str, ...] = EXPLAINED_BY_DEFAULT
    group: str = EVERYONE

    def shares(self, group: str | None = None) -> pd.DataFrame:
        """Return the share of each channel in the difference, for a group.

        Columns: group, measure, part, value, its 95 % interval (low, high), clear, n replications, draws, and the means
        of the measure in base and scenario. Raises VexError for an unknown group.
        """
        group = self.group if group is None else text("group", group)
        check_known("group", [group], self.values["group"].unique())
        return channel_shares(self.values, tuple(CHANNELS), self.measures, group)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the table `channels`, with the shares for every group."""
        if not len(self.values):
            return {}
        shares = pd.concat([self.shares(name) for name in self.values["group"].unique()], ignore_index=True)
        return {"channels": channel_rows(shares, self.base.name, self.scenario.name, self.scenario.labels)}

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the functions that draw the waterfalls, one a measure."""
        if not len(self.values):
            return {}
        shares = self.shares()
        titles = (_(self.base.title) or self.base.name, _(self.scenario.title) or self.scenario.name)
        return {
            f"explain-{name}": partial(
                waterfall, shares[shares["measure"] == name], titles, self.scenario.labels, correction_sentence(shares)
            )
            for name in self.measures
        }

    def heading(self) -> str:
        """Return the scenarios, the group, the measures, and numbers of replications."""
        done = counted(len(self.runs), "replication")
        about = f"{self.scenario.name} against {self.base.name}, {self.group}: {', '.join(self.measures)}"
        return f"{about}; {done}{failure_text(self.failures)}"

    def overview(self) -> pd.DataFrame:
        """Return the shares, a row a part and a column a measure."""
        if not len(self.values):
            return pd.DataFrame()
        shares = self.shares()
        cells = [with_interval(row.value, row.low, row.high, row.n) for row in shares.itertuples()]
        wide = shares.assign(cell=cells).pivot(index="part", columns="measure", values="cell")
        return wide.reindex(shares["part"].unique()).rename_axis(columns=None).reset_index()


def explain(
    base: Scenario,
    scenario: Scenario | None = None,
    *,
    usual: str | None = None,
    measures: Sequence[str] = EXPLAINED_BY_DEFAULT,
    group: str | None = None,
    replications: int = EXPLAIN_REPLICATIONS,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
) -> ExplanationResult:
    """Explain why `scenario` differs from `base`, channel by channel; the shares add up to the whole difference.

    With `usual` in place of `scenario`, the base is explained against the same scenario with the service as usual for
    that group. `group` is the group that the shares are about: everyone, or the group of `usual`, by default. `draws`
    are parameter sets that the replications take in turn: the plausible set by default, `vex.POINT` for the values of
    the parameter table. With `folder`, finished replications are saved immediately, the same call continues an
    interrupted explanation, and table and figures are written at the end as by the command `vex explain`.

    Raises ScenarioError for scenarios without the same people, or an unknown measure or group; another VexError for a
    folder or workers that cannot be used; TypeError or ValueError for other arguments that are refused.
    """
    check_scenarios("explain", [base] if scenario is None else [base, scenario])
    folder, progress = given_folder(folder), flag("progress", progress)
    usual = None if usual is None else text("usual", usual)
    first, second = explained_pair(base, scenario, usual)
    measures = checked_measures(names_of("measures", measures, "a sequence of names"))
    if not measures:
        raise ValueError(f"measures names at least one of {', '.join(EXPLAINED)}")
    group = text("group", group if group is not None else usual or EVERYONE)
    check_group(group, first, second)
    explanation = explanations.explain(
        first,
        second,
        replications=replications,
        seed=seed,
        workers=workers,
        progress=progress,
        draws=draws,
        folder=folder,
        notes={"group": group, "measures": list(measures)},
    )
    values = {column.name: getattr(explanation, column.name) for column in fields(Explanation)}
    result = ExplanationResult(**values, measures=measures, group=group)
    if folder is not None:
        for name, table in result.tables().items():
            write_csv(folder / f"{name}.csv", table)
        for name, draw in result.figures().items():
            write_figure_twice(folder / name, draw())
    return result


def explained_pair(base: Scenario, scenario: Scenario | None, usual: str | None) -> tuple[Scenario, Scenario]:
    """Return base and scenario of an explanation; raises ScenarioError unless both have the same people."""
    if usual is not None and scenario is not None:
        words = _("with {usual} there is one scenario, and its comparison is made from it; got two")
        raise ScenarioError(words.format(usual=argument("usual=", "--usual")))
    if usual is not None:
        title = _("{title}; service as usual for {group}")
        as_usual = under_usual_service(base, usual)
        return replace(as_usual, title=title.format(title=base.title, group=base.labels[usual])), base
    if scenario is None:
        call = argument('vex.explain(scenario, usual="GROUP")', f"vex explain {base.name} --usual GROUP")
        raise ScenarioError(
            _(
                "explain takes two scenarios. Why a group does other than another in the same scenario cannot be "
                "explained, because they are other people; what its policy does to the people of a group can: {call}"
            ).format(call=call)
        )
    check_same_people(base, scenario)
    return base, scenario


def checked_measures(names: Sequence[str]) -> tuple[str, ...]:
    """Return the measures without repetitions; raises ScenarioError for a measure that channels cannot explain."""
    for name in names:
        if name not in EXPLAINED:
            raise ScenarioError(
                _("{argument} is a mean over all people of a group: {known}; got {name}").format(
                    argument=argument("each of measures", "--measure"), known=", ".join(EXPLAINED), name=name
                )
            )
    return tuple(dict.fromkeys(names))


def check_group(group: str, base: Scenario, scenario: Scenario) -> None:
    """Raise ScenarioError for a group that one of the scenarios lacks."""
    known = [EVERYONE, *scenario.labels]
    if group not in known or group not in {EVERYONE, *base.labels}:
        words = _("{argument} is one of {known}; got {group}")
        raise ScenarioError(
            words.format(argument=argument("group", "--group"), known=", ".join(known), group=group)
        )
