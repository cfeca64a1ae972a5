"""States of mind: stress, autonomy, self-efficacy, trust and life satisfaction.

Every week each state moves a share of the way to the value towards which the circumstances pull it. Other rules read
stress as a loss of bandwidth (`on_bandwidth`). No rule here reads a lever or the group, only events and what they left
behind: letters, conversations and who led them, work, euros, problems. People get used to what lasts (adaptation).
"""

from .compiled import rule
from .income import money_month, norm_month
from .people import ACTIVATION, FINANCES, IN_SERVICE, NO_WORK, ON_BENEFIT
from .problems import problem_load
from .reporting import earned_month, overpaid_month, recovered_month
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
    pull += p.stress_control * person.control - p.stress_trust * person.trust
    if person.blocked:
        pull += p.stress_blocked
    return min(1.0, max(0.0, pull))


@rule
def remember_lead(person, share, p):
    """Remember who led a conversation: `share` is 1 if the participant did, 0 if the municipality did."""
    person.led += p.lead_remembered * (share - person.led)


@rule
def autonomy_pull(person, p):
    """Return the autonomy towards which the circumstances pull, 0…1."""
    pull = p.autonomy_base + person.own_autonomy + p.autonomy_confidence * person.self_efficacy
    pull += p.on_led * p.autonomy_led * person.led - p.autonomy_control * person.control
    return min(1.0, max(0.0, pull))


@rule
def takes_part(person):
    """Return whether the person takes part without a wage: an unpaid activity, a group course or a track."""
    return person.unpaid_activity or person.course_state == IN_SERVICE or person.help[ACTIVATION] == IN_SERVICE


@rule
def worth_of_days(person, p):
    """Return what the days are worth in points of life satisfaction: work, taking part, or silence.

    Work is worth less beside the benefit. Without work and without taking part, days lose their structure where neither
    a conversation nor a letter comes any more.
    """
    if person.contract != NO_WORK:
        worth = p.satisfaction_work + p.satisfaction_chosen * person.chosen
        return worth * p.satisfaction_beside if person.status == ON_BENEFIT else worth
    if takes_part(person):
        return p.satisfaction_taking_part
    if person.status == ON_BENEFIT:
        return -p.on_silence * p.satisfaction_silence * (1.0 - person.in_touch)
    return 0.0


@rule
def circumstances(person, p):
    """Return what the circumstances of a person are worth in points of life satisfaction, before anybody gets used."""
    worth = worth_of_days(person, p)
    for k in range(9):
        worth -= p.satisfaction[k] * person.level[k]
    worth += p.satisfaction_trust * person.trust + p.satisfaction_confidence * person.self_efficacy
    worth += p.satisfaction_autonomy * person.autonomy + p.satisfaction_attention * person.attention
    worth -= p.satisfaction_stress * person.stress
    margin = (person.money - norm_month(person.household, p)) / 100.0
    return worth + p.satisfaction_money * min(5.0, max(-5.0, margin))


@rule
def satisfaction_pull(person, worth, p):
    """Return the life satisfaction towards which circumstances of this worth pull, 0…10."""
    pull = person.set_point + worth - p.on_adaptation * p.adaptation * person.used_to
    return min(10.0, max(0.0, pull))


@rule
def change_satisfaction(person, p):
    """Let life satisfaction follow the circumstances, and the person get used to them."""
    worth = circumstances(person, p)
    person.life_satisfaction += p.satisfaction_speed * (satisfaction_pull(person, worth, p) - person.life_satisfaction)
    person.used_to += p.adaptation_speed * (worth - person.used_to)


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
    if person.overpaid > 0.0:
        person.money += overpaid_month(person, policy, week, p)
    if person.debt > 0.0:
        person.money -= recovered_month(person, p)
    if person.last_contact == week:
        person.in_touch = 1.0
    person.stress += p.stress_speed * (stress_pull(person, p) - person.stress)
    person.autonomy += p.autonomy_speed * (autonomy_pull(person, p) - person.autonomy)
    change_confidence(person, p)
    drift_of_trust(person, p)
    person.attention -= p.attention_fades * person.attention
    change_satisfaction(person, p)


@rule
def settle_mind(person, policy, p):
    """Start the states of mind where the service as usual holds them; all earnings are reported."""
    person.reported = earned_month(person)
    person.money = money_month(person, policy, 0, p)
    person.stress = stress_pull(person, p)
    person.autonomy = autonomy_pull(person, p)
    person.used_to = circumstances(person, p)
    person.life_satisfaction = satisfaction_pull(person, person.used_to, p)
