"""`vex population`: template and columns of an own population, and the faults in a file."""

from pathlib import Path
from typing import Annotated

import typer

from results.words.language import N_, _, decimal, plural

from ..folders import shown
from ..screen import BAD_INPUT, clear_errors, must_be_new, say, screen
from .printed_table import AsCsv, for_programs, show


def population(
    file: Annotated[Path | None, typer.Argument(help="File to check (.csv); nothing is run.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Write a file to fill in.")] = False,
    columns: Annotated[bool, typer.Option("--columns", help="List the columns.")] = False,
    draw: Annotated[
        int | None, typer.Option(min=1, max=1_000_000, help="Write so many made-up people, to try things out.")
    ] = None,
    least_age: Annotated[
        int | None,
        typer.Option(min=18, max=65, help="Nobody made up with --draw is younger; 18 unless said otherwise."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; the screen unless said otherwise.")] = None,
    as_csv: AsCsv = False,
) -> None:
    """Check a file with your own recipients, or show what one looks like."""
    if sum((file is not None, template, columns, draw is not None)) != 1:
        say(_("vex: give one of these: a file to check, --template, --columns or --draw."))
        raise typer.Exit(BAD_INPUT)
    if least_age is not None and draw is None:
        say(_("vex: --least-age goes with --draw."))
        raise typer.Exit(BAD_INPUT)
    if out is not None and (file is not None or columns):
        say(_("vex: --out goes with --template or --draw; checking a file and listing the columns write nothing."))
        raise typer.Exit(BAD_INPUT)
    if out is not None:
        must_be_new(out)
    with clear_errors():
        if columns:
            list_columns(as_csv)
        elif template:
            from scenarios.file.populations import template as text

            write_out(text(), out)
        elif draw is not None:
            import io

            from scenarios.file.populations import drawn_population, write_population

            text_file = io.StringIO()
            write_population(drawn_population(draw, least_age or 18), text_file)
            write_out(text_file.getvalue(), out)
        elif file is not None:
            check_population(file)


def write_out(text: str, out: Path | None) -> None:
    """Write text to a new file, or to the screen."""
    from scenarios.file.faults import why

    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        say(_("vex: {path} exists already; choose another name.").format(path=shown(out)))
        raise typer.Exit(BAD_INPUT) from None
    except OSError as error:
        say(_("vex: cannot write {path}: {fault}.").format(path=shown(out), fault=why(error)))
        raise typer.Exit(BAD_INPUT) from None
    typer.echo(_("Written: {path}").format(path=shown(out)))


def list_columns(as_csv: bool) -> None:
    """Show every column: name, unit, valid values, meaning."""
    from simulation.columns import COLUMNS

    with for_programs(as_csv):
        rows = [(row.name, row.unit, row.valid, row.meaning) for row in COLUMNS.values()]
        show(N_("Columns of an own population"), ("name", "unit", "values", "meaning"), rows, as_csv)


def check_population(file: Path) -> None:
    """Show the number of people in a file, and of each column the given and the imputed values."""
    from rich.table import Table

    from scenarios.file.population_file import read_population
    from simulation.columns import COLUMNS
    from simulation.population import LEAST_COUNT

    people = read_population(file)
    title = plural("{path}: {n} person, no faults", "{path}: {n} people, no faults", people.rows)
    title = title.format(path=shown(file), n=decimal(people.rows))
    table = Table(_("column"), _("people"), _("made up (imputed)"), title=title)
    for name in COLUMNS:
        given = int(people.given(name).sum())
        missing = people.rows - given
        table.add_row(name, decimal(given) if given else "", decimal(missing) if missing else "")
    screen().print(table)
    if people.rows < LEAST_COUNT:
        words = _("A run needs at least {n} people, unless you declare with --synthetic that nobody in it is real.")
        typer.echo(words.format(n=LEAST_COUNT))
    typer.echo(_("SHA-256 of the content: {sha256}").format(sha256=people.sha256))
