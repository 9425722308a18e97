"""The mark of a form, read back and compared with what was sent."""

from dataclasses import replace

import pytest
from forms_filling import RECIPIENT, SENT, opened, sent

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import mark_findings, mark_for, mark_of, read_mark
from caqes_eval.intake.workbooks import Sheet

MARK = mark_for(FORMS["transport"], **SENT, finess=RECIPIENT.finess)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_mark_of_a_form_sent_is_read_back(form, tmp_path):
    path = tmp_path / "reçu.xlsx"
    path.write_bytes(sent(form))
    assert read_mark(path) == mark_for(form, **SENT, finess=RECIPIENT.finess)


def test_a_workbook_without_its_hidden_sheet_has_no_mark(tmp_path):
    workbook = opened(sent(FORMS["transport"]))
    del workbook["_caqes"]
    workbook.save(tmp_path / "copie.xlsx")
    assert read_mark(tmp_path / "copie.xlsx") is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a;b\n1;2\n", b"<html>"])
def test_a_file_that_is_no_form_has_no_mark(content, tmp_path):
    (tmp_path / "autre.xlsx").write_bytes(content)
    assert read_mark(tmp_path / "autre.xlsx") is None
    assert read_mark(tmp_path / "absent.xlsx") is None


@pytest.mark.parametrize(
    "values",
    [
        [],
        [["form", "transport"]],
        [[key, "" if key == "year" else text] for key, text in MARK.as_rows()],
        [[key, "²025" if key == "year" else text] for key, text in MARK.as_rows()],
        [[text, key] for key, text in MARK.as_rows()],
    ],
)
def test_a_damaged_mark_is_no_mark(values):
    assert mark_of([Sheet(name="_caqes", values=values)]) is None


def test_a_mark_is_read_from_its_sheet():
    sheets = [Sheet(name="Autre", values=[["x"]]), Sheet(name="_caqes", values=MARK.as_rows())]
    assert mark_of(sheets) == MARK


def test_the_right_mark_says_nothing():
    assert mark_findings(MARK, MARK, file="f.xlsx") == ()


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        ({"form": "dmi_audit"}, "formulaire_autre", Severity.BLOCKING),
        ({"campaign": "paca-2024"}, "formulaire_autre_campagne", Severity.BLOCKING),
        ({"period": "S1 2025"}, "formulaire_autre_periode", Severity.BLOCKING),
        ({"finess": "2A0000014"}, "formulaire_autre_etablissement", Severity.BLOCKING),
        ({"version": "0"}, "formulaire_autre_version", Severity.TO_CHECK),
        ({"digest": "0" * 16}, "formulaire_autre_version", Severity.TO_CHECK),
    ],
)
def test_what_differs_is_told(change, code, severity):
    (finding,) = mark_findings(replace(MARK, **change), MARK, file="f.xlsx")
    assert (finding.code, finding.severity, finding.file) == (code, severity, "f.xlsx")
    assert next(iter(change.values())) in str(finding.value)
    assert finding.expected
    assert finding.remedy


def test_every_difference_is_told_at_once():
    other = replace(MARK, campaign="corse-2025", finess="2A0000014")
    assert [finding.code for finding in mark_findings(other, MARK, file="f.xlsx")] == [
        "formulaire_autre_campagne",
        "formulaire_autre_etablissement",
    ]


def test_no_mark_is_to_check():
    (finding,) = mark_findings(None, MARK, file="f.xlsx")
    assert (finding.code, finding.severity) == ("formulaire_sans_marque", Severity.TO_CHECK)
    assert "130786049, S2 2025" in finding.remedy
