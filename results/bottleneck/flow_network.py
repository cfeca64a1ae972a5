"""The referral network as a flow: how many people a week could begin with help at most, and what limits that.

People a week flow from the life domains they need help in, through who brings them (client managers, coaches,
themselves), to the partners and, sent on, from partner to partner. Along each edge flow at most as many as were
brought there; through a team, as many as its hours allow; through a partner, as many as it lets in with all places in
use, less those of everyone else in town whom it lets in. The maximum flow is the most people a week whose way can end
with help begun; who is sent on counts once, at the last partner. The minimum cut is what limits it.

It is a bound on means: no urgency, no giving up while waiting, no chance from week to week, everyone else in town
as they came, and nobody goes to another partner than they did.
"""

from dataclasses import dataclass

import networkx as nx
import pandas as pd

from scenarios.referral_flows import AT_START, STEPS, TEAM_NAMES, THEMSELVES

SOURCE, SINK = "needs", "helped"
PRECISION = 1_000_000
"""Flows are whole numbers in the algorithm, of people in so many weeks: with fractions a cut may depend on rounding."""


@dataclass(frozen=True, slots=True)
class MaximumFlow:
    """`value`: people a week; `asked`: people a week who look for help or are sent; `begun`: whose way ended so.

    `limits` names the teams and partners in the minimum cut; `through` is the flow through each of them.
    """

    value: float
    asked: float
    begun: float
    limits: tuple[str, ...]
    through: dict[str, float]


def mean_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """Return origin, partner, need and the steps in people a week, means over replications."""
    replications = max(1, flows["replication"].nunique())
    return flows.groupby(["origin", "partner", "need"], sort=False)[list(STEPS)].sum().div(replications).reset_index()


def mean_nodes(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return a row a team and partner of the scenario as it is, means over replications."""
    rows = nodes[nodes["more_at"] == ""].drop(columns=["more_at", "more", "replication"])
    return rows.groupby(["node", "kind"], sort=False, dropna=False).mean().reset_index()


def capacities(nodes: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Return `nodes` (as of `mean_nodes`) with what could pass and what wanted to, in simulated people a week.

    `wanted`: who joined the line, or whom a team would have brought had it held all conversations that were due;
    `begun`: who got a place, or was brought by the team; `possible`: what could begin with all places or hours in use;
    `short`: wanted and not possible. `utilisation` is places or hours in use. `ended_well` is the share of the
    services that came to an end there that ended well, left early included.
    """
    rows = nodes.set_index("node")
    at, by = flows.groupby("partner")[list(STEPS)].sum(), flows.groupby("origin")["joined"].sum()
    rows["utilisation"] = (rows["in_use"] / rows["places"]).where(rows["places"] > 0)
    teams = rows["kind"] == "team"
    joined = pd.concat([by.reindex(rows.index[teams]), at["joined"].reindex(rows.index[~teams])]).fillna(0.0)
    begun = at["begun"].reindex(rows.index).fillna(0.0)
    rows["wanted"] = joined.where(~teams, joined * _ratio(rows["asked"], rows["let_in"]))
    rows["begun"] = begun.where(~teams, joined)
    everyone = (rows["let_in"] / rows["utilisation"]).clip(upper=rows["most"].fillna(float("inf")))
    elsewhere = (rows["let_in"] - begun).clip(lower=0.0)
    rows["possible"] = (everyone - elsewhere).where(~teams, joined / rows["utilisation"]).clip(lower=0.0).fillna(0.0)
    rows["short"] = (rows["wanted"] - rows["possible"]).clip(lower=0.0)
    ends = at[["succeeded", "failed", "dropped_out"]].sum(axis=1)
    rows["ended_well"] = (at["succeeded"] / ends).reindex(rows.index)
    return rows.reset_index()


def flow_graph(nodes: pd.DataFrame, flows: pd.DataFrame) -> nx.DiGraph:
    """Return the network with whole capacities, people in `PRECISION` weeks; an edge without one has no limit.

    `nodes` as of `capacities`, `flows` as of `mean_flows`. Teams and partners are two nodes, (name, "in") and (name,
    "out"), with their own capacity between them.
    """
    rows, graph = nodes.set_index("node"), nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    flows = flows[(flows["origin"] != AT_START) & (flows["joined"] > 0.0)]
    teams = [name for name in TEAM_NAMES if name in rows.index]
    outside = flows["origin"].isin((*teams, THEMSELVES))
    extra = {team: _ratio(rows.at[team, "wanted"], rows.at[team, "begun"]) for team in teams}
    demand = flows["joined"] * flows["origin"].map(extra).fillna(1.0)
    for need, people in demand[outside].groupby(flows["need"]):
        graph.add_edge(SOURCE, need, capacity=_whole(people.sum()))
    for (need, origin), people in demand[outside].groupby([flows["need"], flows["origin"]]):
        graph.add_edge(need, (origin, "in"), capacity=_whole(people.sum()))
    graph.add_edge((THEMSELVES, "in"), (THEMSELVES, "out"))
    for name in rows.index:
        graph.add_edge((name, "in"), (name, "out"), capacity=_whole(rows.at[name, "possible"]))
    for (origin, partner), people in demand.groupby([flows["origin"], flows["partner"]]):
        graph.add_edge((origin, "out"), (partner, "in"), capacity=_whole(people.sum()))
    sent_on = flows[~outside].groupby("origin")["joined"].sum()
    for name in rows.index[rows["kind"] == "partner"]:
        stays = rows.at[name, "possible"] - sent_on.get(name, 0.0)
        graph.add_edge((name, "out"), SINK, capacity=_whole(max(0.0, stays)))
    return graph


def maximum_flow(nodes: pd.DataFrame, flows: pd.DataFrame) -> MaximumFlow:
    """Return the maximum flow of the network and its minimum cut; arguments as of `flow_graph`."""
    graph = flow_graph(nodes, flows)
    value, along = nx.maximum_flow(graph, SOURCE, SINK)
    # Of several minimum cuts the one nearest to the source has no node that is just wide enough. networkx gives the
    # one nearest to the sink: of the network turned round, that is the one wanted.
    _, (_, upstream) = nx.minimum_cut(graph.reverse(), SINK, SOURCE)
    names = list(nodes["node"])
    flows = flows[flows["origin"] != AT_START]
    outside = flows["origin"].isin((*TEAM_NAMES, THEMSELVES))
    return MaximumFlow(
        value=value / PRECISION,
        asked=sum(graph[SOURCE][need]["capacity"] for need in graph[SOURCE]) / PRECISION,
        begun=float(nodes.loc[nodes["kind"] == "partner", "begun"].sum() - flows.loc[~outside, "joined"].sum()),
        limits=tuple(name for name in names if _is_cut(graph, name, upstream)),
        through={name: along[(name, "in")][(name, "out")] / PRECISION for name in names},
    )


def _is_cut(graph: nx.DiGraph, name: str, upstream: set) -> bool:
    """Return whether the cut goes through a team or partner: through itself, or its share whose way ends there."""
    inside, outside = (name, "in"), (name, "out")
    return (inside in upstream) != (outside in upstream) or (outside in upstream and graph.has_edge(outside, SINK))


def _ratio(more, than):
    """Return more ÷ than, at least 1; 1 where there is nothing to compare."""
    if isinstance(more, pd.Series):
        return (more / than).where(than > 0.0).clip(lower=1.0).fillna(1.0)
    return max(1.0, more / than) if than > 0.0 else 1.0


def _whole(people: float) -> int:
    return round(people * PRECISION)
