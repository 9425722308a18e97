"""The analyst's workbook: counts by hospital, one row per finding, what was decided."""

from datetime import date

import pytest
from returned_files import column, finding, reopened

from caqes_eval.campaign.acceptances import Acceptance
from caqes_eval.foundation.findings import Severity, finding_id, finding_key
from caqes_eval.intake.returns import CheckRecord, FileRecord, findings_workbook

MO, AUDIT = "a" * 64, "b" * 64
DOUZE = finding(
    cell="D4", column="Patients", value="douze", proposal="12", expected="un entier", why="faux.", remedy="écrire 12."
)
DOUBT = finding(cell="D5", severity=Severity.TO_CHECK, value="=cmd|'/c calc'!A0")
NOTE = finding(sheet=None, file="audit.csv", line=3, severity=Severity.INFO)
RECORD = CheckRecord(
    campaign="demo",
    checked_on=date(2026, 3, 2),
    files=(
        FileRecord(path="received/demo/x/audit.csv", sha256=AUDIT, findings=(NOTE,)),
        FileRecord(path="received/demo/990780017/mo.xlsx", sha256=MO, finess="990780017", findings=(DOUBT, DOUZE)),
        FileRecord(path="received/demo/990780025/mo.xlsx", sha256="c" * 64, finess="990780025"),
    ),
)
NAMES = {"990780017": "CHU DU VAL-DE-BRUME", "990780033": "CLINIQUE DU PARC"}


def test_findings_are_counted_by_hospital_and_severity():
    sheet = reopened(findings_workbook(RECORD, names=NAMES))["Synthèse"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows == [
        ["FINESS", "Établissement", "Fichiers", "Bloquants", "À vérifier", "Informations", "Total"],
        ["990780017", "CHU DU VAL-DE-BRUME", 1, 1, 1, 0, 2],
        ["990780025", None, 1, 0, 0, 0, 0],
        ["990780033", "CLINIQUE DU PARC", 0, 0, 0, 0, 0],
        [None, "établissement inconnu", 1, 0, 0, 1, 1],
        [None, "Total", 3, 1, 1, 1, 3],
    ]


def test_each_finding_has_a_row_by_hospital_and_severity():
    sheet = reopened(findings_workbook(RECORD, names=NAMES))["Constats"]
    assert column(sheet, "Constat") == [finding_id(DOUZE, MO), finding_id(DOUBT, MO), finding_id(NOTE, AUDIT)]
    assert column(sheet, "FINESS") == ["990780017", "990780017", None]
    assert column(sheet, "Gravité") == ["bloquant", "à vérifier", "info"]
    assert column(sheet, "Cellule ou ligne") == ["D4", "D5", "ligne 3"]
    assert column(sheet, "Valeur telle que saisie") == ["douze", "=cmd|'/c calc'!A0", None]
    for title, told in (
        ("Attendu", "un entier"),
        ("Proposition", "12"),
        ("À faire", "Écrire 12."),
        ("Code", "valeur_refusee"),
    ):
        assert column(sheet, title)[0] == told


def test_the_list_can_be_filtered_and_its_titles_stay():
    sheet = reopened(findings_workbook(RECORD))["Constats"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B4", "A3:R6")
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["P4:P6"]
    assert not any(cell.data_type == "f" for row in sheet for cell in row)
    assert all(sheet.cell(4, place).alignment.wrap_text for place in range(1, 19))


def test_decisions_taken_stand_beside_their_findings():
    taken = Acceptance(
        **finding_key(DOUZE, MO)._asdict(), finess="990780017", file="mo.xlsx", proposal="12", decision="accepté",
        by="Dr Martin", on=date(2026, 3, 3), reason="Confirmé par téléphone",
    )  # fmt: skip
    sheet = reopened(findings_workbook(RECORD, acceptances=[taken]))["Constats"]
    assert column(sheet, "Décision") == ["accepté", None, None]
    assert column(sheet, "Accepté ou refusé par") == ["Dr Martin", None, None]
    assert column(sheet, "Pourquoi") == ["Confirmé par téléphone", None, None]


@pytest.mark.parametrize("record", [RECORD, RECORD.model_copy(update={"files": ()})], ids=["some", "none"])
def test_the_same_check_gives_the_same_bytes(record):
    assert findings_workbook(record, names=NAMES) == findings_workbook(record, names=NAMES)


def test_a_check_without_finding_has_no_list():
    sheet = reopened(findings_workbook(RECORD.model_copy(update={"files": ()})))["Constats"]
    assert sheet.max_row == 3
