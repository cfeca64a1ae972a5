"""People on social assistance (bijstandsgerechtigden): one record a person, with the codes that its fields hold.

The row of a person never changes and is never used again. `agents.Participant` is the Mesa agent of a row.
"""

from functools import lru_cache

import numpy as np

from .record_fields import ANY, AT_LEAST_0, EVERY_WEEK, FLAG, SHARE, Field, record_of

DOMAINS = (
    "finances", "mental_health", "physical_health", "substance_use", "housing",
    "social_network", "language", "digital_skills", "care_duties",
)  # fmt: skip
"""Life domains (leefgebieden). All but language, digital skills and care duties are domains of the ZRM."""

FINANCES, MENTAL, PHYSICAL, SUBSTANCE, HOUSING, SOCIAL, LANGUAGE, DIGITAL, CARE = range(9)
ACTIVATION = 9
"""Slot of `help` for a track towards work or participation; slots 0…8 are the life domains."""
SLOTS = 10

NO_HELP, WAITING, IN_SERVICE = range(3)
NO_WORK, TRIAL_PLACEMENT, TEMPORARY, PERMANENT, SELF_EMPLOYED = range(5)
ON_BENEFIT, LEFT_FOR_WORK, LEFT_OTHERWISE, NOT_YET_HERE, OUT_OF_WORK = range(5)
"""Codes of `status`. `LEFT_FOR_WORK`: off the benefit and in work; `OUT_OF_WORK`: off the benefit after work was lost,
without work or in work below the norm, on unemployment insurance, a partner's income or other means."""
LIVING_IN_TOWN = (ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK)
"""Codes of people who live in town and can be met."""
SINGLE, SINGLE_PARENT, COUPLE = range(3)
BY_SELF, BY_CONTACT, BY_PARTNER = range(3)
"""Codes of `referred_by`: the person came alone, or was referred by the contact person or by a partner."""

SUCCEEDED, FAILED, GAVE_UP, DROPPED_OUT = range(4)
"""Endings of help: the service succeeded, it failed, the person left the waiting list, the person left the service."""

NEVER = -9999
"""Week of something that has not happened."""

WEEK_RANGE = (NEVER, 10**6)
"""Range of a week; 10**6 means no end."""

LEVEL = (0, 4)
"""Range of the severity of a problem, 0 none to 4 acute."""

NEIGHBOURHOODS = ("Centrum", "Noord", "Groenewoud", "Oost", "Zuid", "West", "Reeshof", "Udenhout en Berkel")

BY_INCOME = "it follows from work and income; `leave_benefit()` ends the benefit for another reason"
IN_QUEUE = "the waiting lists of the partners go with it"
ON_LIST = "the lists of the courses go with it"

PERSON_FIELDS = (
    # fixed, or changed only by time
    Field("id", "i8", AT_LEAST_0, fixed="it is the address of the person's luck"),
    Field("row", "i8", AT_LEAST_0, fixed="it is the permanent number of the record"),
    Field("group", "i2", AT_LEAST_0, fixed="outcomes are counted by group from week 0 on"),
    Field("policy", "i2", AT_LEAST_0, row_of="policies"),
    Field("female", "u1", FLAG),
    Field("household", "u1", (SINGLE, COUPLE)),
    Field("young_children", "u1", FLAG),
    Field("education", "u1", (0, 2)),
    Field("neighbourhood", "u1", (0, len(NEIGHBOURHOODS) - 1)),
    Field("migration_background", "u1", FLAG),
    Field("status_holder", "u1", FLAG),
    Field("arrival_week", "i4", AT_LEAST_0, fixed="newcomers arrive as drawn before week 0"),
    Field("age", "f8", (0, 120)),
    Field("benefit_weeks", "f8", AT_LEAST_0),
    Field("experience", "f8", AT_LEAST_0),
    Field("full_time_share", "f8", SHARE),
    Field("vulnerability", "f8", ANY),
    # stacked problems and help
    Field("level", "i1", LEVEL, items=9),
    Field("disclosed", "u1", FLAG, items=9),
    Field("help", "i1", (NO_HELP, IN_SERVICE), items=SLOTS, fixed=IN_QUEUE),
    Field("helpers", "i2", AT_LEAST_0, fixed=IN_QUEUE),
    Field("partner", "i1", AT_LEAST_0, items=SLOTS, fixed=IN_QUEUE),
    Field("accompanied", "u1", FLAG, items=SLOTS),
    Field("urgent", "u1", FLAG, items=SLOTS, fixed=IN_QUEUE),
    Field("help_since", "i2", WEEK_RANGE, items=SLOTS, fixed=IN_QUEUE),
    Field("help_until", "i2", WEEK_RANGE, items=SLOTS, fixed=IN_QUEUE),
    Field("close_burden", "i1", LEVEL),
    Field("close_known", "u1", FLAG),
    # mind
    Field("trust_history", "f8", SHARE),
    Field("trust", "f8", SHARE),
    Field("rapport", "f8", SHARE),
    Field("rapport_department", "f8", SHARE),
    Field("fair_treatment", "f8", SHARE),
    Field("led", "f8", SHARE),
    Field("shame", "f8", SHARE),
    Field("confidence_history", "f8", SHARE),
    Field("self_efficacy", "f8", SHARE),
    Field("autonomy", "f8", SHARE),
    Field("own_autonomy", "f8", ANY),
    Field("stress", "f8", SHARE),
    Field("set_point", "f8", ANY),
    Field("life_satisfaction", "f8", (0, 10)),
    Field("used_to", "f8", ANY),
    Field("attention", "f8", SHARE),
    Field("control", "f8", SHARE),
    Field("in_touch", "f8", SHARE),
    # work and income
    Field("status", "i1", (ON_BENEFIT, OUT_OF_WORK), fixed=BY_INCOME),
    Field("contract", "i1", (NO_WORK, SELF_EMPLOYED)),
    Field("chosen", "u1", FLAG),
    Field("unpaid_activity", "u1", FLAG),
    Field("hours", "f8", (0, 168)),
    Field("wage_hour", "f8", AT_LEAST_0),
    Field("employability", "f8", SHARE),
    Field("tenure", "i4", AT_LEAST_0),
    Field("contract_until", "i4", WEEK_RANGE),
    Field("lead_until", "i4", WEEK_RANGE),
    Field("release_weeks", "i4", AT_LEAST_0),
    Field("blocked", "u1", FLAG),
    Field("sanction_until", "i4", WEEK_RANGE),
    Field("reported", "f8", AT_LEAST_0),
    Field("overpaid", "f8", AT_LEAST_0),
    Field("debt", "f8", AT_LEAST_0),
    Field("target_group", "u1", FLAG),
    Field("exit_week", "i4", WEEK_RANGE),
    Field("exits_to_work", "i2", AT_LEAST_0),
    Field("household_exits", "i2", AT_LEAST_0),
    Field("working_since", "i4", WEEK_RANGE),
    Field("employee_history", "i8", (0, 2**36 - 1)),
    Field("ww_until", "i4", WEEK_RANGE),
    Field("ww_wage", "f8", AT_LEAST_0),
    Field("contracts", "i4", AT_LEAST_0),
    Field("durable", "u1", FLAG),
    Field("money", "f8", ANY, fixed=EVERY_WEEK),
    # relation with coach or client manager
    Field("coach", "i4", AT_LEAST_0, row_of="coaches"),
    Field("with_coach_since", "i4", WEEK_RANGE),
    Field("next_contact", "f8", WEEK_RANGE),
    Field("planned_for", "f8", WEEK_RANGE),
    Field("appointment", "i4", WEEK_RANGE),
    Field("in_diary", "u1", FLAG),
    Field("lapsed", "i4", AT_LEAST_0),
    Field("date_owed", "u1", FLAG),
    Field("overdue_weeks", "i4", AT_LEAST_0),
    Field("attempts", "i2", AT_LEAST_0),
    Field("no_shows", "i4", AT_LEAST_0),
    Field("contacts", "i4", AT_LEAST_0),
    Field("contacts_on_benefit", "i4", AT_LEAST_0),
    Field("last_contact", "i4", WEEK_RANGE),
    Field("asking", "u1", FLAG),
    Field("asked_week", "i4", WEEK_RANGE),
    Field("crisis", "u1", FLAG),
    Field("plan", "u1", FLAG),
    Field("withdrawn", "u1", FLAG),
    # recruitment (`recruitment.py` has the codes of `recruited` and `channel`)
    Field("eligible", "u1", FLAG),
    Field("recruited", "u1", (0, 3)),
    Field("channel", "u1", (0, 4)),
    Field("left_study", "u1", FLAG),
    Field("drawn_for_nothing", "u1", FLAG),
    # actions of the department and the partners
    Field("exempted", "u1", FLAG),
    Field("letters_lawful", "i4", AT_LEAST_0),
    Field("letters_duty", "i4", AT_LEAST_0),
    Field("offence", "u1", (0, 3)),
    Field("warned_week", "i4", WEEK_RANGE),
    Field("sanction_week", "i4", WEEK_RANGE),
    Field("sanctions_imposed", "i4", AT_LEAST_0),
    Field("sanctions_in_row", "i4", AT_LEAST_0),
    Field("breaches", "i4", AT_LEAST_0),
    Field("assistance", "i2", AT_LEAST_0),
    # groups and peers; the state before the experiment (`on_file`, `released_before`)
    Field("course", "i1", AT_LEAST_0, fixed=ON_LIST),
    Field("course_state", "i1", (NO_HELP, IN_SERVICE), fixed=ON_LIST),
    Field("course_since", "i4", WEEK_RANGE, fixed=ON_LIST),
    Field("courses_begun", "i2", AT_LEAST_0),
    Field("round_sessions", "i2", AT_LEAST_0),
    Field("sessions", "i2", AT_LEAST_0),
    Field("acquaintances", "i2", AT_LEAST_0, fixed="it counts the ties between people"),
    Field("on_file", "i2", (0, 2**9 - 1)),
    Field("released_before", "i4", AT_LEAST_0),
    # read by no rule: kept for observers, such as the event log
    Field("first_exit_week", "i4", WEEK_RANGE),
    Field("takes_part_since", "i4", WEEK_RANGE),
    Field("met_at_home", "u1", FLAG),
    Field("referred_by", "u1", (BY_SELF, BY_PARTNER), items=SLOTS),
    Field("ended_as", "u1", (SUCCEEDED, DROPPED_OUT), items=SLOTS),
    Field("ended_week", "i2", WEEK_RANGE, items=SLOTS),
    Field("blocks", "i4", AT_LEAST_0),
    Field("warnings", "i4", AT_LEAST_0),
    Field("recoveries", "i4", AT_LEAST_0),
    Field("offers", "i4", AT_LEAST_0),
    Field("offers_taken", "i4", AT_LEAST_0),
    Field("offer_hours", "f8", (0, 168)),
    Field("jobs", "i4", AT_LEAST_0),
    Field("jobs_lost", "i4", AT_LEAST_0),
)

PERSON_RECORD = record_of(PERSON_FIELDS)
"""One record a person. `id` is the address of the person's luck. It depends only on the cohort of the group and the
position in the group, so that more people elsewhere change nothing. `row` is the index in the array. Shares and states
of mind lie in 0…1, `life_satisfaction` in 0…10, `level` in 0…4; `hours` are a week, `wage_hour` is net euros, `money`
is disposable euros a month, `reported` euros a month known to the department, `overpaid` and `debt` euros; weeks count
from week 0. `courses_begun` and `on_file` hold a bit for each course and each domain: courses begun, problems known
before the start; `course_state` has the codes of `help`. `employee_history` has a bit for each of the last 36 weeks, 1
for a week as employee; `working_since` is the week in which the present unbroken work off the benefit began, `ww_wage`
the lost earnings a month, `sanctions_in_row` counts sanctions each within a year of the one before, `contracts` counts
new contracts and businesses by any door; `contacts_on_benefit` are the conversations of who took part and was on the
benefit; `in_diary` is 1 while an appointment stands that was put in the diary at the end of a conversation; `date_owed`
is 1 from an appointment lost through the municipality until another date is given."""


@lru_cache(maxsize=64)
def record_dtype(dtype: np.dtype) -> np.dtype:
    """Return the record dtype of `dtype`; the same object at every call.

    A compiled rule recognises an array by its dtype object. With a new object for each model, every call would have to
    compare all fields.
    """
    return np.dtype((np.record, dtype))


def empty_records(dtype: np.dtype, shape) -> np.recarray:
    """Return an array of zeroed records of this shape, whose fields can be read as attributes."""
    return np.zeros(shape, record_dtype(dtype)).view(np.recarray)


def plain_records(records: np.recarray) -> np.ndarray:
    """Return the same records as a plain structured array, in which access by field name is faster."""
    return records.view(np.ndarray)
