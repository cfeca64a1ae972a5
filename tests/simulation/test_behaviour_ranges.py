"""Behaviour: whatever happens, every field of every record stays in the range that its table states."""

import numpy as np
import pytest
from recruitment_samples import small_town
from worlds import FREE, two_groups, usual_equilibrium

from simulation.agents import Coach, Participant, Partner
from simulation.coaches import COACH_FIELDS
from simulation.model import TrustExperiment
from simulation.partners import PARTNER_FIELDS
from simulation.people import PERSON_FIELDS

BUSY = {
    "organisation": {"participants_meeting": 30.0, "pins": 20.0, "pins_week": 10.0},
    "labour_market": {"labour_market": 3.0},
}
DESIGNS = {
    "two groups, much work": two_groups(size=150, weeks=104, policy=FREE | {"group_training": True}, **BUSY),
    "an experiment that ends": two_groups(size=150, weeks=60, ends=30),
    "recruited, with newcomers": small_town(weeks=40),
}


@pytest.fixture(scope="module", params=DESIGNS)
def weeks(request):
    """The records of a run, copied every ten weeks."""
    model = TrustExperiment(DESIGNS[request.param], rng=3, equilibrium=usual_equilibrium())
    copies = []
    for week in range(0, model.design.weeks, 10):
        model.run_until(week) if week else None
        copies.append([getattr(model.world, kind.table).copy() for kind in (Participant, Coach, Partner)])
    return model, copies


@pytest.mark.parametrize("number", range(3), ids=("people", "coaches", "partners"))
def test_every_field_stays_in_its_range(weeks, number):
    model, copies = weeks
    for field in (PERSON_FIELDS, COACH_FIELDS, PARTNER_FIELDS)[number]:
        low, high = field.limits
        if field.row_of:
            low, high = 0, len(getattr(model.world, field.row_of)) - 1
        values = np.concatenate([records[number][field.name] for records in copies])
        assert not np.isnan(values).any(), field.name
        assert low is None or values.min() >= low, (field.name, values.min())
        assert high is None or values.max() <= high, (field.name, values.max())
