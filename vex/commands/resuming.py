"""`--resume`: the folder of an interrupted run, its options, and the command that continues it."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from results.words.language import _

from ..folders import shown
from ..screen import say


@dataclass(frozen=True, slots=True)
class Begun:
    """Options with which a run was begun; the usual ones for a new run."""

    replications: int | None = None
    seed: int = 1
    precision: float | None = None
    point: bool = False
    group: str | None = None
    measures: tuple[str, ...] = ()
    social_account: bool = False


def run_folder(
    names: list[str], verb: str, out: Path | None, resume: bool, kind: str = "comparison"
) -> tuple[Path, Begun]:
    """Return the run folder and the options with which its run was begun; `kind` as in its manifest.

    Raises RunFolderError if there is no run to continue.
    """
    from scenarios.run_folder.resume import RunFolderError, read_manifest, unfinished
    from scenarios.run_folder.store import default_folder
    from simulation.outcomes import EVERYONE

    if not resume:
        return out or default_folder(f"{names[-1 if kind == 'explanation' else 0]}-{verb}"), Begun()
    folder = out or unfinished(names, Path("runs"), kind)
    if folder is None:
        words = _("there is no unfinished comparison of {names} in runs/; name its folder with --out")
        if kind == "explanation":
            words = _("there is no unfinished explanation of {names} in runs/; name its folder with --out")
        raise RunFolderError(words.format(names=", ".join(names)))
    before = read_manifest(folder, kind)
    return folder, Begun(
        replications=before["replications"]["asked"],
        seed=before["seed"],
        precision=before.get("precision"),
        point=before["draws"] is None,
        group=before.get("group", EVERYONE),
        measures=tuple(before.get("measures") or ()),
        social_account=before.get("social_account", False),
    )


def print_resume_command(folder: Path, command: str | None = None) -> None:
    """Say after Ctrl-C how many replications are saved, and the command that continues the run.

    It is by default the command that was given, with `--resume`.
    """
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
    say(_("To go on: {command}").format(command=command or resumed_command(folder)))


def resumed_command(folder: Path) -> str:
    """Return the command that was given, with its run folder and `--resume`."""
    words = [word for word in sys.argv[1:] if word != "--resume"]
    where = [] if any(word.split("=")[0] == "--out" for word in words) else ["--out", shown(folder)]
    return shlex.join(["vex", *words, *where, "--resume"])


def print_set_aside(manifest: dict, folder: Path) -> None:
    """Say which damaged files were set aside and replaced."""
    for name in manifest.get("set_aside", ()):
        say(
            _("vex: damaged files were set aside in {folder}; the replications in them were run again.").format(
                folder=shown(folder / name)
            )
        )
