"""Folders that verbs write into: new or empty, with a clear error, and removed again if nothing was written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from results.words.language import _
from simulation.arguments import path_of


def shown(path: Path) -> str:
    """Return `path` relative to the current folder, if it lies inside; else unchanged."""
    try:
        return os.path.relpath(path) if path.resolve().is_relative_to(Path.cwd()) else str(path)
    except ValueError:
        return str(path)


def given_folder(folder: str | Path | None) -> Path | None:
    """Return the argument `folder` as a path, None for None; raises TypeError or ValueError for what is no path."""
    return None if folder is None else path_of("folder", folder)


@contextmanager
def new_folder(folder: str | Path | None) -> Iterator[Path | None]:
    """Give a new or empty folder to write into, None for None; an error inside removes it if it is still empty.

    Raises TypeError or ValueError for what is no path, RunFolderError for a folder that is not empty, or where writing
    fails.
    """
    from scenarios.file.faults import why
    from scenarios.run_folder.resume import RunFolderError

    path = given_folder(folder)
    if path is None:
        yield None
        return
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise RunFolderError(_("{path} is not empty; choose another folder").format(path=shown(path)))
        yield path
    except OSError as error:
        words = _("cannot write in {path}: {fault}; choose another folder")
        raise RunFolderError(words.format(path=shown(path), fault=why(error))) from error
    finally:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
