"""Queues of partners against Erlang's formula, the exact Markov chain, and arrivals by patience and by stay."""

import math
from functools import lru_cache

import numpy as np
import pytest
from partner_desk import FAR, desk, history, mean_and_error, standing_wait

from simulation.luck import DECISION, PARTNER, poisson
from simulation.stationary_line import mean_stay
from simulation.waiting import tickets_of


def erlang_c(places, load):
    """Return the chance of having to wait in M/M/c, `load` being arrivals × service."""
    blocked = 1.0
    for n in range(1, places + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked / (1.0 - load / places * (1.0 - blocked))


def poisson_chances(mean, count):
    return np.array([math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count)])


@lru_cache
def weekly_queue(places, service, arrivals, most):
    """Return mean waiting and utilisation of the queue in whole weeks, from its exact Markov chain.

    A week: all in service finish with chance 1 ÷ service, a Poisson number arrives, free places are filled.
    """
    step = np.zeros((most, most))
    coming = poisson_chances(arrivals, most)
    for n in range(most):
        served = min(n, places)
        for done in range(served + 1):
            chance = math.comb(served, done) * service**-done * (1 - 1 / service) ** (served - done)
            step[n, n - done :] += chance * coming[: most - n + done]
    balance = step.T - np.eye(most)
    balance[0] = 1.0
    share = np.linalg.solve(balance, np.eye(most)[0])
    assert share[-1] < 1e-9
    present = np.arange(most)
    return share @ np.maximum(0, present - places), share @ np.minimum(present, places) / places


MEMORYLESS = [(1, 50, 0.6), (4, 60, 0.7), (20, 80, 0.8), (60, 50, 0.9)]


@lru_cache
def memoryless(places, service, use):
    """Return mean waiting and utilisation in each of 120 runs of 6,000 weeks after a burn-in of 2,000."""
    weeks, burn_in = 8000, 2000
    runs = []
    for replication in range(120):
        at = desk(
            weeks=weeks, replication=replication, places=places, service=service, service_spread=1.0,
            town_arrivals=use * places / service,
        )  # fmt: skip
        book = history(at, weeks)[:, burn_in:]
        runs.append((book[0].mean(), book[1].mean() / places))
    return np.array(runs)


@pytest.mark.parametrize(("places", "service", "use"), MEMORYLESS)
def test_the_weekly_queue_is_the_markov_chain_of_its_rules(places, service, use):
    mean, error = mean_and_error(memoryless(places, service, use))
    waiting, utilisation = weekly_queue(places, float(service), use * places / service, 600)
    assert utilisation == pytest.approx(use)
    assert abs(mean[0] - waiting) < FAR * error[0]
    assert abs(mean[1] - utilisation) < FAR * error[1]
    assert error[0] < 0.1 * waiting


@pytest.mark.parametrize(("places", "service", "use"), MEMORYLESS)
def test_waiting_agrees_with_erlang_c_up_to_whole_weeks(places, service, use):
    arrivals = use * places / service
    mean, error = mean_and_error(memoryless(places, service, use))
    in_line = erlang_c(places, use * places) * use / (1.0 - use)
    # arrivals and departures are counted in whole weeks, so a wait differs by less than a week
    assert abs(mean[0] - in_line) / arrivals < 1.0 + FAR * error[0] / arrivals
    assert abs(mean[1] - use) < FAR * error[1]


def test_erlang_c_is_the_limit_of_short_weeks():
    for places, use in ((1, 0.6), (4, 0.7), (20, 0.8)):
        in_line = erlang_c(places, use * places) * use / (1.0 - use)
        short, long = (
            weekly_queue(places, service, use * places / service, 400)[0] - in_line for service in (2000.0, 50.0)
        )
        assert abs(short) < 0.01 * in_line
        assert abs(short) < abs(long) / 20


def test_arrivals_are_conserved():
    weeks = 300
    at = desk(
        weeks=weeks, places=30, service=10.0, service_spread=0.5, leaving=0.01, town_arrivals=5.0,
        drop_out_week=0.05, town_urgent=0.2,
    )  # fmt: skip
    came = [poisson(at.luck, DECISION["town_arrivals"], PARTNER, 0, week, 5.0) for week in range(weeks + 1)]
    book = history(at, weeks)
    tickets_in_line = [ticket for line in range(2) for ticket in tickets_of(at.queue, line)]
    assert sum(ticket.until > weeks for ticket in tickets_in_line) == at.partner.waiting > 0
    leaving = at.queue.departures
    assert leaving["finishing"][0, weeks + 1 :].sum() <= at.partner.in_service == 30
    done = leaving["finishing"][0, : weeks + 1].sum()
    gave_up = leaving["giving_up"][0, : weeks + 1].sum()
    assert done + at.partner.in_service == book[2].sum()
    assert sum(came[1:]) == at.partner.waiting + at.partner.in_service + done + gave_up
    assert gave_up > 0


@pytest.mark.parametrize(("arrivals", "drop_out_week"), [(60.0, 0.05), (45.0, 0.02), (80.0, 0.05)])
def test_the_stationary_line_balances_arrivals_admissions_and_giving_up(arrivals, drop_out_week):
    places, service, weeks = 800, 20.0, 500
    wait = standing_wait(arrivals, places / service, drop_out_week)
    waiting, waits = [], []
    for replication in range(10):
        at = desk(
            weeks=weeks, storage=4096, replication=replication, places=places, service=service,
            service_spread=0.5, town_arrivals=arrivals, drop_out_week=drop_out_week,
        )  # fmt: skip
        book = history(at, weeks)[:, 200:]
        assert (book[1] == places).all()
        waiting.append(book[0].mean())
        waits.append(at.partner.wait_weeks)
    mean, error = mean_and_error(waiting)
    lost = arrivals * drop_out_week * mean / (1.0 - drop_out_week)
    # number waiting = number giving up a week ÷ chance of giving up
    assert abs(mean - (arrivals - places / service) / drop_out_week) < FAR * error + 0.5 * arrivals
    assert lost > 0
    mean, error = mean_and_error(waits)
    assert abs(mean - wait) < FAR * error + 0.5


# Without a limit of places


@pytest.mark.parametrize("drop_out_week", [0.03, 0.2])
def test_a_line_without_admissions_is_poisson_around_arrivals_times_patience(drop_out_week):
    weeks, arrivals = 60, 30.0
    waiting = []
    for replication in range(100):
        at = desk(
            weeks=weeks, storage=4096, replication=replication, town_arrivals=arrivals,
            drop_out_week=drop_out_week,
        )  # fmt: skip
        waiting.append(history(at, weeks)[0, [1, 10, 60]])
    still_here = [(1 - (1 - drop_out_week) ** week) / drop_out_week for week in (1, 10, 60)]
    expected = arrivals * np.array(still_here)
    assert (abs(np.mean(waiting, axis=0) - expected) < FAR * np.sqrt(expected / 100)).all()


@pytest.mark.parametrize("leaving", [0.0, 0.02])
@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_with_unlimited_places_people_in_service_equal_arrivals_times_mean_stay(spread, leaving):
    weeks, arrivals, service = 400, 10.0, 20.0
    runs = []
    for replication in range(30):
        at = desk(
            weeks=weeks, replication=replication, places=10**6, service=service, service_spread=spread,
            town_arrivals=arrivals, leaving=leaving,
        )  # fmt: skip
        book = history(at, weeks)
        assert not book[0].any()
        runs.append(book[1, 200:].mean())
    mean, error = mean_and_error(runs)
    # (1 - q)^stay is convex, hence a shorter mean stay than with services of fixed length
    stay = {0.0: service, 0.02: mean_stay(service, spread, 0.02)}[leaving]
    assert abs(mean - arrivals * stay) < FAR * error + 0.002 * arrivals * service
    if spread == 0.0:
        assert mean_stay(service, 0.0, leaving) == pytest.approx(sum((1 - leaving) ** k for k in range(20)))
