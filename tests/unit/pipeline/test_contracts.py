from datetime import date

import pytest

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.contracts import check_contracts, contract_of
from caqes_eval.regulation.parameters.rules import Rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(shipped("regulation"))


def test_a_territory_finds_its_region(tmp_path, rules):
    contract = contract_of(Workspace(tmp_path), rules, "corse")
    assert contract.region.code == "paca-corse"
    assert contract.targeting is None


def test_a_region_with_a_matrix_has_it_checked_against_the_limits_of_the_law(tmp_path, rules):
    contract = contract_of(Workspace(tmp_path), rules, "val-de-brume")
    assert contract.targeting is not None
    assert contract.targeting.targeted("990780017", "mo", date(2025, 6, 30))


@pytest.mark.parametrize(("year", "term"), [(2023, (2023, 2025)), (2025, (2023, 2025)), (2026, (2026, 2026))])
def test_the_term_of_a_year(tmp_path, rules, year, term):
    found = contract_of(Workspace(tmp_path), rules, "val-de-brume").term_of(year)
    assert (found.start.year, found.end.year) == term


@pytest.mark.parametrize("year", [2022, 2027])
def test_a_year_without_contract_is_refused(tmp_path, rules, year):
    with pytest.raises(RuleNotFoundError, match=f"ne couvre l’activité {year}"):
        contract_of(Workspace(tmp_path), rules, "val-de-brume").term_of(year)


def test_an_unknown_territory_names_the_known_ones(tmp_path, rules):
    with pytest.raises(ParameterFileError, match=r"« pacca » n’a pas de fichier .* paca, corse, val-de-brume"):
        contract_of(Workspace(tmp_path), rules, "pacca")


def test_the_faults_of_every_region_are_told_at_once(tmp_path, rules):
    folder = tmp_path / "params" / "regions"
    folder.mkdir(parents=True)
    for name in ("nord", "sud"):
        (folder / f"{name}.yml").write_text(f"code: {name}\nnom: {name}\n", encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        check_contracts(Workspace(tmp_path), rules)
    assert {finding.file for finding in caught.value.findings} == {"nord.yml", "sud.yml"}
