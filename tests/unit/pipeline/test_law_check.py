"""Rules that can all be read, damaged one by one: what ``caqes law --check`` must not call correct."""

from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from caqes_eval.campaign.region import Region
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.law_check import check_law
from caqes_eval.pipeline.region_parts import region_missing, sourced_parts
from caqes_eval.regulation.parameters.rules import Rules

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def pattern() -> Rules:
    return Rules.load(shipped("regulation"))


@pytest.fixture(scope="module")
def regions() -> tuple[Region, ...]:
    return tuple(Region.load(path) for path in sorted(shipped("regions").glob("*.yml")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(shipped("regulation"), tmp_path / "regulation")


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(folder: Path, name: str, unit: str, value: str, **scope: str) -> None:
    text = (
        f"description: Essai\nunit: {unit}\nvalues:\n- since: 2022-01-01\n  value: {value}\n  status: to_validate\n"
        f"  scope: {{{', '.join(f'{key}: {each}' for key, each in scope.items())}}}\n  reference: {{title: Essai}}\n"
    )
    (folder / name).write_text(text, encoding="utf-8")


def test_the_rules_shipped_are_correct(pattern, regions):
    assert check_law(pattern, pattern, regions, TODAY) == []


def test_an_undamaged_copy_and_a_rule_of_ones_own_are_correct(folder, pattern, regions):
    add(folder, "essai.yml", "durée", "P6M", region="corse")
    assert check_law(Rules.load(folder), pattern, regions, TODAY) == []


DAMAGES = [
    ("refusal/rate.yml", "value: 0.01", "value: -0.01", "valeur_negative", "values, n° 1, value", "-0.01"),
    (
        "incentive/regional/national_envelope.yml", "value: 12500000", "value: -500000",
        "valeur_negative", "values, n° 1, value", "-500000",
    ),
    (
        "mo/i999_rate/target.yml", "{name: AP-HM, value: 0.20}", "{name: AP-HM, value: -0.20}",
        "valeur_negative", "values, n° 1, scope, exceptions, 130786049, value", "-0.20",
    ),
    ("evaluation_sanction/cap_total.yml", 'comparator: "<="\n', "", "comparateur_change", "comparator", None),
    ("evaluation_sanction/cap_total.yml", '"<="', '">="', "comparateur_change", "comparator", ">="),
    ("refusal/rate.yml", "unit: proportion\n", 'unit: proportion\ncomparator: "<="\n', "comparateur_change", "comparator", "<="),
    ("regime/contracts.yml", "value: G2", "value: G7", "valeur_incomprise", "values, n° 4, value", "G7"),
    ("regime/statute.yml", "value: G1", "value: g1", "valeur_incomprise", "values, n° 1, value", "g1"),
    ("regime/decree.yml", "value: G2", "value: G4", "valeur_incomprise", "values, n° 2, value", "G4"),
    ("procedure/appeal.yml", "value: P2M", "value: PT15H", "duree_inutilisable", "values, n° 1, value", "PT15H"),
    ("procedure/notification.yml", "value: P2M", "value: P0D", "duree_inutilisable", "values, n° 1, value", "P0D"),
    ("procedure/proposal_answer.yml", "value: P3W", "value: P1.5M", "duree_inutilisable", "values, n° 2, value", "P1.5M"),
    (
        "procedure/counting.yml", "value: de quantième à quantième", "value: jours francs",
        "valeur_incomprise", "values, n° 1, value", "jours francs",
    ),
    (
        "procedure/suspension.yml", "value: prolongé jusqu’à l’audition", "value: suspendu",
        "valeur_incomprise", "values, n° 1, value", "suspendu",
    ),
    ("mo/i999_rate/target.yml", "region: corse", "region: corze", "region_inconnue", "values, n° 2, scope, region", "corze"),
    ("regime/statute.yml", "applies_to: decision", "applies_to: activity", "date_de_droit_changee", "applies_to", "activity"),
    ("regime/statute.yml", "applies_to: decision\n", "", "date_de_droit_changee", "applies_to", "activity"),
    ("procedure/appeal.yml", "unit: durée", "unit: texte", "unite_changee", "unit", "texte"),
    ("regime/statute.yml", "on: 2026-11-22", "on: 2126-11-22", "relecture_a_venir", "values, n° 1, checked, on", "2126-11-22"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "code", "key", "value"), DAMAGES)
def test_a_damaged_rule_is_told_with_its_file_and_its_key(folder, pattern, regions, name, old, new, code, key, value):
    spoil(folder, name, old, new)
    (found,) = check_law(Rules.load(folder), pattern, regions, TODAY)
    assert (found.code, found.severity) == (code, Severity.BLOCKING)
    assert (found.file, found.key, found.value) == (f"params/regulation/{name}", key, value)
    assert found.message
    assert found.why
    assert found.remedy


def test_a_rule_deleted_is_told(folder, pattern, regions):
    (folder / "refusal" / "rate.yml").unlink()
    (found,) = check_law(Rules.load(folder), pattern, regions, TODAY)
    assert (found.code, found.file) == ("regle_manquante", "params/regulation/refusal/rate.yml")
    assert "remettez ce fichier" in found.remedy


def test_a_rule_renamed_is_found_again(folder, pattern, regions):
    (folder / "refusal" / "rate.yml").rename(folder / "refusal" / "rates.yml")
    (found,) = check_law(Rules.load(folder), pattern, regions, TODAY)
    assert found.code == "regle_manquante"
    assert "params/regulation/refusal/rates.yml" in found.remedy


def test_a_rate_of_one_is_to_be_checked_and_blocks_nothing(folder, pattern, regions):
    spoil(folder, "refusal/rate.yml", "value: 0.01", "value: 1")
    (found,) = check_law(Rules.load(folder), pattern, regions, TODAY)
    assert (found.code, found.severity, found.value) == ("proportion_entiere", Severity.TO_CHECK, "1")
    assert "100 %" in found.message


def test_a_rate_that_is_one_as_shipped_is_not_doubted(pattern):
    assert pattern.file("mo.argued_share.target").values[0].value == 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        # the text may say « < » where « <= » was shipped
        ("evaluation_sanction/cap_total.yml", '"<="', '"<"'),
        # a yearly change is negative as shipped
        ("referentials/ipp/target.yml", "value: -0.05", "value: -0.10"),
        ("refusal/rate.yml", "value: 0.01", "value: 0"),
        ("refusal/rate.yml", "value: 0.01", "value: 0.99"),
        ("procedure/appeal.yml", "value: P2M", "value: P1Y2M"),
        ("procedure/appeal.yml", "value: P2M", "value: P1D"),
        ("dmi/themes/radiology.yml", "region: corse", "region: val-de-brume"),
    ],
)
def test_a_change_that_a_text_could_make_passes(folder, pattern, regions, name, old, new):
    spoil(folder, name, old, new)
    assert check_law(Rules.load(folder), pattern, regions, TODAY) == []


def test_the_nearest_region_is_told(folder, pattern, regions):
    spoil(folder, "mo/i999_rate/target.yml", "region: corse", "region: corze")
    assert "« corse »" in check_law(Rules.load(folder), pattern, regions, TODAY)[0].remedy


def test_a_folder_with_other_regions_keeps_the_rules_shipped_for_paca(folder, pattern, regions):
    (brume,) = (region for region in regions if region.code == "val-de-brume")
    assert check_law(pattern, pattern, [brume], TODAY) == []
    add(folder, "essai.yml", "UCD", "3", region="bretagne")
    codes = [found.code for found in check_law(Rules.load(folder), pattern, [brume], TODAY)]
    assert codes == ["region_inconnue"]
    # regions that cannot be read accuse no scope
    assert check_law(Rules.load(folder), pattern, None, TODAY) == []


def test_a_value_read_again_today_is_accepted_but_not_tomorrow(folder, pattern, regions):
    latest = max(dated.checked.on for _, file in pattern.items() for dated in file.values if dated.checked)
    assert check_law(pattern, pattern, regions, latest) == []
    found = check_law(pattern, pattern, regions, latest - timedelta(days=1))
    assert {each.code for each in found} == {"relecture_a_venir"}


def test_a_part_of_a_region_cannot_be_read_again_tomorrow(pattern, regions):
    region = regions[0]
    checked = {"by": "Essai", "on": TODAY + timedelta(days=1)}
    term = region.contracts[0].model_copy(
        update={"checked": type(pattern.on("regime.statute", TODAY).checked)(**checked)}
    )
    changed = region.model_copy(update={"contracts": (term, *region.contracts[1:])})
    (found,) = check_law(pattern, pattern, [changed], TODAY)
    assert (found.code, found.file, found.key) == (
        "relecture_a_venir", f"{region.code}.yml", "contracts, n° 1, checked, on",
    )  # fmt: skip


def test_every_fault_is_told_at_once_what_blocks_first(folder, pattern, regions):
    spoil(folder, "incentive/regional/national_envelope.yml", "value: 12500000", "value: -1")
    spoil(folder, "refusal/rate.yml", "value: 0.01", "value: 1")
    spoil(folder, "regime/contracts.yml", "value: G2", "value: G7")
    spoil(folder, "procedure/appeal.yml", "unit: durée", "unit: texte")
    (folder / "contract" / "maximum_duration.yml").unlink()
    found: list[Finding] = check_law(Rules.load(folder), pattern, regions, TODAY)
    assert [each.severity for each in found] == [Severity.BLOCKING] * 4 + [Severity.TO_CHECK]
    assert {each.code for each in found} == {
        "valeur_negative", "proportion_entiere", "valeur_incomprise", "unite_changee", "regle_manquante",
    }  # fmt: skip


def test_what_no_source_gives_of_a_region_is_told_once_for_the_parts_that_lack_it(regions):
    (paca,) = (region for region in regions if region.code == "paca-corse")
    found = {each.missing.what: each.parts for each in region_missing(paca)}
    assert found["la date d’effet et le texte de l’avenant 2024"] == ("amendments, n° 1",)
    assert found["la formule de partage de l’enveloppe MO"] == ("envelopes, n° 1", "envelopes, n° 2")
    lacking = [place for place, part in sourced_parts(paca) if part.missing]
    assert sorted(place for parts in found.values() for place in parts) == sorted(lacking)
    assert region_missing(next(region for region in regions if region.code == "val-de-brume")) == []
