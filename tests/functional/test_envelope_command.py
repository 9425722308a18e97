"""An envelope shared from the command line; hospitals, points and activity are invented."""

from pathlib import Path

import pytest
from command import Ran, caqes, tree

A, B, C, D = "990780017", "990780025", "990780033", "990780041"
HEADER = "finess;points;activite;signe;transmis;exclusion;montant_impose;motif;auteur\r\n"
POINTS = (
    f"{HEADER}{A};3;100;oui;oui;;;;\r\n{B};2;50;oui;oui;;;;\r\n{C};;;oui;non;;;;\r\n"
    f"{D};;;oui;oui;;1 000,50;=cmd|'/C calc'!A1;Dr Martin\r\n"
)
GENERICS = ("envelope", "val-de-brume", "generics", 2025, "--points")
PACA = ("envelope", "paca-corse", "mo", 2024, "--territory", "paca", "--points")
TRIED = ("--mode", "parts", "--points-max", "3", "--bracket", "1")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "Dossier é"
    made.mkdir()
    return made


@pytest.fixture
def points(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_bytes(POINTS.encode("utf-8-sig"))
    return path


def told(ran: Ran) -> str:
    return " ".join((ran.out + ran.err).replace("\u202f", " ").replace("\u00a0", " ").split())


def amounts(ran: Ran) -> dict[str, float]:
    return {share["finess"]: share["amount"] for share in ran.json["shares"]}


def test_an_envelope_is_shared_to_the_cent(root: Path, points: Path) -> None:
    ran = caqes(*GENERICS, points, root=root)
    assert (ran.code, ran.err) == (0, "")
    text = told(ran)
    # 60 000 − 1 000,50 = 58 999,50 shared 300 to 100: 44 249,625 and 14 749,875, the odd cent to the first FINESS
    for words in (
        "Enveloppe « generics » 2025, val-de-brume : 60 000,00 €",
        f"{A} : 44 249,63 €",
        f"{B} : 14 749,87 €",
        f"{C} : 0,00 € A signé, mais n’a rien transmis.",
        f"{D} : 1 000,50 € Montant fixé à la main par Dr Martin : =cmd|'/C calc'!A1",
        "points 3 × activité 100 = poids 300",
        "Total : 60 000,00 € pour 4 établissements, égal à l’enveloppe.",
        "Poids = points × activité.",
        "[à valider] Contrat fictif du Val-de-Brume",
    ):
        assert words in text
    assert "SIMULATION" not in text
    assert "Réserve" not in text
    assert tree(root) == {}


def test_an_envelope_is_one_json_document(root: Path, points: Path) -> None:
    ran = caqes(*GENERICS, points, "--json", root=root)
    assert (ran.code, ran.err) == (0, "")
    assert amounts(ran) == {A: 44249.63, B: 14749.87, C: 0, D: 1000.5}
    document = ran.json
    assert (document["total"], document["envelope"], document["shared"]) == (60000, 60000, 58999.5)
    assert (document["simulation"], document["simulation_reasons"], document["changes"]) == (False, [], None)
    assert (document["region"], document["family"], document["year"]) == ("val-de-brume", "generics", 2025)
    assert (document["shares"][0]["weight"], document["shares"][2]["points"]) == ("300", None)


def test_a_rule_that_no_source_gives_is_asked_for_then_simulated(root: Path, points: Path) -> None:
    ran = caqes(*PACA, points, root=root)
    assert (ran.code, ran.out) == (23, "")
    assert "Il manque la formule de partage de l’enveloppe MO" in told(ran)
    assert "décision du directeur général de l’ARS" in told(ran)
    assert caqes(*PACA, points, "--json", root=root).json["error"] == "parametre_requis"

    tried = caqes(*PACA, points, *TRIED, "--envelope", "1 100,50 €", root=root)
    assert tried.code == 0, tried.err
    text = told(tried)
    assert "SIMULATION : le montant n’est pas celui de la source (126 331,00 €) ; aucune source ne donne" in text
    # 1 100,50 − 1 000,50 shared by scores 1 and 2/3
    assert f"{A} : 60,00 €" in text
    assert f"{B} : 40,00 €" in text
    assert "La source compte 33 établissements payés, ce partage 3." in text
    assert (
        f"Réserve : Hors des départements de Provence-Alpes-Côte d’Azur (04, 05, 06, 13, 83, 84) : {A}, {B}, {C}, {D}."
        in text
    )


def test_brackets_floor_and_cap_are_tried(root: Path, points: Path) -> None:
    points.write_text(HEADER + f"{A};3;100;oui;oui;;;;\n{B};3;99,5;oui;oui;;;;\n", encoding="cp1252")
    asked = (*PACA, points, "--mode", "parts", "--points-max", "3", "--envelope", "100", "--json")
    assert amounts(caqes(*asked, "--bracket", "100=1", "--bracket", "3", root=root)) == {A: 75, B: 25}
    assert amounts(caqes(*asked, "--bracket", "100=1", "--bracket", "3", "--cap", "60", root=root)) == {A: 60, B: 40}
    assert amounts(caqes(*asked, "--bracket", "100=1", "--bracket", "3", "--floor", "30", root=root)) == {A: 70, B: 30}
    # 99,5 is the minimum: below the first quartile, one part; 100 is above the third, four
    assert amounts(caqes(*asked, "--bracket", "quartiles", root=root)) == {A: 80, B: 20}


def test_two_files_are_compared(root: Path, points: Path, tmp_path: Path) -> None:
    points.write_text(HEADER + f"{A};3;100;oui;oui;;;;\n{B};2;50;oui;oui;;;;\n", encoding="utf-8")
    other = tmp_path / "autre.csv"
    other.write_text(HEADER + f"{A};3;100;oui;oui;;;;\n{B};3;50;oui;oui;;;;\n", encoding="utf-8")
    ran = caqes(*GENERICS, points, "--compare", other, root=root)
    # 300 and 100 of 400, then 300 and 150 of 450
    text = told(ran)
    assert f"Gagne : {B} : 15 000,00 € avant, 20 000,00 € après (+5 000,00 €)" in text
    assert f"Perd : {A} : 45 000,00 € avant, 40 000,00 € après (−5 000,00 €)" in text
    as_json = caqes(*GENERICS, points, "--compare", other, "--json", root=root)
    assert as_json.json["changes"] == [
        {"finess": B, "before": 15000, "after": 20000, "gain": 5000},
        {"finess": A, "before": 45000, "after": 40000, "gain": -5000},
    ]
    assert "Aucun montant ne change." in told(caqes(*GENERICS, points, "--compare", points, root=root))


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("", 13, ["points.csv est vide"]),
        (HEADER.replace(";", ","), 13, ["points-virgules"]),
        (HEADER.replace("points", "pionts"), 13, ["colonne pionts", "« points »"]),
        (f"{HEADER}{A};1.5;x;oui;oui;;;;\n", 14, ["ligne 2, colonne points, valeur « 1.5 »", "« 1,5 »", "colonne activite"]),
        (f"{HEADER}10000024;1;1;oui;oui;;;;\n", 14, ["ligne 2, colonne finess", "010000024"]),
        (f"{HEADER}{A};1;1;oui;oui;oui;;a\x1b]0;titre\x07;\n", 14, ["colonne motif", "invisible"]),
        (f"{HEADER}{A};;1;oui;oui;;;;\n", 14, ["Points non connus", A]),
        (f"{HEADER}{A};5;1;oui;oui;;;;\n", 14, ["Points au-dessus du maximum (4)", A]),
        (f"{HEADER}{A};1;1;oui;oui;;70 000;Accord;Dr Martin\n", 14, ["dépassent l’enveloppe"]),
        (f"{HEADER}{A};1;1;oui;oui;;{'9' * 60};Accord;Dr Martin\n", 14, ["colonne montant_impose", "démesuré"]),
        (f"{HEADER}{A};1;1;non;oui;;;;\n", 14, []),
    ],
)  # fmt: skip
def test_a_wrong_file_gives_no_amount(content: str, code: int, words: list[str], root: Path, points: Path) -> None:
    points.write_text(content, encoding="utf-8")
    ran = caqes(*GENERICS, points, root=root)
    assert (ran.code, ran.out) == (code, ""), ran.err
    for each in words:
        assert each in told(ran)
    assert "\x1b" not in ran.err
    assert "Traceback" not in ran.err
    as_json = caqes(*GENERICS, points, "--json", root=root)
    assert (as_json.json["exit_code"], as_json.err) == (code, "")
    assert "\x1b" not in as_json.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("envelope", "val-de-brumes", "generics", 2025), 12, ["« val-de-brume »"]),
        (("envelope", "val-de-brume", "generic", 2025), 11, ["« generics »"]),
        (("envelope", "paca-corse", "mo", 2024), 11, ["--territory", "paca, corse"]),
        (("envelope", "val-de-brume", "generics", 2024), 23, ["Il manque le montant"]),
        (("envelope", "val-de-brume", "generics", "demain"), 2, ["ANNÉE"]),
        ((*GENERICS[:4], "--mode", "tirage"), 2, ["--mode", "prorata_activite"]),
        ((*GENERICS[:4], "--envelope", "1.234"), 2, ["--envelope", "deux façons"]),
        ((*GENERICS[:4], "--envelope", "9" * 60), 2, ["--envelope", "démesuré"]),
        ((*GENERICS[:4], "--cap", "9" * 60), 2, ["--cap", "démesuré"]),
        ((*GENERICS[:4], "--cap", "-1"), 2, ["--cap"]),
        ((*GENERICS[:4], "--points-max", "1e3"), 2, ["--points-max"]),
        ((*GENERICS[:4], "--bracket", "peu=1"), 2, ["--bracket"]),
        ((*GENERICS[:4], "--cap", "1"), 14, ["cap"]),
    ],
)
def test_a_wrong_word_is_told(arguments: tuple, code: int, words: list[str], root: Path, points: Path) -> None:
    ran = caqes(*arguments, "--points", points, root=root)
    assert (ran.code, ran.out) == (code, ""), ran.err
    for each in words:
        assert each in told(ran)
