"""Ctrl-C at the right moment: it ends a run at once, but never between a result and its file."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def in_main_thread() -> bool:
    """Return whether this thread is the one that receives signals."""
    return threading.current_thread() is threading.main_thread()


class Interrupts:
    """Holds Ctrl-C back while it is entered, except where `let_in` opens the door."""

    def __init__(self):
        self._wanted = self._open = False
        self._before = None

    def __enter__(self):
        if in_main_thread():
            self._before = signal.signal(signal.SIGINT, self._knock)
        return self

    def __exit__(self, *_):
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _knock(self, *_):
        self._wanted = True
        if self._open:
            raise KeyboardInterrupt

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """Raise KeyboardInterrupt if Ctrl-C was pressed before, or as soon as it is pressed inside."""
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
    """Ignore Ctrl-C for a moment: a process that is started now ignores it from its birth on."""
    if not in_main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
