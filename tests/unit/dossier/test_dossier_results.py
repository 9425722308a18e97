import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from dossiers import AJACCIO, BOURG, add_version, family_result, seal

from caqes_eval.campaign.model import Campaign, Establishment, PhmevFile, Sources
from caqes_eval.dossier.archive import Archive, Dossier, State
from caqes_eval.dossier.results import NOT_YET, campaign_results, flat_results, read_result
from caqes_eval.families.result import IndicatorResult, Past, RegionalPosition, Target
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.statistics.distribution import distribution

CAMPAIGN = Campaign(
    version="1",
    name="c",
    title="t",
    year=2025,
    evaluation_date=date(2026, 3, 31),
    families=["generics", "biosimilars"],
    sources=Sources(open_phmev=[PhmevFile(year=2025, path="a.csv")]),
    establishments=[Establishment(finess=AJACCIO, name="CH A"), Establishment(finess=BOURG, name="CH B")],
)
FULL = IndicatorResult(
    indicator="generics.repertoire_rate",
    label="Prescription dans le répertoire",
    period="2025",
    unit="proportion",
    direction="higher",
    numerator=Decimal(1),
    denominator=Decimal(4),
    value=Fraction(1, 4),
    calculation="1 ÷ 4",
    status="calculé",
    outcome="non atteint",
    target=Target(value=Decimal("0.49"), comparator=">=", status="to_validate", rule="generics.repertoire_rate.target"),
    region=RegionalPosition(distribution=distribution([Fraction(0), Fraction(1)], minimum=2), reading=None),
    past=Past(year=2024, value=Fraction(1, 8), change=Fraction(1, 8), trend="progrès"),
)
BARE = IndicatorResult(
    indicator="generics.euros_per_box",
    label="Montant",
    period="2025",
    unit="€/boîte",
    direction="lower",
    numerator=Decimal("12.50"),
    denominator=Decimal(0),
    value=None,
    calculation="",
    status="non calculable",
    outcome="non calculable",
    reason="Aucune boîte.",
)


def archive_result(runs, finess, family, *results, version="v001"):
    """Archive a dossier of these results, without notebook."""
    content = family_result(finess, family, *results).model_dump_json()
    return add_version(Archive(runs / finess / family), version, result__json=content)


def current(runs) -> Dossier:
    found = Archive(runs / BOURG / "generics").current()
    assert found is not None
    return found


def test_a_result_is_read_back_equal(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, BARE)
    assert read_result(current(tmp_path), f"{BOURG}/generics") == family_result(BOURG, "generics", FULL, BARE)


@pytest.mark.parametrize("sealed", [False, True], ids=["changed after", "recorded so"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"version":2', '"version":1'), ('"1/4"', '"un quart"'), ('"1/4"', '"1/0"'), ('"campaign"', '"campagne"'),
        ("non atteint", "presque"), ("{", "["), ("}", ""),
    ],
)  # fmt: skip
def test_a_result_that_is_not_one_is_told_with_what_to_do(tmp_path, old, new, sealed):
    path = archive_result(tmp_path, BOURG, "generics", FULL) / "result.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    if sealed:
        seal(path.parent)
    told = "résultat archivé de 010000024/generics est illisible" if sealed else r"result\.json \(modifié\)"
    with pytest.raises(IntegrityError, match=told) as caught:
        read_result(current(tmp_path), f"{BOURG}/generics")
    assert "caqes run" in caught.value.remedy


@pytest.mark.parametrize("sealed", [False, True], ids=["removed after", "recorded so"])
def test_a_dossier_without_result_is_told(tmp_path, sealed):
    folder = archive_result(tmp_path, BOURG, "generics", FULL)
    (folder / "result.json").unlink()
    if sealed:
        seal(folder)
    with pytest.raises(IntegrityError, match="010000024/generics"):
        read_result(current(tmp_path), f"{BOURG}/generics")


def known(runs) -> dict[tuple[str, str], object]:
    return {(finess, family): found for finess, family, found in campaign_results(runs, CAMPAIGN)}


def test_results_come_in_the_order_of_the_campaign_and_of_it_only(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL)
    archive_result(tmp_path, AJACCIO, "biosimilars")
    archive_result(tmp_path, "130784127", "generics", FULL)
    assert list(known(tmp_path).items()) == [
        ((AJACCIO, "generics"), NOT_YET),
        ((AJACCIO, "biosimilars"), family_result(AJACCIO, "biosimilars")),
        ((BOURG, "generics"), family_result(BOURG, "generics", FULL)),
        ((BOURG, "biosimilars"), NOT_YET),
    ]


def test_the_highest_version_speaks(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, version="v010")
    archive_result(tmp_path, BOURG, "generics", BARE, version="v009")
    assert known(tmp_path)[BOURG, "generics"] == family_result(BOURG, "generics", FULL)


def test_a_last_run_that_failed_hides_the_older_result(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL)
    Archive(tmp_path / BOURG / "generics").mark("en échec", "Non.")
    assert known(tmp_path)[BOURG, "generics"] == State(status="en échec", message="Non.")


def test_a_campaign_never_run_says_so_everywhere(tmp_path):
    assert set(known(tmp_path / "absent").values()) == {NOT_YET}
    rows = flat_results(tmp_path / "absent", CAMPAIGN)
    assert [(row["finess"], row["family"], row["status"]) for row in rows] == [
        (finess, family, "pas encore évalué") for finess in (AJACCIO, BOURG) for family in ("generics", "biosimilars")
    ]


@pytest.mark.parametrize("name", ["result.json", "manifest.json"])
def test_a_dossier_altered_costs_its_evaluation_only(tmp_path, name):
    archive_result(tmp_path, BOURG, "generics", FULL)
    archive_result(tmp_path, AJACCIO, "generics", FULL)
    (tmp_path / BOURG / "generics" / "v001" / name).write_text("{", encoding="utf-8")
    found = known(tmp_path)
    altered = found[BOURG, "generics"]
    assert isinstance(altered, State)
    assert altered.status == "altéré"
    assert "010000024/generics" in altered.message
    assert "caqes run" in altered.message
    assert found[AJACCIO, "generics"] == family_result(AJACCIO, "generics", FULL)


def rows_of(runs, finess):
    """The flat results of an establishment for generics."""
    return [row for row in flat_results(runs, CAMPAIGN) if (row["finess"], row["family"]) == (finess, "generics")]


def test_flat_results_are_plain_numbers(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, BARE)
    full, bare = rows_of(tmp_path, BOURG)
    assert full == {
        "finess": "010000024", "family": "generics", "indicator": "generics.repertoire_rate",
        "label": "Prescription dans le répertoire", "period": "2025", "value": 0.25, "numerator": 1, "denominator": 4,
        "unit": "proportion", "direction": "higher", "status": "calculé", "outcome": "non atteint", "reason": "",
        "target": 0.49, "target_status": "to_validate", "regional_median": 0.5, "past_value": 0.125,
    }  # fmt: skip
    assert (bare["value"], bare["numerator"], bare["denominator"]) == (None, 12.5, 0)
    assert [bare[key] for key in ("target", "target_status", "regional_median", "past_value")] == [None] * 4
    assert (bare["status"], bare["reason"]) == ("non calculable", "Aucune boîte.")
    assert json.loads(json.dumps([full, bare], allow_nan=False)) == [full, bare]


def test_a_flat_evaluation_without_dossier_says_why(tmp_path):
    Archive(tmp_path / AJACCIO / "generics").mark("données absentes", "Absent du fichier.")
    row = rows_of(tmp_path, AJACCIO)[0]
    assert (row["finess"], row["family"], row["period"]) == (AJACCIO, "generics", "2025")
    assert (row["status"], row["outcome"], row["reason"]) == (
        "données absentes", "données absentes", "Absent du fichier.",
    )  # fmt: skip
    assert {row[key] for key in ("value", "numerator", "denominator", "unit", "target", "regional_median")} == {None}


def test_every_flat_row_has_the_same_keys(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, BARE)
    Archive(tmp_path / AJACCIO / "generics").mark("en échec", "Non.")
    rows = flat_results(tmp_path, CAMPAIGN)
    assert len(rows) == 5
    assert len({frozenset(row) for row in rows}) == 1


def test_the_result_of_another_hospital_is_not_taken_for_its_own(tmp_path):
    """A folder moved from an establishment to another."""
    (tmp_path / BOURG).mkdir()
    archive_result(tmp_path, AJACCIO, "generics", FULL)
    (tmp_path / AJACCIO / "generics").rename(tmp_path / BOURG / "generics")
    found = known(tmp_path)[BOURG, "generics"]
    assert isinstance(found, State)
    assert found.status == "altéré"
