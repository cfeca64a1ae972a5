"""Unit: columns of an own population agree with the world, and sizes of groups by lot."""

import pytest

from simulation.columns import COLUMNS, IMPOSSIBLE, identifies
from simulation.parameters import PARAMETERS
from simulation.people import COUPLE, DOMAINS, NEIGHBOURHOODS, SINGLE, SINGLE_PARENT
from simulation.population import sizes_by_lot


def test_columns_agree_with_the_world():
    assert [name for name in COLUMNS if name.startswith("level_")] == [f"level_{domain}" for domain in DOMAINS]
    assert COLUMNS["age"].high == PARAMETERS["pension_age"].value
    assert COLUMNS["neighbourhood"].words == NEIGHBOURHOODS
    households = {"single": SINGLE, "single_parent": SINGLE_PARENT, "couple": COUPLE}
    assert [households[word] for word in COLUMNS["household"].words] == [0, 1, 2]
    assert all(set(names) <= set(COLUMNS) for names, _, _ in IMPOSSIBLE)
    assert not any(identifies(name) for name in COLUMNS)


@pytest.mark.parametrize("name", ["BSN", "E-mail", "first name", "Date of birth", "post_code", "klant-nummer", "a_id"])
def test_identifying_columns_are_recognised(name):
    assert identifies(name)


def test_shares_by_lot_are_in_proportion():
    assert sizes_by_lot([200, 199, 199, 200, 800], 1598) == [200, 199, 199, 200, 800]
    assert sizes_by_lot([1, 1, 1], 10) == [4, 3, 3]
    assert sizes_by_lot([3, 0, 1], 11) == [8, 0, 3]
