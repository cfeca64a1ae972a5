"""Unit: coach records: only what was disclosed, and only about people with a coach, every half year."""

import pytest
from contact_samples import somebody
from worlds import COACHED, two_groups

from simulation.coach_records import empty_records_of, keep_records, ladder_seen
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.people import DIGITAL, FINANCES, HOUSING, NEVER, SOCIAL

WEEK = 30


@pytest.fixture
def observed():
    """Return a world of two people with a coach whom nobody has spoken yet, and their empty records."""
    design = two_groups(size=2, weeks=60, policy=COACHED, parameters={"record_weeks": 26.0})
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    people = world.people
    people.last_contact, people.contacts, people.plan = NEVER, 0, 0
    people.level, people.disclosed = 0, 0
    return world, empty_records_of(design, world, {"record_weeks": 26.0})


def speak(world, row, week):
    world.people.last_contact[row], world.people.plan[row] = week, 1
    world.people.contacts[row] += 1


def weeks_of_records(world, records, weeks):
    """Return the weeks in which a record was written if the first person is spoken in each of these weeks."""
    written = []
    for week in weeks:
        speak(world, 0, week)
        before = records.count[0]
        keep_records(world, records, week)
        written += [week] * int(records.count[0] - before)
    return written


def test_a_record_counts_disclosed_problems_and_their_levels_only(observed):
    world, records = observed
    person = world.people[1]
    for domain, level, disclosed in ((FINANCES, 3, 1), (HOUSING, 2, 0), (DIGITAL, 4, 1), (SOCIAL, 0, 0)):
        person.level[domain], person.disclosed[domain] = level, disclosed
    person.contacts = 4
    speak(world, 1, WEEK)
    keep_records(world, records, WEEK)
    assert records.count[0] == 1
    record = records.table[0]
    assert (record.row, record.week, record.contacts, record.plan) == (1, WEEK, 5, 1)
    assert (record.problems_known, record.problem_score_known) == (2, 7)
    assert record.ladder_seen == ladder_seen(person)
    assert records.last.tolist() == [NEVER, WEEK]


def test_the_next_record_comes_after_half_a_year_and_only_after_a_conversation(observed):
    world, records = observed
    assert weeks_of_records(world, records, [2, 27, 28, 53, 54]) == [2, 28, 54]
    for week in range(81, 90):
        keep_records(world, records, week)
    assert records.count[0] == 3


def test_a_conversation_of_another_week_leaves_no_record(observed):
    world, records = observed
    speak(world, 0, WEEK - 1)
    keep_records(world, records, WEEK)
    assert records.count[0] == 0


def test_there_is_no_record_by_a_client_manager(observed):
    world, records = observed
    assert records.rows.tolist() == [0, 1]  # the other two people have a client manager
    world.people.policy[0] = world.town[0].usual_policy
    speak(world, 0, WEEK)
    keep_records(world, records, WEEK)
    assert records.count[0] == 0


@pytest.mark.parametrize(("level", "disclosed", "step"), [(4, 1, 1), (4, 0, 2), (0, 0, 2)])
def test_a_coach_sees_isolation_only_where_it_was_disclosed(level, disclosed, step):
    person = somebody()
    person.level[SOCIAL], person.disclosed[SOCIAL] = level, disclosed
    assert ladder_seen(person) == step
