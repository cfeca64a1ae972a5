"""Unit: every lever, measure and partner is complete; the one test of its kind names everything that is missing.

The guides are docs/adding-a-lever.md, docs/adding-a-measure.md and docs/adding-a-partner.md.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from babel.messages.mofile import read_mo

from results.run.budget_constraint import budget_constraint
from results.run.money import BUDGETS
from results.words.language import CATALOGUES
from results.words.quantities import axis_unit, with_unit
from scenarios.file.scenario import Scenario
from scenarios.run import check_scenarios, run
from simulation.design import Change, CoachPost, Design, Group
from simulation.equilibrium import first_guess
from simulation.errors import TableError
from simulation.experiment import TrustExperiment
from simulation.levers import LEVERS, NO_CHANNEL, NOBODY, RULED_LEVERS, SCOPES, Lever, write_lever
from simulation.measures import COSTS, INDEX, MEASURES, Measure
from simulation.parameters import values_of as values_of_parameters
from simulation.partners import PARTNERS_2018, luck_faults
from simulation.people import LEFT_FOR_WORK, NO_WORK, ON_BENEFIT, PERMANENT
from simulation.weekly_measures import measure

ROOT = Path(__file__).resolve().parents[1]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
READERS = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "simulation").glob("*.py") if path.name != "levers.py"
)
with (CATALOGUES / "nl" / "LC_MESSAGES" / "vex.mo").open("rb") as file:
    DUTCH = read_mo(file)
STIPEND = Lever(
    name="stipend", scope="policy", usual=0.0, low=0.0, high=100.0, unit="euros a month", meaning="a stipend",
    channel="money", paid_by="execution_budget",
)  # fmt: skip
COACHED = {"team": "coaches", "contacts_per_year": 52.0, "release_months": 600.0}


def untranslated(*texts):
    """Yield what is missing for each of these texts that has no Dutch."""
    for text in texts:
        if text.strip("-") and not (text in DUTCH and DUTCH[text].string):
            yield f"no Dutch for {text!r}: python -m tools.catalogues"


def undocumented(name):
    """Yield what is missing if no table of the description has a row of this name."""
    if not re.search(rf"^\|.*`{name}`", ODD, re.M):
        yield "not in docs/odd.md: python -m tools.document_tables"


def lived(design):
    """Return the model at the end of the design."""
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    model.run_until(design.weeks)
    return model


def world_with(lever=None, value=None):
    """Return a small world of coached people, in which one lever has this value."""
    settings = {} if lever is None else {lever.name: value}
    scope = "" if lever is None else lever.scope
    parts = {
        "coach_team": settings if scope == "team" else {},
        "organisation": settings if scope == "organisation" else {},
        "labour_market": settings if scope == "labour_market" else {},
        "partner_levers": {"ggz": settings} if scope == "partners" else {},
    }
    policy = COACHED | (settings if scope == "policy" else {})
    groups = (Group(name="coached", size=12, policy=policy), Group(name="usual", size=2))
    return Design(groups=groups, town=14, weeks=4, posts=(CoachPost(),), **parts)


def costs(lever, value):
    """Return the costs of a group by payer of `lever`, with this value and the same people in every state of work."""
    design = world_with()
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    people = model.people
    state = np.arange(len(people)) % 4
    people.status = np.where(state == 0, LEFT_FOR_WORK, ON_BENEFIT)
    people.contract = np.where(state < 2, PERMANENT, NO_WORK)
    people.hours, people.wage_hour = np.where(state == 0, 36.0, 8.0), 10.0
    people.unpaid_activity, people.release_weeks = state == 2, 10
    write_lever(model.policies[0], "policy", lever.name, value)
    measure(model.world, model.book, 1, True)
    return model.book.series[1, 0, [INDEX[name] for name in COSTS if MEASURES[name].paid_by == lever.paid_by]]


def values_of(lever):
    """Return the values at which a lever is tried: both ends of its range, or every choice."""
    if lever.choices:
        return lever.choices
    return (False, True) if isinstance(lever.usual, bool) else (lever.low, lever.high)


def missing_of_lever(lever):
    """Yield everything that a lever lacks; no world is lived while its row is refused."""
    yield from (faults := list(lever.faults()))
    yield from (f"no {name}" for name in ("unit", "meaning") if not getattr(lever, name))
    yield from untranslated(lever.meaning, lever.unit)
    yield from undocumented(lever.name)
    if not re.search(rf"\.{lever.name}\b|\"{lever.name}\"", READERS):
        yield "no rule reads it"
    if faults:
        return
    try:
        for value in values_of(lever):
            lived(world_with(lever, value))
    except Exception as error:  # this test reports any error at an end of the range
        yield f"a world with {lever.name} = {value} fails: {error!r}"
    if lever.channel == "money" and lever.paid_by != NOBODY:
        low, high = (costs(lever, value) for value in values_of(lever))
        if np.array_equal(low, high):
            yield f"no cost paid by {lever.paid_by} depends on it: book it with a measure"


def missing_of_measure(name, row):
    """Yield everything that a measure lacks."""
    yield from untranslated(row.title, row.unit, row.meaning)
    yield from undocumented(name)
    if not (with_unit(name, 0.25).strip("?") and axis_unit(name)):
        yield f"no words for its unit {row.unit!r}: results/words"
    if row.unit.startswith("euros a person") and not (row.paid_by or row.of == "costs"):
        yield "a cost that nobody pays: give it paid_by"
    if row.paid_by and not row.adds_up:
        yield "a cost is summed over the weeks: give it adds_up"


def missing_of_partner(spec):
    """Yield everything that a partner lacks."""
    for name in ("title", "in_text", "short_name"):
        if not getattr(spec, name):
            yield f"no {name}, which readers see"
    if spec.luck_number is None:
        yield "no luck_number: take the next free number"
    yield from untranslated(spec.title, spec.in_text, spec.short_name)
    yield from undocumented(spec.name)
    names = {partner.name for partner in PARTNERS_2018}
    if unknown := sorted(set(spec.refers_to) - names):
        yield f"it refers people to {unknown}, which are no partners"
    if not spec.source:
        yield "no source for its numbers"


def listed(faults):
    """Return faults as one text, a line each."""
    return "\n".join(f"{name}: {fault}" for name, fault in faults)


def test_every_lever_is_complete():
    faults = [
        (f"{scope}.{lever.name}", fault)
        for scope in SCOPES
        for lever in LEVERS[scope].values()
        for fault in missing_of_lever(lever)
    ]
    assert not faults, listed(faults)


def test_every_measure_is_complete():
    faults = [(name, fault) for name, row in MEASURES.items() for fault in missing_of_measure(name, row)]
    assert not faults, listed(faults)


def test_every_partner_is_complete():
    faults = [(spec.name, fault) for spec in PARTNERS_2018 for fault in missing_of_partner(spec)]
    faults += [("partners.toml", fault) for fault in luck_faults(PARTNERS_2018)]
    assert not faults, listed(faults)


@pytest.mark.parametrize("field, wrong", [("channel", ""), ("channel", "weather"), ("paid_by", ""), ("paid_by", "us")])
def test_a_lever_without_channel_or_payer_is_refused(field, wrong):
    (fault,) = replace(STIPEND, **{field: wrong}).faults()
    assert fault.startswith(f"{field} of the lever policy.stipend is one of")


def test_only_a_policy_has_levers_that_are_rules_of_money():
    (fault,) = replace(STIPEND, scope="team").faults()
    assert fault == "only a lever of a policy has the channel money; got team.stipend"


def test_a_scenario_that_sets_an_incomplete_lever_is_refused_and_others_are_not(monkeypatch):
    lever = LEVERS["policy"]["hours_per_contact"]
    longer = replace(world_with(lever, 2.0), town=0)
    monkeypatch.setitem(LEVERS["policy"], lever.name, replace(lever, channel=""))
    check_scenarios("run", [Scenario(design=world_with())])
    with pytest.raises(TableError, match="channel of the lever policy.hours_per_contact is one of"):
        run(Scenario(design=longer), replications=1, progress=False)


def test_what_a_design_sets_counts_as_used():
    change = Change(week=2, scope="organisation", lever="letters", value=LEVERS["organisation"]["letters"].usual)
    closed = world_with(LEVERS["partners"]["open"], False)
    design = replace(closed, changes=(change,), coach_team={"case_discussion": True})
    assert {("policy", "team"), ("partners", "open"), ("team", "case_discussion"), ("organisation", "letters")} <= set(
        design.levers_set
    )


def test_a_usual_value_outside_the_range_is_a_fault_of_the_row():
    assert list(STIPEND.faults()) == []
    (fault,) = replace(STIPEND, usual=200.0).faults()
    assert fault == "the usual value of the lever policy.stipend: stipend lies between 0 and 100 euros a month; got 200"


def test_explain_freezes_the_levers_that_the_table_gives_to_money_and_duties():
    assert set(RULED_LEVERS) == {"money", "duties"}
    assert set(RULED_LEVERS["money"]) >= {"release_share", "release_cap_month", "release_months", "exit_bonus_year"}
    assert set(RULED_LEVERS["duties"]) >= {"exempt", "sanctions"}


def test_the_table_says_why_a_lever_has_no_channel():
    text = (ROOT / "simulation" / "levers.toml").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\[\w+\.(\w+)\]\n(.*?)(?:\n\n|\Z)", text, re.M | re.S))
    for table in LEVERS.values():
        for name, lever in table.items():
            assert (lever.channel == NO_CHANNEL) == ("# channel: " in rows[name]), name


def test_budgets_are_those_of_the_payers():
    assert set(BUDGETS) == {"benefit_budget", "execution_budget", "partners", "municipality", "all_budgets"}
    assert set(BUDGETS["benefit_budget"]) >= {"cost_benefit"}
    assert set(BUDGETS["execution_budget"]) >= {"cost_execution", "cost_coach", "cost_bonus"}
    assert set(BUDGETS["partners"]) >= {"cost_partner"}
    assert set(BUDGETS["municipality"]) == set(BUDGETS["benefit_budget"]) | set(BUDGETS["execution_budget"])
    assert BUDGETS["all_budgets"] == ("cost_month",)


def test_the_budget_figure_follows_the_rules_of_the_world():
    policy = {"release_share": 0.5, "release_months": 24.0}
    design = Design(groups=(Group(name="released", size=1, policy=policy),), switched_off=frozenset({"release"}))
    curves = budget_constraint(design, {})
    first = curves[(curves["household"] == curves["household"][0]) & np.isclose(curves["hours"], 10.0)]
    values = values_of_parameters({})
    kept = values["norm_single"] + values["allowances"] - values["work_cost"] - 10.0 * values["work_cost_hour"]
    assert first["money"].to_numpy() == pytest.approx(kept)


@pytest.mark.parametrize(
    "row, rule",
    [
        ({"of": "team"}, "of of the measure 'Calls' is one of person, group, costs; got 'team'"),
        ({"over": "calls"}, "over of the measure 'Calls' is one of people"),
        ({"paid_by": "us"}, "paid_by of the measure 'Calls' is one of"),
        ({"of": "costs"}, "the measure 'Calls' has a rule, unless it is the sum of costs"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(row, rule):
    with pytest.raises(ValueError, match=re.escape(rule)):
        Measure(abs, "Calls", "a week", "calls", **row)


def test_the_cost_of_a_month_is_the_sum_of_the_costs():
    series = lived(world_with()).book.series
    assert set(COSTS) >= {"cost_benefit", "cost_execution", "cost_coach", "cost_partner", "cost_bonus"}
    whole = sum(series[:, :, INDEX[name]] for name in COSTS)
    assert np.array_equal(series[:, :, INDEX["cost_month"]], whole)


@pytest.mark.parametrize("number", [PARTNERS_2018[0].luck_number, None])
def test_the_luck_of_a_partner_does_not_depend_on_its_row(number):
    partners = (replace(PARTNERS_2018[0], luck_number=number), *PARTNERS_2018[1:])
    design = Design(groups=(Group(name="people", size=1),), town=700, weeks=3, partners=partners)
    turned = replace(design, partners=design.partners[::-1])
    model, reordered = (TrustExperiment(each, rng=1, equilibrium=first_guess(each)) for each in (design, turned))
    for name in ("waiting", "in_service", "town_arrivals"):
        assert np.array_equal(model.partners[name], reordered.partners[name][::-1]), name
    assert model.partners["waiting"].sum() > 100
    counts = [np.diff(each.world.queue.first_arrival, axis=1)[:, :3] for each in (model, reordered)]
    assert np.array_equal(counts[0], counts[1][::-1])


@pytest.mark.parametrize(
    "number, rule",
    [
        (1, "ggz and addiction_care have the same luck_number, 1"),
        (-1, "the luck_number of ggz lies between 0 and 99; got -1"),
        (1.5, "the luck_number of ggz is a whole number; got 1.5"),
    ],
)
def test_a_luck_number_that_is_not_a_partners_own_is_refused(number, rule):
    partners = (replace(PARTNERS_2018[0], luck_number=number), *PARTNERS_2018[1:])
    assert list(luck_faults(partners)) == [rule]
    design = replace(world_with(), partners=partners)
    with pytest.raises(TableError, match=rule):
        lived(design)
    with pytest.raises(TableError, match=rule):
        run(Scenario(design=design), replications=1, progress=False)
