"""Norms, policies and earners for the tests of income."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from simulation.levers import usual, write_lever
from simulation.parameters import parameter_record
from simulation.people import (
    COUPLE,
    NO_WORK,
    PERMANENT,
    PERSON_RECORD,
    SELF_EMPLOYED,
    SINGLE,
    SINGLE_PARENT,
    TEMPORARY,
    empty_records,
)
from simulation.start import POLICY_RECORD

NORM_SINGLE, NORM_COUPLE = 992.12, 1417.32
"""Rows M01 and M03 of the evidence."""
ASSUMED = {
    "work_cost": 20.0,
    "work_cost_hour": 1.2,
    "allowances": 60.0,
    "sanction_share": 0.3,
    "full_time_from": 32.0,
    "looks_ahead": 0.0,
}
REGULAR = {"release_share": 0.25, "release_months": 6.0, "release_cap_month": 199.0}
EXPERIMENT = {"release_share": 0.5, "release_months": 24.0, "release_cap_month": 199.0}
BONUS = {"exit_bonus_year": 2400.0}
PROPERTY = settings(deadline=None, derandomize=True)
SHARE = st.floats(0.0, 1.0)
EUROS = st.floats(0.0, 3000.0)
HOUSEHOLD = st.sampled_from([SINGLE, SINGLE_PARENT, COUPLE])
WORK = st.sampled_from([TEMPORARY, PERMANENT, SELF_EMPLOYED])


def rules(switched_off=()):
    return parameter_record(ASSUMED, switched_off, np.zeros((9, 4)))[0]


P = rules()


def policy(ends=0, **levers):
    record = empty_records(POLICY_RECORD, 1)[0]
    record.release_ends = ends
    for name, value in (usual("policy") | levers).items():
        write_lever(record, "policy", name, value)
    return record


def somebody(household=SINGLE, hours=0.0, wage_hour=0.0, contract=None, **fields):
    person = empty_records(PERSON_RECORD, 1)[0]
    person.household, person.hours, person.wage_hour = household, hours, wage_hour
    person.contract = (TEMPORARY if hours else NO_WORK) if contract is None else contract
    for name, value in fields.items():
        person[name] = value
    return person


def earning(month: float, hours: float = 12.0, **fields):
    return somebody(hours=hours, wage_hour=month * 12 / 52 / hours, **fields)
