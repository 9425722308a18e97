"""Every row of the file of known identifiers gets the verdict it announces."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from stdnum import luhn

from caqes_eval.identifiers import Check, check_cip, check_finess, check_les_known, check_lpp, check_ucd

# The codes the file says « connu », so that membership is tested too.
KNOWN_LES = {"I000672", "S000013", "I800001", "CBEVA01", "CTOCI98", "NMICR03"}

CHECKERS: dict[str, Callable[[str], Check]] = {
    "FINESS": check_finess,
    "UCD7": check_ucd,
    "UCD13": check_ucd,
    "CIP7": check_cip,
    "CIP13": check_cip,
    "LPP": check_lpp,
    "LES": lambda typed: check_les_known(typed, KNOWN_LES),
}
ROWS = {"FINESS": 18, "UCD7": 6, "UCD13": 6, "CIP7": 5, "CIP13": 4, "LPP": 6, "LES": 9, "RPPS": 1}


def expected_verdict(words: str) -> str:
    """Return ``refused``, ``warned`` or ``clean`` from the words of the column ``attendu``."""
    if any(fault in words for fault in ("clé fausse", "Non restitué", "abîmé")):
        return "refused"
    if "sans clé" in words or "non applicable" in words:
        return "warned"
    if words.startswith(("valide", "connu")) or words == "clé mod 11 OK":
        return "clean"
    raise AssertionError(f"words not understood: {words}")


def verdict(check: Check) -> str:
    if not check.valid:
        return "refused"
    return "warned" if check.warning else "clean"


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "ids" / "vecteurs_identifiants.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("kind", CHECKERS)
def test_every_row_gets_the_verdict_it_announces(rows: list[dict[str, str]], kind: str) -> None:
    chosen = [row for row in rows if row["type"] == kind]
    got = {row["valeur"]: verdict(CHECKERS[kind](row["valeur"])) for row in chosen}
    assert len(chosen) == ROWS[kind]
    assert got == {row["valeur"]: expected_verdict(row["attendu"]) for row in chosen}


@pytest.mark.parametrize("kind", CHECKERS)
def test_an_accepted_row_is_of_its_kind_and_unchanged(rows: list[dict[str, str]], kind: str) -> None:
    checks = [CHECKERS[kind](row["valeur"]) for row in rows if row["type"] == kind]
    accepted = [check for check in checks if check.valid]
    assert accepted
    assert {check.kind for check in accepted} == {kind}
    assert all(check.value == check.typed and not check.reason for check in accepted)


def test_no_row_is_left_out(rows: list[dict[str, str]]) -> None:
    # RPPS names a person: this room has no use for it, the file's own statement is all there is to hold.
    others = [row for row in rows if row["type"] not in CHECKERS]
    assert len(rows) == sum(ROWS.values())
    assert [(row["type"], luhn.is_valid(row["valeur"])) for row in others] == [("RPPS", False)]
