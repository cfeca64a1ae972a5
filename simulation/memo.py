"""Remembering the last thing that was worked out: a comparison asks for the same again for every scenario."""

from collections.abc import Callable


class Last:
    """One thing and the key for which it was worked out."""

    def __init__(self):
        self._kept = None

    def of(self, key, work_out: Callable):
        """Return what `work_out()` gives, or gave when it was last asked for, if that was for an equal key."""
        kept = self._kept
        if kept is None or kept[0] != key:
            kept = self._kept = key, work_out()
        return kept[1]
