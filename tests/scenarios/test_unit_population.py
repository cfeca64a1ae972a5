"""An own population: the table of columns, reading a file, and every fault told with its place."""

import csv
import io
import os
from pathlib import Path

import numpy as np
import pytest
from file_faults import POPULATION_FAULTS
from typer.testing import CliRunner
from worlds import usual_equilibrium

from scenarios.file import population_file, populations
from scenarios.file.population_file import PopulationError, read_population
from scenarios.file.populations import drawn_population, template, write_population
from simulation.columns import COLUMNS, IMPOSSIBLE, identifies
from simulation.parameters import PARAMETERS
from simulation.people import COUPLE, DOMAINS, NEIGHBOURHOODS, SINGLE, SINGLE_PARENT
from simulation.population import Population, PrivacyError, sizes_by_lot
from vex.command import app


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(content: bytes, name="own.csv") -> Path:
    Path(name).write_bytes(content)
    return Path(name)


def read(text: str, **options) -> Population:
    return read_population(written(text.encode()), **options)


def message(content: bytes) -> str:
    with pytest.raises(PopulationError) as raised:
        read_population(written(content))
    return str(raised.value)


@pytest.mark.parametrize("kind", POPULATION_FAULTS)
def test_a_fault_is_told_with_its_place_rule_and_value(kind):
    content, words = POPULATION_FAULTS[kind]
    said = message(content)
    assert words in said
    assert said.startswith("own.csv") and "\n" not in said


def test_no_two_faults_are_told_in_the_same_words():
    messages = [message(content) for content, _ in POPULATION_FAULTS.values()]
    assert len({text.partition(": ")[2] or text for text in messages}) >= 30


@pytest.mark.parametrize("command", [["population", "own.csv"], ["run", "city-7000", "--population", "own.csv"]])
@pytest.mark.parametrize("kind", POPULATION_FAULTS)
def test_the_command_line_tells_it_on_the_screen_alone(folder, kind, command):
    written(POPULATION_FAULTS[kind][0])
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 2
    assert POPULATION_FAULTS[kind][1] in result.stderr and result.stdout == ""
    assert "Traceback" not in result.output
    assert os.listdir(folder) == ["own.csv"]


def test_what_is_no_readable_file(folder, monkeypatch):
    (folder / "inside").mkdir()
    for path, words in (("none.csv", "there is no population file none.csv"), ("inside", "inside is a folder")):
        with pytest.raises(PopulationError, match=words):
            read_population(path)

    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(PopulationError, match=r"own\.csv cannot be read: Permission denied"):
        read_population("own.csv")


def test_too_many_people(monkeypatch):
    monkeypatch.setattr(population_file, "MOST_ROWS", 3)
    assert read("age\n40\n41\n42\n").rows == 3
    with pytest.raises(PopulationError, match="more than 3 people"):
        read("age\n40\n41\n42\n43\n")


def test_nobody_is_younger_than_the_scenario_draws():
    with pytest.raises(PopulationError, match="line 3, column age: 1 of 2 people is under 27; this scenario"):
        read("age\n27\n26.9\n", least_age=27)


def test_faults_that_are_alike_are_told_once():
    rows = "".join(f"{age},x\n" for age in range(70, 83))
    told = message(f"age,sex\n{rows}".encode()).splitlines()
    assert told == [
        "own.csv, column age: 13 rows, first in line 2 with '70'; a value is at least 18 and under 66",
        "own.csv, column sex: 13 rows hold 'x', first in line 2; a value is one of man, woman",
    ]
    assert len(message(b"age\n99\n98\n97\n").splitlines()) == 3


def test_all_faults_are_told_in_their_order_up_to_twenty():
    levels = [name for name in COLUMNS if name.startswith("level_")][:8]
    told = message("\n".join([",".join(levels), *[",".join("9" * len(levels))] * 3]).encode()).splitlines()
    assert len(told) == 21 and told[-1] == "… and 4 more faults"
    assert [line.split(",")[1] for line in told[7:9]] == [" line 2", " line 3"]


def test_many_faults_count_and_keep_the_first(monkeypatch):
    monkeypatch.setattr(population_file, "ROWS_AT_ONCE", 7)
    told = message(("age\n" + "99\n" * 1000).encode())
    assert told.startswith("own.csv, column age: 1,000 rows hold '99', first in line 2;") and "\n" not in told
    young = "age\n" + "20\n" * 20 + "40\n" * 280
    with pytest.raises(PopulationError) as raised:
        read(young, least_age=27)
    assert "20 of 300 people are under 27; this scenario is about people of 27 and older." in str(raised.value)
    assert "\n" not in str(raised.value)


def test_blank_rows_and_the_line_of_excel_are_not_read():
    assert read("sep=;\nage;sex\n40;man\n;\n\n41;man\n;\n").columns["age"].tolist() == [40, 41]


def test_ages_in_whole_years_are_rounded_down():
    assert read("age,benefit_years,experience_years\n20,2.9,5.9\n").rows == 1


def test_lines_are_those_of_the_file():
    assert message(b'# comment\n"# another"\nage,education\n40,low\n\n41,hi\n').startswith("own.csv, line 6, ")
    assert "line 4, column age" in message(b"age,education\n40,low\n41,low\n17,low\n")


def test_semicolons_decimal_commas_and_a_byte_order_mark():
    dutch = read_population(written("\ufeffage;benefit_years;sex\r\n44,5;3,25;Woman\r\n50;;man\r\n;;\r\n".encode()))
    plain = read("age,benefit_years,sex\n44.5,3.25,woman\n50,,man")
    assert dutch == plain and dutch.sha256 == plain.sha256
    assert dutch.columns["age"].tolist() == [44.5, 50.0]
    assert np.isnan(dutch.columns["benefit_years"][1]) and dutch.given("benefit_years").tolist() == [True, False]
    assert dutch.columns["sex"].tolist() == [1, 0]


def test_a_column_without_values_is_not_given():
    assert list(read("age,sex\n40,\n41,\n").columns) == ["age"]


def test_levels_as_a_table_program_writes_them():
    assert read("level_housing,age\n3.0,40\n,41\n").columns["level_housing"].tolist() == [3, -1]


def test_the_content_and_the_declaration_make_a_population():
    one, other = read("age\n40\n41\n"), read("age\n41\n40\n")
    assert one != other and one.sha256 != other.sha256 and one.lot_key != other.lot_key
    assert one == read("age\n40.0\n41") and one != read("age\n40\n41\n", synthetic=True)
    assert hash(one) == hash(read("age\n40.0\n41"))
    assert "40" not in repr(one) and "41" not in str(one)
    with pytest.raises(ValueError, match="read-only"):
        one.columns["age"][0] = 50.0
    with pytest.raises(KeyError, match="'bsn' is no column"):
        Population(columns={"bsn": np.array([1])})
    with pytest.raises(ValueError, match="same number of rows"):
        Population(columns={"age": np.array([40.0]), "sex": np.array([0, 1])})


def test_the_template_is_a_file():
    found = read(template())
    assert found.rows == 1 and list(found.columns) == list(COLUMNS)
    assert all(f"# {name} ({column.unit})" in template() for name, column in COLUMNS.items())


def test_a_population_survives_a_round_trip(monkeypatch):
    monkeypatch.setattr(populations, "equilibrium_of", lambda design: usual_equilibrium())
    made = drawn_population(300)
    some = {name: values.copy() for name, values in made.columns.items()}
    some["age"][3], some["level_housing"][4], some["sex"][5] = np.nan, -1, -1
    for one in (made, Population(columns=some, synthetic=True)):
        with open("made.csv", "w", encoding="utf-8", newline="") as file:
            write_population(one, file)
        back = read_population("made.csv", synthetic=True)
        assert back == one
        assert all(np.array_equal(back.columns[name], values, equal_nan=True) for name, values in one.columns.items())


def test_rows_of_real_people_are_not_written():
    with pytest.raises(PrivacyError, match="not written"):
        write_population(read("age\n40\n"), io.StringIO())


def test_columns_agree_with_the_world():
    assert [name for name in COLUMNS if name.startswith("level_")] == [f"level_{domain}" for domain in DOMAINS]
    assert COLUMNS["age"].high == PARAMETERS["pension_age"].value
    assert COLUMNS["neighbourhood"].words == NEIGHBOURHOODS
    households = {"single": SINGLE, "single_parent": SINGLE_PARENT, "couple": COUPLE}
    assert [households[word] for word in COLUMNS["household"].words] == [0, 1, 2]
    assert all(set(names) <= set(COLUMNS) for names, _, _ in IMPOSSIBLE)
    assert not any(identifies(name) for name in COLUMNS)


@pytest.mark.parametrize("name", ["BSN", "E-mail", "first name", "Date of birth", "post_code", "klant-nummer", "a_id"])
def test_who_a_person_is(name):
    assert identifies(name)


def test_shares_by_lot_are_in_proportion():
    assert sizes_by_lot([200, 199, 199, 200, 800], 1598) == [200, 199, 199, 200, 800]
    assert sizes_by_lot([1, 1, 1], 10) == [4, 3, 3]
    assert sizes_by_lot([3, 0, 1], 11) == [8, 0, 3]


def call(*arguments):
    return CliRunner().invoke(app, ["population", *arguments])


def test_columns_are_shown_for_eyes_and_for_programs():
    rows = list(csv.DictReader(io.StringIO(call("--columns", "--csv").stdout)))
    assert [row["name"] for row in rows] == list(COLUMNS)
    assert all(row["unit"] and row["values"] and row["meaning"] for row in rows)
    assert all(name in call("--columns").stdout for name in COLUMNS)


def test_the_template_is_written_once():
    assert call("--template").stdout == template()
    assert call("--template", "--out", "own.csv").exit_code == 0
    assert Path("own.csv").read_text(encoding="utf-8") == template()
    again = call("--template", "--out", "own.csv")
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_a_checked_file_tells_what_is_given_and_what_imputed():
    written(b"age,sex\n40,man\n41,\n")
    result = call("own.csv")
    assert result.exit_code == 0
    lines = {line.split()[1]: line.split() for line in result.stdout.splitlines() if line.startswith("\u2502")}
    assert lines["age"][3] == "2" and lines["sex"][3:6:2] == ["1", "1"] and "2" in lines["household"]


def test_a_few_people_are_told_what_a_run_needs():
    written(b"age\n40\n")
    few = call("own.csv").stdout
    assert "1 person, no faults" in few and "A run needs at least 10 people, unless you declare" in few
    written(b"age\n" + b"40\n" * 10)
    assert "A run needs" not in call("own.csv").stdout


@pytest.mark.parametrize("arguments", [("own.csv", "--out", "z.csv"), ("--columns", "--out", "z.csv")])
def test_what_writes_nothing_takes_no_file_to_write(arguments):
    written(b"age\n40\n")
    result = call(*arguments)
    assert result.exit_code == 2 and "--out goes with --template or --draw" in result.stderr


def test_drawn_people_are_as_old_as_asked(monkeypatch):
    monkeypatch.setattr(populations, "equilibrium_of", lambda design: usual_equilibrium())
    assert call("--draw", "50", "--least-age", "27", "--out", "drawn.csv").exit_code == 0
    assert read_population("drawn.csv", least_age=27).rows == 50
    assert call("--template", "--least-age", "27").exit_code == 2


def test_the_event_log_overwrites_nothing():
    written(b"mine", "events.csv")
    result = CliRunner().invoke(app, ["log", "city-7000", "--out", "events.csv"])
    assert result.exit_code == 2 and "events.csv exists already" in result.stderr
    assert Path("events.csv").read_bytes() == b"mine"


def test_a_trial_without_a_control_group_names_scenarios_with_one(folder):
    result = CliRunner().invoke(app, ["trial", "city-7000"])
    assert result.exit_code == 2 and "city-7000 has no control group, so there is nothing to compare" in result.stderr
    assert "whole-experiment" in result.stderr and os.listdir(folder) == []


@pytest.mark.parametrize("arguments", [(), ("--template", "--columns"), ("own.csv", "--draw", "3")])
def test_one_thing_at_a_time(arguments):
    result = call(*arguments)
    assert result.exit_code == 2 and "give one of these" in result.stderr


def test_synthetic_without_a_population_means_nothing():
    result = CliRunner().invoke(app, ["run", "city-7000", "--synthetic"])
    assert result.exit_code == 2 and "--population" in result.output
