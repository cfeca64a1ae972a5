"""A partner alone in the world, and its queue week by week, for the tests of queues."""

import math
from collections import namedtuple

import numpy as np
from hypothesis import settings

from simulation.compiled import rule
from simulation.luck import luck_of
from simulation.parameters import parameter_record
from simulation.partners import PARTNER_RECORD
from simulation.people import PERSON_RECORD, empty_records
from simulation.service import admit, move_outsiders
from simulation.waiting import empty_queue

FAR = 4.5
"""Standard errors; one check in 150,000 lies beyond by chance."""
PROPERTY = settings(deadline=None, derandomize=True, max_examples=50)
MENTAL, FINANCES = 1, 0
Desk = namedtuple("Desk", "queue people partner p luck")
"""A single partner with its queue, people, parameters and luck."""


def desk(*, weeks, storage=1024, people=0, replication=0, leaving=0.0, **fields):
    """Return a partner with `places`, `service`, `service_spread`, `town_arrivals` … and nobody in line."""
    partner = empty_records(PARTNER_RECORD, 1)[0]
    partner.intake_week = 1e9
    partner.serves = 1.0
    partner.service = 1.0
    for name, value in fields.items():
        partner[name] = value
    crowd = empty_records(PERSON_RECORD, people)
    crowd.id = crowd.row = np.arange(people)
    p = parameter_record({"drop_service": leaving}, (), np.zeros((9, 4)))[0]
    return Desk(empty_queue(1, weeks + 2, storage), crowd, partner, p, luck_of(11, replication))


@rule
def live_on(queue, people, partner, first, last, p, luck, waiting, in_service, admitted):
    """Run the weeks `first` to `last`; write the numbers waiting, in service and admitted into the arrays."""
    for week in range(first, last + 1):
        move_outsiders(queue, partner, week, p, luck)
        admit(queue, people, partner, week, luck)
        waiting[week] = partner.waiting
        in_service[week] = partner.in_service
        admitted[week] = partner.admitted


def history(at, last, first=1, before=None):
    """Return the numbers waiting, in service and admitted, shape (3, weeks)."""
    book = np.zeros((3, last + 1)) if before is None else before
    live_on(at.queue, at.people, at.partner, first, last, at.p, at.luck, *book)
    return book


def mean_and_error(samples):
    samples = np.asarray(samples)
    return samples.mean(axis=0), samples.std(axis=0, ddof=1) / math.sqrt(len(samples))


def standing_wait(arrivals, admissions, drop_out_week):
    """Return the weeks of wait after which arrivals × (1 − d)^wait = admissions."""
    return math.log(admissions / arrivals) / math.log(1.0 - drop_out_week)
