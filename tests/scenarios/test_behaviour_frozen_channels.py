"""Behaviour: a world with frozen channels takes over from a recorded course what these channels brought."""

from functools import partial

import numpy as np
import pytest
from channel_runs import ALL, run_model, world
from worlds import FREE

from simulation.channels import BRINGS, BRINGS_JOBS, CHANNELS, JOB_FIELDS, READS
from simulation.experiment import TrustExperiment
from simulation.frozen_channels import Frozen, Recorded, carried_share
from simulation.week import WEEK

NOT_CARRIED = {
    "life": {
        "age", "level", "disclosed", "household", "close_burden", "close_known", "crisis", "blocked", "blocks",
        "breaches", "offence", "warnings", "reported", "overpaid", "debt", "recoveries",
    },
    "coaching": {
        "next_contact", "planned_for", "appointment", "in_diary", "lapsed", "offence", "overdue_weeks", "attempts",
        "no_shows", "contacts", "contacts_on_benefit", "date_owed", "last_contact", "asking", "asked_week", "crisis",
        "plan", "withdrawn", "left_study", "policy",
        "coach", "with_coach_since", "met_at_home",
        "assistance", "help", "helpers", "partner", "help_since", "accompanied", "urgent", "referred_by", "course",
        "course_state", "course_since", "release_weeks", "released_before", "breaches",
    },
    "partners": {
        "help", "helpers", "partner", "help_since", "help_until", "accompanied", "urgent", "referred_by", "ended_as",
        "ended_week", "breaches", "crisis", "asking", "overdue_weeks",
    },
    "peers": {"course_state", "course_since", "courses_begun", "round_sessions", "sessions", "acquaintances"},
}  # fmt: skip
"""Step → fields that the step writes outside its channel: life events, agendas, lists, counts, debts."""


@pytest.fixture(scope="module")
def written():
    return run_model(Recorded, world({}))


@pytest.fixture(scope="module")
def all_frozen(written):
    return run_model(partial(Frozen, course=written.course, frozen=ALL), world())


def test_recording_a_course_changes_nothing(written):
    plain = run_model(TrustExperiment, world({}))
    assert plain.people.tobytes() == written.people.tobytes()
    assert np.array_equal(plain.book.series, written.book.series, equal_nan=True)


def test_with_no_channel_frozen_the_scenario_is_unchanged(written):
    plain, free = (
        run_model(TrustExperiment, world()),
        run_model(partial(Frozen, course=written.course, frozen=frozenset()), world()),
    )
    assert plain.people.tobytes() == free.people.tobytes()
    assert np.array_equal(plain.book.series, free.book.series, equal_nan=True)
    assert plain.world.queue.tickets.tobytes() == free.world.queue.tickets.tobytes()


@pytest.mark.parametrize("policy", [{}, FREE | {"group_training": True}], ids=["usual", "free"])
def test_a_scenario_frozen_at_its_own_course_is_unchanged(policy):
    course = run_model(Recorded, world(policy))
    again = run_model(partial(Frozen, course=course.course, frozen=ALL), world(policy))
    assert again.people.tobytes() == course.people.tobytes()
    assert again.touched == set()


def test_with_all_frozen_minds_problems_and_work_are_those_of_the_base(written, all_frozen):
    for name in ("trust", "rapport", "self_efficacy", "stress", "autonomy", "life_satisfaction", "level", "disclosed",
                 "employability", "status", "contract", "hours", "exits_to_work", "money", "control"):  # fmt: skip
        assert np.array_equal(all_frozen.people[name], written.people[name]), name
    assert not np.array_equal(all_frozen.people["contacts"], written.people["contacts"])


def test_freezing_each_channel_takes_effect(all_frozen):
    assert all_frozen.touched == ALL


@pytest.mark.parametrize("channel", CHANNELS)
def test_freeing_each_channel_makes_a_difference(channel, written, all_frozen):
    frozen_run = run_model(partial(Frozen, course=written.course, frozen=ALL - {channel}), world())
    assert not np.array_equal(frozen_run.people["life_satisfaction"], all_frozen.people["life_satisfaction"])


def test_a_change_is_transferred_as_a_share_of_the_room_or_of_the_stock():
    own, before, after = np.array([0.5, 0.5, 0.2, 0.8]), np.array([0.2, 0.8, 0.2, 0.3]), np.array([0.6, 0.4, 0.7, 0.3])
    assert carried_share(own, before, after) == pytest.approx([0.75, 0.25, 0.7, 0.8])
    assert carried_share(own, before, after)[2] == 0.7


def test_every_field_that_a_step_writes_is_transferred_or_listed_as_free():
    changed = {step.name: set() for step in WEEK}

    class Watching(TrustExperiment):
        def let_happen(self, step, week):
            before = self.people.copy()
            super().let_happen(step, week)
            changed[step.name] |= {
                name for name in before.dtype.names if not np.array_equal(before[name], self.people[name])
            }

    run_model(Watching, world(size=400))
    for step, names in NOT_CARRIED.items():
        carried = set(BRINGS[step][1]) | (set(JOB_FIELDS) if step in BRINGS_JOBS else set())
        assert changed[step] <= carried | names, step
    read = {name for step in ("life", "work") for names in READS[step].values() for name in names}
    assert not read & changed["work"] and "help" not in changed["life"]
    assert "policy" not in changed["work"]


def test_placements_through_a_coach_are_transferred_and_removed():
    eager = {"parameters": {"introduced": 1.0, "lead_found": 1.0}}
    course, design = run_model(Recorded, world({}, **eager)), world(**eager)
    assert any(len(brought.rows) for brought in course.course.jobs.values())
    frozen = run_model(partial(Frozen, course=course.course, frozen=ALL), design)
    plain = run_model(TrustExperiment, design)
    for name in JOB_FIELDS:
        assert np.array_equal(frozen.people[name], course.people[name]), name
    assert not np.array_equal(plain.people["jobs"], course.people["jobs"])
