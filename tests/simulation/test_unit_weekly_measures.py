"""Unit: a week of a group in the book: sums over their denominators, of hand-made people counted by hand."""

import math

import numpy as np
import pytest
from contact_samples import policy_with, rules, somebody
from worlds import two_groups

from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.measures import COSTS, COUNTS, INDEX, NAMES
from simulation.people import (
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NOT_YET_HERE,
    ON_BENEFIT,
    OUT_OF_WORK,
    TEMPORARY,
    empty_records,
)
from simulation.start import TALLY
from simulation.weekly_measures import (
    BENEFIT_WEEKS,
    EARNERS,
    PEOPLE,
    PROBLEMS,
    measure,
    measure_group,
    member,
    share,
)

P = rules(execution_year=2400.0, coach_hour=60.0)
COUNT = {"people": PEOPLE, "earners": EARNERS, "problems": PROBLEMS, "benefit_weeks": BENEFIT_WEEKS}


def group_row(sums, counts, tally, week=10):
    """Return the row of a group with these sums of measures and these counts."""
    row, totals = np.full(len(NAMES), -1.0), np.zeros(len(NAMES) + 1 + BENEFIT_WEEKS)
    for name, total in sums.items():
        totals[INDEX[name]] = total
    for name, total in counts.items():
        totals[len(NAMES) + COUNT[name]] = total
    measure_group(row, totals, np.empty(len(COUNTS)), tally, week, P)
    return dict(zip(NAMES, row.tolist(), strict=True))


def test_each_member_counts_as_one_whatever_the_status():
    people = [somebody(status=status) for status in (ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK, LEFT_OTHERWISE)]
    assert [member(person, policy_with(), 3, P) for person in people] == [1.0] * 4


def test_a_share_of_nothing_is_no_number():
    assert share(3.0, 4.0) == 0.75
    assert math.isnan(share(0.0, 0.0)) and math.isnan(share(3.0, 0.0))


def test_a_measure_is_its_sum_over_its_own_denominator():
    tally = empty_records(TALLY, 1)[0]
    tally.due, tally.appointments, tally.lapsed, tally.backlog, tally.benefit_weeks = 4.0, 8.0, 2.0, 1.0, 94.0
    sums = {"exit_work": 3.0, "earnings_month": 900.0, "disclosed": 5.0, "contacts_held": 104.0, "recipients": 10.0}
    counts = {"people": 12.0, "earners": 3.0, "problems": 20.0, "benefit_weeks": 10.0}
    row = group_row(sums, counts, tally)
    assert row["exit_work"] == 0.25
    assert row["earnings_month"] == 300.0
    assert row["disclosed"] == 0.25
    assert row["contacts_held"] == pytest.approx(1.0)  # 94 weeks before and 10 of this week
    assert (row["due"], row["backlog"], row["appointments"]) == pytest.approx((0.4, 0.1, 0.8))
    assert row["not_held"] == 0.25
    assert row["recipients"] == 10.0


def test_the_cost_of_a_month_is_the_sum_of_all_costs_a_member():
    tally = empty_records(TALLY, 1)[0]
    tally.cost_hours, tally.spared_hours, tally.service_cost = 6.0, 3.0, 300.0
    row = group_row({"cost_benefit": 12_000.0, "cost_bonus": 400.0, "recipients": 10.0}, {"people": 20.0}, tally)
    # euros a month: benefit 12000, bonus 400, execution 10 · 200 − 780, coaches 6 · 60 · 52/12, partners 300 · 52/12
    assert row["cost_month"] == pytest.approx((12_000 + 400 + 2000 - 780 + 1560 + 1300) / 20)
    assert row["cost_month"] == pytest.approx(sum(row[name] for name in COSTS))


def test_the_counts_of_a_week_begin_anew_and_weeks_of_benefit_add_up_from_week_1_on():
    tally = empty_records(TALLY, 1)[0]
    for week, weeks in ((0, 0.0), (1, 7.0), (2, 14.0)):
        for name in TALLY.names:
            if name != "benefit_weeks":
                tally[name] = 5.0
        group_row({}, {"people": 9.0, "benefit_weeks": 7.0}, tally, week)
        assert tally.benefit_weeks == weeks
        assert [tally[name] for name in TALLY.names if name != "benefit_weeks"] == [0.0] * (len(TALLY.names) - 1)


def test_a_group_of_four_is_measured_as_it_is_counted_by_hand():
    """One on the benefit without work, one beside it, one off it by work, one gone; a fifth has not come yet."""
    design = two_groups(size=5, weeks=4)
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    people = model.people[:5]
    people.status = [ON_BENEFIT, ON_BENEFIT, LEFT_FOR_WORK, LEFT_OTHERWISE, NOT_YET_HERE]
    people.contract = [0, TEMPORARY, TEMPORARY, 0, 0]
    people.hours, people.wage_hour = [0.0, 12.0, 36.0, 0.0, 0.0], 10.0
    people.exits_to_work, people.durable = [0, 1, 1, 0, 1], [0, 0, 1, 0, 1]
    people.level, people.disclosed, people.unpaid_activity = 0, 0, [1, 0, 0, 1, 1]
    people.level[0], people.disclosed[0, 0] = [4, 2, 0, 0, 0, 0, 0, 0, 0], 1
    people.level[4] = 4
    people.trust = [0.1, 0.2, 0.3, 0.8, 1.0]
    people.sessions, people.acquaintances, people.withdrawn = [0, 3, 0, 0, 9], [0, 2, 0, 4, 9], [0, 1, 0, 0, 0]
    people.household_exits, people.exit_week = 0, [0, 0, 0, 0, 0]
    measure(model.world, model.book, 2, True)
    row = dict(zip(NAMES, model.book.series[2, 0].tolist(), strict=True))
    expected = {
        "exit_work": 0.5, "durable_exit": 0.25, "off_benefit": 0.5, "exit_other": 0.25, "out_of_work": 0.0,
        "part_time": 0.25, "earnings_month": 520.0, "unpaid_activity": 0.5, "health": 4.75, "problem_load": 1.5,
        "self_reliance": 5.0 - 6 / 36, "disclosed": 0.5, "trust": 0.35, "group_activity": 0.25, "acquaintances": 1.5,
        "recipients": 2.0, "ladder": (4 + 5 + 6 + 4) / 4,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == pytest.approx(expected)
    assert (model.book.members[2, 0], model.book.problems[2, 0]) == (4.0, 2.0)
    assert model.world.tally[0].benefit_weeks == 1.0
    assert model.book.members[2, 1] == 5.0
