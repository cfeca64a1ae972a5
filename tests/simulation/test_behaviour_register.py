"""Behaviour: the benefit register holds the benefits of the book, month by month."""

import pytest
from observed_trials import EVENTFUL, run, surveyed
from worlds import FREE, two_groups, usual_equilibrium

from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.income import WEEKS_A_MONTH
from simulation.measures import INDEX
from simulation.register import keep_register
from simulation.trial_data import TrialData


@pytest.fixture(scope="module")
def watched():
    without_fines = EVENTFUL | {"fine_share": 0.0}  # the book subtracts fines as they come in
    design = surveyed(two_groups(size=250, weeks=104, policy=FREE), parameters=without_fines)
    return run(design, register=True, logged=ALL_PEOPLE)


@pytest.fixture(scope="module")
def data(watched):
    return TrialData.of(watched)


def test_benefit_in_the_register_is_the_benefit_in_the_book(watched, data):
    gross = watched.parameters[0].benefit_gross
    for number, group in enumerate(watched.design.groups):
        paid = data.register.loc[data.register["group"] == group.name, "benefit"].astype(float).sum()
        series = watched.book.series[1:, number, INDEX["cost_benefit"]] * group.size / gross
        assert paid == pytest.approx(series.sum() / WEEKS_A_MONTH, rel=1e-6)
    assert data.register["month"].max() == 24
    assert len(data.register) == 24 * len(watched.people)


def test_the_register_counts_an_exit_from_70_percent_of_the_minimum_wage():
    model = TrustExperiment(two_groups(size=3, weeks=14), rng=1, equilibrium=usual_equilibrium(), register=True)
    # 9.1 euros x 38 hours x 52 / 12 = 1498.47 a month; 70 % of it is 1048.93; 26.6 hours at 9.1 euros earn that
    people = model.people
    model.parameters[0].separation = model.parameters[0].separation_part_time = 0.0
    people.contract, people.contract_until, people.status, people.wage_hour = 3, 10**6, 1, 9.1
    people.hours[:] = [26.61, 26.59, 0.0, 38.0, 26.61, 26.59]
    people.contract[2] = 0
    model.run_until(5)
    month = model.observed.register.months[0]
    assert model.observed.register.closed[0] == 1 and not model.people.jobs_lost.any()
    assert month.exit_work.tolist() == [1, 0, 0, 1, 1, 0]
    assert month.earnings[1] == pytest.approx(26.59 * 9.1 * 52 / 12)


def test_a_week_across_two_months_is_split():
    model = TrustExperiment(two_groups(size=1, weeks=9), rng=1, equilibrium=usual_equilibrium(), register=True)
    months = model.observed.register.months
    assert months.shape[0] == 2
    world, register = model.world, model.observed.register
    world.people.contract, world.people.status, world.people.wage_hour = 3, 1, 10.0
    for week in range(1, 10):
        world.people.hours = 12.0 if week == 5 else 0.0
        keep_register(world, register, week)
    # month 1 is weeks 0 to 4 1/3: a third of week 5 is in it
    assert months.earnings[:, 0] == pytest.approx([40.0, 80.0])
