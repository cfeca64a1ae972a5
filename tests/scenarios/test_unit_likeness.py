"""Unit: how alike two people start: distance, and the person most like another."""

import numpy as np
import pandas as pd
import pytest

from scenarios.lives.likeness import ATTRIBUTES, distances, most_alike
from scenarios.lives.person_search import most_typical, similar_start
from simulation.people import DOMAINS


def people_of(**columns):
    """Return people who differ only in `columns`."""
    usual = {name: 0 for name in ATTRIBUTES} | {
        "sex": "woman", "household": "single", "education": "low", "young_children": False, "lane": "a",
        "replication": 0, "course": "opposite",
    }  # fmt: skip
    number = len(next(iter(columns.values())))
    return pd.DataFrame({name: [value] * number for name, value in usual.items()} | columns).assign(
        person=range(number)
    )


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_counts_in_the_distance(name):
    values = {
        "sex": ["woman", "man", "woman"], "household": ["single", "couple", "single"],
        "education": ["low", "high", "middle"], "young_children": [False, True, False],
    }.get(name, [0, 4, 1])  # fmt: skip
    people = people_of(**{name: values})
    likest_person = most_alike(people, people.iloc[:1], "opposite")
    assert likest_person.row["person"].tolist() == [2] and likest_person.among == 2 and likest_person.same_policy
    away = distances(people, people.iloc[0])
    assert away[0] == 0.0 and away[1] > away[2]


def test_distance_is_in_standard_deviations():
    people = people_of(age=[40, 50, 40, 45], finances=[0, 0, 2, 1])
    age, finances = people["age"].std(ddof=0), people["finances"].std(ddof=0)
    expected = [0.0, 10 / age, 2 / finances, np.hypot(5 / age, 1 / finances)]
    assert distances(people, people.iloc[0]).tolist() == pytest.approx(expected)
    kinds = people_of(sex=["woman", "man"], household=["single", "couple"])
    assert distances(kinds, kinds.iloc[0])[1] == pytest.approx(np.sqrt(4.0 + 4.0))


def test_people_under_the_same_policy_are_preferred_and_nobody_is_compared_with_oneself():
    people = people_of(age=[40, 60, 41, 40], lane=["a", "a", "b", "a"])
    people.loc[3, ["person", "replication"]] = 0, 1
    likest_person = most_alike(people, people.iloc[:1], "opposite")
    assert (likest_person.row["replication"].iloc[0], likest_person.among, likest_person.same_policy) == (1, 2, True)
    others = most_alike(people.iloc[[0, 2]], people.iloc[:1], "opposite")
    assert others.row["person"].tolist() == [2] and not others.same_policy
    assert most_alike(people.iloc[:1], people.iloc[:1], "opposite") is None
    assert most_alike(people, people.iloc[:1], "life") is None


def test_ties_go_to_the_first_row_and_a_person_under_two_policies_counts_once():
    people = people_of(age=[40, 45, 45, 45])
    people.loc[3, "person"] = 2
    likest_person = most_alike(people, people.iloc[:1], "opposite")
    assert likest_person.row.index.tolist() == [1] and likest_person.among == 2


def test_the_chosen_person_is_nearest_the_median():
    rows = pd.DataFrame({"replication": 0, "person": range(5), "load": [3, 4, 5, 9, 30], "years_on_benefit": 1.0})
    assert most_typical(rows) == ((0, 2), 5)  # the mean is 10.2


def test_people_who_start_alike_have_the_same_household_and_similar_attributes():
    usual = {"replication": 0, "household": "single", "load": 8, "age": 40.0, "years_on_benefit": 5.0}
    others = [{}, {"household": "couple"}, {"load": 11}, {"load": 12}, {"age": 50.0}, {"age": 50.1},
              {"years_on_benefit": 8.0}, {"years_on_benefit": 8.1}]  # fmt: skip
    people = pd.DataFrame([usual | {"person": number} | other for number, other in enumerate(others)])
    assert similar_start(people, (0, 0)).tolist() == [True, False, True, False, True, False, True, False]


def test_likeness_uses_every_attribute_that_the_text_names():
    assert set(ATTRIBUTES) == {
        "age", "sex", "household", "young_children", "education", "years_on_benefit", "employability", "load", *DOMAINS,
    }  # fmt: skip
