"""Unit: effects beside beliefs are computed, judged and stored as their page says."""

import csv

import numpy as np
import pandas as pd
import pytest

from calibration.effects.beliefs import MEASURE_TITLES, belief_verdict, beside_beliefs, read_aims, read_beliefs
from calibration.effects.effect_figure import SHOWN_SETTINGS, draw_effects
from calibration.effects.effect_replications import ABLATIONS_FILE, EFFECTS_FILE, ablation_table
from calibration.effects.effect_settings import (
    ABLATED,
    ABLATIONS,
    CLOSED_PARTNERS,
    USUAL_SETTING,
    ablated,
    kind_of_setting,
    levers_alone,
    measured_settings,
    packages,
    usual_value,
)
from calibration.effects.effect_values import EFFECT_MEASURES, band_over_sets, effects_of
from calibration.mechanism_checks.check_settings import CheckRun
from simulation.measures import INDEX
from simulation.parameters import SWITCHES
from simulation.people import PERSON_RECORD, empty_records


def run_with(autonomy, exits=0.0, search=0.5, spread=0.2):
    """Return a run of people with these values of autonomy, all on the benefit."""
    people = empty_records(PERSON_RECORD, len(autonomy))
    people.autonomy = autonomy
    series = np.zeros((105, len(INDEX)))
    series[104, INDEX["autonomy"]], series[104, INDEX["exit_work"]] = np.mean(autonomy), exits
    nothing = np.zeros(105)
    return CheckRun(
        series, nothing, nothing, nothing, nothing, nothing, people, people, search, {}, search_spread=spread
    )


def test_shares_are_points_and_states_are_standard_deviations_of_the_usual_people():
    usual = run_with([0.2, 0.4], exits=0.10, search=0.5, spread=0.2)
    effects = effects_of(run_with([0.5, 0.5], exits=0.12, search=0.45, spread=9.0), usual)
    assert effects["exit_work"] == pytest.approx(2.0)
    assert effects["autonomy_sd"] == pytest.approx((0.5 - 0.3) / 0.1)
    assert effects["search_sd"] == pytest.approx(-0.05 / 0.2)


def test_a_band_over_sets_holds_the_sets_and_no_luck():
    values = np.linspace(-1.0, 1.0, 101)
    varies = values.var(ddof=1)
    assert band_over_sets(values, 0.0) == pytest.approx((-0.9, 0.9))
    assert band_over_sets(values, 0.75 * varies) == pytest.approx((-0.45, 0.45))
    assert band_over_sets(values + 3.0, 2.0 * varies) == pytest.approx((3.0, 3.0))


@pytest.mark.parametrize(
    "band, verdict",
    [((0.0, 1.0), "inside"), ((-1.0, 1.0), "inside"), ((-1.1, 0.0), "overlaps"), ((-3.0, 3.0), "overlaps"),
     ((1.1, 2.0), "outside"), ((-2.0, -1.1), "outside")],
)  # fmt: skip
def test_a_band_is_judged_beside_a_belief(band, verdict):
    assert belief_verdict(*band, -1.0, 1.0) == verdict


def test_every_lever_of_a_package_is_moved_alone():
    alone = {tuple(setting.policy.items()) for setting in levers_alone().values() if setting.policy}
    wanted = {
        ((lever, value),)
        for package in packages().values()
        for lever, value in package.policy.items()
        if value != usual_value(lever)
    }
    assert alone == wanted | {(("may_withdraw", True),)}
    assert {kind_of_setting(name) for name in levers_alone()} == {"lever"}


def test_policies_of_scenarios_are_packages():
    assert packages()["doe mee"].policy["home_visits"] == 1.0
    assert packages()["perspectief"].policy["team"] == "coaches"
    assert packages()["coaching, not exempt"].policy["exempt"] is False


def test_an_ablation_switches_off_what_it_names():
    assert {name for names in ABLATIONS.values() for name in names} <= set(SWITCHES)
    assert ablated(USUAL_SETTING, "leads").design().switched_off == {"leads"}
    closed = ablated(USUAL_SETTING, "partners: all closed").design()
    assert not closed.switched_off and closed.partner_levers == CLOSED_PARTNERS
    assert ablated(USUAL_SETTING, "") == USUAL_SETTING


def test_beliefs_name_settings_measures_and_rows_that_exist():
    rows = read_beliefs()
    with open("calibration/evidence/trial-effects.csv", encoding="utf-8") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    assert set(rows["setting"]) <= set(measured_settings()) and set(rows["measure"]) <= set(EFFECT_MEASURES)
    assert {each for names in rows["rows"] for each in names.split()} <= known
    assert (rows["rows"].ne("") | rows["remark"].ne("")).all() and (rows["sd"] > 0.0).all()
    assert set(read_aims()["setting"]) <= set(measured_settings())
    assert set(SHOWN_SETTINGS) <= set(measured_settings()) and set(rows["setting"]) <= set(SHOWN_SETTINGS)


def test_every_effect_is_measured_and_stands_in_the_file():
    stored = pd.read_csv(EFFECTS_FILE)
    wanted = {(name, measure, sets) for name in measured_settings() for measure in EFFECT_MEASURES
              for sets in ("plausible", "table")}  # fmt: skip
    assert set(stored[["setting", "measure", "sets"]].itertuples(index=False, name=None)) == wanted
    assert (stored["n"] >= 50).all()
    assert set(MEASURE_TITLES) == set(EFFECT_MEASURES)
    verdicts = beside_beliefs(stored)
    assert len(verdicts) == len(read_beliefs()) and not verdicts.isna().any().any()


def test_what_an_ablation_takes_away_is_paired():
    effects = {"": (1.0, 2.0, 3.0), "leads": (0.5, 1.5, 2.5)}
    rows = [
        {"off": off, "setting": "guidance", "measure": "trust", "effect": values[replication]}
        for replication in range(3)
        for off, values in effects.items()
    ]
    table = ablation_table(rows).set_index("off")
    assert table.loc["leads", ["mean", "lost", "n"]].tolist() == pytest.approx([1.5, 0.5, 3])
    assert table.loc["leads", "half_width"] > 0.0 == table.loc["leads", "lost_half_width"]


def test_every_ablation_is_measured_and_stands_in_the_file():
    stored = pd.read_csv(ABLATIONS_FILE, keep_default_na=False)
    assert set(stored["off"]) == {"", *ABLATIONS} and set(stored["setting"]) == set(ABLATED)
    whole = stored[stored["off"] == ""]
    assert (whole["lost"] == 0.0).all() and (stored["n"] >= 50).all()


def test_the_figure_has_a_bar_for_each_belief():
    figure = draw_effects(pd.read_csv(EFFECTS_FILE))
    bars = sum(len(axes.patches) for axes in figure.axes)
    assert bars == len(read_beliefs())
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[: len(MEASURE_TITLES)] == list(MEASURE_TITLES.values())
