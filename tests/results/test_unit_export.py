"""Unit: exported data are read back equal, and every column is explained."""

import numpy as np
import pandas as pd
import pytest
from trial_samples import STATA_LABEL_LENGTH, sample_trial

from results.trial.data_dictionary import VARIABLES, dictionary, in_markdown, value_labels
from results.trial.export import EXPORT_FORMATS, data_sets, formats_of, write_export
from results.trial.trial_frames import TrialFramesError


@pytest.fixture(scope="module")
def trial():
    return sample_trial(size=12, outside=15, seed=4)


@pytest.fixture(scope="module")
def folder(trial, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_export(trial, folder, EXPORT_FORMATS, truth=True)
    return folder


@pytest.fixture(scope="module")
def sets(trial):
    return data_sets(trial, truth=True)


def test_parquet_is_read_back_equal(folder, sets):
    for name, frame in sets.items():
        pd.testing.assert_frame_equal(pd.read_parquet(folder / f"{name}.parquet"), frame)


def test_csv_is_read_back_equal(folder, sets):
    for name, frame in sets.items():
        back = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])
        assert list(back.columns) == list(frame.columns)
        for column, values in frame.items():
            if isinstance(values.dtype, pd.CategoricalDtype):
                assert back[column].to_list() == values.astype(str).to_list()
            else:
                np.testing.assert_array_equal(back[column].to_numpy(dtype=float), values.to_numpy(dtype=float))


def test_stata_is_read_back_equal_with_labels(folder, sets):
    for name, frame in sets.items():
        back = pd.read_stata(folder / f"{name}.dta")
        for column, values in frame.items():
            if isinstance(values.dtype, pd.CategoricalDtype):
                assert back[column].astype(str).to_list() == values.astype(str).to_list(), column
            elif values.dtype == bool:
                assert back[column].to_list() == np.where(values, "yes", "no").tolist(), column
            elif column != "education":
                np.testing.assert_array_equal(back[column].to_numpy(dtype=float), values.to_numpy(dtype=float))
        assert set(back["education"]) <= {"low", "middle", "high"}
        with pd.read_stata(folder / f"{name}.dta", iterator=True) as reader:
            assert reader.variable_labels() == {column: VARIABLES[column].full_label for column in frame}
            assert reader.value_labels()["female"] == {0: "no", 1: "yes"}
            assert reader.value_labels()["group"] == dict(enumerate(frame["group"].cat.categories))


def test_people_and_rows_are_those_of_the_trial(trial, sets):
    assert len(sets["person_wave"]) == len(trial.surveys)
    assert len(sets["person_month"]) == len(trial.register)
    assert len(sets["coach_records"]) == len(trial.records)
    month = sets["person_month"].query("month == 5").set_index("person")
    assert month["age"].to_dict() == trial.persons.set_index("person")["age"].to_dict()


def test_true_values_are_exported_only_on_request(trial, sets):
    for frame in data_sets(trial).values():
        assert not [name for name in frame if name.startswith("true")]
    wave = sets["person_wave"].set_index(["person", "wave"])
    true = trial.truth.set_index(["person", "wave"])
    assert wave["true_health"].to_dict() == true["health"].to_dict()
    assert wave["true_health"].notna().all() and wave["health"].isna().any()
    start = sets["person_month"].drop_duplicates("person").set_index("person")["true_trust_at_start"]
    assert start.to_dict() == trial.persons.set_index("person")["true_trust"].to_dict()


def test_every_column_is_explained(folder, sets):
    table = pd.read_csv(folder / "dictionary.csv", keep_default_na=False)
    for name, frame in sets.items():
        rows = table[table["data_set"] == name]
        assert rows["name"].to_list() == list(frame.columns)
        assert rows["label"].str.len().between(5, STATA_LABEL_LENGTH).all()
    assert set(table.loc[table["name"].str.startswith("true_"), "observed"]) == {"no"}
    assert set(table.loc[~table["name"].str.startswith("true_"), "observed"]) == {"yes"}
    words = (folder / "dictionary.md").read_text("utf-8")
    assert words == in_markdown(dictionary(sets))
    assert "| female | Woman |  | yes/no | 0 no, 1 yes | yes |" in words
    assert "| household | Household at the start |  | category | 0 single, 1 single_parent, 2 couple | yes |" in words


def test_labels_fit_into_stata():
    for name, row in VARIABLES.items():
        assert len(row.full_label) <= STATA_LABEL_LENGTH and len(name) <= 32, name


def test_a_column_without_explanation_is_an_error(sets):
    with pytest.raises(KeyError, match="shoe_size"):
        dictionary({"person_wave": sets["person_wave"].assign(shoe_size=1)})


def test_codes_have_labels(sets):
    assert value_labels(sets["person_month"])["education"] == {0: "low", 1: "middle", 2: "high"}


def test_formats():
    assert formats_of("stata, csv,CSV") == ("stata", "csv")
    for wrong, words in (("spss", "csv, parquet, stata; got 'spss'"), (",", "at least one of")):
        with pytest.raises(TrialFramesError, match=words):
            formats_of(wrong)


def test_a_data_set_without_rows_is_left_out(trial, tmp_path):
    empty = sample_trial(size=5)
    empty.records = empty.records.head(0)
    assert "coach_records" not in data_sets(empty)
    names = {path.name for path in write_export(empty, tmp_path / "new", ("csv",))}
    assert names == {"person_wave.csv", "person_month.csv", "dictionary.csv", "dictionary.md"}


def test_labels_say_the_unit_or_the_scale():
    assert VARIABLES["earnings"].full_label == "Earnings in the month, net, euros"
    assert VARIABLES["trust"].full_label == "Trust in the municipality, 0-1"
    assert VARIABLES["true_trust"].full_label == "Trust in the municipality, without error, 0-1"


def test_full_time_work_is_not_called_an_exit(trial, sets):
    month = sets["person_month"]
    assert "exit_work" not in month and month["fulltime_work"].sum() == trial.register["exit_work"].sum()
    assert "is not leaving the benefit" in in_markdown(dictionary(sets))
