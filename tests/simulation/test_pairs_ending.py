"""Pairs: the end of the experiment, with and without a warm handover, against a run without end."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, two_groups, usual_equilibrium

from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import load
from simulation.design import Change, CoachPost
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.people import LEFT_OTHERWISE, ON_BENEFIT

POLICY = FREE | {"group_training": True}
ENDS, WEEKS = 40, 70


def design(ends=ENDS, warm=False, **changes):
    organisation = {"coordination": True, "warm_handover": warm, "participants_meeting": 20.0}
    base = two_groups(size=150, weeks=WEEKS, policy=POLICY, organisation=organisation)
    posts = (CoachPost(), CoachPost(arrives=10, leaves=50), CoachPost(arrives=60))
    return replace(base, posts=posts, ends=ends, **changes)


def run(design, weeks):
    model = TrustExperiment(design, rng=2, equilibrium=usual_equilibrium())
    model.run_until(weeks)
    return model


@pytest.fixture(scope="module")
def at_the_end():
    return run(design(), ENDS).people.copy()


@pytest.fixture(scope="module")
def endings():
    """Return runs until the week after the end: without and with a warm handover."""
    return {warm: run(design(warm=warm), ENDS + 1) for warm in (False, True)}


NOBODY_LOOKS_AHEAD = {"looks_ahead": 0.0}


def test_until_the_end_nothing_differs_for_people_who_do_not_foresee_it():
    without, with_end = (run(design(ends=ends, parameters=NOBODY_LOOKS_AHEAD), ENDS) for ends in (None, ENDS))
    assert without.people.tobytes() == with_end.people.tobytes()
    assert without.book.series[: ENDS + 1].tobytes() == with_end.book.series[: ENDS + 1].tobytes()
    without.run_until(WEEKS)
    with_end.run_until(WEEKS)
    assert without.people.tobytes() != with_end.people.tobytes()


def test_after_the_end_nobody_has_a_coach_and_every_policy_is_as_usual():
    model = run(design(warm=True), ENDS)
    for week in (ENDS + 1, WEEKS):
        model.run_until(week)
        coached = model.coaches.team == COACHES
        assert not coached[model.people.coach].any()
        assert not model.coaches.working[coached].any()
        assert model.coaches.working[~coached].all()
        assert np.unique(model.policies).size == 1
        assert not model.people.course_state.any()


def test_clients_are_shared_over_new_client_managers(endings):
    caseloads = np.bincount(endings[True].people.coach)
    joining = caseloads[-2:]
    assert joining.sum() == (endings[True].people.group == 0).sum() - endings[True].people.withdrawn.sum()
    assert joining.max() - joining.min() <= 1


def test_a_warm_handover_keeps_more_rapport_and_trust_than_none(endings, at_the_end):
    met = (at_the_end.group == 0) & (at_the_end.contacts > 0) & (at_the_end.withdrawn == 0)
    on_benefit = met & (at_the_end.status == ON_BENEFIT)
    warm, cold = endings[True].people, endings[False].people
    assert (warm.rapport[met] >= cold.rapport[met]).all()
    assert warm.rapport[met].mean() > cold.rapport[met].mean()
    assert warm.rapport[met].mean() < at_the_end.rapport[met].mean()
    assert warm.trust[on_benefit].mean() > cold.trust[on_benefit].mean() + 0.02
    assert (cold.breaches - at_the_end.breaches)[on_benefit].min() == 1
    never = (at_the_end.group == 0) & (at_the_end.contacts == 0) & (at_the_end.status != LEFT_OTHERWISE)
    assert warm.rapport[never].tolist() == pytest.approx(cold.rapport[never].tolist())


def test_without_a_handover_the_new_contact_knows_the_old_file_only(endings, at_the_end):
    bits = 1 << np.arange(9)
    coached = (at_the_end.group == 0) & (at_the_end.withdrawn == 0) & (at_the_end.last_contact < ENDS + 1)
    disclosed = at_the_end.disclosed @ bits
    warm, cold = endings[True].people, endings[False].people
    same_week = coached & (cold.last_contact <= ENDS) & (warm.last_contact <= ENDS) & (at_the_end.contacts > 0)
    assert (warm.disclosed @ bits & ~disclosed)[same_week].sum() == 0
    assert (cold.disclosed @ bits & ~at_the_end.on_file)[same_week].sum() == 0
    assert (warm.disclosed.sum() - cold.disclosed.sum()) > 20


def test_release_continues_from_its_state_before_the_experiment(endings, at_the_end):
    had = (at_the_end.group == 0) & (at_the_end.released_before > 0)
    assert had.any()
    after = endings[True].people
    assert (after.release_weeks >= at_the_end.release_weeks + at_the_end.released_before)[had].all()
    assert not after.released_before[after.group == 0].any()


def test_a_change_after_the_end_acts_on_the_service_as_usual():
    repeated = Change(week=ENDS + 5, scope="policy", target="coached", lever="contacts_per_year", value=12.0)
    first, second = run(design(), ENDS + 5), run(design(changes=(repeated,)), ENDS + 5)
    assert first.people.tobytes() == second.people.tobytes()
    first.run_until(WEEKS)
    second.run_until(WEEKS)
    assert second.policies[0].contacts_per_year == 12.0
    assert first.people.tobytes() != second.people.tobytes()


def test_coaches_are_needed_until_the_end_and_not_after():
    posts = (CoachPost(leaves=ENDS),)
    assert replace(design(), posts=posts).ends_within
    with pytest.raises(ValueError, match="no coach has a post in week 40"):
        replace(design(ends=None), posts=posts)
    with pytest.raises(ValueError, match="no coach has a post in week 39"):
        replace(design(), posts=(CoachPost(leaves=ENDS - 1),))


@pytest.mark.parametrize("ends", [0, -3, 2000])
def test_an_end_outside_the_weeks_is_refused(ends):
    with pytest.raises(ValueError, match="an experiment ends in week 1 to 1040"):
        design(ends=ends)


def test_an_end_after_the_run_changes_nothing_for_people_who_do_not_foresee_it():
    with_end, without = (run(design(ends=ends, parameters=NOBODY_LOOKS_AHEAD), WEEKS) for ends in (WEEKS, None))
    assert with_end.people.tobytes() == without.people.tobytes()
    assert with_end.coaches.tobytes() == without.coaches.tobytes()


def test_the_coach_team_cannot_change_once_it_has_left():
    change = Change(week=ENDS, scope="team", target="coach_team", lever="case_discussion", value=False)
    with pytest.raises(ValueError, match="the coaches leave when the experiment ends, in week 40"):
        design(changes=(change,))


def test_a_scenario_file_can_set_the_end_and_faults_are_named(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "tilburg-2018"\nweeks = 120\nends = 90\n', encoding="utf-8")
    assert load(str(path)).design.ends == 90
    path.write_text('extends = "tilburg-2018"\nends = 0\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="line 2: ends: an experiment ends in week 1 to 1040; got 0"):
        load(str(path))


def test_an_experiment_without_coaches_can_end():
    nobody = replace(two_groups(size=60, weeks=20, policy={"sanctions": 4.0}), ends=10)
    model = run(nobody, 20)
    assert model.policies[0].sanctions == 1.0


def test_arrivals_after_the_end_get_a_conversation_after_arrival():
    base = design()
    opened = replace(base, groups=(replace(base.groups[0], open=True), base.groups[1]))
    people = run(opened, ENDS + 1).people
    later = people.arrival_week > ENDS + 1
    assert later.any()
    assert (people.next_contact[later] > people.arrival_week[later]).all()


def test_the_usual_release_goes_on_for_everybody_with_a_coach_or_without():
    released = replace(two_groups(size=200, weeks=20, policy={"release_share": 0.5, "release_months": 24.0}), ends=10)
    before, after = run(released, 10).people, run(released, 11).people
    had = (before.group == 0) & (before.released_before > 0)
    assert had.any() and not after.released_before.any()
    assert (after.release_weeks >= before.release_weeks + before.released_before)[had].all()


def test_a_release_changes_nobody_in_week_0():
    usual = two_groups(size=200, weeks=20, policy={})
    released = two_groups(size=200, weeks=20, policy={"release_share": 0.5, "release_months": 24.0})
    people, with_it = run(usual, 0).people, run(released, 0).people
    assert (people.release_weeks != with_it.release_weeks).any()  # the count of the release begins anew
    for name in ("life_satisfaction", "used_to", "stress", "autonomy", "trust", "rapport", "employability"):
        assert (people[name] == with_it[name]).all(), name
