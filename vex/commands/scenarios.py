"""`vex scenarios`: list, show and check scenario files, and write a start for an own file."""

import re
from pathlib import Path
from typing import Annotated

import typer

from results.words.language import N_, _, plural

from ..screen import clear_errors, screen

scenarios = typer.Typer(
    name="scenarios",
    help="Scenario files: list them, show one in full, check your own, or write a start for it.",
    invoke_without_command=True,
)

THEMES = (
    N_("The experiment of Tilburg and what came after"),
    N_("How many coaches, and for how many people"),
    N_("What coaches do"),
    N_("Duties and money"),
    N_("Partners and their waiting lists"),
    N_("Everyone in town or country, and the labour market"),
)
"""Themes in the order of the list; each scenario file names its theme."""

Name = Annotated[str, typer.Argument(help="Name of a shipped scenario, or a scenario file (.toml).")]


@scenarios.callback()
def chosen(context: typer.Context) -> None:
    """List the scenarios when nothing else is asked."""
    if context.invoked_subcommand is None:
        list_scenarios()


@scenarios.command("list")
def list_scenarios() -> None:
    """List the scenarios that come with the package, each with the question that it asks."""
    with clear_errors():
        from rich.table import Table

        table = Table(_("scenario"), _("question"), show_lines=False)
        for theme, rows in by_theme().items():
            table.add_section()
            table.add_row("", f"[bold]{_(theme)}[/bold]")
            for name, question in rows:
                table.add_row(name, _(question))
        screen().print(table)
        typer.echo(_("One in full: vex scenarios show NAME. A start for your own: vex scenarios new NAME."))


def by_theme() -> dict[str, list[tuple[str, str]]]:
    """Return name and question of the shipped scenarios by theme, in the order in which readers see them."""
    from scenarios.file.scenario_inheritance import merged, read_chain, shipped

    questions: dict[str, list[tuple[str, str]]] = {theme: [] for theme in THEMES}
    for name in sorted(shipped(), key=natural_order):
        content = merged(read_chain(name))
        questions.setdefault(content["theme"], []).append((name, content["question"]))
    return questions


def natural_order(name: str) -> list:
    """Return a key that sorts names as people do: caseload-50 before caseload-100."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


@scenarios.command("show")
def show_scenario(name: Name) -> None:
    """Show a scenario as it is run: every lever with its value, unit and meaning, and what differs."""
    with clear_errors():
        from scenarios.file.resolved_settings import resolve

        from .scenario_tables import parts_of

        for part in parts_of(resolve(name)):
            screen().print(part)


@scenarios.command("check")
def check_scenario(file: Annotated[str, typer.Argument(help="Your scenario file (.toml), or a shipped name.")]) -> None:
    """Check a scenario file without running it; exit code 2 and the place of every fault if there is one."""
    with clear_errors():
        from scenarios.file.resolved_settings import resolve, without_effect

        resolved = resolve(file)
        design = resolved.scenario.design
        people = plural("{n} person at the start", "{n} people at the start", design.people).format(n=design.people)
        groups = plural("{n} group", "{n} groups", len(design.groups)).format(n=len(design.groups))
        weeks = plural("{n} week", "{n} weeks", design.weeks).format(n=design.weeks)
        typer.echo(
            _("{file} is in order: {people}, {groups}, {weeks}.").format(
                file=file, people=people, groups=groups, weeks=weeks
            )
        )
        if resolved.extended is not None:
            count = sum(setting.differs for setting in resolved.settings)
            typer.echo(
                plural(
                    "It differs from {base} in {n} setting: vex scenarios show {file}",
                    "It differs from {base} in {n} settings: vex scenarios show {file}",
                    count,
                ).format(base=resolved.extended.name, n=count, file=file)
            )
        for place in without_effect(file):
            idle = _("{place}: the scenario that is extended has this already; it changes nothing.")
            typer.echo(idle.format(place=place))


@scenarios.command()
def new(
    name: Annotated[str, typer.Argument(help="Name of your scenario; it becomes the file NAME.toml.")],
    extends: Annotated[
        str | None, typer.Option(help="The scenario that yours differs from; tilburg-2018 unless said otherwise.")
    ] = None,
    recipients: Annotated[
        int | None, typer.Option(min=1, help="Your own municipality: recipients of social assistance there.")
    ] = None,
    coaches: Annotated[
        int | None, typer.Option(min=1, help="Full-time coaches in your municipality; a second file, to compare.")
    ] = None,
    caseload: Annotated[int, typer.Option(min=1, help="Clients of each coach on the first day.")] = 100,
    wait: Annotated[
        list[str] | None, typer.Option(help="Wait at a partner, in weeks: ggz=24. May be given more than once.")
    ] = None,
    norms_year: Annotated[
        int | None, typer.Option(help="Year of the benefit norms; 2018 unless said otherwise.")
    ] = None,
    norms: Annotated[
        Path | None, typer.Option(help="Your own table of benefit norms (.toml); docs/scenarios.md shows one.")
    ] = None,
) -> None:
    """Write a commented start for a scenario of your own; with --recipients, for your own municipality."""
    with clear_errors():
        from scenarios.file.faults import ScenarioError

        from . import municipality, scenario_start

        if recipients is None:
            for option, given in {
                "--coaches": coaches, "--wait": wait, "--norms-year": norms_year, "--norms": norms
            }.items():  # fmt: skip
                if given is not None:
                    rule = _("{option} is for your own municipality: say how many --recipients there are")
                    raise ScenarioError(rule.format(option=option))
            texts = {scenario_start.file_name(name): scenario_start.start(name, extends or "tilburg-2018")}
        else:
            if extends is not None:
                raise ScenarioError(_("a municipality of your own extends city-7000; leave out --extends"))
            town = municipality.Municipality.asked(name, recipients, coaches, caseload, wait or [], norms_year, norms)
            texts = town.texts()
        for line in scenario_start.written(texts):
            typer.echo(line)
