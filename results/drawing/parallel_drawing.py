"""Figures drawn by other processes, while this process writes tables and draws the rest."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from matplotlib.figure import Figure

from scenarios.work.interrupts import ignore_interrupts, interrupts_ignored

from ..words.language import current, in_language
from .atomic_files import write_figure_twice


@contextmanager
def drawing_workers(workers: int) -> Iterator[Executor | None]:
    """Give an executor with `workers` − 1 processes, since this process draws too; None if that is none."""
    if workers < 2:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    others = ProcessPoolExecutor(workers - 1, mp_context=context, initializer=ignore_interrupts)
    try:
        with interrupts_ignored():
            others.submit(warm_up)
        yield others
    except BaseException:
        others.shutdown(wait=False, cancel_futures=True)
        raise
    others.shutdown()


def warm_up() -> None:
    """Do nothing: the first task of a process starts it and imports the modules that draw."""


def submit_figures(
    folder: Path, figures: Mapping[str, Callable[[], Figure]], others: Executor | None
) -> dict[str, Future]:
    """Submit the figures to other processes; the functions that draw them must be picklable."""
    if others is None:
        return {}
    return {name: others.submit(draw_figure, folder, name, draw, current()) for name, draw in figures.items()}


def collect_figures(
    folder: Path, figures: Mapping[str, Callable[[], Figure]], submitted: Mapping[str, Future]
) -> list[Path]:
    """Draw the figures that no process has begun, from the last on; wait for the rest; return all paths in order."""
    paths: dict[str, list[Path]] = {}
    for name in reversed(list(figures)):
        if name not in submitted or submitted[name].cancel():
            paths[name] = draw_figure(folder, name, figures[name], current())
    for name, draw in figures.items():
        if name not in paths:
            try:
                paths[name] = submitted[name].result()
            except BrokenProcessPool:  # a process was killed, perhaps for lack of memory
                paths[name] = draw_figure(folder, name, draw, current())
    return [path for name in figures for path in paths[name]]


def draw_figure(folder: Path, name: str, draw: Callable[[], Figure], language: str) -> list[Path]:
    """Draw a figure in a language, and write it into a folder as SVG and PNG; return the paths."""
    with in_language(language):
        png, svg = write_figure_twice(folder / name, draw())
    return [svg, png]
