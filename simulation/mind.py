"""States of mind: stress, autonomy, self-efficacy, trust and life satisfaction.

Every week each state moves a share of the way to the value towards which the circumstances pull it. Other rules read
stress as a loss of bandwidth (`on_bandwidth`). No rule here reads the group; the inputs are duties, the topic of
conversations, money and problems.
"""

from .compiled import rule
from .income import money_month, norm_month
from .institution import has_duties
from .levers import INVITED_BY_TELEPHONE, TOPIC_PARTICIPANT, TOPIC_PLAN
from .people import FINANCES, NO_WORK, ON_BENEFIT
from .problems import problem_load
from .trust import drift_of_trust


@rule
def shortage(person, p):
    """Return the shortage of money, 0…1, from debts and from income below the norm."""
    below = 1.0 - person.money / norm_month(person.household, p)
    return min(1.0, p.shortage_debts * person.level[FINANCES] / 4.0 + max(0.0, below))


@rule
def stress_pull(person, p):
    """Return the stress towards which the circumstances pull, 0…1."""
    pull = p.stress_base + p.stress_load * problem_load(person) / 36.0
    pull += p.stress_money * shortage(person, p) + p.stress_close * p.on_close_people * person.close_burden / 4.0
    pull -= p.stress_trust * person.trust
    if person.status == ON_BENEFIT:
        pull += p.stress_control * person.control
    if person.blocked:
        pull += p.stress_blocked
    return min(1.0, max(0.0, pull))


@rule
def autonomy_pull(person, policy, p):
    """Return the autonomy towards which the circumstances pull, 0…1."""
    pull = p.autonomy_base + p.autonomy_confidence * person.self_efficacy
    if person.status != ON_BENEFIT:
        return min(1.0, pull + p.autonomy_exempt)
    if not has_duties(person, policy):
        pull += p.autonomy_exempt
    if person.plan:
        felt = min(1.0, person.attention / p.autonomy_attention)
        if policy.topic == TOPIC_PARTICIPANT:
            pull += felt * p.autonomy_topic
        elif policy.topic == TOPIC_PLAN:
            pull += felt * p.plan_leads * p.autonomy_topic
        if policy.invitation == INVITED_BY_TELEPHONE:
            pull += felt * p.autonomy_invited
    return min(1.0, max(0.0, pull - p.autonomy_control * person.control))


@rule
def satisfaction_pull(person, p):
    """Return the life satisfaction towards which the circumstances pull, 0…10, set point included."""
    pull = person.set_point
    for k in range(9):
        pull -= p.satisfaction[k] * person.level[k]
    pull += p.satisfaction_trust * person.trust + p.satisfaction_confidence * person.self_efficacy
    pull += p.satisfaction_autonomy * person.autonomy + p.satisfaction_attention * person.attention
    pull -= p.satisfaction_stress * person.stress
    if person.contract != NO_WORK:
        pull += p.satisfaction_work + p.satisfaction_chosen * person.chosen
    elif person.unpaid_activity:
        pull += p.satisfaction_unpaid
    margin = (person.money - norm_month(person.household, p)) / 100.0
    pull += p.satisfaction_money * min(5.0, max(-5.0, margin))
    return min(10.0, max(0.0, pull))


@rule
def change_confidence(person, p):
    """Let self-efficacy drift to its historical value, and grow in work and unpaid activity."""
    person.self_efficacy += p.confidence_drift * (person.confidence_history - person.self_efficacy)
    if person.contract != NO_WORK:
        person.self_efficacy += p.confidence_work * (1.0 - person.self_efficacy)
    elif person.unpaid_activity:
        person.self_efficacy += p.confidence_unpaid * (1.0 - person.self_efficacy)


@rule
def feel(person, policy, week, p):
    """Update money and the state of mind of one person for this week."""
    person.money = money_month(person, policy, week, p)
    person.stress += p.stress_speed * (stress_pull(person, p) - person.stress)
    person.autonomy += p.autonomy_speed * (autonomy_pull(person, policy, p) - person.autonomy)
    change_confidence(person, p)
    drift_of_trust(person, p)
    person.attention -= p.attention_fades * person.attention
    person.life_satisfaction += p.satisfaction_speed * (satisfaction_pull(person, p) - person.life_satisfaction)
