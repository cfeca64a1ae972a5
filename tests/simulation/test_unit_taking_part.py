"""Unit: taking part in society, now and for half a year without a break."""

import pytest
from work_samples import never_yet

from simulation.design import Design, Group
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.people import NEVER, NO_WORK, SELF_EMPLOYED, TEMPORARY, TRIAL_PLACEMENT
from simulation.work import LASTING
from simulation.work_measures import has_long_taken_part, is_taking_part, note_taking_part, participates


@pytest.mark.parametrize("contract", [TRIAL_PLACEMENT, TEMPORARY, SELF_EMPLOYED])
def test_work_and_an_unpaid_activity_are_taking_part_and_care_that_weighs_is_not(contract):
    assert participates(never_yet(contract=contract)) and participates(never_yet(unpaid_activity=1))
    assert is_taking_part(never_yet(contract=contract), None, 5, None) == 1.0
    at_home = never_yet(contract=NO_WORK)
    at_home.level[8] = 4
    assert not participates(at_home) and is_taking_part(at_home, None, 5, None) == 0.0


def test_a_break_of_one_week_begins_the_count_again_and_a_change_of_kind_does_not():
    person = never_yet(takes_part_since=NEVER)
    lasting = {}
    for week in range(1, 90):
        person.unpaid_activity = week < 10
        person.contract = TEMPORARY if 10 <= week < 40 or week > 40 else NO_WORK
        note_taking_part(person, week)
        lasting[week] = has_long_taken_part(person, None, week, None)
    assert [week for week in lasting if lasting[week]] == [
        *range(1 + LASTING, 40), *range(41 + LASTING, 90)
    ]  # fmt: skip


def test_who_stops_in_a_step_after_the_record_does_not_count():
    person = never_yet(takes_part_since=1, contract=NO_WORK)
    assert has_long_taken_part(person, None, 60, None) == 0.0


def test_the_measures_are_shares_of_the_group_and_nobody_has_taken_part_for_half_a_year_at_first():
    design = Design(groups=(Group(name="street", size=40),), town=60, weeks=LASTING + 2)
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    model.run_until(design.weeks)
    now, lasting = (model.book.series[:, 0, INDEX[name]] for name in ("taking_part", "lasting_part"))
    people = model.people[:40]
    assert now[-1] == ((people.contract != NO_WORK) | (people.unpaid_activity > 0)).mean() > 0.0
    assert not lasting[:LASTING].any() and 0.0 < lasting[-1] <= now[-1]
