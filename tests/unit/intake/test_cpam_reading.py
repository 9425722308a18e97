"""Extracts read by their mapping: sheets, columns, units; hand-made workbooks of fictitious figures."""

from decimal import Decimal

import pytest
from cpam_files import AJACCIO, BASTIA, MAPPINGS, NICE, codes, only, own, read, workbook

from caqes_eval.intake.cpam import read_extract
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period

D = Decimal
BOXES = ["FINESS", "Nombre de boîtes", "Montant remboursé"]


def test_a_usual_extract_is_read_whatever_stands_around(tmp_path):
    extract = read(
        tmp_path,
        ["PHEV IPP, données du régime général"],
        [],
        ["N° FINESS", "Raison sociale", "Exercice", "Nb boîtes", "Montant remboursé (€)", "Évolution N/N-1"],
        [NICE, "CHU de Nice", 2024, 12_000, 45_000.5, ("-5,2 %")],
        [AJACCIO, "CH d’Ajaccio", "2024", "8 499", "31 200,00 €", (0.034, "0.0%")],
        ["Total", None, None, 20_499, 76_200.5, None],
    )
    assert codes(extract) == ["ligne_total"]
    rows = extract.table.frame.to_dict("records")
    assert [row["finess"] for row in rows] == [NICE, AJACCIO]
    assert [row["boxes"] for row in rows] == [12_000, 8_499]
    assert [row["amount"] for row in rows] == [D("45000.5"), D("31200.00")]
    assert [row["growth"] for row in rows] == [D("-0.052"), D("0.034")]
    assert rows[0]["period"] == rows[1]["period"] == Period.of_months(2024, 1, 12)
    assert [(row["source_sheet"], row["source_row"]) for row in rows] == [("IPP", 4), ("IPP", 5)]
    assert extract.table.absences["cip13"].tolist() == [Absence.MISSING, Absence.MISSING]
    shown = {matching.code: (matching.heading, matching.synonym) for matching in extract.matchings}
    assert shown["boxes"] == ("Nb boîtes", "Nb boîtes")
    assert shown["amount"] == ("Montant remboursé (€)", "Montant remboursé")


def test_a_mapping_to_be_validated_says_so_and_a_confirmed_one_does_not(tmp_path):
    rows = (BOXES, [NICE, 10, 20])
    assert only(read(tmp_path, *rows), "extrait_correspondance").severity == "info"
    confirmed = read(tmp_path, *rows, mapping=own(tmp_path, "  boxes: {}\n"))
    assert [finding.code for finding in confirmed.findings] == []


def test_the_year_asked_for_says_which_of_two_amounts_is_which(tmp_path):
    rows = (["FINESS", "Boîtes", "Montant 2023", "Montant 2024"], [NICE, 10, 100, 200])
    (row,) = read(tmp_path, *rows, year=2024).table.frame.to_dict("records")
    assert (row["amount"], row["previous_amount"]) == (200, 100)
    assert codes(read(tmp_path, *rows)).count("colonne_absente") == 1


@pytest.mark.parametrize(
    ("sheets", "read_from", "told"),
    [
        (["Notes", "IPP"], ["IPP"], ["extrait_feuille_ignoree"]),
        (["PHEV IPP 2023", "PHEV IPP 2024"], ["PHEV IPP 2023", "PHEV IPP 2024"], []),
        (["Feuil1"], ["Feuil1"], ["extrait_autre_feuille"]),
        (["Feuil1", "Feuil2"], None, ["extrait_feuilles"]),
        (["SKIPPED"], ["SKIPPED"], ["extrait_autre_feuille"]),
    ],
)
def test_the_sheet_is_the_one_well_named_or_the_only_one(tmp_path, sheets, read_from, told):
    hospitals = [NICE, AJACCIO]
    tables = {name: [BOXES, [hospitals[place], 10, 20]] for place, name in enumerate(sheets)}
    extract = read_extract(workbook(tmp_path / "e.xlsx", **tables), MAPPINGS["ipp"])
    assert (None if extract.table is None else extract.table.frame["source_sheet"].tolist()) == read_from
    assert codes(extract) == told


def test_a_file_without_the_table_says_which_sheets_it_has(tmp_path):
    extract = read_extract(workbook(tmp_path / "e.xlsx", Lisez_moi=[["Bonjour"]]), MAPPINGS["ipp"])
    finding = only(extract, "extrait_introuvable")
    assert extract.table is None
    assert "« Lisez moi »" in finding.message
    assert "params/mappings/ipp.yml" in finding.remedy


def test_a_refused_file_has_its_own_finding(tmp_path):
    (tmp_path / "vide.xlsx").write_bytes(b"")
    extract = read_extract(tmp_path / "vide.xlsx", MAPPINGS["ipp"], shown="reçu/vide.xlsx")
    assert [(finding.code, finding.file) for finding in extract.findings] == [("fichier_vide", "reçu/vide.xlsx")]


def test_a_text_file_is_read_and_placed_by_line(tmp_path):
    path = tmp_path / "ipp.csv"
    path.write_text(f"FINESS;Nb boîtes;Montant\n{NICE};10;20,5\n{NICE};11;21\n", encoding="utf-8")
    extract = read_extract(path, MAPPINGS["ipp"])
    assert extract.table.frame["amount"].tolist() == [D("20.5"), D("21")]
    finding = only(extract, "extrait_doublon")
    assert (finding.line, finding.sheet, finding.cell) == (3, None, None)
    assert "à la ligne 2" in finding.message


@pytest.mark.parametrize(
    ("unit", "typed", "euros"),
    [
        ("centimes", 123_456, D("1234.56")),
        ("centimes", "123 456", D("1234.56")),
        ("milliers d’euros", "12,5", D("12500")),
        ("euros", "1 234,56", D("1234.56")),
    ],
)
def test_an_amount_is_in_euros_whatever_the_unit_of_the_mapping(tmp_path, unit, typed, euros):
    mapping = own(tmp_path, f"  amount: {{unit: {unit}, headings: [Montant]}}\n")
    extract = read(tmp_path, BOXES, [NICE, 1, typed], mapping=mapping)
    assert extract.table.frame["amount"].tolist() == [euros]
    assert codes(extract) == []


def test_a_euro_sign_where_the_mapping_says_centimes_is_told_once(tmp_path):
    mapping = own(tmp_path, "  amount: {unit: centimes}\n")
    rows = [[finess, 1, (12.5, '#,##0.00 "€"')] for finess in (NICE, AJACCIO)]
    finding = only(read(tmp_path, BOXES, *rows, mapping=mapping), "extrait_unite")
    assert (finding.cell, finding.severity) == ("C2", "à vérifier")
    assert "en centimes" in finding.message


@pytest.mark.parametrize(
    ("unit", "typed", "rate"),
    [
        ("pourcentage", 0.9, D("0.009")),
        ("pourcentage", "0,9", D("0.009")),
        ("pourcentage", 15.3, D("0.153")),
        ("pourcentage", "15,3 %", D("0.153")),
        ("pourcentage", (0.153, "0.0%"), D("0.153")),
        ("proportion", 0.9, D("0.9")),
        ("proportion", "0,9", D("0.9")),
        ("proportion", 1.25, D("1.25")),
        ("proportion", "90 %", D("0.9")),
        ("proportion", "NC", None),
    ],
)
def test_a_rate_without_sign_has_the_unit_of_the_mapping(tmp_path, unit, typed, rate):
    mapping = own(tmp_path, f"  growth: {{unit: {unit}, headings: [Évolution]}}\n")
    extract = read(tmp_path, [*BOXES, "Évolution"], [NICE, 1, 2, typed], mapping=mapping)
    assert extract.table.frame["growth"].tolist() == [rate]
    assert "valeur_refusee" not in codes(extract)


def test_a_rate_without_sign_nor_unit_is_asked(tmp_path):
    assert codes(read(tmp_path, [*BOXES, "Évolution"], [NICE, 1, 2, 0.9])) == ["valeur_refusee"]


def test_answers_are_known_by_the_words_of_the_mapping(tmp_path):
    rows = (["FINESS", "Mode", "Montant"], [NICE, "AMB", 10], [NICE, "vsl", 5], [NICE, "Hélicoptère", 1])
    extract = read(tmp_path, *rows, mapping=MAPPINGS["transport"], name="Transports 2024")
    assert extract.table.frame["mode"].tolist() == ["ambulance", "vsl", None]
    assert codes(extract) == ["valeur_refusee"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["FINESS", "Raison sociale"], ["colonne_absente", "colonne_absente", "extrait_sans_mesure"]),
        (["Raison sociale", "Boîtes", "Montant"], ["extrait_sans_etablissement"]),
        (["FINESS juridique", "Boîtes", "Montant"], []),
    ],
)
def test_an_extract_without_hospital_or_without_number_is_blocked(tmp_path, header, told):
    line = [{"F": BASTIA, "R": "CH de Bastia"}.get(heading[0], 3) for heading in header]
    assert sorted(codes(read(tmp_path, header, line))) == told


def test_a_region_may_do_without_a_column(tmp_path):
    mapping = own(tmp_path, "  boxes: {expected: false}\n")
    rows = (["FINESS", "Montant remboursé"], [NICE, 10])
    assert codes(read(tmp_path, *rows)) == ["colonne_absente"]
    assert codes(read(tmp_path, *rows, mapping=mapping)) == []


def test_a_number_of_social_security_never_comes_out(tmp_path):
    nir = "255081416802538"
    extract = read(tmp_path, [*BOXES, "Nom"], [NICE, 1, nir, "DUPONT"])
    told = " ".join(finding.sentence() for finding in extract.findings)
    assert nir not in told + extract.table.frame.to_string()
    assert "DUPONT" not in told + extract.table.frame.to_string()
