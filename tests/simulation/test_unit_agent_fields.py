"""Unit: attributes of agents are views of the records; writes are checked."""

import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.agents import Coach, Participant, Partner
from simulation.coaches import COACH_FIELDS
from simulation.experiment import TrustExperiment
from simulation.partners import PARTNER_FIELDS
from simulation.people import (
    FINANCES,
    MENTAL,
    PERSON_FIELDS,
)

KINDS = {Participant: PERSON_FIELDS, Coach: COACH_FIELDS, Partner: PARTNER_FIELDS}
FIELDS = [(kind, field) for kind, fields in KINDS.items() for field in fields]
FREE_FIELDS = [(kind, field) for kind, field in FIELDS if not field.fixed]
FIXED_FIELDS = [(kind, field) for kind, field in FIELDS if field.fixed]


def name_of(value):
    return getattr(value, "name", getattr(value, "__name__", None))


@pytest.fixture
def model():
    return TrustExperiment(two_groups(size=20, weeks=8), rng=1, equilibrium=usual_equilibrium())


@pytest.fixture(scope="module")
def unused_model():
    """A model whose weeks nobody runs, for tests that only read and write attributes."""
    return TrustExperiment(two_groups(size=20, weeks=8), rng=1, equilibrium=usual_equilibrium())


def agent_of(model, kind, row=1):
    return model.agents_by_type[kind].to_list()[row]


def records_of(model, kind):
    return getattr(model, kind.table)


def write(agent, field, value):
    """Write a field of an agent; of an array field, its first value."""
    if field.items:
        getattr(agent, field.name)[0] = value
    else:
        setattr(agent, field.name, value)


@pytest.mark.parametrize(("kind", "field"), FREE_FIELDS, ids=name_of)
def test_a_field_writes_through_at_both_ends_of_its_range(unused_model, kind, field):
    agent, records = agent_of(unused_model, kind), records_of(unused_model, kind)
    for value in [end for end in field.limits if end is not None] or [0]:
        if field.row_of:
            value = len(getattr(unused_model, field.row_of)) - 1
        if field.items:
            getattr(agent, field.name)[0] = value
            assert records[field.name][1, 0] == value and getattr(agent, field.name)[0] == value
            setattr(agent, field.name, [value] * field.items)
            assert (records[field.name][1] == value).all()
        else:
            setattr(agent, field.name, value)
            assert records[field.name][1] == value and getattr(agent, field.name) == value


@pytest.mark.parametrize(("kind", "field"), FREE_FIELDS, ids=name_of)
def test_another_type_than_a_number_is_refused(unused_model, kind, field):
    agent = agent_of(unused_model, kind)
    before = records_of(unused_model, kind)[1].copy()
    for value in ("1", None, [1], 1 + 0j):
        with pytest.raises(TypeError, match=rf"^{field.name}.* is a .*number.*; got "):
            write(agent, field, value)
    assert records_of(unused_model, kind)[1].tobytes() == before.tobytes()


@pytest.mark.parametrize(("kind", "field"), FREE_FIELDS, ids=name_of)
def test_nan_infinity_and_values_beside_the_range_are_refused(unused_model, kind, field):
    agent = agent_of(unused_model, kind)
    low, high = field.limits
    wrong = [float("nan"), float("inf"), -float("inf")]
    wrong += [] if low is None else [low - 1]
    wrong += [] if high is None else [high + 1]
    wrong += [] if field.type == "f8" else [0.5, 10**30]
    wrong += [len(getattr(unused_model, field.row_of))] if field.row_of else []
    before = records_of(unused_model, kind)[1].copy()
    for value in wrong:
        with pytest.raises(ValueError, match=rf"^{field.name}.* is a .*number.*; got "):
            write(agent, field, value)
    assert records_of(unused_model, kind)[1].tobytes() == before.tobytes()


@pytest.mark.parametrize(("kind", "field"), FIXED_FIELDS, ids=name_of)
def test_a_fixed_field_is_refused_with_the_reason(unused_model, kind, field):
    agent = agent_of(unused_model, kind)
    value = getattr(agent, field.name)
    with pytest.raises(AttributeError, match=f"^{field.name} .*cannot be written: "):
        setattr(agent, field.name, value)
    if field.items:
        with pytest.raises(AttributeError, match="cannot be written"):
            value[0] = 1


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (Participant, "id", "luck"), (Participant, "group", "counted by group"), (Participant, "help", "waiting lists"),
        (Participant, "status", "leave_benefit"), (Participant, "money", "every week"), (Coach, "id", "permanent"),
        (Coach, "team", "clients"), (Coach, "leaves", "CoachPost"), (Partner, "id", "permanent"),
        (Partner, "waiting", "waiting lists"),
    ],
)  # fmt: skip
def test_fields_that_the_rules_depend_on_are_fixed(unused_model, kind, name, reason):
    agent = agent_of(unused_model, kind)
    with pytest.raises(AttributeError, match=f"^{name} cannot be written: .*{reason}"):
        setattr(agent, name, getattr(agent, name))


def test_a_flag_takes_true_and_false_and_a_number_does_not(model):
    person = agent_of(model, Participant)
    person.plan, person.crisis = True, np.False_
    person.disclosed[MENTAL] = True
    assert (person.plan, person.crisis, person.disclosed[MENTAL]) == (1, 0, 1)
    for name in ("trust", "contacts", "close_burden", "life_satisfaction"):
        with pytest.raises(TypeError, match=f"^{name} is a .*number"):
            setattr(person, name, True)


def test_a_message_states_rule_and_value(model):
    person = agent_of(model, Participant)
    with pytest.raises(ValueError, match="^trust is a number from 0 to 1; got 7$"):
        person.trust = 7
    with pytest.raises(ValueError, match="^trust is a number from 0 to 1; got nan$"):
        person.trust = float("nan")
    with pytest.raises(ValueError, match=r"^level\[1\] is a whole number from 0 to 4; got 9$"):
        person.level[MENTAL] = 9
    with pytest.raises(ValueError, match=r"^level has 9 values; got \[1, 2\]$"):
        person.level = [1, 2]
    with pytest.raises(ValueError, match="^coach is a whole number from 0 to 2; got 3$"):
        person.coach = 3


def test_an_unknown_attribute_is_refused_with_the_nearest_one(model):
    person, coach = agent_of(model, Participant), agent_of(model, Coach)
    with pytest.raises(AttributeError, match="^Participant has no attribute 'trsut'; did you mean 'trust'\\?$"):
        person.trsut = 0.9
    assert not hasattr(person, "trsut")
    with pytest.raises(AttributeError, match="^Coach has no attribute 'xyzzy'; it has .*skill"):
        coach.xyzzy = 1
    with pytest.raises(AttributeError, match="trsut"):
        model.agents_by_type[Participant].set("trsut", 0.9)
    for name in ("row", "group_name", "problem_load"):
        with pytest.raises(AttributeError):
            setattr(person, name, 1)
    assert person.row == 1


def test_an_array_field_is_a_copy_whose_items_write_through(model):
    person = agent_of(model, Participant)
    before = person.level
    then = before.tolist()
    person.level[[FINANCES, MENTAL]] = 4
    person.level[-3:] = [np.int8(2), 3.0, 0]
    assert model.people.level[1].tolist() == [4, 4, *then[2:6], 2, 3, 0]
    assert before.tolist() == then
    before[MENTAL] = 0
    assert before[MENTAL] == 0 and model.people.level[1, MENTAL] == 0
    raised = person.level + 1
    raised[0] = 9
    assert raised[0] == 9 and model.people.level[1].max() <= 4
    with pytest.raises(ValueError, match="read-only"):
        before += 1
    with pytest.raises(ValueError, match="read-only"):
        person.level.fill(9)


def test_the_familiarity_of_a_coach_writes_through(model):
    coach = agent_of(model, Coach)
    coach.familiarity[2] = 0.75
    assert model.familiarity[1, 2] == 0.75
    with pytest.raises(ValueError, match=r"^familiarity\[2\] is a number from 0 to 1; got 1.5$"):
        coach.familiarity[2] = 1.5
    coach.familiarity = np.full(model.familiarity.shape[1], 0.5)
    assert (model.familiarity[1] == 0.5).all()
    with pytest.raises(ValueError, match="^familiarity has "):
        coach.familiarity = 0.5
