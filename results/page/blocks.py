"""Blocks of a section of the page: paragraph, heading, list, command, figure, table.

The template selects the HTML of a block by its `kind`.
"""

from dataclasses import dataclass, field

from ..drawing.text_tables import Sheet
from ..words.language import _
from .embedded_figures import Picture
from .page_tables import STRONG


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `look` is plain, lead (larger), note (smaller) or warning."""

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
    """An unordered list."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class Code:
    """A command."""

    words: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure with a caption."""

    picture: Picture
    caption: str
    kind: str = "drawing"


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; a cell is (bold, first line, second line)."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[bool, str, str], ...], ...]
    note: str = ""
    words: bool = False
    """Whether the cells hold words instead of numbers."""
    names: int = 1
    """Number of columns at the left that name the row."""
    kind: str = "table"

    @staticmethod
    def of(sheet: Sheet, words: bool = False, names: int = 1) -> "TableBlock":
        """Return the block of a sheet."""
        rows = tuple(tuple(_cell(cell) for cell in row) for row in sheet.rows)
        return TableBlock(sheet.title, sheet.columns, rows, sheet.note, words, names)


def _cell(cell: str) -> tuple[bool, str, str]:
    """Return whether the cell is bold, and its two lines."""
    first, _newline, second = cell.removeprefix(STRONG).replace(" %", "\u00a0%").partition("\n")
    return cell.startswith(STRONG), first, second


Block = Paragraph | Heading | Bullets | Code | FigureBlock | TableBlock


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page; `name` is the target of its link in the table of contents."""

    name: str
    title: str
    blocks: list[Block] = field(default_factory=list)

    def add(self, *blocks: "Block | Sheet | None") -> "Section":
        """Add blocks and sheets, skip None, and return the section."""
        for block in blocks:
            if block is not None:
                self.blocks.append(TableBlock.of(block) if isinstance(block, Sheet) else block)
        return self


def figure_block(picture: Picture) -> FigureBlock:
    """Return a figure with the names of its files as its caption."""
    return FigureBlock(picture, _("The same figure as files: {name}.svg and {name}.png").format(name=picture.name))
