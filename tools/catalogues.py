"""Dutch catalogue: `python -m tools.catalogues` updates it from the texts of the source.

Extracts every text that readers see (`babel.cfg` names the places), takes its translation from `vex.po`, else from JSON
files ({"english": "nederlands", "one||many": ["een", "veel"]}), and writes `vex.po` and the compiled `vex.mo`. The same
texts give the same bytes. `vex.po` names the source files of each text, without line numbers: those would change with
every edit elsewhere in a file.

A new text that resembles a text no longer in the source (a corrected comma) gets its translation, marked `fuzzy`, with
the previous text in `#| msgid`. Fuzzy translations are not compiled: Dutch readers see the English text until somebody
has checked the translation and removed the line `#, fuzzy`, or has given a JSON file. A translation of a text no longer
in the source that no new text resembles is listed and dropped; it stays in the history of `vex.po`.
"""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import normalize, read_po, write_po

from results.words.language import CATALOGUES

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {"_": None, "N_": None, "message": None, "plural": (1, 2), "require_synthetic": (2,), "axis_fault": None}
CATALOGUE_LANGUAGE = "nl"
LINE_WIDTH = 120
PLACEHOLDER = re.compile(r"\{(?!he\}|his\}|him\})[^{}]*\}")
"""A placeholder; pronouns are none: which pronoun a sentence needs differs between languages."""
NOT_KEPT = re.compile(rb'^"(?:Report-Msgid-Bugs-To|Last-Translator|Generated-By):.*\n', re.MULTILINE)
SEPARATOR = "||"
"""Stands between singular and plural in the key of a JSON file."""
Texts = str | tuple[str, ...]


def catalogue_path(ending: str) -> Path:
    """Return the path of the catalogue as a file of this kind (po, mo)."""
    return CATALOGUES / CATALOGUE_LANGUAGE / "LC_MESSAGES" / f"vex.{ending}"


def extracted() -> dict[Texts, list[str]]:
    """Return every text of the source that readers see, sorted, with the files it is in; a plural is a pair."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    files: dict[Texts, set[str]] = {}
    for name, _, text, _, _ in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_room):
        if text:
            files.setdefault(text, set()).add(Path(name).as_posix())
    for text in [text for text in files if not isinstance(text, str)]:
        files[text] |= files.pop(text[0], set())  # gettext finds the singular under the plural
    return {text: sorted(files[text]) for text in sorted(files, key=_singular)}


def stored_catalogue() -> Catalog:
    """Return the catalogue in `vex.po`, with the previous texts of fuzzy entries; an empty catalogue without a file."""
    if not catalogue_path("po").exists():
        return _empty()
    with catalogue_path("po").open("rb") as file:
        catalogue = read_po(file, locale=CATALOGUE_LANGUAGE)
    for message in catalogue:
        _read_previous(message)
    return catalogue


def translations() -> dict[Texts, Texts]:
    """Return the complete translations in `vex.po`, without those to check."""
    return {_id(message): _string(message) for message in stored_catalogue() if message.id and _is_translated(message)}


def from_files(folder: Path) -> dict[Texts, Texts]:
    """Return the translations in the JSON files of a folder; the first file in the order of names wins."""
    result: dict[Texts, Texts] = {}
    for path in sorted(folder.glob("*.json")):
        for english, dutch in json.loads(path.read_text(encoding="utf-8")).items():
            if SEPARATOR in english:
                result.setdefault(tuple(english.split(SEPARATOR)), tuple(dutch))
            else:
                result.setdefault(english, dutch)
    return result


def updated(texts: Mapping[Texts, Sequence[str]], known: Catalog, added: Mapping[Texts, Texts]) -> Catalog:
    """Return the catalogue of these texts, given with their files; its `obsolete` are the translations to drop.

    A checked translation in `known` wins over a translation in `added`, which wins over a fuzzy translation.
    """
    result, new, gone = _empty(), _empty(), _empty()
    for text, files in texts.items():
        locations = [(file, 0) for file in files]
        entry = known.get(_singular(text))
        if entry is None or _id(entry) != text or not _is_complete(_string(entry)):
            entry = None
        if text in added and (entry is None or entry.fuzzy):
            result.add(text, added[text], locations)
        elif entry is not None:
            flags = {"fuzzy"} if entry.fuzzy else set()
            result.add(text, _string(entry), locations, flags, previous_id=entry.previous_id)
        else:
            new.add(text, "" if isinstance(text, str) else ("", ""), locations)
    for entry in known:
        if entry.id and _id(entry) not in texts and _is_complete(_string(entry)):
            gone[entry.id] = entry
    translated = {_singular(_id(entry)): entry.previous_id for entry in gone if entry.id and entry.fuzzy}
    gone.update(new)  # Babel finds the resembling texts
    for entry in gone:
        if entry.id:
            if entry.previous_id:  # still not checked since an earlier correction: the text that was translated
                entry.previous_id = translated.get(entry.previous_id[0], entry.previous_id)
            result[entry.id] = entry
    for entry in result:
        entry.flags &= {"fuzzy"}  # percent signs are no placeholders here
    result.obsolete = gone.obsolete
    return result


def as_files(catalogue: Catalog) -> dict[str, bytes]:
    """Return the bytes of the catalogue by ending of the file."""
    po, mo = BytesIO(), BytesIO()
    write_po(po, catalogue, sort_output=True, width=LINE_WIDTH, include_lineno=False, ignore_obsolete=True)
    write_mo(mo, catalogue)
    text = NOT_KEPT.sub(b"", po.getvalue()).decode("utf-8")
    for message in catalogue:
        if message.previous_id:
            start = f"#, fuzzy\n{_lines('msgid', _singular(_id(message)))}"
            text = text.replace(start, start.replace("#, fuzzy\n", f"#, fuzzy\n{_previous(message)}"))
    return {"po": text.encode("utf-8"), "mo": mo.getvalue()}


def missing(catalogue: Catalog) -> list[Texts]:
    """Return the texts without a translation."""
    return [_id(message) for message in catalogue if message.id and not _is_complete(_string(message))]


def to_check(catalogue: Catalog) -> dict[Texts, Texts]:
    """Return the texts whose translation is fuzzy, with the text that was translated."""
    return {_id(message): tuple(message.previous_id) for message in catalogue if message.id and message.fuzzy}


def misfits(catalogue: Catalog) -> list[Texts]:
    """Return the texts whose checked translation has other placeholders."""
    return [_id(message) for message in catalogue if message.id and _is_translated(message) and not _fits(message)]


def main(arguments: list[str] | None = None) -> int:
    """Update the catalogue; return 1 if a translation is missing, has to be checked or does not fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogues", description=main.__doc__)
    parser.add_argument("--add", type=Path, action="append", default=[], help="folder with JSON files")
    chosen = parser.parse_args(arguments)
    added: dict[Texts, Texts] = {}
    for folder in chosen.add:
        added = from_files(folder) | added
    catalogue = updated(extracted(), stored_catalogue(), added)
    catalogue_path("po").parent.mkdir(parents=True, exist_ok=True)
    for ending, content in as_files(catalogue).items():
        catalogue_path(ending).write_bytes(content)
    absent, fuzzy, misfit = missing(catalogue), to_check(catalogue), misfits(catalogue)
    write = sys.stdout.write
    write(
        f"{len(catalogue)} texts, {len(absent)} without a translation, {len(fuzzy)} with a translation to check, "
        f"{len(misfit)} with other placeholders; {len(catalogue.obsolete)} translations dropped\n"
    )
    for text in absent:
        write(f"missing: {_shown(text)}\n")
    for text, previous in fuzzy.items():
        write(f"to check: {_shown(text)}\n  was: {_shown(previous)}\n")
    for text in misfit:
        write(f"other placeholders: {_shown(text)}\n")
    for message in catalogue.obsolete.values():
        write(f"dropped: {_shown(_id(message))}: {_shown(_string(message))}\n")
    return 1 if absent or fuzzy or misfit else 0


def _empty() -> Catalog:
    moment = datetime(2018, 1, 1, tzinfo=UTC)
    return Catalog(
        locale=CATALOGUE_LANGUAGE, project="vex", version="1", creation_date=moment, revision_date=moment, fuzzy=False,
        header_comment="# Dutch texts of the simulated trust experiment; written by python -m tools.catalogues.",
    )  # fmt: skip


def _is_room(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "_")) and Path(folder).name not in ("tests", "benchmarks", "runs")


def _singular(text: Texts) -> str:
    return text if isinstance(text, str) else text[0]


def _id(message: Message) -> Texts:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def _string(message: Message) -> Texts:
    """Return the translation: a text, or one for each form."""
    string = message.string or ""
    return string if isinstance(string, str) else tuple(string)


def _is_complete(string: Texts) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def _is_translated(message: Message) -> bool:
    return _is_complete(_string(message)) and not message.fuzzy


def _fits(message: Message) -> bool:
    """Return whether each form has the placeholders of its source; a singular may leave out the number."""
    sources, targets = ((text,) if isinstance(text, str) else text for text in (_id(message), _string(message)))
    expected = [set(PLACEHOLDER.findall(text)) for text in sources]
    if len(sources) == 1:
        return set(PLACEHOLDER.findall(targets[0])) == expected[0]
    return all(set(PLACEHOLDER.findall(text)) <= set.union(*expected) for text in targets)


def _previous(message: Message) -> str:
    """Return the previous text as lines of the file; Babel breaks long texts within the quotation marks."""
    keywords = ("msgid", "msgid_plural")
    lines = "".join(_lines(keyword, text) for keyword, text in zip(keywords, message.previous_id, strict=False))
    return "".join(f"#| {line}\n" for line in lines.splitlines())


def _read_previous(message: Message) -> None:
    """Move the previous text from the comments, where Babel puts it, to `previous_id`."""
    lines = [comment.removeprefix("| ") for comment in message.user_comments if comment.startswith("| ")]
    if lines:
        is_plural = any(line.startswith("msgid_plural") for line in lines)
        forms = ['msgstr[0] ""', 'msgstr[1] ""'] if is_plural else ['msgstr ""']
        entry = next(part for part in read_po([*lines, *forms]) if part.id)
        message.previous_id = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        message.user_comments = [comment for comment in message.user_comments if not comment.startswith("| ")]


def _lines(keyword: str, text: str) -> str:
    return f"{keyword} {normalize(text, width=LINE_WIDTH)}\n"


def _shown(text: Texts) -> str:
    return json.dumps(text if isinstance(text, str) else SEPARATOR.join(text), ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
