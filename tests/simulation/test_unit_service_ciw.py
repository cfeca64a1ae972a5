"""The same customers in our queue and in the queueing library Ciw: equal weeks of admission."""

import math

import ciw
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_desk import PROPERTY, desk

from simulation.service import admit, move_outsiders
from simulation.waiting import FOREVER, OUTSIDER, enqueue


class Gaps(ciw.dists.Distribution):
    """Given times between arrivals, and no arrival after the last."""

    def __init__(self, gaps):
        self.gaps = iter([*gaps, math.inf])

    def sample(self, t=None, ind=None):
        return next(self.gaps)


class UntilMidweek(ciw.dists.Distribution):
    """Services of whole weeks that end in the middle of their last week, after the arrivals of that week."""

    def __init__(self, stays):
        self.stays = iter(stays)

    def sample(self, t=None, ind=None):
        return math.floor(t) + next(self.stays) + 0.5 - t


def weeks_of_admission_by_ciw(places, lines):
    """Return the week in which each customer is admitted, line by line; `lines` hold (joined, stay)."""
    arrivals, services = {}, {}
    for number, line in enumerate(lines):
        # arrivals of a week precede the ends of services; urgent first, each line in its order
        moments = [joined + 0.1 + 0.2 * number + 1e-5 * index for index, (joined, _) in enumerate(line)]
        arrivals[str(number)] = [Gaps(np.diff([0.0, *moments]).tolist())]
        services[str(number)] = [UntilMidweek([stay for _, stay in line])]
    network = ciw.create_network(
        arrival_distributions=arrivals,
        service_distributions=services,
        number_of_servers=[places],
        priority_classes={"0": 0, "1": 1},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(1e5)
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    return [
        [math.floor(record.service_start_date) for record in records if record.customer_class == str(number)]
        for number in range(2)
    ]


def weeks_of_admission(at, weeks, arrive):
    """Return the week in which each customer is admitted, line by line; `arrive(week)` adds the arrivals."""
    admissions = [[], []]
    for week in range(1, weeks + 1):
        arrive(week)
        before = at.queue.lines["first"].copy()
        admit(at.queue, at.people, at.partner, week, at.luck)
        for line in range(2):
            admissions[line] += [week] * int(at.queue.lines["first"][line] - before[line])
    return admissions


@pytest.mark.parametrize(
    ("places", "service", "spread", "urgent"),
    [(1, 6.0, 1.0, 0.0), (5, 20.0, 0.5, 0.0), (8, 16.0, 0.0, 0.25), (3, 9.0, 1.0, 0.3), (20, 40.0, 0.7, 0.1)],
)
def test_everyone_in_town_waits_as_long_as_at_ciw(places, service, spread, urgent):
    weeks = 400
    at = desk(
        weeks=weeks, places=places, service=service, service_spread=spread, town_urgent=urgent,
        town_arrivals=1.02 * places / service,
    )  # fmt: skip

    def arrive(week):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)

    own_weeks = weeks_of_admission(at, weeks, arrive)
    came = at.queue.lines["first"] + at.queue.lines["count"]
    first = at.queue.lines.start
    tickets = [at.queue.tickets[first[line] : first[line] + came[line]] for line in range(2)]
    ciw_weeks = weeks_of_admission_by_ciw(
        places, [list(zip(line.joined.tolist(), line.stay.tolist(), strict=True)) for line in tickets]
    )
    assert [len(line) for line in ciw_weeks] == came.tolist()
    for own_line, ciw_line in zip(own_weeks, ciw_weeks, strict=True):
        assert own_line == ciw_line[: len(own_line)]
        assert all(week > weeks for week in ciw_line[len(own_line) :])
    waits = np.array(own_weeks[1]) - tickets[1].joined[: len(own_weeks[1])]
    assert waits.max() > 3
    assert (len(own_weeks[0]) > 5) == (urgent > 0)


@PROPERTY
@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(1, 8)), min_size=1, max_size=25),
)
def test_any_customers_wait_as_long_as_at_ciw(places, customers):
    lines = [[], []]
    week = 1
    for gap, urgent, stay in customers:
        week += gap
        lines[0 if urgent else 1].append((week, stay))
    weeks = 400
    at = desk(weeks=weeks, places=places)

    def arrive(week):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)
        for number, line in enumerate(lines):
            for joined, stay in line:
                if joined == week:
                    enqueue(at.queue, number, OUTSIDER, week, FOREVER, stay)
                    at.partner.waiting += 1

    assert weeks_of_admission(at, weeks, arrive) == weeks_of_admission_by_ciw(places, lines)
