"""Unit: wrong arguments are refused before anything runs, with the rule, the value and the caller's own words."""

import numpy as np
import pytest
from small_comparisons import BASE, BUSY, GROUPS

import vex
from scenarios.sweep_axes import axis_of
from simulation.messages import options_named
from vex import TrustExperiment, VexError
from vex.verbs.explain import check_group

for name in vex.__all__:  # names are imported at first use: within a patch they would keep the patched value for good
    getattr(vex, name)
TRIAL = vex.load("tilburg-2018")
FOLDERS = {
    "run": lambda folder: vex.run(BASE, folder=folder),
    "compare": lambda folder: vex.compare(BASE, [BUSY], folder=folder),
    "sweep": lambda folder: vex.sweep(BASE, ["policy.contacts_per_year=2,6"], folder=folder),
    "explain": lambda folder: vex.explain(BASE, BUSY, folder=folder),
    "bottleneck": lambda folder: vex.bottleneck(BASE, folder=folder),
    "story": lambda folder: vex.story([BASE], folder=folder),
    "trial": lambda folder: vex.trial(TRIAL, folder=folder),
    "open_run": vex.open_run,
    "open_comparison": vex.open_comparison,
    "report": vex.report,
}


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    """Let a run fail where it begins."""

    def runs(*given, **named):
        raise AssertionError("a run was begun")

    for place in ("scenarios.run.prepared", "scenarios.trial.prepared", "scenarios.bottleneck.prepared"):
        monkeypatch.setattr(place, runs)
    monkeypatch.setattr("simulation.experiment.equilibrium_of", runs)


@pytest.mark.parametrize("folder", [3, 2.5, True, np.int64(3), float("nan"), b"folder", [], {}])
@pytest.mark.parametrize("verb", FOLDERS)
def test_what_is_no_path_is_refused_as_folder(verb, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TypeError, match="^folder is a path: a text or a pathlib.Path; got "):
        FOLDERS[verb](folder)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("verb", FOLDERS)
def test_an_empty_text_is_no_folder(verb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="^folder is a path.*, not empty; got ''"):
        FOLDERS[verb]("")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [None, 1, "no", float("nan"), []])
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("progress", lambda **options: vex.run(BASE, **options)),
        ("progress", lambda **options: vex.compare(BASE, [BUSY], **options)),
        ("progress", lambda **options: vex.sweep(BASE, ["policy.contacts_per_year=2,6"], **options)),
        ("progress", lambda **options: vex.explain(BASE, BUSY, **options)),
        ("progress", lambda **options: vex.bottleneck(BASE, **options)),
        ("progress", lambda **options: vex.story([BASE], **options)),
        ("alone", lambda **options: vex.trial(TRIAL, **options)),
        ("truth", lambda **options: vex.trial(TRIAL, **options)),
        ("story", lambda **options: vex.report("nowhere", **options)),
        ("bottleneck", lambda **options: vex.report("nowhere", **options)),
        ("synthetic", lambda **options: vex.with_population(BASE, "nowhere.csv", **options)),
        ("surveyed", lambda **options: TrustExperiment(BASE.design, **options)),
        ("register", lambda **options: TrustExperiment(BASE.design, **options)),
        ("open", lambda **options: vex.Group(name="a", size=1, **options)),
        ("surveyed", lambda **options: vex.Group(name="a", size=1, **options)),
    ],
)
def test_a_switch_is_true_or_false(name, call, value):
    with pytest.raises(TypeError, match=f"^{name} is True or False; got "):
        call(**{name: value})


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: TrustExperiment(BASE.design, equilibrium=3), TypeError, "equilibrium is an Equilibrium, or None"),
        (lambda: TrustExperiment(BASE.design, equilibrium=""), TypeError, "equilibrium is an Equilibrium, or None"),
        (lambda: TrustExperiment(BASE.design, measured=3), TypeError, "measured is a collection of weeks"),
        (lambda: TrustExperiment(BASE.design, measured="3"), TypeError, "measured is a collection of weeks"),
        (lambda: TrustExperiment(BASE.design, measured=[2.5]), TypeError, "measured is .*; got 2.5 in it"),
        (lambda: TrustExperiment(BASE.design, usual_hires=3), TypeError, "usual_hires is a UsualHires, or None"),
        (lambda: vex.load(3), TypeError, "name_or_path is the name of a scenario, or the path of a file; got 3"),
        (lambda: vex.load(""), ValueError, "name_or_path is .*, not empty; got ''"),
        (lambda: vex.with_population(3, "nowhere.csv"), TypeError, "scenario is a Scenario; load it first"),
        (lambda: vex.with_population(BASE, 3), TypeError, "path is a path"),
        (lambda: BASE.with_mechanism(print, name=3), TypeError, "name is a text; got 3"),
        (lambda: BASE.with_mechanism(print, title=3), TypeError, "title is a text; got 3"),
        (lambda: vex.Scenario(design=3), TypeError, "design is a Design; got 3"),
        (lambda: vex.Scenario(design=BASE.design, control="coach"), VexError, "no group; nearest valid: coached"),
        (lambda: vex.Outcomes.of(3), TypeError, "model is a TrustExperiment; got 3"),
        (lambda: vex.TrialData.of(3), TypeError, "model is a TrustExperiment; got 3"),
        (lambda: vex.report("nowhere", out=3), TypeError, "out is a path"),
        (lambda: vex.report("nowhere", tell=3), TypeError, "tell is a function of a text; got 3"),
        (lambda: vex.report("nowhere", language="de"), ValueError, "language is one of en, nl; got 'de'"),
        (lambda: vex.story([BASE], language=3), ValueError, "language is one of en, nl; got 3"),
        (lambda: vex.compare(BASE, [BUSY], group=3), TypeError, "group is a text; got 3"),
        (lambda: vex.explain(BASE, BUSY, group=""), VexError, "group is one of everyone, coached, usual; got "),
        (lambda: vex.explain(BASE, usual=3), TypeError, "usual is a text; got 3"),
    ],
)
def test_other_arguments_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: vex.Group(name=3, size=1), TypeError, "name is a text; got 3"),
        (lambda: vex.Group(name="", size=1), ValueError, "name is a text of at least one character; got ''"),
        (lambda: vex.Group(name="a", size=None), TypeError, "size is a whole number; got None"),
        (lambda: vex.Group(name="a", size=1, label=3), TypeError, "label is a text; got 3"),
        (lambda: vex.Group(name="a", size=1, policy=3), TypeError, "policy is a mapping from names to values; got 3"),
        (lambda: vex.Group(name="a", size=1, policy={3: 1}), TypeError, "each name in policy is a text; got 3"),
        (lambda: vex.CoachPost(leaves=None), TypeError, "leaves is a whole number; got None"),
        (lambda: vex.Design(groups=3), TypeError, "groups is a sequence of Group; got 3"),
        (lambda: vex.Design(groups=GROUPS[0]), TypeError, r"groups is a sequence of Group; got .*: write \["),
        (lambda: vex.Design(groups=GROUPS, posts=[3]), TypeError, "posts is a sequence of CoachPost; got 3 in it"),
        (lambda: vex.Design(groups=GROUPS, changes="x"), TypeError, "changes is a sequence of Change; got 'x'"),
        (lambda: vex.Design(groups=GROUPS, weeks=None), TypeError, "weeks is a whole number; got None"),
        (lambda: vex.Design(groups=GROUPS, coach_team=3), TypeError, "coach_team is a mapping"),
        (lambda: vex.Design(groups=GROUPS, parameters=[3]), TypeError, "parameters is a mapping"),
        (lambda: vex.Design(groups=GROUPS, switched_off="web"), TypeError, r"got 'web': write \['web'\]"),
        (lambda: vex.Design(groups=GROUPS, no_news="a"), TypeError, "no_news is a collection of names"),
        (lambda: vex.Design(groups=GROUPS, recruitment=3), TypeError, "recruitment is a Recruitment or None; got 3"),
        (lambda: vex.Design(groups=GROUPS, population=3), TypeError, "population is a Population or None; got 3"),
        (lambda: vex.Design(groups=GROUPS, switched_off=["webb"]), VexError, "'webb' is no switch; nearest valid: web"),
        (lambda: vex.Design(groups=GROUPS, parameters={"wag": 1}), VexError, "is no parameter; nearest valid: wage"),
        (lambda: vex.Design(groups=GROUPS, partner_levers={"gz": {}}), VexError, "no partner; nearest valid: ggz"),
    ],
)
def test_parts_of_a_design_are_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.fixture(scope="module")
def model():
    return TrustExperiment(BASE.design)


@pytest.mark.parametrize(
    ("lever", "value", "error", "words"),
    [
        ("contact_per_year", 3, VexError, "^'contact_per_year' is no lever of policy; nearest valid: contacts_per_"),
        ("typo", 3, VexError, "^'typo' is no lever of policy; (valid: team, |nearest valid: )"),
        ("contacts_per_year", 99, ValueError, "^contacts_per_year lies between 0 and 52 .*; got 99$"),
        ("contacts_per_year", "3", TypeError, "^contacts_per_year is a number; got '3'$"),
        ("contacts_per_year", float("nan"), ValueError, "^contacts_per_year lies between .*; got nan$"),
        ("team", ["coaches"], ValueError, "^team is one of client_managers, coaches; got "),
    ],
)
def test_a_wrong_lever_is_refused_alike_in_a_policy_a_change_and_a_model(lever, value, error, words, model):
    for call in (
        lambda: vex.Group(name="a", size=1, policy={lever: value}),
        lambda: vex.Change(week=1, scope="policy", lever=lever, value=value, target="coached"),
        lambda: model.set_lever("policy", lever, value, target="coached"),
    ):
        with pytest.raises(error, match=words):
            call()


def test_a_wrong_scope_is_refused_with_the_nearest(model):
    for call in (
        lambda: vex.Change(week=1, scope="polices", lever="team", value="coaches"),
        lambda: model.set_lever("polices", "team", "coaches"),
    ):
        with pytest.raises(VexError, match="^'polices' is no scope of levers; nearest valid: policy$"):
            call()


def test_numbers_of_numpy_are_values_of_levers_and_parameters(tmp_path):
    design = vex.Design(
        groups=(vex.Group(name="a", size=1, policy={"contacts_per_year": np.int64(6)}),),
        parameters={"wage": np.float32(14.0)},
    )
    from scenarios.run_folder.manifest import design_as_json, sha256

    assert len(sha256(design_as_json(design))) == 64


def test_messages_name_the_argument_of_python_and_the_option_of_the_command():
    for call, python, option in (
        (lambda: axis_of("policy.contact=2", BASE.design), "vary policy.contact: ", "--vary policy.contact: "),
        (lambda: vex.sweep(BASE, []), 'give vary=["', "give --vary organisation"),
        (lambda: check_group("coach", BASE, BUSY), "group is one of", "--group is one of"),
        (lambda: vex.compare(BASE, [BUSY], group="coach"), "group: 'coach' is no group", "--group: 'coach'"),
        (lambda: vex.sweep(BASE, ["policy.contacts_per_year=2"], measure="x"), "measure: 'x'", "--measure: 'x'"),
        (lambda: vex.explain(BASE, BUSY, measures=["x"]), "each of measures is a mean", "--measure is a mean"),
        (lambda: vex.explain(BASE, BUSY, usual="coached"), "with usual= there is", "with --usual there is"),
        (lambda: vex.explain(BASE), 'vex.explain(scenario, usual="GROUP")', "vex explain base --usual GROUP"),
        (lambda: vex.trial(TRIAL, export=["x"]), "export knows", "--export knows"),
    ):
        with pytest.raises(VexError) as in_python:
            call()
        with options_named(), pytest.raises(VexError) as in_command:
            call()
        assert python in str(in_python.value) and "--" not in str(in_python.value)
        assert option in str(in_command.value)
