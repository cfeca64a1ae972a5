"""Unit: stored parameter sets of other rules or tables are refused, and are stamped only after a proof."""

import json

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from calibration.plausible.stored_set import TRIED_FILE
from scenarios.file.faults import ScenarioError
from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.plausible_set import PROVENANCE, StaleSetError, load_set, provenance, read_set
from tools import stamp_parameter_sets

OTHERS = {"rules": "the rules", "tables": "the tables"}


def test_the_stored_set_belongs_to_the_rules_and_tables_of_today():
    assert json.loads(PROVENANCE.read_text("utf-8")) == provenance(), (
        "rules or tables have changed: python -m tools.stamp_parameter_sets, or python -m calibration.plausible"
    )


@pytest.mark.parametrize("changed", [("rules",), ("tables",), ("rules", "tables")], ids=" ".join)
def test_a_set_of_another_world_is_refused_with_the_reason(changed, monkeypatch):
    for name in changed:
        monkeypatch.setattr(plausible_set, f"{name}_hash", lambda: "another")
    with pytest.raises(StaleSetError) as refused:
        load_set()
    words = str(refused.value)
    assert " and ".join(OTHERS[name] for name in changed) + " have changed" in words
    assert not any(OTHERS[name] in words for name in OTHERS if name not in changed)
    assert "python -m calibration.plausible" in words and words.endswith("draws=vex.POINT")
    assert isinstance(refused.value, ScenarioError)


def test_the_command_refuses_a_stale_set_and_goes_without(tmp_path, monkeypatch):
    from vex.command import app

    monkeypatch.setattr(plausible_set, "rules_hash", lambda: "another")
    command = ["compare", "tilburg-2018", "two-contacts", "--replications", "1", "--workers", "1", "--quiet"]
    refused = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "a")])
    assert refused.exit_code == 2
    assert "are stale: the rules have changed" in refused.stderr and "Traceback" not in refused.stderr
    without = CliRunner().invoke(app, [*command, "--point", "--out", str(tmp_path / "b")])
    assert without.exit_code == 0, without.stderr


@pytest.fixture
def proof(tmp_path, monkeypatch):
    """Let the proof find exactly what is stored, and write what it stamps into a folder of its own."""
    sets, kept = read_set(), pd.read_csv(TRIED_FILE)
    kept = kept[kept["holds"]].head(len(sets.draws)).reset_index()
    number_of = {tuple(values.values()): number for number, values in enumerate(sets.draws)}

    def stored(age):
        return lambda values, *near: sets.starting_point(number_of[tuple(values.values())], age)

    for name, age in (("starting_point", 0), ("elder_start", 1)):
        monkeypatch.setattr(stamp_parameter_sets, name, stored(age))
    readings = [kept.loc[number].to_dict() for number in range(len(sets.draws))]
    monkeypatch.setattr(
        stamp_parameter_sets, "reading", lambda values, start: readings[number_of[tuple(values.values())]]
    )
    monkeypatch.setattr(plausible_set, "PROVENANCE", tmp_path / "provenance.json")
    return readings


def test_a_proof_stamps_the_set_with_the_hashes_of_today(proof, tmp_path):
    stamp_parameter_sets.main(every=True)
    assert json.loads((tmp_path / "provenance.json").read_text("utf-8")) == provenance()


@pytest.mark.parametrize("what", ["pattern", "starting point"])
def test_a_set_that_is_not_what_it_was_is_not_stamped(what, proof, tmp_path, monkeypatch, capsys):
    if what == "pattern":
        proof[-1]["exit_work"] += 1e-5
    else:
        elsewhere = stamp_parameter_sets.elder_start
        monkeypatch.setattr(stamp_parameter_sets, "elder_start", lambda *of: moved(elsewhere(*of)))
    with pytest.raises(typer.Exit) as refused:
        stamp_parameter_sets.main(every=False)
    assert refused.value.exit_code == 1
    assert ("exit_work" if what == "pattern" else "worsen of the starting point") in capsys.readouterr().err
    assert not (tmp_path / "provenance.json").exists()


def moved(start):
    """Return the starting point with one number moved by the last bit."""
    start.worsen[0] = np.nextafter(start.worsen[0], 1.0)
    return start
