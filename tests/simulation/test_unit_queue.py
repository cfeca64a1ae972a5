"""The queue of a partner against Erlang's formulas, fluid and deterministic limits, and the library Ciw."""

import math
from collections import namedtuple
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import ciw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.compiled import rule
from simulation.design import Design, Group
from simulation.equilibrium import first_guess
from simulation.luck import DECISION, PARTNER, draw, luck_of, poisson
from simulation.outsiders import fill_line, start_queues
from simulation.parameters import parameter_record, values_of
from simulation.partners import PARTNER_RECORD, PARTNERS_2018, mean_stay
from simulation.people import IN_SERVICE, NO_HELP, PERSON, SLOTS, WAITING, empty_records
from simulation.referral import join_list
from simulation.service import admit, begin_service, end_help, move_outsiders
from simulation.start import build_partners
from simulation.waiting import (
    FOREVER,
    NOBODY,
    OUTSIDER,
    empty_queue,
    enqueue,
    log_staying,
    make_room,
    next_in_line,
    outsiders_join,
    service_weeks,
)

FAR = 4.5
"""Standard errors; one check in 150,000 lies beyond by chance."""
PROPERTY = settings(deadline=None, derandomize=True, max_examples=50)
MENTAL, FINANCES = 1, 0
LEAVING = values_of({})["drop_service"]

Desk = namedtuple("Desk", "queue people partner p luck")
"""A partner that is alone in the world."""


def desk(*, weeks, storage=1024, people=0, replication=0, leaving=0.0, **fields):
    """Return a partner with `places`, `service`, `service_spread`, `town_arrivals` … and nobody in line."""
    partner = empty_records(PARTNER_RECORD, 1)[0]
    partner.intake_week = 1e9
    partner.serves = 1.0
    partner.service = 1.0
    for name, value in fields.items():
        partner[name] = value
    crowd = empty_records(PERSON, people)
    crowd.id = crowd.row = np.arange(people)
    p = parameter_record({"drop_service": leaving}, (), np.zeros(9))[0]
    return Desk(empty_queue(1, weeks + 2, storage), crowd, partner, p, luck_of(11, replication))


@rule
def live_on(queue, people, partner, first, last, p, luck, waiting, in_service, admitted):
    """Let the weeks from `first` to `last` pass, and note who waits, is in service and was admitted."""
    for week in range(first, last + 1):
        move_outsiders(queue, partner, week, p, luck)
        admit(queue, people, partner, week, luck)
        waiting[week] = partner.waiting
        in_service[week] = partner.in_service
        admitted[week] = partner.admitted


def history(at, last, first=1, before=None):
    """Return who waits, is in service and was admitted, week by week, shape (3, weeks)."""
    book = np.zeros((3, last + 1)) if before is None else before
    live_on(at.queue, at.people, at.partner, first, last, at.p, at.luck, *book)
    return book


def mean_and_error(samples):
    samples = np.asarray(samples)
    return samples.mean(axis=0), samples.std(axis=0, ddof=1) / math.sqrt(len(samples))


# Memoryless arrivals and services


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
def test_waiting_agrees_with_erlang_c_but_for_whole_weeks(places, service, use):
    arrivals = use * places / service
    mean, error = mean_and_error(memoryless(places, service, use))
    in_line = erlang_c(places, use * places) * use / (1.0 - use)
    # coming and leaving are both counted in whole weeks, so a wait is off by less than a week
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


def test_everybody_who_came_waits_is_served_is_done_or_gave_up():
    weeks = 300
    at = desk(
        weeks=weeks, places=30, service=10.0, service_spread=0.5, leaving=0.01, town_arrivals=5.0,
        drop_out_week=0.05, town_urgent=0.2,
    )  # fmt: skip
    came = [poisson(at.luck, DECISION["town_arrivals"], PARTNER, 0, week, 5.0) for week in range(weeks + 1)]
    book = history(at, weeks)
    lines, tickets = at.queue.lines, at.queue.tickets
    here = [
        tickets[line, (lines.first[line] + place) % tickets.shape[1]]
        for line in range(2)
        for place in range(lines.count[line])
    ]
    assert sum(ticket.until > weeks for ticket in here) == at.partner.waiting > 0
    leaving = at.queue.departures
    assert leaving["finishing"][0, weeks + 1 :].sum() <= at.partner.in_service == 30
    done = leaving["finishing"][0, : weeks + 1].sum()
    gave_up = leaving["giving_up"][0, : weeks + 1].sum()
    assert done + at.partner.in_service == book[2].sum()
    assert sum(came[1:]) == at.partner.waiting + at.partner.in_service + done + gave_up
    assert gave_up > 0


# Deterministic limits


def length_of_service(partner, u):
    return service_weeks(partner, u, log_staying(1.0 / partner.service))


def regular(places, service, a_week, weeks):
    """Return waiting and in service, week by week, when `a_week` come a week and all stay equally long."""
    at = desk(weeks=weeks, storage=8192, places=places, service=service)
    stay = length_of_service(at.partner, 0.5)
    book = np.zeros((2, weeks + 1), int)
    for week in range(1, weeks + 1):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)
        for _ in range(a_week):
            enqueue(at.queue, 1, OUTSIDER, week, FOREVER, stay)
            at.partner.waiting += 1
        admit(at.queue, at.people, at.partner, week, at.luck)
        book[:, week] = at.partner.waiting, at.partner.in_service
    return book


@pytest.mark.parametrize(("places", "service", "a_week"), [(12, 4, 3), (10, 10, 1), (45, 15, 3), (50, 15, 3)])
def test_regular_arrivals_within_the_capacity_never_wait(places, service, a_week):
    waiting, in_service = regular(places, service, a_week, 5 * service)
    assert not waiting.any()
    assert (in_service[service:] == a_week * service).all()


@pytest.mark.parametrize(("places", "service", "a_week"), [(12, 4, 5), (10, 10, 3), (44, 15, 3)])
def test_an_overload_grows_in_a_straight_line(places, service, a_week):
    waiting, in_service = regular(places, service, a_week, 10 * service)
    full = in_service == places
    start = int(np.argmax(full))
    assert full[start:].all()
    growth = waiting[start + service :] - waiting[start:-service]
    assert (growth == a_week * service - places).all()


@given(st.floats(1.0, 200.0), st.floats(1e-9, 1 - 1e-9))
@PROPERTY
def test_a_service_of_fixed_length_is_as_long_as_it_says(service, u):
    partner = desk(weeks=1, service=service).partner
    assert length_of_service(partner, u) == int(service + 0.5)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_a_service_has_its_mean_and_its_spread(spread):
    mean = 20.0
    at = desk(weeks=1, service=mean, service_spread=spread)
    stays = np.array([length_of_service(at.partner, draw(at.luck, 19, PARTNER, 0, n, 0)) for n in range(4000)])
    deviation = spread * math.sqrt(mean * (mean - 1))
    assert abs(stays.mean() - mean) <= FAR * deviation / math.sqrt(len(stays)) + 0.01
    # the fourth moment of a geometric is below 9.1 times its squared variance
    assert abs(stays.std() - deviation) <= FAR * deviation * math.sqrt(8.1 / 4 / len(stays)) + 0.02
    assert stays.min() >= max(1, int((1 - spread) * mean))


# Giving up


def standing_wait(arrivals, admissions, drop_out_week):
    """Return the weeks of wait after which arrivals × (1 − d)^wait = admissions."""
    return math.log(admissions / arrivals) / math.log(1.0 - drop_out_week)


@pytest.mark.parametrize(("arrivals", "drop_out_week"), [(60.0, 0.05), (45.0, 0.02), (80.0, 0.05)])
def test_the_line_stands_where_as_many_are_left_as_are_admitted(arrivals, drop_out_week):
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
    # whoever waits is as many as give up a week ÷ their chance to
    assert abs(mean - (arrivals - places / service) / drop_out_week) < FAR * error + 0.5 * arrivals
    assert lost > 0
    mean, error = mean_and_error(waits)
    assert abs(mean - wait) < FAR * error + 0.5


# The start


def partners_at_start(scale, replication, specs, weeks):
    """Return who waits, is in service and is admitted in `scale` towns, shape (partners, 3, weeks)."""
    design = Design(groups=(Group(name="nobody else", size=1),), partners=specs)
    world = SimpleNamespace(
        people=empty_records(PERSON, 0), partners=build_partners(design, scale), luck=luck_of(3, replication),
        p=parameter_record({}, (), np.zeros(9)), queue=empty_queue(len(specs), weeks + 2, 1 << 14),
    )  # fmt: skip
    start_queues(
        world.people, world.partners, world.queue, world.p[0], world.luck, specs, first_guess(design), scale
    )
    book = np.zeros((len(specs), 3, weeks + 1))
    for number, partner in enumerate(world.partners):
        book[number, :2, 0] = partner.waiting, partner.in_service
        live_on(world.queue, world.people, partner, 1, weeks, world.p[0], world.luck, *book[number])
    return book


@lru_cache
def starts(urgent):
    specs = PARTNERS_2018 if urgent else tuple(replace(spec, town_urgent=0.0) for spec in PARTNERS_2018)
    return np.array([partners_at_start(8.0, replication, specs, 100) for replication in range(8)])


@pytest.mark.parametrize("spec", PARTNERS_2018, ids=lambda spec: spec.name)
def test_arrivals_are_solved_from_places_and_wait(spec):
    arrivals, admissions, line = (solved(LEAVING) for solved in (spec.arrivals, spec.admissions, spec.line_weeks))
    urgent = spec.town_urgent * arrivals
    assert admissions == pytest.approx(spec.places / mean_stay(spec.service, spec.spread, LEAVING))
    assert urgent + (arrivals - urgent) * math.exp(-spec.drop_out_week * line) == pytest.approx(admissions)
    assert line * (admissions - urgent) / admissions == pytest.approx(spec.wait_weeks)


@pytest.mark.parametrize("number", range(len(PARTNERS_2018)), ids=[spec.name for spec in PARTNERS_2018])
@pytest.mark.parametrize("urgent", [False, True], ids=["nobody urgent", "some urgent"])
def test_every_partner_starts_where_its_line_stays(number, urgent):
    waiting = starts(urgent)[:, number, 0]
    early, late = waiting[:, :21].mean(axis=1), waiting[:, 60:].mean(axis=1)
    change, error = mean_and_error(late - early)
    # the table takes exp(-d·W) for (1 - d)^W
    assert abs(change) < FAR * error + 0.01 * early.mean()


@pytest.mark.parametrize("number", range(len(PARTNERS_2018)), ids=[spec.name for spec in PARTNERS_2018])
def test_every_partner_starts_full_and_admits_what_its_places_allow(number):
    spec = PARTNERS_2018[number]
    _, in_service, admitted = np.moveaxis(starts(False)[:, number], 1, 0)
    assert (in_service[:, :2] == round(spec.places * 8.0)).all()
    expected = 8.0 * spec.admissions(LEAVING)
    early, error = mean_and_error(admitted[:, 1:9].mean(axis=1))
    assert abs(early - expected) < FAR * max(error, math.sqrt(expected / 64)) + 0.02 * expected


def test_at_the_start_participants_and_everyone_else_stand_by_the_week_they_joined():
    at = desk(weeks=30, storage=4096, people=6, town_arrivals=20.0, drop_out_week=0.05, town_urgent=0.1)
    joined = [-9, -9, -5, -3, -1, 0]
    at.people.help[:, MENTAL] = WAITING
    at.people.help_since[:, MENTAL] = joined
    at.people.urgent[2, MENTAL] = 1
    rows = np.arange(6)
    fill_line(at.queue, at.people, at.partner, 9, rows, np.full(6, MENTAL), at.p, at.luck)
    urgent, other = (at.queue.tickets[line, : at.queue.lines.count[line]] for line in range(2))
    assert urgent.holder.tolist() == [2 * SLOTS + MENTAL]
    assert (np.diff(other.joined) >= 0).all()
    assert other.holder[other.holder != OUTSIDER].tolist() == [row * SLOTS + MENTAL for row in (0, 1, 3, 4, 5)]
    assert at.partner.waiting == len(urgent) + len(other)
    outsiders = other[other.holder == OUTSIDER]
    assert (outsiders.joined < 0).all()
    assert (outsiders.until > 0).all()
    for week in range(1, 10):
        left = sum(0.9 * 20.0 * 0.95**back for back in range(week, 10))
        still = (outsiders.joined <= -week).sum()
        assert abs(still - left) < FAR * math.sqrt(left)


# Without a limit of places


@pytest.mark.parametrize("drop_out_week", [0.03, 0.2])
def test_those_whom_nobody_admits_are_poisson_around_arrivals_by_patience(drop_out_week):
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
def test_with_places_for_all_those_in_service_are_arrivals_by_mean_stay(spread, leaving):
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
    # (1 - q)^stay is convex, hence a mean stay below that of the fixed length where services vary
    stay = {0.0: service, 0.02: mean_stay(service, spread, 0.02)}[leaving]
    assert abs(mean - arrivals * stay) < FAR * error + 0.002 * arrivals * service
    if spread == 0.0:
        assert mean_stay(service, 0.0, leaving) == pytest.approx(sum((1 - leaving) ** k for k in range(20)))


# The same customers at the library Ciw


class Gaps(ciw.dists.Distribution):
    """Given times between those who come, and nobody after them."""

    def __init__(self, gaps):
        self.gaps = iter([*gaps, math.inf])

    def sample(self, t=None, ind=None):
        return next(self.gaps)


class UntilMidweek(ciw.dists.Distribution):
    """Services of whole weeks that end in the middle of their last week, after everybody who comes in it."""

    def __init__(self, stays):
        self.stays = iter(stays)

    def sample(self, t=None, ind=None):
        return math.floor(t) + next(self.stays) + 0.5 - t


def weeks_of_admission_by_ciw(places, lines):
    """Return the week in which each customer is admitted, line by line; `lines` hold (joined, stay)."""
    arrivals, services = {}, {}
    for number, line in enumerate(lines):
        # those who come in a week come before its services end; urgent ones first, each line in its order
        moments = [joined + 0.1 + 0.2 * number + 1e-5 * place for place, (joined, _) in enumerate(line)]
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


def weeks_of_admission(at, weeks, comes):
    """Return the week in which each customer is admitted, line by line, when `comes(week)` brings them."""
    found = [[], []]
    for week in range(1, weeks + 1):
        comes(week)
        before = at.queue.lines["first"].copy()
        admit(at.queue, at.people, at.partner, week, at.luck)
        for line in range(2):
            found[line] += [week] * int(at.queue.lines["first"][line] - before[line])
    return found


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
    ours = weeks_of_admission(at, weeks, lambda week: move_outsiders(at.queue, at.partner, week, at.p, at.luck))
    came = at.queue.lines["first"] + at.queue.lines["count"]
    tickets = [at.queue.tickets[line, : came[line]] for line in range(2)]
    theirs = weeks_of_admission_by_ciw(
        places, [list(zip(line.joined.tolist(), line.stay.tolist(), strict=True)) for line in tickets]
    )
    assert [len(line) for line in theirs] == came.tolist()
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other[: len(mine)]
        assert all(week > weeks for week in other[len(mine) :])
    waits = np.array(ours[1]) - tickets[1].joined[: len(ours[1])]
    assert waits.max() > 3
    assert (len(ours[0]) > 5) == (urgent > 0)


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

    def comes(week):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)
        for number, line in enumerate(lines):
            for joined, stay in line:
                if joined == week:
                    enqueue(at.queue, number, OUTSIDER, week, FOREVER, stay)
                    at.partner.waiting += 1

    assert weeks_of_admission(at, weeks, comes) == weeks_of_admission_by_ciw(places, lines)


# Whose turn it is


def joins(at, row, week, level=2, slot=MENTAL):
    at.people.level[row, slot] = level
    join_list(at.queue, at.people[row], slot, at.partner, 0, week)


def admitted_in_turn(at, week, count):
    """Return the rows of the people whom `count` weeks with one free place each admit."""
    turns = []
    for later in range(count):
        waited = at.people.help == WAITING
        at.partner.places = at.partner.in_service + 1
        admit(at.queue, at.people, at.partner, week + later, at.luck)
        turns += np.flatnonzero((waited & (at.people.help == IN_SERVICE)).any(axis=1)).tolist()
    return turns


def test_first_come_first_served():
    at = desk(weeks=60, people=5)
    for week, row in enumerate((3, 0, 4, 1, 2)):
        joins(at, row, week)
    assert admitted_in_turn(at, 10, 6) == [3, 0, 4, 1, 2]
    assert at.partner.waiting == 0


def test_the_urgent_go_first_and_first_come_first_served_among_them():
    at = desk(weeks=60, people=7)
    for week, (row, level) in enumerate([(3, 2), (0, 4), (4, 3), (1, 4), (2, 2), (6, 3), (5, 4)]):
        joins(at, row, week, level)
    assert admitted_in_turn(at, 10, 7) == [0, 1, 5, 3, 4, 2, 6]


def test_someone_urgent_who_comes_later_goes_before_those_who_wait():
    at = desk(weeks=60, people=3)
    joins(at, 0, 0)
    joins(at, 1, 1)
    assert admitted_in_turn(at, 2, 1) == [0]
    joins(at, 2, 3, level=4)
    assert admitted_in_turn(at, 4, 2) == [2, 1]


def test_everyone_else_in_town_stands_in_the_same_line():
    at = desk(weeks=60, people=2, places=0)
    enqueue(at.queue, 1, OUTSIDER, 0, FOREVER, 5)
    at.partner.waiting += 1
    joins(at, 0, 1)
    enqueue(at.queue, 1, OUTSIDER, 2, 4, 5)
    enqueue(at.queue, 1, OUTSIDER, 2, FOREVER, 5)
    at.partner.waiting += 1
    joins(at, 1, 3)
    assert admitted_in_turn(at, 4, 1) == []
    assert admitted_in_turn(at, 5, 1) == [0]
    assert admitted_in_turn(at, 6, 1) == []
    assert admitted_in_turn(at, 7, 1) == [1]
    assert at.partner.waiting == 0


def test_whoever_left_the_list_is_passed_over_and_has_no_old_place_on_coming_back():
    at = desk(weeks=60, people=4)
    for row in range(4):
        joins(at, row, row)
    end_help(at.people[0], MENTAL, at.partner)
    end_help(at.people[1], MENTAL, at.partner)
    assert at.partner.waiting == 2
    joins(at, 1, 5)
    assert admitted_in_turn(at, 6, 5) == [2, 3, 1]
    assert at.partner.waiting == 0
    assert at.people.help[0, MENTAL] == NO_HELP


def test_a_ticket_holds_for_its_partner_and_its_problem_only():
    at = desk(weeks=60, people=2)
    joins(at, 0, 0, slot=MENTAL)
    joins(at, 0, 0, slot=FINANCES)
    joins(at, 1, 1, slot=MENTAL)
    at.people.partner[1, MENTAL] = 7
    end_help(at.people[0], MENTAL, at.partner)
    assert next_in_line(at.queue, at.people, 0, 2)[0] == 0 * SLOTS + FINANCES
    assert next_in_line(at.queue, at.people, 0, 2)[0] == NOBODY


def test_the_service_begins_in_the_week_of_admission_and_lasts_as_long_as_it_says():
    at = desk(weeks=60, people=1, places=1, service=12.0)
    joins(at, 0, 3)
    admit(at.queue, at.people, at.partner, 9, at.luck)
    person = at.people[0]
    assert (person.help[MENTAL], person.help_since[MENTAL], person.help_until[MENTAL]) == (IN_SERVICE, 9, 21)
    assert (at.partner.in_service, at.partner.waiting, at.partner.admitted) == (1, 0, 1)


def test_the_running_wait_follows_the_waits_of_those_admitted():
    at = desk(weeks=400, storage=4096, places=200, service=1.0, wait_weeks=20.0)
    for week in range(1, 300):
        move_outsiders(at.queue, at.partner, week, at.p, at.luck)
        for _ in range(4):
            enqueue(at.queue, 1, OUTSIDER, week - 6, FOREVER, 1)
            at.partner.waiting += 1
        before = at.partner.wait_weeks
        admit(at.queue, at.people, at.partner, week, at.luck)
        assert at.partner.wait_weeks == pytest.approx(before + (0.02 * 4 + 0.05) * (6.0 - before))
    assert at.partner.wait_weeks == pytest.approx(6.0)


# More or fewer places


def test_more_places_shorten_the_wait_and_fewer_lengthen_it():
    weeks, turn, drop_out_week, arrivals, service = 500, 150, 0.02, 50.0, 20.0
    found = {}
    for places in (700, 800, 950):
        at = desk(
            weeks=weeks, storage=8192, places=800, service=service, service_spread=0.5,
            town_arrivals=arrivals, drop_out_week=drop_out_week,
        )  # fmt: skip
        book = history(at, turn)
        at.partner.places = places
        found[places] = history(at, weeks, turn + 1, np.pad(book, ((0, 0), (0, weeks - turn))))
        wait = standing_wait(arrivals, places / service, drop_out_week)
        assert at.partner.wait_weeks == pytest.approx(wait, abs=2.0)
    assert (found[950][:, : turn + 1] == found[800][:, : turn + 1]).all()
    assert (found[700][:, : turn + 1] == found[800][:, : turn + 1]).all()
    waiting = {places: book[0, turn + 1 :] for places, book in found.items()}
    assert (waiting[950] <= waiting[800]).all()
    assert (waiting[800] <= waiting[700]).all()
    assert waiting[700][-50:].mean() > waiting[800][-50:].mean() > waiting[950][-50:].mean()


def test_places_that_go_are_not_taken_from_those_in_service():
    at = desk(weeks=100, places=10, service=20.0, town_arrivals=3.0)
    book = history(at, 15)
    assert book[1, 15] == 10
    at.partner.places = 4
    book = history(at, 60, 16, np.pad(book, ((0, 0), (0, 45))))
    assert book[1, 16] > 4
    assert (np.diff(book[1, 16:25]) <= 0).all()
    assert (book[1, 50:] == 4).all()


@pytest.mark.parametrize("intake", [0, 1, 3])
def test_no_more_are_admitted_in_a_week_than_the_intake(intake):
    at = desk(weeks=100, places=50, service=8.0, town_arrivals=4.0, intake_week=intake)
    waiting, in_service, admitted = history(at, 90)
    assert admitted.max() == intake
    assert (admitted[10:] == intake).all()
    assert in_service.max() <= intake * 8
    growth = (waiting[-1] - waiting[10]) / 80
    assert abs(growth - (4 - intake)) < FAR * math.sqrt(4 / 80)


# Storage of a line


@PROPERTY
@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=80))
def test_making_room_keeps_everybody_in_order(steps):
    queue = empty_queue(1, 10, 4)
    people = empty_records(PERSON, 1)
    expected = [[], []]
    for number, (line, takes) in enumerate(steps):
        queue = make_room(queue)
        assert queue.lines["count"].max() * 2 <= queue.tickets.shape[1]
        if takes:
            turn = expected[0] or expected[1]
            found = next_in_line(queue, people, 0, 0)
            assert found == ((OUTSIDER, 0, FOREVER, turn.pop(0)) if turn else (NOBODY, 0, 0, 0))
        else:
            enqueue(queue, line, OUTSIDER, 0, FOREVER, number + 1)
            expected[line].append(number + 1)
    for turn in expected:
        for stay in turn:
            assert next_in_line(queue, people, 0, 0)[3] == stay
    assert next_in_line(queue, people, 0, 0)[0] == NOBODY


def test_there_is_room_as_long_as_the_line_is_half_empty():
    queue = empty_queue(1, 10, 8)
    for _ in range(4):
        enqueue(queue, 1, OUTSIDER, 0, FOREVER, 1)
    assert make_room(queue) is queue
    enqueue(queue, 1, OUTSIDER, 0, FOREVER, 1)
    assert make_room(queue).tickets.shape == (2, 16)


def test_a_line_without_room_is_an_error():
    queue = empty_queue(1, 10, 2)
    enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)
    enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)
    with pytest.raises(OverflowError, match="a waiting list is longer than its storage"):
        enqueue(queue, 0, OUTSIDER, 0, FOREVER, 1)


def test_whoever_has_given_up_already_does_not_join():
    at = desk(weeks=10, drop_out_week=0.5)
    outsiders_join(at.queue, at.partner, 400, 0, -3, at.p, at.luck)
    assert abs(at.partner.waiting - 400 * 0.5**3) < FAR * math.sqrt(400 * 0.125 * 0.875)
    begin_service(at.queue, at.people, at.partner, OUTSIDER, FOREVER, 0, at.luck)
    assert at.partner.in_service == 1
    assert at.queue.departures["finishing"].sum() == 0
