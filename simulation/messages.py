"""What is said when something cannot be: in English, unless whoever shows it gives another way of saying it.

English text is the source. Floors below the one that has the language write `said("… {name}", name=value)`.
"""

import re
from collections.abc import Callable, Iterable, Mapping


def _in_english(text: str, values: Mapping) -> str:
    return text.format(**values)


_say: Callable[[str, Mapping], str] = _in_english


def said(text: str, /, **values) -> str:
    """Return a text with the values in its places, in the language of whoever reads it."""
    return _say(text, values)


def say_with(way: Callable[[str, Mapping], str] | None) -> None:
    """Let everything from here on be said by `way`, a function of text and values; None: as it stands here."""
    global _say
    _say = way or _in_english


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a text for the catalogue and return it as it is."""
    return text


def said_again(message: str, texts: Iterable[str]) -> str:
    """Return what others say in English in the language of whoever reads it: the first of `texts` that it fits.

    What stands at the places of the text is taken over as it is; a message that fits none stays as it is.
    """
    for text in texts:
        found = re.fullmatch(_pattern(text), message, re.DOTALL)
        if found:
            return said(text, **found.groupdict())
    return message


def _pattern(text: str) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
