"""Unit: people, coaches and partners are Mesa agents whose attributes are views of the records."""

import mesa
import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.coaches import COACH_RECORD, Coach
from simulation.model import TrustExperiment
from simulation.partners import PARTNER_RECORD, Partner
from simulation.people import PERSON, Participant


@pytest.fixture
def model():
    return TrustExperiment(two_groups(size=20, weeks=8), rng=1, equilibrium=usual_equilibrium())


def test_agents_are_created_on_first_access(model):
    assert len(mesa.Model.agents.fget(model)) == 0
    assert len(model.agents) == len(model.people) + len(model.coaches) + len(model.partners)
    assert len(model.agents_by_type[Participant]) == 40


@pytest.mark.parametrize(
    ("kind", "dtype", "records"),
    [(Participant, PERSON, "people"), (Coach, COACH_RECORD, "coaches"), (Partner, PARTNER_RECORD, "partners")],
)
def test_every_field_writes_through(model, kind, dtype, records):
    agent = model.agents.select(agent_type=kind).to_list()[1]
    table = getattr(model, records)
    for name in dtype.names:
        if name == "row":
            continue
        if dtype[name].shape:
            getattr(agent, name)[0] = 1
            assert table[name][1].flat[0] == 1
        else:
            setattr(agent, name, 1)
            assert table[name][1] == 1 and getattr(agent, name) == 1


def test_writing_to_an_agent_changes_the_run(model):
    other = TrustExperiment(model.design, rng=1, equilibrium=usual_equilibrium())
    model.agents.select(agent_type=Participant).to_list()[3].trust = 0.99
    for world in (model, other):
        world.run_until(8)
    assert model.people.trust[3] > other.people.trust[3]
    np.testing.assert_array_equal(np.delete(model.people.trust, 3), np.delete(other.people.trust, 3))


def test_mesa_tools_work(model):
    people = model.agents.select(agent_type=Participant)
    assert people.agg("trust", np.mean) == pytest.approx(model.people.trust.mean())
    assert set(people.groupby("group_name").groups) == {"coached", "usual"}
    collector = mesa.DataCollector(agenttype_reporters={Participant: {"trust": "trust"}})
    collector.collect(model)
    assert len(collector.get_agenttype_vars_dataframe(Participant)) == 40
    assert people.to_list()[25].problem_load == model.people.level[25].sum()


class Strike:
    def __init__(self, model):
        self.model, self.seen = model, []

    def begin(self):
        self.seen.append(self.model.week)
        self.model.set_lever("labour_market", "labour_market", 0.0)


def test_events_can_be_scheduled(model):
    strike = Strike(model)
    model.schedule_event(strike.begin, at=5)
    model.run_until(8)
    assert strike.seen == [5]
    assert model.town[0].labour_market == 0.0


def test_bad_arguments_are_refused(model):
    with pytest.raises(TypeError, match="whole number"):
        TrustExperiment(model.design, rng="one")
    with pytest.raises(ValueError, match="between 0 and"):
        TrustExperiment(model.design, rng=-1)
    with pytest.raises(ValueError, match="exempt|true or false|is a number|lies between"):
        model.set_lever("policy", "contacts_per_year", 999.0, target="coached")


def test_networks_are_networkx_graphs(model):
    model.run_until(8)
    graph = model.referral_network
    assert {"coach_team", "manager_team", "self", "ggz", "contourdetwern"} <= set(graph)
    went = sum(edge["referrals"] for *_, edge in graph.edges(data=True))
    assert went == model.list_joins().sum()
    assert model.problem_web["finances"]["mental_health"]["weight"] > 0


def test_a_lever_without_target_or_with_an_unknown_scope_is_refused(model):
    with pytest.raises(KeyError, match="targets: 'coached', 'usual'"):
        model.set_lever("policy", "contacts_per_year", 12.0)
    with pytest.raises(KeyError, match="is no scope"):
        model.set_lever("groups", "contacts_per_year", 12.0)
    with pytest.raises(KeyError, match="is no lever of policy"):
        model.set_lever("policy", "contacts", 12.0, target="coached")
