"""Conversations between a participant and a coach or client manager, and the attempts to have them.

Showing up depends on trust, on stress and on the form of the invitation. The chance that a hidden problem is disclosed
grows with rapport and shrinks with shame; a home visit shows other problems too (kijk achter de voordeur). The first
full conversation gives a plan; being heard and small steps raise self-efficacy. A conversation soon after the last one
gives less: nothing new is told, and no step was taken in between. Who does not come gets another date within weeks;
with outreach people are tried again by telephone, by letter and at the door ("Ik bleef volhouden"). Source: process
report, phases 2–3.
"""

from .appointments import book_ahead, contact_interval, drop_date, takes_part_on_benefit
from .compiled import rule
from .courses import join_course
from .demand import demand, opens
from .end_of_experiment import forget, return_to_manager
from .institution import STAYED_AWAY, compliance, note_offence
from .levers import COACHES, INVITED_BY_LETTER, WHOLE_PICTURE
from .luck import DECISION, PERSON, draw4
from .mind import remember_lead
from .people import ACTIVATION, DIGITAL, FINANCES, HOUSING, LANGUAGE, NO_HELP, NO_WORK, ON_BENEFIT
from .problems import ease
from .quality import freshness, has_met, lead_share, meeting_quality, opened_doors, topic_openness
from .referral import refer
from .trust import grow_rapport, treat
from .work import begin_placement

SHOWING_UP = DECISION["showing_up"]
DISCLOSING = DECISION["disclosing"]
MEETING_DECISION = DECISION["meeting"]


@rule
def no_show_chance(person, policy, p):
    """Return the chance that the person does not show up.

    Who asked for the conversation is not summoned. A date that stood in the diary ahead is better kept; another date in
    its place, given a week ahead, is like any other.
    """
    chance = p.no_show + p.no_show_distrust * (1.0 - person.trust)
    chance += p.on_bandwidth * p.no_show_stress * person.stress
    if policy.invitation == INVITED_BY_LETTER and not person.asking:
        chance += p.no_show_summoned
    if person.in_diary:
        chance *= p.no_show_planned
    return min(0.95, chance)


@rule
def be_treated(person, policy, quality, p):
    """Let the conversation count as fair or unfair: rules checked in it, and decisions that follow one's own plan."""
    if policy.rules_in_conversation:
        treat(person, 0.0, p.check_weighs)
    treat(person, 1.0, p.plan_weighs * lead_share(policy, p) * quality)


@rule
def try_again(world, person, policy, u, week):
    """Give another date within weeks, without outreach up to a limit; some people withdraw. Returns hours spent."""
    p = world.p[0]
    person.no_shows += 1
    person.attempts += 1
    person.asking = 0
    person.overdue_weeks = 0
    note_offence(person, STAYED_AWAY, policy)
    hours, patience, in_vain = p.preparation * p.preparation_lost, p.patience_attempts, person.attempts
    if p.on_outreach and policy.outreach:
        person.next_contact = week + p.retry_weeks
        hours += p.attempt_hours
    else:
        patience = min(patience, p.rebook_attempts)
        rebook(person, policy, week, p)
    if in_vain >= patience and policy.may_withdraw and p.on_withdrawal and u < p.withdraw:
        withdraw(world, person, week)
    return hours


@rule
def rebook(person, policy, week, p):
    """Give another date within weeks; after so many no-shows in a row the next is the regular one."""
    person.next_contact = week + p.rebook_weeks
    if not p.on_rebooking or person.attempts >= p.rebook_attempts:
        person.planned_for = week + contact_interval(policy, p)
        person.next_contact = person.planned_for
        person.attempts = 0


@rule
def withdraw(world, person, week):
    """Return the person to the service as usual; the person stays in the group drawn by lot.

    Who had a client manager all along keeps this contact person and what the contact person knows.
    """
    person.withdrawn = 1
    person.left_study = 1
    person.attempts = 0
    manager, since = person.coach, person.with_coach_since
    if world.policies[person.policy].team == COACHES:
        person.rapport = 0.0
        forget(person)
        manager, since = world.town[0].first_manager + person.id % world.town[0].managers, week
    person.policy = world.town[0].usual_policy
    return_to_manager(person, manager, week + 26.0, week)
    person.with_coach_since = since


@rule
def disclose(world, person, policy, fresh, at_home, week):
    """Disclose hidden problems: the person tells, or the coach sees them at home."""
    p = world.p[0]
    breadth = fresh * topic_openness(policy, p)
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
    gain = p.meeting_encourages * quality * (1.0 + p.leading_encourages * lead_share(policy, p))
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
    if whole:
        treat(person, 1.0, p.grant_weighs)
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
def go_along(person, quality, p):
    """Go along to a partner: time together, and a step of one's own plan. Returns hours spent."""
    grow_rapport(person, p.company_binds * quality, p)
    treat(person, 1.0, p.plan_weighs * quality)
    return p.company_hours


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
            hours += p.referral_hours + (go_along(person, quality, p) if person.accompanied[k] else 0.0)
    if person.status == ON_BENEFIT and person.plan:
        if policy.group_training:
            hours += join_course(world, person, quality, week)
        if p.on_leads and lead < p.lead_found * quality * person.employability * opened_doors(person, coach, week, p):
            person.lead_until = week + p.lead_weeks
            hours += p.referral_hours
            u, _, _, _ = draw4(world.luck, MEETING_DECISION, PERSON, person.id, week, 1)
            may_begin = p.on_placements and p.on_introductions and person.contract == NO_WORK
            if may_begin and opens(u, introduction_chance(person, p), demand(world.town[0])):
                begin_placement(person, week, p)
        idle = person.hours == 0.0
        if p.on_unpaid and idle and unpaid < p.unpaid_found * quality:
            person.unpaid_activity = 1
        looks = idle and person.help[ACTIVATION] == NO_HELP and track < p.track_found * quality
        if looks and refer(world, person, ACTIVATION, coach, company, week):
            hours += p.referral_hours + (go_along(person, quality, p) if company else 0.0)
    return hours


@rule
def next_date(person, policy, week, p):
    """Return the week of the next conversation; dates that are planned ahead keep their rhythm."""
    if person.status != ON_BENEFIT:
        return week + p.aftercare_interval
    interval = contact_interval(policy, p)
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
    stays_away = show < no_show_chance(person, policy, p) * compliance(person, week, p)
    if person.appointment == week:
        drop_date(person)
    if person.crisis:
        hours += p.crisis_hours
        person.crisis = 0
        person.stress *= 1.0 - p.crisis_relief * coach.skill
    elif p.on_no_shows and stays_away:
        at_door = p.on_outreach and policy.outreach and person.attempts >= 2 and door < p.found_at_door
        if not at_door:
            return try_again(world, person, policy, give_up, week)
        at_home = True
    if at_home:
        hours += p.travel_hours
    first = not person.plan
    if first:
        hours += p.first_extra_hours
    felt, fresh = meeting_quality(person, coach, policy, week, p), freshness(person, week, p)
    quality = felt * fresh
    grow_rapport(person, quality, p)
    person.attention += felt * (1.0 - person.attention)
    be_treated(person, policy, quality, p)
    remember_lead(person, lead_share(policy, p), p)
    disclose(world, person, policy, fresh, at_home, week)
    take_small_steps(person, policy, quality, p)
    hours += arrange_help(world, person, coach, policy, quality, week)
    coach.skill += p.on_learning * p.experience_teaches * max(0.0, coach.ceiling - coach.skill)
    end_conversation(world, person, coach, policy, at_home, week)
    return hours


@rule
def end_conversation(world, person, coach, policy, at_home, week):
    """Set the next date; where conversations are planned ahead it goes into the diary at once.

    An appointment that stands already is kept, unless this conversation came in its place.
    """
    p, date = world.p[0], next_date(person, policy, week, world.p[0])
    if not has_met(person):
        person.with_coach_since = week
    if date != person.planned_for:
        drop_date(person)
    person.planned_for = date
    person.next_contact = date
    person.plan = 1
    person.contacts += 1
    if takes_part_on_benefit(person):
        person.contacts_on_benefit += 1
    person.met_at_home = at_home
    person.last_contact = week
    person.overdue_weeks = 0
    person.attempts = 0
    person.asking = 0
    person.date_owed = 0
    book_ahead(person, coach, policy, world.teams[coach.team].unlimited, world.diary[person.coach], week, p)
