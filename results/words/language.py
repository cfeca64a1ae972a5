"""The language that readers see: English or Dutch by gettext, numbers and dates by the locale.

English text in the source is the key of the catalogue in `locale/`. `_` looks it up when it is called, so that
tables made at import mark their texts with `N_` and look them up where they are shown.
"""

import gettext
import string
from collections.abc import Mapping
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
_chosen = "en"


def use(language: str) -> None:
    """Let everything from here on be in `language`; raises ValueError for one that there is no catalogue of."""
    global _chosen
    if language not in LANGUAGES:
        raise ValueError(f"there is {' and '.join(LANGUAGES)}; got {language!r}")
    _chosen = language
    set_translator(None if language == LANGUAGES[0] else _translated)


@contextmanager
def speaking(language: str):
    """Let everything within the block be in `language`."""
    before = _chosen
    use(language)
    try:
        yield
    finally:
        use(before)


def current() -> str:
    """Return the language that is in use."""
    return _chosen


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("vex", CATALOGUES, [language], fallback=language == "en")


def _(message: str) -> str:
    """Return the text in the language that is in use."""
    return _catalogue(_chosen).gettext(message) if message else ""


def plural(one: str, many: str, n: int) -> str:
    """Return the text for `n` things; a placeholder in it is for the caller to fill."""
    return _catalogue(_chosen).ngettext(one, many, n)


def _translated(message: str, values: Mapping) -> str:
    """Return a text of the floors below with the values in its places, numbers as the locale writes them."""
    return _IN_PLACES.vformat(_(message), (), values)


class _Places(string.Formatter):
    """Fills in numbers that have a format as the locale writes them; one without is as it stands in a file."""

    def format_field(self, value, spec: str) -> str:
        words = super().format_field(value, spec)
        if not spec.endswith((",", "f", "g")):
            return words
        marks = {",": get_group_symbol(_locale(_chosen)), ".": decimal_symbol()}
        return words.translate(str.maketrans(marks))


_IN_PLACES = _Places()


def decimal(value: float, digits: int = 0, signed: bool = False) -> str:
    """Return a number as the locale writes it; zero has no sign, and minus is a minus."""
    value = round(float(value), digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    words = format_decimal(abs(value), format=pattern, locale=_locale(_chosen))
    return ("−" if value < 0 else "+" if signed and value else "") + words


def brief(value: float, signed: bool = False) -> str:
    """Return a number without needless digits, as it stands at an axis."""
    words = f"{abs(value):g}".replace("-", "−").replace(".", decimal_symbol())
    return ("−" if value < 0 else "+" if signed and value else "") + words


def decimal_symbol() -> str:
    """Return what stands before the decimals."""
    return get_decimal_symbol(_locale(_chosen))


def day(when: date) -> str:
    """Return a date as the locale writes it."""
    return format_date(when, "long", locale=_locale(_chosen))


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(LOCALES[language])
