"""What a section of the report of a comparison is made of: a paragraph, a list, a table, a figure, a command."""

from dataclasses import dataclass, field

from ..drawing.text_tables import Sheet
from ..words.language import _
from .embedded_figures import Picture
from .page_tables import STRONG


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `look` is how it is set: plain, lead (larger), note (smaller) or warning."""

    words: str
    look: str = "plain"
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    words: str
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Code:
    """What is typed, as it is typed."""

    words: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure, with a line below it."""

    picture: Picture
    caption: str
    kind: str = "drawing"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, heads, and rows of cells; a cell is (bold, first line, second line)."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[bool, str, str], ...], ...]
    note: str = ""
    words: bool = False
    """Whether the cells are words and not numbers."""
    names: int = 1
    """How many columns at the left say what a row is of."""
    kind: str = "table"

    @staticmethod
    def of(sheet: Sheet, words: bool = False, names: int = 1) -> "Table":
        """Return a sheet as a table of a page."""
        rows = tuple(tuple(_parted(cell) for cell in row) for row in sheet.rows)
        return Table(sheet.title, sheet.columns, rows, sheet.note, words, names)


def _parted(cell: str) -> tuple[bool, str, str]:
    first, _newline, second = cell.removeprefix(STRONG).replace(" %", "\u00a0%").partition("\n")
    return cell.startswith(STRONG), first, second


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page; `name` is where the table of contents leads."""

    name: str
    title: str
    blocks: list = field(default_factory=list)

    def add(self, *blocks) -> "Section":
        """Add blocks, leaving out those that are None, and sheets as tables; return the section."""
        for block in blocks:
            if block is not None:
                self.blocks.append(Table.of(block) if isinstance(block, Sheet) else block)
        return self


def drawing(picture: Picture) -> Drawing:
    """Return a figure with the names of its files below it."""
    return Drawing(picture, _("The same figure as files: {name}.svg and {name}.png").format(name=picture.name))
