"""Unit: the plausible set: bands, tried and kept points, starting points, waves of emulators."""

import hashlib
import re
import time
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration.patterns import PATTERNS, stock
from calibration.plausible import load_set, waves
from calibration.plausible.__main__ import command
from calibration.plausible.bands import far_outside, outside, read_bands
from calibration.plausible.emulators import ACTIVE, fit, not_ruled_out
from calibration.plausible.point_readings import LEAST_AGES, SEEDS, elder_start, reading
from calibration.plausible.space import (
    DEFINITIONS,
    ORDERED,
    PAIRS,
    PARAMETER_STEP,
    UNCERTAIN,
    latin_hypercube,
    respects_order,
    units_of,
    values_at,
)
from calibration.plausible.stored_set import MOST_KEPT, TRIED_FILE
from calibration.plausible.work_folder import read_result, result_file, write_result
from scenarios.file.scenario import load as load_scenario
from scenarios.file.scenario_inheritance import shipped
from scenarios.parameter_sets.plausible_set import KEPT, STARTS, read_set
from simulation.equilibrium import Equilibrium, key_of
from simulation.equilibrium_search import equilibrium_of
from simulation.parameters import PARAMETERS, check_overrides
from tools.document_tables import PLAUSIBLE, TABLE, not_current
from tools.plausible_tables import PLAUSIBLE_TABLES

FOLDER = Path(__file__).parents[2] / "calibration" / "evidence"
EVIDENCE = pd.concat([pd.read_csv(FOLDER / name).set_index("id") for name in ("evidence.csv", "trial-effects.csv")])
BANDS = read_bands()
PUBLISHED = [name for name, band in BANDS.items() if band.published is not None]


@pytest.fixture(scope="module")
def tried():
    return pd.read_csv(TRIED_FILE)


@pytest.fixture(scope="module")
def kept(tried):
    return tried[tried["holds"]].head(MOST_KEPT).reset_index(drop=True)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_band_contains_its_evidence(name):
    band = BANDS[name]
    rows = re.findall(r"[A-Z]\d\d", band.arithmetic)
    assert rows and (EVIDENCE.loc[rows, "status"] == "verified").all()
    figures = {row: float(EVIDENCE.loc[row, "value"]) for row in rows}
    assert eval(band.arithmetic, {}, figures) == pytest.approx(band.published, rel=0.005)
    assert band.low <= band.published <= band.high
    assert band.tolerance and band.error > 0.0


@pytest.mark.parametrize("name", PATTERNS)
def test_bands_are_those_of_the_background_patterns(name):
    assert (BANDS[name].low, BANDS[name].high) == (PATTERNS[name].low, PATTERNS[name].high)


def test_no_band_uses_volunteering_or_recollection():
    texts = " ".join(f"{band.arithmetic} {band.conflict} {band.tolerance}" for band in BANDS.values())
    rows = re.findall(r"\b[XTD]\d\d\b", texts)
    assert (EVIDENCE.loc[rows, "status"] == "verified").all()
    assert not [row for row in rows if row[0] in "TD"]


def test_every_kept_set_lies_within_every_band(kept):
    assert len(kept) == len(load_set().draws) > 0
    assert (kept["stocks"] == 2).all()
    for name, band in BANDS.items():
        if band.target:
            assert kept[name].between(band.low, band.high).all(), name


def test_rejected_points_have_a_reason(tried):
    for row in tried.to_dict("records"):
        outside_bands = (outside if row["stocks"] == 2 else far_outside)(row, BANDS)
        assert row["holds"] == (not outside_bands)
        assert outside_bands == (row["outside"].split() if isinstance(row["outside"], str) else [])


def test_draws_lie_in_their_ranges():
    assert len(load_set().draws) > 1
    values = np.array([[draw[name] for name in UNCERTAIN] for draw in load_set().draws])
    for draw in load_set().draws:
        assert list(draw) == list(UNCERTAIN)
        check_overrides(draw)
    assert set(UNCERTAIN) | set(DEFINITIONS) == {name for name, row in PARAMETERS.items() if row.low < row.high}
    for column, name in enumerate(UNCERTAIN):
        assert PARAMETERS[name].low <= values[:, column].min() < values[:, column].max() <= PARAMETERS[name].high
    assert respects_order(values).all()
    steps = PARAMETER_STEP > 0.0
    assert (values[:, steps] % PARAMETER_STEP[steps] == 0.0).all()


def test_loading_is_quick_and_always_the_same():
    began = time.perf_counter()
    again = read_set.__wrapped__()
    assert time.perf_counter() - began < 0.2
    assert again.draws == load_set().draws
    assert again.sha256 == load_set().sha256 == hashlib.sha256(KEPT.read_bytes() + STARTS.read_bytes()).hexdigest()
    numbers = [int(line.split(",")[0]) for line in KEPT.read_text("utf-8").splitlines()[1:]]
    assert numbers == list(range(len(again.draws)))


def test_a_kept_set_reproduces_its_stored_patterns(kept):
    reading_again = reading(load_set().draws[0], load_set().starting_point(0, 0))
    for name in BANDS:
        assert reading_again[name] == pytest.approx(kept[name][0], rel=1e-5), name


def test_a_point_that_is_not_ruled_out_is_read_from_both_stocks(monkeypatch):
    draw, start = load_set().draws[0], load_set().starting_point(0, 0)
    values = np.array([draw[name] for name in UNCERTAIN])
    monkeypatch.setattr(waves, "starting_point", lambda overrides: start)
    for far in ([], ["part_time"]):
        monkeypatch.setattr(waves, "far_outside", lambda first, bands, far=far: far)
        point = waves.try_point(values)
        assert point["first"] == reading(draw, start, SEEDS[:1])
        assert point["both"] == (None if far else reading(draw, start))


def test_a_committed_starting_point_can_be_reproduced():
    committed, near = load_set().starting_point(1, 1), load_set().starting_point(1, 0)
    start = elder_start(load_set().draws[1], near)
    for name in (field.name for field in fields(Equilibrium)):
        np.testing.assert_allclose(getattr(start, name), getattr(committed, name), rtol=1e-6, atol=1e-9, err_msg=name)


def with_draw(name, number):
    design = load_scenario(name).design
    return replace(design, parameters=load_set().draws[number] | dict(design.parameters))


@pytest.mark.parametrize("name", ["tilburg-2018", "city-7000", "no-waiting-list-ggz"])
def test_shipped_scenarios_have_committed_starting_points(name):
    assert name in shipped()
    design = with_draw(name, 1)
    committed_start = load_set().equilibrium(1, design)
    expected = load_set().starting_point(1, LEAST_AGES.index(design.least_age))
    assert all(np.array_equal(getattr(committed_start, f.name), getattr(expected, f.name)) for f in fields(Equilibrium))
    assert load_set().equilibrium(0, design) is None
    about_surveys = dict(design.parameters) | {"answer_base": 0.4}
    assert load_set().equilibrium(1, replace(design, parameters=about_surveys)) is not None


def test_a_design_that_starts_elsewhere_has_none():
    design = with_draw("tilburg-2018", 0)
    others = (
        replace(design, least_age=30),
        replace(design, switched_off=frozenset({"duty"})),
        replace(design, partners=design.partners[:-1]),
        replace(design, parameters=dict(design.parameters) | {"offers": 0.2}),
    )
    for other in others:
        assert load_set().equilibrium(0, other) is None
        assert key_of(other) != key_of(design)
    assert load_set().nearest(0, others[0]) is not None
    assert load_set().nearest(0, others[2]) is None


def test_a_starting_point_taken_for_nearby_is_kept_apart(monkeypatch):
    from simulation import equilibrium_search

    computed = []
    monkeypatch.setattr(equilibrium_search, "_in_memory", {})
    monkeypatch.setattr(equilibrium_search, "_cached_on_disk", lambda key, *of: computed.append(key))
    design = stock()
    for near in (None, load_set().starting_point(0, 0), load_set().starting_point(0, 1)):
        equilibrium_of(design, near=near)
    assert len(set(computed)) == 3
    assert computed[0] == key_of(design)


def test_points_fill_every_range():
    unit = latin_hypercube(400, 5, 0)
    values = values_at(unit)
    low = np.array([PARAMETERS[name].low for name in UNCERTAIN])
    high = np.array([PARAMETERS[name].high for name in UNCERTAIN])
    assert ((values >= low) & (values <= high)).all()
    plain = PARAMETER_STEP == 0.0
    assert np.abs(units_of(values) - unit)[:, plain].max() < 1e-3
    free = [number for number in range(len(UNCERTAIN)) if number not in np.ravel(PAIRS)]
    assert (np.abs(unit[:, free].mean(axis=0) - 0.5) < 0.08).all()
    for lower, upper in ORDERED:
        assert (values[:, UNCERTAIN.index(lower)] <= values[:, UNCERTAIN.index(upper)]).all()
    assert np.array_equal(unit, latin_hypercube(400, 5, 0))


def test_an_emulator_detects_the_parameters_of_a_pattern():
    unit = np.random.default_rng(3).random((150, len(UNCERTAIN)))
    first, second = (2.0 * unit[:, column] - 1.0 for column in ACTIVE[[7, 40]])
    emulator = fit(unit, np.log(0.08) + 0.5 * first - 0.3 * second + 0.2 * first * second)
    assert emulator.error < 1e-6
    assert {tuple(sorted(term)) for term in emulator.terms} == {
        (-1, int(ACTIVE[7])), (-1, int(ACTIVE[40])), (int(ACTIVE[7]), int(ACTIVE[40])),
    }  # fmt: skip
    exact = 0.08 * np.exp(0.5 * first - 0.3 * second + 0.2 * first * second)
    band = BANDS["part_time"]
    fine = not_ruled_out(unit, {"part_time": emulator}, BANDS, 0.0)
    assert np.array_equal(fine, (exact >= band.low) & (exact <= band.high))


def double(value):
    if value < 0:
        raise RuntimeError("stopped")
    return {"twice": 2 * value}


def test_finished_points_are_not_computed_again(tmp_path):
    with pytest.raises(RuntimeError):
        waves.done(double, [(1,), (2,), (-1,)], tmp_path, workers=1)
    assert waves.done(double, [(-5,), (-6,), (3,)], tmp_path, workers=1) == [{"twice": n} for n in (2, 4, 6)]


def test_a_result_is_read_from_its_file_as_it_was_written(tmp_path):
    result = {"first": {"earnings": float("nan"), "part_time": 0.0812345}, "both": None}
    starts = {"start": load_set().starting_point(0, 0), "elder": load_set().starting_point(0, 1)}
    path = result_file(tmp_path, 7)
    write_result(path, result | starts)
    again = read_result(path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert list(again) == [*result, *starts] and repr(again["first"]) == repr(result["first"])
    assert again["both"] is None and all(again[name] == start for name, start in starts.items())
    with np.load(path, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_a_value_that_no_file_can_hold_is_refused_and_leaves_no_file(tmp_path):
    with pytest.raises(TypeError, match="not JSON serializable"):
        write_result(result_file(tmp_path, 0), {"first": object()})
    assert not list(tmp_path.iterdir())


def test_the_waves_try_as_many_points_as_asked():
    for tries in (20, 150, 440):
        sizes = waves.Settings(tries, 1, "", "").sizes()
        assert sum(sizes) == tries and min(sizes) >= 0 and len(sizes) == len(waves.CUTOFFS)


def test_more_tries_begin_with_the_same_points(monkeypatch):
    monkeypatch.setattr(waves, "BATCH", 50)
    few, many = (waves.points(size, 4, 2, {}, BANDS)[0] for size in (60, 90))
    assert len(few) == 60 and np.array_equal(many[:60], few)
    first = [waves.points(size, 4, 0, {}, BANDS)[0] for size in (20, 40)]
    assert np.array_equal(first[1][:20], first[0])


def test_bands_that_exclude_everything_are_reported(monkeypatch):
    unit = np.random.default_rng(3).random((60, len(UNCERTAIN)))
    emulators = {"earnings": fit(unit, np.log(100.0 + unit[:, ACTIVE[0]]))}
    monkeypatch.setattr(waves, "BATCH", 200)
    monkeypatch.setattr(waves, "MOST_BATCHES", 2)
    with pytest.raises(waves.PlausibleError, match="of 400 points none is emulated within all bands"):
        waves.points(5, 1, 1, emulators, BANDS)


def test_the_command_refuses_other_settings_and_unknown_options(tmp_path):
    app = typer.Typer()
    app.command()(command)
    waves.settings(30, 1, tmp_path)
    for others in (["--tries", "30", "--seed", "2"], ["--tries", "20"]):
        refused = CliRunner().invoke(app, [*others, "--work", str(tmp_path)])
        assert refused.exit_code == 2
        output = " ".join(refused.output.split())
        assert "tried with 30 tries, seed 1" in output and "Give another --work" in output
    assert waves.settings(40, 1, tmp_path).tries == 40
    assert CliRunner().invoke(app, ["--trials", "40"]).exit_code == 2


@pytest.mark.parametrize("which", ["rules_hash", "tables_hash"])
def test_points_of_other_rules_or_tables_are_not_reused(tmp_path, monkeypatch, which):
    waves.settings(30, 1, tmp_path)
    monkeypatch.setattr(waves, which, lambda: "others")
    with pytest.raises(waves.PlausibleError, match="others"):
        waves.settings(30, 1, tmp_path)


def test_tables_of_the_document_are_current():
    text = PLAUSIBLE.read_text("utf-8")
    assert sorted(name for _, name, _, _ in TABLE.findall(text)) == sorted(PLAUSIBLE_TABLES)
    assert not not_current(text, PLAUSIBLE_TABLES), "write them anew: python -m tools.document_tables"
