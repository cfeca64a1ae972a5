"""Unit: benefit norms by year have a source and agree with one another and with the parameters."""

import pytest

from scenarios.file.faults import ScenarioError
from scenarios.file.norms import SHIPPED_NORMS, norms_of, read_norms
from simulation.parameters import PARAMETERS


def test_norms_have_sources_and_agree_with_each_other_and_the_parameters():
    table = read_norms()
    for year, row in table.items():
        assert row.single == pytest.approx(0.7 * row.couple, abs=0.5), year
        assert row.source and row.url.startswith("https://")
    assert (table["2018"].single, table["2018"].couple) == tuple(
        PARAMETERS[name].value for name in ("norm_single", "norm_couple")
    )
    with pytest.raises(ScenarioError, match="no norms of 1999"):
        norms_of("1999", read_norms(SHIPPED_NORMS))
