"""The disk cache: slow results are kept in the user's cache folder between processes.

The folder is `VEX_CACHE_DIR`, else the user's cache folder of the platform. Without a folder that can be written,
everything still works and is computed again in every process; one warning says so.
"""

import logging
import multiprocessing
import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from .messages import message

LOG = logging.getLogger("vex")
_warned: list[Path] = []


def cache_root() -> Path:
    """Return the folder in which everything is cached."""
    return Path(os.environ.get("VEX_CACHE_DIR") or platformdirs.user_cache_dir("vex", appauthor=False))


def read_cached(path: Path) -> bytes | None:
    """Return the content of a cached file; None if it is not there or cannot be read."""
    with suppress(OSError):
        return path.read_bytes()
    return None


def write_cached(path: Path, content: bytes) -> None:
    """Write a cached file, as a whole or not at all; where that is impossible, warn."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        warn_of_no_cache()


def warn_of_no_cache() -> None:
    """Say once, and not in worker processes, that the cache folder cannot be written."""
    folder = cache_root()
    if folder not in _warned and multiprocessing.parent_process() is None:
        LOG.warning(
            message(
                "The cache folder {folder} cannot be written: every process compiles the rules and finds the starting "
                "point anew. Set VEX_CACHE_DIR to a folder that can be written",
                folder=folder,
            )
        )
    _warned.append(folder)
