from datetime import date

import pytest

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.contracts import check_contracts, contract_of, read_regions
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


# --- how long the law lets a contract last ---------------------------------------------------------------------------

REGION = """code: essai
name: Essai
omedit: OMEDIT d’essai
territories:
- {{code: essai, name: Essai, departments: ["59"]}}
contracts:
- generation: {generation}
  start: {start}
  end: {end}
  status: to_validate
  reference: {{title: Essai}}
indicators:
- {{code: dmi, label: DMI, family: dmi, level: regional, volet: 1, since: 2022-07-01, status: to_validate,
   reference: {{title: Essai}}}}
"""


def region_of(root, start, end, generation="G2", code="essai") -> Workspace:
    folder = root / "params" / "regions"
    folder.mkdir(parents=True, exist_ok=True)
    text = REGION.format(generation=generation, start=start, end=end).replace("essai", code)
    (folder / f"{code}.yml").write_text(text, encoding="utf-8")
    return Workspace(root)


@pytest.mark.parametrize(
    ("generation", "start", "end"),
    [
        # five years from 30 December 2020 end on 29 December 2025
        ("G2", "2020-12-30", "2025-12-29"),
        ("G2", "2022-07-01", "2026-12-31"),
        # the first generation has no longest duration, and ends with its contracts
        ("G1", "2018-01-01", "2021-12-31"),
    ],
)
def test_a_contract_within_the_law_passes(tmp_path, rules, generation, start, end):
    workspace = region_of(tmp_path, start, end, generation)
    (contract,) = check_contracts(workspace, rules)
    assert contract == contract_of(workspace, rules, "essai")


@pytest.mark.parametrize(
    ("generation", "start", "end", "words"),
    [
        ("G2", "2020-12-30", "2025-12-30", ["dure plus de 5 ans", "au plus tard le 29/12/2025", "L. 162-30-2"]),
        ("G2", "2022-07-01", "2027-01-01", ["il n’existe plus de contrat à partir du 01/01/2027", "Loi n° 2025-1403"]),
        ("G1", "2018-01-01", "2022-01-01", ["génération G1", "(31/12/2021)"]),
        ("G3", "2027-01-01", "2027-12-31", ["il n’existe plus de contrat à partir du 01/01/2027"]),
    ],
)
def test_a_contract_that_outlasts_the_law_is_refused_with_its_line(tmp_path, rules, generation, start, end, words):
    workspace = region_of(tmp_path, start, end, generation)
    for ask in (lambda: contract_of(workspace, rules, "essai"), lambda: check_contracts(workspace, rules)):
        with pytest.raises(ParameterFileError) as caught:
            ask()
        (found,) = caught.value.findings
        assert (found.file, found.line, found.key, found.value) == ("essai.yml", 9, "contracts, n° 1, end", end)
        for each in words:
            assert each in found.sentence()


def test_a_contract_too_long_that_ends_after_the_repeal_is_told_twice(tmp_path, rules):
    with pytest.raises(ParameterFileError) as caught:
        check_contracts(region_of(tmp_path, "2022-07-01", "2028-06-30"), rules)
    assert len(caught.value.findings) == 2


def test_the_contract_of_another_region_does_not_stop_a_campaign(tmp_path, rules):
    region_of(tmp_path, "2022-07-01", "2029-12-31", code="autre")
    workspace = region_of(tmp_path, "2022-07-01", "2026-12-31")
    assert contract_of(workspace, rules, "essai").region.code == "essai"
    assert [region.code for region in read_regions(workspace)] == ["autre", "essai"]
    with pytest.raises(ParameterFileError) as caught:
        check_contracts(workspace, rules)
    assert {finding.file for finding in caught.value.findings} == {"autre.yml"}
