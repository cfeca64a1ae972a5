"""Unit: maximum flow and yields by hand, sentences, the network figure and messages of `vex bottleneck`."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from figure_checks import assert_apart, assert_inside
from typer.testing import CliRunner

from results.bottleneck import bottleneck_table, bottleneck_wording, flow_network
from results.bottleneck.bottleneck_figure import network_figure
from results.statistics.uncertainty import components
from results.words import language
from scenarios.bottleneck import TABLE_FILE, Bottleneck, open_bottleneck, save_bottleneck
from scenarios.referral_flows import HELP_STEPS, NEEDS, NODE_COLUMNS
from scenarios.run_folder.store import RunFolderError
from simulation.outcomes import EVERYONE
from simulation.partners import PARTNERS_2018
from vex.command import app

LONG = "A partner with a name that is far too long to stand on one line of a drawing"


def flow(origin, partner, joined, begun, need="finances", replication=0):
    return dict.fromkeys(HELP_STEPS, 0.0) | {
        "replication": replication, "origin": origin, "partner": partner, "need": need, "joined": joined,
        "begun": begun, "succeeded": begun / 2, "failed": begun / 2,
    }  # fmt: skip


def partner(name, let_in, places=10.0, in_use=10.0, wait=3.0, replication=0):
    values = (replication, name, "partner", places, in_use, 7.0, wait, wait, wait, let_in, np.nan, 1e9)
    return dict(zip(NODE_COLUMNS, values, strict=True))


def team(name, held, asked, busy=1.0, replication=0):
    values = (replication, name, "team", 4.0, 4.0 * busy, 5.0, 1.0, np.nan, np.nan, held, asked, np.nan)
    return dict(zip(NODE_COLUMNS, values, strict=True))


def sample_bottleneck(nodes, flows, outcomes=(), titles=None) -> Bottleneck:
    nodes = pd.DataFrame(nodes)
    nodes = nodes.assign(**{name: nodes.get(name, fill) for name, fill in (("more_at", ""), ("more", 0.0))})
    nodes["more_at"], nodes["more"] = nodes["more_at"].fillna(""), nodes["more"].fillna(0.0)
    return Bottleneck(
        scenario="sample", title="Sample", labels={}, titles=titles or {}, place_week={}, town=100, people=50, weeks=52,
        seed=1, replications=1, nodes=nodes, flows=pd.DataFrame(flows), outcomes=pd.DataFrame(outcomes),
        failures=pd.DataFrame({"replication": [], "error": []}),
    )  # fmt: skip


def small(places=1.0) -> Bottleneck:
    """Coaches bring 6 a week to the clinic, 2 to the bank; 1 comes alone; 1 is sent on from clinic to bank.

    The clinic admits 5, and 1 of them is from elsewhere in town; the bank 6, and has half its places free.
    """
    flows = [
        flow("coach_team", "clinic", 6.0, 3.5, "mental_health"),
        flow("coach_team", "bank", 2.0, 2.0),
        flow("themselves", "clinic", 1.0, 0.5, "mental_health"),
        flow("clinic", "bank", 1.0, 1.0),
    ]
    nodes = [
        team("coach_team", held=10.0, asked=10.0, busy=0.5),
        partner("clinic", let_in=5.0, places=10.0 * places),
        partner("bank", let_in=3.0, in_use=5.0),
    ]
    return sample_bottleneck(nodes, flows)


def test_the_maximum_flow_of_a_small_network_by_hand():
    nodes, _, most = bottleneck_table.network_of(small())
    rows = nodes.set_index("node")
    assert rows.loc["clinic", ["wanted", "possible", "short"]].tolist() == pytest.approx([7.0, 4.0, 3.0])
    assert rows.loc["bank", ["wanted", "possible", "short"]].tolist() == pytest.approx([3.0, 6.0, 0.0])
    assert rows.loc["coach_team", ["wanted", "possible"]].tolist() == pytest.approx([8.0, 16.0])
    # 9 come; through the clinic 4, whose way ends there or at the bank, and 2 at the bank
    assert (most.asked, most.value, most.limits) == (9.0, 6.0, ("clinic",))
    assert most.begun == pytest.approx(6.0)
    assert rows.loc["clinic", "ended_well"] == 0.5


def test_with_twice_the_places_a_partner_leaves_the_cut():
    most = bottleneck_table.network_of(small(places=2.0))[2]
    assert (most.value, most.limits) == (9.0, ())


def test_coaches_without_time_are_in_the_cut():
    bottleneck = small(places=2.0)
    nodes = bottleneck.nodes.copy()
    nodes.loc[nodes["node"] == "coach_team", ["in_use", "asked"]] = [4.0, 20.0]
    _, _, most = bottleneck_table.network_of(replace(bottleneck, nodes=nodes))
    assert most.limits == ("coach_team",)
    assert (most.asked, most.value) == (18.0 - 1.0, 9.0)


def test_onward_referrals_to_a_full_partner_get_stuck_there():
    bottleneck = small()
    nodes = bottleneck.nodes.copy()
    nodes.loc[nodes["node"] == "bank", ["in_use", "let_in"]] = [10.0, 2.5]
    flows = bottleneck.flows.copy()
    flows.loc[flows["origin"] == "clinic", "begun"] = 0.5
    _, _, most = bottleneck_table.network_of(replace(bottleneck, nodes=nodes, flows=flows))
    # 3 of the 4 at the clinic end there; the bank has room for 2.5, and 2 come there by the coaches
    assert (most.value, most.limits) == (5.5, ("clinic", "bank"))


def test_the_flow_is_conserved():
    nodes, flows, most = bottleneck_table.network_of(small())
    graph = flow_network.flow_graph(nodes, flows)
    value, along = flow_network.nx.maximum_flow(graph, flow_network.SOURCE, flow_network.SINK)
    coming = {node: 0 for node in graph}
    for begin, ends in along.items():
        for end, people in ends.items():
            assert 0 <= people <= graph[begin][end].get("capacity", people)
            coming[end] += people
    for node in set(graph) - {flow_network.SOURCE, flow_network.SINK}:
        assert coming[node] == sum(along[node].values()), node
    assert coming[flow_network.SINK] == value == round(most.value * flow_network.PRECISION)


def outcomes(more_at, more, helped, euros):
    return [
        {"replication": number, "more_at": more_at, "more": more, "group": EVERYONE, "n": 50, "helped": value,
         "exits_to_work": 3.0, "life_satisfaction": 6.0, "euros": euros}
        for number, value in enumerate(helped)
    ]  # fmt: skip


def tried(helped_one, helped_many) -> Bottleneck:
    before = np.arange(20.0)
    rows = outcomes("", 0.0, before, 1000.0)
    rows += outcomes("clinic", 1.0, before + helped_one, 1000.0)
    rows += outcomes("clinic", 5.0, before + helped_many, 3000.0)
    base, nodes = small(), []
    for number in range(20):
        nodes += [partner("clinic", 5.0, replication=number)]
        nodes += [partner("clinic", 5.0, wait=3.0 - more / 5, replication=number) | {"more_at": "clinic", "more": more}
                  for more in (1.0, 5.0)]  # fmt: skip
    others = base.nodes[base.nodes["node"] != "clinic"].to_dict("records")
    return replace(sample_bottleneck([*nodes, *others], base.flows), outcomes=pd.DataFrame(rows))


def test_the_yield_of_one_place_comes_from_the_larger_step_if_the_smaller_is_not_clear():
    noise = np.where(np.arange(20) % 2, 1.0, -1.0)
    table = bottleneck_table.marginal_table(tried(noise, 10.0 + noise))
    row = bottleneck_table.shown_step(table, "clinic", "helped")
    assert (row["more"], row["difference"], row["for_one"], row["n"]) == (5.0, 10.0, 2.0, 20)
    assert row["low"] < 10.0 < row["high"]
    assert row["a_million"] == pytest.approx(10.0 / 2000.0 * 1e6)
    wait = table[(table["effect"] == "wait_weeks") & (table["more"] == 5.0)].iloc[0]
    assert wait["difference"] == pytest.approx(-1.0)
    result = bottleneck_wording.bottleneck_sentences(tried(noise, 10.0 + noise))[-1]
    assert "+2.00" in result and "tried with 5 and divided" in result
    clear = bottleneck_table.shown_step(bottleneck_table.marginal_table(tried(1.0, 10.0)), "clinic", "helped")
    assert (clear["more"], clear["for_one"]) == (1.0, 1.0)


def test_nothing_is_claimed_where_the_interval_covers_zero():
    noise = np.where(np.arange(20) % 2, 1.0, -1.0)
    bottleneck = tried(noise, noise)
    assert bottleneck_table.marginal_table(bottleneck)["a_million"].isna().all()
    assert "nothing clearly" in bottleneck_wording.bottleneck_sentences(bottleneck)[-1]


def test_a_yield_is_corrected_for_the_number_of_steps():
    """A difference of 2.2 standard errors excludes zero alone, but not as one of two steps that were tried."""
    noise = np.where(np.arange(20) % 2, 1.0, -1.0)
    error = noise.std(ddof=1) / np.sqrt(20)
    both = bottleneck_table.marginal_table(tried(2.2 * error + noise, 10.0 + noise))
    alone = tried(2.2 * error + noise, 10.0 + noise)
    alone = replace(alone, outcomes=alone.outcomes[alone.outcomes["more"] < 5.0])
    for table, clear in ((both, False), (bottleneck_table.marginal_table(alone), True)):
        row = table[(table["effect"] == "helped") & (table["more"] == 1.0)].iloc[0]
        assert row["low"] > 0.0 and row["clear"] == clear


def test_few_trials_have_no_interval():
    bottleneck = tried(1.0, 1.0)
    few = replace(bottleneck, outcomes=bottleneck.outcomes[bottleneck.outcomes["replication"] < 3])
    assert bottleneck_table.marginal_table(few).query("effect == 'helped'")["low"].isna().all()
    assert "Too few" in bottleneck_wording.bottleneck_sentences(few)[-1]


def whole_town(long=False) -> Bottleneck:
    names = [spec.name for spec in PARTNERS_2018]
    origins = ("coach_team", "manager_team", "themselves")
    flows = [
        flow(origin, name, 1.0 + number / 3, 0.8, need=NEEDS[(number + index) % len(NEEDS)])
        for number, name in enumerate(names)
        for index, origin in enumerate(origins)
    ]
    flows += [flow(spec.name, other, 0.4, 0.3) for spec in PARTNERS_2018 for other in spec.refers_to]
    nodes = [team("coach_team", 10.0, 12.0), team("manager_team", 9.0, 9.0, busy=0.8)]
    nodes += [partner(name, 5.0, wait=1234.5 if long else 3.0) for name in names]
    return sample_bottleneck(nodes, flows, titles={spec.name: LONG if long else spec.title for spec in PARTNERS_2018})


@pytest.mark.parametrize("bottleneck", [small(), whole_town(long=True)], ids=["small", "town with long names"])
@pytest.mark.parametrize("name", language.LANGUAGES)
def test_labels_of_the_network_are_whole_and_do_not_overlap(bottleneck, name):
    with language.in_language(name):
        figure = network_figure(bottleneck)
    figure.canvas.draw()
    labels = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    assert len(labels) > 15
    texts = [*labels, *(text for text in figure.texts if text.get_text())]
    assert_apart(texts)
    assert_inside(figure, texts)


def test_a_saved_bottleneck_is_read_back_equal(tmp_path):
    bottleneck = tried(1.0, 10.0)
    save_bottleneck(bottleneck, tmp_path)
    again = open_bottleneck(tmp_path)
    pd.testing.assert_frame_equal(
        bottleneck_table.marginal_table(again), bottleneck_table.marginal_table(bottleneck), check_dtype=False
    )
    assert bottleneck_wording.bottleneck_sentences(again) == bottleneck_wording.bottleneck_sentences(bottleneck)
    (tmp_path / TABLE_FILE.format("nodes")).write_bytes(b"no table")
    with pytest.raises(RunFolderError, match="no readable bottleneck"):
        open_bottleneck(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere"),
        (["city-7000", "--more", "coach_team"], "city-7000 has no coaches"),
        (["tilburg-2018", "--more", "gzz"], "'gzz' is no team or partner"),
    ],
)
def test_an_invalid_question_gives_one_clear_message(arguments, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["bottleneck", *arguments])
    assert result.exit_code == 2
    assert words in result.output and result.output.count("\n") <= 3
    assert not any(tmp_path.iterdir())


def test_intervals_hold_the_uncertainty_of_parameters():
    noise = np.where(np.arange(20) % 3, 1.0, -2.0)
    of_set = np.where(np.arange(20) % 2, 6.0, -6.0)
    bottleneck = tried(noise + of_set, 10.0 + noise + of_set)
    several = replace(bottleneck, draws={"name": "sample_bottleneck", "sha256": "x", "count": 2})
    wide, narrow = (
        bottleneck_table.marginal_table(watched).query("effect == 'helped' and more == 1.0").iloc[0]
        for watched in (several, replace(bottleneck, draws=None))
    )
    assert (wide["sets"], wide["parameters"]) == (2, "varied") and (narrow["sets"], narrow["n"]) == (1, 20)
    assert wide["difference"] == pytest.approx(narrow["difference"])
    expected = components((noise + of_set)[None, :], np.arange(20) % 2).halves()["combined"][0]
    assert wide["high"] - wide["difference"] == pytest.approx(expected)
    assert expected > 2 * (narrow["high"] - narrow["difference"])
    notes = [sheet.note for sheet in bottleneck_wording.bottleneck_sheets(several)]
    assert "Parameter values: 1 of the 2 plausible sets in turn." in notes[0]
    assert "20 simulated trials with 2 plausible sets of parameter values" in notes[1]
    assert "those of the table" in bottleneck_wording.bottleneck_sheets(bottleneck)[0].note


def test_capacity_respects_the_weekly_limit_and_dropouts_count_as_ended():
    bottleneck = small()
    nodes, flows = bottleneck.nodes.copy(), bottleneck.flows.copy()
    nodes.loc[nodes["node"] == "bank", "most"] = 4.0
    flows.loc[flows["partner"] == "clinic", "dropped_out"] = 1.0
    rows = bottleneck_table.network_of(replace(bottleneck, nodes=nodes, flows=flows))[0].set_index("node")
    assert rows.loc["bank", "possible"] == 4.0  # with all places in use it would be 6
    assert rows.loc["clinic", "ended_well"] == pytest.approx(2.0 / 6.0)


def test_the_sentences_name_the_right_spot():
    nodes = pd.DataFrame(
        {"node": ["a", "b", "c", "d"], "kind": "partner", "limits": [True, True, False, True],
         "short": [1.0, 3.0, 9.0, 0.0], "wait_weeks": [2.0, 7.0, 5.0, 1.0], "waiting": 12.0}
    )  # fmt: skip
    assert bottleneck_table.most_stuck(nodes) == ["b", "a"]
    assert "7 weeks, at b," in bottleneck_wording.wait_sentence(nodes, {})
    for short, limits, words in ((0.0, False, "have time for all"), (2.0, True, "too few hours limit"),
                                 (2.0, False, "takes the place of somebody else")):  # fmt: skip
        row = pd.Series({"utilisation": 0.5, "short": short, "limits": limits})
        assert words in bottleneck_wording._coach_sentence(row)
