"""Unit: texts of Typer and Click in Dutch, and in English again afterwards."""

import re

import pytest
import typer
from tiny_commands import call
from typer.testing import CliRunner

from results.words.language import in_language
from simulation.messages import translate_foreign
from vex import typer_texts
from vex.command import app

pytestmark = pytest.mark.usefixtures("tiny_folder")


@pytest.mark.parametrize(
    ("arguments", "dutch"),
    [
        (("runn",), "De opdracht 'runn' bestaat niet. Bedoelde u 'run'?"),
        (("run", "--seedd", "3"), "De optie --seedd bestaat niet. Wel mogelijk: --seed"),
        (("run", "--zzz"), "De optie --zzz bestaat niet."),
        (("run", "--seed", "x"), "Ongeldige waarde voor '--seed': dit moet een geheel getal zijn"),
        (("run", "--seed", "1.5"), "Ongeldige waarde voor '--seed': dit moet een geheel getal zijn"),
        (("run", "--seed", "-3"), "Ongeldige waarde voor '--seed': dit moet 0 of meer zijn"),
        (("run", "--seed", str(2**64)), "dit moet 18446744073709551615 of minder zijn"),
        (("run", "--seed", "9" * 5000), "dit gehele getal heeft te veel cijfers"),
        (("compare", "a", "b", "--precision", "x"), "Ongeldige waarde voor '--precision': dit moet een getal zijn"),
        (("compare",), "'basis' ontbreekt."),
        (("run", "a", "b", "c"), "Dit is meer dan er kan staan: b c"),
        (("run", "--seed"), "Bij de optie '--seed' hoort een waarde."),
        (("run", "--quiet=3"), "Bij de optie '--quiet' hoort geen waarde."),
        (("run", "--synthetic"), "Ongeldige waarde voor --synthetic: dit zegt iets over een --population"),
    ],
)  # fmt: skip
def test_typer_refuses_in_dutch(arguments, dutch):
    words = call(*arguments)
    assert dutch in words
    assert not re.search("Usage|OPTIONS|COMMAND|Error|Invalid|Missing|No such|should|Try ", words)


def test_help_pages_have_no_word_of_typer_in_english():
    group = typer.main.get_command(app)
    below = [(name, other) for name, command in group.commands.items() for other in getattr(command, "commands", ())]
    for name in ((), *((name,) for name in group.commands), *below):
        page = CliRunner().invoke(app, [*name, "--help", "--lang", "nl"]).stdout
        assert "Gebruik: vex" in " ".join(page.split()) and "[OPTIES]" in page
        english = r"Usage|OPTIONS|COMMAND|ARGS|Options|Arguments|Commands|\[default|\[required"
        assert not re.search(english, page), page
        kinds = {kind for bracketed in re.findall(r"<([a-z][^>]*)>", page) for kind in re.findall("[a-z]+", bracketed)}
        assert kinds <= {"geheel", "getal", "binnen", "tekst", "ja", "of", "nee", "pad", "lijst"}, kinds


def test_typer_speaks_english_again_afterwards():
    call("run", "--seed", "x")
    result = CliRunner().invoke(app, ["run", "--seed", "x"])
    assert "Usage: vex run [OPTIONS]" in result.stderr and "Invalid value for '--seed'" in result.stderr
    assert "Error" in result.stderr and "Try 'vex run --help' for help." in result.stderr
    page = CliRunner().invoke(app, ["run", "--help"]).stdout
    assert all(word in page for word in ("<int range>", "Options", "Arguments", "[default: 200]"))


def test_an_error_that_is_not_recognised_stays_as_it_is():
    with in_language("nl"):
        with pytest.raises(typer.BadParameter) as raised, typer_texts.faults_translated():
            raise typer.BadParameter("quite another thing", param_hint="--seed")
        assert raised.value.format_message() == "Ongeldige waarde voor --seed: quite another thing"
        assert translate_foreign("quite another thing", typer_texts.FAULTS) == "quite another thing"
