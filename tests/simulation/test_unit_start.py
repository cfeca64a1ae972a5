"""Unit: the start: states of mind stand where the service as usual holds them."""

import pytest
from worlds import FREE, two_groups

from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.mind import autonomy_pull, circumstances, satisfaction_pull, stress_pull
from simulation.people import LEFT_FOR_WORK, NOT_YET_HERE, ON_BENEFIT, TEMPORARY
from simulation.start import settle_minds


@pytest.fixture
def world():
    design = two_groups(size=10, weeks=4, policy=FREE)
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    for name in ("stress", "autonomy", "life_satisfaction", "used_to", "money", "reported"):
        world.people[name] = -1.0
    return world


def test_every_mind_starts_where_nothing_moves_it(world):
    p = world.p[0]
    settle_minds(world)
    for person in world.people:
        assert person.stress == stress_pull(person, p)
        assert person.autonomy == autonomy_pull(person, p)
        assert person.used_to == circumstances(person, p)
        assert person.life_satisfaction == satisfaction_pull(person, person.used_to, p)


def test_minds_are_settled_under_the_service_as_usual_whatever_the_own_policy(world):
    """12 hours at 10 euros are 520 euros a month: a quarter is released as usual, up to 199 euros."""
    p, person = world.p[0], world.people[0]
    p.sanction_share = p.on_later_release = 0
    person.status, person.contract, person.hours, person.wage_hour = ON_BENEFIT, TEMPORARY, 12.0, 10.0
    person.household, person.release_weeks, person.blocked, person.ww_until = 0, 0, 0, 0
    world.policies[0].release_share, world.policies[0].release_cap_month = 1.0, 10_000.0
    settle_minds(world)
    costs = p.work_cost + 12.0 * p.work_cost_hour
    assert person.money == pytest.approx(p.norm_single + 0.25 * 520.0 + p.allowances - costs)
    assert person.reported == pytest.approx(520.0)


def test_newcomers_start_as_they_will_be_on_the_benefit_and_are_not_here_yet(world):
    p, people = world.p[0], world.people
    for person, status in zip(people[:2], (NOT_YET_HERE, LEFT_FOR_WORK), strict=True):
        person.status, person.contract, person.hours, person.household = status, 0, 0.0, 0
        person.blocked, person.ww_until = 0, 0
    settle_minds(world)
    assert people.status[:2].tolist() == [NOT_YET_HERE, LEFT_FOR_WORK]
    assert people.money[0] == pytest.approx(p.norm_single + p.allowances)
    assert people.money[1] != pytest.approx(p.norm_single + p.allowances)
