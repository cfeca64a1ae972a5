"""Earnings beside the benefit are reported to the department, or they are not: recovery and a fine.

The duty to inform (inlichtingenplicht, art. 17) holds for everybody on the benefit, exempt or not. Who keeps a rise of
earnings to oneself is paid too much until the department finds out by comparing files; then the overpaid benefit is
recovered with a fine (terugvordering en boete), a small part of the norm each month. The municipality's accounts show
benefits as they should have been paid, less the fines as they come in.
"""

from .compiled import rule
from .income import (
    WEEKS_A_MONTH,
    benefit_month,
    earnings_month,
    entitlement_month,
    norm_month,
    paid_hours,
    release_now,
)
from .institution import press
from .insurance import ww_month
from .luck import DECISION, PERSON, draw4
from .people import ON_BENEFIT
from .trust import treat

LETTERS_DECISION = DECISION["letters"]


@rule
def earned_month(person):
    """Return the net earnings of the person, in euros a month."""
    return earnings_month(paid_hours(person), person.wage_hour)


@rule
def overpaid_month(person, policy, week, p):
    """Return the benefit paid too much for want of a report, in euros a month.

    A sanction does not change it; while the payment is blocked nothing is paid.
    """
    if person.status != ON_BENEFIT or person.blocked or earned_month(person) <= person.reported:
        return 0.0
    due = benefit_month(person, policy, max(week, person.sanction_until), p)
    released = release_now(person, policy, person.reported, p)
    income = person.reported + ww_month(person, week, p)
    return max(0.0, entitlement_month(norm_month(person.household, p), income, released) - due)


@rule
def recovered_month(person, p):
    """Return what is held back for a debt to the department, in euros a month."""
    return min(person.debt * WEEKS_A_MONTH, p.recovery_share * norm_month(person.household, p))


@rule
def fine_month(person, p):
    """Return the part of it that is a fine, in euros a month."""
    return recovered_month(person, p) * p.fine_share / (1.0 + p.fine_share)


@rule
def has_something_to_report(person):
    """Return whether earnings on the benefit differ from the report, or an overpayment has not been found."""
    return person.overpaid > 0.0 or (person.status == ON_BENEFIT and earned_month(person) != person.reported)


@rule
def report_earnings(person, policy, p, luck, week):
    """Report changed earnings, or keep a rise to oneself; the department may find out.

    A rise is concealed or reported when it begins; a fall is always reported. After the exit nothing is added to what
    was paid too much, and the department can still find out.
    """
    conceals, found_out, _, _ = draw4(luck, LETTERS_DECISION, PERSON, person.id, week, 1)
    earned = earned_month(person)
    if earned <= person.reported or (person.overpaid == 0.0 and conceals >= p.on_recovery * p.concealed):
        person.reported = earned
    else:
        person.overpaid += overpaid_month(person, policy, week, p) / WEEKS_A_MONTH
    if person.overpaid > 0.0 and found_out < p.found_out:
        recover(person, p)


@rule
def recover(person, p):
    """Claim the overpaid benefit back, with a fine."""
    person.recoveries += 1
    person.debt += person.overpaid * (1.0 + p.fine_share)
    person.overpaid = 0.0
    person.reported = earned_month(person)
    person.letters_lawful += 1
    person.in_touch = 1.0
    press(person, p.lawful_presses)
    treat(person, 0.0, p.recovery_weighs)


@rule
def pay_back(person, p):
    """Pay a week of the debt to the department."""
    person.debt = max(0.0, person.debt - recovered_month(person, p) / WEEKS_A_MONTH)
