import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from dossiers import AJACCIO, BOURG, add_version, family_result, seal

from caqes_eval.campaign.model import Campaign, Establishment, PhmevFile, Sources
from caqes_eval.dossier.archive import Archive, Dossier, State
from caqes_eval.dossier.results import campaign_results, flat_results, read_result
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
    region=RegionalPosition(distribution=distribution([(0, 1), (1, 1)], minimum=2), reading=None),
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
        ('"version":1', '"version":2'), ('"1/4"', '"un quart"'), ('"1/4"', '"1/0"'), ('"campaign"', '"campagne"'),
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
    assert "--force" in caught.value.remedy


@pytest.mark.parametrize("sealed", [False, True], ids=["removed after", "recorded so"])
def test_a_dossier_without_result_is_told(tmp_path, sealed):
    folder = archive_result(tmp_path, BOURG, "generics", FULL)
    (folder / "result.json").unlink()
    if sealed:
        seal(folder)
    with pytest.raises(IntegrityError, match="010000024/generics"):
        read_result(current(tmp_path), f"{BOURG}/generics")


def test_results_come_in_the_order_of_the_campaign_and_those_never_run_are_left_out(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL)
    archive_result(tmp_path, BOURG, "biosimilars")
    archive_result(tmp_path, AJACCIO, "biosimilars")
    archive_result(tmp_path, "130784127", "generics", FULL)
    found = [(finess, family) for finess, family, _ in campaign_results(tmp_path, CAMPAIGN)]
    assert found == [(AJACCIO, "biosimilars"), (BOURG, "generics"), (BOURG, "biosimilars")]


def test_the_highest_version_speaks(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, version="v010")
    archive_result(tmp_path, BOURG, "generics", BARE, version="v009")
    ((_, _, found),) = campaign_results(tmp_path, CAMPAIGN)
    assert found == family_result(BOURG, "generics", FULL)


def test_a_last_run_that_failed_hides_the_older_result(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL)
    Archive(tmp_path / BOURG / "generics").mark("en échec", "Non.")
    ((_, _, found),) = campaign_results(tmp_path, CAMPAIGN)
    assert found == State(status="en échec", message="Non.")


def test_a_campaign_never_run_has_no_result(tmp_path):
    assert list(campaign_results(tmp_path / "absent", CAMPAIGN)) == []
    assert flat_results(tmp_path / "absent", CAMPAIGN) == []


def test_flat_results_are_plain_numbers(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL, BARE)
    full, bare = flat_results(tmp_path, CAMPAIGN)
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
    (row,) = flat_results(tmp_path, CAMPAIGN)
    assert (row["finess"], row["family"], row["period"]) == (AJACCIO, "generics", "2025")
    assert (row["status"], row["outcome"], row["reason"]) == (
        "données absentes", "données absentes", "Absent du fichier.",
    )  # fmt: skip
    assert {row[key] for key in ("value", "numerator", "denominator", "unit", "target", "regional_median")} == {None}


def test_every_flat_row_has_the_same_keys(tmp_path):
    archive_result(tmp_path, BOURG, "generics", FULL)
    Archive(tmp_path / AJACCIO / "generics").mark("en échec", "Non.")
    absent, full = flat_results(tmp_path, CAMPAIGN)
    assert set(absent) == set(full)


def test_the_result_of_another_hospital_is_not_taken_for_its_own(tmp_path):
    """A folder moved from an establishment to another."""
    (tmp_path / BOURG).mkdir()
    archive_result(tmp_path, AJACCIO, "generics", FULL)
    (tmp_path / AJACCIO / "generics").rename(tmp_path / BOURG / "generics")
    with pytest.raises(IntegrityError, match=BOURG):
        list(campaign_results(tmp_path, CAMPAIGN))


@pytest.mark.parametrize("name", ["state.json", "v001/manifest.json"])
def test_a_record_damaged_is_told(tmp_path, name):
    archive_result(tmp_path, BOURG, "generics", FULL)
    (tmp_path / BOURG / "generics" / name).write_text("{", encoding="utf-8")
    with pytest.raises(IntegrityError):
        list(campaign_results(tmp_path, CAMPAIGN))
