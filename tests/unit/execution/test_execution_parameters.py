from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from tiny_notebooks import write_template

from caqes_eval.execution.parameters import check_parameters, declared
from caqes_eval.foundation.errors import ParameterFileError


class Text(str):
    """A text that is more than a text."""

    __slots__ = ()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    parameters = 'finess = ""\ninputs: str = "inputs"  # dossier\nyear = 2025'
    return write_template(tmp_path_factory.mktemp("templates"), "generics", "x = 1", parameters=parameters)


def test_the_declared_names_are_those_of_the_parameters_cell(template):
    assert declared(template) == {"finess", "inputs", "year"}


@pytest.mark.parametrize(
    "value",
    ["010000024", "", "é’\"'\\\n", "x; import os", 0, -3, 10**20, 0.5, True, False, None],
)  # fmt: skip
def test_plain_values_pass(template, value):
    check_parameters(template, {"finess": value})


def test_no_parameter_at_all_passes(template):
    check_parameters(template, {})


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("fines", "Vouliez-vous « finess » ?"),
        ("Finess", "Vouliez-vous « finess » ?"),
        ("years", "Vouliez-vous « year » ?"),
        ("zzz", "Paramètres déclarés : finess, inputs, year."),
        ("x", "Paramètres déclarés : finess, inputs, year."),
    ],
)
def test_an_unknown_name_gives_the_nearest(template, name, remedy):
    with pytest.raises(
        ParameterFileError, match=rf"Le modèle generics\.ipynb ne déclare pas le paramètre « {name} »"
    ) as caught:
        check_parameters(template, {"finess": "010000024", name: "x"})
    assert caught.value.remedy == remedy


@pytest.mark.parametrize(
    "name",
    ["x=1; print(1)", "finess; import os", "finess = 1\nimport os", "finess ", " finess", "", "class", "1", "ﬁness", "finess#"],
)  # fmt: skip
def test_a_name_that_would_run_as_code_is_refused(template, name):
    with pytest.raises(ParameterFileError, match="ne déclare pas le paramètre"):
        check_parameters(template, {name: 1})


@pytest.mark.parametrize(
    "value",
    [Decimal("1.5"), date(2026, 1, 1), Fraction(1, 2), ["a"], {"a": 1}, ("a",), b"a", Text("a"), object()],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_is_not_plain_is_refused(template, value):
    with pytest.raises(
        ParameterFileError, match=r"« finess » du modèle generics\.ipynb n’est ni un texte, ni un nombre, ni oui/non"
    ) as caught:
        check_parameters(template, {"finess": value})
    assert caught.value.remedy == "Passez une valeur simple."


def test_every_parameter_is_checked_not_the_first_only(template):
    with pytest.raises(ParameterFileError, match="« year »"):
        check_parameters(template, {"finess": "010000024", "inputs": "inputs", "year": Decimal(2025)})


def test_a_template_that_declares_nothing_accepts_nothing(tmp_path, caplog):
    bare = write_template(tmp_path, "bare", "x = 1", parameters=None)
    check_parameters(bare, {})
    with pytest.raises(ParameterFileError, match="ne déclare pas"):
        check_parameters(bare, {"x": 1})
