"""Explanations of a difference between two scenarios: every set of channels is run live, with the others frozen.

`simulation/channels.py` defines a frozen channel. A set of channels needs no run of its own if a smaller set was run in
which the channels that it adds were frozen without effect: both runs are identical.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.channels import CHANNELS
from simulation.design import Design
from simulation.displacement import may_be_contested
from simulation.equilibrium_search import equilibrium_of
from simulation.frozen_channels import Frozen, Recorded
from simulation.measures import EXPLAINED, INDEX
from simulation.messages import N_, message
from simulation.outcomes import EVERYONE
from simulation.population import require_synthetic
from simulation.start import without_news
from simulation.usual_hires import usual_hires_of

from .channel_frames import VALUE_KEYS, ChannelFrames, ChannelStorage
from .file.faults import ScenarioError
from .file.mechanism import check_without_mechanism
from .file.scenario import Scenario
from .parameter_sets import plausible_set
from .parameter_sets.parameter_sets import POINT, Draws, described, draw_of, drawn
from .run import carry_out, checked_options, prepared
from .run_folder.manifest import explanation_manifest
from .run_folder.store import InMemory, RunFolder
from .work.interrupts import Interrupts
from .work.workers import error_text

if TYPE_CHECKING:
    from simulation.experiment import TrustExperiment

BASE, NO_CHANNELS = "base", "none"
"""Names of the run of the first scenario, and of the set without channels, in the column `live`."""

MOST_PERSON_WEEKS = 10_000_000
"""About as many as fit in a gigabyte for each process."""

@dataclass(frozen=True, slots=True)
class Explanation:
    """The values that explain `scenario` against `base`, one for each set of live channels.

    `values` has the columns `VALUE_KEYS`: each measure in the last week; `live` names the channels, joined
    by a plus. `runs`: replication, runs. `failures`: scenario, replication, error. `asked` is the number of
    replications that were requested; `manifest` is that of the run folder.
    """

    base: Scenario
    scenario: Scenario
    asked: int
    values: pd.DataFrame
    runs: pd.DataFrame
    failures: pd.DataFrame
    draws: int
    manifest: dict


def explain(
    base: Scenario,
    scenario: Scenario,
    *,
    replications: int = 20,
    seed: int = 1,
    workers: int = 1,
    draws: Draws | None = None,
    progress: bool = True,
    folder: str | Path | None = None,
    notes: Mapping | None = None,
) -> Explanation:
    """Run every set of channels on the same people with the same luck; each replication is a task.

    `draws` are parameter sets that the replications take in turn: the plausible set by default, `POINT` for the values
    of the parameter table; a scenario's own parameters win. With `folder`, finished replications are saved immediately,
    and the same call continues an interrupted explanation; `notes` are stored in its manifest. Raises ScenarioError for
    scenarios that do not have the same people, MechanismError for a scenario with a mechanism, RunFolderError if the
    folder cannot be used.
    """
    replications, seed, workers = checked_options("explain", (base, scenario), replications, seed, workers)
    check_without_mechanism("explain", (base, scenario))
    check_same_people(base, scenario)
    check_size(scenario.design)
    draws = plausible_set.given_or_default(draws)
    manifest = explanation_manifest(base, scenario, seed, replications, described(draws)) | dict(notes or {})
    store: InMemory | RunFolder
    if folder is None:
        store = InMemory(ChannelStorage, real_people=False)
    else:
        store = RunFolder.start(Path(folder), manifest, ChannelStorage)
    if draws == POINT:
        with Interrupts() as interrupts:
            prepared(base.design, interrupts)
    kept = carry_out(
        Explaining(base.design, scenario.design, seed, draws),
        [range(replications)],
        store,
        design=scenario.design,
        people=scenario.design.people * 2 ** len(CHANNELS),
        title=scenario.name,
        replications=replications,
        executor=None,
        workers=workers,
        progress=progress,
    )
    kept = kept or ChannelFrames.empty()
    used = max(1, kept.series["draw"].nunique())
    manifest = store.manifest if isinstance(store, RunFolder) else manifest
    return Explanation(base, scenario, replications, kept.series, kept.runs, kept.failures, used, manifest)


@dataclass(frozen=True, slots=True)
class Explaining:
    """The job of running every set of channels of `design` against `base`, a replication at a time."""

    base: Design
    design: Design
    seed: int
    draws: Draws

    def run(self, numbers: tuple[int, ...]) -> ChannelFrames:
        """Return the frames of these replications; a failed replication is a row of failures."""
        parts = []
        for number in numbers:
            try:
                tables = every_set(self.design, self.seed, number, base=self.base, draws=self.draws)
                parts.append(ChannelFrames.of(self.design.name, tables))
            except Exception as error:  # the other replications continue after any error
                parts.append(self.failed((number,), error))
        return self.concatenate(parts)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> ChannelFrames:
        """Return these replications as failures."""
        return ChannelFrames.failed(self.design.name, numbers, error_text(error, self.design))

    def concatenate(self, parts: list[ChannelFrames]) -> ChannelFrames:
        """Concatenate the frames of several chunks."""
        return ChannelFrames.concatenate(parts)


def under_usual_service(scenario: Scenario, group: str) -> Scenario:
    """Return the scenario with the service as usual for one group; people and their news of the lot are the same.

    Raises ScenarioError if there is no such group or it has the service as usual already.
    """
    design = scenario.design
    if group not in scenario.labels:
        raise ScenarioError(
            message(
                "{scenario} has no group {group!r}; its groups are {names}",
                scenario=scenario.name,
                group=group,
                names=", ".join(scenario.labels),
            )
        )
    groups = tuple(replace(row, policy={}) if row.name == group else row for row in design.groups)
    if design.policy_of(design.groups[list(scenario.labels).index(group)]) == design.policy_of(
        replace(design.groups[0], policy={})
    ):
        raise ScenarioError(
            message(
                "the group {group} of {scenario} has the service as usual already", group=group, scenario=scenario.name
            )
        )
    changed = replace(
        design,
        name=f"{scenario.name}-with-{group}-as-usual",
        groups=groups,
        changes=tuple(change for change in design.changes if change.target != group),
        no_news=frozenset(without_news(design)),
    )
    return replace(scenario, design=changed)


def check_same_people(base: Scenario, scenario: Scenario) -> None:
    """Raise ScenarioError unless both scenarios have the same people in the same groups for the same time."""
    first, second = base.design, scenario.design
    for criterion, of in (
        (N_("weeks"), lambda d: d.weeks),
        (N_("groups"), lambda d: [group.name for group in d.groups]),
        (N_("sizes of groups"), lambda d: [(g.size, g.open, d.cohort_of(n)) for n, g in enumerate(d.groups)]),
        (N_("recruitment"), lambda d: (d.recruitment, [group.lot for group in d.groups])),
        (N_("ages"), lambda d: d.least_age),
        (N_("recipients"), lambda d: d.population),
    ):
        if of(first) != of(second):
            raise ScenarioError(
                message(
                    "{base} and {scenario} do not have the same people for the same time: not the same {what}. "
                    "Only two scenarios that differ in what happens to the same people can be explained",
                    base=base.name,
                    scenario=scenario.name,
                    what=message(criterion),
                )
            )


def check_size(design: Design) -> None:
    """Raise ScenarioError for more than memory can hold, PrivacyError for people who may be real."""
    require_synthetic(design, N_("explanations, which lay single lives side by side,"))
    if design.people * design.weeks > MOST_PERSON_WEEKS:
        raise ScenarioError(
            message(
                "{scenario} has {people:,} people for {weeks} weeks; an explanation keeps the life of "
                "each and takes at most {most:,} person-weeks. Explain the same with fewer people",
                scenario=design.name,
                people=design.people,
                weeks=design.weeks,
                most=MOST_PERSON_WEEKS,
            )
        )


def every_set(
    design: Design,
    seed: int,
    replication: int,
    *,
    base: Design,
    draws: Draws = POINT,
) -> dict[str, pd.DataFrame]:
    """Run one replication with every set of channels live; return the tables `values` and `runs`."""
    draw = draw_of(draws, replication)
    base, design = (drawn(plain, draws, draw) for plain in (base, design))
    start, start_of_base = (
        draws.equilibrium(draw, world) or equilibrium_of(world) for world in (design, base)
    )
    recorded = Recorded(base, rng=seed, replication=replication, equilibrium=start_of_base)
    recorded.run_until(base.weeks)
    hires = usual_hires_of(design, seed, replication, start) if may_be_contested(design) else None

    def run(live: frozenset[str]) -> tuple[np.ndarray, frozenset[str]]:
        model = Frozen(
            design, recorded.course, frozenset(CHANNELS) - live,
            rng=seed, replication=replication, equilibrium=start, usual_hires=hires,
        )  # fmt: skip
        model.run_until(design.weeks)
        return explained_at_end(model), frozenset(model.touched)

    values, runs = values_of_sets(tuple(CHANNELS), run)
    names = [*(group.name for group in design.groups), EVERYONE]
    named = (("+".join(live) or NO_CHANNELS, result) for live, result in values.items())
    rows = [(BASE, explained_at_end(recorded)), *named]
    frames = [
        pd.DataFrame(result, index=names, columns=EXPLAINED)
        .rename_axis(index="group", columns="measure")
        .stack(future_stack=True)
        .rename("value")
        .reset_index()
        .assign(replication=replication, draw=draw, live=live)
        for live, result in rows
    ]
    table = pd.concat(frames, ignore_index=True)[list(VALUE_KEYS)].dropna(subset="value")
    return {"values": table, "runs": pd.DataFrame({"replication": [replication], "runs": [runs + 1]})}


def values_of_sets(channels: tuple[str, ...], run: Callable) -> tuple[dict[tuple[str, ...], np.ndarray], int]:
    """Return the values of every set of live channels, and how many runs that took.

    `run` takes the live channels and returns values and the frozen channels that had an effect. A set that adds
    channels without effect has the values of the smaller set.
    """
    seen: list[tuple[frozenset[str], frozenset[str], np.ndarray]] = []
    values: dict[tuple[str, ...], np.ndarray] = {}
    for size in range(len(channels) + 1):
        for live in combinations(channels, size):
            same = (at_end for ran, touched, at_end in seen if ran <= set(live) and not touched & set(live))
            result = next(same, None)
            if result is None:
                result, touched = run(frozenset(live))
                seen.append((frozenset(live), touched, result))
            values[live] = result
    return values, len(seen)


def explained_at_end(model: "TrustExperiment") -> np.ndarray:
    """Return `EXPLAINED` in the last week, shape (groups + everyone, measures); NaN for a group of nobody."""
    columns = [INDEX[name] for name in EXPLAINED]
    groups, members = model.book.series[model.week][:, columns], model.book.members[model.week]
    filled = members > 0
    return np.vstack([groups, members[filled] @ groups[filled] / members.sum()])
