"""The text of a new scenario file: all levers with their values, as comments."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from results.words.language import _

from .lever_values import setting, values_in_words

if TYPE_CHECKING:
    from simulation.design import Design

TEAM_SECTIONS = ("coach_team", "manager_team")


def file_name(name: str) -> str:
    """Return the file of a new scenario; raises ScenarioError for an invalid or a taken name."""
    from scenarios.file.faults import ScenarioError
    from scenarios.file.scenario_inheritance import shipped

    stem = name.removesuffix(".toml")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", stem):
        rule = _("a name has letters, digits, - and _, and becomes a file in this folder; got {name!r}")
        raise ScenarioError(rule.format(name=name))
    if stem in shipped():
        raise ScenarioError(
            _("{name} is a scenario that comes with the project; choose another name").format(name=stem)
        )
    return f"{stem}.toml"


def written(texts: dict[str, str]) -> list[str]:
    """Write new files and return lines for the screen; raises ScenarioError, without any file, if a file is refused."""
    from scenarios.file.faults import ScenarioError, why
    from scenarios.file.scenario import load

    paths: list[Path] = []
    try:
        for name, text in texts.items():
            with Path(name).open("x", encoding="utf-8") as file:
                paths.append(Path(name))
                file.write(text)
        for name in texts:
            load(name)
    except (OSError, ScenarioError) as error:
        for path in paths:
            path.unlink()
        if isinstance(error, FileExistsError):
            rule = _("{file} exists already and is not overwritten; choose another name")
            raise ScenarioError(rule.format(file=error.filename)) from error
        if isinstance(error, OSError):
            rule = _("{file} cannot be written: {why}")
            raise ScenarioError(rule.format(file=error.filename, why=why(error))) from error
        raise
    lines = [_("Written: {file}").format(file=name) for name in texts]
    return [*lines, _("Change it, then: vex scenarios check {file}, and vex run {file}").format(file=next(iter(texts)))]


def comment(text: str) -> str:
    """Return a paragraph as lines of comment."""
    wrap = textwrap.TextWrapper(
        110, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False, break_long_words=False
    )
    return wrap.fill(text) + "\n"


def toml_text(text: str) -> str:
    """Return a text as TOML writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def start(name: str, extends: str) -> str:
    """Return the text of a scenario that extends another and changes nothing yet; raises ScenarioError."""
    from scenarios.file.scenario import load

    base = load(extends)
    parts = [
        comment(_("A scenario of your own. It is {base} with what stands here laid over it.").format(base=base.name))
        + comment(
            _(
                "Take away the # before what you want to change, with the line in [brackets] above it, and leave out "
                "the rest. The values are those of {base}."
            ).format(base=base.name)
        ),
        f"extends = {toml_text(extends)}\n"
        f"title = {toml_text(name.removesuffix('.toml'))}\n"
        f"question = {toml_text(_('What changes if …?'))}\n",
        *_levers(base.design),
    ]
    return "\n".join(parts)


def _levers(design: "Design") -> Iterator[str]:
    from simulation.levers import LEVERS, checked

    coached = [group for group in design.groups if group.policy] or list(design.groups)
    others = ", ".join(group.name for group in design.groups if group is not coached[0])
    about = _("What one group is offered. The groups are called {names}.").format(
        names=", ".join(group.name for group in design.groups)
    )
    yield (
        comment(about)
        + _section(f"groups.{coached[0].name}.policy", LEVERS["policy"], design.policy_of(coached[0]))
        + (comment(_("The same words go for {others}.").format(others=others)) if others else "")
    )
    yield comment(_("The coaches: how many, from which week on (leaves = the week in which they leave).")) + (
        "# [[posts]]\n# coaches = 6\n# arrives = 0\n# fte = 1.0\n"
    )
    about_team = {
        "coach_team": _("How the coaches work."),
        "manager_team": _("How the client managers of the service as usual work: the same words, without handover."),
    }
    for team in TEAM_SECTIONS:
        levers = {name: row for name, row in LEVERS["team"].items() if row.belongs_to(team)}
        yield comment(about_team[team]) + _section(team, levers, checked("team", getattr(design, team)))
    yield comment(_("The municipality.")) + _section(
        "organisation", LEVERS["organisation"], checked("organisation", design.organisation)
    )
    yield comment(_("Jobs.")) + _section(
        "labour_market", LEVERS["labour_market"], checked("labour_market", design.labour_market)
    )
    names = ", ".join(partner.name for partner in design.partners)
    yield comment(_("A partner: {names}.").format(names=names)) + _section(
        "partners.ggz", LEVERS["partners"], checked("partners", design.partner_levers.get("ggz", {}))
    )
    yield comment(_("A change when so many weeks have passed, in the same words.")) + (
        "# [[changes]]\n# week = 26\n# labour_market.labour_market = 0.8\n"
    )


def _section(table: str, levers: dict, values: dict) -> str:
    lines = [f"# [{table}]"]
    for name, lever in levers.items():
        value = setting(values[name])
        written = f'"{value}"' if lever.choices else value
        unit = "" if lever.unit == "-" else f"{_(lever.unit)}; "
        lines.append(f"# {name} = {written}  # {_(lever.meaning)} ({unit}{values_in_words(lever)})")
    return "\n".join(lines) + "\n"
