"""Behaviour: limits, conservation, stationarity, and the direction of effects."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import COACHED, FREE, two_groups, usual_equilibrium

from simulation.design import CoachPost, Design, Group
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX, NAMES
from simulation.people import IN_SERVICE, LEFT_FOR_WORK, ON_BENEFIT, WAITING
from simulation.renewal import inflow_in
from simulation.waiting import tickets_of


def run(design, rng=1, weeks=None):
    model = TrustExperiment(design, rng=rng, equilibrium=usual_equilibrium())
    model.run_until(weeks or design.weeks)
    return model


def last(model, measure, group=0):
    return model.book.series[model.week, group, INDEX[measure]]


def mean_over_weeks(model, measure, group=0, first=1):
    return np.nanmean(model.book.series[first:, group, INDEX[measure]])


@pytest.fixture(scope="module")
def trial():
    return run(two_groups(size=400, weeks=104, policy=FREE | {"group_training": True}))


def test_people_are_conserved(trial):
    series = trial.book.series
    parts = [INDEX[name] for name in ("recipients", "off_benefit")]
    for group in range(2):
        members = trial.book.members[:, group]
        assert (members == 400).all()
        shares = series[:, group, parts[0]] / members + series[:, group, parts[1]]
        assert shares == pytest.approx(np.ones(105))


def test_states_stay_within_their_bounds(trial):
    people = trial.people
    for name in ("trust", "rapport", "shame", "self_efficacy", "autonomy", "stress", "employability", "attention"):
        assert people[name].min() >= 0.0 and people[name].max() <= 1.0, name
    assert people.level.min() == 0 and people.level.max() == 4
    assert people.life_satisfaction.min() >= 0.0 and people.life_satisfaction.max() <= 10.0


def test_status_follows_income_and_never_hours(trial):
    p, people = trial.parameters[0], trial.people
    norm = np.where(people.household == 2, p.norm_couple, p.norm_single)
    earnings = np.where(people.contract > 1, people.hours * people.wage_hour * 52 / 12, 0.0)
    left = people.status == LEFT_FOR_WORK
    assert (earnings[left & (people.contract > 1)] >= norm[left & (people.contract > 1)]).all()
    assert (earnings[people.status == ON_BENEFIT] < norm[people.status == ON_BENEFIT]).all()


def test_nobody_is_in_two_places_at_a_partner(trial):
    people, partners = trial.people, trial.partners
    assert (people.helpers == (people.help > 0).sum(axis=1)).all()
    for number in range(len(partners)):
        at_partner = people.partner == number
        assert (at_partner & (people.help == WAITING)).sum() <= partners.waiting[number]
        in_service = (at_partner & (people.help == IN_SERVICE)).sum()
        assert in_service <= partners.in_service[number] <= partners.places[number]
    assert (partners.waiting >= 0).all()


def test_waiting_lists_hold_as_many_as_are_counted(trial):
    queue = trial.world.queue
    for number, partner in enumerate(trial.partners):
        waiting = 0
        for line in (2 * number, 2 * number + 1):
            for ticket in tickets_of(queue, line):
                if ticket.holder == -1:
                    waiting += ticket.until > trial.week
                else:
                    person, slot = trial.people[ticket.holder // 10], ticket.holder % 10
                    waiting += (
                        person.help[slot] == WAITING
                        and person.partner[slot] == number
                        and person.help_since[slot] == ticket.joined
                    )
        assert waiting == partner.waiting


def test_the_untreated_stock_is_close_to_stationary():
    """Mean load, its spread and the pairwise correlations of all original members move by less than 5 % (0.05)."""
    stock = Design(name="stock", groups=(Group(name="recipients", size=6000),), weeks=104)
    model = TrustExperiment(stock, rng=11, equilibrium=usual_equilibrium())
    before = model.people.level.astype(float)
    minds = {name: model.people[name].mean() for name in ("trust", "self_efficacy", "shame")}
    model.run_until(104)
    after = model.people.level.astype(float)
    assert after.sum(axis=1).mean() == pytest.approx(before.sum(axis=1).mean(), rel=0.05)
    assert after.sum(axis=1).std() == pytest.approx(before.sum(axis=1).std(), rel=0.05)
    assert np.abs(np.corrcoef(after.T) - np.corrcoef(before.T)).max() < 0.05
    for name, mean in minds.items():
        assert model.people[name].mean() == pytest.approx(mean, abs=0.02), name
    series = model.book.series[:, 0]
    assert series[104, INDEX["life_satisfaction"]] == pytest.approx(
        series[0, INDEX["life_satisfaction"]], abs=0.15
    )


def test_the_sum_of_partner_queues_starts_stationary():
    stock = Design(name="stock", groups=(Group(name="recipients", size=1500),), weeks=104)
    model = TrustExperiment(stock, rng=12, equilibrium=usual_equilibrium())
    start = model.partners.waiting.sum()
    model.run_until(104)
    assert model.book.partners[26:, :, 0].sum(axis=1).mean() == pytest.approx(start, rel=0.2)


def test_unlimited_coach_hours_leave_nobody_waiting_and_let_no_appointment_lapse():
    often = COACHED | {"contacts_per_year": 26.0, "may_withdraw": False}
    busy = two_groups(posts=(CoachPost(),), policy=often)
    free = replace(busy, coach_team={"unlimited": True})
    assert mean_over_weeks(run(busy), "backlog") > 0.2
    for measure in ("backlog", "not_held"):
        assert mean_over_weeks(run(free), measure) == 0.0


def test_a_coach_never_works_more_than_a_week_plus_a_single_overrun():
    model = run(two_groups(posts=(CoachPost(),), policy=COACHED | {"contacts_per_year": 26.0}))
    used = model.book.coaches[1:, 0, 1] * model.coaches.hours_week[0]
    assert used.mean() <= model.coaches.hours_week[0] + 1e-9
    assert used.max() <= model.coaches.hours_week[0] + 10.0


def test_more_coaches_mean_less_waiting_and_more_conversations():
    few = run(two_groups(size=300, posts=(CoachPost(),), weeks=78))
    many = run(two_groups(size=300, posts=(CoachPost(),) * 6, weeks=78))
    assert mean_over_weeks(many, "backlog") < 0.5 * mean_over_weeks(few, "backlog")
    assert many.people.lapsed[:300].mean() < few.people.lapsed[:300].mean()
    assert last(many, "contacts_held") > last(few, "contacts_held")


def test_attention_and_choice_raise_wellbeing():
    coaches = (CoachPost(),) * 8  # fifty people each, so that most of the six conversations a year are held
    policy = FREE | {"group_training": True}
    trial = run(two_groups(size=400, weeks=104, policy=policy, posts=coaches))
    assert last(trial, "contacts_held", 0) > 5.0
    for measure in ("life_satisfaction", "autonomy", "rapport", "self_efficacy", "disclosed", "in_service"):
        assert last(trial, measure, 0) > last(trial, measure, 1), measure


def test_more_jobs_mean_more_exits_and_none_mean_none():
    base = two_groups(size=400)
    designs = [replace(base, labour_market={"labour_market": value}) for value in (0.0, 1.0, 4.0)]
    exits = [last(run(design), "exit_work", 1) for design in designs]
    assert exits[0] < 0.03  # hours still grow over the norm, and placements still end in contracts
    assert exits[0] < exits[1] < exits[2]


def test_more_ggz_places_shorten_the_wait():
    base = two_groups()
    ample = replace(base, partner_levers={"ggz": {"places_factor": 2.0}})
    ggz = base.partner_number("ggz")
    assert run(ample).partners.wait_weeks[ggz] < 0.3 * run(base).partners.wait_weeks[ggz]


def test_a_closed_partner_helps_nobody():
    closed = two_groups(partner_levers={"ggz": {"places_factor": 0.0}})
    model = TrustExperiment(closed, rng=1, equilibrium=usual_equilibrium())
    ggz = closed.partner_number("ggz")
    before = ((model.people.partner == ggz) & (model.people.help == IN_SERVICE)).sum()
    model.run_until(52)
    after = ((model.people.partner == ggz) & (model.people.help == IN_SERVICE)).sum()
    assert after < before


def test_the_running_wait_grows_without_admissions():
    closed = two_groups(partner_levers={"ggz": {"places_factor": 0.0}}, weeks=104)
    assert run(closed).partners.wait_weeks[closed.partner_number("ggz")] > 60


def test_who_just_missed_a_conversation_does_not_wait_for_one():
    model = run(two_groups(size=200, weeks=40))
    people = model.people
    just_missed = (people.attempts > 0) & (people.next_contact > model.week)
    assert just_missed.any()
    assert (people.overdue_weeks[just_missed] <= 2).all()


def test_aftercare_works_by_conversations_and_not_by_promise():
    returns = []
    for hours in (19.0, 0.0):
        policy = FREE | {"aftercare_weeks": 52.0}
        team = {"hours_per_fte": hours}
        design = two_groups(size=1500, weeks=104, policy=policy, posts=(CoachPost(),) * 30, coach_team=team)
        left = run(design).people[:1500]
        left = left[left.exits_to_work > 0]
        returns.append((left.status == ON_BENEFIT).mean())
    promised = replace(design, groups=(replace(design.groups[0], policy=FREE), design.groups[1]))
    without = run(promised).people[:1500]
    without = without[without.exits_to_work > 0]
    assert returns[1] == pytest.approx((without.status == ON_BENEFIT).mean(), abs=0.02)
    assert returns[0] < returns[1]


def test_a_blocked_payment_hurts():
    calm, blocked = (
        run(two_groups(size=400, policy={}, parameters={"block_by_itself": chance})) for chance in (0.0, 0.03)
    )
    assert last(blocked, "stress", 1) > last(calm, "stress", 1)
    assert last(blocked, "trust", 1) < last(calm, "trust", 1)


def test_an_open_city_stays_about_as_large():
    city = Design(
        name="city", groups=(Group(name="recipients", size=3000, open=True),), weeks=104, town=3000, least_age=18
    )
    model = TrustExperiment(city, rng=2, equilibrium=equilibrium_of(city))
    model.run_until(104)
    recipients = model.book.series[:, 0, INDEX["recipients"]]
    assert recipients[0] == 3000
    assert 0.95 < recipients[-1] / recipients[0] < 1.05
    arrived = (model.people.arrival_week > 0).sum()
    expected = 3000 * sum(inflow_in(model.equilibrium.inflow, week) / 52 for week in range(1, 105))
    assert arrived == pytest.approx(expected, abs=4 * expected**0.5)


def test_a_run_stops_at_the_end_of_its_design():
    model = run(two_groups(size=20, weeks=5))
    with pytest.raises(IndexError, match="lasts 5 weeks"):
        model.step()


def test_every_measure_has_a_column_and_varies(trial):
    series = trial.book.series
    assert series.shape == (105, 2, len(NAMES))
    still = [name for name in NAMES if np.nanstd(series[:, :, INDEX[name]]) == 0.0]
    assert still == []
