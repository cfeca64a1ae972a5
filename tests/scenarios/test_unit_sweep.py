"""Unit: sweeps: axes, points of the grid, and the tipping point of promises."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_comparisons import BASE

from results.sweep.response_surface import (
    ABOVE,
    BELOW,
    WITHIN,
    by_replication,
    response_surface,
    tipping_points,
)
from results.sweep.sweep_files import tipping_sentences
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import load
from scenarios.parameter_sets.parameter_sets import POINT
from scenarios.sweep import axes_of, grid_names, sweep, swept_groups
from scenarios.sweep_axes import MOST_VALUES, Axis, axis_of, varied
from simulation.design import Change, Design, Group

TILBURG = load("tilburg-2018").design


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("organisation.coach_fte=2..5", (2.0, 3.0, 4.0, 5.0)),
        ("organisation.coach_fte=2..12:4, 20", (2.0, 6.0, 10.0, 20.0)),
        ("labour_market.labour_market=0.5..0.7:0.1", (0.5, 0.6, 0.7)),
        ("policy.contacts_per_year=2,6,12", (2.0, 6.0, 12.0)),
        ("policy.initiative=coach,both", ("coach", "both")),
        ("groups.guidance.policy.exempt=true,false", (True, False)),
        ("team.agenda_priority=most_urgent", ("most_urgent",)),
        ("partners.ggz.places_factor=0.5,2", (0.5, 2.0)),
        ("parameters.crisis=0.003,0.004", (0.003, 0.004)),
    ],
)
def test_valid_axes(words, values):
    assert axis_of(words, TILBURG).values == values


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("policy.contacts", "'contacts' is no lever of policy; nearest valid: contacts_per_year"),
        ("policy.contacts=", "a path and values, as in"),
        ("contacts_per_year=2", "knows no path 'contacts_per_year'"),
        ("weeks=2", "knows no path 'weeks'"),
        ("groups.guide.policy.exempt=true", "'guide' is no group; nearest valid: guidance"),
        ("partners.gz.places_factor=1", "'gz' is no partner; nearest valid: ggz"),
        ("parameters.crisi=1", "'crisi' is no parameter; nearest valid: crisis"),
        ("organisation.coaches=1", "'coaches' is no lever of organisation"),
        ("organisation.coach_fte=0", "more than 0 and at most 10,000 full-time coaches; got 0"),
        ("policy.contacts_per_year=often", "this is a number; got 'often'"),
        ("policy.contacts_per_year=1..many", "a range is two numbers.*; got '1..many'"),
        ("policy.contacts_per_year=5..2", "a range goes up, by a step above 0; got '5..2'"),
        ("policy.contacts_per_year=1..2:0", "a range goes up, by a step above 0"),
        ("policy.contacts_per_year=1..50:0.1", f"at most {MOST_VALUES} values"),
        ("policy.contacts_per_year=2,99", "contacts_per_year lies between 0 and 52 a year; got 99"),
        ("policy.initiative=nobody", "initiative is one of municipality, participant, both, coach; got 'nobody'"),
        ("policy.exempt=yes", "exempt is true or false; got 'yes'"),
        ("policy.exempt=true,true", "a value stands there twice"),
        ("parameters.coach_skill=-1", "cannot be negative"),
    ],
)
def test_invalid_axes_are_refused(words, expected):
    with pytest.raises(ScenarioError, match=f"^vary .*{expected}" if "=" in words else "vary"):
        axis_of(words, TILBURG)


def test_a_policy_is_varied_where_there_are_coaches_unless_a_group_is_named():
    policies = {group.name: group.policy for group in varied(TILBURG, "policy.contacts_per_year", 9.0).groups}
    assert [name for name, policy in policies.items() if policy.get("contacts_per_year") == 9.0] == [
        "own_direction", "guidance", "coaching",
    ]  # fmt: skip
    policies = {group.name: group.policy for group in varied(TILBURG, "groups.standard.policy.exempt", True).groups}
    assert [name for name, policy in policies.items() if policy.get("exempt")] == [
        "own_direction", "coaching", "standard",
    ]  # fmt: skip
    nobody = Design(groups=(Group(name="a", size=5),))
    with pytest.raises(ScenarioError, match="no group of this scenario has coaches; name a group"):
        varied(nobody, "policy.exempt", True)


@pytest.mark.parametrize(("fte", "posts"), [(5.0, [1.0] * 5), (1.4, [0.7, 0.7]), (0.3, [0.3])])
def test_coach_fte_becomes_the_fewest_equal_posts_from_the_start(fte, posts):
    equal_posts = varied(TILBURG, "organisation.coach_fte", fte).posts
    assert [post.fte for post in equal_posts] == pytest.approx(posts)
    assert {(post.arrives, post.leaves > TILBURG.weeks) for post in equal_posts} == {(0, True)}


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("coach_team.hours_per_fte", 10.0, lambda design: design.coach_team["hours_per_fte"]),
        ("team.hours_per_fte", 10.0, lambda design: design.coach_team["hours_per_fte"]),
        ("manager_team.caseload", 50.0, lambda design: design.manager_team["caseload"]),
        ("organisation.letters", 3.0, lambda design: design.organisation["letters"]),
        ("labour_market.labour_market", 2.0, lambda design: design.labour_market["labour_market"]),
        ("partners.ggz.places_factor", 2.0, lambda design: design.partner_levers["ggz"]["places_factor"]),
        ("parameters.coach_skill", 0.1, lambda design: design.parameters["coach_skill"]),
    ],
)
def test_every_kind_of_path_sets_its_value(path, value, where):
    assert where(varied(TILBURG, path, value)) == value


def test_a_lever_with_a_dated_change_cannot_be_varied():
    change = Change(week=4, scope="labour_market", lever="labour_market", value=2.0)
    with pytest.raises(ScenarioError, match="the scenario itself changes labour_market in week 4"):
        varied(replace(TILBURG, changes=(change,)), "labour_market.labour_market", 0.5)


def test_a_grid_has_every_combination_up_to_a_limit():
    axes = axes_of(BASE, ["organisation.coach_fte=1,2", "policy.contacts_per_year=6,12"])
    assert grid_names(axes)[:2] == ["coach_fte=1, contacts_per_year=6", "coach_fte=1, contacts_per_year=12"]
    with pytest.raises(ScenarioError, match="at most 400 points; got 2601"):
        axes_of(BASE, ["policy.contacts_per_year=1..51", "coach_team.hours_per_fte=0..40", "parameters.crisis=0.01"][:1]
                + ["organisation.letters=0..10:0.2"])  # fmt: skip


def sample_surface(shares: dict[float, tuple]) -> pd.DataFrame:
    rows = [{"x.y": at, "backlog_low": low, "backlog": mean, "backlog_high": high}
            for at, (low, mean, high) in shares.items()]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("shares", "tipping_point", "note"),
    [
        ({1: (0.2, 0.3, 0.4), 2: (0.04, 0.06, 0.08), 3: (0.0, 0.01, 0.02)}, (3, 2, 3), WITHIN),
        ({1: (0.0, 0.01, 0.02), 2: (0.1, 0.2, 0.3), 3: (0.0, 0.01, 0.02)}, (3, 3, 3), WITHIN),
        ({1: (0.0, 0.01, 0.02), 2: (0.0, 0.01, 0.02)}, (1, 1, 1), BELOW),
        ({1: (0.2, 0.3, 0.4), 2: (0.04, 0.06, 0.08)}, (np.nan, 2, np.nan), ABOVE),
        ({1: (0.2, 0.3, 0.4), 2: (np.nan, np.nan, np.nan)}, (np.nan,) * 3, ABOVE),
    ],
)
def test_the_tipping_point_is_the_smallest_value_from_which_promises_hold(shares, tipping_point, note):
    row = tipping_points(sample_surface(shares), (Axis("x.y", tuple(map(float, shares))),), 0.05).iloc[0]
    np.testing.assert_array_equal(row[["tipping", "low", "high"]].to_numpy(dtype=float), tipping_point)
    assert row["note"] == note


def test_a_tipping_point_needs_a_numeric_axis():
    assert len(tipping_points(pd.DataFrame(), (Axis("policy.initiative", ("coach", "both")),), 0.05)) == 0


def test_groups_of_a_sweep():
    assert swept_groups(TILBURG, None, "trust") == ("own_direction", "guidance", "coaching")
    assert swept_groups(TILBURG, "everyone", "trust") == ("everyone",)
    assert swept_groups(Design(groups=(Group(name="a", size=5),)), None, "trust") == ("everyone",)


@pytest.fixture(scope="module")
def swept():
    vary = ["organisation.coach_fte=0.05,0.1,1"]
    return sweep(BASE, vary, replications=3, seed=5, progress=False, draws=POINT)


def test_fewer_coaches_keep_fewer_promises_and_the_unchanged_scenario_is_a_grid_point(swept):
    surface = response_surface(swept, "trust", ("coached",))
    assert surface["backlog"].is_monotonic_decreasing and surface["backlog"].nunique() == 3
    last = surface.iloc[-1]  # the scenario has one full-time coach
    assert (last["difference"], last["difference_low"], last["difference_high"]) == (0.0, 0.0, 0.0)
    assert surface["difference"].iloc[0] < 0.0
    assert (surface["n"] == 3).all()


def test_the_share_not_held_covers_all_weeks_and_other_measures_the_last(swept):
    runs = by_replication(swept, ["backlog", "trust"], ("coached",)).set_index(["scenario", "replication"])
    series = swept.comparison.series
    own = series[(series["scenario"] == "coach_fte=0.1") & (series["replication"] == 1)]
    own = own[own["group"] == "coached"]
    row = runs.loc[("coach_fte=0.1", 1)]
    assert row["trust"] == pytest.approx(own.loc[own["week"] == 8, "trust"].item())
    assert row["backlog"] == pytest.approx(own.loc[own["week"] > 0, "backlog"].mean())


def test_a_tipping_point_is_reported_in_a_sentence(swept):
    surface = response_surface(swept, "trust", ("coached",))
    sentences = [tipping_sentences(swept, tipping_points(surface, swept.axes, at), at)[0] for at in (0.0001, 0.5, 1.0)]
    assert sentences[2] == (
        "There is time for everybody in the whole range: from 0.05 full-time coaches on, at most 100.0 % of the people "
        "wait for a conversation without a date."
    )
    assert sentences[1].startswith(("People begin to wait below", "There is time for everybody"))
    assert all("full-time coaches" in words for words in sentences)
