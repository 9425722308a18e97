"""``caqes law --check`` on the files shipped, then on damaged copies of them."""

from pathlib import Path
from shutil import copytree

import pytest
from command import Ran, caqes, tree

from caqes_eval.foundation.shipped import shipped


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "Dossier é"
    made.mkdir()
    return made


@pytest.fixture
def damaged(root: Path) -> Path:
    """A working folder with rules and regions of its own, still sound."""
    for folder in ("regulation", "regions", "targeting"):
        copytree(shipped(folder), root / "params" / folder)
    return root


def spoil(root: Path, name: str, old: str, new: str) -> None:
    path = root / "params" / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(ran: Ran) -> str:
    return " ".join((ran.out + ran.err).replace("\u202f", " ").split())


def test_sound_files_are_told_with_what_remains_to_be_confirmed_and_found(root: Path) -> None:
    ran = caqes("law", "--check", root=root)
    assert (ran.code, ran.err) == (0, "")
    text = told(ran)
    for words in (
        "fichiers corrects",
        "Règles à valider",
        "procedure.appeal, procedure.counting",
        "[à fournir] evaluation_sanction.formula : la formule de proportionnalité",
        "Contrat à compléter : Provence-Alpes-Côte d’Azur et Corse (paca-corse.yml)",
        "[à fournir] amendments, n° 1 : la date d’effet et le texte de l’avenant 2024. Où : avenant signé",
        "En dépend : savoir si la pharmacie clinique s’évalue",
    ):
        assert words in text
    assert "Contrat à compléter : Val-de-Brume" not in text
    assert tree(root) == {}


def test_sound_files_are_one_json_document(damaged: Path) -> None:
    ran = caqes("law", "--check", "--json", root=damaged)
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert list(document) == [
        "rules", "values", "to_validate", "missing", "to_validate_keys", "missing_keys", "regions", "findings",
    ]  # fmt: skip
    assert "procedure.counting" in document["to_validate_keys"]
    assert "evaluation_sanction.formula" in document["missing_keys"]
    assert document["findings"] == []
    regions = {region["code"]: region for region in document["regions"]}
    assert regions["val-de-brume"]["missing"] == []
    first = regions["paca-corse"]["missing"][0]
    assert (first["parts"], first["what"]) == (
        ["amendments, n° 1"], "la date d’effet et le texte de l’avenant 2024",
    )  # fmt: skip
    assert list(first) == ["parts", "what", "where", "waits"]


def test_every_damage_is_told_at_once_and_nothing_is_called_correct(damaged: Path) -> None:
    (damaged / "params" / "regulation" / "refusal" / "rate.yml").unlink()
    spoil(damaged, "regulation/evaluation_sanction/cap_total.yml", 'comparator: "<="\n', "")
    spoil(damaged, "regulation/regime/contracts.yml", "value: G2", "value: G7")
    spoil(damaged, "regulation/regime/statute.yml", "applies_to: decision", "applies_to: activity")
    spoil(damaged, "regulation/procedure/appeal.yml", "unit: durée", "unit: texte")
    spoil(damaged, "regulation/procedure/notification.yml", "value: P2M", "value: PT15H")
    spoil(damaged, "regulation/mo/i999_rate/target.yml", "region: corse", "region: corze")
    ran = caqes("law", "--check", root=damaged)
    assert (ran.code, ran.out) == (10, "")
    text = told(ran)
    for words in (
        "fichier params/regulation/refusal/rate.yml : cette règle, livrée avec caqes-eval, manque.",
        "cap_total.yml, clé comparator : comparator manque.",
        "clé values, n° 4, value, valeur « G7 »",
        "clé applies_to, valeur « activity »",
        "appeal.yml, clé unit, valeur « texte »",
        "valeur « PT15H »",
        "valeur « corze »",
        "vouliez-vous écrire « corse » ?",
    ):
        assert words in text
    assert "corrects" not in text
    as_json = caqes("law", "--check", "--json", root=damaged)
    assert (as_json.code, len(as_json.json["findings"]), as_json.err) == (10, 7, "")


def test_what_is_only_to_be_checked_is_told_and_blocks_nothing(damaged: Path) -> None:
    spoil(damaged, "regulation/refusal/rate.yml", "value: 0.01", "value: 1")
    ran = caqes("law", "--check", root=damaged)
    assert (ran.code, ran.err) == (0, "")
    assert "[à vérifier] fichier params/regulation/refusal/rate.yml, clé values, n° 1, value, valeur « 1 »" in told(ran)
    (found,) = caqes("law", "--check", "--json", root=damaged).json["findings"]
    assert found["code"] == "proportion_entiere"


def test_a_contract_longer_than_the_law_allows_is_told_with_its_line(damaged: Path) -> None:
    spoil(damaged, "regions/paca-corse.yml", "end: 2026-12-31", "end: 2027-12-31")
    ran = caqes("law", "--check", root=damaged)
    assert ran.code == 10
    text = told(ran)
    assert "fichier paca-corse.yml, ligne " in text
    assert "dure plus de 5 ans" in text
    assert "il n’existe plus de contrat à partir du 01/01/2027" in text


def test_the_faults_of_regions_and_of_rules_are_told_together(damaged: Path) -> None:
    spoil(damaged, "regions/val-de-brume.yml", "omedit:", "omedi:")
    spoil(damaged, "regulation/refusal/rate.yml", "value: 0.01", "value: -0.01")
    found = caqes("law", "--check", "--json", root=damaged).json["findings"]
    assert {each["file"] for each in found} == {"val-de-brume.yml", "params/regulation/refusal/rate.yml"}
