"""VertrouwensPin: a pin for people who give trust, with a second pin to pass on.

The first pins are given on one day. Later each holder passes one pin on to an acquaintance without a pin, who may pass
one on too. No effect of pins is known; each number below is an assumption. Trust in the municipality rises for a
resident with a pin, and a little for acquaintances; a professional believes more in people; a partner's staff loses
fewer people; employers make more offers to people with low employability.
Source: Beweging van vertrouwen (city of Tilburg; 43 first ambassadors in March 2021, over 300 holders since).
"""

import numpy as np

from .people import LIVING_IN_TOWN, NEVER, plain_records
from .pin_network import EMPLOYER, PROFESSIONAL, RESIDENT, node_luck, pin_network


def spread_pins(model, week: int) -> None:
    """Give the first pins in their week, and let holders pass pins on in later weeks."""
    town = plain_records(model.town)
    if town["pins"][0] < 1.0 or week < town["pins_week"][0] or not plain_records(model.parameters)["on_pins"][0]:
        return
    if model.pins is None:
        model.pins = pin_network(model)
        for node in first_holders(model, int(town["pins"][0])):
            receive(model, node, -1, week)
    else:
        pass_on(model, week)


def first_holders(model, count: int) -> np.ndarray:
    """Return the first ambassadors, drawn by lot within each kind of node; each kind has its share."""
    nodes = model.pins.nodes
    shares = kind_weights(model) / max(kind_weights(model).sum(), 1e-12)
    wanted = np.diff(np.round(count * np.concatenate([[0.0], np.cumsum(shares)]))).astype(int)
    lot = np.where(can_receive(model, np.arange(len(nodes))), node_luck(model.luck, "pins", nodes, 1, 0)[:, 0], 2.0)
    chosen = []
    for kind, number in enumerate(wanted):
        these = np.flatnonzero((nodes.kind == kind) & (lot < 2.0))
        chosen.append(these[np.argsort(lot[these], kind="stable")][:number])
    return np.concatenate(chosen)


def kind_weights(model) -> np.ndarray:
    """Return the weights with which a pin goes to a resident, a professional or an employer."""
    p = model.parameters[0]
    return np.array([p.pin_residents, p.pin_professionals, p.pin_employers])


def can_receive(model, numbers: np.ndarray) -> np.ndarray:
    """Return a mask of the nodes that are present and have no pin."""
    nodes = model.pins.nodes[numbers]
    free = nodes.since == NEVER
    residents = nodes.kind == RESIDENT
    free[residents] &= np.isin(model.people.status[nodes.row[residents]], LIVING_IN_TOWN)
    own_staff = (nodes.kind == PROFESSIONAL) & (nodes.partner < 0)
    free[own_staff] &= model.coaches.working[nodes.row[own_staff]] == 1
    return free


def pass_on(model, week: int) -> None:
    """Let holders with a second pin give it to an acquaintance."""
    p, nodes = model.parameters[0], model.pins.nodes
    holders = np.flatnonzero((nodes.since != NEVER) & (nodes.passed_on == 0))
    u = node_luck(model.luck, "pins", nodes[holders], 2, week + 1)
    for holder, (passing, choice) in zip(holders, u, strict=True):
        if passing >= p.pin_passed_on:
            continue
        known = model.pins.acquaintances(holder)
        known = known[can_receive(model, known)]
        reach = np.cumsum(kind_weights(model)[nodes.kind[known]])
        if len(known) and reach[-1] > 0.0:
            nodes.passed_on[holder] = 1
            receive(model, known[np.searchsorted(reach, choice * reach[-1], side="right")], int(holder), week)


def receive(model, number: int, giver: int, week: int) -> None:
    """Give a node a pin, and apply its effects on the holder and the acquaintances."""
    p, nodes, people = model.parameters[0], model.pins.nodes, model.people
    node = nodes[number]
    node.since, node.giver = week, giver
    if node.kind == RESIDENT:
        trust_more(people, node.row, p.on_pin_trust * p.pin_trust)
        known = model.pins.acquaintances(number)
        near = nodes.row[known[nodes.kind[known] == RESIDENT]]
        near = near[np.isin(people.status[near], LIVING_IN_TOWN)]
        trust_more(people, near, p.on_pin_trust * p.pin_trust_near)
    elif node.kind == EMPLOYER:
        model.town[0].employers_open = p.on_pin_hiring * p.pin_hiring * share_of_holders(nodes, nodes.kind == EMPLOYER)
    elif node.partner < 0:
        belief = model.coaches.belief
        belief[node.row] += p.on_pin_belief * p.pin_belief * (1.0 - belief[node.row])
    else:
        staff = (nodes.kind == PROFESSIONAL) & (nodes.partner == node.partner)
        model.partners.welcome[node.partner] = p.on_pin_welcome * p.pin_welcome * share_of_holders(nodes, staff)


def trust_more(people, rows, share: float) -> None:
    """Raise trust in the municipality by a share of its distance to 1; it drifts back later."""
    people.trust[rows] += share * (1.0 - people.trust[rows])


def share_of_holders(nodes, among: np.ndarray) -> float:
    """Return the share of these nodes that hold a pin."""
    return float((nodes.since[among] != NEVER).mean())


def pins_by_week(model) -> np.ndarray:
    """Return the numbers of holders after each week, shape (weeks so far + 1, 3); columns as `PIN_KINDS`.

    """
    table = np.zeros((model.week + 1, 3), dtype=np.int64)
    if model.pins is not None:
        nodes = model.pins.nodes
        for kind in range(3):
            since = nodes.since[(nodes.kind == kind) & (nodes.since != NEVER)]
            table[:, kind] = np.cumsum(np.bincount(since + 1, minlength=model.week + 1)[: model.week + 1])
    return table
