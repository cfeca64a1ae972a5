"""Unit: faults in a scenario file are reported with file, line, rule, value received and nearest valid key."""

from pathlib import Path

import pytest
from scenario_fault_samples import FAULTS, SMALL

from scenarios.file.faults import ScenarioError, line_of
from scenarios.file.scenario import load


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(folder: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as raised:
        load(write(folder, text))
    return str(raised.value)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_names_file_line_rule_value_and_nearest_key(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    text, line, words = FAULTS[kind]
    message = fault(Path(), text)
    assert words in message
    assert message.startswith("mine.toml" if line is None else f"mine.toml, line {line}: ")
    assert str(tmp_path) not in message


def test_all_faults_of_a_file_are_reported_at_once_each_on_its_own_line(tmp_path):
    message = fault(tmp_path, SMALL + "policy.exemt = true\n[parameters]\nwaeg = 1\n")
    assert [line.partition(": ")[0].split(", ")[-1] for line in message.splitlines()] == ["line 4", "line 6"]


def test_a_fault_in_a_base_names_the_file_of_the_base(tmp_path):
    write(tmp_path, SMALL + "policy.exemt = true", "base.toml")
    message = fault(tmp_path, "extends = 'base.toml'\nweeks = 0")
    assert "base.toml, line 4: groups.few.policy.exemt" in message
    assert "mine.toml, line 2: weeks" in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tilburg2018", "there is no scenario 'tilburg2018'; nearest valid: tilburg-2018"),
        ("tilburg-2018.toml", "there is no scenario file tilburg-2018.toml; nearest valid: tilburg-2018"),
        ("xyzzy", "there is no scenario 'xyzzy'; `vex scenarios` lists them"),
    ],
)
def test_an_unknown_scenario_names_the_nearest(tmp_path, monkeypatch, name, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as raised:
        load(name)
    assert words in str(raised.value)


def test_a_binary_file_or_folder_is_no_scenario(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"weeks = 3\n\xff\xfe")
    with pytest.raises(ScenarioError, match="is no text in UTF-8"):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ScenarioError, match="is a folder"):
        load(path)


def test_the_line_of_a_value_that_spans_lines_is_its_first():
    text = 'title = """\n[groups]\n"""\n\nswitched_off = [\n  "shame",\n]\n[groups.few]\nsize = 3\n'
    assert line_of(text, ("switched_off", 0)) == 5
    assert line_of(text, ("groups", "few", "size")) == 9
    assert line_of(text, ("groups", "many")) is None
