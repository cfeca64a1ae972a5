"""Unit: people, coaches and partners are Mesa agents; a model checks its arguments."""

import mesa
import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.agents import Coach, Participant, Partner
from simulation.coaches import COACH_FIELDS
from simulation.errors import VexError
from simulation.experiment import TrustExperiment
from simulation.measures import NAMES
from simulation.partners import PARTNER_FIELDS
from simulation.people import (
    LEFT_OTHERWISE,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERSON_FIELDS,
)

KINDS = {Participant: PERSON_FIELDS, Coach: COACH_FIELDS, Partner: PARTNER_FIELDS}


@pytest.fixture
def model():
    return TrustExperiment(two_groups(size=20, weeks=8), rng=1, equilibrium=usual_equilibrium())


def agent_of(model, kind, row=1):
    return model.agents_by_type[kind].to_list()[row]


def test_agents_are_created_on_first_access(model):
    assert len(mesa.Model.agents.fget(model)) == 0
    assert len(model.agents) == len(model.people) + len(model.coaches) + len(model.partners)
    assert len(model.agents_by_type[Participant]) == 40
    assert [agent.row for agent in model.agents_by_type[Participant]] == list(range(40))


def test_an_agent_shows_kind_number_group_and_state_of_the_week(model):
    model.run_until(3)
    person, partner = agent_of(model, Participant), agent_of(model, Partner)
    trust = f"trust {model.people.trust[1]:.2f}"
    assert repr(person) == f"<Participant {person.id}, coached, week 3: on the benefit, {trust}>"
    person.leave_benefit()
    assert repr(person) == f"<Participant {person.id}, coached, week 3: left otherwise, {trust}>"
    model.people.status[person.row] = OUT_OF_WORK
    assert repr(person) == f"<Participant {person.id}, coached, week 3: without enough work, {trust}>"
    coach = agent_of(model, Coach, row=0)
    assert repr(coach) == f"<Coach 0, coaches, week 3: caseload {coach.caseload}>"
    assert coach.caseload > 0
    assert repr(partner) == (
        f"<Partner 1, addiction_care, week 3: {partner.in_service} in service, {partner.waiting} waiting>"
    )


def test_a_coach_who_has_not_arrived_is_not_working(model):
    (coach,) = (agent for agent in model.agents_by_type[Coach] if agent.arrives == 20)
    assert repr(coach) == f"<Coach {coach.id}, coaches, week 0: not working>"


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


REFUSED = (
    ("one", TypeError), (None, TypeError), (True, TypeError), (1.5, ValueError), (-1, ValueError),
    (float("nan"), ValueError),
)  # fmt: skip


@pytest.mark.parametrize(("value", "error"), REFUSED)
def test_wrong_arguments_of_a_model_are_refused_with_rule_and_value(model, value, error):
    for name in ("rng", "replication", "logged"):
        called = "seed" if name == "rng" else name
        with pytest.raises(error, match=rf"^{called} is a whole number from 0.*; got {value!r}$"):
            TrustExperiment(model.design, equilibrium=usual_equilibrium(), **{name: value})
    for run, name in ((model.run_until, "end_time"), (model.run_for, "duration")):
        with pytest.raises(error, match=rf"^{name} is a whole number from 0 to 8; got {value!r}$"):
            run(value)
    assert model.week == 0
    with pytest.raises(TypeError, match="^design is a Design"):
        TrustExperiment(value)


def test_numpy_integers_and_whole_floats_are_numbers(model):
    other = TrustExperiment(
        model.design, rng=np.uint64(1), replication=0.0, equilibrium=usual_equilibrium(), logged=np.int8(0)
    )
    assert (other.seed_given, other.replication) == (1, 0) and type(other.seed_given) is int
    other.run_until(np.int64(3))
    other.run_for(1.0)
    model.run_until(4)
    assert other.week == 4 and other.people.tobytes() == model.people.tobytes()


def test_a_run_past_the_last_week_is_refused_before_it_begins(model):
    with pytest.raises(ValueError, match="^end_time is a whole number from 0 to 8; got 9$"):
        model.run_until(9)
    assert model.week == 0
    model.run_until(6)
    with pytest.raises(ValueError, match="^duration is a whole number from 0 to 2; got 3$"):
        model.run_for(3)
    assert model.week == 6


def test_run_model_ends_at_the_last_week_of_the_design(model):
    assert model.running
    model.run_model()
    assert model.week == 8 and not model.running
    model.run_model()
    assert model.week == 8


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), np.int64(1), np.uint8(1)])
def test_a_lever_takes_numpy_numbers(model, value):
    model.set_lever("labour_market", "labour_market", value)
    assert model.town[0].labour_market == value


@pytest.mark.parametrize(
    ("value", "error"),
    [(999.0, ValueError), (float("nan"), ValueError), (np.float32("inf"), ValueError), (True, TypeError),
     (np.True_, TypeError), ("12", TypeError), (None, TypeError)],
)  # fmt: skip
def test_a_lever_refuses_other_values(model, value, error):
    before = model.policies.copy()
    with pytest.raises(error, match="^contacts_per_year (is a number|lies between 0 and 52)"):
        model.set_lever("policy", "contacts_per_year", value, target="coached")
    assert (model.policies == before).all()


class Visitor(mesa.Agent):
    """An agent of the user's own."""


@pytest.mark.parametrize("kind", KINDS)
def test_an_agent_of_a_record_cannot_be_removed(model, kind):
    agent, own = agent_of(model, kind), Visitor(model)
    count = len(model.agents)
    everyone, alike = model.agents, model.agents_by_type[kind]
    ways = [
        agent.remove,
        model.remove_all_agents,
        lambda: everyone.do("remove"),
        lambda: alike.shuffle_do("remove"),
        lambda: alike.select(lambda other: other is agent).do("remove"),
        lambda: everyone.remove(agent),
        lambda: alike.remove(agent),
        lambda: alike.discard(agent),
        lambda: everyone.select(lambda other: other is not agent, inplace=True),
        alike.pop,
        alike.clear,
        lambda: model.deregister_agent(agent),
    ]
    for way in ways:
        with pytest.raises(RuntimeError, match="^a (Participant|Coach|Partner) cannot be removed: "):
            way()
    assert len(model.agents) == count and agent in model.agents_by_type[kind]
    own.remove()
    assert own not in model.agents and len(model.agents) == count - 1


def test_removal_is_refused_before_anybody_looked(model):
    with pytest.raises(RuntimeError, match="leave_benefit"):
        model.remove_all_agents()


def test_agents_can_still_be_sorted_and_copied(model):
    participants = model.agents_by_type[Participant]
    participants.sort("trust", inplace=True)
    assert len(participants) == 40
    part = model.agents.copy()
    part.remove(part.to_list()[0])
    assert len(part) == len(model.agents) - 1


def test_somebody_who_leaves_the_benefit_is_counted_as_gone(model):
    other = TrustExperiment(model.design, rng=1, equilibrium=usual_equilibrium())
    model.run_until(3)
    people = model.agents_by_type[Participant].select(lambda person: person.status == ON_BENEFIT)
    gone = people.to_list()[0]
    gone.leave_benefit()
    assert gone.status == LEFT_OTHERWISE and gone.exit_week == 3 and gone.hours == 0.0
    with pytest.raises(RuntimeError, match="on the benefit"):
        gone.leave_benefit()
    model.run_until(8)
    other.run_until(8)
    column = NAMES.index("exit_other")
    group = int(gone.group)
    assert model.book.series[8, group, column] - other.book.series[8, group, column] == pytest.approx(1 / 20)
    assert gone.status == LEFT_OTHERWISE and len(model.people) == 40


def test_networks_are_networkx_graphs(model):
    model.run_until(8)
    graph = model.referral_network
    assert {"coach_team", "manager_team", "self", "ggz", "contourdetwern"} <= set(graph)
    went = sum(edge["referrals"] for *_, edge in graph.edges(data=True))
    assert went == model.list_joins().sum()
    assert model.problem_web["finances"]["mental_health"]["weight"] > 0


def test_a_lever_without_target_or_with_an_unknown_scope_is_refused(model):
    with pytest.raises(VexError, match="targets: 'coached', 'usual'"):
        model.set_lever("policy", "contacts_per_year", 12.0)
    with pytest.raises(VexError, match="is no scope"):
        model.set_lever("groups", "contacts_per_year", 12.0)
    with pytest.raises(VexError, match="is no lever of policy"):
        model.set_lever("policy", "contacts", 12.0, target="coached")
