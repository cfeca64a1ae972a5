"""Income of a household on or near social assistance, exact for the rules it lists.

Rules: the norm of the Participation Act by household (norms incl. holiday pay, rows M01 and M03 of the evidence); all
net earnings above the released part are deducted, and unemployment insurance in full; a release (vrijlating) is a share
of earnings up to a monthly cap for a number of months, never two kinds at once; a sanction cuts a share of the benefit;
a blocked payment is not paid; earnings at or above the norm end the benefit, the release and local allowances. Off the
benefit without enough of one's own there is a partner's income or other means. Left out: taxes and national allowances
beyond net wages, cost sharing with housemates, a partner's earnings beside the benefit, wealth.
"""

from .compiled import rule
from .insurance import ww_month
from .people import (
    COUPLE,
    LEFT_FOR_WORK,
    MENTAL,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PHYSICAL,
    SELF_EMPLOYED,
    SINGLE_PARENT,
    TRIAL_PLACEMENT,
)

WEEKS_A_MONTH = 52.0 / 12.0


@rule
def norm_month(household, p):
    """Return the benefit norm in euros a month; single parents have the norm of a single person."""
    return p.norm_couple if household == COUPLE else p.norm_single


@rule
def earnings_month(hours, wage_hour):
    """Return net earnings in euros a month from hours a week and net euros an hour."""
    return hours * wage_hour * WEEKS_A_MONTH


@rule
def released_month(earnings, share, cap, weeks_used, months):
    """Return the part of earnings that is not deducted, in euros a month; 0 after the months are used."""
    if weeks_used >= months * WEEKS_A_MONTH:
        return 0.0
    return min(cap, share * earnings)


@rule
def entitlement_month(norm, income, released):
    """Return the benefit before sanction and block, in euros a month; `income` is earnings and WW together."""
    return max(0.0, norm - (income - released))


@rule
def over_the_norm(income, norm):
    """Return whether income reaches the norm and ends the benefit."""
    return income >= norm


@rule
def cost_of_working(hours, p):
    """Return travel, meals and the like, in euros a month."""
    return p.work_cost + p.work_cost_hour * hours if hours > 0.0 else 0.0


@rule
def disposable_on_benefit(norm, income, released, hours, sanctioned, blocked, p):
    """Return disposable euros a month beside the benefit; `income` is earnings and WW together."""
    benefit = entitlement_month(norm, income, released)
    if blocked:
        benefit = 0.0
    elif sanctioned:
        benefit *= 1.0 - p.sanction_share
    return benefit + income + p.allowances - cost_of_working(hours, p)


@rule
def disposable_in_work(earnings, bonus, hours, p):
    """Return disposable euros a month off the benefit; local allowances are lost."""
    return earnings + bonus - cost_of_working(hours, p)


@rule
def disposable_off_benefit(norm, earnings, bonus, ww, hours, p):
    """Return disposable euros a month off the benefit; earnings or WW below the norm are made up by other means."""
    in_work = disposable_in_work(earnings, bonus, hours, p)
    if over_the_norm(earnings, norm):
        return in_work
    return max(in_work, ww, p.other_means * norm)


@rule
def bonus_month(hours, policy, p):
    """Return the exit bonus in euros a month: on full-time work only."""
    return policy.exit_bonus_year / 12.0 if hours >= p.full_time_from else 0.0


@rule
def paid_hours(person):
    """Return the paid hours a week; 0 in a trial placement."""
    return 0.0 if person.contract == TRIAL_PLACEMENT or person.contract == NO_WORK else person.hours


@rule
def is_limited(person):
    """Return whether the person can work limited hours on medical grounds (medisch urenbeperkt)."""
    return person.exempted and max(person.level[MENTAL], person.level[PHYSICAL]) >= 3


@rule
def later_release(person, policy, earnings, p):
    """Return the release that follows the first one: on medical grounds without end, or of single parents."""
    if not p.on_later_release:
        return 0.0
    share = 0.0
    if is_limited(person):
        share = p.release_limited
    elif person.household == SINGLE_PARENT and person.young_children:
        months = policy.release_months + p.release_parents_months
        share = p.release_parents if person.release_weeks < months * WEEKS_A_MONTH else 0.0
    return share * min(earnings, p.release_earnings)


@rule
def release_now(person, policy, earnings, p):
    """Return the released earnings a month under the person's own rules: one kind of release at a time.

    The first is that of the policy, for its months.
    """
    return release_ahead(person, policy, earnings, 0.0, 0, p)


@rule
def release_ahead(person, policy, earnings, weeks, week, p):
    """Return the released earnings a month as a mean over the coming `weeks` of work; 0 weeks are now.

    People know when the experiment ends, and with it a release of its own. They do not foresee what a dated change will
    do to a policy, nor what may be left of the usual release after the end.
    """
    if not p.on_release:
        return 0.0
    first = released_month(
        earnings, policy.release_share, policy.release_cap_month, person.release_weeks, policy.release_months
    )
    left = policy.release_months * WEEKS_A_MONTH - person.release_weeks
    if weeks > 0.0 and policy.release_ends >= max(1, week):
        left = min(left, policy.release_ends - week)
    if left >= weeks and left > 0.0:
        return first
    later = later_release(person, policy, earnings, p)
    return later if left <= 0.0 else later + (first - later) * left / weeks


@rule
def benefit_month(person, policy, week, p):
    """Return the benefit of this person in euros a month; a blocked benefit counts, because it is paid later."""
    if person.status != ON_BENEFIT:
        return 0.0
    earnings = earnings_month(paid_hours(person), person.wage_hour)
    released = release_now(person, policy, earnings, p)
    benefit = entitlement_month(norm_month(person.household, p), earnings + ww_month(person, week, p), released)
    return benefit * (1.0 - p.sanction_share) if week < person.sanction_until else benefit


@rule
def money_month(person, policy, week, p):
    """Return disposable income in euros a month."""
    hours = paid_hours(person)
    earnings = earnings_month(hours, person.wage_hour)
    norm, ww = norm_month(person.household, p), ww_month(person, week, p)
    if person.status == ON_BENEFIT:
        return disposable_on_benefit(
            norm, earnings + ww, release_now(person, policy, earnings, p), hours,
            week < person.sanction_until, person.blocked, p,
        )  # fmt: skip
    if person.status == LEFT_FOR_WORK or person.status == OUT_OF_WORK:
        return disposable_off_benefit(norm, earnings, bonus_due(person, policy, p), ww, hours, p)
    return norm + p.allowances


@rule
def bonus_due(person, policy, p):
    """Return the exit bonus of this month; 0 unless the person has left the benefit and works full-time."""
    if not p.on_bonus or person.status != LEFT_FOR_WORK or person.contract < 2 or person.contract > SELF_EMPLOYED:
        return 0.0
    return bonus_month(person.hours, policy, p)


@rule
def gain_month(person, policy, hours, wage_hour, week, p):
    """Return the gain in disposable euros a month from work of `hours` at `wage_hour` against the present income.

    A release that will soon be used up counts for its part of the time that people look ahead.
    """
    norm = norm_month(person.household, p)
    earnings = earnings_month(hours, wage_hour)
    hours_now, ww = paid_hours(person), ww_month(person, week, p)
    earnings_now = earnings_month(hours_now, person.wage_hour)
    bonus = bonus_month(hours, policy, p) if p.on_bonus and over_the_norm(earnings, norm) else 0.0
    if person.status == OUT_OF_WORK:
        then = disposable_off_benefit(norm, earnings, bonus, 0.0, hours, p)
        return then - disposable_off_benefit(norm, earnings_now, 0.0, ww, hours_now, p)
    if over_the_norm(earnings, norm):
        then = disposable_in_work(earnings, bonus, hours, p)
    else:
        released = release_ahead(person, policy, earnings, p.looks_ahead, week, p)
        then = disposable_on_benefit(norm, earnings, released, hours, False, False, p)
    released_now = release_ahead(person, policy, earnings_now, p.looks_ahead, week, p)
    return then - disposable_on_benefit(norm, earnings_now + ww, released_now, hours_now, False, False, p)
