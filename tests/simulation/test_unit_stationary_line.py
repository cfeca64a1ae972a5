"""Stationary waiting lists: the arrivals at which a wait comes out, against closed forms and against the world."""

import math

import numpy as np
import pytest
from partner_desk import desk, live_on

from simulation.stationary_line import (
    LONG,
    balanced_arrivals,
    is_long,
    mean_stay,
    simulated_arrivals,
    simulated_wait,
    weeks_until,
)


@pytest.mark.parametrize(("wait", "drop_out", "urgent"), [(15.0, 0.012, 0.08), (5.0, 0.015, 0.0), (0.0, 0.02, 0.1)])
def test_the_balance_is_arrivals_that_survive_the_wait(wait, drop_out, urgent):
    """L·(u + (1 − u)·(1 − d)^V) = A, and V·(A − u·L)/A is the mean wait."""
    arrivals, line = balanced_arrivals(30.0, wait, drop_out, urgent)
    assert urgent * arrivals + (1 - urgent) * arrivals * (1 - drop_out) ** line == pytest.approx(30.0)
    assert line * (30.0 - urgent * arrivals) / 30.0 == pytest.approx(wait)


def test_a_line_is_long_that_holds_many_of_its_standard_deviations():
    """The length varies by √(A/d) around W·A: their ratio is W·√(A·d)."""
    assert is_long(100.0, LONG / math.sqrt(100.0 * 0.04) + 1e-9, 0.04)
    assert not is_long(100.0, LONG / math.sqrt(100.0 * 0.04) - 1e-9, 0.04)


def regular(arrivals, places, weeks, stay):
    """Return the mean wait of clients who come at equal distances, stay equally long, and never give up."""
    came = np.arange(1, weeks * arrivals + 1) - 0.5
    many = len(came)
    return simulated_wait(
        float(arrivals), places, came, np.zeros(many, np.int64), np.full(many, 10**6), np.full(many, stay),
        np.zeros(2048, np.int64), np.zeros(2, np.int64),
    )  # fmt: skip


def test_nobody_waits_while_places_suffice():
    assert regular(3, 12, 400, 4) == 0.0


def test_an_overload_waits_longer_by_its_surplus():
    """Of 4 a week 3 are admitted: who comes in week w waits w/3, and the last three quarters 5/8 of the end's."""
    weeks = 400
    assert regular(4, 12, weeks, 4) == pytest.approx(np.mean(np.arange(weeks / 4, weeks * 3 / 4)) / 3, rel=0.02)


def test_the_mean_stay_is_that_of_a_service_that_a_share_leaves():
    assert mean_stay(20.0, 0.0, 0.02) == pytest.approx(sum(0.98**week for week in range(20)))
    u = (np.arange(100_000) + 0.5) / 100_000
    assert weeks_until(u, 0.02).mean() == pytest.approx(50.0, rel=1e-3)


@pytest.mark.parametrize(
    ("places", "wait", "service", "spread", "drop_out"), [(25, 4.0, 16.0, 0.3, 0.02), (40, 3.0, 6.0, 0.0, 0.02)]
)
def test_the_wait_that_goes_in_comes_out_at_few_places(places, wait, service, spread, drop_out):
    """At the arrivals found, a partner of the world itself has the wait; at the balance it would wait longer."""
    arrivals = simulated_arrivals(places, wait, service, spread, 0.0, drop_out, 0.0)
    waits = {}
    for name, mean in (("found", arrivals), ("balance", balanced_arrivals(places / service, wait, drop_out, 0.0)[0])):
        weeks, out = 3000, []
        for replication in range(6):
            at = desk(
                weeks=weeks, storage=1024, replication=replication, places=places, service=service,
                service_spread=spread, town_arrivals=mean, drop_out_week=drop_out,
            )  # fmt: skip
            book = np.zeros((3, weeks + 1))
            live_on(at.queue, at.people, at.partner, 1, weeks, at.p, at.luck, *book)
            # Little: those in line = arrivals × time in line; of those who come, waiting × drop-out give up
            admitted, line = book[2, 400:].mean(), book[0, 400:].mean()
            out.append((line / mean, admitted))
        waits[name] = np.mean(out, axis=0)
    assert waits["balance"][0] > waits["found"][0]
    assert waits["found"][0] == pytest.approx(wait, rel=0.15)
