"""The referral network as a flow: the maximum number of people a week who could begin with help, and its limits.

People a week flow from their needs (life domains), through their referrers (client managers, coaches, themselves), to
the partners and, by onward referral, from partner to partner. Capacities: of an edge, the people who were referred
along it; of a team, the referrals that its hours allow; of a partner, its admissions with all places in use, less
those of everyone else in town. The maximum flow is the largest number of people a week whose path can end with help
begun; a person with onward referrals counts once, at the last partner. The minimum cut shows the limits.

The flow is a bound on means. It leaves out urgency, giving up while waiting and chance from week to week; everyone else
in town arrives as in the run, and nobody goes to another partner than in the run.
"""

from dataclasses import dataclass

import networkx as nx
import pandas as pd

from scenarios.referral_flows import AT_START, HELP_STEPS, TEAM_NAMES, THEMSELVES

SOURCE, SINK = "needs", "helped"
PRECISION = 1_000_000
"""Capacities are integers, people in this number of weeks: with fractions a cut could depend on rounding."""


@dataclass(frozen=True, slots=True)
class MaximumFlow:
    """The maximum flow and the minimum cut of a network.

    `value`: the maximum flow, people a week. `asked`: people a week who look for help or are referred. `begun`: people
    a week who began with help in the run. `limits`: teams and partners in the minimum cut. `through`: the flow through
    every team and partner.
    """

    value: float
    asked: float
    begun: float
    limits: tuple[str, ...]
    through: dict[str, float]


def mean_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the means over replications: origin, partner, need and the steps of help (`HELP_STEPS`), people a week."""
    replications = max(1, flows["replication"].nunique())
    return (
        flows.groupby(["origin", "partner", "need"], sort=False)[list(HELP_STEPS)].sum().div(replications).reset_index()
    )


def mean_nodes(nodes: pd.DataFrame) -> pd.DataFrame:
    """Return a row a team and partner of the scenario without added places, means over replications.

    Columns: those of `referral_flows.NODE_COLUMNS` without replication.
    """
    rows = nodes[nodes["more_at"] == ""].drop(columns=["more_at", "more", "replication"])
    return rows.groupby(["node", "kind"], sort=False, dropna=False).mean().reset_index()


def capacities(nodes: pd.DataFrame, flows: pd.DataFrame) -> pd.DataFrame:
    """Return `nodes` (as of `mean_nodes`) with demand and capacity, in simulated people a week.

    New columns: `wanted` (people who joined the line of a partner, or whom a team would have referred with all due
    conversations held); `begun` (people who got a place, or were referred by the team); `possible` (the capacity with
    all places or hours in use); `short` (wanted less possible, at least 0); `utilisation` (share of the places or
    hours in use); `ended_well` (share of the ended services that ended well; dropouts count as ended).
    """
    rows = nodes.set_index("node")
    at, by = flows.groupby("partner")[list(HELP_STEPS)].sum(), flows.groupby("origin")["joined"].sum()
    rows["utilisation"] = (rows["in_use"] / rows["places"]).where(rows["places"] > 0)
    teams = rows["kind"] == "team"
    joined = pd.concat([by.reindex(rows.index[teams]), at["joined"].reindex(rows.index[~teams])]).fillna(0.0)
    begun = at["begun"].reindex(rows.index).fillna(0.0)
    rows["wanted"] = joined.where(~teams, joined * _excess(rows["asked"], rows["let_in"]))
    rows["begun"] = begun.where(~teams, joined)
    everyone = (rows["let_in"] / rows["utilisation"]).clip(upper=rows["most"].fillna(float("inf")))
    elsewhere = (rows["let_in"] - begun).clip(lower=0.0)
    rows["possible"] = (everyone - elsewhere).where(~teams, joined / rows["utilisation"]).clip(lower=0.0).fillna(0.0)
    rows["short"] = (rows["wanted"] - rows["possible"]).clip(lower=0.0)
    ends = at[["succeeded", "failed", "dropped_out"]].sum(axis=1)
    rows["ended_well"] = (at["succeeded"] / ends).reindex(rows.index)
    return rows.reset_index()


def flow_graph(nodes: pd.DataFrame, flows: pd.DataFrame) -> nx.DiGraph:
    """Return the network with integer capacities, people in `PRECISION` weeks; an edge without capacity has no limit.

    `nodes` as of `capacities`, `flows` as of `mean_flows`. Teams and partners are two nodes, (name, "in") and (name,
    "out"), with their own capacity between them.
    """
    rows, graph = nodes.set_index("node"), nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    flows = flows[(flows["origin"] != AT_START) & (flows["joined"] > 0.0)]
    teams = [name for name in TEAM_NAMES if name in rows.index]
    first_referral = flows["origin"].isin((*teams, THEMSELVES))
    excess = _excess(rows["wanted"], rows["begun"])[teams]
    demand = flows["joined"] * flows["origin"].map(excess).fillna(1.0)
    for need, people in demand[first_referral].groupby(flows["need"]):
        graph.add_edge(SOURCE, need, capacity=_whole(people.sum()))
    for (need, origin), people in demand[first_referral].groupby([flows["need"], flows["origin"]]):
        graph.add_edge(need, (origin, "in"), capacity=_whole(people.sum()))
    graph.add_edge((THEMSELVES, "in"), (THEMSELVES, "out"))
    for name in rows.index:
        graph.add_edge((name, "in"), (name, "out"), capacity=_whole(rows.at[name, "possible"]))
    for (origin, partner), people in demand.groupby([flows["origin"], flows["partner"]]):
        graph.add_edge((origin, "out"), (partner, "in"), capacity=_whole(people.sum()))
    sent_on = flows[~first_referral].groupby("origin")["joined"].sum()
    for name in rows.index[rows["kind"] == "partner"]:
        stays = rows.at[name, "possible"] - sent_on.get(name, 0.0)
        graph.add_edge((name, "out"), SINK, capacity=_whole(max(0.0, stays)))
    return graph


def maximum_flow(nodes: pd.DataFrame, flows: pd.DataFrame) -> MaximumFlow:
    """Return the maximum flow of the network and its minimum cut; arguments as of `flow_graph`."""
    graph = flow_graph(nodes, flows)
    value, along = nx.maximum_flow(graph, SOURCE, SINK)
    # Of several minimum cuts the cut nearest to the source holds no node that is just wide enough. networkx gives the
    # cut nearest to the sink, so it is asked for the cut of the reversed network.
    _, (_, upstream) = nx.minimum_cut(graph.reverse(), SINK, SOURCE)
    names = list(nodes["node"])
    flows = flows[flows["origin"] != AT_START]
    first_referral = flows["origin"].isin((*TEAM_NAMES, THEMSELVES))
    return MaximumFlow(
        value=value / PRECISION,
        asked=sum(graph[SOURCE][need]["capacity"] for need in graph[SOURCE]) / PRECISION,
        begun=float(nodes.loc[nodes["kind"] == "partner", "begun"].sum() - flows.loc[~first_referral, "joined"].sum()),
        limits=tuple(name for name in names if _is_cut(graph, name, upstream)),
        through={name: along[(name, "in")][(name, "out")] / PRECISION for name in names},
    )


def _is_cut(graph: nx.DiGraph, name: str, upstream: set) -> bool:
    """Return whether the cut goes through a team or partner, or through the edge from a partner to the sink."""
    entry, exit_ = (name, "in"), (name, "out")
    return (entry in upstream) != (exit_ in upstream) or (exit_ in upstream and graph.has_edge(exit_, SINK))


def _excess(asked: pd.Series, given: pd.Series) -> pd.Series:
    """Return asked ÷ given, at least 1; 1 where nothing was given."""
    return (asked / given).where(given > 0.0).clip(lower=1.0).fillna(1.0)


def _whole(people: float) -> int:
    return round(people * PRECISION)
