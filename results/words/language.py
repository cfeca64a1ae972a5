"""Language of the text for readers: English or Dutch by gettext, numbers and dates by the locale.

English text in the source is the key of the catalogue in `locale/`. `_` translates when it is called; constants mark
their texts with `N_` and are translated where they are shown.
"""

import gettext
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from simulation.messages import N_ as N_
from simulation.messages import set_translator

LANGUAGES = ("en", "nl")
LOCALES = {"en": "en_GB", "nl": "nl_NL"}
CATALOGUES = Path(__file__).parent / "locale"
_current = "en"


def use(language: str) -> None:
    """Set the language for all later text; raises ValueError for a language without a catalogue."""
    global _current
    check_language(language)
    _current = language
    set_translator(None if language == LANGUAGES[0] else _translate)


def check_language(language: str | None) -> None:
    """Raise ValueError for a language without a catalogue; None is the language in use."""
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"language is one of {', '.join(LANGUAGES)}; got {language!r}")


@contextmanager
def in_language(language: str | None) -> Iterator[None]:
    """Set the language within a `with` block; None leaves it as it is."""
    before = _current
    use(language or before)
    try:
        yield
    finally:
        use(before)


def current() -> str:
    """Return the current language."""
    return _current


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("vex", CATALOGUES, [language], fallback=language == "en")


def _(message: str) -> str:
    """Return the text in the current language."""
    return _catalogue(_current).gettext(message) if message else ""


def plural(singular: str, plural: str, n: int) -> str:
    """Return the text for `n` in the current language; the caller fills the placeholders."""
    return _catalogue(_current).ngettext(singular, plural, n)


def _translate(message: str, values: Mapping[str, object]) -> str:
    """Return a text of `simulation` or `scenarios` with its placeholders filled, numbers as the locale writes them."""
    return _FORMATTER.vformat(_(message), (), values)


class _LocaleFormatter(string.Formatter):
    """Formats numbers with a format specification by the locale, and numbers without one as in a file."""

    def format_field(self, value: object, spec: str) -> str:
        words = super().format_field(value, spec)
        if not spec.endswith((",", "f", "g")):
            return words
        marks = {",": get_group_symbol(_locale(_current)), ".": decimal_symbol()}
        return words.translate(str.maketrans(marks))


_FORMATTER = _LocaleFormatter()


def decimal(value: float, digits: int = 0, signed: bool = False) -> str:
    """Return a number as the locale writes it; zero has no sign, and the minus sign is U+2212."""
    value = round(float(value), digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    words = format_decimal(abs(value), format=pattern, locale=_locale(_current))
    return ("−" if value < 0 else "+" if signed and value else "") + words


def brief(value: float, signed: bool = False) -> str:
    """Return a number without trailing zeros, for an axis."""
    words = f"{abs(value):g}".replace("-", "−").replace(".", decimal_symbol())
    return ("−" if value < 0 else "+" if signed and value else "") + words


def decimal_symbol() -> str:
    """Return the decimal separator."""
    return get_decimal_symbol(_locale(_current))


def day(when: date) -> str:
    """Return a date as the locale writes it, in full."""
    return format_date(when, "long", locale=_locale(_current))


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])
