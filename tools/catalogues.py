"""`python -m tools.catalogues`: the Dutch catalogue, made anew from the source and from files with translations.

Extracts every text that readers see (`babel.cfg` says where they stand), keeps the translations in `vex.po`, adds those
of JSON files ({"english": "nederlands", "one||many": ["een", "veel"]}), and compiles `vex.mo`. What is already
translated in `vex.po` wins over a JSON file. The same texts give the same bytes.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from results.words.language import CATALOGUES

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "N_": None, "message": None, "plural": (1, 2), "require_synthetic": (2,)}
LANGUAGE = "nl"
PLACEHOLDER = re.compile(r"\{(?!he\}|his\}|him\})[^{}]*\}")
"""A place to fill; which pronoun a sentence needs is for each language."""
NOT_KEPT = re.compile(rb'^"(?:Report-Msgid-Bugs-To|Last-Translator|Generated-By):.*\n', re.MULTILINE)
BETWEEN = "||"
"""Stands between singular and plural in the key of a JSON file."""
Texts = str | tuple[str, ...]


def place(ending: str) -> Path:
    """Return the path of the catalogue as a file of this kind (po, mo)."""
    return CATALOGUES / LANGUAGE / "LC_MESSAGES" / f"vex.{ending}"


def extracted() -> list[Texts]:
    """Return every text of the source that readers see, in order; a plural is a pair."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_room)
    texts = {message for _, _, message, _, _ in found if message}
    pairs = {text[0] for text in texts if isinstance(text, tuple)}
    return sorted(texts - pairs, key=lambda text: text if isinstance(text, str) else text[0])


def translations() -> dict[Texts, Texts]:
    """Return the translations in `vex.po`, without those that are empty."""
    if not place("po").exists():
        return {}
    with place("po").open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGE)
    return {message.id: message.string for message in catalogue if message.id and _complete(message.string)}


def added(folder: Path) -> dict[Texts, Texts]:
    """Return the translations in the JSON files of a folder; the first file in the order of names wins."""
    found: dict[Texts, Texts] = {}
    for path in sorted(folder.glob("*.json")):
        for english, dutch in json.loads(path.read_text(encoding="utf-8")).items():
            if BETWEEN in english:
                found.setdefault(tuple(english.split(BETWEEN)), tuple(dutch))
            else:
                found.setdefault(english, dutch)
    return found


def catalogue(texts: list[Texts], translated: Mapping[Texts, Texts]) -> Catalog:
    """Return a catalogue of these texts; one without a translation stands in it with an empty one."""
    moment = datetime(2018, 1, 1, tzinfo=UTC)
    made = Catalog(
        locale=LANGUAGE, project="vex", version="1", creation_date=moment, revision_date=moment, fuzzy=False,
        header_comment="# Dutch texts of the simulated trust experiment; made by python -m tools.catalogues.",
    )  # fmt: skip
    for text in texts:
        message = made.add(text, translated.get(text, "" if isinstance(text, str) else ("", "")))
        message.flags.clear()  # percent signs are no placeholders here
    return made


def written(made: Catalog) -> dict[str, bytes]:
    """Return the bytes of the catalogue by ending of the file."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, made, no_location=True, sort_output=True, width=120)
    write_mo(mo, made)
    return {"po": NOT_KEPT.sub(b"", po.getvalue()), "mo": mo.getvalue()}


def missing(made: Catalog) -> list[Texts]:
    """Return the texts without a translation."""
    return [message.id for message in made if message.id and not _complete(message.string)]


def misfits(made: Catalog) -> list[Texts]:
    """Return the texts whose translation has other placeholders than they have themselves."""
    return [message.id for message in made if message.id and _complete(message.string) and not _fits(message)]


def main(arguments: list[str] | None = None) -> int:
    """Make the catalogue; return 1 if a translation is missing or does not fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=main.__doc__)
    parser.add_argument("--add", type=Path, action="append", default=[], help="folder with JSON files")
    chosen = parser.parse_args(arguments)
    known = translations()
    for folder in chosen.add:
        known = added(folder) | known
    made = catalogue(extracted(), known)
    place("po").parent.mkdir(parents=True, exist_ok=True)
    for ending, content in written(made).items():
        place(ending).write_bytes(content)
    absent, other = missing(made), misfits(made)
    say = sys.stdout.write
    say(f"{len(made)} texts, {len(absent)} without a translation, {len(other)} with other placeholders\n")
    for text in absent:
        say(f"missing: {json.dumps(text if isinstance(text, str) else BETWEEN.join(text), ensure_ascii=False)}\n")
    for text in other:
        say(f"other placeholders: {json.dumps(text, ensure_ascii=False)}\n")
    return 1 if absent or other else 0


def _is_room(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in ("tests", "benchmarks", "runs")


def _complete(string: Texts) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def _fits(message) -> bool:
    """Say whether each form has the placeholders of its source; a singular may leave out the number."""
    sources, targets = ((one,) if isinstance(one, str) else tuple(one) for one in (message.id, message.string))
    wanted = [set(PLACEHOLDER.findall(text)) for text in sources]
    if len(sources) == 1:
        return set(PLACEHOLDER.findall(targets[0])) == wanted[0]
    return all(set(PLACEHOLDER.findall(text)) <= set.union(*wanted) for text in targets)


if __name__ == "__main__":
    sys.exit(main())
