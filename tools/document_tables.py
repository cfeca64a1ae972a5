"""Tables of the documents: `python -m tools.document_tables` writes them from the code.

A table is between `<!-- begin: NAME -->` and `<!-- end -->`; the text around it is written by hand.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from simulation.partners import PartnerSpec
from vex.commands.lever_values import number, setting, values_in_words

from .markdown import code, markdown
from .measured_documents import TABLES_OF_DOCUMENT
from .measured_tables import MEASURED, leavers

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "odd.md"
PLAUSIBLE = DOCUMENT.with_name("plausible.md")
MEASURED_DOCUMENTS = {DOCUMENT.with_name(name): tables for name, tables in TABLES_OF_DOCUMENT.items()}
TABLE = re.compile(r"(<!-- begin: (\w+) -->\n)((?:(?!<!-- begin).)*?)(<!-- end -->)", re.DOTALL)
NOT_CURRENT = 1


def main(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if a table is not current.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Simulate nothing: keep the simulated values.")] = False,
) -> None:
    """Write the tables of the documents; simulates stocks, towns and whole trials for a minute."""
    tables = {DOCUMENT: TABLES, **MEASURED_DOCUMENTS}
    texts = {path: path.read_text(encoding="utf-8") for path in tables}
    if check:
        stale = {path: not_current(text, tables[path]) for path, text in texts.items()}
        for path, names in stale.items():
            if names:
                typer.echo(f"not current in {path.name}: {', '.join(names)}", err=True)
                typer.echo("To write them: python -m tools.document_tables", err=True)
        if any(stale.values()):
            raise typer.Exit(NOT_CURRENT)
        return
    for path in MEASURED_DOCUMENTS:
        path.write_text(filled(texts[path], {}, tables[path]), encoding="utf-8")
    simulated = simulated_in(texts[DOCUMENT]) if quick else simulated_values()
    DOCUMENT.write_text(filled(texts[DOCUMENT], simulated), encoding="utf-8")


def filled(text: str, simulated: Mapping[str, float], tables: Mapping[str, Callable] | None = None) -> str:
    """Return the document with every table rewritten; raises KeyError for an unknown marker."""
    return TABLE.sub(lambda match: f"{match[1]}{table_of(match[2], simulated, tables)}\n{match[4]}", text)


def not_current(text: str, tables: Mapping[str, Callable] | None = None) -> list[str]:
    """Return the names of tables that differ from the code or are missing.

    Simulated values are those of the document: their last digit may differ between machines.
    """
    simulated = simulated_in(text)
    written = {name: table for __, name, table, __ in TABLE.findall(text)}
    return [name for name in tables or TABLES if written.get(name) != table_of(name, simulated, tables) + "\n"]


def table_of(name: str, simulated: Mapping[str, float], tables: Mapping[str, Callable] | None = None) -> str:
    """Return the table `name` in Markdown; `tables` are by default those of `docs/odd.md`."""
    write = (tables or TABLES)[name]
    return write(simulated) if name in SIMULATED else write()


def week() -> str:
    """Return the steps of a week in their order."""
    from simulation.week import WEEK

    parts = [part for step in WEEK for part in step.parts]
    rows = [
        (str(number), part.name, part.meaning, ", ".join(map(code, part.files)))
        for number, part in enumerate(parts, start=1)
    ]
    return markdown(("", "step", "what happens", "files in `simulation/`"), rows)


def groups() -> str:
    """Return the levers in which the groups of the trial differ from the service as usual."""
    from scenarios.file.scenario import load
    from simulation.levers import LEVERS

    design = load("tilburg-2018").design
    policies = [design.policy_of(group) for group in design.groups]
    rows = [("people", "", *(group.size for group in design.groups))]
    for name, lever in LEVERS["policy"].items():
        if any(policy[name] != lever.usual for policy in policies):
            rows.append((code(name), lever.unit, *(setting(policy[name]) for policy in policies)))
    return markdown(("lever", "unit", *(code(group.name) for group in design.groups)), rows)


def parameters() -> str:
    """Return the parameters, a table a section."""
    from simulation.parameters import PARAMETERS

    columns = ("name", "value", "range", "unit", "status", "source", "meaning")
    tables = []
    for section in dict.fromkeys(row.section for row in PARAMETERS.values()):
        rows = [
            (code(row.name), number(row.value), f"{number(row.low)} to {number(row.high)}")
            + (row.unit, row.status, row.source, row.meaning)
            for row in PARAMETERS.values()
            if row.section == section
        ]
        tables.append(f"**{section}**\n\n{markdown(columns, rows)}")
    return "\n\n".join(tables)


def levers() -> str:
    """Return the levers of every scope."""
    from simulation.levers import LEVERS

    rows = [
        (scope, code(row.name), setting(row.usual), values_in_words(row))
        + (row.unit, row.channel, row.paid_by, row.meaning)
        for scope, table in LEVERS.items()
        for row in table.values()
    ]
    return markdown(("scope", "lever", "usual in 2018", "values", "unit", "channel", "paid by", "meaning"), rows)


def switches() -> str:
    """Return the switches of the mechanisms."""
    from simulation.parameters import SWITCHES

    rows = [(code(name), row["meaning"], row["off"]) for name, row in SWITCHES.items()]
    return markdown(("switch", "mechanism", "off: the world without it"), rows)


def columns() -> str:
    """Return the columns of an own population."""
    from simulation.columns import COLUMNS

    rows = [(code(row.name), row.unit, row.valid, row.meaning) for row in COLUMNS.values()]
    return markdown(("column", "unit", "values", "meaning"), rows)


def measures() -> str:
    """Return the measures."""
    from simulation.measures import MEASURES

    rows = [(code(name), row.title, row.unit, row.meaning) for name, row in MEASURES.items()]
    return markdown(("measure", "what readers see", "unit", "meaning"), rows)


def partners() -> str:
    """Return the partners of 2018."""
    from simulation.partners import PARTNERS_2018

    rows = []
    for spec in PARTNERS_2018:
        serves = spec.serves | ({"activation": spec.activation} if spec.activation else {})
        gives = {
            name.removeprefix("gives_"): getattr(spec, name)
            for name in spec.__slots__
            if name.startswith("gives_") and getattr(spec, name)
        }
        gives |= {"levels down": spec.levels_down} if spec.levels_down else {}
        onward = {other: f"{chance:g} ({warm:g} warm)" for other, (chance, warm) in spec.refers_to.items()}
        rows.append(
            (f"{code(spec.name)} {spec.title}", listed(serves), admission(spec))
            + ("yes" if spec.by_letter else "", number(spec.town_urgent))
            + (number(spec.places), number(spec.wait_weeks))
            + (f"{number(spec.service)} ({number(spec.spread)})", number(spec.success), number(spec.drop_out_week))
            + (number(spec.known_in_town), number(spec.cost_week), listed(gives), listed(onward), spec.source)
        )
    columns = (
        "partner", "serves", "admits", "by letter", "urgent in town", "places", "wait, weeks",
        "service, weeks (spread)", "success", "drop-out a week", "known in town", "euros a week", "gives",
        "refers on to", "source",
    )  # fmt: skip
    return markdown(columns, rows)


def courses() -> str:
    """Return the group courses."""
    from simulation.courses import COURSES

    rows = []
    for spec in COURSES:
        troubled = f"whose problem with {spec.known_problem.replace('_', ' ')} is known" if spec.known_problem else ""
        mothers = "single mothers with young children" if spec.single_mothers else ""
        workless = f"people out of work with employability {number(spec.employability_from)} or more"
        who = "; ".join(filter(None, (troubled, mothers, workless if spec.job_search else "")))
        does = f"eases {spec.known_problem.replace('_', ' ')}" if spec.known_problem else ""
        does = "a job lead, employability" if spec.job_search else does or "self-efficacy"
        rows.append(
            (f"{code(spec.name)} {spec.title}", who, does, spec.sessions, spec.places, spec.starts, spec.weeks_between)
            + (number(spec.coach_hours), number(spec.cost_session), spec.source)
        )
    columns = (
        "course", "for whom", "finishing may bring", "sessions", "places a round", "first round", "weeks between",
        "coach hours a session", "euros a person a session", "source",
    )  # fmt: skip
    return markdown(columns, rows)


def admission(spec: PartnerSpec) -> str:
    """Return the admission criteria of a partner."""
    criteria = [f"level {spec.level_from} or more"] if spec.serves else []
    if spec.activation:
        criteria.append(f"employability {number(spec.employability_from)} to {number(spec.employability_to)}")
    return ", ".join(criteria + ["a limitation"] * spec.needs_limitation)


def listed(values: Mapping) -> str:
    """Return names with their values, one after another."""
    written = {
        name: value if isinstance(value, str) else "" if value is True else number(value)
        for name, value in values.items()
    }
    return ", ".join(f"{name.replace('_', ' ')} {value}".strip() for name, value in written.items())


def patterns(simulated: Mapping[str, float]) -> str:
    """Return the background patterns: published intervals and simulated values."""
    from calibration.patterns import PATTERNS

    rows = []
    for name, row in PATTERNS.items():
        value = simulated.get(name)
        within = "" if value is None else "yes" if row.low <= value <= row.high else "**no**"
        rows.append(
            (code(name), row.meaning, f"{number(row.low)} to {number(row.high)}", row.rows)
            + ("" if value is None else f"{value:.3g}", within)
        )
    return markdown(("pattern", "meaning", "interval", "evidence rows", "simulated", "within"), rows)


def flows(simulated: Mapping[str, float]) -> str:
    """Return flow and stock shares: published and simulated values."""
    from calibration.flows import PUBLISHED_SHARES

    rows = []
    for name, row in PUBLISHED_SHARES.items():
        value = f"{simulated[name]:.3g}" if name in simulated else ""
        rows.append((code(name), row.kind, row.meaning, row.published, value, row.rows))
    return markdown(("figure", "kind", "meaning", "published", "simulated", "evidence rows"), rows)


def volunteers(simulated: Mapping[str, float]) -> str:
    """Return the numbers of people recruited, and the comparisons with and without a lottery."""
    from calibration.volunteers import PUBLISHED_COUNTS

    rows = []
    for name, row in PUBLISHED_COUNTS.items():
        values = [f"{simulated[key]:.3g}" if key in simulated else "" for key in (name, f"{name}_sd")]
        rows.append((code(name), row.meaning, row.published, row.rows, *values))
    return markdown(("count", "meaning", "published", "source", "simulated, mean", "spread of single trials"), rows)


def simulated_values() -> dict[str, float]:
    """Simulate the values of the tables in `SIMULATED`: six stocks, six open towns, twenty whole trials."""
    from calibration.flows import mean_shares
    from calibration.leavers import mean_leavers
    from calibration.patterns import mean_patterns
    from calibration.volunteers import mean_trial

    return mean_patterns() | mean_shares() | mean_leavers() | mean_trial()


def simulated_in(text: str) -> dict[str, float]:
    """Read the simulated values in the document."""
    values = {}
    for __, name, table, __ in TABLE.findall(text):
        for line in table.splitlines()[2:] if name in SIMULATED else ():
            row = [cell.strip() for cell in line.split("|")[1:-1]]
            if len(row) == 6 and row[4]:
                values[row[0].strip("`")] = float(row[4])
                if name == "volunteers":
                    values[f"{row[0].strip('`')}_sd"] = float(row[5])
    return values


TABLES: dict[str, Callable] = {
    function.__name__: function
    for function in (
        week, groups, parameters, levers, switches, measures, partners, courses, columns, patterns, flows, volunteers,
        leavers, *MEASURED,
    )
}
"""Name of the marker → function that returns the table."""

SIMULATED = ("patterns", "flows", "volunteers", "leavers")
"""Tables with simulated values."""

if __name__ == "__main__":
    typer.run(main)
