"""Ctrl-C ends a run immediately, but never between a result and its file."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self


def in_main_thread() -> bool:
    """Return whether this thread receives signals."""
    return threading.current_thread() is threading.main_thread()


class Interrupts:
    """Context manager that defers Ctrl-C, except inside `let_in`."""

    def __init__(self) -> None:
        self._wanted = self._open = False
        self._before: signal._HANDLER = None

    def __enter__(self) -> Self:
        if in_main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._wanted = True
        if self._open:
            raise KeyboardInterrupt

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """Raise KeyboardInterrupt if Ctrl-C was pressed before, or as soon as it is pressed inside the context."""
        try:
            self._open = True
            if self._wanted:
                raise KeyboardInterrupt
            yield
        finally:
            self._open = False


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C inside the context: a process that starts there ignores it from its first moment."""
    if not in_main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
