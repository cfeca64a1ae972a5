"""Figures drawn side by side: another process takes some of them while this one goes on."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from matplotlib.figure import Figure

from scenarios.work.interrupts import ignore_interrupts, interrupts_ignored

from ..words.language import current, speaking
from .whole_files import write_figure_twice


@contextmanager
def easels(workers: int) -> Iterator[Executor | None]:
    """Give an executor with one process fewer than `workers`, this one being one of them; None for none."""
    if workers < 2:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    others = ProcessPoolExecutor(workers - 1, mp_context=context, initializer=ignore_interrupts)
    try:
        with interrupts_ignored():
            others.submit(ready)
        yield others
    except BaseException:
        others.shutdown(wait=False, cancel_futures=True)
        raise
    others.shutdown()


def ready() -> None:
    """Do nothing; a process that is asked for it has started and has imported what it needs to draw."""


def hand_out(folder: Path, figures: Mapping[str, Callable[[], Figure]], others: Executor | None) -> dict[str, Future]:
    """Ask others to draw the figures; what draws them must be something that other processes can be sent."""
    if others is None:
        return {}
    return {name: others.submit(draw_into, folder, name, draw, current()) for name, draw in figures.items()}


def drawn(folder: Path, figures: Mapping[str, Callable[[], Figure]], asked: Mapping[str, Future]) -> list[Path]:
    """Draw here, from the last on, what nobody has begun, wait for the rest, and return all paths in order."""
    paths = {}
    for name, draw in reversed(figures.items()):
        if name not in asked or asked[name].cancel():
            paths[name] = draw_into(folder, name, draw, current())
    for name, draw in figures.items():
        if name not in paths:
            try:
                paths[name] = asked[name].result()
            except BrokenProcessPool:  # the other process was ended, for want of memory perhaps
                paths[name] = draw_into(folder, name, draw, current())
    return [path for name in figures for path in paths[name]]


def draw_into(folder: Path, name: str, draw: Callable[[], Figure], language: str) -> list[Path]:
    """Draw a figure into a folder as SVG and PNG, in a language; return the paths."""
    with speaking(language):
        png, svg = write_figure_twice(folder / name, draw())
    return [svg, png]
