"""Figures embedded in a page, each with an alternative text in the language of the page."""

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from ..words.language import current

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGE_ELEMENT = ".//{http://purl.org/dc/elements/1.1/}language"
ALT_TEXTS = ("title", "certainty", "subtitle")
"""Names of the texts of a figure (`canvas.titled_figure`) that form its alternative text."""


class Picture(NamedTuple):
    """A figure for a page: `name` of its files, data URL, alternative text, and size in points."""

    name: str
    source: str
    alt: str
    width: int
    height: int


def picture(folder: Path, name: str) -> Picture:
    """Return the figure `name` of a folder; raises OSError or ParseError for a file that cannot be read."""
    content = (folder / f"{name}.svg").read_bytes()
    root = ElementTree.fromstring(content)
    groups = {group.get("id"): group for group in root.iter(f"{SVG}g")}
    texts = [_words(groups[part]) for part in ALT_TEXTS if part in groups]
    width, height = (round(float(root.get(side, "0").removesuffix("pt"))) for side in ("width", "height"))
    source = f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
    return Picture(name, source, " ".join(f"{part.rstrip('.')}." for part in texts if part), width, height)


def _words(group: ElementTree.Element) -> str:
    return " ".join(" ".join(text.itertext()).strip() for text in group.iter(f"{SVG}text"))


def are_current(folder: Path, names: Iterable[str], since: Path) -> bool:
    """Return whether the folder holds all these figures in the current language, newer than the file `since`."""
    return all(_is_current(folder / f"{name}.svg", since) and (folder / f"{name}.png").exists() for name in names)


def _is_current(path: Path, since: Path) -> bool:
    try:
        if path.stat().st_mtime < since.stat().st_mtime:
            return False
        language = ElementTree.parse(path).getroot().find(LANGUAGE_ELEMENT)
    except (OSError, ElementTree.ParseError):
        return False
    return language is not None and language.text == current()
