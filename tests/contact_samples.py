"""One person, one contact person and one policy, for tests of single rules."""

import numpy as np

from simulation.coaches import COACH_RECORD
from simulation.levers import checked, write_lever
from simulation.parameters import parameter_record
from simulation.people import NEVER, PERSON_RECORD, empty_records
from simulation.start import POLICY_RECORD, TEAM_RECORD


def rules(switched_off=(), **values):
    """Return a record of parameters with these values."""
    return parameter_record(values, switched_off, np.zeros((9, 4)))[0]


def somebody(**fields):
    """Return a person on the benefit without problems, appointment or conversation so far."""
    person = empty_records(PERSON_RECORD, 1)[0]
    person.appointment = person.last_contact = person.exit_week = NEVER
    for name, value in fields.items():
        person[name] = value
    return person


def contact(**fields):
    """Return a working contact person of full skill and belief with ten hours left of ten."""
    coach = empty_records(COACH_RECORD, 1)[0]
    for name, value in ({"working": 1, "fte": 1.0, "hours_week": 10.0, "hours_left": 10.0} | fields).items():
        coach[name] = value
    return coach


def policy_with(**levers):
    """Return the service as usual with these levers."""
    return _record(POLICY_RECORD, "policy", levers)


def team_with(**levers):
    """Return a team with these levers."""
    return _record(TEAM_RECORD, "team", levers)


def _record(dtype, scope, levers):
    record = empty_records(dtype, 1)[0]
    for name, value in checked(scope, levers).items():
        write_lever(record, scope, name, value)
    return record
