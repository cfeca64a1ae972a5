"""Code blocks of the documents, for the tests that run them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(document):
    """Return (language, the rest of the opening line, text) of every code block of a document."""
    return [(kind, rest.strip(), text) for kind, rest, text in BLOCK.findall((ROOT / document).read_text("utf-8"))]
