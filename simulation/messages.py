"""Messages to users in English, translated when a higher floor sets a translator.

The English text is the source and the key of the catalogue. Floors below `results` write
`message("… {name}", name=value)`.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

Translator = Callable[[str, Mapping], str]
"""Takes the English text and the values of its placeholders; returns the text to show."""


def _in_english(text: str, values: Mapping) -> str:
    return text.format(**values)


_translate: Translator = _in_english
_names_options = False


def message(text: str, /, **values) -> str:
    """Return a text with its placeholders filled, in the language in use."""
    return _translate(text, values)


def set_translator(translator: Translator | None) -> None:
    """Use `translator` for every later message; None: English."""
    global _translate
    _translate = translator or _in_english


def argument(python: str, option: str) -> str:
    """Return the name of an argument as the user writes it: in a Python call, or as an option of the command."""
    return option if _names_options else python


@contextmanager
def options_named() -> Iterator[None]:
    """Within a `with` block, messages name the options of the command in place of arguments of Python."""
    global _names_options
    before, _names_options = _names_options, True
    try:
        yield
    finally:
        _names_options = before


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a text for the catalogue and return it unchanged."""
    return text


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return '; nearest valid: …', or at most 20 valid words when none resembles `word`."""
    words = list(valid)
    if not word or not words:
        return ""
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    if close:
        return message("; nearest valid: {word}", word=close[0])
    return message("; valid: {words}", words=", ".join(words)) if len(words) <= 20 else ""


def translate_foreign(english: str, texts: Iterable[str]) -> str:
    """Translate a message of another library by the first of `texts` that matches it.

    Placeholders keep the words of the original; a message that matches none is returned unchanged.
    """
    for text in texts:
        match = re.fullmatch(_pattern(text), english, re.DOTALL)
        if match:
            return message(text, **match.groupdict())
    return english


def _pattern(text: str) -> str:
    parts = re.split(r"\{(\w+)\}", text)
    return "".join(f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
