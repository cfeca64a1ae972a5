"""Unit: what a conversation is worth."""

import math

import numpy as np
import pytest
from contact_samples import contact, policy_with, rules, somebody

from simulation.people import NEVER
from simulation.quality import (
    attention_given,
    continuity,
    freshness,
    has_met,
    lead_share,
    meeting_quality,
    opened_doors,
    topic_openness,
)

WEEK = 50
P = rules(
    continuity_new=0.7, continuity_weeks=26.0, hours_needed=0.6, hours_needed_load=1.2, rules_spoil=0.25,
    municipal_topic=0.6, quality_skill=0.3, quality_continuity=0.15, quality_attention=0.25, quality_topic=0.15,
    quality_belief=0.15, diminishing_weeks=8.0, plan_leads=0.5, belief_opens=0.2,
)  # fmt: skip


@pytest.mark.parametrize("weeks, expected", [(0, 0.7), (13, 0.85), (26, 1.0), (400, 1.0)])
def test_a_contact_person_becomes_familiar(weeks, expected):
    person = somebody(with_coach_since=WEEK - weeks, last_contact=WEEK - weeks)
    assert continuity(person, WEEK, P) == pytest.approx(expected)


def test_waiting_for_a_first_conversation_makes_nobody_familiar():
    assert continuity(somebody(with_coach_since=WEEK - 26, last_contact=NEVER), WEEK, P) == pytest.approx(0.7)
    assert continuity(somebody(with_coach_since=WEEK - 26, last_contact=WEEK - 27), WEEK, P) == pytest.approx(0.7)
    assert continuity(somebody(with_coach_since=-13, last_contact=NEVER), 0, P) == pytest.approx(0.85)  # the stock


def test_attention_is_hours_given_against_hours_needed_less_the_rules():
    person = somebody(level=[4, 4, 1, 0, 0, 0, 0, 0, 0])
    needed = 0.6 + 1.2 * 9 / 36
    free, ample = ({"hours_per_contact": hours, "rules_in_conversation": False} for hours in (0.45, 4.0))
    assert attention_given(person, policy_with(**free), P) == pytest.approx(0.45 / needed)
    assert attention_given(person, policy_with(hours_per_contact=0.45), P) == pytest.approx(0.75 * 0.45 / needed)
    assert attention_given(person, policy_with(**ample), P) == 1.0


@pytest.mark.parametrize(
    "topic, openness, leads", [("municipality", 0.6, 0.0), ("plan", 1.0, 0.5), ("participant", 1.0, 1.0)]
)
def test_the_topic_decides_on_openness_and_on_who_leads(topic, openness, leads):
    policy = policy_with(topic=topic)
    assert (topic_openness(policy, P), lead_share(policy, P)) == (openness, leads)


def test_quality_is_a_weighted_mean():
    person, coach = somebody(with_coach_since=WEEK), contact(skill=0.5, belief=0.4)
    policy = policy_with(hours_per_contact=0.3, rules_in_conversation=False)
    expected = 0.3 * 0.5 + 0.15 * 0.7 + 0.25 * 0.3 / 0.6 + 0.15 * 0.6 + 0.15 * 0.4
    assert meeting_quality(person, coach, policy, WEEK, P) == pytest.approx(expected)
    doubled = rules(**{f"quality_{part}": 2.0 * P[f"quality_{part}"] for part in PARTS}, **SAME)
    assert meeting_quality(person, coach, policy, WEEK, doubled) == pytest.approx(expected)


PARTS = ("skill", "continuity", "attention", "topic", "belief")
SAME = {name: float(P[name]) for name in ("continuity_new", "hours_needed", "hours_needed_load", "municipal_topic")}


def test_without_belief_as_a_mechanism_everybody_is_believed_in():
    person, policy = somebody(with_coach_since=0, last_contact=0), policy_with()
    p = rules(("belief",))
    low, high = (meeting_quality(person, contact(skill=0.5, belief=at), policy, WEEK, p) for at in (0.0, 1.0))
    assert low == high


@pytest.mark.parametrize("gap", [1, 4, 8, 26])
def test_a_conversation_soon_after_the_last_gives_less(gap):
    assert freshness(somebody(last_contact=WEEK - gap), WEEK, P) == pytest.approx(1.0 - math.exp(-gap / 8.0))


def test_the_first_conversation_and_all_without_the_mechanism_give_in_full():
    assert freshness(somebody(last_contact=NEVER), WEEK, P) == 1.0
    assert freshness(somebody(last_contact=WEEK - 1), WEEK, rules(("diminishing",))) == 1.0


def test_doubling_a_high_frequency_adds_less_than_doubling_a_low_one():
    def a_year(conversations):
        return conversations * freshness(somebody(last_contact=0), 52.0 / conversations, P)

    added = [a_year(2.0 * n) / a_year(n) for n in (2.0, 6.0, 26.0)]
    assert added == sorted(added, reverse=True)
    assert added[0] > 1.6 and added[-1] < 1.2
    assert a_year(52.0) < 2.0 * a_year(6.0)
    assert a_year(52.0) < 52.0 / 8.0


@pytest.mark.parametrize("belief, weeks, expected", [(0.5, 26, 1.0), (1.0, 26, 1.2), (0.0, 26, 0.8), (1.0, 0, 0.84)])
def test_who_believes_in_somebody_opens_more_doors_and_a_new_contact_fewer(belief, weeks, expected):
    person = somebody(with_coach_since=WEEK - weeks, last_contact=WEEK - weeks)
    assert opened_doors(person, contact(belief=belief), WEEK, P) == pytest.approx(expected)


def test_a_client_manager_with_the_same_skill_and_levers_is_worth_as_much_as_a_coach():
    person, policy = somebody(with_coach_since=0, last_contact=0), policy_with()
    worth = [meeting_quality(person, contact(team=team, skill=0.7, belief=0.6), policy, WEEK, P) for team in (0, 1)]
    assert worth[0] == worth[1]
    assert np.isclose(opened_doors(person, contact(team=0, belief=0.6), WEEK, P), 1.04)


@pytest.mark.parametrize(
    ("since", "last", "met"),
    [(-13, NEVER, True), (0, NEVER, False), (20, NEVER, False), (20, 19, False), (20, 20, True), (20, 21, True)],
)
def test_who_spoke_with_the_present_contact_since_getting_it_or_before_week_0_has_met(since, last, met):
    assert bool(has_met(somebody(with_coach_since=since, last_contact=last))) == met
