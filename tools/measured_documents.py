"""Documents whose tables come from stored files alone: name of the file in `docs/` → its tables."""

from .answer_tables import ANSWER_TABLES
from .effect_tables import EFFECT_TABLES, LEVER_TABLES
from .mechanism_tables import MECHANISM_TABLES
from .mutant_tables import MUTANT_TABLES
from .plausible_tables import PLAUSIBLE_TABLES
from .waits_tables import WAITS_TABLES

TABLES_OF_DOCUMENT = {
    "plausible.md": PLAUSIBLE_TABLES,
    "mechanisms.md": MECHANISM_TABLES,
    "effects.md": EFFECT_TABLES,
    "levers.md": LEVER_TABLES,
    "answers.md": ANSWER_TABLES,
    "waits.md": WAITS_TABLES,
    "tests.md": MUTANT_TABLES,
}
