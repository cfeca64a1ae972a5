"""Unit: the Dutch catalogue is complete and current; a corrected English text keeps its translation, to be checked."""

import gettext
import json
from io import BytesIO
from pathlib import Path

import pytest

from tools import catalogues

ROOT = Path(__file__).parents[2]
WAITS = "It takes {weeks} weeks, then help begins."
CORRECTED = "It takes {weeks} weeks; then help begins."
DUTCH = "Het duurt {weeks} weken, dan begint de hulp."
PEOPLE = ("{n} person waits for help.", "{n} people wait for help.")
PEOPLE_CORRECTED = ("{n} person waits for help", "{n} people wait for help")
PEOPLE_DUTCH = ("{n} mens wacht op hulp.", "{n} mensen wachten op hulp.")
LONG = "A sentence of more than a hundred and twenty characters, which the file breaks into two lines {n}. " * 2
KNOWN = {WAITS: DUTCH, PEOPLE: PEOPLE_DUTCH, LONG: "Een lange zin over {n}."}


@pytest.fixture(scope="module")
def current():
    return catalogues.updated(catalogues.extracted(), catalogues.stored_catalogue(), {})


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs the command for these texts in a folder of its own: exit code and output."""
    monkeypatch.setattr(catalogues, "catalogue_path", lambda ending: tmp_path / "locale" / f"vex.{ending}")

    def run(texts, added=None):
        monkeypatch.setattr(catalogues, "extracted", lambda: {text: ["results/somewhere.py"] for text in texts})
        words = {text if isinstance(text, str) else "||".join(text): dutch for text, dutch in (added or {}).items()}
        (tmp_path / "added.json").write_text(json.dumps(words), encoding="utf-8")
        code = catalogues.main(["--add", str(tmp_path)])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def po(tmp_path):
    return lambda: (tmp_path / "locale" / "vex.po").read_text(encoding="utf-8")


@pytest.fixture
def compiled(tmp_path):
    return lambda: gettext.GNUTranslations((tmp_path / "locale" / "vex.mo").open("rb"))


def test_every_text_has_a_checked_translation(current):
    assert len(current) > 500
    assert catalogues.missing(current) == []
    assert catalogues.to_check(current) == {}
    assert not current.obsolete


def test_a_translation_has_the_placeholders_of_its_source(current):
    assert catalogues.misfits(current) == []
    wrong = catalogues.updated({"{n} people": []}, catalogues.stored_catalogue(), {"{n} people": "{m} mensen"})
    assert catalogues.misfits(wrong) == ["{n} people"]


def test_the_files_are_what_the_command_writes(current):
    for ending, content in catalogues.as_files(current).items():
        assert catalogues.catalogue_path(ending).read_bytes() == content, "run python -m tools.catalogues"


def test_every_text_names_the_files_it_is_in_and_no_lines():
    entries = [message for message in catalogues.stored_catalogue() if message.id]
    assert all(message.locations for message in entries)
    for file, line in {location for message in entries for location in message.locations}:
        assert (ROOT / file).is_file() and line is None
    by_text = {message.id: [file for file, _ in message.locations] for message in entries}
    assert "simulation/measures.py" in by_text["Life satisfaction"]
    assert by_text["Twelve coaches instead of six"] == ["scenarios/files/twelve-coaches.toml"]
    assert by_text["{file} is empty; `vex population --template` shows what a file looks like"] == [
        "scenarios/file/population_file.py"
    ]


def test_every_translation_is_compiled(current):
    compiled = gettext.GNUTranslations(BytesIO(catalogues.as_files(current)["mo"]))
    for message in (message for message in current if message.id):
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            assert (compiled.ngettext(*message.id, 1), compiled.ngettext(*message.id, 2)) == message.string


def test_the_order_of_the_texts_changes_nothing(current):
    texts = dict(reversed(catalogues.extracted().items()))
    assert catalogues.as_files(catalogues.updated(texts, catalogues.stored_catalogue(), {})) == catalogues.as_files(
        current
    )


def test_a_text_without_translation_is_missing_and_nothing_else_is_added(run, compiled):
    code, output = run([WAITS, "Something new"], KNOWN)
    assert code == 1 and 'missing: "Something new"' in output
    assert compiled().gettext(WAITS) == DUTCH
    assert compiled().ngettext(*PEOPLE, 2) == PEOPLE[1]  # given, but no text of the source


def test_the_first_file_wins_and_a_checked_translation_wins_over_a_file(run, compiled, tmp_path):
    (tmp_path / "later.json").write_text(json.dumps({WAITS: "Anders {weeks}"}), encoding="utf-8")
    assert run([WAITS], KNOWN)[0] == 0
    assert run([WAITS], {WAITS: "Nog anders {weeks}"})[0] == 0
    assert compiled().gettext(WAITS) == DUTCH


@pytest.mark.parametrize(
    ("before", "after", "dutch", "lines"),
    [
        (WAITS, CORRECTED, DUTCH, [f'#| msgid "{WAITS}"', f'msgid "{CORRECTED}"']),
        (
            PEOPLE,
            PEOPLE_CORRECTED,
            PEOPLE_DUTCH,
            [f'#| msgid "{PEOPLE[0]}"', f'#| msgid_plural "{PEOPLE[1]}"', f'msgid "{PEOPLE_CORRECTED[0]}"'],
        ),
    ],
)
def test_a_corrected_comma_keeps_the_translation_to_be_checked(run, po, compiled, before, after, dutch, lines):
    assert run([before, "Other"], {**KNOWN, "Other": "Anders"})[0] == 0
    code, output = run([after, "Other"])
    assert code == 1
    assert "0 without a translation, 1 with a translation to check" in output and "0 translations dropped" in output
    shown = json.dumps(after if isinstance(after, str) else "||".join(after))
    was = json.dumps(before if isinstance(before, str) else "||".join(before))
    assert f"to check: {shown}\n  was: {was}\n" in output
    assert "\n".join(["#, fuzzy", *lines]) in po()
    for text in (dutch,) if isinstance(dutch, str) else dutch:
        assert text in po()
    # not used before somebody has checked it: readers see English
    if isinstance(after, str):
        assert compiled().gettext(after) == after
    else:
        assert compiled().ngettext(*after, 2) == after[1]
    assert compiled().gettext("Other") == "Anders"


def test_a_translation_to_check_stays_so_until_the_mark_is_removed(run, po, compiled, tmp_path):
    run([LONG], KNOWN)
    run([LONG.replace(",", ";")])
    first = po()
    assert '#| msgid ""\n#| "A sentence of' in first
    assert run([LONG.replace(",", ";")])[0] == 1
    assert po() == first
    (tmp_path / "locale" / "vex.po").write_text(first.replace("#, fuzzy\n", ""), encoding="utf-8")
    assert run([LONG.replace(",", ";")])[0] == 0
    assert "#|" not in po() and "fuzzy" not in po()
    assert compiled().gettext(LONG.replace(",", ";")) == KNOWN[LONG]


def test_the_previous_text_is_the_one_that_was_translated(run, po):
    run([WAITS], KNOWN)
    run([CORRECTED])
    output = run([CORRECTED.replace("weeks;", "weeks:")])[1]
    assert f'  was: "{WAITS}"' in output and CORRECTED not in po()


def test_a_new_translation_wins_over_one_to_check(run, po, compiled):
    run([WAITS], KNOWN)
    run([CORRECTED])
    assert run([CORRECTED], {CORRECTED: "Het duurt {weeks} weken; dan begint de hulp."})[0] == 0
    assert compiled().gettext(CORRECTED) == "Het duurt {weeks} weken; dan begint de hulp."
    assert "fuzzy" not in po() and "#|" not in po()


def test_a_text_in_use_lends_its_translation_to_no_other(run):
    run([WAITS], KNOWN)
    code, output = run([WAITS, CORRECTED])
    assert code == 1 and f'missing: "{CORRECTED}"' in output and "to check:" not in output


def test_a_translation_of_a_text_that_is_gone_is_listed_and_dropped(run, po):
    run([WAITS, PEOPLE], KNOWN)
    code, output = run([WAITS])
    assert code == 0
    assert f'dropped: "{"||".join(PEOPLE)}": "{"||".join(PEOPLE_DUTCH)}"' in output
    assert PEOPLE_DUTCH[0] not in po()
