"""Bottlenecks of the referral network: a scenario watched many times, and run again with more capacity at one node.

The runs with more capacity have the same people with the same luck. All values are kept in plain tables, so that a
report can write and draw them later in either language without running the model.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import cast

import pandas as pd

from simulation.design import Design
from simulation.errors import VexError
from simulation.messages import N_, argument, message
from simulation.partners import TOWN_RECIPIENTS
from simulation.population import require_synthetic
from simulation.start import TEAM_NAMES

from .file.mechanism import check_without_mechanism
from .file.scenario import Scenario
from .parameter_sets import plausible_set
from .parameter_sets.parameter_sets import POINT, Draws, described, draw_of, drawn
from .referral_flows import ReferralFlows, run_flows
from .run import checked_options, prepared
from .run_folder.store import RunFolderError, write_table, write_text
from .trial import Simulate, Trials, map_trials
from .work.interrupts import Interrupts

MANAGER_TEAM, COACH_TEAM = TEAM_NAMES
LARGER = 0.25
"""The larger step, as a share of places or hours: one place alone may have no visible effect."""
BOTTLENECK_TABLES = ("nodes", "flows", "outcomes", "failures")
TABLE_FILE = "bottleneck-{}.parquet"
FACTS = "bottleneck.json"


class BottleneckError(VexError):
    """A question on bottlenecks that has no answer; the message gives the reason and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """The referral network of a scenario, watched.

    `nodes`: replication, more_at, more, node, …: teams and partners (`referral_flows.NODE_COLUMNS`); `flows`: people a
    week from each origin to each partner in the scenario as it is; `outcomes`: replication, more_at, more, group, n,
    helped, …. In `nodes` and `outcomes` `more_at` names the team or partner that got `more` places or fte, and is empty
    for the scenario as it is. `place_week` is the cost of a place, in euros a week; `draws` are the sets of parameter
    values (name, sha256, count; replication r has set r modulo count), None for those of the table.
    """

    scenario: str
    title: str
    labels: Mapping[str, str]
    titles: Mapping[str, str]
    place_week: Mapping[str, float]
    town: int
    people: int
    weeks: int
    seed: int
    replications: int
    nodes: pd.DataFrame
    flows: pd.DataFrame
    outcomes: pd.DataFrame
    failures: pd.DataFrame = field(default_factory=pd.DataFrame)
    draws: Mapping | None = None


def size(design: Design, node: str) -> float:
    """Return the places of a partner, or the fte of a team on average over the run; raises BottleneckError."""
    if node == COACH_TEAM:
        weeks = [min(post.leaves, design.weeks) - min(post.arrives, design.weeks) for post in design.posts]
        fte = sum(post.fte * there for post, there in zip(design.posts, weeks, strict=True)) / design.weeks
        if not fte:
            raise BottleneckError(
                message("{scenario} has no coaches, so there cannot be more of them", scenario=design.name)
            )
        return fte
    if node == MANAGER_TEAM:
        return design.town / (design.manager_team.get("caseload") or 120.0)
    try:
        spec = design.partners[design.partner_number(node)]
    except VexError as error:
        names = ", ".join((*TEAM_NAMES, *(partner.name for partner in design.partners)))
        raise BottleneckError(
            message("{node!r} is no team or partner; there are {names}", node=node, names=names)
        ) from error
    places = spec.places * design.town / TOWN_RECIPIENTS
    if not places:
        raise BottleneckError(
            message(
                "{node} has no places in {scenario}, so there is nothing to add to", node=node, scenario=design.name
            )
        )
    return places


def with_more(design: Design, node: str, amount: float) -> Design:
    """Return the design with `amount` more places at a partner, or more fte in a team, from week 0 on.

    More fte are spread over the coaches of the team: everybody keeps the same coach. Dated changes rise
    accordingly. Raises BottleneckError if the partner or team has no places or hours.
    """
    share = amount / size(design, node)
    if amount == 0:
        return design
    if node == COACH_TEAM:
        return replace(design, posts=tuple(replace(post, fte=post.fte * (1.0 + share)) for post in design.posts))
    if node == MANAGER_TEAM:
        scope, lever, target, usual = "team", "hours_per_fte", "manager_team", 7.0

        def more(value: float) -> float:
            return value * (1.0 + share)

        levers = dict(design.manager_team)
        design = replace(design, manager_team=levers | {lever: more(levers.get(lever, usual))})
    else:
        scope, lever, target = "partners", "places_factor", node

        def more(value: float) -> float:
            return value + share

        levers = dict(design.partner_levers.get(node, {}))
        own = {node: levers | {lever: more(levers.get(lever, 1.0))}}
        design = replace(design, partner_levers=dict(design.partner_levers) | own)
    changes = tuple(
        replace(change, value=more(cast(float, change.value)))
        if (change.scope, change.lever, change.target) == (scope, lever, target)
        else change
        for change in design.changes
    )
    return replace(design, changes=changes)


def steps_of(design: Design, node: str) -> tuple[float, ...]:
    """Return the steps to try at a team or partner: one place or fte, and a quarter if that is larger."""
    larger = float(round(LARGER * size(design, node)))
    return (1.0, larger) if larger > 1.0 else (1.0,)


def as_it_is(design: Design, seed: int, replication: int, draws: Draws = POINT) -> dict[str, pd.DataFrame]:
    """Return the tables of one replication of the scenario as it is, with its set of `draws`."""
    seen = _watched(design, seed, replication, draws)
    return {
        "nodes": _labelled(seen.node_table(), "", 0.0),
        "flows": seen.flow_table(),
        "outcomes": _labelled(seen.outcome_table(), "", 0.0),
    }


def _watched(design: Design, seed: int, replication: int, draws: Draws) -> ReferralFlows:
    number = draw_of(draws, replication)
    design = drawn(design, draws, number)
    return run_flows(design, seed, replication, draws.equilibrium(number, design))


def with_each(
    more: tuple[tuple[str, float], ...], design: Design, seed: int, replication: int, draws: Draws = POINT
) -> dict[str, pd.DataFrame]:
    """Return the tables of one replication run again with each of `more`, pairs of a node and an amount."""
    nodes, outcomes = [], []
    for node, amount in more:
        seen = _watched(with_more(design, node, amount), seed, replication, draws)
        there = seen.node_table()
        nodes.append(_labelled(there[there["node"] == node], node, amount))
        outcomes.append(_labelled(seen.outcome_table(), node, amount))
    return {"nodes": pd.concat(nodes, ignore_index=True), "outcomes": pd.concat(outcomes, ignore_index=True)}


def _labelled(frame: pd.DataFrame, node: str, amount: float) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(1, "more_at", node)
    frame.insert(2, "more", float(amount))
    return frame


def unchanged(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables of a run unchanged: they are small."""
    return tables


def watch(
    scenario: Scenario,
    *,
    replications: int = 50,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    draws: Draws | None = None,
) -> Bottleneck:
    """Run the scenario `replications` times and return its `Bottleneck`, without any capacity added.

    The replications take the parameter sets `draws` in turn: the plausible set by default, `POINT` for the values of
    the parameter table. Raises BottleneckError when every replication failed, MechanismError for a scenario with a
    mechanism, KeyboardInterrupt after Ctrl-C.
    """
    replications, seed, workers = checked_options("bottleneck", [scenario], replications, seed, workers)
    check_without_mechanism("bottleneck", [scenario])
    draws = plausible_set.given_or_default(draws)
    design = scenario.design
    require_synthetic(design, N_("the flows of the referral network"))
    with Interrupts() as interrupts:
        preparation_error = prepared(design, interrupts)
    if preparation_error:
        raise BottleneckError(
            message("{scenario} cannot be run: {hindrance}", scenario=design.name, hindrance=preparation_error)
        ) from preparation_error
    ran = _run(scenario, partial(as_it_is, draws=draws), replications, seed, workers, progress)
    return Bottleneck(
        scenario=scenario.name,
        title=scenario.title,
        labels=scenario.labels,
        titles={spec.name: spec.title for spec in design.partners},
        place_week={spec.name: spec.cost_week for spec in design.partners},
        town=design.town,
        people=design.people,
        weeks=design.weeks,
        seed=seed,
        replications=ran.finished,
        failures=ran.failures,
        draws=described(draws),
        **ran.tables,
    )


def try_more(
    scenario: Scenario,
    bottleneck: Bottleneck,
    nodes: list[str],
    *,
    replications: int,
    workers: int = 1,
    progress: bool = True,
    draws: Draws | None = None,
) -> Bottleneck:
    """Run the scenario again with more at each of `nodes`, on the same people with the same luck.

    `draws` are those with which it was watched; raises ValueError for others, BottleneckError for a node without
    capacity.
    """
    draws = plausible_set.given_or_default(draws)
    if described(draws) != bottleneck.draws:
        raise ValueError(message("more is tried with the parameter sets with which the scenario was watched"))
    more = tuple((node, amount) for node in nodes for amount in steps_of(scenario.design, node))
    if not more:
        return bottleneck
    ran = _run(scenario, partial(with_each, more, draws=draws), replications, bottleneck.seed, workers, progress)
    both = {name: pd.concat([getattr(bottleneck, name), ran.tables[name]], ignore_index=True) for name in ran.tables}
    failures = pd.concat([bottleneck.failures, ran.failures], ignore_index=True)
    return replace(bottleneck, **both, failures=failures if len(failures) else bottleneck.failures)


def _run(
    scenario: Scenario, simulate: Simulate, replications: int, seed: int, workers: int, progress: bool
) -> Trials:
    ran = map_trials(
        scenario, unchanged, replications=replications, seed=seed, workers=workers, progress=progress, simulate=simulate
    )
    if ran.interrupted:
        raise KeyboardInterrupt
    if not ran.finished:
        first = ran.failures["error"].iloc[0]
        raise BottleneckError(
            message("every replication of {scenario} failed, the first: {first}", scenario=scenario.name, first=first)
        )
    return ran


def save_bottleneck(bottleneck: Bottleneck, folder: Path) -> None:
    """Write a bottleneck into an existing folder, in tables without words of any language."""
    names = [column.name for column in fields(bottleneck) if column.name not in BOTTLENECK_TABLES]
    facts = {name: getattr(bottleneck, name) for name in names}
    for name in BOTTLENECK_TABLES:
        write_table(getattr(bottleneck, name), folder / TABLE_FILE.format(name))
    write_text(folder / FACTS, json.dumps(facts, indent=2, ensure_ascii=False, default=dict) + "\n")


def open_bottleneck(folder: str | Path) -> Bottleneck:
    """Return what `save_bottleneck` wrote; raises RunFolderError when it is not there or cannot be read."""
    path = Path(folder)
    try:
        facts = json.loads((path / FACTS).read_text(encoding="utf-8"))
        tables = {name: pd.read_parquet(path / TABLE_FILE.format(name)) for name in BOTTLENECK_TABLES}
        return Bottleneck(**facts, **tables)
    except (OSError, ValueError, TypeError) as error:
        raise RunFolderError(
            message(
                "{path} holds no readable bottleneck; make it with {call}",
                path=path,
                call=argument("vex.bottleneck(scenario, folder=…)", "vex bottleneck --out"),
            )
        ) from error
