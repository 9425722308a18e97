"""The files of the demonstration checked as they ship: every fault planted is told, with its code, in its file."""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.demo.collection import CAMPAIGNS, PLANTED, Kind, write_collection
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.pipeline.collection.check import check_campaign
from caqes_eval.pipeline.collection.status import status_of

PARAMS = Path(__file__).parents[2] / "params"
TODAY = date(2026, 5, 31)
CODES: Mapping[Kind, set[str]] = {
    Kind.INCOMPLETE: {"reponse_absente", "valeur_refusee"},
    Kind.EMPTY: {"fichier_vide"},
    Kind.TRUNCATED: {"fichier_abime"},
    Kind.RENAMED_HTML: {"fichier_html"},
    Kind.PASSWORD: {"mot_de_passe"},
    Kind.LOCK_FILE: {"fichier_verrou"},
    Kind.FORMULA: {"formule_sans_resultat"},
    Kind.PATH: {"chemin_ecrit", "archive_piegee"},
    Kind.IDENTIFIER: {"identifiant_colonne", "identifiant_pmsi"},
    Kind.OTHER_HOSPITAL: {"formulaire_autre_etablissement"},
    Kind.OTHER_CAMPAIGN: {"formulaire_autre_campagne"},
    Kind.OLD_VERSION: {"formulaire_autre_version"},
    Kind.NO_MARK: {"formulaire_sans_marque"},
    Kind.EMPTY_WITH_I999: {"declaration_manquante"},
    Kind.CONTRADICTION: {"declaration_contredite"},
    Kind.MIRROR: {"amm_miroir_non_separee"},
    Kind.DUPLICATE: {"initiation_deja_declaree"},
    Kind.PART_ABOVE_WHOLE: {"partie_superieure_au_tout", "extrait_partie"},
    Kind.SERIES_BREAK: {"serie_rompue"},
    Kind.TRUNCATED_TOTAL: {"partie_superieure_au_tout"},
    Kind.LOST_ZERO: {"valeur_refusee"},
    Kind.LOST_KEY: {"valeur_refusee"},
    Kind.MIXED_RATES: {"valeur_comprise"},
    Kind.EXCEL_ERROR: {"valeur_refusee"},
    Kind.SCIENTIFIC: {"valeur_refusee"},
    Kind.WRONG_PAIR: {"couple_absent"},
    Kind.UNLISTED_PAIR: {"couple_non_inscrit"},
    Kind.WRONG_CODE: {"pmsi_indication", "pmsi_ucd"},
    Kind.ZERO_QUANTITY: {"pmsi_quantite_nulle"},
    Kind.FOREIGN_LINE: {"pmsi_autre_hopital"},
    Kind.CUT_LINE: {"pmsi_fin_coupee"},
}
"""What tells each kind of fault, one of them at least; a fault of a date is told by the status."""
STATES = {Kind.LATE: "reçu en retard", Kind.TOO_LATE: "hors délai", Kind.NOT_SENT: "non transmis"}
IN_FILES = [each for each in PLANTED if each.kind not in STATES]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    root = tmp_path_factory.mktemp("démo") / "Dossier é"
    shutil.copytree(PARAMS / "campaigns", root / "params/campaigns")
    write_collection(root)
    return Workspace(root)


@pytest.fixture(scope="module")
def found(workspace) -> dict[str, tuple[Finding, ...]]:
    """The findings of every file received, by its path."""
    checks = [check_campaign(workspace, name, today=TODAY) for name in CAMPAIGNS.values()]
    return {file.path: file.findings for each in checks for file in each.record.files}


def test_every_kind_of_fault_is_looked_for():
    assert set(CODES) | set(STATES) == set(Kind)


@pytest.mark.parametrize("planted", IN_FILES, ids=lambda each: f"{each.kind}-{each.file.split('/', 1)[1]}")
def test_a_fault_planted_is_told_in_its_file(found, planted):
    assert CODES[planted.kind] & {finding.code for finding in found[planted.file]}


def told(found, path: str, code: str) -> Finding:
    return next(finding for finding in found[path] if finding.code == code)


def test_the_truncated_total_is_blocking(found):
    finding = told(found, "received/demo/990780017/totaux_atih_2025.xlsx", "partie_superieure_au_tout")
    assert finding.severity is Severity.BLOCKING
    assert "Montant codé I999999 » (2024) dépasse « Montant de la liste en sus »" in finding.message


def test_the_totals_that_are_sound_say_no_more_than_known_breaks(found):
    path = "received/demo-ambre/990781015/totaux_atih_2025.csv"
    assert {finding.code for finding in found[path]} <= {"rupture_connue"}


def test_the_off_label_lines_beside_an_empty_form_are_told(found):
    finding = told(found, "received/demo/990780058/990780058.2025.12.med", "i999_sans_recueil")
    assert "S2 2025" in finding.message
    assert "mo_initiations_2025-S2.xlsx" in finding.message


def test_what_two_hospitals_name_alike_is_not_mixed(found):
    """Both halves of a hospital are compared with its own files, though all hospitals give them the same names."""
    twice = [path for path, findings in found.items() if any(f.code == "initiation_deja_declaree" for f in findings)]
    assert twice == ["received/demo/990780124/mo_initiations_2025-S2.xlsx"]


def test_the_files_of_a_series_break_name_the_year(found):
    finding = told(found, "received/demo/990780017/extraction_ipp_2025.xlsx", "serie_rompue")
    assert "« Nombre de boîtes » passe de" in finding.message


def test_the_department_of_the_demonstration_is_no_noise(found):
    assert not [f for findings in found.values() for f in findings if "département 99" in f.message]


def test_what_is_late_or_absent_is_told_by_the_status(workspace):
    states = {}
    for name in CAMPAIGNS.values():
        for cell in status_of(workspace, name, today=TODAY).matrix.cells:
            asked = cell.expected
            path = f"received/{name}/{asked.finess}/{asked.form}_{asked.period}.xlsx"
            states[path] = cell.state
    late = [each for each in PLANTED if each.kind in (Kind.LATE, Kind.TOO_LATE)]
    assert late
    assert [states[each.file] for each in late] == [STATES[each.kind] for each in late]
    absent = [each for each in PLANTED if each.kind is Kind.NOT_SENT]
    assert list(states.values()).count(STATES[Kind.NOT_SENT]) == len(absent)
