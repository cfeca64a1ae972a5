"""Behaviour: a run with real people shows only counts and means of ten people or more."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner
from worlds import two_groups, usual_equilibrium

import scenarios.run
import vex
from scenarios.file import population_file
from scenarios.file.populations import populated
from scenarios.file.scenario import Scenario
from scenarios.run import run
from scenarios.run_folder.manifest import command_line
from scenarios.run_folder.store import open_run
from scenarios.work.workers import replicate_once
from simulation.experiment import TrustExperiment
from simulation.measures import MEASURES
from simulation.outcomes import Outcomes
from simulation.population import LEAST_COUNT, Population, PrivacyError, require_synthetic
from simulation.suppression import SHARE_MEASURES
from vex.command import app

SCENARIO = """
title = "Own recipients"
question = "What comes out?"
control = "usual"
weeks = 30
least_age = 27
[groups.coached]
size = 100
policy.team = "coaches"
[groups.usual]
size = 100
[groups.few]
size = 3
[[posts]]
"""
PEOPLE = 240
AGES = [round(27.0 + 0.150377 * row + 0.0007919, 7) for row in range(PEOPLE)]
YEARS = [round(0.0414213 + 0.0370051 * row / 3.1, 7) for row in range(PEOPLE)]


@pytest.fixture(scope="module")
def population() -> Population:
    return Population(columns={"age": np.array(AGES), "benefit_years": np.array(YEARS)})


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Run the command line on a file with unmistakable values."""
    folder = tmp_path_factory.mktemp("run")
    rows = "".join(f"{age},{years},{row % 5}\n" for row, (age, years) in enumerate(zip(AGES, YEARS, strict=True)))
    (folder / "mevrouw-de-vries.csv").write_text("age,benefit_years,level_housing\n" + rows, encoding="utf-8")
    (folder / "own.toml").write_text(SCENARIO, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        command = ["run", "own.toml", "--population", "mevrouw-de-vries.csv", "--replications", "3", "--workers", "1"]
        patch.setattr("sys.argv", ["vex", *command, "--out", "out"])
        result = CliRunner().invoke(app, [*command, "--out", "out"])
    assert result.exit_code == 0, result.output
    (folder / "screen.txt").write_text(result.output, encoding="utf-8")
    return folder


def test_no_output_contains_a_row(folder):
    values = np.array(AGES + YEARS + [52.0 * years for years in YEARS])
    rounded = {f"{value:.6g}" for value in values}
    exact = {str(value) for value in values} - rounded
    outputs = [path for path in (folder / "out").rglob("*") if path.is_file()] + [folder / "screen.txt"]
    assert {"manifest.json", "series.parquet", "summary.csv", "money.csv"} <= {path.name for path in outputs}
    for path in outputs:
        raw = path.read_bytes()
        assert b"vries" not in raw, path.name
        for kind in (np.float64, np.float32):
            assert not any(value.tobytes() in raw for value in values.astype(kind)), path.name
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            numbers = frame.select_dtypes("number").to_numpy(dtype=np.float32).ravel()
            assert not np.isin(numbers, values.astype(np.float32)).any(), path.name
        elif path.suffix != ".png":
            text = raw.decode("utf-8")
            written = set(re.findall(r"\d+\.\d+", text))
            assert not written & exact, path.name
            assert len(written & rounded) <= 3, path.name  # six digits can coincide by chance


def test_the_manifest_describes_the_file_and_no_row(folder):
    manifest, _ = open_run(folder / "out")
    known = population_file.read_population(folder / "mevrouw-de-vries.csv").described()
    assert known["rows"] == PEOPLE and known["columns"] == ["age", "benefit_years", "level_housing"]
    assert manifest["population"] == manifest["design"]["population"] == known
    assert "--population FILE " in manifest["command"]
    assert command_line(["vex", "run", "--population=a/b.csv", "--quiet"]) == "vex run --population=FILE --quiet"


def test_no_table_contains_a_count_under_ten(folder):
    _, outcomes = open_run(folder / "out")
    series, few = outcomes.series, lambda count: (count > 0.5) & (count < 9.5)
    assert not few(series["n"]).any() and not few(series["recipients"]).any()
    for name in SHARE_MEASURES:
        part = series[name] * series["n"]
        assert not few(part).any() and not few(series["n"] - part).any(), name
    assert series.loc[series["group"] == "few", ["n", *MEASURES]].isna().all(axis=None)
    assert not few(outcomes.coaches["caseload"]).any()
    assert not few(outcomes.partners["waiting"]).any() and not few(outcomes.partners["in_service"]).any()
    summary = pd.read_csv(folder / "out" / "summary.csv")
    assert "few" not in set(summary["group"])
    sizes = series.groupby("group", observed=True)["n"].max()
    shown = summary[summary["measure"].isin(SHARE_MEASURES) & summary["mean"].notna()]
    for bound in ("mean", "trial_low", "trial_high"):
        count = shown[bound] * shown["group"].map(sizes)
        assert not few(count).any(), bound
    assert series["life_satisfaction"].notna().any() and (series["exit_work"] == 0.0).any()


def test_a_cell_is_missing_in_all_replications_or_in_none(folder):
    series = open_run(folder / "out")[1].series
    missing = series[list(SHARE_MEASURES)].isna().groupby([series["group"], series["week"]], observed=True).mean()
    assert missing.isin([0.0, 1.0]).all(axis=None)
    assert missing["exit_work"].mean() > 0.2


def test_the_screen_mentions_suppressed_counts(folder):
    screen = (folder / "screen.txt").read_text(encoding="utf-8")
    assert "Counts under 10 people are not shown" in screen and "divided by lot anew in each replication" in screen


def test_another_file_or_declaration_is_another_run(folder, monkeypatch):
    monkeypatch.chdir(folder)
    same = ["run", "own.toml", "--replications", "3", "--workers", "1", "--out", "out", "--quiet"]
    before = (folder / "out" / "series.parquet").read_bytes()
    rows = (folder / "mevrouw-de-vries.csv").read_text(encoding="utf-8").splitlines()
    Path("other.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    for options in (["--population", "other.csv"], [], ["--population", "mevrouw-de-vries.csv", "--synthetic"]):
        result = CliRunner().invoke(app, [*same, *options])
        assert result.exit_code == 2 and "not the same population" in result.stderr
    assert CliRunner().invoke(app, [*same, "--population", "mevrouw-de-vries.csv"]).exit_code == 0
    assert (folder / "out" / "series.parquet").read_bytes() == before


def scenario(population, **changes) -> Scenario:
    return Scenario(design=populated(two_groups(weeks=3), population), control="usual", **changes)


def fails(design, seed, replication):
    raise ValueError(f"age {design.population.columns['age'][0]} is wrong")


def test_an_error_message_holds_no_value_of_a_row(population, tmp_path):
    outcomes = run(scenario(population), replications=1, progress=False, replicate=fails, folder=tmp_path / "run")
    assert outcomes.failures["error"].to_list() == ["ValueError"]
    assert str(AGES[0]) not in (tmp_path / "run" / "failures.csv").read_text(encoding="utf-8")


def test_finished_chunks_are_suppressed_before_they_are_stored(population, tmp_path, monkeypatch):
    monkeypatch.setattr(scenarios.run, "equilibrium_of", lambda design: usual_equilibrium())
    chunk_files = []

    def looks(design, seed, replication):
        chunk_files.extend((tmp_path / "run" / "finished").glob("*/series.parquet"))
        for path in chunk_files:
            frame = pd.read_parquet(path)
            count = frame["part_time"] * frame["n"]
            assert not ((count > 0.5) & (count < 9.5)).any()
        return replicate_once(design, seed, replication)

    run(scenario(population), replications=3, progress=False, replicate=looks, folder=tmp_path / "run")
    assert chunk_files


def test_in_memory_and_on_disk_are_the_same(population, tmp_path):
    in_memory = run(scenario(population), replications=3, progress=False)
    on_disk = run(scenario(population), replications=3, progress=False, folder=tmp_path / "run")
    pd.testing.assert_frame_equal(in_memory.series, on_disk.series)
    series = in_memory.series
    missing = series["part_time"].isna().groupby([series["group"], series["week"]], observed=True).mean()
    assert missing.isin([0.0, 1.0]).all()


def test_a_declared_population_is_shown_whole(population):
    declared = replace(population, synthetic=True)
    outcomes = [
        Outcomes.of(TrustExperiment(populated(two_groups(weeks=2), recipients), rng=1, equilibrium=usual_equilibrium()))
        for recipients in (declared, population)
    ]
    assert outcomes[0].series["part_time"].notna().all() and outcomes[0].series["n"].dtype == np.int32
    kept = outcomes[1].series["life_satisfaction"]
    assert kept.equals(outcomes[0].series["life_satisfaction"])


def test_stories_of_single_people_need_a_declaration(population):
    design = two_groups()
    require_synthetic(design, "life stories")
    require_synthetic(populated(design, replace(population, synthetic=True)), "life stories")
    with pytest.raises(PrivacyError, match="life stories tell of single people") as raised:
        require_synthetic(populated(design, population), "life stories")
    assert isinstance(raised.value, ValueError) and vex.PrivacyError is PrivacyError


def test_fewer_than_ten_people_are_refused_on_the_command_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("few.csv").write_text("age\n" + "40\n" * (LEAST_COUNT - 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["run", "city-7000", "--population", "few.csv"])
    assert result.exit_code == 2 and "fewer than 10 real people" in result.stderr and not Path("runs").exists()


def test_a_design_as_json_holds_no_people(population):
    from scenarios.run_folder.manifest import design_as_json

    with_people = json.dumps(design_as_json(populated(two_groups(), population)))
    assert len(with_people) < len(json.dumps(design_as_json(replace(two_groups())))) + 400
