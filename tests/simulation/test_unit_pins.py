"""Unit: the network of acquaintances, the spread of pins, and the effects of a pin."""

import networkx as nx
import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.calendar import apply_calendar
from simulation.design import Group
from simulation.experiment import TrustExperiment
from simulation.people import IN_SERVICE, LEFT_OTHERWISE, NEVER, NOT_YET_HERE
from simulation.pin_network import EMPLOYER, PIN_KINDS, PROFESSIONAL, RESIDENT, pin_network
from simulation.search import offers_for

FIRST = 40


def model_of(parameters=None, weeks=60, pins=FIRST, groups=None, **changes):
    changes |= {"groups": groups} if groups else {}
    design = two_groups(
        size=400, weeks=weeks, town=1600, organisation={"pins": float(pins)}, parameters=parameters or {}, **changes
    )
    return TrustExperiment(design, rng=2, equilibrium=usual_equilibrium())


@pytest.fixture(scope="module")
def network():
    model = model_of()
    return model, pin_network(model)


def test_acquaintance_is_mutual_and_never_reflexive(network):
    _, acquaintances = network
    pairs = {(n, int(m)) for n in range(len(acquaintances.nodes)) for m in acquaintances.acquaintances(n)}
    assert pairs and all((m, n) in pairs and m != n for n, m in pairs)


def test_residents_know_their_contact_person_and_the_staff_where_they_are_served(network):
    model, acquaintances = network
    served = np.flatnonzero((model.people.help == IN_SERVICE).any(axis=1))
    assert len(served)
    for row in served[:50]:
        known = acquaintances.nodes[acquaintances.acquaintances(row)]
        own = known[(known.kind == PROFESSIONAL) & (known.partner < 0)]
        assert model.people.coach[row] in own.row
        partners = set(model.people.partner[row][model.people.help[row] == IN_SERVICE])
        assert set(known.partner[known.partner >= 0]) == partners


def test_exactly_the_people_in_work_know_the_employer(network):
    model, acquaintances = network
    kinds = [acquaintances.nodes.kind[acquaintances.acquaintances(row)] for row in range(len(model.people))]
    knows = [bool((kind == EMPLOYER).any()) for kind in kinds]
    assert sum(knows) and np.array_equal(knows, model.people.contract > 1)


def test_residents_know_people_of_their_neighbourhood(network):
    model, acquaintances = network
    ties = [(n, m) for n in range(len(model.people)) for m in acquaintances.acquaintances(n) if m < len(model.people)]
    near = np.mean([model.people.neighbourhood[n] == model.people.neighbourhood[m] for n, m in ties])
    far = float(model.parameters[0].pin_far)
    assert near == pytest.approx(1.0 - far * (1.0 - 1.0 / 8.0), abs=0.04)
    assert len(ties) / len(model.people) == pytest.approx(6.0, abs=0.1)


def test_the_first_pins_go_to_each_kind_by_its_weight():
    model = model_of({"pin_residents": 2.0, "pin_professionals": 1.0, "pin_employers": 1.0})
    apply_calendar(model, 1)
    assert np.bincount(model.pins.nodes.kind[model.pins.nodes.since != NEVER]).tolist() == [20, 10, 10]


def test_if_everybody_passes_on_the_number_grows_by_the_first_pins_every_week():
    model = model_of({"pin_passed_on": 1.0}, pins=10, weeks=12)
    model.run_until(12)
    assert model.pins_by_week.sum(axis=1).tolist() == [10 * week for week in range(13)]


def test_the_number_of_pins_grows_by_the_share_that_passes_on():
    model = model_of()
    model.run_until(40)
    held, q = model.pins_by_week.sum(axis=1)[-1], model.parameters[0].pin_passed_on
    mean, error = FIRST * (1.0 + 39 * q), np.sqrt(FIRST * 39 * q * (1.0 - q))
    assert abs(held - mean) < 4.0 * error


def test_a_pin_is_passed_on_once_to_an_acquaintance_without_a_pin():
    model = model_of()
    model.run_until(40)
    nodes = model.pins.nodes
    given = np.flatnonzero(nodes.giver >= 0)
    assert len(given) > FIRST
    assert len(set(nodes.giver[given])) == len(given) == nodes.passed_on.sum()
    for node in given:
        assert node in model.pins.acquaintances(nodes.giver[node])
        assert nodes.since[nodes.giver[node]] < nodes.since[node]


def test_a_kind_of_weight_nought_gets_no_pin():
    model = model_of({"pin_employers": 0.0})
    model.run_until(30)
    assert model.pins_by_week[-1, EMPLOYER] == 0 and model.pins_by_week[-1, RESIDENT] > 0


def test_people_before_arrival_get_no_pin():
    model = model_of({"pin_passed_on": 1.0}, groups=(Group(name="town", size=60, open=True),), posts=())
    start = model.people.trust.copy()
    model.run_until(30)
    people, nodes = model.people, model.pins.nodes
    residents = nodes[nodes.kind == RESIDENT]
    assert (people.arrival_week > 0).any()
    assert residents.row.tolist() == np.flatnonzero(people.arrival_week == 0).tolist()
    assert (people.trust[people.status == NOT_YET_HERE] == start[people.status == NOT_YET_HERE]).all()
    gone = residents[people.status[residents.row] == LEFT_OTHERWISE]
    assert (gone.since <= people.exit_week[gone.row]).all()


def test_a_pin_raises_trust_once_and_the_trust_of_acquaintances_slightly():
    model = model_of({"pin_professionals": 0.0, "pin_employers": 0.0}, pins=1)
    before = model.people.trust.copy()
    apply_calendar(model, 1)
    p, nodes = model.parameters[0], model.pins.nodes
    holder = int(np.flatnonzero(nodes.since != NEVER)[0])
    near = [n for n in model.pins.acquaintances(holder) if nodes.kind[n] == RESIDENT]
    expected = before.copy()
    expected[holder] += p.pin_trust * (1.0 - before[holder])
    expected[near] += p.pin_trust_near * (1.0 - before[near])
    assert near and np.allclose(model.people.trust, expected, rtol=1e-12)


def test_professionals_believe_more_and_partners_lose_fewer():
    model = model_of({"pin_residents": 0.0, "pin_employers": 0.0}, pins=1600)
    belief = model.coaches.belief.copy()
    apply_calendar(model, 1)
    p, working = model.parameters[0], model.coaches.working == 1
    assert np.allclose(model.coaches.belief[working], belief[working] + p.pin_belief * (1.0 - belief[working]))
    assert np.array_equal(model.coaches.belief[~working], belief[~working]) and (~working).any()
    assert np.allclose(model.partners.welcome, p.pin_welcome)


def test_employers_with_a_pin_hire_people_with_low_employability():
    model = model_of({"pin_residents": 0.0, "pin_professionals": 0.0, "pin_hiring": 0.5}, pins=24)
    apply_calendar(model, 1)
    town, person = model.town[0], model.people[0]
    assert town.employers_open == pytest.approx(0.5 * 24 / 48)
    offers = {}
    for employability in (0.0, 0.5, 1.0):
        person.employability = employability
        offers[employability] = offers_for(person, town)
    assert offers == pytest.approx({0.0: 1.25, 0.5: 1.125, 1.0: 1.0})


def test_the_graph_shows_holders_of_pins_and_their_week():
    model = model_of()
    assert len(model.pin_network) == 0 and model.pins_by_week.tolist() == [[0, 0, 0]]
    model.run_until(20)
    graph = model.pin_network
    held = [0, 0, 0]
    for _, node in graph.nodes(data=True):
        assert node["holder"] == (node["since"] is not None)
        held[PIN_KINDS.index(node["kind"])] += node["holder"]
        if node["giver"]:
            assert graph.nodes[node["giver"]]["holder"]
    assert held == model.pins_by_week[-1].tolist() and sum(held) > FIRST
    assert nx.is_connected(graph.subgraph(n for n in graph if graph.nodes[n]["kind"] != "employer"))
