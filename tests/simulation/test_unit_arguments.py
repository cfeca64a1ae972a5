"""Unit: numbers that a caller gives are held against their rule."""

import numpy as np
import pytest

from simulation.arguments import real_number, whole_number


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), 3.0, np.float32(3.0)])
def test_whole_numbers_of_every_type_become_an_int(value):
    number = whole_number("weeks", value, 0, 10)
    assert number == 3 and type(number) is int


@pytest.mark.parametrize("value", [True, np.True_, "3", None, [3], np.array([3]), 3 + 0j, b"3"])
def test_other_types_are_refused(value):
    for check, kind in ((whole_number, "a whole number"), (real_number, "a number")):
        with pytest.raises(TypeError, match=rf"^weeks is {kind} from 0 to 10; got "):
            check("weeks", value, 0, 10)


@pytest.mark.parametrize("value", [2.5, np.float64("nan"), float("inf"), -float("inf"), -1, 11, 1e300, 10**400])
def test_a_fraction_or_a_value_outside_the_range_is_refused_with_rule_and_value(value):
    with pytest.raises(ValueError) as refusal:
        whole_number("weeks", value, 0, 10)
    assert str(refusal.value) == f"weeks is a whole number from 0 to 10; got {value!r}"


def test_both_ends_of_the_range_are_allowed_and_a_range_may_have_one_end():
    assert whole_number("weeks", 0, 0, 10) == 0 and whole_number("weeks", 10, 0, 10) == 10
    assert whole_number("seed", 10**30, 0) == 10**30 and whole_number("number", -5) == -5
    with pytest.raises(ValueError, match=r"^seed is a whole number from 0; got -1$"):
        whole_number("seed", -1, 0)


@pytest.mark.parametrize("value", [0.5, np.float32(0.5)])
def test_real_numbers_of_every_type_become_a_float(value):
    number = real_number("share", value, 0, 1)
    assert number == 0.5 and type(number) is float


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), -0.1, 1.1, np.float32("nan"), 10**400])
def test_nan_infinity_and_values_outside_the_range_are_refused(value):
    with pytest.raises(ValueError, match=r"^share is a number from 0 to 1; got "):
        real_number("share", value, 0, 1)
