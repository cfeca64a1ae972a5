"""Conversations between a participant and a coach or client manager, and the attempts to have them.

Showing up depends on trust, on stress and on the form of the invitation. The chance that a hidden problem is disclosed
grows with rapport and shrinks with shame; a home visit shows other problems too (kijk achter de voordeur). The first
full conversation gives a plan; being heard and small steps raise self-efficacy. People who do not react are tried again
by telephone, by letter and at the door ("Ik bleef volhouden"). Source: process report, phases 2–3.
"""

from .compiled import rule
from .courses import join_course
from .end_of_experiment import return_to_manager
from .levers import INVITED_BY_LETTER, TOPIC_MUNICIPALITY, TOPIC_PARTICIPANT, TOPIC_PLAN, WHOLE_PICTURE
from .luck import DECISION, PERSON, draw4
from .people import ACTIVATION, DIGITAL, FINANCES, HOUSING, LANGUAGE, NO_HELP, NO_WORK, ON_BENEFIT
from .problems import ease, problem_load
from .referral import refer
from .trust import grow_rapport
from .work import begin_placement

SHOWING_UP = DECISION["showing_up"]
DISCLOSING = DECISION["disclosing"]
MEETING_DECISION = DECISION["meeting"]


@rule
def no_show_chance(person, policy, p):
    """Return the chance that the person does not show up."""
    chance = p.no_show + p.no_show_distrust * (1.0 - person.trust)
    chance += p.on_bandwidth * p.no_show_stress * person.stress
    if policy.invitation == INVITED_BY_LETTER:
        chance += p.no_show_summoned
    if policy.planned_ahead and person.plan:
        chance *= p.no_show_planned
    return min(0.95, chance)


@rule
def meeting_quality(person, coach, policy, week, p):
    """Return the quality of a conversation, 0…1: skill × continuity × attention × openness."""
    continuity = p.continuity_new + (1.0 - p.continuity_new) * min(
        1.0, (week - person.with_coach_since) / p.continuity_weeks
    )
    needed = p.hours_needed + p.hours_needed_load * problem_load(person) / 36.0
    attention = min(1.0, policy.hours_per_contact / needed)
    if policy.rules_in_conversation:
        attention *= 1.0 - p.rules_spoil
    if policy.topic == TOPIC_MUNICIPALITY:
        attention *= p.municipal_topic
    openness = 1.0 - p.on_belief * p.belief_weighs * (1.0 - coach.belief)
    return coach.skill * continuity * attention * openness


@rule
def try_again(world, person, policy, u, week):
    """Handle a no-show: another attempt or the next regular date; some people withdraw. Returns hours spent."""
    p = world.p[0]
    person.no_shows += 1
    person.attempts += 1
    person.asking = 0
    person.overdue_weeks = 0
    hours = p.preparation * p.preparation_lost
    if not (p.on_outreach and policy.outreach):
        person.planned_for = week + 52.0 / max(policy.contacts_per_year, 0.5)
        person.next_contact = person.planned_for
        person.attempts = 0
        return hours
    person.next_contact = week + p.retry_weeks
    hours += p.attempt_hours
    if person.attempts >= p.patience_attempts and policy.may_withdraw and p.on_withdrawal and u < p.withdraw:
        withdraw(world, person, week)
    return hours


@rule
def withdraw(world, person, week):
    """Return the person to the service as usual; the person stays in the group drawn by lot."""
    p = world.p[0]
    person.withdrawn = 1
    person.left_study = 1
    person.policy = world.town[0].usual_policy
    manager = world.town[0].first_manager + person.id % world.town[0].managers
    return_to_manager(person, manager, week + 26.0, week)
    person.rapport *= p.withdrawing_keeps


@rule
def disclose(world, person, policy, at_home, week):
    """Disclose hidden problems: the person tells, or the coach sees them at home."""
    p = world.p[0]
    breadth = p.municipal_topic if policy.topic == TOPIC_MUNICIPALITY else 1.0
    shame = p.on_shame * p.shame_hides * person.shame
    for block in range(3):
        luck = draw4(world.luck, DISCLOSING, PERSON, person.id, week, block)
        for index in range(3):
            k = block * 3 + index
            if person.level[k] < 2 or person.disclosed[k]:
                continue
            chance = p.openness[k] * p.openness_scale * person.rapport * (1.0 - shame) * breadth
            if at_home:
                chance = 1.0 - (1.0 - chance) * (1.0 - p.seen_at_home[k])
            if luck[index] < chance or not p.on_hiding:
                person.disclosed[k] = 1
                person.shame *= 1.0 - p.telling_relieves
        if block == 0 and p.on_close_people and person.close_burden > 0 and not person.close_known:
            chance = p.close_seen * person.rapport * breadth
            if at_home:
                chance = 1.0 - (1.0 - chance) * (1.0 - p.close_seen_at_home)
            if luck[3] < chance:
                person.close_known = 1


@rule
def take_small_steps(person, policy, quality, p):
    """Raise self-efficacy by the conversation, more where the participant chooses the topic."""
    leads = 0.0
    if policy.topic == TOPIC_PARTICIPANT:
        leads = 1.0
    elif policy.topic == TOPIC_PLAN:
        leads = p.plan_leads
    gain = p.meeting_encourages * quality * (1.0 + p.leading_encourages * leads)
    person.self_efficacy += gain * (1.0 - person.self_efficacy)


@rule
def assist(person, policy, quality, u, p):
    """Arrange special assistance (bijzondere bijstand): a bed, a washing machine. Returns hours spent."""
    if not p.on_assistance or person.assistance >= p.assistance_most:
        return 0.0
    whole = policy.special_assistance == WHOLE_PICTURE
    if u >= (p.assistance_whole * quality if whole else p.assistance_rules):
        return 0.0
    if person.disclosed[HOUSING] and person.level[HOUSING] >= 2:
        ease(person, HOUSING, 1)
    elif person.disclosed[FINANCES] and person.level[FINANCES] >= 2:
        ease(person, FINANCES, 1)
    else:
        return 0.0
    person.assistance += 1
    return p.referral_hours


@rule
def needs_company(person, policy, p):
    """Return whether the coach accompanies the person to a partner; language, e-mail or distrust is a barrier."""
    barred = person.level[LANGUAGE] >= 2 or person.level[DIGITAL] >= 2 or person.trust < p.trusted
    return p.on_company and policy.goes_along and barred


@rule
def introduction_chance(person, p):
    """Return the chance that the contact person calls the employer of a job lead and a trial placement begins."""
    return p.introduced * person.rapport


@rule
def arrange_help(world, person, coach, policy, quality, week):
    """Refer for disclosed problems; look for a course, track, job lead or unpaid activity. Returns hours spent."""
    p = world.p[0]
    hours = 0.0
    assistance, lead, unpaid, track = draw4(world.luck, MEETING_DECISION, PERSON, person.id, week, 0)
    company = needs_company(person, policy, p)
    hours += assist(person, policy, quality, assistance, p)
    arranged = 0
    for k in range(9):
        known = person.disclosed[k] and person.level[k] >= 2
        if arranged == 2 or not known or person.help[k] != NO_HELP:
            continue
        if refer(world, person, k, coach, company, week):
            arranged += 1
            hours += p.referral_hours + (p.company_hours if person.accompanied[k] else 0.0)
    if person.status == ON_BENEFIT and person.plan:
        if policy.group_training:
            hours += join_course(world, person, quality, week)
        if p.on_leads and lead < p.lead_found * quality * person.employability:
            person.lead_until = week + p.lead_weeks
            hours += p.referral_hours
            u, _, _, _ = draw4(world.luck, MEETING_DECISION, PERSON, person.id, week, 1)
            may_begin = p.on_placements and p.on_introductions and person.contract == NO_WORK
            if may_begin and u < introduction_chance(person, p):
                begin_placement(person, week, p)
        idle = person.hours == 0.0
        if p.on_unpaid and idle and unpaid < p.unpaid_found * quality:
            person.unpaid_activity = 1
        looks = idle and person.help[ACTIVATION] == NO_HELP and track < p.track_found * quality
        if looks and refer(world, person, ACTIVATION, coach, company, week):
            hours += p.referral_hours + (p.company_hours if company else 0.0)
    return hours


@rule
def next_date(person, policy, week, p):
    """Return the week of the next conversation; dates that are planned ahead keep their rhythm."""
    if person.status != ON_BENEFIT:
        return week + p.aftercare_interval
    interval = 52.0 / max(policy.contacts_per_year, 0.5)
    if policy.planned_ahead and person.plan:
        if week < person.planned_for - 0.5 * interval:
            return person.planned_for
        return max(week + 0.5 * interval, person.planned_for + interval)
    return week + interval


@rule
def hold_meeting(world, person, coach, policy, week):
    """Hold the conversation, or record the no-show. Returns the hours of the coach."""
    p = world.p[0]
    show, visit, door, give_up = draw4(world.luck, SHOWING_UP, PERSON, person.id, week, 0)
    hours = policy.hours_per_contact + p.preparation
    at_home = visit < policy.home_visits
    if person.crisis:
        hours += p.crisis_hours
        person.crisis = 0
        person.stress *= 1.0 - p.crisis_relief * coach.skill
    elif p.on_no_shows and show < no_show_chance(person, policy, p):
        at_door = p.on_outreach and policy.outreach and person.attempts >= 2 and door < p.found_at_door
        if not at_door:
            return try_again(world, person, policy, give_up, week)
        at_home = True
    if at_home:
        hours += p.travel_hours
    first = not person.plan
    if first:
        hours += p.first_extra_hours
    quality = meeting_quality(person, coach, policy, week, p)
    grow_rapport(person, quality, p)
    person.attention += quality * (1.0 - person.attention)
    disclose(world, person, policy, at_home, week)
    take_small_steps(person, policy, quality, p)
    hours += arrange_help(world, person, coach, policy, quality, week)
    coach.skill += p.on_learning * p.experience_teaches * max(0.0, coach.ceiling - coach.skill)
    person.planned_for = next_date(person, policy, week, p)
    person.next_contact = person.planned_for
    person.plan = 1
    person.contacts += 1
    person.met_at_home = at_home
    person.last_contact = week
    person.overdue_weeks = 0
    person.attempts = 0
    person.asking = 0
    return hours
