"""Behaviour: under the service as usual the world shows the published background patterns."""

import pytest

from calibration.patterns import PATTERNS, mean_patterns


@pytest.fixture(scope="module")
def patterns():
    return mean_patterns()


@pytest.mark.parametrize("name", PATTERNS)
def test_background_pattern(name, patterns):
    assert PATTERNS[name].low <= patterns[name] <= PATTERNS[name].high
