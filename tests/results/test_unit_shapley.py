"""Unit: Shapley shares by hand, their properties, and the words, table and figure of `vex explain`."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.explain.explain_table import channel_rows, explain_table, explanation_sentences
from results.explain.explain_wording import certainty, correction_sentence, headline
from results.explain.waterfall_figure import waterfall
from results.statistics.shapley import REST, WHOLE, channel_shares, parts_by_replication, shapley
from simulation.channels import CHANNELS

SETS = [live for size in range(7) for live in itertools.combinations(CHANNELS, size)]


def sample_values(worth, replications=12, draws=1, measure="life_satisfaction", base=6.0, noise=0.0):
    """Return the values of an explanation: `base` plus `worth(live, replication)` for each set of live channels."""
    rows = []
    for replication in range(replications):
        common = {"replication": replication, "draw": replication % draws, "group": "everyone", "measure": measure}
        rows.append(common | {"live": "base", "value": base})
        for live in SETS:
            wobble = noise * (-1) ** replication * ("money" in live)
            rows.append(common | {"live": "+".join(live) or "none", "value": base + worth(live, replication) + wobble})
    return pd.DataFrame(rows)


def shares_of(values, measure="life_satisfaction"):
    return channel_shares(values, tuple(CHANNELS), [measure], "everyone")


def test_two_players_share_what_they_make_together():
    # alone 1 and 3, jointly 10: (1 + (10 − 3)) / 2 and (3 + (10 − 1)) / 2
    assert shapley(np.array([0.0, 1.0, 3.0, 10.0])).tolist() == [4.0, 6.0]


def test_three_players_with_two_left_gloves_and_one_right():
    # a pair is worth 1; players 0 and 1 have a left glove, player 2 the right one
    worth = [1.0 if coalition >> 2 & 1 and coalition & 3 else 0.0 for coalition in range(8)]
    assert shapley(np.array(worth)) == pytest.approx([1 / 6, 1 / 6, 4 / 6])


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_shares_add_up_and_a_dummy_gets_nothing(worth):
    assert shapley(np.array(worth)).sum() == pytest.approx(worth[7] - worth[0])
    with_dummy = shapley(np.array(worth + worth))  # the fourth player never matters
    assert with_dummy[3] == 0.0
    assert with_dummy[:3] == pytest.approx(shapley(np.array(worth)))
    assert shapley(np.array(worth + [2.0 + coalition for coalition in worth]))[3] == pytest.approx(2.0)


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_shares_do_not_depend_on_the_order_of_the_players(worth):
    swapped = [worth[(coalition & 4) | (coalition & 1) << 1 | (coalition & 2) >> 1] for coalition in range(8)]
    shares, swapped_shares = shapley(np.array(worth)), shapley(np.array(swapped))
    assert swapped_shares == pytest.approx(shares[[1, 0, 2]])


def test_a_missing_set_of_channels_is_refused():
    with pytest.raises(ValueError, match="2\\*\\*n"):
        shapley(np.zeros(6))
    values = sample_values(lambda live, _: len(live))
    with pytest.raises(ValueError, match="missing"):
        parts_by_replication(values[values["live"] != "money+peers"], tuple(CHANNELS))


def test_parts_add_up_to_the_whole_in_every_replication():
    luck = np.random.RandomState(4).normal(size=(5, 64))
    values = sample_values(lambda live, replication: luck[replication, SETS.index(live)], replications=5)
    parts = parts_by_replication(values, tuple(CHANNELS)).pivot(index="replication", columns="part", values="value")
    assert len(parts) == 5
    assert parts[[REST, *CHANNELS]].sum(axis=1).to_numpy() == pytest.approx(parts[WHOLE].to_numpy())
    assert parts[REST].to_numpy() == pytest.approx(luck[:, 0])


def test_the_rest_is_the_difference_that_no_channel_carries():
    rows = shares_of(sample_values(lambda live, _: 0.3 + 0.5 * ("duties" in live))).set_index("part")["value"]
    assert rows[REST] == pytest.approx(0.3) and rows["duties"] == pytest.approx(0.5)
    assert rows[WHOLE] == pytest.approx(0.8)
    assert rows.drop([REST, WHOLE, "duties"]).abs().max() < 1e-12


def test_with_parameter_sets_the_interval_is_over_the_means_of_the_sets():
    def worth(live, replication):
        return (replication % 3) * ("money" in live)

    many = shares_of(sample_values(worth, replications=12, draws=3)).set_index("part").loc["money"]
    few = shares_of(sample_values(worth, replications=3, draws=3)).set_index("part").loc["money"]
    assert (many["low"], many["high"]) == pytest.approx((few["low"], few["high"]))
    assert many["n"] == 12 and many["draws"] == 3 and few["n"] == 3


def test_sentences_give_only_clear_results():
    clear = shares_of(sample_values(lambda live, _: 0.5 * ("duties" in live) - 0.1 * ("money" in live)))
    assert headline(clear) == "Life satisfaction: +0.40 points, the largest part through ‘Duties’"
    assert certainty(clear) == (
        "Clear on average: Duties +0.50; Money −0.10. These work against one another."
    )
    unclear = shares_of(sample_values(lambda live, _: 0.0, noise=0.4))
    assert headline(unclear) == "Life satisfaction: it cannot be told whether the scenarios differ"
    assert "Of no channel" in certainty(unclear)
    assert headline(shares_of(sample_values(lambda live, _: 0.0))) == "Life satisfaction: no difference at all"
    few = shares_of(sample_values(lambda live, _: 0.5 * ("duties" in live), replications=3))
    assert "+0.50" not in headline(few) and "3 replications" in certainty(few)


def test_a_part_is_corrected_for_the_number_of_parts():
    luck = np.random.default_rng(7).standard_normal(20)
    luck = (luck - luck.mean()) / luck.std(ddof=1)
    size = 2.5 / np.sqrt(20)  # clear alone, but not among eight parts
    values = sample_values(lambda live, replication: (size + luck[replication]) * ("money" in live), replications=20)
    rows = shares_of(values)
    money = rows.set_index("part").loc["money"]
    assert money["low"] > 0.0 and not money["clear"] and "Of no channel" in certainty(rows)
    assert "no clear difference, among all that are judged here" in headline(rows)
    assert "correction for the 8 parts" in correction_sentence(rows)
    two = pd.concat([values, values.assign(measure="trust")])
    rows = channel_shares(two, tuple(CHANNELS), ["life_satisfaction", "trust"], "everyone")
    assert "16 parts" in correction_sentence(rows)


def test_bars_of_the_waterfall_follow_on_one_another():
    def worth(live, _replication):
        return 0.1 + 0.5 * ("duties" in live) - 0.2 * ("money" in live)

    rows = shares_of(sample_values(worth, noise=0.01))
    figure = waterfall(rows, ("Before", "After"), {})
    bars = {patch.get_gid(): patch for patch in figure.axes[0].patches}
    reached = 0.0
    for part in (REST, *CHANNELS):
        assert bars[f"bar:{part}"].get_x() == pytest.approx(reached, abs=1e-9)
        reached += bars[f"bar:{part}"].get_width()
    assert bars[f"bar:{WHOLE}"].get_x() == 0.0
    assert bars[f"bar:{WHOLE}"].get_width() == pytest.approx(reached)
    lines = {line.get_gid(): line for line in figure.axes[0].lines}
    money = rows.set_index("part").loc["money"]
    assert np.ptp(lines["interval:money"].get_xdata()) == pytest.approx(money["high"] - money["low"])
    few = waterfall(rows.assign(n=3, clear=False), ("Before", "After"), {})
    assert not any(str(line.get_gid()).startswith("interval") for line in few.axes[0].lines)


def test_the_table_holds_every_part_and_the_file_its_names():
    values = sample_values(lambda live, _: 0.01 * ("peers" in live), measure="exit_work", base=0.12)
    rows = shares_of(values, "exit_work")
    table = explain_table(rows, ("before", "after"), "title")
    assert table.row_count == 10
    assert list(table.columns[1].cells)[0] == "12.00 %" and list(table.columns[1].cells)[-1] == "13.00 %"
    written = channel_rows(rows, "before", "after", {})
    assert list(written["part"]) == [REST, *CHANNELS, WHOLE]
    assert set(written["scenario"]) == {"after"} and set(written["base"]) == {"before"}
    assert explanation_sentences(rows) == [
        "Left the benefit for work: +1.00 per 100 people, the largest part through 'Peers'. "
        "Clear on average: Peers +1.00."
    ]
