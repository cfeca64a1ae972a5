"""Why two scenarios differ: each replication is run with every set of channels live and the others frozen.

What it means to freeze a channel stands in `simulation/channels.py`. A set of channels needs no run of its own if a
smaller set was run in which the frozen channels that it sets free made no difference: that run is the same run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.channels import CHANNELS
from simulation.design import Design
from simulation.equilibrium import equilibrium_of
from simulation.measures import POSITION
from simulation.messages import N_, message
from simulation.outcomes import EVERYONE
from simulation.population import require_synthetic
from simulation.start import without_news

from .channel_frames import VALUES, ChannelFrames, ChannelStorage
from .file.faults import ScenarioError
from .file.scenario import Scenario
from .parameter_sets.parameter_sets import Draws, Table, described, draw_of, drawn
from .run import carry_out, check_options, prepared
from .run_folder.manifest import explanation_manifest
from .run_folder.store import InMemory, RunFolder
from .work.interrupts import Interrupts
from .work.workers import what_went_wrong

BASE, NONE = "base", "none"
"""Names of the run of the first scenario, and of the set without channels, in the column `live`."""

MEASURES_OF_PEOPLE = (
    "exit_work", "durable_exit", "off_benefit", "exit_other", "part_time", "unpaid_activity", "life_satisfaction",
    "health", "self_efficacy", "self_reliance", "trust", "rapport", "autonomy", "stress", "ladder", "problem_load",
)  # fmt: skip
"""Measures that are means over all people of a group: what channels bring people can explain these."""

MOST_PERSON_WEEKS = 10_000_000
"""About as many as fit in a gigabyte for each process."""

@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found about `scenario` against `base`.

    `values` has the columns `channel_frames.VALUES`: each measure in the last week by set of live channels, named in
    `live` with a plus between them. `runs` says how many runs each replication took; `failures` holds those that
    failed; `manifest` is what stands in the folder.
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
    """Run every set of channels on the same people with the same luck; one replication is one task.

    `draws` are parameter sets that the replications take in turn, without them the values of the table hold; a
    scenario's own parameters win. With `folder`, finished replications are on disk at once, and an explanation that was
    interrupted goes on where it was when it is asked again; `notes` are kept in its manifest. Raises ScenarioError for
    scenarios that do not have the same people, RunFolderError if the folder cannot be used.
    """
    check_options("explain", (base, scenario), replications, seed, workers)
    check_same_people(base, scenario)
    check_size(scenario.design)
    draws = draws or Table()
    manifest = explanation_manifest(base, scenario, seed, replications, described(draws)) | dict(notes or {})
    if folder is None:
        store = InMemory(ChannelStorage, real_people=False)
    else:
        store = RunFolder.start(Path(folder), manifest, ChannelStorage)
    if draws == Table():
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
    manifest = manifest if folder is None else store.manifest
    return Explanation(base, scenario, replications, kept.series, kept.runs, kept.failures, used, manifest)


@dataclass(frozen=True, slots=True)
class Explaining:
    """The job of running every set of channels of `design` against `base`, a replication at a time."""

    base: Design
    design: Design
    seed: int
    draws: Draws

    def run(self, numbers: tuple[int, ...]) -> ChannelFrames:
        """Return what these replications give; one that fails is a row of failures."""
        parts = []
        for number in numbers:
            try:
                tables = every_set(self.design, self.seed, number, base=self.base, draws=self.draws)
                parts.append(ChannelFrames.of(self.design.name, tables))
            except Exception as error:  # whatever went wrong, the other replications go on
                parts.append(self.failed((number,), error))
        return self.concatenate(parts)

    def failed(self, numbers: tuple[int, ...], error: BaseException) -> ChannelFrames:
        """Return these replications as failures."""
        return ChannelFrames.failed(self.design.name, numbers, what_went_wrong(error, self.design))

    def concatenate(self, parts: list[ChannelFrames]) -> ChannelFrames:
        """Return several as one."""
        return ChannelFrames.concatenate(parts)


def under_usual_service(scenario: Scenario, group: str) -> Scenario:
    """Return the scenario with the service as usual for one group; the people, and what they were told, are the same.

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
    groups = tuple(replace(one, policy={}) if one.name == group else one for one in design.groups)
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
    one, other = base.design, scenario.design
    for what, of in (
        (N_("weeks"), lambda d: d.weeks),
        (N_("groups"), lambda d: [group.name for group in d.groups]),
        (N_("sizes of groups"), lambda d: [(g.size, g.open, d.cohort_of(n)) for n, g in enumerate(d.groups)]),
        (N_("recruitment"), lambda d: (d.recruitment, [group.lot for group in d.groups])),
        (N_("ages"), lambda d: d.least_age),
        (N_("recipients"), lambda d: d.population),
    ):
        if of(one) != of(other):
            raise ScenarioError(
                message(
                    "{base} and {scenario} do not have the same people for the same time: not the same {what}. "
                    "Only two scenarios that differ in what happens to the same people can be explained",
                    base=base.name,
                    scenario=scenario.name,
                    what=message(what),
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
    draws: Draws | None = None,
) -> dict[str, pd.DataFrame]:
    """Run one replication with every set of channels live; return the tables `values` and `runs`."""
    from simulation.frozen_channels import Frozen, WrittenDown

    draws = draws or Table()
    draw = draw_of(draws, replication)
    base, design = (drawn(one, draws, draw) for one in (base, design))
    start, start_of_base = (draws.equilibrium(draw, one) or equilibrium_of(one) for one in (design, base))
    written = WrittenDown(base, rng=seed, replication=replication, equilibrium=start_of_base)
    written.run_until(base.weeks)

    def run(live: frozenset[str]):
        one = Frozen(
            design, written.course, frozenset(CHANNELS) - live,
            rng=seed, replication=replication, equilibrium=start,
        )  # fmt: skip
        one.run_until(design.weeks)
        return at_end(one), frozenset(one.touched)

    values, runs = values_of_sets(tuple(CHANNELS), run)
    names = [*(group.name for group in design.groups), EVERYONE]
    rows = [(BASE, at_end(written)), *(("+".join(live) or NONE, found) for live, found in values.items())]
    frames = [
        pd.DataFrame(found, index=names, columns=MEASURES_OF_PEOPLE)
        .rename_axis(index="group", columns="measure")
        .stack(future_stack=True)
        .rename("value")
        .reset_index()
        .assign(replication=replication, draw=draw, live=live)
        for live, found in rows
    ]
    table = pd.concat(frames, ignore_index=True)[list(VALUES)].dropna(subset="value")
    return {"values": table, "runs": pd.DataFrame({"replication": [replication], "runs": [runs + 1]})}


def values_of_sets(channels: tuple[str, ...], run: Callable) -> tuple[dict[tuple[str, ...], np.ndarray], int]:
    """Return the values of every set of live channels, and how many runs that took.

    `run` takes the live channels and returns values and the frozen channels that made a difference. Freeing some that
    made none leaves a run as it is: its values serve those sets too.
    """
    seen, values = [], {}
    for size in range(len(channels) + 1):
        for live in combinations(channels, size):
            same = (found for ran, touched, found in seen if ran <= set(live) and not touched & set(live))
            found = next(same, None)
            if found is None:
                found, touched = run(frozenset(live))
                seen.append((frozenset(live), touched, found))
            values[live] = found
    return values, len(seen)


def at_end(model) -> np.ndarray:
    """Return `MEASURES_OF_PEOPLE` in the last week, shape (groups + everyone, measures); NaN for a group of nobody."""
    places = [POSITION[name] for name in MEASURES_OF_PEOPLE]
    groups, members = model.book.series[model.week][:, places], model.book.members[model.week]
    there = members > 0
    return np.vstack([groups, members[there] @ groups[there] / members.sum()])
