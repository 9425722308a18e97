import pickle

import pytest

from caqes_eval.foundation import errors
from caqes_eval.foundation.errors import InputValueError, ParameterFileError, UserError
from caqes_eval.foundation.findings import Finding, Severity

KINDS = UserError.__subclasses__()
FINDING = Finding(
    code="finess_zero_perdu", severity=Severity.BLOCKING, file="open_phmev.csv", line=3, value="10000024",
    message="le zéro de tête manque.",
)  # fmt: skip

# what scripts rely on: the documented code of each cause
DOCUMENTED = {
    "ParameterFileError": 10, "RuleNotFoundError": 11, "InputMissingError": 12, "InputFormatError": 13,
    "InputValueError": 14, "EstablishmentError": 15, "CampaignNotFoundError": 16, "CampaignExistsError": 17,
    "ResultsMissingError": 18, "CampaignBusyError": 19, "TasksFailedError": 20, "IntegrityError": 21,
    "OutputError": 22,
    "ParameterRequiredError": 23,
    "AmbiguousRuleError": 24,
    "ClusterError": 25,
}  # fmt: skip


def test_the_exit_codes_are_the_documented_ones():
    assert {kind.__name__: kind.exit_code for kind in KINDS} == DOCUMENTED


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_module_says_the_code_beside_the_name(name):
    line = next(line for line in (errors.__doc__ or "").splitlines() if name in line)
    assert str(DOCUMENTED[name]) in line.split()


def test_no_error_is_derived_from_another_so_that_codes_stay_apart():
    assert [kind for kind in KINDS if kind.__subclasses__()] == []


def test_codes_and_causes_are_distinct_and_within_bounds():
    assert len({kind.exit_code for kind in KINDS}) == len(KINDS)
    assert len({kind.cause for kind in KINDS}) == len(KINDS)
    assert all(10 <= kind.exit_code <= 99 and kind.cause for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_crosses_a_process_border_whole(kind):
    sent = kind("Le fichier est faux.", remedy="Corrigez-le.", findings=iter([FINDING, FINDING]))
    received = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own bytes
    assert type(received) is kind
    assert str(received) == received.message == "Le fichier est faux."
    assert received.remedy == "Corrigez-le."
    assert received.findings == (FINDING, FINDING)
    assert received.exit_code == kind.exit_code


def test_the_json_record_says_everything():
    error = InputValueError("Des valeurs sont à corriger.", remedy="Corrigez-les.", findings=[FINDING])
    assert error.as_record() == {
        "error": "valeurs_refusees",
        "exit_code": 14,
        "message": "Des valeurs sont à corriger.",
        "remedy": "Corrigez-les.",
        "findings": [
            {
                "code": "finess_zero_perdu", "severity": "bloquant", "file": "open_phmev.csv", "line": 3,
                "value": "10000024", "message": "le zéro de tête manque.", "count": 1,
            }
        ],
    }  # fmt: skip


def test_an_error_may_stand_alone():
    error = ParameterFileError("Nom refusé.")
    assert (error.remedy, error.findings) == ("", ())
    assert error.as_record()["findings"] == []
