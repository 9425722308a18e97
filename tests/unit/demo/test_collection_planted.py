"""Every fault planted is really in its file: as the readers see it, or as the bytes say when no reader alone can."""

import io
import zipfile
from collections import Counter

import pytest
from openpyxl import load_workbook

from caqes_eval.demo import demo_files
from caqes_eval.demo.collection import CAMPAIGNS, PLANTED, Kind
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import Mark, mark_for
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.les_reference import Verdict, read_les_reference
from caqes_eval.intake.pmsi.reader import read_pmsi
from caqes_eval.intake.workbooks import open_workbook
from caqes_eval.intake.workbooks.binary import read_binary

CHU_MED = "received/demo/990780017/990780017.2025.12.med"
AURORE_MED = "received/demo/990780124/990780124.2025.12.med"
SEEN_BY_A_READER = {
    Kind.IDENTIFIER: "identifiant_colonne",
    Kind.LOST_ZERO: "valeur_refusee",
    Kind.CONTRADICTION: "declaration_contredite",
    Kind.EMPTY_WITH_I999: "declaration_manquante",
    Kind.SCIENTIFIC: "valeur_refusee",
    Kind.OTHER_HOSPITAL: "formulaire_autre_etablissement",
    Kind.INCOMPLETE: "reponse_absente",
    Kind.TRUNCATED: "fichier_abime",
    Kind.PASSWORD: "mot_de_passe",
    Kind.OTHER_CAMPAIGN: "formulaire_autre_campagne",
    Kind.OLD_VERSION: "formulaire_autre_version",
    Kind.NO_MARK: "formulaire_sans_marque",
    Kind.EMPTY: "fichier_vide",
    Kind.FORMULA: "formule_sans_resultat",
    Kind.LOCK_FILE: "fichier_verrou",
    Kind.RENAMED_HTML: "fichier_html",
    Kind.FOREIGN_LINE: "pmsi_autre_hopital",
    Kind.CUT_LINE: "pmsi_fin_coupee",
    Kind.WRONG_CODE: "pmsi_ucd",
}


def sent(file) -> Mark:
    """Return the mark of the form that was sent for an answer."""
    year, _, half = file.period.partition("-")
    return mark_for(
        FORMS[file.form], campaign=CAMPAIGNS[file.own.region], year=2025, period=f"{half} {year}" if half else year,
        finess=file.own.finess,
    )  # fmt: skip


def read(file, root, *, apart: bool = True):
    """Return the findings on a file, as a reader of its kind gives them."""
    path = root / file.path
    if file.form == "pmsi":
        return read_pmsi(path, hospital=[file.own.finess]).findings
    # a process of its own for each workbook would take long: the spoilt ones only have it
    opened = open_workbook(path) if apart or path.suffix == ".csv" else read_binary(path, path.name)
    if file.form not in FORMS or opened.refused:
        return opened.findings
    return (*opened.findings, *read_form(opened.sheets, FORMS[file.form], file=file.name, sent=sent(file)).findings)


def typed(path, form: str, sheet: str):
    """Return a sheet of a form as a table."""
    book = read_binary(path, path.name)
    return read_form(book.sheets, FORMS[form], file=path.name).tables[sheet].frame


class TestTheList:
    def test_every_kind_is_planted_and_most_in_the_campaign_that_is_evaluated(self):
        assert {each.kind for each in PLANTED} == set(Kind)
        assert {each.kind for each in PLANTED if each.file.startswith("received/demo/")} == set(Kind)

    def test_every_file_said_is_there_and_says_something(self, root):
        for each in PLANTED:
            assert (root / each.file).is_file(), each
            assert each.why
        assert max(Counter((each.file, each.why) for each in PLANTED).values()) == 1


@pytest.mark.parametrize(
    "planted",
    [each for each in PLANTED if each.kind in SEEN_BY_A_READER and not each.file.endswith(".rsf")],
    ids=lambda each: f"{each.kind}-{each.file.split('/')[-1]}",
)
def test_a_fault_that_one_reader_can_see_is_seen(files, root, planted):
    assert SEEN_BY_A_READER[planted.kind] in {finding.code for finding in read(files[planted.file], root)}


def test_a_file_without_fault_has_nothing_to_check(files, root):
    spoilt = {each.file for each in PLANTED}
    for path, file in files.items():
        if path not in spoilt and file.form != "extraction_am":
            told = [each for each in read(file, root, apart=False) if each.severity is not Severity.INFO]
            assert told == [], path


class TestFaultsThatTakeMoreThanOneReader:
    def test_initiations_of_both_halves(self, root):
        first, second = (
            typed(root / f"received/demo/990780124/mo_initiations_2025-S{half}.xlsx", "mo_initiations", "initiations")
            for half in (1, 2)
        )
        columns = ["initiation_date", "dci", "ucd7", "level_4", "ward", "age_class"]
        assert first[columns].head(10).to_dict("records") == second[columns].head(10).to_dict("records")
        assert all(day.month <= 6 for day in first["initiation_date"])
        assert sum(day.month <= 6 for day in second["initiation_date"]) == 10

    def test_i999_in_the_pmsi_of_the_empty_form(self, files):
        assert b"I999999" in files["received/demo/990780058/990780058.2025.12.med"].content

    def test_the_mirror_stays_in_i999_in_one_hospital_only(self, files):
        assert b"I999997" not in files[AURORE_MED].content
        assert b"I999997" in files[CHU_MED].content
        assert b"I999997" in files[AURORE_MED.replace("2025", "2024")].content

    def test_pairs_that_the_reference_does_not_list(self, root, tmp_path):
        reference = tmp_path / "reference.json"
        reference.write_bytes(demo_files()["referentiel_les.json"])
        known = read_les_reference(reference)
        table = read_pmsi(root / CHU_MED, hospital=["990780017"]).table
        rows = table.select(["ucd", "indication", "administered"]).to_pylist()
        verdicts = Counter(
            known.verdict(row["ucd"], row["indication"], (row["administered"].year, row["administered"].month))
            for row in rows
            if row["ucd"] and row["indication"]
        )
        assert (verdicts[Verdict.ABSENT], verdicts[Verdict.NOT_LISTED]) == (1, 1)
        assert verdicts[Verdict.UNDECIDED] == 0

    def test_a_line_without_units(self, files):
        lines = files[CHU_MED].content.decode("ascii").split("\r\n")
        assert sum(line[63:73] == "0" * 10 and line[73:83] != "0" * 10 for line in lines) == 1

    def test_more_patients_conciliated_than_eligible(self, root):
        path = root / "received/demo/990780074/clinical_pharmacy_2025.xlsx"
        psychiatry = typed(path, "clinical_pharmacy", "activite").iloc[2]
        assert psychiatry["champ"] == "PSY"
        assert psychiatry["entry_conciliated"] > psychiatry["eligible"] > 0

    @pytest.mark.parametrize(
        ("name", "heading", "first", "values"),
        [
            ("990780033/extraction_ipp_2025", "Évolution", 9, [0.153, 15.3, "15,3 %"]),
            ("990780132/extraction_perfadom_2025", "Nombre de forfaits", 8, ["#DIV/0!", "#N/A"]),
            ("990780025/extraction_ambulance_2025", "Nombre d’ambulances", 8, [99_999]),
            ("990780041/extraction_ambulance_2025", "FINESS", 8, [99_078_004] * 2),
            ("990780017/extraction_ipp_2025", "Nombre de boîtes", 10, [268_431]),
        ],
    )
    def test_cells_of_the_extracts(self, root, name, heading, first, values):
        sheet = load_workbook(root / "received" / "demo" / f"{name}.xlsx").worksheets[0]
        column = next(cell.column for cell in sheet[6] if cell.value == heading)
        assert [sheet.cell(first + rank, column).value for rank in range(len(values))] == values

    def test_a_series_that_breaks(self, root):
        sheet = load_workbook(root / "received/demo/990780017/extraction_ipp_2025.xlsx").worksheets[0]
        before, broken, after = (sheet.cell(row, 4).value for row in (9, 10, 11))
        assert broken > 9 * before
        assert broken > 9 * after

    def test_names_that_would_leave_the_folder(self, files, root):
        with zipfile.ZipFile(io.BytesIO(files["received/demo/990780132/preuves.zip"].content)) as archive:
            assert "../../x" in archive.namelist()
        path = root / "received/demo/990780132/action_plan_2025.xlsx"
        assert list(typed(path, "action_plan", "plan_actions")["proof"].head(2)) == ["../../x", "..\\..\\x.exe"]

    def test_the_clinic_sends_social_security_numbers_that_the_reader_does_not_take(self, root):
        path = root / "received/demo-ambre/990781049/990781049.2025.12.rsf"
        assert b"1990199999999" in path.read_bytes()
        assert not any("199019999" in str(value) for row in read_pmsi(path).table.to_pylist() for value in row.values())

    def test_every_file_that_bears_two_faults_has_both(self, files, root):
        codes = Counter(finding.code for finding in read(files[CHU_MED], root))
        assert codes["pmsi_indication"] == codes["pmsi_ucd"] == 1
