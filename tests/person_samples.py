"""A person, the rules and the town of tests of a single rule."""

import numpy as np

from simulation.parameters import parameter_record
from simulation.people import PERSON_RECORD, empty_records
from simulation.start import TOWN_RECORD


def rules(**values):
    """Return the parameters, these values replaced."""
    return parameter_record(values, (), np.zeros((9, 4)))[0]


def somebody(**fields):
    """Return a person of middling trust and rapport with these fields."""
    person = empty_records(PERSON_RECORD, 1)[0]
    person.trust, person.rapport, person.employability = 0.5, 0.5, 0.6
    for name, value in fields.items():
        person[name] = value
    return person


def town_with(**levers):
    """Return a town with these levers."""
    town = empty_records(TOWN_RECORD, 1)[0]
    for name, value in levers.items():
        town[name] = value
    return town
