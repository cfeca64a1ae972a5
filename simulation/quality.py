"""What a conversation is worth: its quality, how fresh it is, who leads it, and what doors the contact person opens.

The same rules hold for coaches and client managers. What a client manager's skill is worth against a coach's is one
ratio, `manager_worth`; hours, topic and rules come from the policy (DK02-DK05, X40-X44).
"""

import math

from .compiled import rule
from .levers import TOPIC_MUNICIPALITY, TOPIC_PARTICIPANT, TOPIC_PLAN
from .problems import problem_load


@rule
def has_met(person):
    """Return whether the person has spoken with the present contact person, before week 0 or since."""
    return person.with_coach_since < 0 or person.last_contact >= person.with_coach_since


@rule
def continuity(person, week, p):
    """Return how familiar the contact person is: `continuity_new` at first, 1 after `continuity_weeks`.

    The weeks are counted from the first conversation: waiting for one makes nobody familiar.
    """
    known = min(1.0, max(0.0, week - person.with_coach_since) / p.continuity_weeks) if has_met(person) else 0.0
    return p.continuity_new + (1.0 - p.continuity_new) * known


@rule
def attention_given(person, policy, p):
    """Return the hours given against the hours needed, less what checking the rules takes."""
    needed = p.hours_needed + p.hours_needed_load * problem_load(person) / 36.0
    attention = min(1.0, policy.hours_per_contact / needed)
    return attention * (1.0 - p.rules_spoil) if policy.rules_in_conversation else attention


@rule
def topic_openness(policy, p):
    """Return how open the topic is: 1 unless the municipality sets it."""
    return p.municipal_topic if policy.topic == TOPIC_MUNICIPALITY else 1.0


@rule
def meeting_quality(person, coach, policy, week, p):
    """Return the quality, 0…1: the weighted mean of skill, continuity, attention, openness of the topic and belief."""
    belief = coach.belief if p.on_belief else 1.0
    total = p.quality_skill * coach.skill + p.quality_continuity * continuity(person, week, p)
    total += p.quality_attention * attention_given(person, policy, p) + p.quality_topic * topic_openness(policy, p)
    total += p.quality_belief * belief
    weights = p.quality_skill + p.quality_continuity + p.quality_attention + p.quality_topic + p.quality_belief
    return total / weights


@rule
def freshness(person, week, p):
    """Return the part of its effect that a conversation has so soon after the last one, 0…1."""
    if not p.on_diminishing or p.diminishing_weeks <= 0.0:
        return 1.0
    return 1.0 - math.exp(-(week - person.last_contact) / p.diminishing_weeks)


@rule
def lead_share(policy, p):
    """Return how far the participant leads: 1 by the own topic, part of it by a plan of action, 0 by the rules."""
    if policy.topic == TOPIC_PARTICIPANT:
        return 1.0
    return p.plan_leads if policy.topic == TOPIC_PLAN else 0.0


@rule
def opened_doors(person, coach, week, p):
    """Return the factor on job leads: who believes in somebody opens more doors, who hardly knows them fewer."""
    belief = 1.0 + p.on_belief * p.belief_opens * (2.0 * coach.belief - 1.0)
    return belief * continuity(person, week, p)
