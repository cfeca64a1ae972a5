"""Tables of `vex scenarios show`: a resolved scenario, and its differences from the scenario that it extends."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from results.words.language import _
from results.words.settings import unit_and_meaning
from scenarios.file.resolved_settings import Resolved, Setting
from simulation.design import Design
from simulation.partners import PARTNERS_2018

from .lever_values import setting

PARTNER_TITLES = {partner.name: partner.title for partner in PARTNERS_2018}
ALWAYS_SHOWN = ("places", "wait_weeks")
"""Columns of a partner that are shown even where they are as in 2018."""


def parts_of(resolved: Resolved) -> Iterator[Table | Text]:
    """Yield the parts to print."""
    scenario, extended = resolved.scenario, resolved.extended
    yield Text(scenario.name, style="bold")
    yield Text(_(scenario.title))
    yield Text(_(scenario.question), style="italic")
    if extended is not None:
        count = sum(row.differs for row in resolved.settings)
        words = _("It extends {base}. What differs ({n}) is in bold, with the value there in brackets.")
        yield Text(words.format(base=extended.name, n=count))
    rows = resolved.settings
    groups = [group.name for group in scenario.design.groups]
    yield _listed(_("The run"), [row for row in rows if row.scope == "world"])
    yield _crossed(_("What each group is offered"), rows, "policy", groups)
    if scenario.design.posts or any(row.scope == "posts" for row in rows):
        yield _posts([row for row in rows if row.scope == "posts"])
    yield _crossed(_("The people who do the work"), rows, "team", _teams(scenario.design))
    yield _listed(_("The municipality and the labour market"), _of(rows, "organisation", "labour_market"))
    yield _partners(rows)
    yield from _others(rows)


def _others(rows: tuple[Setting, ...]) -> Iterator[Table]:
    for title, scope in (
        (_("Changes at a date"), "changes"),
        (_("Parameters that are not those of the table"), "parameters"),
        (_("Mechanisms switched off"), "switched_off"),
        (_("How people are recruited"), "recruitment"),
    ):
        chosen = _of(rows, scope)
        if chosen:
            yield _listed(title, chosen)


def _of(rows: tuple[Setting, ...], *scopes: str) -> list[Setting]:
    return [row for row in rows if row.scope in scopes]


def _teams(design: Design) -> list[str]:
    return ["coach_team", "manager_team"] if design.posts else ["manager_team"]


def _listed(title: str, rows: list[Setting]) -> Table:
    """Return a table with a row a setting."""
    table = _table(title, _("setting"), _("value"), _("unit"), _("meaning"))
    for row in rows:
        table.add_row(_named(row), cell(row), *_unit_and_meaning(row))
    return table


def _crossed(title: str, rows: tuple[Setting, ...], scope: str, targets: list[str]) -> Table:
    """Return a table with a row a lever and a column a group or team."""
    table = _table(title, _("setting"), *targets, _("unit and meaning"))
    by_key = {(row.name, row.target): row for row in rows if row.scope == scope}
    for name in dict.fromkeys(name for name, _target in by_key):
        cells = [cell(by_key[name, target]) if (name, target) in by_key else Text("") for target in targets]
        first = next(row for key, row in by_key.items() if key[0] == name)
        table.add_row(str(name), *cells, "; ".join(filter(None, _unit_and_meaning(first))))
    return table


def _posts(rows: list[Setting]) -> Table:
    table = _table(_("Coaches"), _("coaches"), _("part of a full-time week"), _("from week"), _("until week"))
    for row in rows:
        assert isinstance(row.name, tuple)
        fte, arrives, leaves = row.name
        until = _("the end") if leaves is None else str(leaves)
        table.add_row(cell(row), setting(fte), str(arrives), until)
    return table


def _partners(rows: tuple[Setting, ...]) -> Table:
    """Return a table with a row a partner: levers, places and wait in 2018, and its other differences."""
    levers = list(dict.fromkeys(str(row.name) for row in rows if row.scope == "partners"))
    units = [f"{name}\n({_(unit_and_meaning('partners', name)[0])})" for name in levers]
    heads = [_("places in 2018\n(in a town of 7,000)"), _("wait in 2018\n(weeks)"), *units]
    table = _table(_("Partners"), _("partner"), *heads)
    by_key = {(row.target, row.name): row for row in rows if row.scope in ("partners", "description")}
    for partner in dict.fromkeys(target for target, _name in by_key):
        more = [
            f"{name} = {cell(row)}"
            for (target, name), row in by_key.items()
            if target == partner and row.scope == "description" and row.differs and name not in ALWAYS_SHOWN
        ]
        cells = [cell(by_key[partner, name]) for name in (*ALWAYS_SHOWN, *levers)]
        table.add_row("\n".join([partner, f"  {_(PARTNER_TITLES[partner])}", *more]), *cells)
    table.caption = "; ".join(f"{name}: {_(unit_and_meaning('partners', name)[1])}" for name in levers)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", caption_justify="left")
    for number, column in enumerate(columns):
        if number == 0:
            table.add_column(column, no_wrap=True)
        else:
            table.add_column(column, overflow="fold")
    return table


def _named(row: Setting) -> str:
    if row.scope != "changes":
        return str(row.name)
    assert isinstance(row.name, tuple)
    week, _scope, lever = row.name
    what = lever if row.target == row.scope or row.target == lever else f"{row.target}: {lever}"
    return _("from week {week}: {what}").format(week=week, what=what)


def _unit_and_meaning(row: Setting) -> tuple[str, str]:
    scope, name = row.name[1:] if isinstance(row.name, tuple) else (row.scope, row.name)
    unit, meaning = unit_and_meaning(scope, name)
    return "" if unit == "-" else _(unit), _(meaning)


def cell(row: Setting) -> Text:
    """Return the value; where it differs, in bold and with the value in the extended scenario."""
    if not row.differs:
        return Text(_word(row.value))
    if row.before is None:
        return Text(_("{value} (new)").format(value=_word(row.value)), style="bold")
    return Text(_("{value} (was {before})").format(value=_word(row.value), before=_word(row.before)), style="bold")


def _word(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "–"
    return setting(value) if isinstance(value, bool | int | float | str) else str(value)
