"""Comparisons of scenarios with a base: the same people with the same luck, over many replications."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import pandas as pd

from simulation.arguments import real_number
from simulation.messages import message
from simulation.outcomes import EVERYONE
from simulation.population import is_sensitive

from .file.scenario import Scenario
from .pairs.comparison_frames import ComparisonFrames, ComparisonStorage
from .pairs.paired_replication import PairedReplications
from .pairs.precision import batch_size, half_widths
from .pairs.same_people import check_compared, same_people
from .parameter_sets import plausible_set
from .parameter_sets.parameter_sets import Draws, described
from .run import carry_out, check_mechanisms_of, check_scenarios, checked_options
from .run_folder.manifest import comparison_manifest, plain_json
from .run_folder.store import InMemory, RunFolder, open_folder


class ComparisonOptions(TypedDict, total=False):
    """The options of `compare` that `sweep` hands on."""

    replications: int
    seed: int
    executor: Executor | None
    workers: int
    progress: bool
    folder: str | Path | None
    draws: Draws | None
    precision: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The frames of a comparison. Names are categories, numbers float32; week w is the state after w weeks.

    `series`: scenario, replication, draw, group, week, n and a column a measure; the group `everyone` is all simulated
    people. `money`: the same keys, cumulative since week 0: euros a person by kind of cost, `point_years` of life
    satisfaction, `exits_to_work`. `partners` and `coaches`: as in `Outcomes`, with draw. `subgroups`: scenario,
    replication, draw, group, dimension, level, n, and the differences of the same people from the base at the end.
    `failures`: scenario, replication, error. Weeks are every fourth, every half year and the last.

    `scenarios` are without the base; `labels` are of groups; `draws` is the number of parameter sets; `same_people`
    lists for each scenario the groups with the same people as in the base; `manifest` is that of the run folder.
    """

    base: str
    scenarios: tuple[str, ...]
    labels: dict[str, str]
    titles: dict[str, str]
    questions: dict[str, str]
    control: str | None
    draws: int
    same_people: dict[str, tuple[str, ...]]
    series: pd.DataFrame
    money: pd.DataFrame
    partners: pd.DataFrame
    coaches: pd.DataFrame
    subgroups: pd.DataFrame
    failures: pd.DataFrame
    manifest: dict

    @staticmethod
    def of(manifest: dict, pairs: ComparisonFrames) -> "Comparison":
        """Return the comparison of a manifest and its frames."""
        compared = manifest["compared"]
        labels: dict[str, str] = {}
        for row in compared:
            labels = row["labels"] | labels
        return Comparison(
            base=manifest["base"],
            scenarios=tuple(manifest["scenarios"][1:]),
            labels=labels,
            titles={row["scenario"]: row["title"] for row in compared},
            questions={row["scenario"]: row["question"] for row in compared},
            control=compared[0]["control"],
            draws=max(1, pairs.series["draw"].nunique()),
            same_people={name: tuple(groups) for name, groups in manifest["same_people"].items()},
            manifest=manifest,
            **{name: getattr(pairs, name) for name in ComparisonFrames.__slots__},
        )


def compare(
    base: Scenario,
    scenarios: Sequence[Scenario],
    *,
    replications: int = 200,
    seed: int = 1,
    executor: Executor | None = None,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
    precision: float | None = None,
    notes: Mapping | None = None,
) -> Comparison:
    """Run base and scenarios `replications` times on the same people with the same luck; return the frames.

    One process runs a replication of all scenarios: `executor`, else one of `workers` processes on this machine, else
    (1 worker) this process; the result is the same. `draws` are parameter sets that the replications take in turn, the
    same for every scenario: the plausible set by default, `POINT` for the values of the parameter table. With
    `precision`, replications stop when the half-width of the 95 % interval of every scenario's mean difference in
    `exit_work` at the end, among everyone, is at most `precision`. With `folder`, finished replications are saved
    immediately, and the same call continues an interrupted comparison. A failed run is a row of `failures`. `notes`
    are stored in the manifest.

    Raises ScenarioError if the scenarios do not have the same people, RunFolderError if the folder cannot be used,
    MechanismError for a mechanism that workers or the folder cannot use, TypeError or ValueError for other arguments
    that are refused.
    """
    check_scenarios("compare", scenarios)
    scenarios = tuple(scenarios)
    replications, seed, workers = checked_options("compare", [base, *scenarios], replications, seed, workers)
    if precision is not None and not real_number("precision", precision) > 0.0:
        raise ValueError(message("precision is above 0; got {precision:g}", precision=precision))
    compared = (base, *scenarios)
    check_mechanisms_of(compared, executor, workers, folder)
    draws = plausible_set.given_or_default(draws)
    check_compared(base, scenarios)
    paired = [same_people(base.design, scenario.design) for scenario in scenarios]
    manifest = comparison_manifest(
        compared,
        seed,
        replications,
        described(draws),
        precision,
        {scenario.name: [*names, EVERYONE] for scenario, names in zip(scenarios, paired, strict=True)},
    )
    manifest |= notes or {}
    store: InMemory | RunFolder
    if folder is None:
        store = InMemory(ComparisonStorage, is_sensitive(base.design))
    else:
        store = RunFolder.start(Path(folder), manifest, ComparisonStorage)
    job = PairedReplications(
        tuple(scenario.design for scenario in compared),
        seed,
        draws,
        ((), *paired),
        tuple(scenario.each_week for scenario in compared),
    )
    pairs = carry_out(
        job,
        _batches(store, replications, precision, len(draws.draws), base.name),
        store,
        design=base.design,
        people=base.design.people * len(compared),
        title=base.name,
        replications=replications,
        executor=executor,
        workers=workers,
        progress=progress,
    )
    return Comparison.of(plain_json(store.manifest if isinstance(store, RunFolder) else manifest), pairs)


def open_comparison(folder: str | Path) -> Comparison:
    """Return the comparison in a folder; raises RunFolderError when there is none."""
    return Comparison.of(*open_folder(Path(folder), "comparison", ComparisonStorage))


def _batches(
    store: InMemory | RunFolder, replications: int, precision: float | None, draws: int, base: str
) -> Iterator[range]:
    """Yield the numbers of replications to run, a batch at a time, until they are precise enough or all are run.

    Batches do not depend on the executor, so the number of replications does not either.
    """
    if precision is None:
        yield range(replications)
        return
    size = batch_size(draws)
    for first in range(0, replications, size):
        if first > 0:
            content = store.content()
            if content is not None:
                done = content.series
                widths = half_widths(done[done["replication"] < first], base)
                if len(widths) and (widths <= precision).all():
                    return
        yield range(first, min(first + size, replications))
