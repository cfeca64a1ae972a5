"""Town, parameters and people for the tests of demand, search and work."""

import numpy as np
from income_samples import somebody

from simulation.parameters import parameter_record
from simulation.people import LEFT_FOR_WORK, NEVER, TEMPORARY, empty_records
from simulation.start import TOWN_RECORD


def rules(switched_off=(), **values):
    """Return the record of parameters with these values."""
    return parameter_record(values, switched_off, np.zeros((9, 4)))[0]


def town(**fields):
    """Return a town with the labour market of 2018."""
    record = empty_records(TOWN_RECORD, 1)[0]
    record.labour_market = record.offers_left = record.job_loss = 1.0
    for name, value in fields.items():
        record[name] = value
    return record


def never_yet(**fields):
    """Return a person without work to whom nothing has happened yet."""
    weeks = ("exit_week", "ww_until", "working_since", "lead_until", "last_contact", "warned_week", "sanction_week")
    nothing = dict.fromkeys(weeks, NEVER)
    return somebody(**nothing | fields)


def worker(weeks=0, **fields):
    """Return an employee of 36 hours at 10 euros off the benefit, after `weeks` weeks as employee."""
    work = {"hours": 36.0, "wage_hour": 10.0, "contract": TEMPORARY, "status": LEFT_FOR_WORK}
    return never_yet(**work | {"employee_history": 2 ** min(36, weeks) - 1} | fields)
