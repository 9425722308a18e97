import re

import pytest

from caqes_eval.cli.commands.clock import clock
from caqes_eval.cli.main import call
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates

TIMONE = "130786049"
COMMANDS = {"evaluation": EvaluationDates, "contract": ContractProposalDates}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_date_of_the_model_has_its_option_in_its_order(name):
    options = [parameter.opts[0] for parameter in clock.commands[name].params]
    fields = [f"--{field.replace('_', '-')}" for field in COMMANDS[name].events()]
    assert options[1 : len(fields) + 1] == fields
    assert "--remedies-stated" in options
    assert set(COMMANDS[name].model_fields) == {*COMMANDS[name].events(), "remedies_stated"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_in_french_what_each_date_is(name, capsys):
    assert call(["clock", name, "--help"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for event in COMMANDS[name].events().values():
        assert f"{event.label[0].upper()}{event.label[1:]}." in shown


def test_the_two_procedures_are_listed(capsys):
    assert call(["clock", "--help"]) == 0
    shown = capsys.readouterr().out
    for line in ("contract +Délais d’une proposition de contrat", "evaluation +Délais d’une évaluation annuelle"):
        assert re.search(line, shown)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ics", "a.ics"], "--case"),
        (["--ics", "a.ics", "--case", " "], "--case"),
        (["--case", "2025"], "--ics"),
        (["--force"], "--ics"),
        (["--report-received", "09/03/2026"], "AAAA-MM-JJ"),
        (["--proposal-received", "2026-03-09"], "--proposal-received"),
    ],
)
def test_a_wrong_use_is_told(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call(["clock", "evaluation", TIMONE, *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_procedure_is_told(capsys):
    assert call(["clock", "avenant"]) == 2
    assert "avenant" in capsys.readouterr().err
