"""`vex.bottleneck`: where the referral network is full, and what more capacity there yields."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from results.bottleneck.bottleneck_figure import network_figure
from results.bottleneck.bottleneck_table import marginal_table, most_stuck, network_of
from results.bottleneck.bottleneck_wording import bottleneck_sentences, bottleneck_sheets
from results.drawing.atomic_files import write_atomically, write_csv, write_figure
from results.words.language import _
from scenarios import bottleneck as bottlenecks
from scenarios.bottleneck import Bottleneck
from scenarios.file.scenario import Scenario
from scenarios.parameter_sets.parameter_sets import Draws
from scenarios.run import check_scenarios
from scenarios.run_folder.manifest import manifest_of
from scenarios.run_folder.stored_tables import write_text
from simulation.arguments import flag, names_of

from ..folders import new_folder
from .shown import Shown, counted, failure_text

NODES_TRIED = 3
"""Number of the tightest nodes at which more capacity is tried by default, beside the coaches."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class BottleneckResult(Shown, Bottleneck):
    """The referral network of a scenario, and what more capacity yields.

    Tables: `bottleneck` (teams and partners), `flows`, `marginal` (yield of more capacity). Figure: `bottleneck`.
    """

    @staticmethod
    def from_bottleneck(watched: Bottleneck) -> "BottleneckResult":
        """Return a bottleneck as a result."""
        return BottleneckResult(**{column.name: getattr(watched, column.name) for column in fields(Bottleneck)})

    def sentences(self) -> list[str]:
        """Return the answer in sentences, in the language in use."""
        return bottleneck_sentences(self)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables `bottleneck`, `flows` and `marginal`."""
        nodes, flows, _most = network_of(self)
        return {"bottleneck": nodes, "flows": flows, "marginal": marginal_table(self)}

    def figures(self) -> dict[str, Callable[[], Figure]]:
        """Return the function that draws the network."""
        return {"bottleneck": partial(network_figure, self)}

    def heading(self) -> str:
        """Return the scenario and the number of replications."""
        return f"{self.scenario}, {counted(self.replications, 'replication')}{failure_text(self.failures)}"

    def overview(self) -> pd.DataFrame:
        """Return teams and partners as the command shows them: in use, waiting, wait, wanted and short a week."""
        sheet = bottleneck_sheets(self)[0]
        table = pd.DataFrame(sheet.rows, columns=list(sheet.columns))
        return table.drop(columns=_("Possible a week"))  # wanted minus short


def bottleneck(
    scenario: Scenario,
    *,
    more: Sequence[str] | None = None,
    replications: int = 50,
    seed: int = 1,
    workers: int = 1,
    progress: bool = True,
    folder: str | Path | None = None,
    draws: Draws | None = None,
) -> BottleneckResult:
    """Watch the referral network of a scenario, and run it again with more capacity at the tightest nodes.

    `more` names the partners or teams (`coach_team`, `manager_team`) at which more is tried; by default the coaches and
    the three tightest nodes, and none with an empty sequence. `draws` are parameter sets that the replications take in
    turn: the plausible set by default, `vex.POINT` for the values of the parameter table. With a new or empty
    `folder`, tables and figure are written as by the command `vex bottleneck`.

    Raises BottleneckError for an unknown node, a node without capacity, or where every replication failed; another
    VexError for a folder or workers that cannot be used.
    """
    check_scenarios("bottleneck", [scenario])
    progress = flag("progress", progress)
    more = None if more is None else tuple(dict.fromkeys(names_of("more", more, "a sequence of names")))
    for node in more or ():
        bottlenecks.size(scenario.design, node)
    with new_folder(folder) as path:
        watched = bottlenecks.watch(
            scenario, replications=replications, seed=seed, workers=workers, progress=progress, draws=draws
        )
        nodes = tightest(watched) if more is None else list(more)
        watched = bottlenecks.try_more(
            scenario, watched, nodes, replications=replications, workers=workers, progress=progress, draws=draws
        )
        result = BottleneckResult.from_bottleneck(watched)
        if path is not None:
            write_bottleneck(result, scenario, path, int(replications))
    return result


def tightest(watched: Bottleneck) -> list[str]:
    """Return the nodes at which more is tried by default: the coaches, if there are any, and the tightest nodes."""
    nodes = network_of(watched)[0]
    stuck = [node for node in most_stuck(nodes) if node != "coach_team"]
    coaches = ["coach_team"] if "coach_team" in set(nodes["node"]) else []
    return [*coaches, *stuck[:NODES_TRIED]]


def write_bottleneck(result: BottleneckResult, scenario: Scenario, folder: Path, replications: int) -> None:
    """Write tables, figure, stored values and manifest into an existing folder."""
    bottlenecks.save_bottleneck(
        Bottleneck(**{name.name: getattr(result, name.name) for name in fields(Bottleneck)}), folder
    )
    for name, table in result.tables().items():
        write_csv(folder / f"{name}.csv", table)
    figure = result.figure("bottleneck")
    write_atomically(folder / "bottleneck.svg", lambda part: figure.savefig(part, format="svg"))
    write_figure(folder / "bottleneck.png", figure)
    most = network_of(result)[2]
    manifest = manifest_of(scenario, result.seed, replications)
    manifest["replications"] |= {"finished": result.replications, "failed": len(result.failures)}
    manifest |= {
        "kind": "bottleneck",
        "draws": result.draws,
        "status": "finished",
        "maximum_flow": {"asked": most.asked, "possible": most.value, "begun": most.begun},
        "minimum_cut": list(most.limits),
    }
    write_text(folder / "manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
