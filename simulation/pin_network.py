"""Network of acquaintances for the VertrouwensPin: residents, professionals and employers.

Residents are the simulated recipients, professionals the coaches and client managers and the staff of partners,
employers are places to work. Each kind forms a small world (Watts and Strogatz 1998): a ring of acquainted neighbours
with some distant ties; residents are ordered by neighbourhood. Between the kinds, a resident knows the contact person,
a member of staff at each serving partner and the employer; an employer knows a professional. The network is built on
the day of the first pins, from the people present on that day.
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.sparse import coo_array

from .luck import COACH, PARTNER, TOWN, uniforms
from .luck import PERSON as PERSON_KIND
from .people import IN_SERVICE, LIVING_IN_TOWN, NEVER, PERMANENT, TEMPORARY, empty_records

RESIDENT, PROFESSIONAL, EMPLOYER = range(3)
PIN_KINDS = ("resident", "professional", "employer")
MOST_STAFF = 10_000

NODE = np.dtype(
    [
        ("kind", "i8"),
        ("row", "i8"),
        ("partner", "i8"),
        ("luck_kind", "i8"),
        ("identity", "i8"),
        ("since", "i8"),
        ("giver", "i8"),
        ("passed_on", "u1"),
    ],
    align=True,
)
"""One record a node: `row` within its table (people; coaches; staff of the partner; employers); `partner` of staff,
else -1; the address of its luck; week of the pin (`since`), else NEVER; node of the giver, -1 for a first pin; whether
the second pin was passed on."""


@dataclass(frozen=True, slots=True)
class PinNetwork:
    """Nodes, and the acquaintances of node n: `known[first[n]:first[n + 1]]`."""

    nodes: np.recarray
    first: np.ndarray
    known: np.ndarray

    def acquaintances(self, node: int) -> np.ndarray:
        """Return the acquaintances of a node, in rising order."""
        return self.known[self.first[node] : self.first[node + 1]]


def pin_network(model) -> PinNetwork:
    """Return the network of today, without any pins."""
    p = model.parameters[0]
    staff = np.maximum(1, np.round(model.partners.places / p.pin_places_staff)).astype(int)
    staff = np.minimum(staff, MOST_STAFF)
    employers = round(model.design.people * p.pin_employers_per_thousand / 1000.0)
    present = np.flatnonzero(np.isin(model.people["status"], LIVING_IN_TOWN))
    nodes = _nodes(model, present, staff, employers)
    number = np.arange(len(nodes))
    edges = [
        _small_world(number[nodes.kind == kind], nodes, p, model) for kind in (RESIDENT, PROFESSIONAL, EMPLOYER)
    ]
    edges += [*_ties_of_residents(model, present, staff, employers), _ties_of_employers(model, nodes)]
    pairs = np.concatenate(edges)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    both = np.concatenate([pairs, pairs[:, ::-1]])
    table = coo_array((np.ones(len(both), dtype=np.int8), (both[:, 0], both[:, 1])), shape=(len(nodes),) * 2).tocsr()
    table.sort_indices()
    return PinNetwork(nodes, table.indptr, table.indices)


def _nodes(model, present: np.ndarray, staff: np.ndarray, employers: int) -> np.recarray:
    people, coaches = model.people, model.coaches
    nodes = empty_records(NODE, len(present) + len(coaches) + int(staff.sum()) + employers)
    nodes.partner, nodes.since, nodes.giver = -1, NEVER, -1
    at_partner = np.repeat(np.arange(len(staff)), staff)
    staff_number = np.arange(len(at_partner)) - (np.cumsum(staff) - staff)[at_partner]
    numbers = model.partners["luck_number"]
    first = 0
    for kind, luck_kind, row, identity, partner in (
        (RESIDENT, PERSON_KIND, present, people.id[present], -1),
        (PROFESSIONAL, COACH, np.arange(len(coaches)), coaches.id, -1),
        (PROFESSIONAL, PARTNER, staff_number, numbers[at_partner] * MOST_STAFF + staff_number, at_partner),
        (EMPLOYER, TOWN, np.arange(employers), np.arange(employers), -1),
    ):
        part = nodes[first : first + len(row)]
        part["kind"], part["luck_kind"], part["row"] = kind, luck_kind, row
        part["identity"], part["partner"] = identity, partner
        first += len(row)
    return nodes


def node_luck(luck, decision: str, nodes, columns: int, week: int) -> np.ndarray:
    """Return uniforms, shape (len(nodes), columns), at the addresses of the nodes."""
    table = np.empty((len(nodes), columns))
    for kind in np.unique(nodes.luck_kind):
        these = nodes.luck_kind == kind
        table[these] = uniforms(luck, decision, int(kind), nodes.identity[these], columns, week)
    return table


def _small_world(numbers, nodes, p, model) -> np.ndarray:
    half = int(p.pin_acquaintances) // 2
    u = node_luck(model.luck, "pin_network", nodes[numbers], 1 + 2 * half, 0)
    neighbourhood = np.zeros(len(numbers))
    if len(numbers) and nodes.kind[numbers[0]] == RESIDENT:
        neighbourhood = model.people.neighbourhood[nodes.row[numbers]]
    order = np.lexsort((u[:, 0], neighbourhood))
    ring, u = numbers[order], u[order]
    edges = [np.empty((0, 2), dtype=np.int64)]
    for step in range(1, half + 1):
        far = u[:, 2 * step - 1] < p.pin_far
        anywhere = ring[(u[:, 2 * step] * len(ring)).astype(int)]
        edges.append(np.column_stack([ring, np.where(far, anywhere, np.roll(ring, -step))]))
    return np.concatenate(edges)


def _ties_of_residents(model, present: np.ndarray, staff: np.ndarray, employers: int) -> list[np.ndarray]:
    people = model.people[present]
    coaches = len(people)
    first_staff = coaches + len(model.coaches) + np.cumsum(staff) - staff
    first_employer = coaches + len(model.coaches) + int(staff.sum())
    ties = [np.column_stack([np.arange(len(people)), coaches + people.coach])]
    u = uniforms(model.luck, "pin_network", PERSON_KIND, people.id, 12, 1)
    rows, slots = np.nonzero(people.help == IN_SERVICE)
    partner = people.partner[rows, slots]
    ties.append(np.column_stack([rows, first_staff[partner] + (u[rows, slots] * staff[partner]).astype(int)]))
    working = np.flatnonzero((people.contract == TEMPORARY) | (people.contract == PERMANENT))
    if employers:
        ties.append(np.column_stack([working, first_employer + (u[working, 10] * employers).astype(int)]))
    return ties


def _ties_of_employers(model, nodes) -> np.ndarray:
    employers, professionals = np.flatnonzero(nodes.kind == EMPLOYER), np.flatnonzero(nodes.kind == PROFESSIONAL)
    u = node_luck(model.luck, "pin_network", nodes[employers], 1, 1)[:, 0]
    return np.column_stack([employers, professionals[(u * len(professionals)).astype(int)]])


def pin_graph(model) -> nx.Graph:
    """Return the graph of acquaintances and holders of a pin; empty before the first pins.

    Nodes: `kind`, `holder`, `since` (week, or None) and `giver` (node, or None).
    """
    graph = nx.Graph()
    if model.pins is None:
        return graph
    network = model.pins
    names = [_name(model, node) for node in network.nodes]
    for name, node in zip(names, network.nodes, strict=True):
        holder = bool(node.since != NEVER)
        graph.add_node(
            name, kind=PIN_KINDS[node.kind], holder=holder, since=int(node.since) if holder else None,
            giver=names[node.giver] if node.giver >= 0 else None,
        )  # fmt: skip
    for number, name in enumerate(names):
        graph.add_edges_from((name, names[other]) for other in network.acquaintances(number) if other > number)
    return graph


def _name(model, node) -> str:
    if node.kind == RESIDENT:
        return f"resident {node.row + 1}"
    if node.kind == EMPLOYER:
        return f"employer {node.row + 1}"
    if node.partner < 0:
        return model.coach_names[node.row]
    return f"{model.design.partners[node.partner].name} {node.row + 1}"
