"""Messages to users in English, translated when a higher floor sets a translator.

The English text is the source and the key of the catalogue. Floors below `results` write
`message("… {name}", name=value)`.
"""

import re
from collections.abc import Callable, Iterable, Mapping

Translator = Callable[[str, Mapping], str]
"""Takes the English text and the values of its placeholders; returns the text to show."""


def _in_english(text: str, values: Mapping) -> str:
    return text.format(**values)


_translate: Translator = _in_english


def message(text: str, /, **values) -> str:
    """Return a text with its placeholders filled, in the language in use."""
    return _translate(text, values)


def set_translator(translator: Translator | None) -> None:
    """Use `translator` for every later message; None: English."""
    global _translate
    _translate = translator or _in_english


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools know
    """Mark a text for the catalogue and return it unchanged."""
    return text


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
