"""Unit: who waited for mental health care how long, the differences per month of wait, and the stored values."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.waits.care_replications import SETS, WAITS_FILE
from calibration.waits.care_runs import (
    CARE_PARTNER,
    CARE_PLACES,
    CARE_STATES,
    READ_WEEKS,
    USUAL_PLACES,
    CareRun,
    record_care,
    setting_of,
)
from calibration.waits.care_values import (
    CARE_COLUMNS,
    MONTHS_WAITED,
    WAIT_CONTRASTS,
    care_differences,
    followed,
    months_waited,
    table_of_waits,
)
from simulation.equilibrium import first_guess
from simulation.event_frame import events_of
from simulation.events import ALL_PEOPLE
from simulation.experiment import TrustExperiment
from simulation.income import WEEKS_A_MONTH
from simulation.people import NEVER
from tools.waits_tables import BELIEF, PUBLISHED_BASE, PUBLISHED_WORK


def run_of(joined, admitted, gave_up, **states):
    """Return a run of few people; states that are not given are 0."""
    size = len(joined)
    values = {name: np.zeros(size) for name in CARE_STATES} | {
        key.replace("_", " "): np.array(v) for key, v in states.items()
    }
    town = {"exits to work, points": float(values["in work"].mean())}
    each = dict.fromkeys(READ_WEEKS)
    return CareRun(
        *(np.array(weeks) for weeks in (joined, admitted, gave_up)),
        states={week: values for week in each},
        care={week: np.zeros(size) for week in each},
        town={week: town for week in each},
    )


JOINED = [-4, 10, 60, NEVER, 20]
AS_USUAL = run_of(
    JOINED, [9, 30, 70, NEVER, NEVER], [NEVER, NEVER, NEVER, NEVER, 25], in_work=[1.0, 0.0, 1.0, 1.0, 0.0]
)
FASTER = run_of(JOINED, [5, 21, 61, NEVER, 22], [NEVER] * 5, in_work=[1.0, 1.0, 1.0, 1.0, 0.0])


def test_followed_are_those_who_joined_within_a_year_and_of_them_those_admitted():
    groups = followed(AS_USUAL)
    assert groups["referred"].tolist() == [True, True, False, False, True]
    assert groups["treated"].tolist() == [True, True, False, False, False]


def test_months_are_of_those_admitted_in_both_runs():
    """The fifth gave up as usual and counts in neither; the others waited 13 and 20 weeks, and 9 and 11."""
    who = followed(AS_USUAL)["referred"]
    assert months_waited(AS_USUAL, FASTER, who) == pytest.approx(16.5 / WEEKS_A_MONTH)
    assert months_waited(FASTER, AS_USUAL, who) == pytest.approx(10.0 / WEEKS_A_MONTH)


def test_differences_are_of_the_same_people():
    runs = dict.fromkeys(CARE_PLACES, AS_USUAL) | {"shorter": FASTER}
    rows = {row[:4]: row[4:] for row in care_differences(runs)}
    usual, difference, more = rows["shorter", "referred", "in work", 104]
    assert (usual, difference) == pytest.approx((100 / 3, 100 / 3))
    assert more == pytest.approx(-6.5 / WEEKS_A_MONTH) == rows["shorter", "referred", MONTHS_WAITED, 104][1]
    assert rows["longer", "referred", "in work", 104][1] == 0.0
    assert rows["longer against shorter", "treated", "in work", 208][1] == -50.0
    assert rows["shorter", "town", "exits to work, points", 104][1] == pytest.approx(0.2)


def test_a_month_is_the_ratio_of_the_means_with_the_interval_of_a_ratio():
    """Differences of 1 and 3 with waits of 1 and 1: 2 a month, and the interval of a mean of two."""
    row = ("longer", "referred", "in work", 104, 50.0)
    table = table_of_waits("table", [[(*row, 1.0, 1.0)], [(*row, 3.0, 1.0)]])
    assert tuple(table.columns) == CARE_COLUMNS
    (values,) = table.itertuples(index=False)
    assert (values.usual, values.mean, values.a_month, values.n) == (50.0, 2.0, 2.0, 2)
    assert values.half_width == values.a_month_half_width == pytest.approx(12.706204736 / 2**0.5 * 2**0.5)
    (exact,) = table_of_waits("table", [[(*row, 1.0, 0.5)], [(*row, 3.0, 1.5)]]).itertuples(index=False)
    assert exact.a_month == 2.0 and exact.a_month_half_width == pytest.approx(0.0)


def test_waiting_and_care_are_those_of_the_event_log():
    """First joining, admission and giving up of every person, found in the log as well; places are scarce."""
    design = replace(setting_of(1.0).design(), weeks=max(READ_WEEKS))
    design = replace(design, groups=(replace(design.groups[0], size=300, open=False),))
    models = [TrustExperiment(design, rng=5, equilibrium=first_guess(design), logged=most) for most in (0, ALL_PEOPLE)]
    run = record_care(models[0])
    models[1].run_until(design.weeks)
    events = events_of(models[1])
    events = events[(events["partner"].astype(str) == CARE_PARTNER)].assign(event=events["event"].astype(str))
    row_of = dict(zip(models[0].people.id, models[0].people.row, strict=True))
    of_log = {row_of[person]: own for person, own in events.groupby("person")}
    several = compared = 0
    for row in range(len(run.joined)):
        own = of_log.get(row)
        if own is None:
            assert run.joined[row] == NEVER
            continue
        if len(set(own["detail"])) > 1 or "in_service_at_start" in set(own["event"]):
            several += 1  # waiting for two problems at once, or in care before, has no one first time on the list
            continue
        compared += 1
        first = own.iloc[0]
        ended = own[own["event"].isin(["admission", "gave_up_waiting"])]
        assert (run.joined[row] <= 0) == (first["event"] == "waiting_at_start")
        assert first["event"] == "waiting_at_start" or run.joined[row] == first["week"]
        end = None if ended.empty else ended.iloc[0]
        admitted = end is not None and end["event"] == "admission"
        assert run.admitted[row] == (end["week"] if admitted else NEVER)
        assert run.gave_up[row] == (end["week"] if end is not None and not admitted else NEVER)
    assert compared > 50 > several
    assert run.town[208]["admitted to mental health care"] == (events["event"] == "admission").sum()
    assert run.town[208]["gave up waiting for it"] == (events["event"] == "gave_up_waiting").sum()


def test_the_settings_differ_in_the_places_of_mental_health_care_alone():
    usual = setting_of(1.0)
    assert CARE_PLACES[USUAL_PLACES] == 1.0 and usual.open and usual.weeks == max(READ_WEEKS)
    for places in CARE_PLACES.values():
        assert replace(setting_of(places), partner_levers={}) == usual
    assert set(WAIT_CONTRASTS) >= set(CARE_PLACES) - {USUAL_PLACES}


def test_every_setting_is_stored():
    stored = pd.read_csv(WAITS_FILE)
    assert tuple(stored.columns) == CARE_COLUMNS
    assert set(stored["sets"]) == set(SETS) and set(stored["contrast"]) == set(WAIT_CONTRASTS)
    assert (stored.loc[stored["sets"] == "plausible", "n"] >= 50).all() and (stored["n"] >= 20).all()


def test_the_belief_is_the_published_figure_carried_over():
    """-2.0 of 60 who work, where about one in eight works: -0.4."""
    assert BELIEF.startswith("-0.4") and pytest.approx(-0.4) == 12.0 * PUBLISHED_WORK / PUBLISHED_BASE
