"""Behaviour: event log and coach records agree with the world, and observers change no outcome."""

from dataclasses import replace

import numpy as np
import pytest
from event_replay import REPLAYED, replay
from observed_trials import EVENTFUL, run, surveyed
from worlds import FREE, two_groups, usual_equilibrium

from simulation.design import CoachPost
from simulation.event_detection import KIND_NAMES
from simulation.events import ALL_PEOPLE, note
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.observation import observe
from simulation.trial_data import TrialData


@pytest.fixture(scope="module")
def watched():
    design = surveyed(two_groups(size=250, weeks=104, policy=FREE), parameters=EVENTFUL)
    return run(design, register=True, logged=ALL_PEOPLE)


@pytest.fixture(scope="module")
def data(watched):
    return TrialData.of(watched)


@pytest.fixture(scope="module")
def eventful():
    parameters = EVENTFUL | {"offers": 0.5, "rehired": 0.0, "not_claiming": 0.0}
    design = two_groups(size=60, weeks=60, policy=FREE, parameters=parameters)
    model = run(design, logged=ALL_PEOPLE)
    return model, TrialData.of(model)


def test_observers_change_no_outcome(watched):
    design = watched.design
    plain = run(replace(design, groups=tuple(replace(group, surveyed=False) for group in design.groups)))
    plain.people.drawn_for_nothing[:] = watched.people.drawn_for_nothing  # only surveyed people were drawn
    assert plain.people.tobytes() == watched.people.tobytes()
    assert plain.book.series.tobytes() == watched.book.series.tobytes()


def test_observers_write_to_no_record_of_the_world(watched):
    model = TrustExperiment(watched.design, rng=3, equilibrium=usual_equilibrium(), register=True, logged=ALL_PEOPLE)
    model.people.last_contact[:] = 30
    before = model.people.tobytes(), model.partners.tobytes(), model.coaches.tobytes()
    observe(model.observed, model.world, 104, 30)
    note(model.observed.log, model.people, 30, 2, True)
    assert model.observed.records.count[0] == 250
    assert before == (model.people.tobytes(), model.partners.tobytes(), model.coaches.tobytes())


def test_measures_follow_from_the_event_log_alone(watched, data):
    replayed = replay(data.events, data.persons, watched.design.weeks)
    for name in REPLAYED:
        assert np.array_equal(replayed[name], watched.book.series[:, :, INDEX[name]], equal_nan=True), name


@pytest.mark.parametrize(
    "dropped",
    ["problem_worse", "problem_eased", "disclosure", "admission", "dropped_out", "helped", "not_helped",
     "meeting", "unpaid_begins", "unpaid_ends", "job", "job_lost", "exit_work", "exit_other", "return",
     "problem_at_start", "known_at_start", "in_service_at_start"],
)  # fmt: skip
def test_without_a_kind_of_event_the_measures_do_not_follow(dropped, eventful):
    model, data = eventful
    events = data.events[data.events["event"] != dropped]
    assert len(events) < len(data.events)
    replayed, series = replay(events, data.persons, model.design.weeks), model.book.series
    assert not all(np.array_equal(replayed[n], series[:, :, INDEX[n]], equal_nan=True) for n in REPLAYED)


def test_the_log_holds_the_counts_of_the_people(watched, data):
    people, count = watched.people, data.events["event"].value_counts()
    weight = data.events.groupby("event", observed=False)["value"].sum()
    assert count["meeting"] == people["contacts"].sum()
    assert count["no_show"] == people["no_shows"].sum()
    assert count["payment_blocked"] == people["blocks"].sum() > 50
    assert count["payment_blocked"] - count["payment_released"] == people["blocked"].sum()
    assert weight["breach"] == people["breaches"].sum() > 50
    assert weight["letter"] == people["letters_lawful"].sum() + people["letters_duty"].sum()
    assert count["warning"] == people["warnings"].sum()
    assert count["sanction"] == people["sanctions_imposed"].sum()
    assert count["recovery"] == people["recoveries"].sum()
    assert count["offer_refused"] + count["offer_taken"] == people["offers"].sum()
    assert count["job_lost"] == people["jobs_lost"].sum()
    assert count["exit_work"] == people["exits_to_work"].sum()
    assert count["withdrawal"] == people["withdrawn"].sum() > 0
    referred = watched.list_joins().sum()
    assert sum(count[kind] for kind in ("self_referral", "referral", "onward_referral")) == referred


def test_every_join_of_a_list_ends_or_continues(watched, data):
    count = data.events["event"].value_counts()
    joined = sum(count[kind] for kind in ("self_referral", "referral", "onward_referral"))
    joined += count["waiting_at_start"] + count["in_service_at_start"]
    ended = sum(count[kind] for kind in ("helped", "not_helped", "gave_up_waiting", "dropped_out"))
    assert joined - ended == (watched.people["help"] > 0).sum()


def test_events_are_in_order_of_occurrence(data):
    order = data.events["week"].to_numpy() * 10 + data.events["step"].to_numpy()
    assert (np.diff(order) >= 0).all()
    assert set(data.events["event"].cat.categories) == set(KIND_NAMES)


def test_a_log_of_some_people_is_part_of_the_log_of_all(watched, data):
    some = TrialData.of(run(watched.design, logged=5)).events
    assert some["person"].nunique() <= 10
    part = data.events[data.events["person"].isin(set(some["person"]))].reset_index(drop=True)
    assert some.equals(part)


def test_the_log_grows_as_needed():
    model = TrustExperiment(two_groups(size=3, weeks=60), rng=1, equilibrium=usual_equilibrium(), logged=ALL_PEOPLE)
    model.observed = model.observed._replace(log=model.observed.log._replace(entries=model.observed.log.entries[:1]))
    small = len(model.observed.log.entries)
    model.step()
    assert len(model.observed.log.entries) > small


def test_records_are_about_people_with_a_coach_and_every_half_year(watched, data):
    records = data.records
    assert set(records["group"]) == {"coached"}
    assert records["person"].nunique() > 200
    gaps = records.sort_values(["person", "week"]).groupby("person")["week"].diff().dropna()
    assert len(gaps) > 100 and gaps.min() >= 26
    meetings = data.events[data.events["event"] == "meeting"].set_index(["person", "week"])
    assert all((row.person, row.week) in meetings.index for row in records.itertuples())
    assert not records.duplicated(["person", "half_year"]).any()
    assert (records["problem_score_known"] >= records["problems_known"]).all()


def test_a_record_holds_only_disclosed_problems():
    model = TrustExperiment(two_groups(size=40, weeks=30), rng=1, equilibrium=usual_equilibrium())
    model.parameters[0].openness_scale = 0.0
    model.parameters[0].on_hiding = 1.0
    model.people.disclosed[:] = 0
    model.run_until(30)
    records = TrialData.of(model).records
    assert len(records) and not records["problems_known"].any()
    assert set(records["ladder_seen"]) - {1}


def test_frames_begin_alike_and_frames_not_kept_are_empty():
    data = TrialData.of(run(two_groups(size=10, weeks=2, posts=(CoachPost(),))))
    for name in TrialData.__slots__:
        assert list(getattr(data, name).columns[:3]) == ["replication", "person", "group"], name
    assert len(data.persons) == 20
    assert not (len(data.surveys) or len(data.truth) or len(data.register) or len(data.events))


def test_the_first_exit_to_work_is_remembered(data, watched):
    exits = data.events[data.events["event"] == "exit_work"].groupby("person")["week"].min()
    first_exits = data.persons.set_index("person")["first_exit_work_week"].dropna()
    assert len(first_exits) > 20 and first_exits.astype(int).to_dict() == exits.to_dict()


def test_a_negative_number_of_people_is_refused():
    with pytest.raises(ValueError, match="logged is a whole number from 0; got -1"):
        TrustExperiment(two_groups(size=2), rng=1, equilibrium=usual_equilibrium(), logged=-1)
