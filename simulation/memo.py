"""One-entry cache: every scenario of a comparison needs the same value."""

from collections.abc import Callable


class OneEntryCache[Value]:
    """Keeps the value that was computed last, with the key for which it was computed."""

    def __init__(self):
        self._entry: tuple[object, Value] | None = None

    def get(self, key: object, compute: Callable[[], Value]) -> Value:
        """Return the cached value if it is that of an equal key, else `compute()`."""
        entry = self._entry
        if entry is None or entry[0] != key:
            entry = self._entry = key, compute()
        return entry[1]
