"""What a form holds that does not hold together: parts above their wholes, paths instead of names."""

import pytest
from forms_filling import filled, sent

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.tables.cells import Absence

PHARMACY, PLAN = FORMS["clinical_pharmacy"], FORMS["action_plan"]


def told(form, sheet, rows, tmp_path, code):
    content = read_form(filled(form, sent(form), {sheet: rows}, tmp_path / "reçu.xlsx"), form)
    return [finding for finding in content.findings if finding.code == code]


def test_a_part_above_its_whole_is_told_at_its_cell(tmp_path):
    rows = [{"eligible": 10, "entry_conciliated": 10}, {"eligible": 10, "entry_conciliated": 12}]
    (finding,) = told(PHARMACY, "activite", rows, tmp_path, "partie_superieure_au_tout")
    assert finding.severity is Severity.BLOCKING
    assert (finding.sheet, finding.cell, finding.value) == ("Activité", "C8", "12")
    assert "« Séjours éligibles à l’entrée », qui est 10" in finding.message


@pytest.mark.parametrize(
    "row",
    [
        {"eligible": None, "entry_conciliated": 12},
        {"eligible": Absence.NOT_APPLICABLE, "entry_conciliated": 12},
        {"eligible": 12, "entry_conciliated": None},
        {"eligible": 0, "entry_conciliated": 0},
    ],
)
def test_what_is_not_known_is_not_compared(tmp_path, row):
    assert told(PHARMACY, "activite", [row], tmp_path, "partie_superieure_au_tout") == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_parts_and_names_are_columns_of_the_form(form):
    for part in form.parts:
        codes = {column.code: column.kind for column in form.sheet(part.sheet).schema.columns}
        assert (codes[part.part], codes[part.whole]) == ("count", "count")
    for sheet, code in form.file_names:
        assert form.sheet(sheet).schema.column(code).kind == "text"


@pytest.mark.parametrize("name", ["../../x", "..\\x.exe", "/etc/passwd", "C:\\x", "https://x.example/p.pdf", "a/../b"])
def test_a_path_is_told(tmp_path, name):
    (finding,) = told(PLAN, "plan_actions", [{"indicator": "mo", "proof": name}], tmp_path, "chemin_ecrit")
    assert (finding.severity, finding.value) == (Severity.TO_CHECK, name)


@pytest.mark.parametrize("name", ["preuve.pdf", "compte..rendu.pdf", "plan 1/2.pdf", "V1: plan.pdf"])
def test_a_name_is_not(tmp_path, name):
    assert told(PLAN, "plan_actions", [{"indicator": "mo", "proof": name}], tmp_path, "chemin_ecrit") == []
