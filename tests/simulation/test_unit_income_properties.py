"""Income: properties that hold for every household, contract and wage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from income_samples import EUROS, HOUSEHOLD, PROPERTY, SHARE, WORK, P, earning, policy, somebody

from simulation.income import (
    benefit_month,
    disposable_on_benefit,
    earnings_month,
    money_month,
    norm_month,
    released_month,
)
from simulation.people import LEFT_FOR_WORK, ON_BENEFIT
from simulation.work import settle_income


@PROPERTY
@given(
    HOUSEHOLD,
    WORK,
    st.floats(0.5, 40.0),
    st.floats(0.0, 20.0),
    SHARE,
    st.integers(0, 120),
    st.booleans(),
    st.booleans(),
)
def test_the_benefit_owed_is_never_negative_and_never_more_than_the_norm(
    household, contract, hours, wage_hour, share, used, blocked, sanctioned
):
    person = somebody(
        household, hours, wage_hour, contract, release_weeks=used, blocked=blocked, sanction_until=sanctioned
    )
    rule_set = policy(release_share=share)
    paid = benefit_month(person, rule_set, 0, P)
    assert 0.0 <= paid <= norm_month(household, P) * (0.7 if sanctioned else 1.0) + 1e-9
    earnings = earnings_month(hours, wage_hour)
    if earnings < norm_month(household, P):
        comes_in = 0.0 if blocked else paid
        assert money_month(person, rule_set, 0, P) == pytest.approx(comes_in + earnings + 60 - 20 - 1.2 * hours)


@PROPERTY
@given(EUROS, SHARE, st.floats(0.0, 500.0), st.integers(0, 300), st.integers(0, 60))
def test_the_release_keeps_to_its_share_its_cap_and_its_months(earnings, share, cap, used, months):
    released = released_month(earnings, share, cap, used, months)
    assert 0.0 <= released <= min(cap, share * earnings)
    if used * 12 >= months * 52:
        assert released == 0.0
    else:
        assert released == min(cap, share * earnings)


@PROPERTY
@given(HOUSEHOLD, SHARE, SHARE, SHARE, st.floats(0.0, 500.0), st.floats(0.0, 40.0), st.booleans())
def test_below_the_norm_more_earnings_never_give_less(household, first, second, share, cap, hours, sanctioned):
    norm = norm_month(household, P)

    def disposable(earnings):
        released = released_month(earnings, share, cap, 0, 6.0)
        return disposable_on_benefit(norm, earnings, released, hours, sanctioned, False, P)

    assert disposable(min(first, second) * norm) <= disposable(max(first, second) * norm) + 1e-9


@PROPERTY
@given(HOUSEHOLD, WORK, st.floats(1.0, 40.0), st.floats(1.0, 40.0), st.floats(0.3, 2.0), st.booleans())
def test_status_follows_from_income_and_never_from_hours(household, contract, few, many, share, was_out):
    norm = norm_month(household, P)
    earnings = share * norm if abs(share - 1) > 1e-6 else 2 * norm
    statuses = set()
    for hours in (few, many):
        person = earning(earnings, hours, household=household, contract=contract)
        person.status = LEFT_FOR_WORK if was_out else ON_BENEFIT
        settle_income(person, 7, P)
        statuses.add(int(person.status))
        assert person.exits_to_work == (earnings >= norm and not was_out)
        assert person.exit_week == (7 if earnings >= norm and not was_out else 0)
    assert statuses == {LEFT_FOR_WORK if earnings >= norm else ON_BENEFIT}
