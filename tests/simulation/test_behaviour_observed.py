"""Behaviour: surveys, coach records, register and event log see the world as it is, and change nothing in it."""

import numpy as np
import pytest
from replaying import REPLAYED, replay
from worlds import COACHED, FREE, but, two_groups, usual_equilibrium

from simulation.design import CoachPost, Group
from simulation.event_detection import KIND_NAMES
from simulation.events import ALL_PEOPLE, note
from simulation.income import WEEKS_A_MONTH
from simulation.measures import INDEX
from simulation.model import TrustExperiment
from simulation.observation import observe
from simulation.register import keep_register
from simulation.surveys import SURVEY_MEASURES, answering_chance
from simulation.trial_data import TrialData


def surveyed(design, **changes):
    groups = tuple(but(group, surveyed=True) for group in design.groups)
    return but(design, groups=groups, **changes)


def run(design, rng=3, **wanted):
    model = TrustExperiment(design, rng=rng, equilibrium=usual_equilibrium(), **wanted)
    model.run_until(design.weeks)
    return model


EVENTFUL = {"track_found": 0.6, "block_by_itself": 0.02, "withdraw": 0.5, "separation": 0.03, "giving_up": 8.0}


@pytest.fixture(scope="module")
def watched():
    design = surveyed(two_groups(size=250, weeks=104, policy=FREE), parameters=EVENTFUL)
    return run(design, register=True, logged=ALL_PEOPLE)


@pytest.fixture(scope="module")
def data(watched):
    return TrialData.of(watched)


@pytest.fixture(scope="module")
def eventful():
    design = two_groups(size=60, weeks=60, policy=FREE, parameters=EVENTFUL | {"offers": 0.5, "return_share": 1.0})
    model = run(design, logged=ALL_PEOPLE)
    return model, TrialData.of(model)


def test_watching_changes_nothing(watched):
    design = watched.design
    plain = run(but(design, groups=tuple(but(group, surveyed=False) for group in design.groups)))
    plain.people.drawn_for_nothing[:] = watched.people.drawn_for_nothing  # only the surveyed were drawn
    assert plain.people.tobytes() == watched.people.tobytes()
    assert plain.book.series.tobytes() == watched.book.series.tobytes()


def test_no_observer_touches_anybody(watched):
    model = TrustExperiment(watched.design, rng=3, equilibrium=usual_equilibrium(), register=True, logged=ALL_PEOPLE)
    model.people.last_contact[:] = 30
    before = model.people.tobytes(), model.partners.tobytes(), model.coaches.tobytes()
    observe(model.observed, model.world, 104, 30)
    note(model.observed.log, model.people, 30, 2)
    assert model.observed.records.count[0] == 250
    assert before == (model.people.tobytes(), model.partners.tobytes(), model.coaches.tobytes())


def test_measures_follow_from_the_event_log_alone(watched, data):
    found = replay(data.events, data.persons, watched.design.weeks)
    for name in REPLAYED:
        assert np.array_equal(found[name], watched.book.series[:, :, INDEX[name]], equal_nan=True), name


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
    found, series = replay(events, data.persons, model.design.weeks), model.book.series
    assert not all(np.array_equal(found[n], series[:, :, INDEX[n]], equal_nan=True) for n in REPLAYED)


def test_the_counts_of_people_stand_in_the_log(watched, data):
    people, count = watched.people, data.events["event"].value_counts()
    weight = data.events.groupby("event", observed=False)["value"].sum()
    assert count["meeting"] == people["contacts"].sum()
    assert count["no_show"] == people["no_shows"].sum()
    assert count["payment_blocked"] == people["blocks"].sum() > 50
    assert count["payment_blocked"] - count["payment_released"] == people["blocked"].sum()
    assert weight["breach"] == people["breaches"].sum() > 50
    assert weight["letter"] == people["letters"].sum()
    assert count["offer_refused"] + count["offer_taken"] == people["offers"].sum()
    assert count["job_lost"] == people["jobs_lost"].sum()
    assert count["exit_work"] == people["exits_to_work"].sum()
    assert count["withdrawal"] == people["withdrawn"].sum() > 0
    referred = watched.list_joins().sum()
    assert sum(count[kind] for kind in ("self_referral", "referral", "onward_referral")) == referred


def test_every_join_of_a_list_is_left_or_goes_on(watched, data):
    count = data.events["event"].value_counts()
    joined = sum(count[kind] for kind in ("self_referral", "referral", "onward_referral"))
    joined += count["waiting_at_start"] + count["in_service_at_start"]
    ended = sum(count[kind] for kind in ("helped", "not_helped", "gave_up_waiting", "dropped_out"))
    assert joined - ended == (watched.people["help"] > 0).sum()


def test_events_stand_in_the_order_in_which_they_happened(data):
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


def test_benefit_in_the_register_is_the_benefit_in_the_book(watched, data):
    gross = watched.parameters[0].benefit_gross
    for number, group in enumerate(watched.design.groups):
        paid = data.register.loc[data.register["group"] == group.name, "benefit"].astype(float).sum()
        series = watched.book.series[1:, number, INDEX["cost_benefit"]] * group.size / gross
        assert paid == pytest.approx(series.sum() / WEEKS_A_MONTH, rel=1e-6)
    assert data.register["month"].max() == 24
    assert len(data.register) == 24 * len(watched.people)


def test_the_register_counts_an_exit_from_70_percent_of_the_minimum_wage():
    model = TrustExperiment(two_groups(size=3, weeks=14), rng=1, equilibrium=usual_equilibrium(), register=True)
    # 9.1 euros x 38 hours x 52 / 12 = 1498.47 a month; 70 % of it is 1048.93; 26.6 hours at 9.1 euros earn that
    people = model.people
    model.parameters[0].separation = model.parameters[0].separation_part_time = 0.0
    people.contract, people.contract_until, people.status, people.wage_hour = 3, 10**6, 1, 9.1
    people.hours[:] = [26.61, 26.59, 0.0, 38.0, 26.61, 26.59]
    people.contract[2] = 0
    model.run_until(5)
    month = model.observed.register.months[0]
    assert model.observed.register.closed[0] == 1 and not model.people.jobs_lost.any()
    assert month.exit_work.tolist() == [1, 0, 0, 1, 1, 0]
    assert month.earnings[1] == pytest.approx(26.59 * 9.1 * 52 / 12)


def test_the_week_in_which_a_month_ends_is_divided():
    model = TrustExperiment(two_groups(size=1, weeks=9), rng=1, equilibrium=usual_equilibrium(), register=True)
    months = model.observed.register.months
    assert months.shape[0] == 2
    world, register = model.world, model.observed.register
    world.people.contract, world.people.status, world.people.wage_hour = 3, 1, 10.0
    for week in range(1, 10):
        world.people.hours = 12.0 if week == 5 else 0.0
        keep_register(world, register, week)
    # month 1 is weeks 0 to 4 1/3: a third of week 5 is in it
    assert months.earnings[:, 0] == pytest.approx([40.0, 80.0])


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


def test_a_record_holds_only_what_was_told():
    model = TrustExperiment(two_groups(size=40, weeks=30), rng=1, equilibrium=usual_equilibrium())
    model.parameters[0].openness_scale = 0.0
    model.parameters[0].on_hiding = 1.0
    model.people.disclosed[:] = 0
    model.run_until(30)
    records = TrialData.of(model).records
    assert len(records) and not records["problems_known"].any()
    assert set(records["ladder_seen"]) - {1}


def test_who_answers_differs_by_trust_and_attention():
    design = surveyed(two_groups(size=2500, weeks=30, policy=COACHED))
    data = TrialData.of(run(design))
    answered = data.surveys.set_index("person")["answered"]
    trust = data.persons.set_index("person")["true_trust"].loc[answered.index]
    one, other = trust[answered.to_numpy()], trust[~answered.to_numpy()]
    gap = one.mean() - other.mean()
    assert gap > 4.0 * np.sqrt(one.var() / len(one) + other.var() / len(other))


def chance(model, **fields):
    person = model.people[0]
    for name, value in fields.items():
        person[name] = value
    return answering_chance(person, False, 0, model.parameters[0])


def test_what_makes_people_answer():
    model = TrustExperiment(two_groups(size=2, weeks=1), rng=1, equilibrium=usual_equilibrium())
    plain = chance(model, trust=0.4, attention=0.1, stress=0.3)
    assert chance(model, trust=0.8) > plain
    assert chance(model, trust=0.4, attention=0.7) > plain
    assert chance(model, attention=0.1, stress=0.9) < plain


def test_the_same_policy_under_another_name_answers_alike():
    groups = tuple(Group(name=name, size=3000, surveyed=True) for name in ("one", "other"))
    model = run(two_groups(groups=groups, weeks=26, posts=()))
    table = model.observed.surveys.table
    rates = [table["answered"][model.people["group"][table["row"]] == group].mean() for group in (0, 1)]
    error = np.sqrt(sum(rate * (1 - rate) / 3000 for rate in rates))
    assert abs(rates[0] - rates[1]) < 3.5 * error


def test_the_draw_disappoints_who_gets_nothing_new():
    model = TrustExperiment(surveyed(two_groups(size=2, ends=20)), rng=1, equilibrium=usual_equilibrium())
    assert model.people.drawn_for_nothing.tolist() == [0, 0, 1, 1]
    model.run_until(30)
    assert model.people.drawn_for_nothing.tolist() == [0, 0, 1, 1]
    groups = (Group(name="usual", size=3000, surveyed=True),)
    rates = [
        run(two_groups(groups=groups, weeks=26, posts=(), switched_off=off)).observed.surveys.table["answered"].mean()
        for off in (frozenset(), frozenset({"disappointment"}))
    ]
    assert rates[1] - rates[0] > 0.03


def test_the_baseline_runs_on_and_later_waves_lie_around_their_week(data):
    weeks = data.surveys.groupby("wave")["week"]
    assert weeks.min().tolist()[0] == 0 and weeks.max().tolist()[0] > 16
    baseline = data.surveys[data.surveys["wave"] == 0]
    assert (baseline.loc[baseline["answered"], "week"] > 0).mean() > 0.5
    assert weeks.min().tolist()[1] == 46 and 58 <= weeks.max().tolist()[1] <= 63
    assert weeks.max().tolist()[2] <= 104


def test_without_non_response_everybody_answers():
    design = surveyed(two_groups(size=200, weeks=60), switched_off=frozenset({"non_response"}))
    model = TrustExperiment(design, rng=1, equilibrium=usual_equilibrium())
    model.people.left_study[:3] = 1
    model.run_until(60)
    surveys = TrialData.of(model).surveys
    who_left = set(model.people["id"][model.people["left_study"] == 1])  # those three, and who stepped out later
    # The first invitations of the baseline go out before anybody can have left.
    here = surveys[~surveys["person"].isin(who_left)]
    assert here["answered"].all() and len(here) == 2 * (400 - len(who_left)) and len(who_left) < 20
    first_three = surveys["person"].isin(model.people["id"][:3])
    assert not surveys.loc[first_three & (surveys["week"] > 0), "answered"].any()
    assert surveys.loc[~surveys["answered"], list(SURVEY_MEASURES)].isna().all(axis=None)


def test_help_with_the_form_brings_more_answers():
    rates = []
    for share in (0.0, 1.0):
        design = surveyed(two_groups(size=2000, weeks=30), organisation={"survey_help": share})
        rates.append(run(design).observed.surveys.table["answered"].mean())
    assert rates[1] > rates[0] + 0.05


AT_ONCE = {"baseline_before": 0.0, "baseline_after": 0.0}
RELIABILITIES = (
    "reliability_life_satisfaction", "reliability_health", "reliability_self_efficacy", "reliability_trust",
    "reliability_participation", "reliability_money",
)  # fmt: skip


@pytest.fixture(scope="module")
def stock():
    design = surveyed(two_groups(size=4000, weeks=1), parameters=AT_ONCE, switched_off=frozenset({"non_response"}))
    return TrustExperiment(design, rng=5, equilibrium=usual_equilibrium())


@pytest.mark.parametrize("place", range(6), ids=SURVEY_MEASURES)
def test_the_error_has_the_stated_reliability(place, stock):
    table = stock.observed.surveys.table
    answers, truth = table["answers"][:, place], stock.observed.truth[0][table["row"], place]
    found = np.corrcoef(answers, truth)[0, 1] ** 2
    assert found == pytest.approx(stock.parameters[0][RELIABILITIES[place]], abs=0.06)


def test_answers_are_on_the_scale(stock):
    answers = stock.observed.surveys.table["answers"]
    for place, (low, high, step) in enumerate([(0, 10, 1), (1, 5, 1), (0, 1, 0), (0, 1, 0.1), (1, 6, 1), (1, 5, 1)]):
        found = answers[:, place]
        assert found.min() >= low and found.max() <= high
        if step:
            assert np.allclose(found / step, np.round(found / step))


def test_without_error_answers_are_the_truth_on_the_scale(stock):
    design = but(stock.design, switched_off=frozenset({"non_response", "survey_error"}))
    exact = TrustExperiment(design, rng=5, equilibrium=usual_equilibrium())
    table = exact.observed.surveys.table
    gap = np.abs(table["answers"] - exact.observed.truth[0][table["row"]])
    assert (gap.max(axis=0) <= np.array([0.5, 0.5, 0.0, 0.05, 0.0, 0.0]) + 1e-9).all()


def test_frames_begin_alike_and_frames_not_kept_are_empty():
    data = TrialData.of(run(two_groups(size=10, weeks=2, posts=(CoachPost(),))))
    for name in TrialData.__slots__:
        assert list(getattr(data, name).columns[:3]) == ["replication", "person", "group"], name
    assert len(data.persons) == 20
    assert not (len(data.surveys) or len(data.truth) or len(data.register) or len(data.events))


def test_the_first_exit_to_work_is_remembered(data, watched):
    exits = data.events[data.events["event"] == "exit_work"].groupby("person")["week"].min()
    told = data.persons.set_index("person")["first_exit_work_week"].dropna()
    assert len(told) > 20 and told.astype(int).to_dict() == exits.to_dict()


def test_a_negative_number_of_people_is_refused():
    with pytest.raises(ValueError, match="0 or more people of each group; got -1"):
        TrustExperiment(two_groups(size=2), rng=1, equilibrium=usual_equilibrium(), logged=-1)
