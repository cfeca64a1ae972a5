"""Behaviour: under the service as usual the world shows the background patterns that were published."""

import pytest

from calibration.patterns import PATTERNS, background_patterns, stock
from simulation.model import TrustExperiment


@pytest.fixture(scope="module")
def found():
    return background_patterns(TrustExperiment(stock(), rng=5))


@pytest.mark.parametrize("name", PATTERNS)
def test_background_pattern(name, found):
    assert PATTERNS[name].low <= found[name] <= PATTERNS[name].high
