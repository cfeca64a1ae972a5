"""Sections of the page on its origin: changed assumptions, and how to repeat the comparison."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from scenarios.compare import Comparison

from ..comparison.column_meanings import TABLE_MEANINGS
from ..comparison.comparison_files import WORKBOOK
from ..drawing.text_tables import Sheet
from ..words import wording
from ..words.language import _, day, decimal, plural
from .blocks import Bullets, Code, Heading, Paragraph, Section, TableBlock
from .changed_assumptions import changed
from .contents import Contents
from .page_tables import outside_table

FAILURES_SHOWN = 10


def origin_line(comparison: Comparison) -> str:
    """Return the line with date, number of replications, seed, and the caution that it is a simulation."""
    manifest = comparison.manifest
    finished = manifest["replications"]["finished"]
    words = plural(
        "Simulated on {date}, {n} time, with seed {seed}. {always}",
        "Simulated on {date}, {n} times, with seed {seed}. {always}",
        finished,
    )
    date = day(datetime.fromisoformat(manifest["started"]).date())
    return words.format(date=date, n=decimal(finished), seed=manifest["seed"], always=_(wording.NO_FORECAST))


def changed_section(comparison: Comparison) -> Section:
    """Return every setting in which a scenario differs from the base."""
    section = Section("changed", _("Every assumption changed"))
    compared = comparison.manifest["compared"]
    base = compared[0]
    about = _("What each scenario sets differently from {base}. All else is the same in both.")
    title = wording.quoted(comparison.base, comparison.titles)
    section.add(Paragraph(about.format(base=title)))
    if own := mechanism_words(base, title):
        section.add(Paragraph(own))
    columns = (_("Of whom or what"), _("Setting"), _("In the base"), _("In the scenario"), _("Unit"), _("Meaning"))
    for row in compared[1:]:
        title = wording.named(row["scenario"], comparison.titles)
        lines = tuple(
            (change.where, change.name, change.base, change.value, change.unit, change.meaning)
            for change in changed(base["design"], row["design"])
        )
        own = mechanism_words(row, title)
        if lines:
            section.add(TableBlock.of(Sheet(title, columns, lines), words=True))
        if own:
            section.add(Paragraph(own))
        if not lines and row.get("each_week") == base.get("each_week"):
            section.add(Paragraph(_("{scenario}: nothing; it is the base under another name.").format(scenario=title)))
    outside = outside_table(compared, comparison.titles)
    if outside is None:
        return section.add(Paragraph(_("No scenario sets a parameter outside the range of the parameter table.")))
    return section.add(outside)


def mechanism_words(row: Mapping, title: str) -> str:
    """Return a sentence on the own mechanism of a scenario of the manifest; empty without one."""
    if not row.get("each_week"):
        return ""
    words = _(
        "{scenario} has a mechanism of its own: before each week the Python function {function} changes the model."
    )
    return words.format(scenario=title, function=row["each_week"]["function"])


def again_section(contents: Contents) -> Section:
    """Return the command, the versions, the failures, and the files of the run folder."""
    manifest = contents.comparison.manifest
    section = Section("again", _("How to make this again"))
    section.add(Code(manifest["command"]))
    if manifest["population"]:
        section.add(Paragraph(_("FILE stands for the file with recipients, whose name is not kept."), "note"))
    draws = manifest["draws"]
    used = _("those of the table") if draws is None else f"{draws['name']} ({draws['sha256'][:12]})"
    facts = [
        (_("Seed"), str(manifest["seed"])),
        (_("Replications finished"), decimal(manifest["replications"]["finished"])),
        (_("Replications failed"), decimal(manifest["replications"]["failed"])),
        (_("Begun"), _moment(manifest["started"])),
        (_("Ended"), _moment(manifest["ended"])),
        (_("Parameter values"), used),
        (_("Version of the rules"), manifest["rules"]),
        (_("Git revision"), manifest["git_revision"] or "–"),
        *((name, version) for name, version in manifest["software"].items()),
        *((row["scenario"], row["design_sha256"][:12]) for row in manifest["compared"]),
        *(
            (row["each_week"]["function"], row["each_week"].get("sha256", "–")[:12])
            for row in manifest["compared"]
            if row.get("each_week")
        ),
    ]
    title = _("Versions, and fingerprints of the scenarios as run")
    section.add(TableBlock.of(Sheet(title, (_("What"), _("Value")), tuple(facts)), words=True))
    section.add(*_failures(contents.comparison))
    return section.add(Heading(_("Tables as files")), Bullets(_files(contents.folder)))


def _failures(comparison: Comparison) -> list[Paragraph | TableBlock]:
    """Return a warning and a table with the first failures; an empty list without failures."""
    failures = comparison.failures
    if not len(failures):
        return []
    rows = tuple(
        (wording.named(row.scenario, comparison.titles), str(row.replication), str(row.error))
        for row in failures.head(FAILURES_SHOWN).itertuples()
    )
    failed = plural("{n} run failed and is left out.", "{n} runs failed and are left out.", len(failures))
    sheet = Sheet(_("What failed"), (_("Scenario"), _("Replication"), _("Error")), rows)
    return [Paragraph(failed.format(n=decimal(len(failures))), "warning"), TableBlock.of(sheet, words=True)]


def _moment(iso: str | None) -> str:
    if not iso:
        return "–"
    when = datetime.fromisoformat(iso)
    return _("{date}, {time} UTC").format(date=day(when.date()), time=f"{when:%H:%M}")


def _files(folder: Path) -> tuple[str, ...]:
    """Return the tables in the folder, each with its meaning."""
    lines = [_("{file}: all tables in one workbook, with an explanation of every column").format(file=WORKBOOK)]
    lines += [f"{name}.csv: {_(words)}" for name, words in TABLE_MEANINGS.items()]
    return tuple(line for line in lines if (folder / line.partition(":")[0]).exists())
