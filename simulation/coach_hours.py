"""Hours of contact persons: those of a week, what they learn, and the hours that are paid."""

from .compiled import rule
from .levers import CLIENT_MANAGERS, COACHES

FREE_AGENDA = 1.0e9


@rule
def hours_of_week(coach, team):
    """Return the hours that a contact person has for clients this week.

    A team that also serves people outside the simulation has them in proportion to its clients in it: the hours of
    client managers follow the number of recipients, those of coaches end at their posts.
    """
    hours = coach.fte * team.hours_per_fte * coach.working
    if team.caseload <= 0.0:
        return hours
    share = coach.caseload / (team.caseload * coach.fte)
    return hours * (min(1.0, share) if coach.team == COACHES else share)


@rule
def start_week_of_coaches(coaches, teams, week, p):
    """Give each coach the hours of this week, less the overrun of last week."""
    for c in range(len(coaches)):
        coach = coaches[c]
        team = teams[coach.team]
        debt = min(0.0, coach.hours_left)
        coach.hours_week = hours_of_week(coach, team)
        coach.hours_left = FREE_AGENDA if team.unlimited else coach.hours_week + debt
        coach.hours_used = 0.0
        coach.urgent_hours -= p.planning_learns * coach.urgent_hours
        grow_skill(coach, team, week, p)


@rule
def grow_skill(coach, team, week, p):
    """Raise the skill and the belief of a coach by training and case discussion."""
    if not coach.working or not p.on_learning:
        return
    settled = coach.arrives + 4 if coach.arrives > 0 else 0
    if team.training_week >= 0 and week == max(team.training_week, settled, 1):
        coach.skill += p.training_teaches * (1.0 - coach.skill)
    if team.case_discussion:
        coach.skill += p.discussion_teaches * max(0.0, coach.ceiling - coach.skill)
        coach.belief += p.discussion_opens * (1.0 - coach.belief)


@rule
def charge_paid_hours(world):
    """Turn hours spent on each group into paid hours.

    Coaches are paid whether or not anybody comes: hours in which nobody was served are shared by numbers of clients.
    The conversations that a client manager would have had with them are not held, and not booked a second time; the
    other work of client managers, such as that about lawfulness, goes on.
    """
    p, team, usual = world.p[0], world.teams[COACHES], world.teams[CLIENT_MANAGERS]
    paid, spent, clients = 0.0, 0.0, 0.0
    for c in range(len(world.coaches)):
        if world.coaches[c].team == COACHES and world.coaches[c].working:
            paid += world.coaches[c].fte * p.coach_hours_paid
    paid_per_hour = p.coach_hours_paid / max(1.0, team.hours_per_fte)
    for g in range(len(world.tally)):
        spent += world.tally[g].cost_hours * paid_per_hour
        clients += world.tally[g].clients
    if team.unlimited:
        paid = spent
    for g in range(len(world.tally)):
        tally = world.tally[g]
        own = tally.cost_hours * paid_per_hour
        tally.cost_hours = own * min(1.0, paid / spent) if spent > 0.0 else 0.0
        if clients > 0.0:
            tally.cost_hours += max(0.0, paid - spent) * tally.clients / clients
        if usual.caseload > 0.0:
            tally.spared_hours = tally.recipients * usual.hours_per_fte / usual.caseload
