"""Behaviour: every mechanism has a switch; off equals the simpler model exactly, and on differs."""

from dataclasses import replace

import numpy as np
import pytest
from recruitment_samples import SIMPLER as SIMPLER_RECRUITMENT
from worlds import FREE, two_groups, usual_equilibrium

from simulation.design import CoachPost
from simulation.experiment import TrustExperiment
from simulation.levers import LEVERS
from simulation.parameters import SWITCHES
from simulation.partners import PARTNERS_2018

NO_SHOWS = ("no_show", "no_show_stress", "no_show_distrust", "no_show_summoned")
BANDWIDTH = (
    "stress_worsens", "stress_leaves", "stress_slows_easing", "no_show_stress", "success_stress", "effort_stress",
    "accept_stress", "session_missed_stress", "answer_stress",
)  # fmt: skip
DETERRENCE = ("effort_warned", "effort_sanctioned", "warned_comply", "sanctioned_comply", "sanctioned_leave")
RELIABILITIES = (
    "reliability_life_satisfaction", "reliability_health", "reliability_self_efficacy", "reliability_trust",
    "reliability_participation", "reliability_money",
)  # fmt: skip


EVENTFUL = {
    "track_found": 0.9, "block_by_itself": 0.005, "withdraw": 0.5, "rapport_gain": 0.15, "separation": 0.05,
    "course_invites": 1.0, "acts_on_refusal": 1.0, "acts_on_absence": 1.0, "sanction": 0.5, "concealed": 0.9,
    "found_out": 0.5,
}  # fmt: skip
"""Higher rates of rare events, so that a small world shows every mechanism."""


POSTS = (CoachPost(), CoachPost(leaves=20), CoachPost(arrives=20), *[CoachPost(arrives=35)] * 4)
PARTNERS = tuple(
    replace(spec, activation=5.0) if spec.name == "self_employment_advice" else spec for spec in PARTNERS_2018
)


POLICY = FREE | {"aftercare_weeks": 26.0, "group_training": True}
MEETINGS = {"coordination": True, "coordination_from": 8, "participants_meeting": 40.0}
PINS = {"pins": 60.0, "pins_week": 5.0}
ORGANISATION = MEETINGS | PINS
CONTESTED = {"displacement": 1.0}


def world(**changes):
    design = two_groups(size=300, weeks=70, policy=POLICY, posts=POSTS, partners=PARTNERS, organisation=ORGANISATION)
    groups = tuple(replace(group, surveyed=True) for group in design.groups)
    design = replace(design, groups=groups, no_news=frozenset({"usual"}))
    parameters = EVENTFUL | changes.pop("parameters", {})
    return replace(design, parameters=parameters, **changes)


def parameters_at_zero(*names):
    return {"parameters": dict.fromkeys(names, 0.0)}


def partners_without(**fields):
    return tuple(replace(spec, **fields) for spec in PARTNERS)


def policy_with(**levers):
    groups = tuple(replace(g, policy=dict(g.policy) | levers) for g in world().groups)
    return {"groups": groups, "switched_off": frozenset({"withdrawal"})}


SIMPLER = {
    "web": parameters_at_zero("web_scale"),
    "vulnerability": parameters_at_zero("vulnerability"),
    "bandwidth": parameters_at_zero(*BANDWIDTH),
    "shocks": parameters_at_zero("illness", "break_up", "eviction"),
    "close_people": parameters_at_zero("close_share", "close_worsens"),
    "crises": parameters_at_zero("crisis"),
    "rapport": parameters_at_zero("rapport_gain"),
    "breaches": parameters_at_zero("breach_takes"),
    "letters": parameters_at_zero("letter_duty"),
    "lawfulness": parameters_at_zero("letter_lawful"),
    "stray_letters": parameters_at_zero("letter_unannounced"),
    "lapses": parameters_at_zero("breach_lapsed"),
    "fairness": parameters_at_zero("fair_weighs"),
    "coordination": {"organisation": ORGANISATION | {"coordination": False}},
    "warnings": parameters_at_zero("warning"),
    "sanctions": parameters_at_zero("sanction"),
    "deterrence": parameters_at_zero(*DETERRENCE),
    "threat": parameters_at_zero("effort_threat"),
    "recovery": parameters_at_zero("concealed"),
    "blocks": parameters_at_zero("block_at_change", "block_by_itself"),
    "coach_unblocks": {"parameters": {"turns_to_contact": 2.0}},
    "no_shows": parameters_at_zero(*NO_SHOWS),
    "outreach": policy_with(outreach=False),
    "withdrawal": parameters_at_zero("withdraw"),
    "hiding": {"parameters": {"openness_scale": 1e12}, "switched_off": frozenset({"shame"})},
    "shame": parameters_at_zero("shame_hides"),
    "belief": {"parameters": {"coach_belief": 1.0, "belief_opens": 0.0}},
    "diminishing": parameters_at_zero("diminishing_weeks"),
    "rebooking": {"parameters": {"rebook_attempts": 0.0}},
    "learning": parameters_at_zero("training_teaches", "discussion_teaches", "discussion_opens", "experience_teaches"),
    "assistance": parameters_at_zero("assistance_rules", "assistance_whole"),
    "company": policy_with(goes_along=False),
    "familiarity": parameters_at_zero("familiarity_grows"),
    "introductions": parameters_at_zero("introduced"),
    "leads": {**parameters_at_zero("lead_found", "training_lead"), "partners": partners_without(gives_lead=0.0)},
    "unpaid": {**parameters_at_zero("unpaid_found", "unpaid_ends"), "partners": partners_without(gives_unpaid=0.0)},
    "self_referral": parameters_at_zero("self_referral"),
    "waiting_drop_out": parameters_at_zero("giving_up"),
    "onward": {"partners": partners_without(refers_to={})},
    "stacking": parameters_at_zero("success_other"),
    "placements": {**parameters_at_zero("introduced"), "partners": partners_without(gives_placement=0.0)},
    "businesses": {"partners": partners_without(gives_business=0.0)},
    "duty": parameters_at_zero("effort_duty", "duty_crowds", "accept_duty", "applying_checked"),
    "search_gain": parameters_at_zero("gain_effort_part_time", "gain_effort_full_time"),
    "applying_checks": parameters_at_zero("applying_checked"),
    "led": parameters_at_zero("autonomy_led"),
    "silence": parameters_at_zero("satisfaction_silence"),
    "adaptation": parameters_at_zero("adaptation"),
    "decay": parameters_at_zero("employability_decay"),
    "hours_growth": parameters_at_zero("hours_grow"),
    "release": parameters_at_zero("release_parents", "release_limited") | policy_with(release_share=0.0),
    "bonus": policy_with(exit_bonus_year=0.0),
    "later_release": parameters_at_zero("release_parents", "release_limited"),
    "aftercare": parameters_at_zero("aftercare_holds"),
    "insurance": parameters_at_zero("ww_share_first", "ww_share"),
    "not_claiming": parameters_at_zero("not_claiming"),
    "downturn": parameters_at_zero("separation_market", "inflow_market"),
    "other_exits": parameters_at_zero("other_exit", "other_exit_entry"),
    "courses": parameters_at_zero("course_invites"),
    "participants_meeting": {"organisation": ORGANISATION | {"participants_meeting": -1.0}},
    "peers": parameters_at_zero("acquainted_session", "acquainted_gathering"),
    "displacement": {"labour_market": {}},
    "pins": {"organisation": MEETINGS},
    "pin_trust": parameters_at_zero("pin_trust", "pin_trust_near"),
    "pin_belief": parameters_at_zero("pin_belief"),
    "pin_welcome": parameters_at_zero("pin_welcome"),
    "pin_hiring": parameters_at_zero("pin_hiring"),
    "non_response": {"parameters": {"answer_base": 1000.0}},
    "survey_error": {"parameters": dict.fromkeys(RELIABILITIES, 1.0)},
    "disappointment": parameters_at_zero("answer_disappointed"),
}


ASKS_FOR = {
    "displacement": {"labour_market": CONTESTED},
    "downturn": {"labour_market": {"labour_market": 0.5}},
    "later_release": {"groups": policy_with(release_months=1.0)["groups"]},
}
"""Changes of the design that a mechanism needs; displacement runs every world twice, so only its own test has it."""


def run_world(design):
    # Without part-time work at the start, because its value depends on the release of the service as usual.
    nobody_works_yet = replace(usual_equilibrium(), part_time=np.zeros((2, 3)))
    model = TrustExperiment(design, rng=4, equilibrium=nobody_works_yet)
    model.run_until(design.weeks)
    return model


def series(design):
    return run_world(design).book.series


def measures_and_answers(model):
    """Return the weekly measures and the answers to the surveys."""
    return np.concatenate([model.book.series.ravel(), model.observed.surveys.table["answers"].ravel()])


def test_every_switch_has_its_simpler_model():
    assert set(SIMPLER) | set(SIMPLER_RECRUITMENT) == set(SWITCHES)


@pytest.fixture(scope="module")
def with_everything():
    return run_world(world())


@pytest.fixture(scope="module")
def everything_on(with_everything):
    return with_everything.book.series


@pytest.mark.parametrize("switch", SIMPLER)
def test_off_equals_the_simpler_model_exactly_and_on_differs(switch, with_everything):
    simpler = dict(SIMPLER[switch])
    shared, needed = simpler.pop("switched_off", frozenset()), ASKS_FOR.get(switch, {})
    off = measures_and_answers(run_world(world(**needed, switched_off=shared | {switch})))
    same = measures_and_answers(run_world(world(**needed | simpler, switched_off=shared)))
    assert np.array_equal(off, same, equal_nan=True)
    on = run_world(world(**needed)) if needed else with_everything
    assert not np.array_equal(off, measures_and_answers(on), equal_nan=True)


POLICY_OTHERWISE = {
    "team": "client_managers", "contacts_per_year": 12.0, "hours_per_contact": 0.4, "initiative": "municipality",
    "topic": "plan", "planned_ahead": False, "rules_in_conversation": True, "invitation": "letter", "home_visits": 1.0,
    "outreach": False, "goes_along": False, "exempt": False, "release_share": 0.1, "release_cap_month": 50.0,
    "release_months": 3.0, "exit_bonus_year": 0.0, "special_assistance": "fixed_rules", "aftercare_weeks": 0.0,
    "may_withdraw": False, "group_training": False,
}  # fmt: skip


@pytest.mark.parametrize("lever", [name for name in LEVERS["policy"] if name != "sanctions"])
def test_every_lever_of_a_policy_has_an_effect(lever, everything_on):
    base = world()
    coached = replace(base.groups[0], policy=dict(base.groups[0].policy) | {lever: POLICY_OTHERWISE[lever]})
    changed = series(replace(base, groups=(coached, base.groups[1])))
    assert not np.array_equal(changed[:, 0], everything_on[:, 0], equal_nan=True)


def test_sanctions_follow_their_lever(everything_on):
    base = world()
    strict = replace(base, groups=(base.groups[0], replace(base.groups[1], policy={"sanctions": 8.0})))
    assert series(strict)[-1, 1].tolist() != everything_on[-1, 1].tolist()


@pytest.mark.parametrize(
    "changes",
    [
        {"coach_team": {"agenda_priority": "most_urgent", "case_discussion": True, "training_week": 6}},
        {"coach_team": {"agenda_priority": "closest_to_work", "case_discussion": True, "training_week": 6}},
        {"coach_team": {"hours_per_fte": 10.0, "case_discussion": True, "training_week": 6}},
        {"coach_team": {"case_discussion": False, "training_week": 6}},
        {"coach_team": {"case_discussion": True}},
        {"coach_team": {"handover": False, "case_discussion": True, "training_week": 6}},
        {"coach_team": {"unlimited": True, "case_discussion": True, "training_week": 6}},
        {"manager_team": {"caseload": 240.0, "hours_per_fte": 7.0}},
        {"organisation": ORGANISATION | {"coordination": False}},
        {"organisation": ORGANISATION | {"coordination_from": 60}},
        {"organisation": ORGANISATION | {"letters": 4.0}},
        {"organisation": ORGANISATION | {"survey_help": 1.0}},
        {"organisation": ORGANISATION | {"course_places": 0.5}},
        {"organisation": ORGANISATION | {"courses_from": 10}},
        {"organisation": ORGANISATION | {"participants_meeting": 50.0}},
        {"organisation": ORGANISATION | {"pins": 20.0}},
        {"organisation": ORGANISATION | {"pins_week": 40.0}},
        {"labour_market": {"labour_market": 0.3}},
        {"labour_market": CONTESTED},
        {"partner_levers": {"ggz": {"places_factor": 3.0}}},
        {"partner_levers": {"ggz": {"intake_week": 5.0}}},
        {"partner_levers": {"debt_help": {"town_arrivals_factor": 2.0}}},
        {"partner_levers": {"ggz": {"service_factor": 0.5}}},
    ],
    ids=str,
)
def test_every_other_lever_has_an_effect(changes, with_everything):
    changed = measures_and_answers(run_world(world(**changes)))
    assert not np.array_equal(changed, measures_and_answers(with_everything), equal_nan=True)
