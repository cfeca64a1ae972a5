"""An own population: reading a file, and every fault with its line, column and rule."""

import io
from pathlib import Path

import numpy as np
import pytest
from file_faults import POPULATION_FAULTS
from worlds import usual_equilibrium

from scenarios.file import population_file, populations
from scenarios.file.population_file import PopulationError, read_population
from scenarios.file.populations import drawn_population, template, write_population
from simulation.columns import COLUMNS
from simulation.errors import VexError
from simulation.population import Population, PrivacyError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(content: bytes, name="own.csv") -> Path:
    Path(name).write_bytes(content)
    return Path(name)


def read_text(text: str, **options) -> Population:
    return read_population(write(text.encode()), **options)


def fault_message(content: bytes) -> str:
    with pytest.raises(PopulationError) as raised:
        read_population(write(content))
    return str(raised.value)


@pytest.mark.parametrize("kind", POPULATION_FAULTS)
def test_a_fault_names_line_column_rule_and_value(kind):
    content, words = POPULATION_FAULTS[kind]
    fault = fault_message(content)
    assert words in fault
    assert fault.startswith("own.csv") and "\n" not in fault


def test_faults_have_different_messages():
    messages = [fault_message(content) for content, _ in POPULATION_FAULTS.values()]
    assert len({message.partition(": ")[2] or message for message in messages}) >= 30


def test_an_unreadable_file_is_refused(folder, monkeypatch):
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
    assert read_text("age\n40\n41\n42\n").rows == 3
    with pytest.raises(PopulationError, match="more than 3 people"):
        read_text("age\n40\n41\n42\n43\n")


def test_nobody_is_younger_than_the_scenario_draws():
    with pytest.raises(PopulationError, match="line 3, column age: 1 of 2 people is under 27; this scenario"):
        read_text("age\n27\n26.9\n", least_age=27)


def test_equal_faults_are_reported_once():
    rows = "".join(f"{age},x\n" for age in range(70, 83))
    faults = fault_message(f"age,sex\n{rows}".encode()).splitlines()
    assert faults == [
        "own.csv, column age: 13 rows, first in line 2 with '70'; a value is at least 18 and under 66",
        "own.csv, column sex: 13 rows hold 'x', first in line 2; a value is one of man, woman",
    ]
    assert len(fault_message(b"age\n99\n98\n97\n").splitlines()) == 3


def test_faults_are_reported_in_order_up_to_twenty():
    levels = [name for name in COLUMNS if name.startswith("level_")][:8]
    faults = fault_message("\n".join([",".join(levels), *[",".join("9" * len(levels))] * 3]).encode()).splitlines()
    assert len(faults) == 21 and faults[-1] == "… and 4 more faults"
    assert [line.split(",")[1] for line in faults[7:9]] == [" line 2", " line 3"]


def test_many_equal_faults_are_counted_with_the_first_line(monkeypatch):
    monkeypatch.setattr(population_file, "ROWS_AT_ONCE", 7)
    faults = fault_message(("age\n" + "99\n" * 1000).encode())
    assert faults.startswith("own.csv, column age: 1,000 rows hold '99', first in line 2;") and "\n" not in faults
    young = "age\n" + "20\n" * 20 + "40\n" * 280
    with pytest.raises(PopulationError) as raised:
        read_text(young, least_age=27)
    assert "20 of 300 people are under 27; this scenario is about people of 27 and older." in str(raised.value)
    assert "\n" not in str(raised.value)


def test_blank_rows_and_the_separator_line_of_excel_are_skipped():
    assert read_text("sep=;\nage;sex\n40;man\n;\n\n41;man\n;\n").columns["age"].tolist() == [40, 41]


def test_ages_in_whole_years_are_rounded_down():
    assert read_text("age,benefit_years,experience_years\n20,2.9,5.9\n").rows == 1


def test_lines_are_those_of_the_file():
    assert fault_message(b'# comment\n"# another"\nage,education\n40,low\n\n41,hi\n').startswith("own.csv, line 6, ")
    assert "line 4, column age" in fault_message(b"age,education\n40,low\n41,low\n17,low\n")


def test_semicolons_decimal_commas_and_a_byte_order_mark():
    dutch = read_population(write("\ufeffage;benefit_years;sex\r\n44,5;3,25;Woman\r\n50;;man\r\n;;\r\n".encode()))
    plain = read_text("age,benefit_years,sex\n44.5,3.25,woman\n50,,man")
    assert dutch == plain and dutch.sha256 == plain.sha256
    assert dutch.columns["age"].tolist() == [44.5, 50.0]
    assert np.isnan(dutch.columns["benefit_years"][1]) and dutch.given("benefit_years").tolist() == [True, False]
    assert dutch.columns["sex"].tolist() == [1, 0]


def test_a_column_without_values_is_not_given():
    assert list(read_text("age,sex\n40,\n41,\n").columns) == ["age"]


def test_levels_as_a_table_program_writes_them():
    assert read_text("level_housing,age\n3.0,40\n,41\n").columns["level_housing"].tolist() == [3, -1]


def test_the_content_and_the_declaration_make_a_population():
    population, other = read_text("age\n40\n41\n"), read_text("age\n41\n40\n")
    assert population != other and population.sha256 != other.sha256 and population.lot_key != other.lot_key
    assert population == read_text("age\n40.0\n41") and population != read_text("age\n40\n41\n", synthetic=True)
    assert hash(population) == hash(read_text("age\n40.0\n41"))
    assert "40" not in repr(population) and "41" not in str(population)
    with pytest.raises(ValueError, match="read-only"):
        population.columns["age"][0] = 50.0
    with pytest.raises(VexError, match="'bsn' is no column"):
        Population(columns={"bsn": np.array([1])})
    with pytest.raises(ValueError, match="same number of rows"):
        Population(columns={"age": np.array([40.0]), "sex": np.array([0, 1])})


def test_the_template_is_a_file():
    population = read_text(template())
    assert population.rows == 1 and list(population.columns) == list(COLUMNS)
    assert all(f"# {name} ({column.unit})" in template() for name, column in COLUMNS.items())


def test_a_population_survives_a_round_trip(monkeypatch):
    monkeypatch.setattr(populations, "equilibrium_of", lambda design: usual_equilibrium())
    drawn = drawn_population(300)
    some = {name: values.copy() for name, values in drawn.columns.items()}
    some["age"][3], some["level_housing"][4], some["sex"][5] = np.nan, -1, -1
    for population in (drawn, Population(columns=some, synthetic=True)):
        with open("made.csv", "w", encoding="utf-8", newline="") as file:
            write_population(population, file)
        back = read_population("made.csv", synthetic=True)
        assert back == population
        for name, values in population.columns.items():
            assert np.array_equal(back.columns[name], values, equal_nan=True)


def test_rows_of_real_people_are_not_written():
    with pytest.raises(PrivacyError, match="not written"):
        write_population(read_text("age\n40\n"), io.StringIO())
