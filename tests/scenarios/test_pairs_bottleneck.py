"""Pairs: more places or hours for the same people with the same luck; zero extra capacity changes nothing."""

from dataclasses import replace

import pandas as pd
import pytest
from typer.testing import CliRunner
from worlds import two_groups, usual_equilibrium

import scenarios.bottleneck
from scenarios.bottleneck import BottleneckError, size, steps_of, with_more
from scenarios.referral_flows import AT_START, THEMSELVES, run_flows
from simulation.design import Change, CoachPost
from simulation.experiment import TrustExperiment
from simulation.outcomes import EVERYONE
from vex.command import app

DESIGN = two_groups(
    town=700,
    weeks=30,
    changes=(Change(week=10, scope="partners", target="ggz", lever="places_factor", value=1.2),),
)


@pytest.fixture(scope="module")
def observed():
    return run_flows(DESIGN, 1, 0)


@pytest.mark.parametrize("node", ["ggz", "coach_team", "manager_team"])
def test_zero_extra_capacity_changes_nothing(node, observed):
    same = run_flows(with_more(DESIGN, node, 0.0), 1, 0)
    pd.testing.assert_frame_equal(same.outcome_table(), observed.outcome_table(), check_exact=True)
    pd.testing.assert_frame_equal(same.node_table(), observed.node_table(), check_exact=True)


def test_more_is_added_to_the_start_value_and_to_dated_changes():
    before, after = TrustExperiment(DESIGN, rng=1), TrustExperiment(with_more(DESIGN, "ggz", 7.0), rng=1)
    assert (after.people == before.people).all()
    for week in (1, 15):
        for model in (before, after):
            model.run_until(week)
        more = after.partners.places - before.partners.places
        assert more.sum() == more[DESIGN.partner_number("ggz")] == 7


def test_more_coaches_are_more_hours_of_the_same_coaches():
    design = replace(DESIGN, posts=(CoachPost(fte=0.5), CoachPost(arrives=20)))
    more = with_more(design, "coach_team", 1.0)
    assert size(design, "coach_team") == pytest.approx(0.5 + 10 / DESIGN.weeks)
    assert size(more, "coach_team") == pytest.approx(1.5 + 10 / DESIGN.weeks)
    assert [post.arrives for post in more.posts] == [0, 20]


def test_observed_flows_equal_the_counts_of_the_model_and_change_nothing(observed):
    model = TrustExperiment(DESIGN, rng=1)
    model.run_until(DESIGN.weeks)
    assert (model.people == observed.model.people).all()
    flows = observed.flow_table()
    joined = flows.groupby("partner")["joined"].sum() * DESIGN.weeks
    names = [spec.name for spec in DESIGN.partners]
    assert joined.reindex(names, fill_value=0.0).tolist() == pytest.approx(model.list_joins().tolist(), abs=1.0)
    own = flows[flows["origin"] == THEMSELVES]["joined"].sum() * DESIGN.weeks
    assert own == pytest.approx(model.partners.self_referred.sum(), abs=1.0)
    sent_on = flows[flows["origin"].isin(names)]["joined"].sum() * DESIGN.weeks
    assert sent_on == pytest.approx(model.world.onward.referrals.sum())
    assert (flows[flows["origin"] == AT_START]["joined"] == 0.0).all()


def test_nobody_is_lost_between_joining_and_the_end(observed):
    columns = ["joined", "begun", "succeeded", "failed", "gave_up", "dropped_out"]
    flows = observed.flow_table()[columns].sum() * DESIGN.weeks
    ended = flows[["succeeded", "failed", "gave_up", "dropped_out"]].sum()
    start = TrustExperiment(DESIGN, rng=1).people["help"]
    now = observed.model.people["help"]
    assert (start > 0).sum() + flows["joined"] - ended == pytest.approx((now > 0).sum(), abs=1.0)
    assert (start == 1).sum() + flows["joined"] - flows["begun"] - flows["gave_up"] == pytest.approx((now == 1).sum())


def test_more_places_shorten_the_wait_and_are_paired_by_replication():
    tables = scenarios.bottleneck.with_each((("ggz", 40.0),), DESIGN, 1, 0)
    before = scenarios.bottleneck.as_it_is(DESIGN, 1, 0)
    wait = before["nodes"].set_index("node").loc["ggz", "wait_weeks"]
    assert tables["nodes"]["node"].tolist() == ["ggz"]
    assert tables["nodes"]["wait_weeks"].iloc[0] < wait - 1.0
    people = before["outcomes"].set_index("group")["n"]
    assert (tables["outcomes"].set_index("group")["n"] == people).all()
    assert people[EVERYONE] == DESIGN.people


def test_nodes_that_are_tried():
    assert steps_of(DESIGN, "ggz") == (1.0, 62.0)
    assert steps_of(DESIGN, "coach_team") == (1.0,)
    closed = replace(DESIGN, partners=(replace(DESIGN.partners[0], places=0), *DESIGN.partners[1:]))
    with pytest.raises(BottleneckError, match="ggz has no places"):
        steps_of(closed, "ggz")
    with pytest.raises(BottleneckError, match="no coaches"):
        with_more(replace(DESIGN, groups=DESIGN.groups[1:], posts=()), "coach_team", 1.0)


TINY = """
title = "A few people"
question = "Where does it get stuck?"
weeks = 4
town = 700
[groups.usual]
size = 60
"""


def test_the_command_writes_tables_figure_and_manifest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny.toml").write_text(TINY)
    arguments = ["bottleneck", "tiny.toml", "--replications", "2", "--workers", "1", "--out", "out", "--more", "ggz"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "The longest wait is" in result.output and "GGZ" in result.output
    names = {"bottleneck.csv", "flows.csv", "marginal.csv", "bottleneck.png", "bottleneck.svg", "manifest.json"}
    assert names <= {path.name for path in (tmp_path / "out").iterdir()}
    table = pd.read_csv(tmp_path / "out" / "marginal.csv")
    assert set(table["more_at"]) == {"ggz"} and sorted(set(table["more"])) == [1.0, 62.0]
    assert CliRunner().invoke(app, arguments).exit_code == 2


class Sets:
    """Two sets of parameter values."""

    name, sha256 = "made", "x"
    draws = ({"accept": -1.0}, {"accept": 2.0})

    def equilibrium(self, number, design):
        return usual_equilibrium()


def test_replications_rotate_through_parameter_sets_equally_with_more_capacity():
    draws = Sets()
    for replication, own in ((0, draws.draws[0]), (1, draws.draws[1]), (2, draws.draws[0])):
        observed = scenarios.bottleneck.as_it_is(DESIGN, 1, replication, draws)
        by_hand = run_flows(replace(DESIGN, parameters=own), 1, replication, usual_equilibrium()).outcome_table()
        pd.testing.assert_frame_equal(observed["outcomes"][by_hand.columns], by_hand)
    more = scenarios.bottleneck.with_each((("ggz", 40.0),), DESIGN, 1, 1, draws)["outcomes"]
    both = with_more(replace(DESIGN, parameters=draws.draws[1]), "ggz", 40.0)
    by_hand = run_flows(both, 1, 1, usual_equilibrium()).outcome_table()
    pd.testing.assert_frame_equal(more[by_hand.columns], by_hand)
