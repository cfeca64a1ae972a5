"""Behaviour: under the service as usual the world shows the background patterns that were published."""

import pytest

from calibration.patterns import PATTERNS, mean_patterns


@pytest.fixture(scope="module")
def found():
    return mean_patterns()


@pytest.mark.parametrize("name", PATTERNS)
def test_background_pattern(name, found):
    assert PATTERNS[name].low <= found[name] <= PATTERNS[name].high
