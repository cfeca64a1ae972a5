"""Where a report of a comparison comes from: its sections on assumptions changed and on how to make it again."""

from collections.abc import Mapping
from datetime import datetime

from ..comparison.column_meanings import TABLES
from ..comparison.comparison_files import WORKBOOK
from ..drawing.text_tables import Sheet
from ..words import wording
from ..words.language import _, day, decimal, plural
from .blocks import Bullets, Code, Heading, Section, Table, Text
from .changed_assumptions import changed
from .page_tables import outside_table

FAILURES_SHOWN = 10


def made_by(comparison) -> str:
    """Return in a line when the comparison was run, how often, and that it is a simulation."""
    manifest = comparison.manifest
    done = manifest["replications"]["finished"]
    words = plural(
        "Simulated on {date}, {n} time, with seed {seed}. {always}",
        "Simulated on {date}, {n} times, with seed {seed}. {always}",
        done,
    )
    date = day(datetime.fromisoformat(manifest["started"]).date())
    return words.format(date=date, n=decimal(done), seed=manifest["seed"], always=_(wording.ALWAYS))


def changed_section(comparison) -> Section:
    """Return every setting in which a scenario differs from the base."""
    section = Section("changed", _("Every assumption changed"))
    compared = comparison.manifest["compared"]
    base = compared[0]
    about = _("What each scenario sets differently from {base}. All else is the same in both.")
    title = wording.quoted(comparison.base, comparison.titles)
    section.add(Text(about.format(base=title)))
    if own := mechanism_words(base, title):
        section.add(Text(own))
    columns = (_("Of whom or what"), _("Setting"), _("In the base"), _("In the scenario"), _("Unit"), _("Meaning"))
    for row in compared[1:]:
        title = wording.named(row["scenario"], comparison.titles)
        lines = tuple(
            (one.where, one.name, one.base, one.value, one.unit, one.meaning)
            for one in changed(base["design"], row["design"])
        )
        own = mechanism_words(row, title)
        if lines:
            section.add(Table.of(Sheet(title, columns, lines), words=True))
        if own:
            section.add(Text(own))
        if not lines and row.get("each_week") == base.get("each_week"):
            section.add(Text(_("{scenario}: nothing; it is the base under another name.").format(scenario=title)))
    outside = outside_table(compared, comparison.titles)
    if outside is None:
        return section.add(Text(_("No scenario sets a parameter outside the range of the parameter table.")))
    return section.add(outside)


def mechanism_words(row: Mapping, title: str) -> str:
    """Return a sentence on the own mechanism of a scenario of the manifest; empty without one."""
    if not row.get("each_week"):
        return ""
    words = _(
        "{scenario} has a mechanism of its own: before each week the Python function {function} changes the model."
    )
    return words.format(scenario=title, function=row["each_week"]["function"])


def again_section(contents) -> Section:
    """Return the command, the software, what failed, and the files of the run folder."""
    manifest = contents.comparison.manifest
    section = Section("again", _("How to make this again"))
    section.add(Code(manifest["command"]))
    if manifest["population"]:
        section.add(Text(_("FILE stands for the file with recipients, whose name is not kept."), "note"))
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
    section.add(Table.of(Sheet(title, (_("What"), _("Value")), tuple(facts)), words=True))
    section.add(*_failures(contents.comparison))
    return section.add(Heading(_("Tables as files")), Bullets(_files(contents.folder)))


def _failures(comparison) -> list:
    """Return what failed, the first rows of it; nothing if nothing did."""
    failures = comparison.failures
    if not len(failures):
        return []
    rows = tuple(
        (wording.named(row.scenario, comparison.titles), str(row.replication), str(row.error))
        for row in failures.head(FAILURES_SHOWN).itertuples()
    )
    said = plural("{n} run failed and is left out.", "{n} runs failed and are left out.", len(failures))
    sheet = Sheet(_("What failed"), (_("Scenario"), _("Replication"), _("Error")), rows)
    return [Text(said.format(n=decimal(len(failures))), "warning"), Table.of(sheet, words=True)]


def _moment(written: str | None) -> str:
    if not written:
        return "–"
    when = datetime.fromisoformat(written)
    return _("{date}, {time} UTC").format(date=day(when.date()), time=f"{when:%H:%M}")


def _files(folder) -> tuple[str, ...]:
    """Return the tables in the folder, each with what it is."""
    said = [_("{file}: all tables in one workbook, with an explanation of every column").format(file=WORKBOOK)]
    said += [f"{name}.csv: {_(words)}" for name, words in TABLES.items()]
    return tuple(line for line in said if (folder / line.partition(":")[0]).exists())
