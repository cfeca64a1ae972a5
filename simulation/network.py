"""The networks of the world as networkx graphs: referrals, and the problem web.

The referral network leads from the teams to the partners and from partner to partner. The tables of the rules come from
the same descriptions; the graph of a model adds its present state: familiarity, waits, and the people who went along
each edge.
"""

import networkx as nx
import numpy as np

from .courses import COURSES
from .errors import VexError
from .people import DOMAINS, empty_records

ONWARD_RECORD = np.dtype([("chance", "f8"), ("warm", "f8"), ("referrals", "i8")])
"""An edge between partners: chance of being sent on, share with a warm handover, people sent on so far."""


def onward_edges(specs) -> np.recarray:
    """Return the edges from partner to partner, shape (partners, partners).

    Raises VexError if a partner refers to one that does not exist.
    """
    numbers = {spec.name: number for number, spec in enumerate(specs)}
    edges = empty_records(ONWARD_RECORD, (len(specs), len(specs)))
    for spec in specs:
        for other, (share, warm_share) in spec.refers_to.items():
            if other not in numbers:
                raise VexError(f"{spec.name} refers to {other!r}, which is no partner")
            edges[numbers[spec.name], numbers[other]] = (share, warm_share, 0)
    return edges


def problem_web(parameters) -> nx.DiGraph:
    """Return the web of problems: an edge says how strongly one domain worsens another (log hazard at level 4)."""
    web = nx.DiGraph()
    web.add_nodes_from(DOMAINS)
    p = parameters[0]
    for j, cause in enumerate(DOMAINS):
        for k, effect in enumerate(DOMAINS):
            if p.web[j, k] > 0.0:
                web.add_edge(cause, effect, weight=float(p.web[j, k] * p.web_scale))
    return web


def peer_graph(model) -> nx.Graph:
    """Return the graph of present acquaintances.

    Nodes: ids of people who have an acquaintance, with `row` and `group`. Edges: `week` in which they got acquainted,
    and `where`, the name of a course or "participants_meeting".
    """
    people, places = model.people, (*(spec.name for spec in COURSES), "participants_meeting")
    groups = [group.name for group in model.design.groups]
    graph = nx.Graph()
    for tie in model.world.ties:
        if model.week > tie.until:
            continue
        for row in (tie.first, tie.second):
            graph.add_node(int(people[row].id), row=int(row), group=groups[people[row].group])
        graph.add_edge(
            int(people[tie.first].id), int(people[tie.second].id), week=int(tie.week), where=places[tie["where"]]
        )
    return graph


def referral_network(model) -> nx.DiGraph:
    """Return the referral network of a model in its present state.

    Nodes: `manager_team`, `coach_team`, `self` (people themselves) and the partners, with places, waiting,
    in_service and wait_weeks. Edges: `referrals` so far; from a team `familiarity` (mean over its coaches) and
    `domains`; between partners `chance` and `warm`.
    """
    world, specs = model.world, model.design.partners
    graph = nx.DiGraph()
    for number, spec in enumerate(specs):
        partner = world.partners[number]
        graph.add_node(
            spec.name, kind="partner", title=spec.title, places=int(partner.places), waiting=int(partner.waiting),
            in_service=int(partner.in_service), wait_weeks=float(partner.wait_weeks),
        )  # fmt: skip
    for team, name in enumerate(("manager_team", "coach_team")):
        members = world.coaches.team == team
        if not members.any():
            continue
        graph.add_node(name, kind="team")
        known = world.familiarity[members].mean(axis=0)
        for number, spec in enumerate(specs):
            graph.add_edge(
                name, spec.name, familiarity=float(known[number]), referrals=int(world.partners[number].referred[team]),
                domains=tuple(spec.serves) + (("activation",) if spec.activation else ()),
            )  # fmt: skip
    graph.add_node("self", kind="people")
    for number, spec in enumerate(specs):
        if spec.known_in_town > 0.0 and spec.serves:
            graph.add_edge("self", spec.name, referrals=int(world.partners[number].self_referred))
        for other, (chance, warm) in spec.refers_to.items():
            there = model.design.partner_number(other)
            graph.add_edge(
                spec.name, other, chance=chance, warm=warm, referrals=int(world.onward[number, there].referrals)
            )
    return graph
