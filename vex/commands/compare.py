"""`vex compare`: what changes if…, on the same people with the same luck."""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from results.words.language import _, plural

from ..screen import BAD_INPUT, INTERRUPTED, SOME_FAILED, clear_errors, say, screen, shown
from .run import (
    Synthetic,
    Workers,
    announce_compilation,
    check_declaration,
    taken_in,
    warn_of_parameters,
)

Dask = Annotated[str | None, typer.Option(help="Address of a Dask scheduler that does the work, tcp://HOST:PORT.")]
Point = Annotated[
    bool, typer.Option("--point", help="The table's parameter values only, instead of the whole plausible set.")
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with what was stopped: in --out, else the last one of the same in runs/."),
]
Replications = Annotated[
    int | None, typer.Option(min=1, help="How many times each world is run, at most; 200 unless said otherwise.")
]
OwnSeed = Annotated[
    int | None, typer.Option(min=0, max=2**64 - 1, help="Same seed, same luck, same result; 1 unless said otherwise.")
]
Precision = Annotated[
    float | None,
    typer.Option(help="Stop when every mean difference in exits to work is known to so much, such as 0.005."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar and no table.")]
People = Annotated[Path | None, typer.Option(help="Own recipients: a file as `vex population --template` writes it.")]
OneGroup = Annotated[
    str | None,
    typer.Option(help="Group that table, sentences and figures are about; everyone unless said otherwise."),
]


def compare(
    base: Annotated[str, typer.Argument(help="Scenario that the others are compared with: a name or a file.")],
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios to compare with it.")],
    replications: Replications = None,
    seed: OwnSeed = None,
    workers: Workers = None,
    dask: Dask = None,
    out: Annotated[Path | None, typer.Option(help="Run folder; runs/BASE-compare-TIME unless said otherwise.")] = None,
    resume: Resume = False,
    precision: Precision = None,
    point: Point = False,
    quiet: Quiet = False,
    population: People = None,
    synthetic: Synthetic = False,
    group: OneGroup = None,
) -> None:
    """Compare scenarios with a base, on the same people with the same luck."""
    check_declaration(population, synthetic)
    check_precision(precision)
    with clear_errors():
        from scenarios.compare import compare as run_comparison
        from scenarios.file.scenario import load
        from scenarios.pairs.same_people import check_paired

        chosen = [load(name) for name in (base, *scenarios)]
        if population is not None:
            chosen = [
                taken_in(one, population, synthetic, quiet or place > 0) for place, one in enumerate(chosen)
            ]
        names = [one.name for one in chosen]
        options = Options(replications, seed, workers, dask, precision, point, quiet)
        folder, begun = taken_up(names, "compare", out, resume)
        group = group or begun.get("group", "everyone")
        check_paired(group, chosen[0], chosen[1:])
        for one in chosen:
            warn_of_parameters(one.design)
        run = partial(run_comparison, chosen[0], chosen[1:], notes={"group": group})
        found = carried_out(run, folder, options.after(begun))
        tell_what_was_set_aside(found.manifest, folder)
        show(found, folder, quiet, workers or os.cpu_count() or 1)
    end(found, folder)


def check_precision(precision: float | None) -> None:
    """Refuse a precision that cannot be reached."""
    if precision is not None and not precision > 0.0:
        raise typer.BadParameter(_("it is above 0; got {value:g}").format(value=precision), param_hint="--precision")


def plausible(quiet: bool):
    """Return the plausible set of parameter values, and say that it is used."""
    from calibration.plausible import load

    chosen = load()
    if not quiet:
        say(
            _("Parameters: the plausible set {name}, {n} sets of values in turn (--point: the table's values).").format(
                name=chosen.name, n=len(chosen.draws)
            )
        )
    return chosen


class Options(NamedTuple):
    """What a comparison and a sweep can be asked."""

    replications: int | None
    seed: int | None
    workers: int | None
    dask: str | None
    precision: float | None
    point: bool
    quiet: bool

    def after(self, begun: dict) -> "Options":
        """Return the options, what was not said as it was when the run was begun."""
        return self._replace(
            replications=self.replications or begun.get("replications", 200),
            seed=begun.get("seed", 1) if self.seed is None else self.seed,
            precision=self.precision or begun.get("precision"),
            point=self.point or begun.get("point", False),
        )


def carried_out(run: Callable, folder: Path, options: Options):
    """Run what is asked, in `folder`, and return what comes out; after Ctrl-C say how to go on."""
    announce_compilation(options.quiet)
    try:
        with cluster(options.dask) as executor:
            return run(
                replications=options.replications,
                seed=options.seed,
                executor=executor,
                workers=options.workers or os.cpu_count() or 1,
                progress=not options.quiet,
                folder=folder,
                draws=None if options.point else plausible(options.quiet),
                precision=options.precision,
            )
    except KeyboardInterrupt:
        tell_how_to_go_on(folder)
        raise typer.Exit(INTERRUPTED) from None


def taken_up(
    names: list[str], what: str, out: Path | None, resume: bool, kind: str = "comparison"
) -> tuple[Path, dict]:
    """Return the run folder and, if one is taken up, the options with which it was begun; `kind` as in its manifest.

    Raises RunFolderError if there is nothing to go on with.
    """
    from scenarios.run_folder.resume import RunFolderError, read_manifest, unfinished
    from scenarios.run_folder.store import default_folder

    if not resume:
        return out or default_folder(f"{names[-1 if kind == 'explanation' else 0]}-{what}"), {}
    folder = out or unfinished(names, Path("runs"), kind)
    if folder is None:
        words = _("there is no unfinished comparison of {names} in runs/; name its folder with --out")
        if kind == "explanation":
            words = _("there is no unfinished explanation of {names} in runs/; name its folder with --out")
        raise RunFolderError(words.format(names=", ".join(names)))
    before = read_manifest(folder, kind)
    return folder, {
        "replications": before["replications"]["asked"],
        "seed": before["seed"],
        "precision": before.get("precision"),
        "point": before["draws"] is None,
        "group": before.get("group", "everyone"),
        "measures": before.get("measures"),
    }


@contextmanager
def cluster(address: str | None) -> Iterator:
    """Give the executor of the Dask cluster at `address`; None without one. Ends with a message if there is none."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        _refuse(_("--dask needs the package distributed: install vex with the extra cluster."))
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        _refuse(_("there is no Dask scheduler at {address}: {error}").format(address=address, error=error))
    try:
        check_workers(client, address)
        yield client.get_executor()
    finally:
        client.close()


def check_workers(client, address: str) -> None:
    """End with a message unless the cluster has workers, and all of them these very rules."""
    from simulation.compiled import rules_hash

    hashes = client.run(rules_hash)
    if not hashes:
        _refuse(_("the Dask scheduler at {address} has no workers; start some first.").format(address=address))
    others = [worker for worker, found in hashes.items() if found != rules_hash()]
    if others:
        _refuse(
            _("the Dask worker {worker} has another version of vex; install the same one everywhere.").format(
                worker=others[0]
            )
        )


def _refuse(message: str) -> None:
    say(f"vex: {message}")
    raise typer.Exit(BAD_INPUT)


def tell_how_to_go_on(folder: Path) -> None:
    """Say after Ctrl-C what is on disk and with which command it goes on."""
    import sys

    from scenarios.run_folder.resume import RunFolderError, read_manifest

    try:
        counts = read_manifest(folder)["replications"]
    except RunFolderError:
        say(_("vex: interrupted before anything was finished."))
        return
    say(
        _("vex: interrupted; {kept} of {asked} replications are kept in {folder}.").format(
            kept=counts["finished"], asked=counts["asked"], folder=shown(folder)
        )
    )
    words = [word for word in sys.argv[1:] if word != "--resume"]
    where = [] if any(word.split("=")[0] == "--out" for word in words) else ["--out", shown(folder)]
    command = shlex.join(["vex", *words, *where, "--resume"])
    say(_("To go on: {command}").format(command=command))


def tell_what_was_set_aside(manifest: dict, folder: Path) -> None:
    """Say which damaged files were found and replaced."""
    for name in manifest.get("set_aside", ()):
        say(
            _("vex: damaged files were set aside in {folder}; the replications in them were run again.").format(
                folder=shown(folder / name)
            )
        )


def show(comparison, folder: Path, quiet: bool, workers: int) -> None:
    """Write tables, figures and report, show the table, and say where everything is."""
    from results.comparison.comparison_files import write_comparison
    from results.comparison.comparison_screen import comparison_screen
    from scenarios.file.faults import why
    from scenarios.run_folder.resume import RunFolderError

    group = comparison.manifest.get("group", "everyone")
    if len(comparison.series):
        try:
            write_comparison(comparison, folder, group=group, workers=workers)
        except OSError as error:
            words = _("cannot write the report in {folder}: {error}. The runs are kept; make room and run it again.")
            raise RunFolderError(words.format(folder=shown(folder), error=why(error))) from error
        if not quiet:
            screen().print(comparison_screen(comparison, group))
    if not quiet:
        typer.echo(_("Run folder: {folder}").format(folder=shown(folder)))


def end(comparison, folder: Path) -> None:
    """Say what failed, and end with the code that says so."""
    failures = comparison.failures
    if not len(failures):
        return
    first = failures.iloc[0]
    say(
        plural(
            "vex: {n} run failed: {scenario}, replication {number}: {error}. It is in {file}.",
            "vex: {n} runs failed, the first of them {scenario}, replication {number}: {error}. All are in {file}.",
            len(failures),
        ).format(
            n=len(failures),
            scenario=first["scenario"],
            number=first["replication"],
            error=first["error"],
            file=shown(folder / "failures.csv"),
        )
    )
    raise typer.Exit(SOME_FAILED)
