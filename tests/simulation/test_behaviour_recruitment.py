"""Behaviour: recruitment, the balance of the lot, and the life of non-participants in the same town."""

from dataclasses import replace

import numpy as np
import pytest
from recruitment_samples import PLAN, SIMPLER, numbers, small_town, started, starters

from calibration.volunteers import PUBLISHED_COUNTS, recruitment_counts
from scenarios.file.scenario import load
from simulation.levers import CLIENT_MANAGERS
from simulation.parameters import SWITCHES
from simulation.people import ON_BENEFIT
from simulation.recruitment import (
    ASKED,
    NOT_ASKED,
    SIGN_UP_DOORSTEP,
    SIGN_UP_LETTER,
    SIGN_UP_MEETING,
    SIGN_UP_TELEPHONE,
    SIGNED_UP,
    STARTED,
)

SEEDS = range(1, 21)
SIGN_UPS, STARTERS, VISITORS = 845, 798, 200  # D01, D02, D17
TOLERANCE = 25


@pytest.fixture(scope="module")
def trials():
    design = replace(load("whole-experiment").design, weeks=1)
    return [started(design, rng=seed).people.copy() for seed in SEEDS]


def test_sign_ups_and_starters_are_near_the_reported_numbers(trials):
    signed = [(people.recruited >= SIGNED_UP).sum() for people in trials]
    start = [(people.recruited == STARTED).sum() for people in trials]
    assert abs(np.mean(signed) - SIGN_UPS) <= TOLERANCE
    assert abs(np.mean(start) - STARTERS) <= TOLERANCE
    assert 5 < np.std(signed) < 60
    assert min(signed) >= 800


def test_visitors_of_the_meetings_are_near_the_reported_number(trials):
    p, plan = numbers(), load("whole-experiment").design.recruitment
    invited = np.mean(
        [((people.recruited > NOT_ASKED) & (people.channel != SIGN_UP_LETTER)).sum() for people in trials]
    )
    assert abs(invited * (1 - (1 - p.visits_meeting) ** plan.meetings) - VISITORS) <= 20


def test_letters_bring_few_and_calls_bring_most(trials):
    ways = [
        np.mean([(people.channel == way).sum() for people in trials])
        for way in (SIGN_UP_LETTER, SIGN_UP_MEETING, SIGN_UP_TELEPHONE)
    ]
    signed = np.mean([(people.recruited >= SIGNED_UP).sum() for people in trials])
    assert sum(ways) == pytest.approx(signed)
    assert ways[0] < 0.15 * signed and ways[1] < 0.1 * signed and ways[2] > 0.75 * signed


def test_excluded_people_are_invited_and_never_start(trials):
    for people in trials:
        residents = people[people.arrival_week == 0]
        barred = (residents.age < 27) | (residents.status_holder == 1)
        assert (residents.eligible == ~barred).all()
        assert not (barred & (residents.recruited == STARTED)).any()
        assert (barred & (residents.recruited == ASKED)).any()
        assert (barred & (residents.recruited == SIGNED_UP)).any()
        later = people[people.arrival_week > 0]
        assert len(later) and not later.eligible.any() and not later.recruited.any()
    shares = [people.status_holder[people.arrival_week == 0].mean() for people in trials]
    assert np.mean(shares) == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 7000 / len(trials)))
    assert all(people.migration_background[people.status_holder == 1].all() for people in trials)


def test_sign_ups_that_never_start_are_excluded_or_have_second_thoughts(trials):
    back = [((people.recruited == SIGNED_UP) & (people.eligible == 1)).sum() for people in trials]
    barred = [((people.recruited == SIGNED_UP) & (people.eligible == 0)).sum() for people in trials]
    assert 20 < np.mean(back) < 45 and 5 < np.mean(barred) < 25


def test_recruitment_conserves_people(trials):
    for people in trials:
        assert len(np.unique(people.id)) == len(people)
        assert (people.arrival_week == 0).sum() == 7000
        start = people.recruited == STARTED
        assert (people.group[start] < 4).all() and (people.group[~start] == 4).all()
        counts = np.bincount(people.group[start], minlength=4)
        assert np.abs(counts - start.sum() * np.array([200, 199, 199, 200]) / 798).max() <= 1.0


TRAITS = (
    "age", "female", "education", "benefit_weeks", "experience", "vulnerability", "trust_history", "self_efficacy",
    "employability", "shame", "set_point", "exempted", "load",
)  # fmt: skip


def imbalance(trials, group_of):
    """Return the largest difference between a group and all starters, over traits, in standard errors."""
    largest = 0.0
    for trait in TRAITS:
        total, variance = np.zeros(4), np.zeros(4)
        for people in trials:
            start = people[people.recruited == STARTED]
            values = start.level.sum(axis=1).astype(float) if trait == "load" else start[trait].astype(float)
            group = group_of(start)
            for number in range(4):
                size = (group == number).sum()
                total[number] += values[group == number].mean() - values.mean()
                variance[number] += values.var(ddof=1) * (1.0 / size - 1.0 / len(start))
        largest = max(largest, np.abs(total / np.sqrt(variance)).max())
    return largest


def test_the_lot_balances_the_groups(trials):
    assert imbalance(trials, lambda start: start.group) < 4.0


def test_a_lot_that_depends_on_trust_is_detected(trials):
    def sorted_by_trust(start):
        return (np.argsort(np.argsort(start.trust_history)) * 4) // len(start)

    def a_little(start):
        looks = np.argsort(np.argsort(start.trust_history)) < 0.1 * len(start)
        return np.where(looks, 0, start.group)

    assert imbalance(trials, sorted_by_trust) > 50.0
    assert imbalance(trials, a_little) > 4.0


def contrast(people, field):
    """Return the difference between starters and other eligible people, and its standard error."""
    residents = people[(people.arrival_week == 0) & (people.eligible == 1)]
    start = residents.recruited == STARTED
    values = residents[field]
    error = np.sqrt(values[start].var() / start.sum() + values[~start].var() / (~start).sum())
    return values[start].mean() - values[~start].mean(), error


def test_volunteers_believe_more_in_themselves(trials):
    difference, error = np.transpose([contrast(people, "self_efficacy") for people in trials]).mean(axis=1)
    assert difference > 4 * error


@pytest.mark.parametrize("field", ["self_efficacy", "trust_history", "employability"])
def test_without_selection_volunteers_are_like_the_others(field):
    design = small_town(switched_off=frozenset({"selection"}))
    contrasts = [contrast(started(design, rng=seed).people, field) for seed in range(12)]
    difference, error = np.array(contrasts)[:, 0], np.array(contrasts)[:, 1]
    assert abs(difference.mean()) < 4 * np.sqrt((error**2).mean() / len(contrasts))


@pytest.fixture(scope="module")
def town_after_a_year():
    design = small_town(parameters={"steps_out": 0.2})
    model = started(design)
    before = model.people.copy()
    model.run_until(design.weeks)
    return before, model


def test_non_participants_live_on_in_the_same_town(town_after_a_year):
    before, model = town_after_a_year
    others = (before.group == 3) & (before.arrival_week == 0)
    assert (model.people.status[others] != ON_BENEFIT).any()
    assert (model.people.benefit_weeks[others] > before.benefit_weeks[others]).any()
    assert model.book.members[0, 3] == others.sum()
    assert model.book.members[0].sum() == 1500
    assert model.book.members[20, 3] > model.book.members[0, 3]
    assert (model.book.members[20, :3] == model.book.members[0, :3]).all()


def test_people_who_leave_the_study_return_to_the_usual_service_and_stay_in_the_group(town_after_a_year):
    before, model = town_after_a_year
    left = before.left_study == 1
    assert left.any() and (before.recruited[left] == STARTED).all()
    coached = before.group < 2
    assert (before.withdrawn == (left & coached)).all()
    assert (before.policy[before.withdrawn == 1] == 4).all()
    gone = before.withdrawn == 1
    assert (model.coaches.team[before.coach[gone]] == CLIENT_MANAGERS).all()
    assert (before.policy[~gone] == before.group[~gone]).all()
    assert (model.people.left_study[model.people.withdrawn == 1] == 1).all()


def test_the_lot_disappoints_only_where_nothing_changes():
    people = started(small_town()).people
    calm = started(small_town(switched_off=frozenset({"disappointment"}))).people
    fallen = people.trust < calm.trust
    start = people.recruited == STARTED
    assert (fallen == (start & (people.group == 2))).all()
    assert people.trust[fallen] == pytest.approx(calm.trust[fallen] * (1 - numbers().disappointment))


def test_more_coaches_bring_the_target_sooner_and_few_never():
    few = replace(PLAN, callers=(replace(PLAN.callers[0], coaches=1, from_week=-2),))
    signed = [(started(small_town(recruitment=plan)).people.recruited >= SIGNED_UP).sum() for plan in (few, PLAN)]
    assert signed[0] < PLAN.target <= signed[1]


def test_without_recruiters_everybody_stays_in_the_pool():
    design = small_town(weeks=3, recruitment=replace(PLAN, letters=False, meetings=0, callers=()))
    model = started(design)
    model.run_until(3)
    assert (model.people.group == 3).all() and (model.people.recruited == NOT_ASKED).all()
    assert model.book.members[3, :3].tolist() == [0.0, 0.0, 0.0]


def test_participants_minus_others_is_selection_plus_effect():
    result = recruitment_counts(1)
    assert set(result) == set(PUBLISHED_COUNTS)
    assert result["sign_ups"] > result["starters"] > result["withdraw_at_once"] > 0
    whole = result["control_eligible"] + 598 / 798 * result["treated_control"]
    assert result["participants_eligible"] == pytest.approx(whole, abs=0.05)


def test_doe_mee_visits_people_far_from_work_in_two_neighbourhoods():
    design = replace(load("doe-mee").design, weeks=1)
    recruited = [starters(started(design, rng=seed)) for seed in range(1, 7)]
    for start in recruited:
        assert set(start.neighbourhood.tolist()) == {1, 2}
        assert start.employability.max() <= 0.4 and start.benefit_weeks.min() >= 104.0
        assert (start.channel == SIGN_UP_DOORSTEP).all()
        assert abs(int((start.group == 0).sum()) - int((start.group == 1).sum())) <= 1
    assert 100 <= np.mean([len(start) for start in recruited]) <= 140


def series(**changes):
    model = started(small_town(weeks=4, **changes))
    model.run_until(4)
    return model.book.series


@pytest.fixture(scope="module")
def everything_on():
    return series()


@pytest.mark.parametrize("switch", SIMPLER)
def test_off_equals_the_simpler_recruitment_exactly_and_on_differs(switch, everything_on):
    assert switch in SWITCHES
    off = series(switched_off=frozenset({switch}))
    assert np.array_equal(off, series(**SIMPLER[switch]), equal_nan=True)
    assert not np.array_equal(off, everything_on, equal_nan=True)
